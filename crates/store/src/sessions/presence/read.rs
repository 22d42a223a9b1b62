//! Reading from the database who a cookie is.

use credentials::token::TokenHash;
use jiff::Timestamp;
use journey::session::SessionPolicy;

use super::{Known, Presence};
use crate::{SessionView, Store, StoreError};

impl Store {
    /// Who the portal's cookie is, at this moment.
    pub(super) async fn read_portal(
        &self,
        token: &TokenHash,
        now: Timestamp,
        policy: &SessionPolicy,
    ) -> Result<Option<Known>, StoreError> {
        let Some(view) = self.load_session(token, now, policy).await? else { return Ok(None) };
        let presence = self.presence(view, now).await?;
        Ok(presence.map(|presence| Known::new(presence, None)))
    }

    /// Who an application's cookie is, at this moment, and at which host. It says what had been proven when it was made: a confirmation of later
    /// comes with a new cookie (requirement SE-03).
    pub(super) async fn read_forward(&self, token: &TokenHash, now: Timestamp) -> Result<Option<Known>, StoreError> {
        let Some(found) = self.load_forward_session(token).await? else { return Ok(None) };
        let Some(mut presence) = self.presence(found.view, now).await? else { return Ok(None) };
        presence.login.step_up = presence.login.step_up.filter(|proof| proof.at <= found.created_at);
        Ok(Some(Known::new(presence, Some(found.host))))
    }

    async fn presence(&self, view: SessionView, now: Timestamp) -> Result<Option<Presence>, StoreError> {
        let Some(login) = self.login_facts(&view.session, now).await? else { return Ok(None) };
        let Some(person) = self.person(view.session.account, false).await? else { return Ok(None) };
        Ok(Some(Presence { view, login, person }))
    }
}
