//! `audit verify`: whether every entry is as it was written.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use store::{BreakKind, Broken, ChainNote, HeadError, HeadKind, SignedHead, Verification};

use crate::cli::audit::Verify;
use crate::commands::account::desk::{self, Desk};
use crate::complaint::{Complaint, Complaints};

/// Verifies, prints what was verified, and complains about the first thing that is wrong.
pub async fn run(asked: &Verify) -> Result<(), Complaints> {
    desk::work(&asked.file, None, async |desk| {
        let kept = asked.head.as_deref().map(|text| kept_head(text, desk)).transpose()?;
        let found = verify(desk, kept.as_ref()).await?;
        match &found.broken {
            None => Ok(report(&found)),
            Some(broken) => Err(complaint(broken)),
        }
    })
    .await
}

/// Verifies with a bar on a terminal.
pub async fn verify(desk: &Desk, kept: Option<&SignedHead>) -> Result<Verification, Complaint> {
    let bar = ProgressBar::no_length();
    let shown = std::io::stderr().is_terminal();
    bar.set_draw_target(if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} entries, {per_sec}, {eta} to go") {
        bar.set_style(style);
    }
    let found = desk.store.verify_audit(kept, |progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    });
    let found = found.await.map_err(desk::fault)?;
    bar.finish_and_clear();
    Ok(found)
}

/// A head from elsewhere, with its signature checked.
fn kept_head(text: &str, desk: &Desk) -> Result<SignedHead, Complaint> {
    let wrong = |error: HeadError| {
        let advice = "give the whole line that `audit head` printed, with the key file of this portal";
        Complaint::new(format!("a head that cannot be used ({error})"), advice).about("--head")
    };
    let head = SignedHead::parse(text).map_err(wrong)?;
    head.check(desk.store.keyring()).map_err(wrong)?;
    if head.kind == HeadKind::Head { Ok(head) } else { Err(wrong(HeadError::Malformed)) }
}

/// What was verified, in sentences.
pub fn report(found: &Verification) -> String {
    let mut lines = vec![format!(
        "{} entries are as they were written; they agree with {} signed heads.",
        found.entries, found.heads
    )];
    if found.begins_after > 0 {
        lines.push(format!(
            "The chain begins after entry {}: what was before had its time and was purged.",
            found.begins_after
        ));
    }
    if found.unsealed > 0 {
        let oldest = found.oldest_unsealed.map(|at| format!(", the oldest of {at}")).unwrap_or_default();
        lines.push(format!(
            "Not sealed yet: {}{oldest}. The portal seals them within a second when it runs.",
            found.unsealed
        ));
    }
    lines.extend(found.notes.iter().map(note));
    lines.extend(found.newest.iter().map(|head| format!("Newest head: {head}")));
    lines.join("\n") + "\n"
}

fn note(note: &ChainNote) -> String {
    match note {
        ChainNote::Backdated { first, entries } => format!(
            "Look at this: {entries} entries (the first has the id {first}) have a time from before a head that was signed before they were sealed. \
             A clock was set back, or they were written by hand."
        ),
        ChainNote::KeyGone { heads } => {
            format!(
                "{heads} heads were signed with keys that are not in the key file any more; the later ones vouch for the same entries."
            )
        }
        ChainNote::KeptIsPurged => {
            "The head that was kept is of before the purge; nothing is left to compare it with.".to_owned()
        }
    }
}

/// The first thing that is wrong.
pub fn complaint(broken: &Broken) -> Complaint {
    let place = match (broken.id, broken.at) {
        (Some(id), Some(at)) => format!("entry {} (id {id}, of {at})", broken.seq),
        (Some(id), None) => format!("entry {} (id {id})", broken.seq),
        (None, _) => format!("entry {}", broken.seq),
    };
    let found = match broken.kind {
        BreakKind::Changed => format!("{place} of the audit log changed"),
        BreakKind::Removed => format!("{place} of the audit log removed"),
        BreakKind::Inserted => format!("{place} of the audit log inserted, which was never sealed there"),
        BreakKind::Reordered => format!("{place} of the audit log moved from elsewhere"),
        BreakKind::Head => {
            format!("an audit log that does not agree with the signed head at {place}: it was made anew before that")
        }
    };
    let advice = "keep this database as it is, compare with the copies outside (syslog, file, backups), and find out who could write to it";
    Complaint::new(found, advice)
}
