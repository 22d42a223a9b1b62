//! `/consent`: what an application wants to know (requirement OP-17).

use askama::Template;
use oidc::scope::Scope;

use super::scope_key;
use crate::pages::frame::{Frame, Page};

/// One thing that it wants to know.
#[derive(Clone, Debug)]
pub struct ConsentPart {
    /// Which.
    pub scope: Scope,
    /// Whether it was not agreed to before.
    pub new: bool,
    /// The person's own values.
    pub values: Vec<String>,
}

impl ConsentPart {
    fn key(&self) -> &'static str {
        scope_key(self.scope)
    }
}

/// The question; posts `answer` and `to` to `/consent`.
#[derive(Template)]
#[template(path = "applications/consent.html")]
pub struct ConsentPage {
    /// What every page shares.
    pub frame: Frame,
    /// Which application.
    pub application: String,
    /// Who is logged in.
    pub username: String,
    /// What it wants to know, what is new first.
    pub parts: Vec<ConsentPart>,
    /// Until when it may ask again, in words; `None` when it learns these things once.
    pub until: Option<String>,
}

impl ConsentPage {
    /// Whether something was agreed to before, so that it is worth saying what is new.
    fn has_known(&self) -> bool {
        self.parts.iter().any(|part| !part.new)
    }
}

impl Page for ConsentPage {
    const NAME: &'static str = "consent";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let (_, at) = frame.sample_times();
        let part = |scope, new, values: &[&str]| ConsentPart {
            scope,
            new,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let page = |parts, until| Self {
            frame: frame.clone().in_sample_session(),
            application: "Vitaliteitsportaal".to_owned(),
            username: "j.jansen".to_owned(),
            parts,
            until,
        };
        let all = vec![
            part(Scope::Openid, true, &[]),
            part(Scope::Profile, true, &["Jolanda Jansen", "j.jansen", "nl"]),
            part(Scope::Email, true, &["jolanda.jansen-van-der-linden@voorbeeld-arbodienst.example"]),
            part(Scope::Phone, true, &["+31612345678"]),
            part(Scope::Groups, true, &["verzuim", "leidinggevenden"]),
            part(Scope::OfflineAccess, true, &[]),
        ];
        let some = vec![
            part(Scope::Email, true, &["j.jansen@voorbeeld.example"]),
            part(Scope::Openid, false, &[]),
            part(Scope::Profile, false, &["Jolanda Jansen", "j.jansen", "nl"]),
        ];
        vec![("plain", page(all, Some(at))), ("more", page(some, None))]
    }
}
