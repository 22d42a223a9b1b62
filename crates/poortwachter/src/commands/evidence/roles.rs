//! Who may do what: every address with the identity that it needs, every role with the number of its accounts, every command.

use clap::CommandFactory;
use web::routes;

use super::{accounts, table};
use crate::cli::Cli;
use crate::commands::account::desk::Desk;
use crate::complaint::Complaint;

pub(super) async fn text(desk: &Desk) -> Result<String, Complaint> {
    let routes = routes::table()
        .into_iter()
        .map(|route| vec![route.method.to_owned(), route.path.to_owned(), format!("{:?}", route.needs)]);
    let roles =
        accounts::by_role(desk).await?.into_iter().map(|(role, count)| vec![role.to_owned(), count.to_string()]);
    let command = Cli::command();
    let commands = command.get_subcommands().map(|command| {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        vec![command.get_name().to_owned(), about]
    });
    Ok(format!(
        "# Roles\n\n## Accounts by role\n\nNo role opens another person's account in a browser. The role decides how long a recovery waits and which methods are allowed.\n\n{}\n\
         ## Addresses\n\nThe identity that each address needs; a test tries every one of them with too little.\n\n{}\n\
         ## Commands\n\nFor whoever can read the settings and the key file on the machine. Every change names the system account and a reason in the audit log.\n\n{}",
        table(&["role", "accounts"], roles),
        table(&["method", "address", "needs"], routes),
        table(&["command", "what it does"], commands),
    ))
}
