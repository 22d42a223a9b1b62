//! Every state that a journey can be in.

use credentials::grant::GrantKind;
use journey::{AccountAct, AccountFacts, Event, FactorKind, Journey, KindRule, Kinds, PendingFactor};

use crate::acts::{confirmed, logged_in};
use crate::house::secrets::{code_id, factor_id};
use crate::portal::{Browser, CODE, PHONE, Portal};

/// A journey that stands in a state, with the portal around it.
pub struct Scene {
    pub name: &'static str,
    pub portal: Portal,
    pub journey: Journey,
}

impl Scene {
    pub fn new(name: &'static str, portal: Portal, browser: &Browser) -> Self {
        let journey = portal.journey(browser).as_ref().clone();
        Self { name, portal, journey }
    }

    pub fn facts(&self) -> AccountFacts {
        self.portal.a().facts()
    }
}

/// One journey in each state; those with a reason or a licence once for each kind that behaves differently.
pub fn scenes() -> Vec<Scene> {
    let mut scenes = vec![Scene::new("before the password", Portal::enrolled(), &Browser::default())];
    scenes.extend(login_scenes());
    scenes.extend(several_scenes());
    scenes.extend(switched_off_scenes());
    scenes.extend(no_grant_scenes());
    scenes.extend(wizard_scenes());
    scenes.extend(pending_scenes());
    scenes.extend(second_scenes());
    scenes.extend(forgotten_scenes());
    scenes.extend(account_scenes());
    scenes
}

fn login_scenes() -> Vec<Scene> {
    let scene = |name, link: bool, walk: fn(&mut Portal, &mut Browser)| {
        let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
        if link {
            portal.send_link(&mut browser, GrantKind::HelpDesk);
        }
        portal.log_in(&mut browser);
        walk(&mut portal, &mut browser);
        Scene::new(name, portal, &browser)
    };
    vec![
        scene("S2", false, |_, _| {}),
        scene("S2 with a link", true, |_, _| {}),
        scene("S2, a code is due", false, |portal, _| portal.void_code()),
        scene("S3", false, |portal, browser| {
            portal.open_recovery(browser);
        }),
        scene("S3 after wrong tries", false, |portal, browser| {
            portal.type_wrong_factor(browser);
            portal.open_recovery(browser);
            portal.type_code(browser, code_id(99));
            portal.type_code(browser, code_id(99));
        }),
        scene("S3 with a link", true, |portal, browser| {
            portal.open_recovery(browser);
        }),
        scene("ended", false, |portal, browser| {
            portal.type_factor(browser);
        }),
    ]
}

/// S2 and S3 of somebody who holds all three; where something was sent out, the minute until the next code is over.
fn several_scenes() -> Vec<Scene> {
    let scene = |name, walk: fn(&mut Portal, &Browser)| {
        let (mut portal, mut browser) = (Portal::holding(&Kinds::ALL), Browser::default());
        portal.log_in(&mut browser);
        walk(&mut portal, &browser);
        Scene::new(name, portal, &browser)
    };
    let sent_and_asked = |portal: &mut Portal, browser: &Browser| {
        portal.send(browser).unwrap();
        portal.ask_key(browser);
        portal.wait(1);
    };
    vec![
        scene("S2, several factors", |_, _| {}),
        scene("S2, sent and asked", sent_and_asked),
        scene("S3, sent and asked", |portal, browser| {
            portal.send(browser).unwrap();
            portal.ask_key(browser);
            portal.open_recovery(browser);
        }),
    ]
}

/// Codes by SMS are switched off for everybody; with a migration window they can be replaced.
pub fn sms_off(window: bool, portal: &Portal) -> Kinds {
    let replace_until = window.then(|| portal.now + jiff::SignedDuration::from_hours(24));
    Kinds { sms: KindRule::nobody(), replace_until, ..Kinds::default() }
}

fn switched_off_scenes() -> Vec<Scene> {
    let scene = |name, window, link, walk: fn(&mut Portal, &mut Browser)| {
        let (mut portal, mut browser) = (Portal::holding(&[FactorKind::Sms]), Browser::default());
        portal.policy.kinds = sms_off(window, &portal);
        if link {
            portal.send_link(&mut browser, GrantKind::HelpDesk);
        }
        portal.log_in(&mut browser);
        walk(&mut portal, &mut browser);
        Scene::new(name, portal, &browser)
    };
    let prove = |portal: &mut Portal, browser: &mut Browser| {
        let message = portal.send(browser).unwrap();
        portal.type_sms(browser, message);
    };
    vec![
        scene("S2, switched off", false, false, |_, _| {}),
        scene("S2, to be replaced", true, false, |portal, browser| {
            portal.send(browser).unwrap();
            portal.wait(1);
        }),
        scene("S4, replacing", true, false, prove),
        scene("S4, replacing with a link", true, true, prove),
        scene("S5, replacing by an app", true, true, |portal, browser| {
            let message = portal.send(browser).unwrap();
            portal.type_sms(browser, message);
            portal.choose_app(browser);
        }),
    ]
}

/// After a recovery, in another browser; and accounts that never had a factor, or lost it.
fn no_grant_scenes() -> Vec<Scene> {
    let resumed = |name, walk: fn(&mut Portal, &mut Browser)| {
        let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
        portal.log_in(&mut browser);
        portal.open_recovery(&browser);
        portal.type_code(&mut browser, code_id(CODE));
        let mut other = Browser::default();
        walk(&mut portal, &mut other);
        Scene::new(name, portal, &other)
    };
    let mut fresh = (Portal::new_account(), Browser::default());
    fresh.0.log_in(&mut fresh.1);
    vec![
        resumed("no grant, recovery open", |portal, browser| {
            portal.log_in(browser);
        }),
        resumed("S3 again", |portal, browser| {
            portal.log_in(browser);
            portal.open_recovery(browser);
        }),
        resumed("no grant, help desk", |portal, browser| {
            portal.wait(24 * 60);
            portal.log_in(browser);
        }),
        Scene::new("no grant, activation", fresh.0, &fresh.1),
    ]
}

fn wizard_scenes() -> Vec<Scene> {
    let scene = |name, kind: GrantKind, walk: fn(&mut Portal, &mut Browser)| {
        let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
        if kind == GrantKind::FirstLogin {
            portal.policy.first_login = journey::FirstLogin::Password;
        } else {
            portal.send_link(&mut browser, kind);
        }
        portal.log_in(&mut browser);
        walk(&mut portal, &mut browser);
        Scene::new(name, portal, &browser)
    };
    vec![
        scene("S4", GrantKind::Activation, |_, _| {}),
        scene("S4 by a first login", GrantKind::FirstLogin, |_, _| {}),
        scene("S5, choice", GrantKind::Activation, |portal, browser| {
            let journey = portal.journey(browser);
            portal.take(&journey, Event::ContinueEnrolment);
        }),
        scene("S5, app", GrantKind::HelpDesk, |portal, browser| {
            portal.choose_app(browser);
        }),
        scene("S6", GrantKind::Activation, |portal, browser| {
            portal.choose_app(browser);
            portal.prove_new_factor(browser);
        }),
    ]
}

/// S5 with each kind under way.
fn pending_scenes() -> Vec<Scene> {
    let scene = |name, walk: fn(&mut Portal, &Browser)| {
        let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
        portal.send_link(&mut browser, GrantKind::Activation);
        portal.log_in(&mut browser);
        walk(&mut portal, &browser);
        Scene::new(name, portal, &browser)
    };
    vec![
        scene("S5, number", |portal, browser| {
            portal.choose_sms(browser);
        }),
        scene("S5, number with a code", |portal, browser| {
            portal.choose_sms(browser);
            portal.send(browser).unwrap();
            portal.wait(1);
        }),
        scene("S5, key", |portal, browser| {
            portal.choose_method(browser, PendingFactor::Key(None));
        }),
        scene("S5, key asked", |portal, browser| {
            portal.choose_key(browser);
        }),
    ]
}

/// After S6: the advice, and the wizard for a second factor.
fn second_scenes() -> Vec<Scene> {
    let scene = |name, walk: fn(&mut Portal, &mut Browser)| {
        let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
        portal.send_link(&mut browser, GrantKind::Activation);
        portal.log_in(&mut browser);
        portal.enrol(&mut browser, FactorKind::Totp);
        portal.type_back(&browser);
        walk(&mut portal, &mut browser);
        Scene::new(name, portal, &browser)
    };
    vec![
        scene("advice", |_, _| {}),
        scene("S5, second choice", |portal, browser| {
            portal.want_second(browser);
        }),
        scene("S5, second key", |portal, browser| {
            portal.want_second(browser);
            portal.choose_key(browser);
        }),
    ]
}

/// A forgotten password, a change that is wanted, and a recovery that waits.
fn forgotten_scenes() -> Vec<Scene> {
    let scene = |name, walk: fn(&mut Portal, &mut Browser)| {
        let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
        walk(&mut portal, &mut browser);
        Scene::new(name, portal, &browser)
    };
    let mut fresh = (Portal::new_account(), Browser::default());
    fresh.0.follow_link(&mut fresh.1);
    vec![
        scene("S2, by link", |portal, browser| {
            portal.follow_link(browser);
        }),
        scene("S3, by link", |portal, browser| {
            portal.follow_link(browser);
            portal.open_recovery(browser);
        }),
        scene("new password, by link", |portal, browser| {
            portal.follow_link(browser);
            portal.type_factor(browser);
        }),
        scene("new password, both lost", |portal, browser| {
            portal.follow_link(browser);
            portal.open_recovery(browser);
            portal.type_code(browser, code_id(CODE));
        }),
        scene("new password, wanted", |portal, browser| {
            portal.db.account_mut(crate::house::secrets::Who::A).must_change_password = true;
            portal.log_in(browser);
            portal.type_factor(browser);
        }),
        scene("ended, waiting", |portal, browser| {
            portal.delay(24);
            portal.log_in(browser);
            portal.open_recovery(browser);
            portal.type_code(browser, code_id(CODE));
        }),
        Scene::new("no grant, by link", fresh.0, &fresh.1),
    ]
}

/// Confirming a session, and acts in the account.
fn account_scenes() -> Vec<Scene> {
    let act = |name, act| {
        let (mut portal, mut browser) = confirmed();
        portal.act(&mut browser, act);
        Scene::new(name, portal, &browser)
    };
    let (mut portal, mut browser) = logged_in();
    portal.confirm(&mut browser, crate::events::session_id());
    vec![
        Scene::new("S2, confirming", portal, &browser),
        act("S5, adding", AccountAct::AddFactor),
        act("S5, replacing from a session", AccountAct::ReplaceFactor(factor_id(PHONE))),
        act("S6, renewing", AccountAct::NewCode),
    ]
}
