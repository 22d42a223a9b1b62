//! An answer as a person or a program sees it.

use http::{HeaderMap, StatusCode};

use crate::html::Element;

/// An answer.
#[derive(Clone, Debug)]
pub struct Page {
    /// The path and query that gave it, after redirects.
    pub at: String,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: String,
    /// The answers on the way: status and where it led.
    pub hops: Vec<(StatusCode, String)>,
}

/// A form that is ready to be sent.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// Its fields in the order of the page, the hidden ones too.
    pub fields: Vec<(String, String)>,
}

impl Page {
    /// A header as text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header is text"))
    }

    /// The path without the query.
    pub fn path(&self) -> &str {
        self.at.split('?').next().unwrap_or("")
    }

    /// The elements.
    pub fn document(&self) -> Element {
        Element::parse(&self.body)
    }

    /// The main heading.
    pub fn heading(&self) -> String {
        self.document().named("h1").first().map(|h1| h1.text()).unwrap_or_default()
    }

    /// The title.
    pub fn title(&self) -> String {
        self.document().named("title").first().map(|title| title.text()).unwrap_or_default()
    }

    /// Everything that can be read on it.
    pub fn text(&self) -> String {
        self.document().text()
    }

    /// The notice above the task, or nothing.
    pub fn notice(&self) -> String {
        let document = self.document();
        let notices =
            document.all().into_iter().filter(|e| e.has_class("notice") && e.attribute("role") == Some("status"));
        notices.map(Element::text).collect::<Vec<_>>().join(" ")
    }

    /// The sentences at the fields, or nothing.
    pub fn error(&self) -> String {
        let document = self.document();
        let errors = document.all().into_iter().filter(|e| e.has_class("field-error"));
        errors.map(Element::text).collect::<Vec<_>>().join(" ")
    }

    /// The text of the element with that id.
    pub fn by_id(&self, id: &str) -> Option<String> {
        let document = self.document();
        document.all().into_iter().find(|e| e.attribute("id") == Some(id)).map(Element::text)
    }

    /// What stands in a field, by its name.
    pub fn value(&self, name: &str) -> Option<String> {
        let document = self.document();
        let inputs = document.named("input");
        inputs.iter().find(|i| i.attribute("name") == Some(name)).map(|i| i.attribute("value").unwrap_or("").to_owned())
    }

    /// The token of the page's forms.
    pub fn csrf(&self) -> Option<String> {
        self.value("csrf")
    }

    /// Where the link with these words leads.
    pub fn link(&self, words: &str) -> Option<String> {
        let document = self.document();
        let links = document.named("a");
        links.iter().find(|a| a.text() == words).and_then(|a| a.attribute("href")).map(str::to_owned)
    }

    /// The form with that button, filled in by labels or field names.
    pub fn form(&self, button: &str, filled: &[(&str, &str)]) -> Form {
        let document = self.document();
        let forms = document.named("form");
        let form = forms.iter().find(|form| form.named("button").iter().any(|b| b.text() == button));
        let form = form.unwrap_or_else(|| panic!("no form has the button {button:?} at {}: {}", self.at, self.text()));
        let mut fields: Vec<(String, String)> = form.named("input").into_iter().filter_map(as_sent).collect();
        for (label, value) in filled {
            let name = name_of(form, label).unwrap_or_else(|| panic!("no field {label:?} at {}", self.at));
            fields.retain(|(known, _)| *known != name);
            fields.push((name, (*value).to_owned()));
        }
        let pressed = form
            .named("button")
            .into_iter()
            .find(|b| b.text() == button)
            .and_then(|b| Some((b.attribute("name")?.to_owned(), b.attribute("value")?.to_owned())));
        fields.extend(pressed);
        Form { action: form.attribute("action").expect("a form says where it goes").to_owned(), fields }
    }
}

/// A field as a browser sends it when nobody touches it.
fn as_sent(input: &Element) -> Option<(String, String)> {
    let name = input.attribute("name")?.to_owned();
    let choice = matches!(input.attribute("type"), Some("checkbox" | "radio"));
    if choice && input.attribute("checked").is_none() {
        return None;
    }
    Some((name, input.attribute("value").unwrap_or("").to_owned()))
}

/// The name of the field with that label; a field may also be called by its name.
fn name_of(form: &Element, label: &str) -> Option<String> {
    let inputs = form.named("input");
    let named = |input: &&Element| input.attribute("name").map(str::to_owned);
    let Some(element) = form.named("label").into_iter().find(|element| element.text() == label) else {
        return inputs.iter().find(|input| input.attribute("name") == Some(label)).and_then(named);
    };
    match element.named("input").first() {
        Some(inside) => named(inside),
        None => inputs.iter().find(|input| input.attribute("id") == element.attribute("for")).and_then(named),
    }
}
