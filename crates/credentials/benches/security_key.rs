//! How many security keys a second the machine can enrol and verify, beside one bare check of an ECDSA signature on P-256.

use credentials::hashing::Hasher;
use credentials::ids::{AccountId, FactorId, JourneyId};
use credentials::keyring::Keyring;
use credentials::password::Password;
use credentials::rng::Rng;
use credentials::security_key::testing::{Statement, U2fKey};
use credentials::security_key::{Attestation, KeyRole, PendingKey, RelyingParty};
use credentials::witness::PasswordVerified;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{DerSignature, SigningKey};
use uuid::Uuid;

const ORIGIN: &str = "https://login.example.org";
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// Fixed bytes: a benchmark protects nothing.
struct Sevens;

impl Rng for Sevens {
    fn fill(&self, out: &mut [u8]) {
        out.fill(7);
    }
}

struct Portal {
    party: RelyingParty,
    keyring: Keyring,
    password: PasswordVerified,
    key: U2fKey,
}

impl Portal {
    fn new() -> Self {
        let party = RelyingParty::new("login.example.org", ORIGIN, "Poortwachter", Attestation::None);
        let (keyring, _) = Keyring::generate(&Sevens);
        let hasher = Hasher::for_tests(8);
        let password = Password::parse_attempt("een lang wachtwoord").expect("it is neither empty nor too long");
        let account = AccountId::from_uuid(Uuid::from_u128(1));
        let row = hasher.hash_password(&password, account, &keyring, &Sevens);
        let verified = hasher.verify_password(&row, &password, &keyring, journey(), NOW);
        let password = verified.expect("the row opens").expect("the password is right");
        Self { party: party.expect("the settings are right"), keyring, password, key: U2fKey::from_seed(1) }
    }

    fn pending(&self) -> PendingKey {
        let factor = FactorId::from_uuid(Uuid::from_u128(3));
        self.party
            .begin_enrolment(KeyRole::SecurityKey, factor, "bench", &[], &self.keyring, NOW)
            .expect("no row has to open")
    }

    fn enrolments(&self, group: &mut BenchmarkGroup<'_, WallTime>) {
        let pending = self.pending();
        let u2f = Statement::FidoU2f(vec![self.key.attestation_certificate()]);
        for (name, statement) in [("prove_pending_key, none", Statement::None), ("prove_pending_key, fido-u2f", u2f)] {
            let mut answer = self.key.prepare_registration(pending.options(), ORIGIN);
            answer.statement = statement;
            let answer = answer.sign(&self.key);
            group.bench_function(name, |b| {
                b.iter(|| {
                    let proven =
                        self.party.prove_pending_key(&pending, &self.password, &answer, &self.keyring, NOW, &Sevens);
                    proven.expect("the answer is right")
                });
            });
        }
    }

    fn logins(&self, group: &mut BenchmarkGroup<'_, WallTime>) {
        let pending = self.pending();
        let answer = self.key.register(pending.options(), ORIGIN);
        let proven = self.party.prove_pending_key(&pending, &self.password, &answer, &self.keyring, NOW, &Sevens);
        let held = [proven.expect("the answer is right").row];
        group.bench_function("begin_assertion", |b| {
            b.iter(|| {
                self.party.begin_assertion(KeyRole::SecurityKey, &held, &self.keyring, NOW).expect("the row opens")
            });
        });
        let challenge =
            self.party.begin_assertion(KeyRole::SecurityKey, &held, &self.keyring, NOW).expect("the row opens");
        let answer = self.key.clone().assert(challenge.options(), ORIGIN);
        group.bench_function("verify_key", |b| {
            b.iter(|| {
                let accepted = self.party.verify_key(&challenge, &held, &answer, &self.keyring, journey(), NOW);
                accepted.expect("the answer is right")
            });
        });
    }
}

fn journey() -> JourneyId {
    JourneyId::from_uuid(Uuid::from_u128(2))
}

/// The yardstick: what a login cannot do without.
fn bare_signature(group: &mut BenchmarkGroup<'_, WallTime>) {
    let secret = SigningKey::from_slice(&[7; 32]).expect("it is a scalar");
    // As long as authenticator data and the hash of the client data.
    let message = [1; 69];
    let signature: DerSignature = secret.sign(&message);
    let public = secret.verifying_key();
    group.bench_function("bare ECDSA P-256 check", |b| {
        b.iter(|| public.verify(&message, &signature).expect("the signature is right"));
    });
}

fn security_keys(c: &mut Criterion) {
    let portal = Portal::new();
    let mut group = c.benchmark_group("security key, ES256");
    group.throughput(Throughput::Elements(1)).sample_size(50);
    bare_signature(&mut group);
    portal.logins(&mut group);
    portal.enrolments(&mut group);
    group.finish();
}

criterion_group!(benches, security_keys);
criterion_main!(benches);
