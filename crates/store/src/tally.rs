//! What this process has counted since it began: for whoever watches it.
//!
//! Events are counted where they are written to the audit log, after the commit, and messages where their marks are written; so a count stands for a fact
//! that stands. All words are our own: nothing that somebody typed can become one, so there are never more counters than the vocabulary has
//! words. What other processes do, such as commands, is not in it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use journey::AuditEvent;

use crate::db::PoolUse;
use crate::{Channel, Store};

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Its server, gateway or application took it.
    Sent,
    /// It was not taken and is tried again.
    Later,
    /// It was given up.
    GivenUp,
    /// Nobody took it within its life.
    Expired,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sent, Self::Later, Self::GivenUp, Self::Expired];

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Later => "later",
            Self::GivenUp => "given-up",
            Self::Expired => "expired",
        }
    }
}

/// One kind of event and how often it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventTally {
    /// What happened.
    pub event: AuditEvent,
    /// How often.
    pub times: u64,
}

/// The counters of one process.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// By name and reason, which few events share.
    events: Mutex<BTreeMap<(&'static str, &'static str), Vec<EventTally>>>,
    messages: Mutex<BTreeMap<(Channel, Outcome), u64>>,
    recoveries_begun: AtomicU64,
}

impl Tally {
    /// Counts events that were committed.
    pub(crate) fn add(&self, events: Vec<AuditEvent>) {
        let mut counted = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            let alike = counted.entry((event.name, event.reason)).or_default();
            match alike.iter_mut().find(|tally| tally.event == event) {
                Some(tally) => tally.times += 1,
                None => alike.push(EventTally { event, times: 1 }),
            }
        }
    }

    /// Counts what became of messages.
    pub(crate) fn message(&self, channel: Channel, outcome: Outcome, times: u64) {
        if times > 0 {
            let mut counted = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
            *counted.entry((channel, outcome)).or_default() += times;
        }
    }
}

/// All counters at one moment.
#[derive(Clone, Debug)]
pub struct Tallies {
    /// Events of the audit log.
    pub events: Vec<EventTally>,
    /// Messages.
    pub messages: Vec<(Channel, Outcome, u64)>,
    /// How often somebody asked to set a second factor up again with the recovery code.
    pub recoveries_begun: u64,
    /// Failures of the database, by kind.
    pub errors: Vec<(&'static str, u64)>,
    /// The connections to it.
    pub pools: Vec<PoolUse>,
    /// The memory in front of the session table.
    pub cache: CacheUse,
}

/// How the memory in front of the session table is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheUse {
    /// Readings that are kept, good or not.
    pub entries: u64,
    /// Checks that were answered from memory.
    pub hits: u64,
    /// Checks that were not.
    pub misses: u64,
}

impl Store {
    /// Counts that somebody asked to set a second factor up again; the audit log has only what comes of it.
    pub fn count_recovery_begun(&self) {
        self.tally.recoveries_begun.fetch_add(1, Ordering::Relaxed);
    }

    /// What this process has counted so far; asks nothing of the database.
    pub fn tallies(&self) -> Tallies {
        let events = self.tally.events.lock().unwrap_or_else(PoisonError::into_inner);
        let messages = self.tally.messages.lock().unwrap_or_else(PoisonError::into_inner);
        Tallies {
            events: events.values().flatten().cloned().collect(),
            messages: messages.iter().map(|((channel, outcome), times)| (*channel, *outcome, *times)).collect(),
            recoveries_begun: self.tally.recoveries_begun.load(Ordering::Relaxed),
            errors: self.db.errors().counts().to_vec(),
            pools: self.db.pools(),
            cache: self.sessions.usage(),
        }
    }
}
