//! Accounts and factors in numbers; nobody is named.

use std::collections::BTreeMap;

use store::{AccountFilter, AccountLine};

use super::table;
use crate::commands::account::desk::{self, Desk};
use crate::complaint::Complaint;

/// How many accounts are read at a time.
const PAGE: u32 = 500;

pub(super) async fn text(desk: &Desk) -> Result<String, Complaint> {
    let counts = count(desk, |line| {
        let factors = if line.factors == 0 { "no factor" } else { "a factor" };
        let password = if line.password_set { "a password" } else { "no password yet" };
        (line.status.as_str(), password, factors)
    });
    let rows = counts.await?.into_iter().map(|((status, password, factors), count)| {
        vec![status.to_owned(), password.to_owned(), factors.to_owned(), count.to_string()]
    });
    let factors = desk.store.count_factors().await.map_err(desk::fault)?;
    let factors = factors
        .into_iter()
        .map(|(kind, factors, accounts)| vec![kind.as_str().to_owned(), factors.to_string(), accounts.to_string()]);
    Ok(format!(
        "# Accounts\n\nNobody logs in without a second factor: an account without one sets it up at its first login, with a grant.\n\n{}\n## Factors that count\n\n{}",
        table(&["status", "password", "second factor", "accounts"], rows),
        table(&["kind", "factors", "accounts"], factors),
    ))
}

/// The number of accounts of each role.
pub(super) async fn by_role(desk: &Desk) -> Result<BTreeMap<&'static str, u64>, Complaint> {
    count(desk, |line| line.role.as_str()).await
}

async fn count<K: Ord>(desk: &Desk, key: impl Fn(&AccountLine) -> K) -> Result<BTreeMap<K, u64>, Complaint> {
    let (mut counts, mut after, filter) = (BTreeMap::new(), None::<String>, AccountFilter::default());
    loop {
        let page = desk.store.list_accounts(after.as_deref(), PAGE, &filter).await.map_err(desk::fault)?;
        let Some(last) = page.last() else { return Ok(counts) };
        after = Some(last.username.as_str().to_owned());
        for line in &page {
            *counts.entry(key(line)).or_insert(0) += 1;
        }
    }
}
