//! What the several kinds of factor have in common for the state machine: what is asked at S2, what is being set up at S5,
//! what is stored, and which kinds the settings offer (rules J2 and SF-02).

use credentials::ids::{AccountId, FactorId};
use credentials::phone::PhoneNumber;
use credentials::security_key::{KeyAccepted, KeyChallenge, KeyRole, PendingKey, SealedKey};
use credentials::sms::{PendingSms, SealedPhone, SentSms};
use credentials::totp::{PendingTotp, SealedTotp};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::{AccountFacts, FactorFact, FactorKind, Role};
use crate::policy::Policy;

/// What S2 asks for, and what was sent out for it. Switching to another kind and back loses nothing and resets nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Asked {
    /// The kind that the page asks for.
    pub kind: FactorKind,
    /// The newest code that went out by SMS; older ones are dead (requirement SM-01).
    pub sms: Option<SentSms>,
    /// The newest challenge for a security key; any answer uses it up (requirement WA-02).
    pub key: Option<KeyChallenge>,
    /// The newest challenge for a passkey; missing in what a release without passkeys stored.
    #[serde(default)]
    pub passkey: Option<KeyChallenge>,
}

impl Asked {
    /// The kind that was used last among those that may be proven; nothing was sent out yet.
    pub fn first(facts: &AccountFacts, kinds: &Kinds, now: Timestamp) -> Option<Self> {
        let usable = facts.factors.iter().filter(|held| kinds.provable(held.kind, facts, now) != Standing::Off);
        // Of two that were never used the one that was bound later is the one that somebody has at hand.
        let last = |held: &&FactorFact| held.last_used_at;
        let best = usable.max_by_key(last).or_else(|| facts.factors.iter().max_by_key(last))?;
        Some(Self::nothing_sent(best.kind))
    }

    /// A kind is asked for, and nothing was sent out for any.
    pub fn nothing_sent(kind: FactorKind) -> Self {
        Self { kind, sms: None, key: None, passkey: None }
    }

    /// The newest challenge for a kind of key.
    pub fn challenge(&self, role: KeyRole) -> Option<&KeyChallenge> {
        match role {
            KeyRole::SecurityKey => self.key.as_ref(),
            KeyRole::Passkey => self.passkey.as_ref(),
        }
    }

    /// The same with another challenge for a kind of key, or with none; what was sent out for the others stays.
    #[must_use]
    pub fn with_challenge(self, role: KeyRole, challenge: Option<KeyChallenge>) -> Self {
        match role {
            KeyRole::SecurityKey => Self { key: challenge, ..self },
            KeyRole::Passkey => Self { passkey: challenge, ..self },
        }
    }
}

/// Whether a kind of factor may be used by somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It may be set up and proven.
    Offered,
    /// It is switched off; until the end of the migration window whoever has nothing else may prove it, and then it opens only the
    /// wizard (rule J2).
    OnlyToReplace,
    /// It is switched off. It still counts as a factor, but cannot be proven.
    Off,
}

/// What the settings say about one kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KindRule {
    /// Whether it is switched on at all.
    pub on: bool,
    /// For whom.
    pub roles: Vec<Role>,
}

impl KindRule {
    /// On for everybody.
    pub fn everybody() -> Self {
        Self { on: true, roles: vec![Role::User, Role::HelpDesk, Role::Administrator, Role::Auditor] }
    }

    /// Off for everybody.
    pub fn nobody() -> Self {
        Self { on: false, roles: Vec::new() }
    }
}

/// Which kinds are offered to whom.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Kinds {
    /// Authenticator apps.
    pub totp: KindRule,
    /// Codes by SMS.
    pub sms: KindRule,
    /// Security keys.
    pub security_key: KindRule,
    /// Passkeys.
    pub passkey: KindRule,
    /// Until when a kind that is switched off may still be proven to set up another one (requirement SM-03).
    pub replace_until: Option<Timestamp>,
}

impl Default for Kinds {
    fn default() -> Self {
        let on = KindRule::everybody;
        // Many passkeys are synced, so whoever runs the portal has to want them (ADR 16).
        Self { totp: on(), sms: on(), security_key: on(), passkey: KindRule::nobody(), replace_until: None }
    }
}

impl Kinds {
    /// Every kind, the safest first: the order of pages.
    pub const ALL: [FactorKind; 4] = [FactorKind::SecurityKey, FactorKind::Passkey, FactorKind::Totp, FactorKind::Sms];
    /// Security keys of one account at most, and passkeys.
    pub const KEYS: usize = 10;

    fn rule(&self, kind: FactorKind) -> &KindRule {
        match kind {
            FactorKind::Sms => &self.sms,
            FactorKind::Totp => &self.totp,
            FactorKind::SecurityKey => &self.security_key,
            FactorKind::Passkey => &self.passkey,
        }
    }

    /// Whether somebody may use a kind at `now`.
    pub fn standing(&self, kind: FactorKind, role: Role, now: Timestamp) -> Standing {
        let settings = self.rule(kind);
        if settings.on && settings.roles.contains(&role) {
            Standing::Offered
        } else if self.replace_until.is_some_and(|until| now < until) {
            Standing::OnlyToReplace
        } else {
            Standing::Off
        }
    }

    /// What the proof of a kind that somebody holds is good for. A switched-off kind is the weaker door: it opens the wizard only for
    /// somebody who holds nothing that is offered.
    pub fn provable(&self, kind: FactorKind, facts: &AccountFacts, now: Timestamp) -> Standing {
        let standing = |kind| self.standing(kind, facts.role, now);
        let has_another = || facts.factors.iter().any(|held| standing(held.kind) == Standing::Offered);
        match standing(kind) {
            Standing::OnlyToReplace if has_another() => Standing::Off,
            other => other,
        }
    }

    /// Whether somebody may set this kind up now: offered, and not held as often as one may hold it.
    pub fn may_add(&self, kind: FactorKind, facts: &AccountFacts, now: Timestamp) -> bool {
        let held = facts.factors.iter().filter(|held| held.kind == kind).count();
        let most = if kind.key_role().is_some() { Self::KEYS } else { 1 };
        held < most && self.standing(kind, facts.role, now) == Standing::Offered
    }

    /// What somebody may set up now, in the order of the page.
    pub fn to_add(&self, facts: &AccountFacts, now: Timestamp) -> Vec<FactorKind> {
        Self::ALL.into_iter().filter(|kind| self.may_add(*kind, facts, now)).collect()
    }

    /// The kinds that somebody holds and may prove at S2, in the order of the page.
    pub fn to_prove(&self, facts: &AccountFacts, now: Timestamp) -> Vec<FactorKind> {
        let usable = |kind: &FactorKind| facts.holds_kind(*kind) && self.provable(*kind, facts, now) != Standing::Off;
        Self::ALL.into_iter().filter(usable).collect()
    }
}

/// What is being set up at S5; it cannot log in (requirement SF-08).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pending {
    /// What it is.
    pub factor: PendingFactor,
    /// When it was chosen; it is forgotten after [`Policy::PENDING_FACTOR`].
    pub made_at: Timestamp,
}

impl Pending {
    /// Whether it may still be proven (requirement SF-08).
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now < self.made_at + Policy::PENDING_FACTOR
    }
}

/// A factor on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PendingFactor {
    /// An app, with the secret that the page shows.
    App(PendingTotp),
    /// A number, and the code that went to it.
    Sms(PendingSms),
    /// A key; the ceremony begins when the person is ready for it, and any answer uses it up (requirement WA-02).
    Key(Option<PendingKey>),
    /// A passkey, in the same manner.
    Passkey(Option<PendingKey>),
}

impl PendingFactor {
    /// A key of one of the two kinds; `None` until its ceremony begins.
    pub fn of_key(role: KeyRole, ceremony: Option<PendingKey>) -> Self {
        match role {
            KeyRole::SecurityKey => Self::Key(ceremony),
            KeyRole::Passkey => Self::Passkey(ceremony),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> FactorKind {
        match self {
            Self::App(_) => FactorKind::Totp,
            Self::Sms(_) => FactorKind::Sms,
            Self::Key(_) => FactorKind::SecurityKey,
            Self::Passkey(_) => FactorKind::Passkey,
        }
    }

    /// The id of the factor that it will be, once that is known.
    pub fn factor(&self) -> Option<FactorId> {
        match self {
            Self::App(pending) => Some(pending.factor),
            Self::Sms(pending) => Some(pending.factor),
            Self::Key(pending) | Self::Passkey(pending) => pending.as_ref().map(PendingKey::factor),
        }
    }

    /// Whether there is anything that it could have proven itself by: a code that this journey sent, a ceremony that it began.
    pub(crate) fn awaits_proof(&self) -> bool {
        match self {
            Self::App(_) => true,
            Self::Sms(pending) => pending.sent.is_some(),
            Self::Key(pending) | Self::Passkey(pending) => pending.is_some(),
        }
    }

    /// Whether choosing the same kind again finds something that must not change under the person's hands: a secret that was
    /// scanned, a code that is on its way.
    pub(crate) fn is_under_way(&self) -> bool {
        match self {
            Self::App(_) => true,
            Self::Sms(pending) => pending.sent.is_some(),
            Self::Key(_) | Self::Passkey(_) => false,
        }
    }
}

/// A proven factor as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NewFactor {
    /// An app.
    Totp(SealedTotp),
    /// A number.
    Sms(SealedPhone),
    /// A security key or a passkey, as its row says, with the name that its owner gave it.
    Key(SealedKey, String),
}

impl NewFactor {
    /// Its kind.
    pub fn kind(&self) -> FactorKind {
        match self {
            Self::Totp(_) => FactorKind::Totp,
            Self::Sms(_) => FactorKind::Sms,
            Self::Key(row, _) => row.role.into(),
        }
    }

    /// The row's id.
    pub fn factor(&self) -> FactorId {
        match self {
            Self::Totp(row) => row.factor,
            Self::Sms(row) => row.factor,
            Self::Key(row, _) => row.factor,
        }
    }

    /// Whose it is.
    pub fn account(&self) -> AccountId {
        match self {
            Self::Totp(row) => row.account,
            Self::Sms(row) => row.account,
            Self::Key(row, _) => row.account,
        }
    }
}

/// What is used up by a proof, so that it counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Burn {
    /// A time step of an app (requirement TO-03).
    TotpStep(i64),
    /// The code that was sent; it lies in the journey's state, so that the commit of its revision decides.
    SmsCode,
    /// The challenge of a key or passkey, which lies in the journey's state too, and its counter (requirement WA-07).
    Key {
        /// What the key counted.
        sign_count: u32,
        /// It did not count upwards; no refusal, since it may be synced and each of its devices may count for itself.
        went_back: bool,
    },
}

impl From<&KeyAccepted> for Burn {
    fn from(accepted: &KeyAccepted) -> Self {
        Self::Key { sign_count: accepted.sign_count, went_back: accepted.went_back }
    }
}

/// The number and the code that go out, for the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SmsSeed {
    /// What the journey keeps of the code.
    pub sent: SentSms,
    /// Where it goes.
    pub number: PhoneNumber,
    /// The code itself.
    pub code: credentials::sms::SmsCode,
}
