//! `client grants` and `end-grants`: who is logged in at an application, and no longer.

use serde_json::{Value, json};
use store::{GrantLine, GrantQuery};

use super::super::account::desk::{self, Desk};
use super::find;
use crate::cli::client::{EndGrants, Show};
use crate::commands::output::{columns, plain};
use crate::complaint::Complaints;

/// Prints the live ones.
pub async fn show(show: &Show) -> Result<(), Complaints> {
    desk::work(&show.settings, None, async |desk| {
        let id = find(desk, &show.id).await?.client.id;
        let policy = &crate::wiring::policy(&desk.settings, false).session;
        let query = GrantQuery { client: Some(&id), account: None };
        let grants = desk.store.list_grants(&query, policy, desk.ctx.now).await.map_err(desk::fault)?;
        Ok(match (show.json, grants.is_empty()) {
            (true, _) => format!("{:#}\n", Value::from(grants.iter().map(object).collect::<Vec<_>>())),
            (false, true) => format!("Nobody is logged in at {id}.\n"),
            (false, false) => table(desk, &grants),
        })
    })
    .await
}

fn object(grant: &GrantLine) -> Value {
    json!({
        "account": grant.account.to_string(),
        "username": grant.username.as_str(),
        "scopes": grant.scopes.to_text(),
        "started_at": grant.started_at,
        "last_used_at": grant.last_used_at,
        "ends_at": grant.ends_at,
    })
}

fn table(desk: &Desk, grants: &[GrantLine]) -> String {
    let head = ["USERNAME", "SINCE", "LAST USED", "AT MOST UNTIL", "SCOPES"].map(str::to_owned).to_vec();
    let rows = grants.iter().map(|grant| {
        vec![
            plain(grant.username.as_str()),
            desk.time(grant.started_at),
            desk.time(grant.last_used_at),
            desk.time(grant.ends_at),
            grant.scopes.to_text(),
        ]
    });
    columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}

/// Ends them; the sessions of the portal stay.
pub async fn end(end: &EndGrants) -> Result<(), Complaints> {
    desk::work(&end.because.settings, Some(&end.because), async |desk| {
        let id = find(desk, &end.id).await?.client.id;
        let account = match &end.account {
            Some(typed) => Some(desk.find(typed).await?.id),
            None => None,
        };
        let ended = desk.store.end_grants(&id, account, &desk.ctx).await.map_err(desk::fault)?;
        Ok(match ended {
            0 => format!("There was nothing to end at {id}.\n"),
            1 => format!("Ended 1 login at {id}: its tokens are dead. Whoever is logged in at the portal still is.\n"),
            many => format!(
                "Ended {many} logins at {id}: their tokens are dead. Whoever is logged in at the portal still is.\n"
            ),
        })
    })
    .await
}
