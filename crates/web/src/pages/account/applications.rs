//! `/account/applications`: which applications may know who one is, and taking that back (requirement OP-17).

use askama::Template;
use oidc::scope::Scope;

use crate::pages::applications::scope_key;
use crate::pages::frame::{Frame, Page};

/// One application.
#[derive(Clone, Debug)]
pub struct ApplicationRow {
    /// Its id, for the form.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What was agreed to; nothing for an application of the house.
    pub scopes: Vec<Scope>,
    /// When that was, in words.
    pub agreed: Option<String>,
    /// Whether a login there is alive.
    pub logged_in: bool,
    /// When it was last used, in words.
    pub last_used: Option<String>,
}

impl ApplicationRow {
    fn scope_keys(&self) -> Vec<&'static str> {
        self.scopes.iter().map(|scope| scope_key(*scope)).collect()
    }
}

/// The list; each application posts to `/account/applications/withdraw`.
#[derive(Template)]
#[template(path = "account/applications.html")]
pub struct ApplicationsPage {
    /// What every page shares.
    pub frame: Frame,
    /// By name.
    pub applications: Vec<ApplicationRow>,
}

impl Page for ApplicationsPage {
    const NAME: &'static str = "applications";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let (date, at) = frame.sample_times();
        let house = ApplicationRow {
            id: "verzuim".to_owned(),
            name: "Verzuimdossier".to_owned(),
            scopes: Vec::new(),
            agreed: None,
            logged_in: true,
            last_used: Some(at.clone()),
        };
        let other = ApplicationRow {
            id: "vitaal".to_owned(),
            name: "Vitaliteitsportaal".to_owned(),
            scopes: vec![Scope::Openid, Scope::Profile, Scope::Email],
            agreed: Some(date),
            logged_in: false,
            last_used: Some(at),
        };
        let page = |applications| Self { frame: frame.clone().in_sample_session(), applications };
        vec![("plain", page(vec![house, other])), ("none", page(Vec::new()))]
    }
}
