//! The people of the demo, each in a state that is worth a look.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use journey::AccountStatus;
use web::App;
use web::app::DemoAccount;

use super::Inbox;
use super::arrival::{Arrival, PASSWORD};
use crate::complaint::Complaint;

struct Person {
    username: &'static str,
    name: &'static str,
    state: &'static str,
}

const PEOPLE: [Person; 5] = [
    Person { username: "anna.nieuw", name: "Anna Nieuw", state: "never-enrolled" },
    Person { username: "jan.bakker", name: "Jan Bakker", state: "enrolled" },
    Person { username: "sanne.sms", name: "Sanne Smit", state: "enrolled-sms" },
    Person { username: "piet.gesloten", name: "Piet Gesloten", state: "disabled" },
    Person { username: "fatima.link", name: "Fatima Link", state: "activation-pending" },
];

/// The number of everybody in the demo who has one; nothing is ever sent to it.
const NUMBER: &str = "06 12345678";

/// Moves the people in, or finds them where an earlier demo left them.
pub async fn move_in(app: &App, inbox: &Inbox, folder: &Path) -> Result<(), Complaint> {
    let list = folder.join("accounts.json");
    let cannot = |error: anyhow::Error| {
        Complaint::new(format!("a demo that cannot be set up ({error:#})"), "choose an empty folder with --data")
    };
    if let Ok(text) = std::fs::read(&list) {
        let known: Vec<DemoAccount> = serde_json::from_slice(&text).map_err(|error| cannot(error.into()))?;
        inbox.set_accounts(known);
        return Ok(());
    }
    let people = settle(app).await.map_err(cannot)?;
    let text = serde_json::to_vec_pretty(&people).map_err(|error| cannot(error.into()))?;
    keep(&list, &text).map_err(|error| cannot(error.into()))?;
    inbox.set_accounts(people);
    Ok(())
}

/// Invented people, but their secrets open the demo all the same: nobody else reads them.
fn keep(file: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut handle = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    handle.write_all(text)
}

async fn settle(app: &App) -> anyhow::Result<Vec<DemoAccount>> {
    let mut all = Vec::new();
    for person in &PEOPLE {
        let then = Arrival::new(app)?;
        let (account, link) = then.arrive(person.username, person.name, person.state == "activation-pending").await?;
        let mut shown = DemoAccount {
            username: person.username.to_owned(),
            password: Some(PASSWORD.to_owned()),
            state: person.state.to_owned(),
            totp_secret: None,
            recovery_code: None,
        };
        match person.state {
            "activation-pending" => shown.password = None,
            "never-enrolled" => drop(then.choose_password(&link).await?),
            "disabled" => {
                then.choose_password(&link).await?;
                let context = then.context();
                app.store.set_status(account, AccountStatus::Disabled, "demo", &context).await?;
            }
            "enrolled-sms" => {
                let grant = then.choose_password(&link).await?;
                shown.recovery_code = Some(then.enrol_sms(account, &grant, NUMBER).await?);
            }
            _ => {
                let grant = then.choose_password(&link).await?;
                let (secret, code) = then.enrol(account, &grant).await?;
                shown.totp_secret = Some(secret);
                shown.recovery_code = Some(code);
            }
        }
        all.push(shown);
    }
    Ok(all)
}
