//! Many people who are logged in, for measurements and tests: rows as the portal would have written them, without the logins.

use credentials::ids::{AccountId, FactorId, SessionId};
use credentials::keyring::{Binding, Purpose};
use credentials::token::SecretToken;
use journey::FactorKind;
use journey::session::SessionPolicy;

use super::mac::Sealing;
use crate::db::values;
use crate::work::Work;
use crate::{Acting, Context, ForwardSpend, Store, StoreError};

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Whose session it is.
    pub account: AccountId,
    /// The session.
    pub session: SessionId,
    /// The portal's cookie.
    pub portal: SecretToken,
    /// The cookie of the application's host.
    pub application: SecretToken,
}

/// Makes people with an account, a factor, a session, and a session at this host, in one unit of work.
pub async fn settle(
    store: &Store,
    count: usize,
    host: &str,
    policy: &SessionPolicy,
    ctx: &Context,
) -> Result<Vec<Settled>, StoreError> {
    let mut work = store.begin(ctx).await?;
    let mut people = Vec::with_capacity(count);
    for _ in 0..count {
        let person = work.settle_one(policy).await?;
        let (nobody, cookie) = (person.portal.hash(), person.application.hash());
        let spend = ForwardSpend { ticket: &nobody, nonce: None, host, cookie: &cookie };
        let acting = Acting { account: person.account, session: person.session, policy };
        work.open_forward(&acting, &spend).await?;
        people.push(person);
    }
    work.commit().await?;
    Ok(people)
}

impl Work<'_> {
    async fn settle_one(&mut self, policy: &SessionPolicy) -> Result<Settled, StoreError> {
        let (now, rng) = (self.ctx.now, self.store.rng.as_ref());
        let account = AccountId::generate(now, rng);
        let person = Settled {
            account,
            session: SessionId::generate(now, rng),
            portal: SecretToken::generate(rng),
            application: SecretToken::generate(rng),
        };
        let factor = self.settle_account(account).await?;
        let sealing = Sealing {
            id: person.session,
            account,
            factor,
            token: person.portal.hash(),
            password_at: now,
            factor_at: now,
            created_at: now,
            expires_at: now + policy.overall,
            stepped_up: None,
        };
        let sql = "INSERT INTO sessions (id, account_id, factor_id, token_hash, password_at, factor_at, created_at, \
                   last_seen_at, expires_at, used_at, mac) VALUES ($1, $2, $3, $4, $5, $5, $5, $5, $6, $5, $7)";
        let mac = sealing.make(&self.store.keyring);
        let parameters = values![sealing.id, account, factor, &sealing.token, now, sealing.expires_at, mac.as_str()];
        self.tx.execute(sql, &parameters).await?;
        Ok(person)
    }

    async fn settle_account(&mut self, account: AccountId) -> Result<FactorId, StoreError> {
        let (now, rng) = (self.ctx.now, self.store.rng.as_ref());
        let sql = "INSERT INTO accounts (id, username, display_name, mail, groups, role, language, status, epoch, \
                   created_at, updated_at) VALUES ($1, $2, $3, $4, $5, 'user', 'nl', 'active', 0, $6, $6)";
        let name = format!("person-{account}");
        let (called, mail) = ("Anneke van den Heuvel-de Vries", format!("{name}@voorbeeld.example"));
        let groups = r#"["medewerkers","financien","beheer"]"#;
        self.tx.execute(sql, &values![account, &name, called, &mail, groups, now]).await?;
        let factor = FactorId::generate(now, rng);
        let binding = Binding { table: "factors", column: "secret_sealed", row: factor.as_uuid(), account };
        let secret = self.store.keyring.seal(Purpose::Personal, &binding, &[7; 20], rng);
        let sql = "INSERT INTO factors (id, account_id, kind, label, secret_sealed, bound_at) VALUES ($1, $2, $3, $4, $5, $6)";
        let parameters = values![factor, account, FactorKind::Totp.as_str(), "App", &secret, now];
        self.tx.execute(sql, &parameters).await?;
        Ok(factor)
    }
}
