//! What was done where the chain first does not fit, as far as the rows around it tell.
//!
//! Each row still carries the hash that it was sealed with. Where a row does not fit, it is tried which neighbours would: an entry that belongs here but stands
//! later was moved, or something was put before it; one whose successor fits at a later number has lost what was between.

use super::Hash;
use super::entry::Entry;
use super::verify::BreakKind;
use super::walk::fits;

/// Names what happened at `seq`; `rows` are those from there on, in the order of their numbers, at least one.
pub(super) fn diagnose(previous: &Hash, seq: i64, rows: &[Entry]) -> BreakKind {
    let Some(found) = rows.first() else { return BreakKind::Removed };
    if found.seq != Some(seq) {
        return BreakKind::Removed;
    }
    if let Some(place) = rows.iter().position(|row| fits(previous, seq, row)).filter(|place| *place > 0) {
        return if moved(found, seq, &rows[..=place]) { BreakKind::Reordered } else { BreakKind::Inserted };
    }
    let successor = rows.get(1).zip(found.hash);
    let lost_before = successor.is_some_and(|(next, hash)| (1..=64).any(|lost| fits(&hash, seq + 1 + lost, next)));
    if lost_before { BreakKind::Removed } else { BreakKind::Changed }
}

/// Whether the row that stands here belongs behind one of those that follow.
fn moved(found: &Entry, seq: i64, rows: &[Entry]) -> bool {
    let numbers = || (seq + 1..).take(rows.len());
    rows[1..].iter().filter_map(|row| row.hash).any(|hash| numbers().any(|number| fits(&hash, number, found)))
}
