//! `/enrol/second`, after S6: the advice to set up a second factor as well.

use askama::Template;

use super::choose_method::Method;
use super::frame::{Frame, Page};

/// The advice; posts to `/enrol/second` to take it and to `/enrol/second/decline` to go on without.
#[derive(Template)]
#[template(path = "second_advice.html")]
pub struct SecondAdvicePage {
    /// What every page shares.
    pub frame: Frame,
    /// What was just set up.
    pub held: Vec<Method>,
    /// What could be set up as well.
    pub methods: Vec<Method>,
}

impl Page for SecondAdvicePage {
    const NAME: &'static str = "second-advice";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |held, methods| Self { frame: frame.clone(), held, methods };
        vec![
            ("app", page(vec![Method::App], vec![Method::SecurityKey, Method::Sms])),
            ("key", page(vec![Method::SecurityKey], vec![Method::SecurityKey, Method::App])),
        ]
    }
}
