//! `/account`: everything of one's own at a glance, each with the way to its page.

use askama::Template;

use super::ActivityRow;
use crate::look::Message;
use crate::pages::choose_method::Method;
use crate::pages::frame::{Frame, Page, Tone};

/// A factor as the account shows it.
#[derive(Clone, Debug)]
pub struct AccountFactor {
    /// Its id, for the ways to its pages.
    pub id: String,
    /// What kind of factor.
    pub method: Method,
    /// The name that its owner gave it; empty when none.
    pub name: String,
    /// The day since when it is there, in words.
    pub since: String,
    /// When it was last used, in words; `None` when never.
    pub last_used: Option<String>,
    /// From where that was, in words; `None` when it is not known.
    pub used_from: Option<String>,
    /// Whether it can be removed: another one is left to log in with (requirement SF-09).
    pub removable: bool,
}

/// How the recovery code stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// There is one, made on this day, in words.
    Active(String),
    /// There is none that works.
    None,
}

/// The overview; its forms post to `/logout` and, with a way to other pages, nowhere else.
#[derive(Template)]
#[template(path = "account/overview.html")]
pub struct AccountPage {
    /// What every page shares.
    pub frame: Frame,
    /// How the person is called.
    pub display_name: String,
    /// The username.
    pub username: String,
    /// The factors.
    pub factors: Vec<AccountFactor>,
    /// Whether another factor can be added.
    pub can_add: bool,
    /// The recovery code.
    pub code: CodeState,
    /// The day of the last change of the password, in words.
    pub password_since: Option<String>,
    /// The first mail address.
    pub mail: Option<String>,
    /// The second mail address.
    pub notice_mail: Option<String>,
    /// When this session began, in words.
    pub session_started: String,
    /// When this session ends at the latest, in words.
    pub session_ends: String,
    /// How many other sessions are alive.
    pub other_sessions: u32,
    /// The newest things that happened.
    pub activity: Vec<ActivityRow>,
}

impl AccountPage {
    fn only_one(&self) -> bool {
        !self.factors.iter().any(|factor| factor.removable)
    }
}

impl Page for AccountPage {
    const NAME: &'static str = "account";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let frame = &frame.clone().in_sample_session();
        let done = frame.clone().with_notice(Tone::Success, Message::new("enrolled"));
        let one = Self::sample(frame, 1);
        let new = Self { code: CodeState::None, mail: None, ..Self::sample(frame, 1) };
        vec![
            ("plain", Self::sample(frame, 2)),
            ("enrolled", Self { frame: done, activity: Vec::new(), ..one }),
            ("without-code", new),
        ]
    }
}

impl AccountPage {
    fn sample(frame: &Frame, factors: usize) -> Self {
        let (date, at) = frame.sample_times();
        let factor = |method, name: &str, used: bool| AccountFactor {
            id: "0198c000-0000-7000-8000-000000000001".to_owned(),
            method,
            name: name.to_owned(),
            since: date.clone(),
            last_used: used.then(|| at.clone()),
            used_from: used.then(|| "Kantoor Utrecht".to_owned()),
            removable: factors > 1,
        };
        let all = [factor(Method::App, "", true), factor(Method::SecurityKey, "Sleutelbos", false)];
        Self {
            display_name: "Jolanda Jansen".to_owned(),
            username: "j.jansen".to_owned(),
            factors: all.into_iter().take(factors).collect(),
            can_add: true,
            code: CodeState::Active(date.clone()),
            password_since: Some(date),
            mail: Some("j.jansen@voorbeeld.example".to_owned()),
            notice_mail: None,
            session_started: at.clone(),
            session_ends: at,
            other_sessions: 1,
            activity: ActivityRow::samples(frame),
            frame: frame.clone(),
        }
    }
}
