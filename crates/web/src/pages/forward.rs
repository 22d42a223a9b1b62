//! Pages on the host of an application behind a proxy: refused, a login that got lost, a proxy that is set up otherwise.
//!
//! Only `/.poortwachter/` is ours there. So these pages have no form, no script and no language switch, and their stylesheet comes from there.

use askama::Template;
use oidc::forward::ticket::RESERVED;

use super::frame::{Frame, Page};
use crate::look::Message;

/// A title, some sentences and the ways on; the first action is the main one.
#[derive(Template)]
#[template(path = "forward.html")]
pub struct ForwardPage {
    /// What every page shares.
    pub frame: Frame,
    /// What happened, in a few words.
    pub title: Message,
    /// What that means and what to do.
    pub body: Vec<Message>,
    /// Label and full address of each way on.
    pub actions: Vec<(Message, String)>,
    /// Whether the main action opens in a tab of its own, because what was typed is still in this one.
    pub in_a_new_tab: bool,
    /// For whoever set up the proxy: an introduction, and what the portal misses.
    pub detail: Option<(Message, String)>,
    /// Whether the help desk can help, so that its number stands there when there is one.
    pub calls: bool,
}

impl ForwardPage {
    /// A page without ways on.
    pub fn new(frame: Frame, title: Message, body: Vec<Message>) -> Self {
        Self { frame, title, body, actions: Vec::new(), in_a_new_tab: false, detail: None, calls: false }
    }

    /// The address of an asset on this host.
    fn here(&self, url: impl AsRef<str>) -> String {
        self.frame.asset_below(RESERVED, url.as_ref())
    }
}

impl Page for ForwardPage {
    const NAME: &'static str = "forward";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let new = Message::new;
        let about = |key| new(key).arg("application", "Verzuimdossier");
        let page = |title, body| Self::new(frame.clone(), new(title), body);
        let mut denied = page("forward-denied-title", vec![about("forward-denied")]);
        denied.actions = vec![
            (new("forward-to-account"), "#account".to_owned()),
            (new("forward-other-account"), "#logout".to_owned()),
        ];
        denied.calls = true;
        let mut form = page("forward-form-title", vec![about("forward-form"), new("forward-form-again")]);
        form.actions = vec![(new("forward-form-login"), "#login".to_owned())];
        form.in_a_new_tab = true;
        let mut lost = page("forward-lost-title", vec![about("forward-lost"), new("forward-lost-cookies")]);
        lost.actions = vec![(new("forward-try-again"), "#again".to_owned())];
        lost.calls = true;
        let mut setup = page("forward-setup-title", vec![new("forward-setup")]);
        let missing = "the proxy's header x-forwarded-uri is missing".to_owned();
        setup.detail = Some((new("forward-setup-detail").arg("number", "7F3K-22H"), missing));
        setup.calls = true;
        let address = page("forward-address-title", vec![new("forward-address")]);
        vec![("denied", denied), ("form", form), ("lost", lost), ("setup", setup), ("address", address)]
    }
}
