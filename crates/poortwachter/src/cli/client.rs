//! The arguments of `client`: applications that log people in with OpenID Connect. Every change names its reason.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::SignedDuration;

use super::account::Because;
use super::{ListAll, SettingsFile};

/// What can be done with applications.
#[derive(Debug, Subcommand)]
pub enum Client {
    /// Register an application; print its id, its secret (only now) and what to put into its settings.
    Add(Add),
    /// Change what is given; a list replaces the whole list, an empty text takes it away.
    Edit(Edit),
    /// List all applications, with what deserves a thought.
    List(ListAll),
    /// Show one application.
    Show(Show),
    /// Make a new secret; the old one works until the overlap ends.
    RotateSecret(RotateSecret),
    /// Refuse everything that it asks, and end what it was granted.
    Disable(Change),
    /// Allow it again.
    Enable(Change),
    /// Show who is logged in there.
    Grants(Show),
    /// End the logins of everybody there, or of one account.
    EndGrants(EndGrants),
    /// Show what it was told of logouts, and what it answered.
    Logouts(Show),
    /// Print what to put into its settings.
    Snippet(Snippet),
    /// Make a secret and its SHA-256 for `[[oidc.clients]]` of the settings; nothing is registered.
    MakeSecret,
}

/// A new application.
#[derive(Args, Debug)]
pub struct Add {
    /// Its public name: 1 to 64 letters, digits and -._~
    #[arg(value_name = "CLIENT")]
    pub id: String,
    /// What people are shown.
    #[arg(long)]
    pub name: String,
    /// What it is made with, for the snippet.
    #[arg(long, default_value = "generic")]
    pub kind: SnippetKind,
    /// The rest.
    #[command(flatten)]
    pub details: Details,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// What changes of an application; at least one thing.
#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("what").multiple(true).required(true).args([
    "name", "redirect_uri", "post_logout_uri", "logout_uri", "scopes", "auth", "jwks", "pkce", "par", "consent", "alg", "least_acr",
    "cors_origin",
]))]
pub struct Edit {
    /// Its public name.
    #[arg(value_name = "CLIENT")]
    pub id: String,
    /// What people are shown.
    #[arg(long)]
    pub name: Option<String>,
    /// The rest.
    #[command(flatten)]
    pub details: Details,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// What an application has besides its names.
#[derive(Args, Debug)]
pub struct Details {
    /// Where answers go, exactly as the application sends it; may be given several times.
    #[arg(long, value_name = "URI")]
    pub redirect_uri: Vec<String>,
    /// Where people may land after logging out; may be given several times.
    #[arg(long, value_name = "URI")]
    pub post_logout_uri: Vec<String>,
    /// Where the portal tells it of the end of a session (back-channel logout).
    #[arg(long, value_name = "URI")]
    pub logout_uri: Option<String>,
    /// What it may learn, with commas. Without it: openid,profile,email.
    #[arg(long, value_delimiter = ',', value_name = "SCOPE")]
    pub scopes: Option<Vec<String>>,
    /// How it proves who it is. Without it: basic.
    #[arg(long)]
    pub auth: Option<Auth>,
    /// For private-key-jwt: a file with its public keys (JSON Web Key Set), all of one algorithm.
    #[arg(long, value_name = "FILE")]
    pub jwks: Option<PathBuf>,
    /// Whether it must use PKCE; "optional" is for an old confidential application that cannot, and weaker.
    #[arg(long)]
    pub pkce: Option<Rule>,
    /// Whether it must push its requests (RFC 9126).
    #[arg(long)]
    pub par: Option<Rule>,
    /// Whether people are asked before it learns who they are. "given" is for applications of the house.
    #[arg(long)]
    pub consent: Option<Consent>,
    /// How its ID tokens are signed. Without it: RS256.
    #[arg(long)]
    pub alg: Option<Alg>,
    /// The lowest level that it takes.
    #[arg(long)]
    pub least_acr: Option<Level>,
    /// An origin whose scripts may call the token and userinfo endpoints; may be given several times.
    #[arg(long, value_name = "ORIGIN")]
    pub cors_origin: Vec<String>,
}

/// How an application proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Auth {
    /// A secret in a header (`client_secret_basic`).
    Basic,
    /// A secret in the form (`client_secret_post`).
    Post,
    /// A signed assertion (`private_key_jwt`).
    PrivateKeyJwt,
    /// Not at all: a public client, such as an app on a telephone.
    None,
}

/// Whether something must be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rule {
    /// It must.
    Required,
    /// It may.
    Optional,
}

/// Who agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Consent {
    /// Each person.
    Ask,
    /// The administrator, for everybody.
    Given,
}

/// A signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Alg {
    /// RSA; what every library can.
    #[value(name = "RS256")]
    Rs256,
    /// ECDSA on P-256.
    #[value(name = "ES256")]
    Es256,
    /// Ed25519.
    #[value(name = "EdDSA")]
    EdDsa,
}

impl From<Alg> for oidc::jose::Alg {
    fn from(alg: Alg) -> Self {
        match alg {
            Alg::Rs256 => Self::Rs256,
            Alg::Es256 => Self::Es256,
            Alg::EdDsa => Self::EdDsa,
        }
    }
}

/// A level of login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Any second factor: what every login has.
    TwoFactor,
    /// A security key or passkey.
    Phr,
    /// A security key of a known maker.
    Phrh,
}

impl Level {
    /// The level that is asked for; what every login has is not asked for.
    pub fn least(self) -> Option<oidc::acr::Acr> {
        match self {
            Self::TwoFactor => None,
            Self::Phr => Some(oidc::acr::Acr::Phr),
            Self::Phrh => Some(oidc::acr::Acr::Phrh),
        }
    }
}

/// What an application is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SnippetKind {
    /// Apache with `mod_auth_openidc`.
    ModAuthOpenidc,
    /// JavaScript with openid-client.
    OpenidClient,
    /// Python with Authlib.
    Authlib,
    /// Rust with openidconnect.
    Openidconnect,
    /// Anything else: the words that settings usually have.
    Generic,
}

/// One application.
#[derive(Args, Debug)]
pub struct Show {
    /// Its public name.
    #[arg(value_name = "CLIENT")]
    pub id: String,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// With which settings.
    #[command(flatten)]
    pub settings: SettingsFile,
}

/// A new secret.
#[derive(Args, Debug)]
pub struct RotateSecret {
    /// Its public name.
    #[arg(value_name = "CLIENT")]
    pub id: String,
    /// How long the old secret still works: 30m, 24h, 7d; 0h ends it at once.
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = overlap)]
    pub overlap: SignedDuration,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// A change that needs no more than the name.
#[derive(Args, Debug)]
pub struct Change {
    /// Its public name.
    #[arg(value_name = "CLIENT")]
    pub id: String,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// Whose logins end.
#[derive(Args, Debug)]
pub struct EndGrants {
    /// Its public name.
    #[arg(value_name = "CLIENT")]
    pub id: String,
    /// Only those of this account.
    #[arg(long, value_name = "USERNAME")]
    pub account: Option<String>,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// What to print for the application.
#[derive(Args, Debug)]
pub struct Snippet {
    /// Its public name.
    #[arg(value_name = "CLIENT")]
    pub id: String,
    /// What it is made with.
    #[arg(long, default_value = "generic")]
    pub kind: SnippetKind,
    /// With which settings.
    #[command(flatten)]
    pub settings: SettingsFile,
}

/// The longest overlap: whoever needs longer forgot about it.
const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);

fn overlap(text: &str) -> Result<SignedDuration, &'static str> {
    const WRONG: &str = "write a time of at most 30 days, such as 30m, 24h or 7d";
    let unit = text.chars().last().ok_or(WRONG)?;
    let number: u32 = text.strip_suffix(unit).and_then(|number| number.parse().ok()).ok_or(WRONG)?;
    let minutes = match unit {
        'm' => 1,
        'h' => 60,
        'd' => 24 * 60,
        _ => return Err(WRONG),
    };
    let time = SignedDuration::from_mins(i64::from(number) * minutes);
    if time <= LONGEST { Ok(time) } else { Err(WRONG) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overlap_is_a_number_with_its_unit() {
        for (text, minutes) in [("30m", 30), ("24h", 24 * 60), ("7d", 7 * 24 * 60), ("0h", 0)] {
            assert_eq!(overlap(text), Ok(SignedDuration::from_mins(minutes)), "{text}");
        }
        for bad in ["", "h", "24", "-1h", "1w", "31d", "99999999999h", "1.5h", "24H", "é"] {
            assert!(overlap(bad).is_err(), "{bad}");
        }
    }
}
