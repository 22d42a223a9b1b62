//! `account list`.

use serde_json::{Value, json};
use store::{AccountFilter, AccountLine};

use super::desk::{self, Desk};
use crate::cli::ListAll;
use crate::commands::output::{columns, plain};
use crate::complaint::{Complaint, Complaints};

/// How many accounts are read at a time.
const PAGE: u32 = 500;

/// Prints all accounts, by username.
pub async fn run(list: &ListAll) -> Result<(), Complaints> {
    desk::work(&list.settings, None, async |desk| {
        let accounts = all(desk).await?;
        if list.json {
            let accounts: Vec<Value> = accounts.iter().map(object).collect();
            return Ok(format!("{:#}\n", Value::from(accounts)));
        }
        Ok(table(&accounts))
    })
    .await
}

async fn all(desk: &Desk) -> Result<Vec<AccountLine>, Complaint> {
    let (mut all, filter): (Vec<AccountLine>, _) = (Vec::new(), AccountFilter::default());
    loop {
        let after = all.last().map(|line| line.username.as_str());
        let page = desk.store.list_accounts(after, PAGE, &filter).await.map_err(desk::fault)?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

fn object(line: &AccountLine) -> Value {
    json!({
        "username": line.username.as_str(),
        "name": line.display_name,
        "role": line.role.as_str(),
        "status": line.status.as_str(),
        "password_set": line.password_set,
        "factors": line.factors,
    })
}

fn table(accounts: &[AccountLine]) -> String {
    if accounts.is_empty() {
        return "No accounts yet; `poortwachter account add` makes one.\n".to_owned();
    }
    let head = ["USERNAME", "STATUS", "PASSWORD", "FACTORS", "ROLE", "NAME"].map(str::to_owned).to_vec();
    let rows = accounts.iter().map(|line| {
        let password = if line.password_set { "set" } else { "not yet" };
        vec![
            plain(line.username.as_str()),
            line.status.as_str().to_owned(),
            password.to_owned(),
            line.factors.to_string(),
            line.role.as_str().to_owned(),
            plain(&line.display_name),
        ]
    });
    columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}
