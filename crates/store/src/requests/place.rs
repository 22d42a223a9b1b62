//! Writing down that somebody asked: counters and one row in one transaction, the same for names that exist and names that do not.

use credentials::ids::SessionId;
use credentials::keyring::Purpose;
use journey::RequestKind;
use journey::forgotten::REQUEST_LIFE;
use journey::throttle::{CounterKey, CounterKind, Lane, Limits, TryTaken};

use super::binding;
use crate::db::values;
use crate::tries::{Blocked, reserve_in};
use crate::work::Work;
use crate::{Context, Store, StoreError};

/// What somebody asks for.
#[derive(Clone, Copy)]
pub struct NewRequest<'a> {
    /// A new password, or usernames.
    pub kind: RequestKind,
    /// The username or mail address, in the form in which it is looked up.
    pub typed: &'a str,
    /// The application that the person was going to, by its id.
    pub target: Option<&'a str>,
    /// From which address, in the form of its counter.
    pub source: &'a str,
    /// How many an hour that address may ask for, where that is not the usual number: a whole office is one address (rule J8).
    pub source_limit: Option<u32>,
}

impl Store {
    /// Writes a request down, with its address counted before; an address that has asked too often is refused and writes nothing.
    ///
    /// A name that was asked for too often gets no row and the same answer, so that nobody can fill the table (requirement FP-06).
    pub async fn place_request(
        &self,
        request: &NewRequest<'_>,
        ctx: &Context,
    ) -> Result<Result<(), Blocked>, StoreError> {
        let mut work = self.begin(ctx).await?;
        // Both counters always in this order, so that two requests that share them cannot wait for each other.
        let key = key(CounterKind::RequestSource, request.source.to_owned());
        let usual = Limits::of(key.kind, &key.lane);
        let limits = request.source_limit.map_or(usual, |limit| usual.with_per_window(limit));
        let tried = match reserve_in(&mut work.tx, &key, &limits, ctx.now).await? {
            Ok(taken) => taken.taken,
            Err(blocked) => {
                work.tx.roll_back().await?;
                return Ok(Err(blocked));
            }
        };
        if work.subject_has_room(request).await? {
            work.insert_request(request, &tried).await?;
        }
        work.commit().await?;
        Ok(Ok(()))
    }
}

fn key(kind: CounterKind, subject: String) -> CounterKey {
    CounterKey { kind, subject, lane: Lane::World }
}

impl Work<'_> {
    async fn subject_has_room(&mut self, request: &NewRequest<'_>) -> Result<bool, StoreError> {
        let subject = match request.kind {
            RequestKind::Password => self.store.username_subject(request.typed),
            RequestKind::Username => self.store.mail_subject(request.typed),
        };
        let key = key(CounterKind::RequestSubject, subject);
        let limits = Limits::of(key.kind, &key.lane);
        Ok(reserve_in(&mut self.tx, &key, &limits, self.ctx.now).await?.is_ok())
    }

    async fn insert_request(&mut self, request: &NewRequest<'_>, tried: &TryTaken) -> Result<(), StoreError> {
        let (now, rng) = (self.ctx.now, self.store.rng.as_ref());
        // The same making as every other id; only the name of the type is borrowed.
        let id = SessionId::generate(now, rng).as_uuid();
        let typed = self.store.keyring.seal(Purpose::Personal, &binding(id), request.typed.as_bytes(), rng);
        let tried = serde_json::to_string(tried).map_err(|_| StoreError::Row { column: "tried" })?;
        let sql = "INSERT INTO requests (id, kind, typed_sealed, target, address, tried, asked_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let from = self.ctx.origin.address.as_deref();
        let parameters =
            values![id, request.kind.as_str(), &typed, request.target, from, tried, now, now + REQUEST_LIFE];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }
}
