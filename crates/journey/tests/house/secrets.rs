//! Secrets, and what the real verifiers say about them.
//!
//! Every secret follows from the name of its row, so a state needs to hold names only. Answers of the verifiers are remembered by what was
//! asked, outside the model's states: the witnesses are theirs all the same.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use credentials::grant::{GrantKind, GrantRow, verify_grant};
use credentials::hashing::{Hasher, SealedPassword};
use credentials::ids::{AccountId, CodeId, FactorId, GrantId, JourneyId, LinkId, SessionId};
use credentials::keyring::Keyring;
use credentials::mailed_link::{LinkRow, verify_link};
use credentials::password::Password;
use credentials::recovery_code::{RecoveryCode, RecoveryCodeFormat, SealedRecoveryCode};
use credentials::rng::Rng;
use credentials::token::{SecretToken, TokenHash};
use credentials::totp::{self, PendingTotp, SealedTotp, TotpAccepted, TotpProven, TotpRefusal, TotpSecret};
use credentials::witness::{GrantPresented, LinkPresented, PasswordVerified, ProvenFirst, RecoveryCodeVerified};
use jiff::{SignedDuration, Timestamp};
use journey::{CodeSeed, GrantSeed, SessionSeed};
use uuid::Uuid;

use super::keys::Keys;
use super::sms::Numbers;

/// Randomness that is the same in every run (`SplitMix64`).
pub struct Seeded(AtomicU64);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Rng for Seeded {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let bytes = (z ^ (z >> 31)).to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}

/// The two accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    A,
    B,
}

impl Who {
    pub fn account(self) -> AccountId {
        AccountId::from_uuid(numbered(1, self as u32))
    }

    pub fn of(account: AccountId) -> Self {
        if account == Self::A.account() { Self::A } else { Self::B }
    }
}

fn numbered(kind: u8, number: u32) -> Uuid {
    Uuid::from_u128(u128::from(kind) << 64 | u128::from(number))
}

pub(super) fn number(uuid: Uuid) -> u64 {
    uuid.as_u64_pair().0.rotate_left(32) ^ uuid.as_u64_pair().1
}

pub fn journey_id(n: u32) -> JourneyId {
    JourneyId::from_uuid(numbered(2, n))
}

pub fn factor_id(n: u32) -> FactorId {
    FactorId::from_uuid(numbered(3, n))
}

pub fn code_id(n: u32) -> CodeId {
    CodeId::from_uuid(numbered(4, n))
}

pub fn grant_id(n: u32) -> GrantId {
    GrantId::from_uuid(numbered(5, n))
}

pub fn link_id(n: u32) -> LinkId {
    LinkId::from_uuid(numbered(7, n))
}

/// Noon of some day; every test begins then.
pub fn noon() -> Timestamp {
    Timestamp::from_second(1_800_014_400).unwrap()
}

/// What a verifier said about one question.
pub(super) type Memory<Question, Answer> = Mutex<HashMap<Question, Answer>>;
type Typed<Row, Secret> = (Row, Secret, JourneyId, Timestamp);
/// An enrolled app: its id, its owner and the last step that it used.
pub type AppRow = (FactorId, Who, Option<i64>);
/// What an app shows at a step.
pub type Shown = (FactorId, i64);

/// The keys, the hasher of 8 KiB, and the memory of what was verified.
pub struct Secrets {
    pub keyring: Keyring,
    pub hasher: Hasher,
    pub(super) rng: Seeded,
    passwords: Memory<Who, SealedPassword>,
    apps: Memory<(FactorId, Who), SealedTotp>,
    codes: Memory<(CodeId, Who), SealedRecoveryCode>,
    right_passwords: Memory<Typed<Who, Who>, Option<PasswordVerified>>,
    right_steps: Memory<Typed<AppRow, Shown>, Result<TotpAccepted, bool>>,
    proven_apps: Memory<Typed<Who, Shown>, Option<TotpProven>>,
    right_codes: Memory<Typed<CodeId, CodeId>, Option<RecoveryCodeVerified>>,
    pub(super) numbers: Numbers,
    pub(super) keys: Keys,
}

impl Default for Secrets {
    fn default() -> Self {
        let rng = Seeded::new(1);
        Self {
            keyring: Keyring::generate(&rng).0,
            hasher: Hasher::for_tests(8),
            rng,
            passwords: Mutex::default(),
            apps: Mutex::default(),
            codes: Mutex::default(),
            right_passwords: Mutex::default(),
            right_steps: Mutex::default(),
            proven_apps: Mutex::default(),
            right_codes: Mutex::default(),
            numbers: Numbers::default(),
            keys: Keys::default(),
        }
    }
}

/// Answers from memory, or asks and remembers.
pub(super) fn remember<Q: Eq + Hash, V: Clone>(memory: &Memory<Q, V>, question: Q, ask: impl FnOnce() -> V) -> V {
    if let Some(known) = memory.lock().unwrap().get(&question) {
        return known.clone();
    }
    let answer = ask();
    memory.lock().unwrap().insert(question, answer.clone());
    answer
}

/// The plain secrets, each following from a name.
impl Secrets {
    pub fn password(who: Who) -> Password {
        Password::parse_attempt(&format!("een lang wachtwoord van {who:?}")).unwrap()
    }

    pub fn app(factor: FactorId) -> TotpSecret {
        TotpSecret::generate(&Seeded::new(number(factor.as_uuid())))
    }

    pub fn code(code: CodeId) -> RecoveryCode {
        RecoveryCode::generate(RecoveryCodeFormat::Digits4x4, &Seeded::new(number(code.as_uuid())))
    }

    pub fn token(grant: GrantId) -> SecretToken {
        SecretToken::generate(&Seeded::new(number(grant.as_uuid())))
    }

    pub fn pending(factor: FactorId) -> PendingTotp {
        PendingTotp { factor, secret: Self::app(factor) }
    }

    /// What follows a mailed link.
    pub fn present_link(
        owner: Who,
        link: (LinkId, Timestamp),
        journey: JourneyId,
        now: Timestamp,
    ) -> Option<LinkPresented> {
        let token = SecretToken::generate(&Seeded::new(number(link.0.as_uuid())));
        let row = LinkRow { id: link.0, account: owner.account(), token: token.hash(), expires_at: link.1 };
        verify_link(&row, &token, journey, now)
    }

    pub fn grant_seed(grant: GrantId) -> GrantSeed {
        GrantSeed { id: grant, token: Self::token(grant).hash() }
    }

    /// A session's randomness; the first byte of the browser's token is its number.
    pub fn session_seed(n: u32, browser: u8) -> SessionSeed {
        let mut known = [0; 32];
        known[0] = browser;
        SessionSeed {
            id: SessionId::from_uuid(numbered(6, n)),
            token: TokenHash::from_bytes([7; 32]),
            browser: TokenHash::from_bytes(known),
        }
    }
}

/// The rows.
impl Secrets {
    pub fn password_row(&self, who: Who) -> SealedPassword {
        remember(&self.passwords, who, || {
            self.hasher.hash_password(&Self::password(who), who.account(), &self.keyring, &self.rng)
        })
    }

    /// An enrolled app; its row is made by proving it once, as every row is.
    pub fn app_row(&self, factor: FactorId, owner: Who, last_step: Option<i64>) -> SealedTotp {
        let row = remember(&self.apps, (factor, owner), || {
            let password = self.verify_password(owner, owner, journey_id(0), noon()).unwrap();
            let shown = Self::app(factor).code_at(noon());
            let pending = Self::pending(factor);
            totp::prove_pending_totp(&pending, &password, &shown, &self.keyring, noon(), &self.rng).unwrap().row
        });
        SealedTotp { last_step, ..row }
    }

    pub fn code_row(&self, code: CodeId, owner: Who) -> SealedRecoveryCode {
        remember(&self.codes, (code, owner), || {
            self.hasher.hash_recovery_code(&Self::code(code), code, owner.account(), &self.keyring, &self.rng)
        })
    }

    pub fn code_seed(&self, code: CodeId, owner: Who) -> CodeSeed {
        CodeSeed { id: code, code: Self::code(code), row: self.code_row(code, owner) }
    }
}

/// The verifiers.
impl Secrets {
    /// The password of `typed` for the account of `row`.
    pub fn verify_password(&self, row: Who, typed: Who, id: JourneyId, now: Timestamp) -> Option<PasswordVerified> {
        remember(&self.right_passwords, (row, typed, id, now), || {
            let (row, password) = (self.password_row(row), Self::password(typed));
            self.hasher.verify_password(&row, &password, &self.keyring, id, now).unwrap()
        })
    }

    /// What the app of `typed` shows at a step, against an enrolled app; a refusal says whether it was used before.
    pub fn verify_app(&self, row: AppRow, typed: Shown, id: JourneyId, now: Timestamp) -> Result<TotpAccepted, bool> {
        remember(&self.right_steps, (row, typed, id, now), || {
            let (factor, owner, last_step) = row;
            let row = self.app_row(factor, owner, last_step);
            totp::verify_totp(&row, &shown_at(typed), &self.keyring, id, now)
                .map_err(|refusal| refusal == TotpRefusal::Replayed)
        })
    }

    /// The first code of a new app.
    pub fn prove_app(&self, factor: FactorId, first: &impl ProvenFirst, now: Timestamp) -> Option<TotpProven> {
        let step = totp::step_at(now);
        let owner = Who::of(first.account());
        remember(&self.proven_apps, (owner, (factor, step), first.journey(), now), || {
            let (pending, shown) = (Self::pending(factor), shown_at((factor, step)));
            totp::prove_pending_totp(&pending, first, &shown, &self.keyring, now, &self.rng).ok()
        })
    }

    /// The code of `typed` against the row of `row`, behind a password.
    pub fn verify_code(
        &self,
        row: (CodeId, Who),
        typed: CodeId,
        first: &impl ProvenFirst,
        now: Timestamp,
    ) -> Option<RecoveryCodeVerified> {
        remember(&self.right_codes, (row.0, typed, first.journey(), now), || {
            let (row, code) = (self.code_row(row.0, row.1), Self::code(typed));
            self.hasher.verify_recovery_code(&row, &code, first, &self.keyring, now).unwrap()
        })
    }

    pub fn present_grant(
        owner: Who,
        grant: GrantId,
        kind: GrantKind,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Option<GrantPresented> {
        let token = Self::token(grant);
        let (account, token_hash) = (owner.account(), token.hash());
        let row = GrantRow { id: grant, account, kind, token: token_hash, not_before: None, expires_at, pin: None };
        verify_grant(&row, &token, now)
    }
}

/// The code that an app shows at a step.
fn shown_at((factor, step): Shown) -> totp::TotpCode {
    let at = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(step * totp::PERIOD);
    Secrets::app(factor).code_at(at)
}
