//! The forms that people post, and what each person can type into them.

use credentials::ids::{CodeId, FactorId};
use credentials::security_key::KeyRole;
use journey::{
    AccountAct, Asked, FactorKind, Kinds, Licence, NoGrantReason, Page, Pending, PendingFactor, State, page_for,
};
use uuid::Uuid;

use super::scenario::{A_CODE, A_FACTOR, B_CODE, B_FACTOR, Person};
use super::world::{Model, World, born_in};
use crate::house::bug::Bug;
use crate::house::secrets::{Who, code_id, factor_id};

/// What is posted; secrets go by the name of the row that they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// S1 with the right password.
    Login(Who),
    /// The button behind a mailed link.
    FollowLink,
    /// The password once more, in a browser with a session.
    Confirm,
    /// An act in the account.
    Begin(AccountAct),
    /// A new password.
    ChoosePassword,
    /// S2 with what this app shows.
    Factor(FactorId),
    /// S2 with a slip of the finger, for whatever it asks.
    FactorSlip,
    /// S2: another method.
    ChooseKind(FactorKind),
    /// S2 or S5: send a code, or a new one.
    SendCode,
    /// S2 or S5 with the code of this message.
    Sms(u32),
    /// S2: ready to touch the key.
    AskKey,
    /// S2 with the answer of this key, or of this passkey's device, which its user unlocked.
    Touch(FactorId),
    /// S2 with the answer of this passkey's device, which nobody unlocked.
    TouchLocked(FactorId),
    /// S2: reset instead, with the help desk's link.
    ResetByLink,
    /// The link to S3.
    OpenRecovery,
    /// Back from S3.
    LeaveRecovery,
    /// S3 with this code.
    Code(CodeId),
    /// S4: go on.
    Continue,
    /// S5: a method.
    ChooseMethod(FactorKind),
    /// S5: ready to touch the new key.
    BeginKey,
    /// S5: another number.
    NumberAgain,
    /// S5 with a slip of the finger.
    NewSlip,
    /// S5: choose again.
    ChooseAgain,
    /// S5 with what the new app shows, or the new key answers.
    NewFactor,
    /// After S6: a second factor as well.
    TakeSecond,
    /// After S6: no second factor now.
    DeclineSecond,
    /// S6 with the code that is shown.
    TypeBack,
    /// To the start.
    Cancel,
}

impl Form {
    /// Whether the form stands on this page.
    pub fn is_on(self, page: Page) -> bool {
        match self {
            Self::Login(_) | Self::FollowLink | Self::Confirm | Self::Begin(_) => true,
            Self::ChoosePassword => page == Page::NewPassword,
            Self::Factor(_)
            | Self::FactorSlip
            | Self::ResetByLink
            | Self::ChooseKind(_)
            | Self::AskKey
            | Self::Touch(_)
            | Self::TouchLocked(_) => page == Page::SecondFactor,
            Self::SendCode | Self::Sms(_) => matches!(page, Page::SecondFactor | Page::SetUpSms),
            Self::OpenRecovery => matches!(page, Page::SecondFactor | Page::NoGrant(NoGrantReason::RecoveryOpen)),
            Self::LeaveRecovery | Self::Code(_) => page == Page::Reset,
            Self::Continue => page == Page::Introduction,
            Self::ChooseMethod(_) | Self::BeginKey => page == Page::ChooseMethod || sets_up(page),
            Self::ChooseAgain | Self::NewSlip => sets_up(page),
            Self::NewFactor => matches!(page, Page::SetUpApp | Page::SetUpKey | Page::SetUpPasskey),
            Self::NumberAgain => page == Page::SetUpSms,
            Self::TakeSecond => page == Page::SecondAdvice,
            Self::DeclineSecond => matches!(page, Page::SecondAdvice | Page::ChooseMethod) || sets_up(page),
            Self::TypeBack => page == Page::RecoveryCode,
            Self::Cancel => !matches!(page, Page::Login | Page::Ended(_)),
        }
    }

    /// Whether it goes from this page to an earlier one, or stays: without a bound there would be no end to it.
    pub fn turns_back(self, state: &State) -> bool {
        let stays = match (self, state) {
            (Self::ChooseMethod(_), State::EnrolFactor(_, _, pending)) => pending.is_some(),
            (Self::BeginKey, State::EnrolFactor(..)) => waits_for_key(state),
            (Self::AskKey, State::AwaitingFactor(_, asked)) => is_challenged(asked),
            _ => false,
        };
        let turns = matches!(self, Self::LeaveRecovery | Self::ChooseAgain | Self::Cancel);
        stays || turns || matches!(self, Self::ChooseKind(_) | Self::NumberAgain)
    }

    /// Whether the page of this state has the form, beyond its being the right page.
    pub fn suits(self, state: &State) -> bool {
        match state {
            State::AwaitingFactor(_, asked) => self.suits_s2(asked),
            State::EnrolFactor(_, licence, pending) => self.suits_s5(licence, pending.as_ref(), state),
            _ => true,
        }
    }

    fn suits_s2(self, asked: &Asked) -> bool {
        let something_to_answer = match asked.kind {
            FactorKind::Totp => true,
            FactorKind::Sms => asked.sms.is_some(),
            FactorKind::SecurityKey | FactorKind::Passkey => is_challenged(asked),
        };
        match self {
            Self::Factor(_) => asked.kind == FactorKind::Totp,
            Self::SendCode => asked.kind == FactorKind::Sms,
            Self::Sms(_) => asked.kind == FactorKind::Sms && something_to_answer,
            Self::AskKey => asked.kind.key_role().is_some(),
            Self::Touch(_) | Self::TouchLocked(_) => asked.kind.key_role().is_some() && something_to_answer,
            Self::FactorSlip => something_to_answer,
            Self::ChooseKind(kind) => asked.kind != kind,
            _ => true,
        }
    }

    fn suits_s5(self, licence: &Licence, pending: Option<&Pending>, state: &State) -> bool {
        let sent = |pending: &Pending| matches!(&pending.factor, PendingFactor::Sms(sms) if sms.sent.is_some());
        match self {
            Self::BeginKey => pending.is_some_and(|pending| pending.factor.kind().key_role().is_some()),
            Self::Sms(_) | Self::NumberAgain => pending.is_some_and(sent),
            Self::NewSlip => pending.is_some_and(sent) || waits_for_key(state),
            Self::NewFactor => waits_for_key(state) || page_for(state) == Page::SetUpApp,
            Self::DeclineSecond => matches!(licence, Licence::Second(_)),
            _ => true,
        }
    }

    /// Whether something typed has to be verified before the step.
    pub fn has_secret(self) -> bool {
        let at_s2 = matches!(self, Self::Factor(_) | Self::FactorSlip | Self::Sms(_));
        let touched = matches!(self, Self::Touch(_) | Self::TouchLocked(_));
        at_s2
            || touched
            || matches!(self, Self::Login(_) | Self::Confirm | Self::Code(_) | Self::NewFactor | Self::NewSlip)
    }
}

fn sets_up(page: Page) -> bool {
    matches!(page, Page::SetUpApp | Page::SetUpSms | Page::SetUpKey | Page::SetUpPasskey)
}

/// Whether a challenge for the kind of key that is asked waits for its answer.
fn is_challenged(asked: &Asked) -> bool {
    asked.kind.key_role().is_some_and(|role| asked.challenge(role).is_some())
}

/// Whether the ceremony of a new key is under way.
fn waits_for_key(state: &State) -> bool {
    let begun =
        |pending: &Pending| matches!(pending.factor, PendingFactor::Key(Some(_)) | PendingFactor::Passkey(Some(_)));
    matches!(state, State::EnrolFactor(_, _, Some(pending)) if begun(pending))
}

impl Form {
    /// Whether it begins a journey of its own, wherever the browser is.
    pub fn begins(self) -> bool {
        matches!(self, Self::Login(_) | Self::FollowLink | Self::Confirm | Self::Begin(_))
    }
}

/// Everything that this browser's person can post, wherever they are.
pub fn forms(model: &Model, world: &World, browser: usize) -> Vec<Form> {
    let (scenario, person) = (&model.scenario, model.scenario.person(browser));
    let mut forms = logins(model, world, browser);
    forms.push(Form::ChoosePassword);
    forms.extend(factors(model, world, browser).into_iter().map(Form::Factor));
    if person == Person::Owner && scenario.wrong_factors && may_guess(model, world) {
        forms.push(Form::FactorSlip);
    }
    forms.extend([Form::ResetByLink, Form::Continue, Form::NewFactor, Form::TypeBack]);
    forms.extend([Form::LeaveRecovery, Form::ChooseAgain, Form::Cancel]);
    forms.extend(scenario.offered.iter().map(|kind| Form::ChooseMethod(*kind)));
    if scenario.held.len() > 1 || scenario.offered.len() > 1 {
        forms.extend([Form::TakeSecond, Form::DeclineSecond]);
        forms.extend(Kinds::ALL.into_iter().filter(|kind| scenario.knows(*kind)).map(Form::ChooseKind));
    }
    forms.extend(sms(model, world, browser));
    forms.extend(keys(model, world, browser));
    if scenario.knows(FactorKind::Sms) || scenario.knows_keys() {
        let slips = scenario.wrong_factors && may_guess(model, world);
        forms.extend(slips.then_some(Form::NewSlip));
    }
    if scenario.recovery {
        forms.push(Form::OpenRecovery);
        forms.extend(codes(model, world, browser).into_iter().map(Form::Code));
    }
    forms
}

fn logins(model: &Model, world: &World, browser: usize) -> Vec<Form> {
    let allowed = model.scenario.browsers.get(browser).map_or(u8::MAX, |browser| browser.logins);
    if world.browsers[browser].logins >= allowed {
        return Vec::new();
    }
    let mut begins = others(model, world, browser);
    let both = model.scenario.person(browser) == Person::Attacker && model.scenario.b_logs_in;
    begins.push(Form::Login(Who::A));
    begins.extend(both.then_some(Form::Login(Who::B)));
    begins
}

/// Journeys that begin with something else than S1.
fn others(model: &Model, world: &World, browser: usize) -> Vec<Form> {
    let mut forms = Vec::new();
    forms.extend(world.browsers[browser].link.map(|_| Form::FollowLink));
    if !model.scenario.confirms {
        return forms;
    }
    if let Some(session) = world.session_in(browser) {
        forms.push(Form::Confirm);
        if session.stepped_up.is_some() || model.scenario.bug == Bug::ActUnconfirmed {
            forms.extend(model.scenario.acts.iter().map(|act| Form::Begin(*act)));
        }
    }
    forms
}

/// The apps that this person holds: their first one, and what was enrolled in their browsers. The attacker's is B's: on A it is a guess.
fn factors(model: &Model, world: &World, browser: usize) -> Vec<FactorId> {
    let person = model.scenario.person(browser);
    let apps = world.db.account(Who::A).live_factors().filter(|factor| factor.kind == FactorKind::Totp);
    let live = apps.map(|factor| factor.id);
    let mut held: Vec<FactorId> = live.filter(|id| is_made_by(model, id.as_uuid(), person)).collect();
    if person == Person::Owner {
        held.extend(model.scenario.held.contains(&FactorKind::Totp).then(|| factor_id(A_FACTOR)));
    } else if world.is_at(browser, Who::B) || model.scenario.wrong_factors && may_guess(model, world) {
        held.push(factor_id(B_FACTOR));
    }
    held
}

/// Sending, another number, and the codes that came in: the newest of this journey; older ones and those of other journeys are a guess.
fn sms(model: &Model, world: &World, browser: usize) -> Vec<Form> {
    let scenario = &model.scenario;
    if !scenario.knows(FactorKind::Sms) {
        return Vec::new();
    }
    let person = scenario.person(browser);
    let mut forms = vec![Form::NumberAgain];
    if world.ghost.messages.len() < usize::from(scenario.sends) {
        forms.push(Form::SendCode);
    }
    let came = world.ghost.messages.iter().filter(|message| holder(model, message.factor.as_uuid()) == person);
    let newest = world.browsers[browser].journey.and_then(|journey| world.ghost.newest_message(journey));
    let guesses = scenario.wrong_factors && may_guess(model, world);
    let typed = came.map(|message| message.name).filter(|name| guesses || newest == Some(*name));
    forms.extend(typed.map(Form::Sms));
    forms
}

/// The keys that this person holds; a passkey's device may also lie before somebody who cannot unlock it.
fn keys(model: &Model, world: &World, browser: usize) -> Vec<Form> {
    if !model.scenario.knows_keys() {
        return Vec::new();
    }
    let person = model.scenario.person(browser);
    let keys = world.db.account(Who::A).keys();
    let held = keys.iter().filter(|(id, ..)| holder(model, id.as_uuid()) == person);
    let mut forms = vec![Form::AskKey, Form::BeginKey];
    forms.extend(held.map(|(id, ..)| Form::Touch(*id)));
    let locked = keys.iter().filter(|(_, role, _)| *role == KeyRole::Passkey && may_guess(model, world));
    forms.extend(locked.map(|(id, ..)| Form::TouchLocked(*id)));
    forms
}

/// In whose hand a factor is: of those of the beginning, in its owner's.
pub fn holder(model: &Model, row: Uuid) -> Person {
    born_in(row).map_or(Person::Owner, |browser| model.scenario.person(browser))
}

/// The codes that this person can type; somebody else's is a guess.
fn codes(model: &Model, world: &World, browser: usize) -> Vec<CodeId> {
    let person = model.scenario.person(browser);
    let newest = world.db.account(Who::A).code.as_ref().map(|code| code.id);
    let mut held: Vec<CodeId> = newest.into_iter().filter(|id| is_made_by(model, id.as_uuid(), person)).collect();
    if person == Person::Owner || world.leaked {
        held.push(code_id(A_CODE));
    }
    let own = person == Person::Attacker && world.is_at(browser, Who::B);
    if own || model.scenario.wrong_codes && may_guess(model, world) {
        held.push(code_id(B_CODE));
    }
    held
}

fn is_made_by(model: &Model, row: Uuid, person: Person) -> bool {
    born_in(row).is_some_and(|browser| model.scenario.person(browser) == person)
}

fn may_guess(model: &Model, world: &World) -> bool {
    world.wrongs < model.scenario.wrongs
}
