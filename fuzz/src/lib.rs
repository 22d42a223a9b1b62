//! A portal that waits for answers, and the ways in which an input becomes one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credentials::hashing::Hasher;
use credentials::ids::{AccountId, FactorId, JourneyId};
use credentials::keyring::Keyring;
use credentials::password::Password;
use credentials::rng::Rng;
use credentials::security_key::testing::{Statement, U2fKey};
use credentials::security_key::{
    Attestation, KeyAccepted, KeyChallenge, KeyProven, KeyRefusal, KeyRole, PendingKey, RelyingParty, SealedKey,
};
use credentials::witness::PasswordVerified;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

const ORIGIN: &str = "https://login.example.org";
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

struct Sevens;

impl Rng for Sevens {
    fn fill(&self, out: &mut [u8]) {
        out.fill(7);
    }
}

/// A portal with one key, one ceremony of each kind, and the right answers to them.
pub struct Target {
    party: RelyingParty,
    keyring: Keyring,
    password: PasswordVerified,
    pending: PendingKey,
    held: [SealedKey; 1],
    challenge: KeyChallenge,
    enrolments: [Value; 3],
    login: Value,
}

impl Default for Target {
    fn default() -> Self {
        let party = RelyingParty::new("login.example.org", ORIGIN, "Fuzz", Attestation::None).unwrap();
        let (keyring, _) = Keyring::generate(&Sevens);
        let password = password(&keyring);
        let mut key = U2fKey::from_seed(1);
        let begin = || party.begin_enrolment(KeyRole::SecurityKey, factor(), "fuzz", &[], &keyring, NOW).unwrap();
        let first = begin();
        let answer = key.register(first.options(), ORIGIN);
        let held = [party.prove_pending_key(&first, &password, &answer, &keyring, NOW, &Sevens).unwrap().row];
        let pending = begin();
        let statements =
            [Statement::None, Statement::PackedSelf, Statement::FidoU2f(vec![key.attestation_certificate()])];
        let enrolments = statements.map(|statement| {
            let mut answer = key.prepare_registration(pending.options(), ORIGIN);
            answer.statement = statement;
            serde_json::from_str(&answer.sign(&key)).unwrap()
        });
        let challenge = party.begin_assertion(KeyRole::SecurityKey, &held, &keyring, NOW).unwrap();
        let login = serde_json::from_str(&key.assert(challenge.options(), ORIGIN)).unwrap();
        Self { party, keyring, password, pending, held, challenge, enrolments, login }
    }
}

impl Target {
    /// Gives an input to the enrolment's verifier.
    pub fn enrol(&self, input: &[u8]) {
        let Some((&choice, rest)) = input.split_first() else { return };
        let right = &self.enrolments[usize::from(choice >> 4) % 3];
        let Some(answer) = answer(right, "attestationObject", choice, rest) else { return };
        if let Ok(proven) = self.prove(&answer) {
            assert_eq!(proven.row.account, self.password.account());
        }
    }

    /// Gives an input to the login's verifier.
    pub fn log_in(&self, input: &[u8]) {
        let Some((&choice, rest)) = input.split_first() else { return };
        let member = ["authenticatorData", "signature"][usize::from(choice >> 4) % 2];
        let Some(answer) = answer(&self.login, member, choice, rest) else { return };
        if self.verify(&answer).is_ok() {
            let given: Value = serde_json::from_str(&answer).unwrap();
            for member in ["clientDataJSON", "authenticatorData"] {
                assert_eq!(given["response"][member], self.login["response"][member]);
            }
        }
    }

    fn prove(&self, answer: &str) -> Result<KeyProven, KeyRefusal> {
        self.party.prove_pending_key(&self.pending, &self.password, answer, &self.keyring, NOW, &Sevens)
    }

    fn verify(&self, answer: &str) -> Result<KeyAccepted, KeyRefusal> {
        self.party.verify_key(&self.challenge, &self.held, answer, &self.keyring, journey(), NOW)
    }
}

fn password(keyring: &Keyring) -> PasswordVerified {
    let hasher = Hasher::for_tests(8);
    let password = Password::parse_attempt("correct horse").unwrap();
    let row = hasher.hash_password(&password, AccountId::from_uuid(Uuid::from_u128(1)), keyring, &Sevens);
    hasher.verify_password(&row, &password, keyring, journey(), NOW).unwrap().unwrap()
}

fn factor() -> FactorId {
    FactorId::from_uuid(Uuid::from_u128(3))
}

fn journey() -> JourneyId {
    JourneyId::from_uuid(Uuid::from_u128(2))
}

/// The answer that an input stands for.
fn answer(right: &Value, member: &str, choice: u8, rest: &[u8]) -> Option<String> {
    if choice & 0x0f == 0 {
        return String::from_utf8(rest.to_vec()).ok();
    }
    let member = if choice & 0x01 == 0 { "clientDataJSON" } else { member };
    let mut answer = right.clone();
    let was = URL_SAFE_NO_PAD.decode(right["response"][member].as_str()?).ok()?;
    let bytes = if choice & 0x02 == 0 { rest.to_vec() } else { splice(was, rest)? };
    answer["response"][member] = Value::String(URL_SAFE_NO_PAD.encode(bytes));
    Some(answer.to_string())
}

/// Puts the input in the place of some bytes: two bytes say where, one says how many.
fn splice(mut bytes: Vec<u8>, input: &[u8]) -> Option<Vec<u8>> {
    let (&[high, low, count], more) = input.split_first_chunk::<3>()?;
    let begin = usize::from(u16::from_be_bytes([high, low])) % (bytes.len() + 1);
    let end = (begin + usize::from(count)).min(bytes.len());
    bytes.splice(begin..end, more.iter().copied());
    Some(bytes)
}
