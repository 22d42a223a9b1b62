//! The only crate that knows SQL: units of work, migrations, rows to types; SQLite and PostgreSQL from one text.
//!
//! Begin reading at [`Store`], whose methods are named for their use and live one per file, and at `commit`, which writes one step of a
//! journey with all its effects in one transaction. Every single-use fact is decided by one statement that returns a row or nothing. Signatures take
//! sealed and hashed types, so that plain text cannot be stored by mistake. No rules live here: they are in `journey`.

mod accounts;
mod addresses;
mod audit;
mod backup;
mod commit;
mod context;
mod db;
mod doctor;
mod error;
mod export;
mod factors;
mod forward;
mod gauges;
mod grants;
mod inspect;
mod journeys;
mod login;
mod maintenance;
mod newest_code;
mod notices;
mod oidc;
mod outbox;
mod passwords;
mod people;
mod prove;
mod recoveries;
mod requests;
mod restore;
mod retention;
mod rewrap;
mod rp_id;
mod serving;
mod sessions;
mod store;
mod tally;
#[cfg(feature = "testing")]
pub mod testing;
mod tries;
mod work;

pub use self::oidc::{
    ApplicationLine, AuthorizationRow, ClientLine, CodeIssued, GrantLine, GrantQuery, LogoutId, LogoutLine, LogoutRow,
    NewCode, NewTokens, Redeemed, Redemption, SecretLine, StoredSigningKey,
};
pub use accounts::{Account, AccountChange, AccountFilter, AccountLine, NewAccount};
pub use addresses::{AddressAsked, AddressConfirmed, AddressField, AddressLink, AddressRequest, NoticeAddressRemoved};
pub use audit::{
    AddressesCut, AuditEntry, AuditLine, AuditPurged, AuditQuery, AuditRange, BreakKind, Broken, ChainNote, EventCount,
    HeadError, HeadKind, LoginCounts, NamedAuditLine, NamedCount, Progress, Sealing, SignedHead, SinkState,
    Verification,
};
pub use backup::{BACKED_UP, BackupError, BackupHeader, BackupReader, BackupSummary, NOT_BACKED_UP};
pub use commit::{Commit, Committed, KEY_KNOWN};
pub use context::{Actor, Context};
pub use db::PoolUse;
pub use error::{CommitError, StoreError};
pub use export::{EXPORTED, ExportedTable, LEFT_OUT};
pub use factors::{FactorLine, FactorRemoval, Removed};
pub use forward::{ForwardOpened, ForwardRequest, ForwardSpend};
pub use gauges::{AuditGauge, Gauges, GivenUp, Waiting};
pub use grants::{LinkDelivery, LinkKind, LinkOrder, LinkState, LiveLink, PendingLink};
pub use inspect::{Inspection, Schema};
pub use journeys::LoadedJourney;
pub use login::LoginRow;
pub use maintenance::PurgeCounts;
pub use newest_code::CodeLine;
pub use notices::{Contacts, Dispute, DisputedAddress, FormerField, Objected, Objection, ObjectionState, Reinstated};
pub use outbox::{
    Channel, Delivery, Dropped, MAIL_LIFE, MessageId, MessageLine, MessageQuery, MessageState, OutboxId, OutboxRow,
    Retried, SmsContent, SmsOrder, SmsRow, SmsState, Which,
};
pub use people::{
    AccessFactor, AccessLine, ERASED, ErasureOrder, ImportLink, ImportState, ImportedAccount, ImportedChange, KEPT,
    erased_name,
};
pub use prove::{BrokenRow, Invariant, Proof, REFERENCES, Reference, SEALED};
pub use recoveries::WaitingRecovery;
pub use requests::{Answered, LinkOffer, NewRequest, RequestId, WaitingRequest};
pub use restore::{Carried, Replaced, Restored};
pub use retention::Retention;
pub use rewrap::{Holding, LIVED_OUT, NodeKeys, Retirement, Rewrapped};
pub use rp_id::OrphanedKeys;
pub use serving::ServingLock;
pub use sessions::{Acting, Presence, SESSION_GONE, SessionLine, SessionView};
pub use store::{Database, OpenOptions, Store};
pub use tally::{CacheUse, EventTally, Outcome, Tallies};
pub use tries::{Blocked, SendRefused, SendRequest, Taken};
