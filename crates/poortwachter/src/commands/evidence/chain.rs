//! The audit log as a whole: whether it is as it was written, how long it is kept, where it is copied to.

use super::table;
use crate::commands::account::desk::{self, Desk};
use crate::commands::audit::verify;
use crate::complaint::Complaint;

pub(super) async fn text(desk: &Desk) -> Result<String, Complaint> {
    let found = verify::verify(desk, None).await?;
    let verdict = match &found.broken {
        None => verify::report(&found),
        Some(broken) => format!("BROKEN: {}\n", verify::complaint(broken)),
    };
    let sinks = desk.store.list_sinks().await.map_err(desk::fault)?;
    let sinks = sinks.into_iter().map(|sink| {
        vec![sink.name, sink.seq.to_string(), sink.taken_at.map_or_else(|| "never".to_owned(), |at| at.to_string())]
    });
    let terms = &desk.settings.retention;
    Ok(format!(
        "# Audit log\n\n## Chain\n\n{verdict}\n## Copies outside the database\n\n{}\n## Terms\n\n\
         Entries are kept {} years, address and browser in them {} months, messages {} days, rows of logins on their way {} days.\n",
        table(&["sink", "taken up to entry", "last taken"], sinks),
        terms.audit_years,
        terms.addresses_months,
        terms.technical_days,
        terms.journeys_days,
    ))
}
