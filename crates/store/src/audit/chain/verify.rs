//! Verifying the whole chain, and naming the first thing that is wrong.
//!
//! Rows are read in pages and not in one long transaction, so that a verification of millions of entries holds up neither a checkpoint nor a
//! vacuum. When something does not fit because entries were purged or cut meanwhile, it begins again from the new mark.

use jiff::{SignedDuration, Timestamp};

use super::diagnose::diagnose;
use super::entry::Entry;
use super::head::{HeadError, SignedHead};
use super::marks::StoredMark;
use super::walk::{Frame, follow, heads};
use super::{BEGINNING, Hash};
use crate::db::values;
use crate::{Store, StoreError};

/// Rows that are read at once.
const PAGE: u32 = 2000;
/// Rows that are looked at to say what happened.
const AROUND: u32 = 64;
/// How much earlier than a head before it an entry may have begun: a request ends after 30 seconds, and clocks of nodes differ.
const LATE: SignedDuration = SignedDuration::from_mins(10);

/// How far a verification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Entries that were verified.
    pub done: u64,
    /// Entries that there are.
    pub total: u64,
}

/// What was done to the first entry that is not as it was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakKind {
    /// Its content is another.
    Changed,
    /// Entries that were there are gone.
    Removed,
    /// It was not there.
    Inserted,
    /// It stood elsewhere.
    Reordered,
    /// The chain fits in itself and not to what was signed: it was made anew from somewhere after the signed line before this one.
    Head,
}

/// The first thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What was done.
    pub kind: BreakKind,
    /// Where in the chain.
    pub seq: i64,
    /// The id of the entry that stands there, where one does.
    pub id: Option<i64>,
    /// Its time.
    pub at: Option<Timestamp>,
}

/// What deserves a look and is no proof of anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainNote {
    /// Entries with a time well before a head that was signed before they were sealed: a clock was set back, or they were written by hand.
    Backdated {
        /// The id of the first.
        first: i64,
        /// How many.
        entries: u64,
    },
    /// Heads of keys that are not in the key file any more; later heads vouch for the same entries.
    KeyGone {
        /// How many.
        heads: u64,
    },
    /// The kept head is of before the purge, so there is nothing to hold it against.
    KeptIsPurged,
}

/// What came of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// The number of the last entry that was purged; 0 when none was.
    pub begins_after: i64,
    /// Entries that were verified.
    pub entries: u64,
    /// Signed heads that they agree with, the kept one and the end among them.
    pub heads: u64,
    /// The signed end.
    pub newest: Option<SignedHead>,
    /// Entries that are not sealed yet, for which nothing vouches.
    pub unsealed: u64,
    /// The time of the oldest of them.
    pub oldest_unsealed: Option<Timestamp>,
    /// The first thing that is wrong.
    pub broken: Option<Broken>,
    /// What deserves a look.
    pub notes: Vec<ChainNote>,
}

impl Store {
    /// Verifies everything that is sealed, also against a head that was kept elsewhere, whose signature the caller has checked.
    pub async fn verify_audit(
        &self,
        kept: Option<&SignedHead>,
        mut progress: impl FnMut(Progress),
    ) -> Result<Verification, StoreError> {
        loop {
            let (frame, mut walk) = self.begin_walk(kept).await?;
            self.walk(&frame, &mut walk, &mut progress).await?;
            let mut tx = self.db.read().await?;
            let later = Frame::read(&mut tx, &self.keyring).await?;
            let sql = "SELECT COUNT(*) AS waiting, MIN(at) AS oldest FROM audit WHERE chain_seq IS NULL";
            let waiting = tx.fetch_optional(sql, &[]).await?.ok_or(StoreError::AuditChain)?;
            tx.roll_back().await?;
            if (later.start, later.cut) != (frame.start, frame.cut) {
                continue;
            }
            walk.result.unsealed = u64::try_from(waiting.int("waiting")?).unwrap_or_default();
            walk.result.oldest_unsealed = waiting.time_opt("oldest")?;
            return Ok(walk.finish(&frame, &later));
        }
    }

    /// The newest signed end of the chain; `None` before the first entry was sealed.
    ///
    /// # Errors
    ///
    /// [`StoreError::AuditChain`] when it is not as it was signed.
    pub async fn audit_head(&self) -> Result<Option<SignedHead>, StoreError> {
        let mut tx = self.db.read().await?;
        let frame = Frame::read(&mut tx, &self.keyring).await?;
        tx.roll_back().await?;
        let tail = frame.tail.filter(|_| frame.tail_is_sound).ok_or(StoreError::AuditChain)?;
        tail.signed.map(|text| SignedHead::parse(&text).map_err(|_| StoreError::AuditChain)).transpose()
    }

    async fn begin_walk(&self, kept: Option<&SignedHead>) -> Result<(Frame, Walk), StoreError> {
        let mut tx = self.db.read().await?;
        let frame = Frame::read(&mut tx, &self.keyring).await?;
        let (seq, hash) = frame.start.unwrap_or((0, BEGINNING));
        let heads = heads(&mut tx, seq).await?;
        let before = "SELECT MIN(id) AS id FROM audit WHERE chain_seq <= $1";
        let misplaced = tx.fetch_optional(before, &values![seq]).await?;
        let misplaced = misplaced.map(|row| row.int_opt("id")).transpose()?.flatten();
        tx.roll_back().await?;
        let mut walk = Walk { seq, hash, heads, kept: kept.cloned(), ..Walk::default() };
        walk.result.begins_after = seq;
        walk.opened = heads_of(&walk.heads, self);
        if frame.start.is_err() || frame.cut.is_err() {
            walk.break_at(BreakKind::Head, seq, None);
        } else if let Some(id) = misplaced {
            walk.result.broken = Some(Broken { kind: BreakKind::Inserted, seq, id: Some(id), at: None });
        }
        walk.compare_kept();
        Ok((frame, walk))
    }

    async fn walk(
        &self,
        frame: &Frame,
        walk: &mut Walk,
        progress: &mut impl FnMut(Progress),
    ) -> Result<(), StoreError> {
        // An end that is not as it was signed says nothing about how far the chain goes.
        let end = frame.tail.as_ref().filter(|_| frame.tail_is_sound).map_or(frame.last, |tail| tail.seq);
        let (total, cut_to) = (u64::try_from(end - walk.seq).unwrap_or_default(), frame.cut.unwrap_or_default());
        let sql = "SELECT * FROM audit WHERE chain_seq > $1 AND chain_seq <= $2 ORDER BY chain_seq LIMIT $3";
        while walk.seq < end && walk.result.broken.is_none() {
            let rows = self.db.fetch_all(sql, &values![walk.seq, end, PAGE]).await?;
            if rows.is_empty() {
                walk.break_at(BreakKind::Removed, walk.seq + 1, None);
            }
            for row in &rows {
                // What cannot be read is not what was written.
                let entry = Entry::read(row).ok();
                let next = entry.as_ref().and_then(|entry| follow(&walk.hash, walk.seq + 1, entry, cut_to));
                match (entry, next) {
                    (Some(entry), Some(hash)) => walk.take(&entry, hash),
                    (None, _) => walk.break_at(BreakKind::Changed, walk.seq + 1, row.int("id").ok()),
                    _ => walk.result.broken = Some(self.explain(walk).await?),
                }
                if walk.result.broken.is_some() {
                    break;
                }
            }
            progress(Progress { done: walk.result.entries, total });
        }
        Ok(())
    }

    /// Reads what stands where the chain does not fit, and names it.
    async fn explain(&self, walk: &Walk) -> Result<Broken, StoreError> {
        let seq = walk.seq + 1;
        let sql = "SELECT * FROM audit WHERE chain_seq >= $1 ORDER BY chain_seq LIMIT $2";
        let rows = self.db.fetch_all(sql, &values![seq, AROUND]).await?;
        let rows: Vec<Entry> = rows.iter().map_while(|row| Entry::read(row).ok()).collect();
        let kind = diagnose(&walk.hash, seq, &rows);
        let found = rows.first().filter(|row| row.seq == Some(seq));
        let at = found.and_then(|row| Timestamp::from_microsecond(row.at).ok());
        Ok(Broken { kind, seq, id: found.map(|row| row.id), at })
    }
}

/// The signed lines of the heads, opened beforehand.
fn heads_of(heads: &[StoredMark], store: &Store) -> Vec<Result<SignedHead, HeadError>> {
    heads.iter().map(|head| head.open(&store.keyring)).collect()
}

/// Where a verification is.
#[derive(Default)]
struct Walk {
    seq: i64,
    hash: Hash,
    heads: Vec<StoredMark>,
    opened: Vec<Result<SignedHead, HeadError>>,
    /// How many of the heads have been passed.
    passed: usize,
    /// The time of the newest head that was passed and is good.
    signed_at: Option<Timestamp>,
    kept: Option<SignedHead>,
    backdated: Option<(i64, u64)>,
    keys_gone: u64,
    result: Verification,
}

impl Walk {
    fn break_at(&mut self, kind: BreakKind, seq: i64, id: Option<i64>) {
        self.result.broken.get_or_insert(Broken { kind, seq, id, at: None });
    }

    /// Goes on to an entry that follows.
    fn take(&mut self, entry: &Entry, hash: Hash) {
        (self.seq, self.hash) = (self.seq + 1, hash);
        self.result.entries += 1;
        let begun = Timestamp::from_microsecond(entry.at).unwrap_or(Timestamp::MIN);
        if self.signed_at.is_some_and(|signed| begun + LATE < signed) {
            let (first, entries) = self.backdated.unwrap_or((entry.id, 0));
            self.backdated = Some((first, entries + 1));
        }
        self.compare_head(entry.id);
        self.compare_kept();
    }

    fn compare_head(&mut self, id: i64) {
        if self.heads.get(self.passed).is_none_or(|head| head.seq != self.seq) {
            return;
        }
        match &self.opened[self.passed] {
            Ok(head) if head.hash == self.hash => {
                self.signed_at = Some(head.at);
                self.result.heads += 1;
            }
            Err(HeadError::UnknownKey) => self.keys_gone += 1,
            _ => self.break_at(BreakKind::Head, self.seq, Some(id)),
        }
        self.passed += 1;
    }

    fn compare_kept(&mut self) {
        let Some(kept) = self.kept.as_ref().filter(|kept| kept.seq <= self.seq) else { return };
        if kept.seq < self.seq {
            self.result.notes.push(ChainNote::KeptIsPurged);
        } else if kept.hash == self.hash {
            self.result.heads += 1;
        } else {
            self.break_at(BreakKind::Head, self.seq, None);
        }
        self.kept = None;
    }

    /// What can only be said at the end: what is missing there, or too much.
    fn finish(mut self, frame: &Frame, later: &Frame) -> Verification {
        let head_beyond = self.passed < self.heads.len();
        if head_beyond || self.kept.is_some() {
            // Something that was signed is not there.
            self.break_at(BreakKind::Removed, self.seq + 1, None);
        }
        if !frame.tail_is_sound {
            self.break_at(BreakKind::Head, self.seq, None);
        }
        if frame.tail.as_ref().is_some_and(|tail| frame.tail_is_sound && (tail.seq, tail.hash) != (self.seq, self.hash))
        {
            self.break_at(BreakKind::Head, self.seq, None);
        }
        if later.tail.as_ref().is_some_and(|tail| later.last > tail.seq) {
            self.break_at(BreakKind::Inserted, later.last, None);
        }
        let signed = frame.tail.as_ref().and_then(|tail| tail.signed.as_deref());
        self.result.newest = signed.and_then(|text| SignedHead::parse(text).ok()).filter(|_| frame.tail_is_sound);
        self.result.heads += u64::from(self.result.newest.is_some());
        self.result.notes.extend(self.backdated.map(|(first, entries)| ChainNote::Backdated { first, entries }));
        self.result.notes.extend((self.keys_gone > 0).then_some(ChainNote::KeyGone { heads: self.keys_gone }));
        self.result
    }
}
