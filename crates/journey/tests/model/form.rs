//! The forms that people post, and what each person can type into them.

use credentials::ids::{CodeId, FactorId};
use journey::{NoGrantReason, Page};
use uuid::Uuid;

use super::scenario::{A_CODE, A_FACTOR, B_CODE, B_FACTOR, Person};
use super::world::{Model, World, born_in};
use crate::house::secrets::{Who, code_id, factor_id};

/// What is posted; secrets go by the name of the row that they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// S1 with the right password.
    Login(Who),
    /// S2 with what this app shows.
    Factor(FactorId),
    /// S2 with a slip of the finger.
    FactorSlip,
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
    /// S5: the app.
    ChooseApp,
    /// S5: choose again.
    ChooseAgain,
    /// S5 with what the new app shows.
    NewFactor,
    /// S6 with the code that is shown.
    TypeBack,
    /// To the start.
    Cancel,
}

impl Form {
    /// Whether the form stands on this page.
    pub fn is_on(self, page: Page) -> bool {
        match self {
            Self::Login(_) => true,
            Self::Factor(_) | Self::FactorSlip | Self::ResetByLink => page == Page::SecondFactor,
            Self::OpenRecovery => matches!(page, Page::SecondFactor | Page::NoGrant(NoGrantReason::RecoveryOpen)),
            Self::LeaveRecovery | Self::Code(_) => page == Page::Reset,
            Self::Continue => page == Page::Introduction,
            Self::ChooseApp => matches!(page, Page::ChooseMethod | Page::SetUpApp),
            Self::ChooseAgain | Self::NewFactor => page == Page::SetUpApp,
            Self::TypeBack => page == Page::RecoveryCode,
            Self::Cancel => !matches!(page, Page::Login | Page::Ended(_)),
        }
    }

    /// Whether it goes from this page to an earlier one, or stays: without a bound there would be no end to it.
    pub fn turns_back(self, page: Page) -> bool {
        let stays = self == Self::ChooseApp && page == Page::SetUpApp;
        stays || matches!(self, Self::LeaveRecovery | Self::ChooseAgain | Self::Cancel)
    }

    /// Whether something typed has to be verified before the step.
    pub fn has_secret(self) -> bool {
        matches!(self, Self::Login(_) | Self::Factor(_) | Self::FactorSlip | Self::Code(_) | Self::NewFactor)
    }
}

/// Everything that this browser's person can post, wherever they are.
pub fn forms(model: &Model, world: &World, browser: usize) -> Vec<Form> {
    let (scenario, person) = (&model.scenario, model.scenario.person(browser));
    let mut forms = logins(model, world, browser);
    forms.extend(factors(model, world, browser).into_iter().map(Form::Factor));
    if person == Person::Owner && scenario.wrong_factors && may_guess(model, world) {
        forms.push(Form::FactorSlip);
    }
    forms.extend([Form::ResetByLink, Form::Continue, Form::ChooseApp, Form::NewFactor, Form::TypeBack]);
    forms.extend([Form::LeaveRecovery, Form::ChooseAgain, Form::Cancel]);
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
    let both = model.scenario.person(browser) == Person::Attacker && model.scenario.b_logs_in;
    if both { vec![Form::Login(Who::A), Form::Login(Who::B)] } else { vec![Form::Login(Who::A)] }
}

/// The apps that this person holds: their first one, and what was enrolled in their browsers. The attacker's is B's: on A it is a guess.
fn factors(model: &Model, world: &World, browser: usize) -> Vec<FactorId> {
    let person = model.scenario.person(browser);
    let live = world.db.account(Who::A).live_factors().map(|factor| factor.id);
    let mut held: Vec<FactorId> = live.filter(|id| is_made_by(model, id.as_uuid(), person)).collect();
    if person == Person::Owner {
        held.push(factor_id(A_FACTOR));
    } else if world.is_at(browser, Who::B) || model.scenario.wrong_factors && may_guess(model, world) {
        held.push(factor_id(B_FACTOR));
    }
    held
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
