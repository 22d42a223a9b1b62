//! `client`: registers and manages applications, beside a running portal.
//!
//! Each change is one unit of work of the store with the operator as the actor and `--reason` in the audit log (requirement LO-02). A secret is made
//! here and shown once; the store gets its hash. Applications of the settings are
//! changed there and not here.

mod add;
mod edit;
mod grants;
mod list;
mod logouts;
mod make_secret;
mod rotate_secret;
mod show;
mod snippet;
mod status;
mod warnings;

use oidc::client::ClientId;
use store::ClientLine;

use super::account::desk::{self, Desk};
use crate::cli::Client;
use crate::complaint::{Complaint, Complaints, quoted};

/// Does what was asked and prints what came of it.
pub fn run(command: &Client) -> Result<(), Complaints> {
    super::block_on(async {
        match command {
            Client::Add(add) => add::run(add).await,
            Client::Edit(edit) => edit::run(edit).await,
            Client::List(list) => list::run(list).await,
            Client::Show(show) => show::run(show).await,
            Client::RotateSecret(rotate) => rotate_secret::run(rotate).await,
            Client::Disable(change) => status::run(change, false).await,
            Client::Enable(change) => status::run(change, true).await,
            Client::Grants(show) => grants::show(show).await,
            Client::EndGrants(end) => grants::end(end).await,
            Client::Logouts(show) => logouts::run(show).await,
            Client::MakeSecret => Ok(make_secret::run()?),
            Client::Snippet(wanted) => snippet::run(wanted).await,
        }
    })
}

/// The application that the operator named.
async fn find(desk: &Desk, typed: &str) -> Result<ClientLine, Complaint> {
    let policy = &crate::wiring::policy(&desk.settings, false).session;
    let found = match ClientId::parse(typed) {
        Some(id) => desk.store.client_line(&id, policy, desk.ctx.now).await.map_err(desk::fault)?,
        None => None,
    };
    found.ok_or_else(|| {
        let found = format!("no application {}", quoted(typed));
        Complaint::new(found, "look for the right one with `poortwachter client list`")
    })
}

/// The same, for a change: those of the settings are changed there.
async fn find_own(desk: &Desk, typed: &str) -> Result<ClientLine, Complaint> {
    let line = find(desk, typed).await?;
    if of_settings(desk, &line) {
        let found = format!("an application of the settings ({})", quoted(typed));
        return Err(Complaint::new(found, "change it in [[oidc.clients]] and start the portal again"));
    }
    Ok(line)
}

/// Whether the settings have the say over it.
fn of_settings(desk: &Desk, line: &ClientLine) -> bool {
    desk.settings.oidc.clients.iter().any(|row| row.id == line.client.id.as_str())
}

/// The application went away between two statements.
fn gone(id: &ClientId) -> Complaint {
    Complaint::new(format!("no application {id} any more"), "nothing was changed; look with `poortwachter client list`")
}
