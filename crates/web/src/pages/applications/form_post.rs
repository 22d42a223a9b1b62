//! The answer to an application as a form that posts itself (OAuth 2.0 Form Post Response Mode).

use askama::Template;

use crate::pages::frame::{Frame, Page};

/// The only page with a form that leaves our origin, so the only form on it (requirement WE-04); without JavaScript there is its button.
#[derive(Template)]
#[template(path = "applications/form_post.html")]
pub struct FormPostPage {
    /// What every page shares.
    pub frame: Frame,
    /// The application's name.
    pub application: String,
    /// Its registered address.
    pub action: String,
    /// Names and values.
    pub fields: Vec<(&'static str, String)>,
}

impl Page for FormPostPage {
    const NAME: &'static str = "form-post";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: frame.clone(),
            application: "Verzuimdossier".to_owned(),
            action: "#form-post".to_owned(),
            fields: vec![("code", "sample".to_owned()), ("state", "\"><b>".to_owned())],
        };
        vec![("plain", page)]
    }
}
