//! One gateway of `[[sms.gateways]]`.

use super::super::key::{Kind, Standing, keys};
use super::{File, Hidden};

keys! {
    /// Somebody who sends our SMS.
    pub struct Gateway {
        /// The short name that stands in logs and commands.
        name: String = Kind::Text { expected: "1 to 32 small letters, digits and dashes", check: name }, Standing::Required("\"first\"");
        /// How it is spoken to.
        kind: GatewayKind = Kind::Choice(&["smpp", "http"]), Standing::Required("\"http\"");
        /// How long it may take to answer.
        #[serde(default = "ten")]
        timeout_seconds: u32 = Kind::Whole { least: 1, most: 30 }, Standing::Absent("10");
        /// The password of SMPP, or what `{secret}` stands for.
        secret: Option<Hidden> = Kind::Secret { expected: "1 to 500 characters", check: some }, Standing::Absent("\"change me\"");
        /// Whether codes may go to another machine without TLS.
        #[serde(default)]
        allow_plain: bool = Kind::Switch, Standing::Absent("false");
        /// PEM file with the only authority whose certificates are believed; without it those of the system are.
        ca_file: File = Kind::Text { expected: "a file", check: some }, Standing::Absent("\"/etc/poortwachter/gateway-ca.pem\"");
        /// HTTP: the method.
        #[serde(default = "post")]
        method: String = Kind::Choice(&["GET", "POST", "PUT"]), Standing::Absent("\"POST\"");
        /// HTTP: the address, in which `{number}`, `{number_plain}`, `{text}`, `{sender}` and `{secret}` are filled in.
        url: Option<Hidden> = Kind::Secret { expected: "an address, such as https://sms.example.org/send", check: some },
            Standing::Absent("\"https://sms.example.org/send\"");
        /// HTTP: headers, each as "Name: value"; `{secret}` may stand in them.
        #[serde(default)]
        headers: Vec<Hidden> = Kind::SecretTexts { expected: "headers, such as \"Authorization: Bearer {secret}\"", check: some },
            Standing::Absent("[\"Authorization: Bearer {secret}\"]");
        /// HTTP: the body, with the same places as the address.
        body: Option<Hidden> = Kind::Secret { expected: "a template with {number} and {text}", check: some },
            Standing::Absent("'{\"to\": \"{number}\", \"text\": \"{text}\"}'");
        /// HTTP: what the body is, which decides how places are escaped.
        #[serde(default)]
        body_type: BodyType = Kind::Choice(&["json", "form"]), Standing::Absent("\"json\"");
        /// HTTP: statuses that can mean that the message was accepted.
        #[serde(default = "good")]
        accepted_status: Vec<String> = Kind::Texts { expected: "statuses from 200 to 299", check: status }, Standing::Absent("[\"200\", \"201\", \"202\"]");
        /// HTTP: the body of the answer must begin with one of these.
        #[serde(default)]
        accepted_starts: Vec<String> = Kind::Texts { expected: "texts", check: some }, Standing::Absent("[]");
        /// HTTP: the body of the answer must hold one of these.
        #[serde(default)]
        accepted_contains: Vec<String> = Kind::Texts { expected: "texts", check: some }, Standing::Absent("[]");
        /// HTTP: a JSON pointer into the answer and what must stand there.
        accepted_json: Option<String> = Kind::Text { expected: "a rule such as \"/status = accepted\"", check: some },
            Standing::Absent("\"/status = accepted\"");
        /// HTTP: a JSON pointer to the gateway's id for the message.
        message_id_json: Option<String> = Kind::Text { expected: "a JSON pointer such as \"/id\"", check: some }, Standing::Absent("\"/id\"");
        /// HTTP: the words before that id in an answer of plain text.
        message_id_after: Option<String> = Kind::Text { expected: "the words before the id", check: some }, Standing::OtherKind("\"ID:\"");
        /// SMPP: the host.
        host: Option<String> = Kind::Text { expected: "a host", check: some }, Standing::OtherKind("\"smpp.example.org\"");
        /// SMPP: the port.
        port: Option<u32> = Kind::Whole { least: 1, most: 65_535 }, Standing::OtherKind("2775");
        /// SMPP: whether the connection is TLS from the beginning.
        #[serde(default)]
        tls: bool = Kind::Switch, Standing::OtherKind("true");
        /// SMPP: the user.
        system_id: Option<String> = Kind::Text { expected: "at most 15 characters", check: some }, Standing::OtherKind("\"portal\"");
        /// SMPP: the type of system, if the gateway wants one.
        system_type: Option<String> = Kind::Text { expected: "at most 12 characters", check: some }, Standing::OtherKind("\"\"");
        /// SMPP: how the characters of the default alphabet are written.
        encoding: Option<String> = Kind::Choice(&["gsm", "latin1"]), Standing::OtherKind("\"gsm\"");
        /// SMPP: messages under way without an answer.
        window: Option<u32> = Kind::Whole { least: 1, most: 100 }, Standing::OtherKind("10");
        /// SMPP: how often a quiet connection is tried.
        enquire_link_seconds: Option<u32> = Kind::Whole { least: 1, most: 600 }, Standing::OtherKind("30");
        /// SMPP: "decimal" when the gateway answers with ids in hexadecimals and reports on them in decimals.
        receipt_ids: Option<String> = Kind::Choice(&["same", "decimal"]), Standing::OtherKind("\"same\"");
    }
}

/// How a gateway is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GatewayKind {
    /// SMPP 3.4.
    Smpp,
    /// HTTP.
    Http,
}

impl GatewayKind {
    /// The word of the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Smpp => "smpp",
            Self::Http => "http",
        }
    }
}

/// What the body of a request is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyType {
    /// JSON.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
}

impl Gateway {
    /// The name as it stands in a variable.
    pub(super) fn variable_part(&self) -> String {
        self.name.replace('-', "_").to_uppercase()
    }

    /// A key that is set and means nothing to a gateway of this kind.
    pub fn key_of_other_kind(&self) -> Option<&'static str> {
        let smpp = [
            ("host", self.host.is_some()),
            ("port", self.port.is_some()),
            ("tls", self.tls),
            ("system_id", self.system_id.is_some()),
            ("system_type", self.system_type.is_some()),
            ("encoding", self.encoding.is_some()),
            ("window", self.window.is_some()),
            ("enquire_link_seconds", self.enquire_link_seconds.is_some()),
            ("receipt_ids", self.receipt_ids.is_some()),
        ];
        let http = [
            ("url", self.url.is_some()),
            ("headers", !self.headers.is_empty()),
            ("body", self.body.is_some()),
            ("accepted_starts", !self.accepted_starts.is_empty()),
            ("accepted_contains", !self.accepted_contains.is_empty()),
            ("accepted_json", self.accepted_json.is_some()),
            ("message_id_json", self.message_id_json.is_some()),
            ("message_id_after", self.message_id_after.is_some()),
        ];
        let other: &[(&'static str, bool)] = match self.kind {
            GatewayKind::Smpp => &http,
            GatewayKind::Http => &smpp,
        };
        other.iter().find(|(_, set)| *set).map(|(key, _)| *key)
    }
}

fn ten() -> u32 {
    10
}

fn post() -> String {
    "POST".to_owned()
}

fn good() -> Vec<String> {
    ["200", "201", "202"].map(str::to_owned).to_vec()
}

fn name(text: &str) -> Result<(), &'static str> {
    if text.is_empty() || text.len() > 32 {
        return Err("it does not have 1 to 32 characters");
    }
    if !text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err("it holds something else than small letters, digits and dashes");
    }
    Ok(())
}

/// Templates are longer than what people read on a page, and hold line ends.
fn some(text: &str) -> Result<(), &'static str> {
    match text.len() {
        0 => Err("it is empty"),
        1..=4000 => Ok(()),
        _ => Err("it is longer than 4000 characters"),
    }
}

fn status(text: &str) -> Result<(), &'static str> {
    match text.parse::<u16>() {
        Ok(200..=299) => Ok(()),
        _ => Err("it is not a status from 200 to 299"),
    }
}
