//! The plan of an HTTP gateway.

use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, Uri};

use super::super::accept::Acceptance;
use super::super::template::{Fillings, Place, Slot, Template};
use super::{Flaw, may_be_plain, needed, seconds};
use crate::complaint::HIDDEN;
use crate::settings::sms::{BodyType, Gateway};

/// What stands in a template when it is tried out: everything that needs escaping.
const SAMPLE: Fillings<'static> =
    Fillings { number: "+31600000000", text: "1 \"&=#\\\n@é", sender: "A b", secret: "\"s&\\" };

/// All that an HTTP sender needs.
#[derive(Debug)]
pub struct HttpPlan {
    pub(in crate::sms) method: Method,
    pub(in crate::sms) url: Template,
    pub(in crate::sms) host: String,
    pub(in crate::sms) port: u16,
    pub(in crate::sms) tls: bool,
    pub(in crate::sms) ca_file: Option<std::path::PathBuf>,
    pub(in crate::sms) headers: Vec<(HeaderName, HeaderValue)>,
    pub(in crate::sms) body: Option<(Template, &'static str)>,
    pub(in crate::sms) acceptance: Acceptance,
    pub(in crate::sms) sender: String,
    pub(in crate::sms) secret: crate::settings::sms::Hidden,
    pub(in crate::sms) timeout: Duration,
}

pub(super) fn plan(row: &Gateway, sender: &str) -> Result<HttpPlan, Flaw> {
    let url = template(needed(row.url.as_ref(), "url", "http")?.expose(), "url", Place::Address)?;
    let (tls, host, port) = destination(&url, row)?;
    let body = body(row)?;
    let parts: Vec<&Template> = [Some(&url), body.as_ref().map(|body| &body.0)].into_iter().flatten().collect();
    holds(&parts, &[Slot::Text], "{text}", row)?;
    holds(&parts, &[Slot::Number, Slot::NumberPlain], "{number} or {number_plain}", row)?;
    let secret = row.secret.clone().unwrap_or_default();
    let headers = headers(row, &secret)?;
    if parts.iter().any(|part| part.has(&[Slot::Secret])) && secret.expose().is_empty() {
        return Err(no_secret());
    }
    Ok(HttpPlan {
        method: if row.method == "GET" {
            Method::GET
        } else if row.method == "PUT" {
            Method::PUT
        } else {
            Method::POST
        },
        url,
        host,
        port,
        tls,
        ca_file: row.ca_file.clone(),
        headers,
        body,
        acceptance: acceptance(row)?,
        sender: sender.to_owned(),
        secret,
        timeout: seconds(row.timeout_seconds),
    })
}

fn template(text: &str, key: &'static str, place: Place) -> Result<Template, Flaw> {
    Template::parse(text, place).map_err(|word| {
        let advice = "the places are {number}, {number_plain}, {text}, {sender} and {secret}";
        Flaw::new(key, format!("{{{word}}}, which names nothing"), advice)
    })
}

fn holds(parts: &[&Template], slots: &[Slot], name: &str, row: &Gateway) -> Result<(), Flaw> {
    if parts.iter().any(|part| part.has(slots)) {
        return Ok(());
    }
    let key = if row.body.is_some() { "body" } else { "url" };
    Err(Flaw::new(key, format!("a template without {name}"), format!("write {name} where it belongs, in url or body")))
}

fn no_secret() -> Flaw {
    Flaw::new("secret", "nothing, while {secret} stands in a template", "write the secret, or set its variable")
}

/// Where the address leads, whatever is filled in.
fn destination(url: &Template, row: &Gateway) -> Result<(bool, String, u16), Flaw> {
    let wrong = |found: &str| Flaw::new("url", found, "write an address such as https://sms.example.org/send");
    let filled = url.fill(&SAMPLE);
    let uri: Uri = filled.parse().map_err(|_| wrong("an address that cannot be read"))?;
    let tls = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(wrong("an address without https://")),
    };
    let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(|| wrong("an address without a host"))?;
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    if authority.contains('@') {
        return Err(wrong("a name or password in the address (use a header)"));
    }
    // The words before the first place must reach behind the host: what is sent never chooses where it goes.
    let whole = format!("{}://{authority}", if tls { "https" } else { "http" });
    if !url.beginning().starts_with(&whole) || url.beginning().len() == whole.len() {
        return Err(wrong("a place to fill in the host, or no path behind it"));
    }
    if !tls && !may_be_plain(host, row) {
        let advice = "write https, or allow_plain = true if the way to it is protected otherwise";
        return Err(Flaw::new("url", format!("http to {host}, where others can read the codes"), advice));
    }
    let port = uri.port_u16().unwrap_or(if tls { 443 } else { 80 });
    Ok((tls, host.trim_start_matches('[').trim_end_matches(']').to_owned(), port))
}

fn body(row: &Gateway) -> Result<Option<(Template, &'static str)>, Flaw> {
    let Some(text) = &row.body else { return Ok(None) };
    if row.method == "GET" {
        return Err(Flaw::new("body", "a body with the method GET", "use POST, or put everything into url"));
    }
    match row.body_type {
        BodyType::Form => {
            Ok(Some((template(text.expose(), "body", Place::Address)?, "application/x-www-form-urlencoded")))
        }
        BodyType::Json => {
            let body = template(text.expose(), "body", Place::Json)?;
            serde_json::from_str::<serde_json::Value>(&body.fill(&SAMPLE)).map_err(|error| {
                let found = format!("text that is not JSON when it is filled (column {})", error.column());
                Flaw::new("body", found, "write the places in quotes, such as {\"to\": \"{number}\"}")
            })?;
            Ok(Some((body, "application/json")))
        }
    }
}

fn headers(row: &Gateway, secret: &crate::settings::sms::Hidden) -> Result<Vec<(HeaderName, HeaderValue)>, Flaw> {
    row.headers.iter().map(|header| one_header(header.expose(), secret.expose())).collect()
}

fn one_header(header: &str, secret: &str) -> Result<(HeaderName, HeaderValue), Flaw> {
    let wrong = || Flaw::new("headers", HIDDEN, "write each as \"Name: value\"");
    let (name, value) = header.split_once(':').ok_or_else(wrong)?;
    let name: HeaderName = name.trim().parse().map_err(|_| wrong())?;
    let value = template(value.trim(), "headers", Place::Header)?;
    if value.has(&[Slot::Number, Slot::NumberPlain, Slot::Text, Slot::Sender]) {
        let found = format!("a place for number, text or sender in {name}");
        return Err(Flaw::new("headers", found, "headers may hold {secret} only; put the rest into url or body"));
    }
    if value.has(&[Slot::Secret]) && secret.is_empty() {
        return Err(no_secret());
    }
    let filled = value.fill(&Fillings { secret, ..SAMPLE });
    let mut value = HeaderValue::from_str(&filled).map_err(|_| wrong())?;
    value.set_sensitive(true);
    Ok((name, value))
}

fn acceptance(row: &Gateway) -> Result<Acceptance, Flaw> {
    let json = row.accepted_json.as_deref().map(|rule| {
        let advice = "write a JSON pointer and what stands there, such as \"/status = accepted\"";
        let wrong = || Flaw::new("accepted_json", format!("{rule:?}"), advice);
        let (pointer, wanted) = rule.split_once('=').ok_or_else(wrong)?;
        let pointer = pointer.trim();
        if pointer.starts_with('/') { Ok((pointer.to_owned(), wanted.trim().to_owned())) } else { Err(wrong()) }
    });
    if row.message_id_json.as_ref().is_some_and(|pointer| !pointer.starts_with('/')) {
        return Err(Flaw::new("message_id_json", "no JSON pointer", "write where the id stands, such as \"/id\""));
    }
    Ok(Acceptance {
        statuses: row.accepted_status.iter().filter_map(|status| status.parse().ok()).collect(),
        starts: row.accepted_starts.clone(),
        contains: row.accepted_contains.clone(),
        json: json.transpose()?,
        id_pointer: row.message_id_json.clone(),
        id_after: row.message_id_after.clone(),
    })
}
