//! The links that commands print: activation (rule J6b) and reset (rule J6c).

use credentials::ids::GrantId;
use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::GrantSeed;
use store::{LinkKind, LinkOrder};
use zeroize::Zeroizing;

use super::desk::Desk;
use crate::commands::output::plain;
use crate::complaint::Complaint;
use crate::os_rng::OsRng;

/// A link to store, and its address to print.
pub struct Link {
    /// For the store.
    pub order: LinkOrder,
    /// The whole address.
    pub address: Zeroizing<String>,
    /// Until when it works, for people.
    pub until: String,
    /// Whether the portal mails it as well.
    pub mailed: bool,
}

/// Makes a link of the life that the settings give it; a complaint without a public address.
pub fn make(desk: &Desk, kind: LinkKind) -> Result<Link, Complaint> {
    let (path, hours) = match kind {
        LinkKind::Activation => ("activate", desk.settings.enrolment.activation_hours),
        LinkKind::HelpDesk => ("reset-link", desk.settings.enrolment.reset_link_hours),
    };
    let secret = SecretToken::generate(&OsRng);
    let expires_at = desk.ctx.now + SignedDuration::from_hours(hours.into());
    let seed = GrantSeed { id: GrantId::generate(desk.ctx.now, &OsRng), token: secret.hash() };
    let origin = desk.settings.server.public_url()?.as_str();
    let address = Zeroizing::new(format!("{origin}/{path}?token={}", secret.expose().as_str()));
    let mailed = desk.settings.mail.is_on();
    // Without a mail server the operator hands it over.
    let order = LinkOrder { seed, expires_at, mail: mailed.then(|| address.clone()) };
    Ok(Link { order, address, until: desk.time(expires_at), mailed })
}

/// The link between two empty lines, so that it can be selected, and how to treat it; `to` is the account's first mail address.
pub fn shown(link: &Link, to: Option<&str>) -> String {
    let treat = match to.filter(|_| link.mailed) {
        Some(to) => format!("The portal mails it to {} as well, as soon as it runs.\n", plain(to)),
        None => String::new(),
    };
    format!(
        "\n  {}\n\nIt works once, until {}, and a newer one takes its place. It is not shown again.\n{treat}\
         Hand it over in a way that only this person can read.\n",
        link.address.as_str(),
        link.until
    )
}
