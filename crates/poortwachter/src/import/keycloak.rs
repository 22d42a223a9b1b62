//! The export of a Keycloak realm: one JSON document, read person by person and never held as a whole.
//!
//! Taken: names, mail address, groups, language, whether somebody is enabled, and the password where it is a hash that is known here. Service accounts are
//! nobody. Second factors of Keycloak are not taken: their owners set up new ones, behind the password and a link (rule J6).

use std::cell::Cell as Shared;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

use credentials::hashing::{ForeignHash, ForeignRefusal};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::Field;
use super::jsonl::LIST;
use super::record::{Cell, Item, Record, Sink};
use crate::complaint::Complaint;

/// The most bytes of one person: credentials and attributes can be many.
const PERSON: usize = 1024 * 1024;

/// Reads a whole export. Its people are numbered, since the document may stand on one line.
pub fn read(input: impl Read, sink: &mut Sink<'_>) -> Result<(), Complaint> {
    let budget = Rc::new(Shared::new(None));
    let limited = Limited { input, budget: Rc::clone(&budget) };
    let mut state = State { sink, number: 0, budget, stopped: false };
    let mut source = serde_json::Deserializer::from_reader(io::BufReader::with_capacity(PIECE, limited));
    let read = Realm(&mut state).deserialize(&mut source);
    let (number, stopped) = (state.number, state.stopped);
    match read {
        Ok(true) => Ok(()),
        _ if stopped => Ok(()),
        Ok(false) => Err(Complaint::new(
            "a JSON document without \"users\"",
            "export the realm with its users: kc.sh export --users realm_file",
        )),
        Err(error) => {
            let found = format!(
                "a document that is no whole Keycloak export, behind user {number} (line {}, column {})",
                error.line(),
                error.column()
            );
            Err(Complaint::new(found, "export the realm again; what was read before is as the report says"))
        }
    }
}

/// How much is read ahead: what a budget may be wrong by.
const PIECE: usize = 8 * 1024;

/// Ends reading when one person has had more than anybody has: a string has no other limit in a document.
struct Limited<R> {
    input: R,
    budget: Rc<Shared<Option<usize>>>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.input.read(buffer)?;
        if let Some(left) = self.budget.get() {
            let left = left.checked_sub(got).ok_or_else(|| io::Error::other("one user is too large"))?;
            self.budget.set(Some(left));
        }
        Ok(got)
    }
}

struct State<'a, 'b> {
    sink: &'a mut Sink<'b>,
    number: u64,
    budget: Rc<Shared<Option<usize>>>,
    stopped: bool,
}

/// The document; whether it had users.
struct Realm<'s, 'a, 'b>(&'s mut State<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Realm<'_, '_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<bool, D::Error> {
        source.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Realm<'_, '_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a realm")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut any = false;
        loop {
            // A name of a key is short; what it holds may be anything, and is thrown away while it is read.
            self.0.budget.set(Some(PERSON));
            let Some(key) = map.next_key::<String>()? else { return Ok(any) };
            if key == "users" {
                any = true;
                map.next_value_seed(People(&mut *self.0))?;
            } else {
                self.0.budget.set(None);
                map.next_value::<IgnoredAny>()?;
            }
        }
    }
}

struct People<'s, 'a, 'b>(&'s mut State<'a, 'b>);

impl<'de> DeserializeSeed<'de> for People<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for People<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of users")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut people: A) -> Result<(), A::Error> {
        loop {
            self.0.budget.set(Some(PERSON));
            let Some(person) = people.next_element::<Map<String, Value>>()? else { return Ok(()) };
            self.0.number += 1;
            if !(self.0.sink)(item(self.0.number, person)) {
                self.0.stopped = true;
                return Err(serde::de::Error::custom("enough"));
            }
        }
    }
}

/// What is taken of a user.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct User {
    username: String,
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    enabled: Option<bool>,
    groups: Vec<String>,
    required_actions: Vec<String>,
    attributes: Map<String, Value>,
    credentials: Vec<Credential>,
    service_account_client_id: Option<String>,
}

/// A credential, as Keycloak writes it now, or as it did before version 8.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Credential {
    r#type: String,
    secret_data: Option<String>,
    #[serde(rename = "credentialData")]
    public_data: Option<String>,
    hashed_salted_value: Option<String>,
    salt: Option<String>,
    hash_iterations: Option<u32>,
    algorithm: Option<String>,
}

impl Credential {
    fn hash(&self) -> Result<ForeignHash, ForeignRefusal> {
        if let (Some(data), Some(secret)) = (&self.public_data, &self.secret_data) {
            return ForeignHash::from_keycloak(data, secret);
        }
        let data = serde_json::json!({ "hashIterations": self.hash_iterations, "algorithm": self.algorithm });
        let secret = serde_json::json!({ "value": self.hashed_salted_value, "salt": self.salt });
        ForeignHash::from_keycloak(&data.to_string(), &secret.to_string())
    }
}

fn item(number: u64, person: Map<String, Value>) -> Item {
    let Ok(user) = User::deserialize(Value::Object(person)) else {
        return Item::broken(number, "a user that is written in another way than Keycloak does");
    };
    let mut record = Record { line: number, ..Record::default() };
    if user.service_account_client_id.is_some() {
        record.skip = Some("the service account of an application");
    }
    let name =
        [user.first_name.as_deref(), user.last_name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    // Groups are paths; the first slash says nothing.
    let groups = user.groups.iter().flat_map(|path| path.trim_start_matches('/').chars().chain([LIST])).collect();
    let enabled = user.enabled.map(|enabled| enabled.to_string()).unwrap_or_default();
    let attribute =
        |names: &[&str]| names.iter().find_map(|name| first(user.attributes.get(*name)?)).unwrap_or_default();
    for (field, column, text) in [
        (Field::Username, "username", user.username),
        (Field::Name, "firstName", name),
        (Field::Mail, "email", user.email.unwrap_or_default()),
        (Field::Phone, "attributes.phoneNumber", attribute(&["phoneNumber", "phone", "mobile", "mobileNumber"])),
        (Field::Language, "attributes.locale", attribute(&["locale"])),
        (Field::Groups, "groups", groups),
        (Field::Enabled, "enabled", enabled),
    ] {
        record.cells.push(Cell { field, column: column.into(), text: text.trim().to_owned() });
    }
    record.password = user.credentials.iter().find(|credential| credential.r#type == "password").map(Credential::hash);
    record.new_password = user.required_actions.iter().any(|action| action == "UPDATE_PASSWORD");
    record.notes = notes(&user.credentials, &user.required_actions);
    Item::Record(record)
}

fn first(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(members) => members.first().and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

fn notes(credentials: &[Credential], actions: &[String]) -> Vec<&'static str> {
    let holds = |kinds: &[&str]| credentials.iter().any(|credential| kinds.contains(&credential.r#type.as_str()));
    let other = |action: &String| !matches!(action.as_str(), "UPDATE_PASSWORD" | "CONFIGURE_TOTP");
    let mut notes = Vec::new();
    if holds(&["otp", "totp", "hotp"]) {
        notes.push("the authenticator app of Keycloak is not taken over; its owner sets up a new one");
    }
    if holds(&["webauthn", "webauthn-passwordless"]) {
        notes.push("the security key of Keycloak is not taken over; its owner sets it up again");
    }
    if actions.iter().any(other) {
        notes.push("required actions of Keycloak are not taken over");
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> (Vec<Item>, Result<(), Complaint>) {
        let mut items = Vec::new();
        let done = read(text.as_bytes(), &mut |item| {
            items.push(item);
            true
        });
        (items, done)
    }

    const REALM: &str = r#"{"realm":"demo","clients":[{"clientId":"a","deep":[[["x"]]]}],"users":[
      {"username":"bea","email":"bea@example.org","firstName":"Bea","lastName":"de Vries","enabled":true,
       "groups":["/hr","/staff/a,b"],"attributes":{"locale":["en"],"phoneNumber":["+31612345678"]},
       "requiredActions":["UPDATE_PASSWORD","VERIFY_EMAIL"],
       "credentials":[{"type":"otp","secretData":"{}"},{"type":"password",
        "secretData":"{\"value\":\"xn0GcfUsw+HNnltDR1+KnGQE0PMNzXElXEO3HrnwQZ34J37o2Z1EYZM2drK+W0dRDdRMlteE8S9migVAao59cw==\",\"salt\":\"MDEyMzQ1Njc4OWFiY2RlZg==\"}",
        "credentialData":"{\"hashIterations\":1000,\"algorithm\":\"pbkdf2-sha256\"}"}]},
      {"username":"service-account-a","serviceAccountClientId":"a","enabled":true},
      {"username":"old","enabled":false,"credentials":[{"type":"password","hashedSaltedValue":"Z8tHJFDCPpbTR2ldyu6HCf0Q82U0rsGtsawmgo/l3OoZ4fGvL1YFktQZOvRgXZ598vNVELv+pwSrppDyGmrA5g==",
       "salt":"MDEyMzQ1Njc4OWFiY2RlZg==","hashIterations":1000,"algorithm":"pbkdf2"}]}
    ],"roles":{}}"#;

    #[test]
    fn people_are_read_and_what_is_left_is_told() {
        let (items, done) = run(REALM);
        assert_eq!(done, Ok(()));
        let records: Vec<&Record> = items
            .iter()
            .map(|item| match item {
                Item::Record(record) => record,
                Item::Broken { why, .. } => panic!("{why}"),
            })
            .collect();
        let text =
            |record: &Record, field: Field| record.cells.iter().find(|cell| cell.field == field).unwrap().text.clone();
        let bea = records[0];
        assert_eq!((text(bea, Field::Username), text(bea, Field::Name)), ("bea".to_owned(), "Bea de Vries".to_owned()));
        assert_eq!(
            (text(bea, Field::Groups), text(bea, Field::Language)),
            ("hr\u{1f}staff/a,b\u{1f}".to_owned(), "en".to_owned())
        );
        assert_eq!(bea.password.as_ref().unwrap().as_ref().unwrap().scheme(), "PBKDF2-SHA256");
        assert!(bea.new_password && bea.notes.len() == 2, "{:?}", bea.notes);
        assert_eq!(records[1].skip, Some("the service account of an application"));
        assert_eq!((records[2].line, text(records[2], Field::Enabled)), (3, "false".to_owned()));
        assert_eq!(records[2].password.as_ref().unwrap().as_ref().unwrap().scheme(), "PBKDF2-SHA1");
    }

    #[test]
    fn what_is_no_export_or_only_half_of_one_is_told() {
        assert!(run("{\"realm\":\"x\"}").1.unwrap_err().to_string().contains("without \"users\""));
        assert!(run("[]").1.is_err() && run("").1.is_err());
        let (items, done) = run(&REALM[..REALM.len() - 200]);
        assert!(done.unwrap_err().to_string().contains("no whole Keycloak export, behind user 2"));
        assert_eq!(items.len(), 2);
        let deep = format!("{{\"users\":[{{\"attributes\":{}", "[".repeat(100_000));
        assert!(run(&deep).1.is_err());
        assert!(matches!(run("{\"users\":[{\"username\":7}]}").0[0], Item::Broken { line: 1, .. }));
    }

    #[test]
    fn one_user_without_end_ends_the_reading() {
        let endless = io::repeat(b'x').take(1 << 30);
        let head = &b"{\"users\":[{\"username\":\""[..];
        let done = read(head.chain(endless), &mut |_| true);
        assert!(done.unwrap_err().to_string().contains("behind user 0"));
    }
}
