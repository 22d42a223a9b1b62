//! What holds around the chain (its beginning, its end, its marks), and whether one entry follows from the hash before it.

use credentials::keyring::Keyring;

use super::entry::Entry;
use super::head::HeadKind;
use super::link::{link_hash, origin_hash};
use super::marks::{StoredMark, Tail, newest_mark};
use super::{BEGINNING, Hash, HeadError};
use crate::StoreError;
use crate::db::{Tx, values};

/// One consistent picture of what holds the chain.
pub(super) struct Frame {
    /// The number and hash after which it begins, or what is wrong with the anchor.
    pub start: Result<(i64, Hash), HeadError>,
    /// Up to which number addresses were cut, or what is wrong with the mark.
    pub cut: Result<i64, HeadError>,
    /// The end; `None` when its row is gone.
    pub tail: Option<Tail>,
    /// Whether the end is as it was signed.
    pub tail_is_sound: bool,
    /// The largest number that any entry has.
    pub last: i64,
}

impl Frame {
    pub(super) async fn read(tx: &mut Tx, keyring: &Keyring) -> Result<Self, StoreError> {
        let tail = tx.fetch_optional("SELECT seq, hash, signed FROM audit_tail WHERE name = 'chain'", &[]).await?;
        let tail = tail.map(|row| Tail::read(&row)).transpose()?;
        let anchor = newest_mark(tx, HeadKind::Anchor).await?;
        let cut = newest_mark(tx, HeadKind::Cut).await?;
        let last = tx.fetch_optional("SELECT MAX(chain_seq) AS last FROM audit", &[]).await?;
        Ok(Self {
            start: anchor.map_or(Ok((0, BEGINNING)), |mark| mark.open(keyring).map(|head| (head.seq, head.hash))),
            cut: cut.map_or(Ok(0), |mark| mark.open(keyring).map(|head| head.seq)),
            tail_is_sound: tail.as_ref().is_some_and(|tail| tail.is_sound(keyring)),
            tail,
            last: last.map(|row| row.int_opt("last")).transpose()?.flatten().unwrap_or_default(),
        })
    }

    /// Where it begins, for those who can do nothing with a wrong anchor.
    pub(super) fn start(&self) -> Result<(i64, Hash), StoreError> {
        self.start.map_err(|_| StoreError::AuditChain)
    }

    /// Up to where addresses were cut, in the same way.
    pub(super) fn cut_to(&self) -> Result<i64, StoreError> {
        self.cut.map_err(|_| StoreError::AuditChain)
    }
}

/// Every head that stays, in order.
pub(super) async fn heads(tx: &mut Tx, after: i64) -> Result<Vec<StoredMark>, StoreError> {
    let sql = "SELECT seq, at, signed FROM audit_head WHERE kind = 'head' AND seq > $1 ORDER BY seq";
    let rows = tx.fetch_all(sql, &values![after]).await?;
    rows.iter().map(|row| StoredMark::read(row, HeadKind::Head)).collect()
}

/// The hash of an entry when it follows from the one before, at this number, with nothing changed.
pub(super) fn follow(previous: &Hash, seq: i64, entry: &Entry, cut_to: i64) -> Option<Hash> {
    let whole = entry.seq == Some(seq) && (seq <= cut_to || entry.origin_salt.is_some());
    (whole && fits(previous, seq, entry)).then_some(entry.hash).flatten()
}

/// Whether the hash that an entry carries is the one of its content at this place, whatever number it has.
pub(super) fn fits(previous: &Hash, seq: i64, entry: &Entry) -> bool {
    let Some(origin) = &entry.origin_hash else { return false };
    let origin_is_its_own = match &entry.origin_salt {
        Some(salt) => origin_hash(salt, entry.address.as_deref(), entry.user_agent.as_deref()) == *origin,
        None => entry.address.is_none() && entry.user_agent.is_none(),
    };
    origin_is_its_own && entry.hash == Some(link_hash(previous, seq, entry, origin))
}
