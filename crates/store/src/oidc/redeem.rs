//! Spending a code or a refresh token, and making the tokens that it gives, in one transaction (OP-04, OP-09).
//!
//! One statement decides which of several uses counts. Whoever comes second ends the family, and with it what the first was given:
//! nobody can say which of the two is the thief (RFC 9700 sections 2.1.1 and 4.14.2).

use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};
use journey::session::SessionPolicy;
use oidc::authorize::CodeGrant;
use oidc::client_auth::JtiBurn;
use oidc::code::FamilyId;
use oidc::scope::Scopes;
use oidc::token::Lifetimes;

use super::family::reused;
use super::sealing::TokenSeal;
use crate::db::values;
use crate::work::Work;
use crate::{Context, Store, StoreError};

/// When a client last came is noted at most this often, so that its row is not written with every token.
const USED: SignedDuration = SignedDuration::from_hours(1);

/// Tokens that do not exist yet.
#[derive(Clone, Debug)]
pub struct NewTokens {
    /// The hash of the access token.
    pub access: TokenHash,
    /// The hash of the refresh token, if one is given.
    pub refresh: Option<TokenHash>,
    /// What the access token may.
    pub scopes: Scopes,
    /// How long they live.
    pub lifetimes: Lifetimes,
}

/// A code or refresh token that is to be spent, as the rules decided.
#[derive(Clone, Copy, Debug)]
pub struct Redemption<'a> {
    /// The hash of what was presented.
    pub hash: TokenHash,
    /// What is given for it.
    pub tokens: &'a NewTokens,
    /// The assertion with which the client authenticated, if it was one.
    pub burn: Option<&'a JtiBurn>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// It is spent and the tokens exist.
    Done,
    /// The assertion was used before; nothing happened.
    Replayed,
    /// Somebody else spent it in between; its family is ended.
    Reused,
    /// Session, account, client or family ended in between, or its time is over; there are no tokens.
    Over,
}

/// What is spent.
#[derive(Clone, Copy)]
enum Kind {
    Code,
    Refresh,
}

/// The family of a code or token that counts: not ended, its account and client are active.
macro_rules! spend {
    ($table:literal, $timely:literal) => {
        concat!(
            "UPDATE ",
            $table,
            " SET spent_at = $2 WHERE hash = $1 AND spent_at IS NULL AND ",
            $timely,
            " AND EXISTS (SELECT 1 FROM token_families f JOIN accounts a ON a.id = f.account_id \
             JOIN clients c ON c.id = f.client_id WHERE f.id = family_id AND f.revoked_at IS NULL \
             AND a.status = 'active' AND c.disabled_at IS NULL AND f.started_at >= c.enabled_at) RETURNING family_id"
        )
    };
}

macro_rules! held {
    ($table:literal) => {
        concat!(
            "SELECT t.family_id, t.spent_at, f.account_id, f.grant_sealed FROM ",
            $table,
            " t JOIN token_families f ON f.id = t.family_id WHERE t.hash = $1"
        )
    };
}

impl Kind {
    /// Spends it; the third parameter is the first moment that still counts, for a code, and now for a refresh token.
    const fn spend(self) -> &'static str {
        match self {
            Self::Code => spend!("authorization_codes", "issued_at > $3"),
            Self::Refresh => spend!("refresh_tokens", "expires_at > $3"),
        }
    }

    const fn held(self) -> &'static str {
        match self {
            Self::Code => held!("authorization_codes"),
            Self::Refresh => held!("refresh_tokens"),
        }
    }

    fn since(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Code => now - oidc::code::LIFE,
            Self::Refresh => now,
        }
    }
}

impl Store {
    /// Spends a code, burns the assertion and makes the first tokens.
    pub async fn redeem_code(
        &self,
        redemption: &Redemption<'_>,
        policy: &SessionPolicy,
        ctx: &Context,
    ) -> Result<Redeemed, StoreError> {
        self.redeem(Kind::Code, redemption, policy, ctx).await
    }

    /// Spends a refresh token, burns the assertion and makes the next tokens.
    pub async fn rotate_refresh(
        &self,
        redemption: &Redemption<'_>,
        policy: &SessionPolicy,
        ctx: &Context,
    ) -> Result<Redeemed, StoreError> {
        self.redeem(Kind::Refresh, redemption, policy, ctx).await
    }

    async fn redeem(
        &self,
        kind: Kind,
        redemption: &Redemption<'_>,
        policy: &SessionPolicy,
        ctx: &Context,
    ) -> Result<Redeemed, StoreError> {
        let mut work = self.begin(ctx).await?;
        if !work.burn_jti(redemption.burn).await? {
            return Ok(Redeemed::Replayed);
        }
        let Some(held) = work.held(kind, &redemption.hash).await? else { return Ok(Redeemed::Over) };
        // The session's row is taken: its end waits, and then tells this client too.
        let alive = work.hold_session(&held.grant, policy).await?;
        let parameters = values![&redemption.hash, ctx.now, kind.since(ctx.now)];
        let spent = alive && work.tx.fetch_optional(kind.spend(), &parameters).await?.is_some();
        if spent {
            work.insert_tokens(held.family, redemption.tokens).await?;
            work.note_use(held.family, &held.grant).await?;
        }
        let reused = !spent && work.held(kind, &redemption.hash).await?.is_some_and(|held| held.spent);
        if reused {
            work.end_family(held.family, self::reused()).await?;
        }
        work.commit().await?;
        Ok(match (spent, reused) {
            (true, _) => Redeemed::Done,
            (false, true) => Redeemed::Reused,
            (false, false) => Redeemed::Over,
        })
    }
}

struct Held {
    family: FamilyId,
    grant: CodeGrant,
    spent: bool,
}

impl Work<'_> {
    async fn held(&mut self, kind: Kind, hash: &TokenHash) -> Result<Option<Held>, StoreError> {
        let Some(row) = self.tx.fetch_optional(kind.held(), &values![hash]).await? else { return Ok(None) };
        let family = FamilyId(row.uuid("family_id")?);
        let grant = self.store.open_grant(family, row.account("account_id")?, &row.sealed("grant_sealed")?)?;
        Ok(Some(Held { family, grant, spent: row.time_opt("spent_at")?.is_some() }))
    }

    async fn insert_tokens(&mut self, family: FamilyId, tokens: &NewTokens) -> Result<(), StoreError> {
        let (life, scopes) = (&tokens.lifetimes, tokens.scopes.to_text());
        let sql = "INSERT INTO access_tokens (hash, family_id, scopes, issued_at, expires_at, mac) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let seal = access_seal(tokens.access, family, &scopes, (life.issued_at, life.access_expires_at));
        let mac = seal.make(self.store);
        let times = (life.issued_at, life.access_expires_at);
        let parameters = values![&tokens.access, family, scopes.as_str(), times.0, times.1, mac.as_str()];
        self.tx.execute(sql, &parameters).await?;
        let Some(refresh) = tokens.refresh else { return Ok(()) };
        let sql =
            "INSERT INTO refresh_tokens (hash, family_id, issued_at, expires_at, mac) VALUES ($1, $2, $3, $4, $5)";
        let times = (life.issued_at, life.refresh_expires_at);
        let mac = refresh_seal(refresh, family, times).make(self.store);
        self.tx.execute(sql, &values![&refresh, family, times.0, times.1, mac.as_str()]).await.map(|_| ())
    }

    async fn note_use(&mut self, family: FamilyId, grant: &CodeGrant) -> Result<(), StoreError> {
        let now = self.ctx.now;
        let sql = "UPDATE token_families SET last_used_at = $2 WHERE id = $1";
        self.tx.execute(sql, &values![family, now]).await?;
        let sql = "UPDATE clients SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)";
        self.tx.execute(sql, &values![&grant.client, now, now - USED]).await.map(|_| ())
    }
}

pub(super) fn access_seal(
    hash: TokenHash,
    family: FamilyId,
    scopes: &str,
    (issued_at, expires_at): (Timestamp, Timestamp),
) -> TokenSeal<'_> {
    TokenSeal { kind: "access-token", hash, family, issued_at, expires_at: Some(expires_at), scopes }
}

pub(super) fn refresh_seal(
    hash: TokenHash,
    family: FamilyId,
    (issued_at, expires_at): (Timestamp, Timestamp),
) -> TokenSeal<'static> {
    TokenSeal { kind: "refresh-token", hash, family, issued_at, expires_at: Some(expires_at), scopes: "" }
}
