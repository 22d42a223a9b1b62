//! Issuing and finding authorization codes (OP-04).

use credentials::ids::SessionId;
use credentials::token::TokenHash;
use journey::AuditEvent;
use journey::audit::names;
use journey::session::SessionPolicy;
use oidc::authorize::CodeGrant;
use oidc::code::{CodeRow, FamilyId};
use uuid::Uuid;

use super::sealing::TokenSeal;
use crate::db::{Row, values};
use crate::work::Work;
use crate::{AuditEntry, CommitError, Context, Store, StoreError};

/// A code that does not exist yet.
#[derive(Clone, Debug)]
pub struct NewCode<'a> {
    /// Its hash.
    pub hash: TokenHash,
    /// What it stands for.
    pub grant: &'a CodeGrant,
    /// The stored request that it answers, if there is one.
    pub request: Option<Uuid>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeIssued {
    /// It is there.
    Issued,
    /// Session, factor, account or client ended in between; there is no code.
    LoginOver,
    /// The request was answered more than a minute ago, or is too old; there is no code.
    RequestOver,
}

/// The statement decides: no family, and so no code, of an account or client that may not.
const BEGIN: &str = "INSERT INTO token_families (id, client_id, account_id, session_id, grant_sealed, scopes, \
                     started_at, ends_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8 \
                     WHERE EXISTS (SELECT 1 FROM accounts WHERE id = $3 AND status = 'active') \
                     AND EXISTS (SELECT 1 FROM clients WHERE id = $2 AND disabled_at IS NULL)";

const FIND: &str = "SELECT k.hash, k.family_id, k.issued_at, k.spent_at, k.mac, f.account_id, f.grant_sealed \
                    FROM authorization_codes k JOIN token_families f ON f.id = k.family_id WHERE k.hash = $1";

impl Store {
    /// Issues a code for a session that is alive, and notes that the request is answered.
    ///
    /// The session's row is taken first: whoever wants to end it waits, and a session that has ended gives no code.
    pub async fn issue_code(
        &self,
        code: &NewCode<'_>,
        policy: &SessionPolicy,
        ctx: &Context,
    ) -> Result<CodeIssued, StoreError> {
        let mut work = self.begin(ctx).await?;
        if !work.hold_session(code.grant, policy).await? {
            return Ok(CodeIssued::LoginOver);
        }
        if let Some(request) = code.request
            && !work.answer_authorization(request, &code.grant.client).await?
        {
            return Ok(CodeIssued::RequestOver);
        }
        let Some(family) = work.begin_family(code.grant).await? else { return Ok(CodeIssued::LoginOver) };
        work.insert_code(code.hash, family).await?;
        let event = AuditEvent::success(names::APPLICATION_LOGIN);
        let entry = AuditEntry::new(event).about(code.grant.account).in_session(code.grant.session);
        work.audit(entry.for_client(code.grant.client.as_str())).await?;
        work.commit().await?;
        Ok(CodeIssued::Issued)
    }

    /// The code's row, spent or not; [`CodeRow::redeem`] decides, and [`Store::redeem_code`] has the last word.
    pub async fn find_code(&self, hash: &TokenHash) -> Result<Option<CodeRow>, StoreError> {
        let found = self.db.fetch_optional(FIND, &values![hash]).await?;
        found.map_or(Ok(None), |row| self.read_code(&row))
    }

    fn read_code(&self, row: &Row) -> Result<Option<CodeRow>, StoreError> {
        let (hash, family) = (row.token("hash")?, FamilyId(row.uuid("family_id")?));
        let issued_at = row.time("issued_at")?;
        if !seal(hash, family, issued_at).verify(self, &row.text("mac")?) {
            return Ok(None);
        }
        let grant = self.open_grant(family, row.account("account_id")?, &row.sealed("grant_sealed")?)?;
        Ok(Some(CodeRow { hash, grant, family, issued_at, spent_at: row.time_opt("spent_at")? }))
    }
}

pub(super) fn seal(hash: TokenHash, family: FamilyId, issued_at: jiff::Timestamp) -> TokenSeal<'static> {
    TokenSeal { kind: "code", hash, family, issued_at, expires_at: None, scopes: "" }
}

impl Work<'_> {
    /// Takes the row of the session that something is granted in; `false` when it is over.
    pub(super) async fn hold_session(&mut self, grant: &CodeGrant, policy: &SessionPolicy) -> Result<bool, StoreError> {
        match self.require_session(grant.account, grant.session, policy).await {
            Ok(()) => Ok(true),
            Err(CommitError::Store(error)) => Err(error),
            Err(_) => Ok(false),
        }
    }

    async fn begin_family(&mut self, grant: &CodeGrant) -> Result<Option<FamilyId>, StoreError> {
        // The same making as every other id; only the name of the type is borrowed.
        let family = FamilyId(SessionId::generate(self.ctx.now, self.store.rng.as_ref()).as_uuid());
        let sealed = self.store.seal_grant(family, grant);
        let parameters = values![
            family,
            &grant.client,
            grant.account,
            grant.session,
            &sealed,
            grant.scopes.to_text(),
            self.ctx.now,
            grant.session_ends_at,
        ];
        Ok((self.tx.execute(BEGIN, &parameters).await? == 1).then_some(family))
    }

    async fn insert_code(&mut self, hash: TokenHash, family: FamilyId) -> Result<(), StoreError> {
        let sql = "INSERT INTO authorization_codes (hash, family_id, issued_at, mac) VALUES ($1, $2, $3, $4)";
        let mac = seal(hash, family, self.ctx.now).make(self.store);
        self.tx.execute(sql, &values![&hash, family, self.ctx.now, mac.as_str()]).await.map(|_| ())
    }
}
