//! What begins with something else than S1, or ends otherwise: confirming a session, acts in the account, a forgotten password, a change
//! that is wanted, and a recovery that waits.

use credentials::ids::SessionId;
use jiff::SignedDuration;
use journey::throttle::CounterKind;
use journey::{
    AccountAct, AccountPlace, CodeStatus, Effect, Ending, Event, FactorKind, IssueReason, Journey, NoGrantReason,
    NoticeKind, Page, RecoveryDelay, Session, State, Target,
};

use crate::house::database::{GrantStatus, LinkRecord};
use crate::house::secrets::{Secrets, Who, code_id, factor_id, grant_id, journey_id, link_id};
use crate::portal::{Browser, CODE, PHONE, Portal};

/// What these journeys are posted with.
impl Portal {
    /// A's first session, as the store would load it.
    pub fn session(&self) -> Session {
        let row = self.a().sessions.first().expect("somebody is logged in");
        session(self, row.id, row.stepped_up)
    }

    fn begin(&mut self, browser: &mut Browser, event: impl FnOnce(&mut Self, &Journey) -> Event) -> Option<Page> {
        let begun = Journey::begin(journey_id(self.number()), self.now);
        let event = event(self, &begun);
        self.take(&begun, event)?;
        browser.journey = Some(begun.id);
        Some(self.page(browser))
    }

    /// The password once more, in a browser that holds this session.
    pub fn confirm(&mut self, browser: &mut Browser, session: SessionId) -> Page {
        self.confirm_at(browser, session, FactorKind::any()).unwrap()
    }

    /// The same with a factor that is worth this much; `None` when the account has none.
    pub fn confirm_at(&mut self, browser: &mut Browser, session: SessionId, least: FactorKind) -> Option<Page> {
        let back = AccountPlace::AddFactor;
        self.begin(browser, |portal, journey| {
            let witness = portal.secrets.verify_password(Who::A, Who::A, journey.id, portal.now).unwrap();
            let tries = vec![portal.reserve(CounterKind::Password).0];
            Event::StepUpBegun { witness, facts: portal.a().facts(), session, back, least, tries }
        })
    }

    /// An act from the first session; `None` when it is refused.
    pub fn act(&mut self, browser: &mut Browser, act: AccountAct) -> Option<Page> {
        let session = self.session();
        self.begin(browser, |portal, journey| {
            let witness = session.confirmed(journey.id, portal.now).expect("confirmed just now");
            let code = Some(portal.secrets.code_seed(code_id(journey_number(journey)), Who::A));
            Event::ActBegun { witness, act, facts: portal.a().facts(), code }
        })
    }

    /// A mail with a link comes in, and its button is pressed.
    pub fn follow_link(&mut self, browser: &mut Browser) -> Page {
        let (id, expires_at) = (link_id(self.number()), self.now + credentials::mailed_link::LIFE);
        self.db.account_mut(Who::A).links.push(LinkRecord { id, expires_at, status: GrantStatus::Live });
        let begun = self.begin(browser, |portal, journey| {
            let witness = Secrets::present_link(Who::A, (id, expires_at), journey.id, portal.now).unwrap();
            Event::LinkFollowed { witness, facts: portal.a().facts(), tries: Vec::new(), target: Target::Account }
        });
        begun.unwrap()
    }

    /// The event of a new password.
    pub fn password_chosen(&mut self) -> Event {
        let number = self.number();
        let (session, grant) = (Secrets::session_seed(number, 1), Secrets::grant_seed(grant_id(number)));
        Event::PasswordChosen { row: self.secrets.password_row(Who::A), facts: self.a().facts(), session, grant }
    }

    pub fn choose_password(&mut self, browser: &Browser) -> Page {
        let event = self.password_chosen();
        self.post(browser, event)
    }

    /// Everybody waits this long.
    pub fn delay(&mut self, hours: i64) {
        let delay = SignedDuration::from_hours(hours);
        self.policy.recovery_delay = RecoveryDelay { users: delay, privileged: delay };
    }

    fn does(&self, wanted: impl Fn(&Effect) -> bool) -> bool {
        self.effects.iter().any(wanted)
    }
}

fn journey_number(journey: &Journey) -> u32 {
    u32::try_from(journey.id.as_uuid().as_u64_pair().1).unwrap()
}

/// A session that was confirmed then, or never.
pub fn session(
    portal: &Portal,
    id: SessionId,
    stepped_up: Option<(jiff::Timestamp, credentials::ids::FactorId)>,
) -> Session {
    let (now, factor) = (portal.now, factor_id(PHONE));
    let expires_at = now + SignedDuration::from_hours(1);
    let account = Who::A.account();
    Session {
        id,
        account,
        factor,
        password_at: now,
        factor_at: now,
        created_at: now,
        last_seen_at: now,
        expires_at,
        stepped_up,
    }
}

/// Somebody who is logged in, a minute later.
pub fn logged_in() -> (Portal, Browser) {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.log_in(&mut browser);
    portal.type_factor(&browser);
    portal.wait(1);
    (portal, browser)
}

/// The same with a confirmed session.
pub fn confirmed() -> (Portal, Browser) {
    let (mut portal, mut browser) = logged_in();
    let id = portal.session().id;
    portal.confirm(&mut browser, id);
    portal.type_factor_holding(&browser, Some(id));
    portal.wait(1);
    (portal, browser)
}

#[test]
fn j14_a_session_is_confirmed_by_both_proofs_from_its_own_browser() {
    let (mut portal, mut browser) = logged_in();
    let id = portal.session().id;
    assert_eq!(portal.confirm(&mut browser, id), Page::SecondFactor);
    let elsewhere = Secrets::session_seed(77, 1).id;
    let page = portal.type_factor_holding(&browser, Some(id));
    assert_eq!(page, Page::Ended(Ending::SteppedUp { session: id, back: AccountPlace::AddFactor }));
    assert_eq!(portal.a().sessions.len(), 1, "it opens none");
    assert!(portal.session().stepped_up.is_some());

    // Another browser's session, or none, confirms nothing.
    for holds in [Some(elsewhere), None] {
        portal.wait(1);
        portal.confirm(&mut browser, id);
        let journey = portal.journey(&browser);
        let scene = crate::scenes::Scene { name: "", portal: logged_in().0, journey: (*journey).clone() };
        let mut event = crate::events::factor_proven(&portal, portal.a().facts(), journey.id);
        if let Event::FactorProven { holds: held, .. } = &mut event {
            *held = holds;
        }
        assert!(journey::step(&scene.journey, event, &portal.policy, portal.now).is_none(), "{holds:?}");
    }
}

#[test]
fn j14_a_factor_that_a_session_adds_counts_for_what_allowed_it_for_a_day() {
    let (mut portal, mut browser) = confirmed();
    assert_eq!(portal.act(&mut browser, AccountAct::AddFactor), Some(Page::ChooseMethod));
    portal.choose_key(&browser);
    let event = portal.new_key(&browser, None).unwrap();
    let page = portal.post(&browser, event);
    assert_eq!(page, Page::Ended(Ending::AccountDone(AccountAct::AddFactor)));
    assert!(!portal.does(|effect| matches!(effect, Effect::OpenSession { .. })));
    let facts = portal.a().facts();
    let added = facts.factors.iter().find(|held| held.kind == FactorKind::SecurityKey).unwrap();
    assert_eq!(added.bound_by, Some(FactorKind::Totp));
    let day = SignedDuration::from_hours(24);
    assert_eq!(added.level(added.bound_at + day - SignedDuration::from_secs(1)), FactorKind::Totp);
    assert_eq!(added.level(added.bound_at + day), FactorKind::SecurityKey);
    assert_eq!(portal.a().sessions[0].factor, factor_id(PHONE), "the session keeps its own");
    assert_eq!(portal.a().told(NoticeKind::FactorAdded), 1);
}

#[test]
fn j14_a_step_up_to_a_level_asks_only_what_gives_it() {
    let (mut portal, mut browser) = confirmed();
    let id = portal.session().id;
    assert_eq!(portal.confirm_at(&mut browser, id, FactorKind::Passkey), None, "an app gives no such level");
    portal.act(&mut browser, AccountAct::AddFactor);
    portal.choose_key(&browser);
    let event = portal.new_key(&browser, None).unwrap();
    portal.post(&browser, event);
    let now = portal.now;
    portal.db.account_mut(Who::A).factors.last_mut().expect("the key").bound_at = now;
    assert_eq!(portal.confirm_at(&mut browser, id, FactorKind::Passkey), None, "it counts as the app for a day");
    portal.wait(24 * 60);
    assert_eq!(portal.confirm_at(&mut browser, id, FactorKind::Passkey), Some(Page::SecondFactor));
    let journey = (*portal.journey(&browser)).clone();
    let State::AwaitingFactor(_, asked) = &journey.state else { panic!("not at S2") };
    assert_eq!(asked.kind, FactorKind::SecurityKey, "although the app was used last");
    let (facts, policy) = (portal.a().facts(), portal.policy.clone());
    let chosen = Event::FactorChosen { kind: FactorKind::Totp, facts: facts.clone() };
    assert!(journey::step(&journey, chosen, &policy, portal.now).is_none());
    let mut right = crate::events::factor_proven(&portal, facts, journey.id);
    if let Event::FactorProven { holds, .. } = &mut right {
        *holds = Some(id);
    }
    assert!(journey::step(&journey, right, &policy, portal.now).is_none(), "the app's right code is no answer");
}

#[test]
fn j14_replacing_takes_the_old_factor_away_in_the_same_step() {
    let (mut portal, mut browser) = confirmed();
    let act = AccountAct::ReplaceFactor(factor_id(PHONE));
    assert_eq!(portal.act(&mut browser, act), Some(Page::ChooseMethod));
    portal.choose_app(&browser);
    assert_eq!(portal.prove_new_factor(&mut browser), Page::Ended(Ending::AccountDone(act)));
    let rows = portal.a();
    assert_eq!(rows.live_factors().count(), 1);
    assert_ne!(rows.live_of(FactorKind::Totp).unwrap().id, factor_id(PHONE));
    assert_eq!((rows.sessions.len(), rows.sessions[0].stepped_up), (1, None));
    let gone = AccountAct::ReplaceFactor(factor_id(PHONE));
    let stepped_up = Some((portal.now, portal.a().sessions[0].factor));
    portal.db.account_mut(Who::A).sessions[0].stepped_up = stepped_up;
    assert_eq!(portal.act(&mut browser, gone), None, "it is not there any more");
}

#[test]
fn j5_a_new_code_is_asked_for_and_typed_back() {
    let (mut portal, mut browser) = confirmed();
    let epoch = portal.a().epoch;
    assert_eq!(portal.act(&mut browser, AccountAct::NewCode), Some(Page::RecoveryCode));
    assert_eq!(portal.a().code.as_ref().unwrap().status, CodeStatus::Shown, "the old one is dead");
    assert!(portal.a().epoch > epoch, "J13: a login that counted on it begins anew");
    assert_eq!(portal.type_back(&browser), Page::Ended(Ending::AccountDone(AccountAct::NewCode)));
    assert_eq!(portal.a().code.as_ref().unwrap().status, CodeStatus::Active);
    assert_eq!(portal.a().sessions.len(), 1);
}

#[test]
fn j14_an_act_whose_session_ended_writes_nothing() {
    let (mut portal, mut browser) = confirmed();
    portal.act(&mut browser, AccountAct::AddFactor);
    portal.choose_key(&browser);
    let event = portal.new_key(&browser, None).unwrap();
    portal.db.account_mut(Who::A).sessions.clear();
    let journey = portal.journey(&browser);
    assert!(portal.take(&journey, event).is_none());
    assert_eq!(portal.a().live_factors().count(), 1);
}

#[test]
fn fp_03_a_mailed_link_needs_the_factor_and_opens_no_session() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    assert_eq!(portal.follow_link(&mut browser), Page::SecondFactor);
    assert_eq!(portal.type_factor(&browser), Page::NewPassword);
    assert_eq!(portal.choose_password(&browser), Page::Ended(Ending::PasswordReset));
    let rows = portal.a();
    assert_eq!((rows.passwords, rows.sessions.len(), rows.told(NoticeKind::PasswordReset)), (1, 0, 1));
    assert_eq!(rows.recovered_at, Some(portal.now), "RC-09");
    assert_eq!(rows.links[0].status, GrantStatus::Spent);
}

#[test]
fn fp_08_link_and_code_do_everything_in_one_step() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.follow_link(&mut browser);
    portal.open_recovery(&browser);
    assert_eq!(portal.type_code(&mut browser, code_id(CODE)), Page::NewPassword);
    assert_eq!(portal.a().code.as_ref().unwrap().status, CodeStatus::Active, "nothing has happened yet");
    assert!(portal.a().live_factors().next().is_some());
    assert_eq!(portal.choose_password(&browser), Page::Ended(Ending::Recovered));
    let rows = portal.a();
    assert_eq!((rows.passwords, rows.live_factors().count(), rows.live_grants().count()), (1, 0, 1));
    assert_eq!((rows.told(NoticeKind::RecoveryDone), rows.told(NoticeKind::PasswordReset)), (1, 1));
}

#[test]
fn j12_a_mailed_link_is_of_no_use_without_a_factor() {
    let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
    portal.policy.first_login = journey::FirstLogin::Password;
    assert_eq!(portal.follow_link(&mut browser), Page::NoGrant(NoGrantReason::LinkWithoutFactor));
}

#[test]
fn pw_09_a_wanted_change_comes_after_the_factor_and_the_code() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.db.account_mut(Who::A).must_change_password = true;
    portal.void_code();
    assert_eq!(portal.log_in(&mut browser), Page::SecondFactor);
    assert_eq!(portal.type_factor(&browser), Page::RecoveryCode);
    assert_eq!(portal.type_back(&browser), Page::NewPassword);
    assert!(portal.a().sessions.is_empty());
    assert!(matches!(portal.choose_password(&browser), Page::Ended(Ending::LoggedIn { .. })));
    assert_eq!((portal.a().sessions.len(), portal.a().told(NoticeKind::PasswordChanged)), (1, 1));
}

#[test]
fn rc_10_a_recovery_waits_and_takes_effect_with_the_first_password_after_it() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.delay(24);
    portal.log_in(&mut browser);
    portal.open_recovery(&browser);
    let until = portal.now + SignedDuration::from_hours(24);
    assert_eq!(
        portal.type_code(&mut browser, code_id(CODE)),
        Page::Ended(Ending::RecoveryWaiting { until, by_link: false })
    );
    assert!(portal.a().live_factors().next().is_some() && portal.a().live_grants().next().is_none());
    assert_eq!(portal.a().told(NoticeKind::RecoveryWaiting), 1);
    portal.wait(24 * 60 - 1);
    assert_eq!(portal.log_in(&mut Browser::default()), Page::SecondFactor);
    portal.wait(1);
    assert_eq!(portal.log_in(&mut browser), Page::NoGrant(NoGrantReason::RecoveryOpen));
    assert_eq!(portal.a().told(NoticeKind::RecoveryDone), 1);
    portal.open_recovery(&browser);
    assert_eq!(portal.type_code(&mut browser, code_id(CODE)), Page::Ended(Ending::Recovered));
    assert_eq!(portal.log_in(&mut browser), Page::Introduction);
}

#[test]
fn rc_10_a_login_with_the_factor_cancels_it_and_older_journeys_die() {
    let (mut portal, mut browser, mut other) = (Portal::enrolled(), Browser::default(), Browser::default());
    portal.delay(24);
    portal.log_in(&mut other);
    portal.log_in(&mut browser);
    portal.open_recovery(&browser);
    portal.type_code(&mut browser, code_id(CODE));
    // A login that was decided before would not cancel anything (J13).
    let (journey, facts) = (portal.journey(&other), portal.a().facts());
    assert_eq!(journey::admit(&journey, &facts, portal.now), journey::Admission::Superseded);
    portal.log_in(&mut other);
    assert_eq!(portal.type_factor(&other), Page::RecoveryCode);
    let State::EnrolRecoveryCode(_, _, shown) = &portal.journey(&other).state else { panic!("not at S6") };
    assert_eq!(shown.reason, IssueReason::Cancelled);
    assert_eq!(portal.a().told(NoticeKind::RecoveryCancelled), 1);
}

#[test]
fn rc_10_the_both_lost_way_waits_as_well() {
    let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
    portal.delay(24);
    portal.follow_link(&mut browser);
    portal.open_recovery(&browser);
    let page = portal.type_code(&mut browser, code_id(CODE));
    assert!(matches!(page, Page::Ended(Ending::RecoveryWaiting { by_link: true, .. })), "{page:?}");
    portal.wait(24 * 60);
    portal.follow_link(&mut browser);
    portal.open_recovery(&browser);
    assert_eq!(portal.type_code(&mut browser, code_id(CODE)), Page::NewPassword);
    assert_eq!(portal.choose_password(&browser), Page::Ended(Ending::Recovered));
    assert_eq!(portal.a().live_factors().count(), 0);
}
