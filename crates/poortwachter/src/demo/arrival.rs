//! How somebody moves in: account, first password, wizard.
//!
//! Through the front door: the same units of work, the same state machine and the same verifiers as everybody else, ten minutes ago, so that
//! the code of this moment is still unused. The demo and the measurements use it.

use credentials::grant::verify_grant;
use credentials::hashing::Hasher;
use credentials::ids::{AccountId, CodeId, FactorId, GrantId, JourneyId, SessionId};
use credentials::password::Password;
use credentials::recovery_code::RecoveryCode;
use credentials::sms::{PendingSms, SentSms, SmsCode, prove_pending_sms};
use credentials::token::SecretToken;
use credentials::totp::{PendingTotp, TotpSecret, prove_pending_totp};
use credentials::witness::{FactorVerified, FirstProof};
use jiff::{SignedDuration, Timestamp};
use journey::{
    CodeSeed, Event, GrantSeed, Journey, Language, NewFactor, PendingFactor, Role, SessionSeed, SmsSeed, State, Target,
    Username, step,
};
use store::{Actor, Commit, Context, LinkDelivery, LinkOrder, NewAccount};
use web::App;
use zeroize::Zeroizing;

/// The password of everybody who moves in.
pub const PASSWORD: &str = "lente regen fiets 7";

/// Moves people in, ten minutes ago.
pub struct Arrival<'a> {
    app: &'a App,
    now: Timestamp,
    hasher: Hasher,
}

impl<'a> Arrival<'a> {
    /// Ten minutes before now.
    pub fn new(app: &'a App) -> anyhow::Result<Self> {
        let now = app.clock.now() - SignedDuration::from_mins(10);
        // The demo's passwords are printed; the floor is good enough for them and quick to start.
        let hasher = Hasher::new(credentials::hashing::HashParams::FLOOR, 1)?;
        Ok(Self { app, now, hasher })
    }

    /// The circumstances of what happens then.
    pub fn context(&self) -> Context {
        Context::new(self.now, Actor::System)
    }

    /// Makes the account; with `mailed` its activation link goes into the outbox.
    pub async fn arrive(&self, username: &str, name: &str, mailed: bool) -> anyhow::Result<(AccountId, SecretToken)> {
        let rng = &*self.app.rng;
        let link = SecretToken::generate(rng);
        let new = NewAccount {
            username: Username::parse(username).ok_or_else(|| anyhow::anyhow!("{username} is no username"))?,
            display_name: name.to_owned(),
            mail: Some(format!("{username}@voorbeeld.example")),
            notice_mail: None,
            phone: None,
            groups: vec!["medewerkers".to_owned()],
            role: Role::User,
            language: Language::Nl,
        };
        let address = self.app.settings.public_url.join(&format!("/activate?token={}", link.expose().as_str()));
        let seed = GrantSeed { id: GrantId::generate(self.now, rng), token: link.hash() };
        let delivery = if mailed { LinkDelivery::Mail(Zeroizing::new(address)) } else { LinkDelivery::Shown };
        let order = LinkOrder::at_once(seed, self.now + SignedDuration::from_hours(24), delivery);
        Ok((self.app.store.insert_account(&new, &order, &self.context()).await?, link))
    }

    /// Chooses the password; the grant that the browser would hold.
    pub async fn choose_password(&self, link: &SecretToken) -> anyhow::Result<SecretToken> {
        let (app, rng) = (self.app, &*self.app.rng);
        let row = app.store.find_grant(&link.hash(), self.now).await?;
        let presented = row.and_then(|row| verify_grant(&row, link, self.now));
        let presented = presented.ok_or_else(|| anyhow::anyhow!("the link of a moment ago is gone"))?;
        let password = Password::parse_new(PASSWORD, &app.settings.password, &[])?;
        let sealed = self.hasher.hash_password(&password, presented.account(), &app.keyring, rng);
        let grant = SecretToken::generate(rng);
        let seed = GrantSeed { id: GrantId::generate(self.now, rng), token: grant.hash() };
        app.store.set_first_password(&presented, &sealed, &seed, &self.context()).await?;
        Ok(grant)
    }

    /// The whole wizard with an app; its secret and the recovery code.
    pub async fn enrol(&self, account: AccountId, grant: &SecretToken) -> anyhow::Result<(String, String)> {
        let rng = &*self.app.rng;
        let pending = PendingTotp { factor: FactorId::generate(self.now, rng), secret: TotpSecret::generate(rng) };
        let secret = pending.secret.clone();
        let (journey, password) = self.choose(account, grant, PendingFactor::App(pending.clone())).await?;
        let typed = secret.code_at(self.now);
        let proven = prove_pending_totp(&pending, &password, &typed, &self.app.keyring, self.now, rng)?;
        let code = self.finish(&journey, account, (proven.witness, NewFactor::Totp(proven.row))).await?;
        Ok((secret.to_base32().to_string(), code))
    }

    /// The whole wizard with a mobile number; the recovery code. The message of ten minutes ago is too old to be sent.
    pub async fn enrol_sms(&self, account: AccountId, grant: &SecretToken, number: &str) -> anyhow::Result<String> {
        let (app, rng) = (self.app, &*self.app.rng);
        let factor = FactorId::generate(self.now, rng);
        let first = PendingFactor::Sms(PendingSms { factor, sent: None });
        let (journey, password) = self.choose(account, grant, first).await?;
        let (number, code) = (app.settings.phones.parse(number)?, SmsCode::generate(rng));
        let sent = SentSms::new(code, factor, journey.id, &app.keyring, self.now);
        let pending = PendingSms { factor, sent: Some((number.clone(), sent.clone())) };
        let facts = self.facts(account).await?;
        let event = Event::SmsSent { seed: SmsSeed { sent, number, code }, facts, tried: None };
        let journey = self.go(&journey, event).await?;
        let proven = prove_pending_sms(&pending, &password, code, &app.keyring, self.now, rng)?;
        self.finish(&journey, account, (proven.witness, NewFactor::Sms(proven.row))).await
    }

    /// S1 to S5, as far as the choice of a method.
    async fn choose(
        &self,
        account: AccountId,
        grant: &SecretToken,
        pending: PendingFactor,
    ) -> anyhow::Result<(Journey, FirstProof)> {
        let journey = self.log_in(account, grant).await?;
        let journey = self.go(&journey, Event::ContinueEnrolment).await?;
        let facts = self.facts(account).await?;
        let journey = self.go(&journey, Event::MethodChosen { pending, facts }).await?;
        let carried = journey.state.carried().ok_or_else(|| anyhow::anyhow!("no wizard"))?;
        let password = carried.first.clone();
        Ok((journey, password))
    }

    /// From the proof of the factor to the session; the recovery code.
    async fn finish(
        &self,
        journey: &Journey,
        account: AccountId,
        (witness, row): (FactorVerified, NewFactor),
    ) -> anyhow::Result<String> {
        let (app, rng) = (self.app, &*self.app.rng);
        let code = RecoveryCode::generate(app.settings.policy.code_format, rng);
        let id = CodeId::generate(self.now, rng);
        let hashed = self.hasher.hash_recovery_code(&code, id, account, &app.keyring, rng);
        let seed = Some(CodeSeed { id, code: code.clone(), row: hashed });
        let (facts, session) = (self.facts(account).await?, self.session());
        let event = Event::NewFactorProven { witness, row, facts, code: seed, session, tried: None };
        let journey = self.go(journey, event).await?;
        let (facts, session) = (self.facts(account).await?, self.session());
        let journey = self.go(&journey, Event::CodeTypedBack { typed: code.clone(), facts, session }).await?;
        if matches!(journey.state, State::EnrolSecond(..)) {
            let (facts, session) = (self.facts(account).await?, self.session());
            self.go(&journey, Event::SecondDeclined { facts, session }).await?;
        }
        Ok(code.groups().join("-"))
    }

    fn session(&self) -> SessionSeed {
        let rng = &*self.app.rng;
        SessionSeed {
            id: SessionId::generate(self.now, rng),
            token: SecretToken::generate(rng).hash(),
            browser: SecretToken::generate(rng).hash(),
        }
    }

    async fn log_in(&self, account: AccountId, grant: &SecretToken) -> anyhow::Result<Journey> {
        let (app, rng) = (self.app, &*self.app.rng);
        let begun = Journey::begin(JourneyId::generate(self.now, rng), self.now);
        let attempt = Password::parse_attempt(PASSWORD).ok_or_else(|| anyhow::anyhow!("no password"))?;
        let name = app.store.account(account).await?.ok_or_else(|| anyhow::anyhow!("no account"))?.username;
        let row = app.store.load_login(&name).await?.ok_or_else(|| anyhow::anyhow!("no login"))?;
        let stored = row.password.ok_or_else(|| anyhow::anyhow!("no password row"))?;
        let witness = self
            .hasher
            .verify_password(&stored, &attempt, &app.keyring, begun.id, self.now)?
            .ok_or_else(|| anyhow::anyhow!("the password of a moment ago is wrong"))?;
        let found = app.store.find_grant(&grant.hash(), self.now).await?;
        let event = Event::PasswordProven {
            witness,
            facts: row.facts,
            grant: found.and_then(|found| verify_grant(&found, grant, self.now)),
            seed: GrantSeed { id: GrantId::generate(self.now, rng), token: SecretToken::generate(rng).hash() },
            tries: Vec::new(),
            target: Target::Account,
        };
        self.go(&begun, event).await
    }

    async fn facts(&self, account: AccountId) -> anyhow::Result<journey::AccountFacts> {
        self.app.store.facts(account).await?.ok_or_else(|| anyhow::anyhow!("no account"))
    }

    async fn go(&self, before: &Journey, event: Event) -> anyhow::Result<Journey> {
        let policy = &self.app.settings.policy;
        let outcome =
            step(before, event, policy, self.now).ok_or_else(|| anyhow::anyhow!("a step that does not fit"))?;
        let new_token =
            matches!(before.state, State::AwaitingPassword).then(|| SecretToken::generate(&*self.app.rng).hash());
        let ctx = self.context();
        let commit = Commit { before, outcome: &outcome, new_token, ctx: &ctx, sessions: &policy.session };
        self.app.store.commit(commit).await?;
        Ok(outcome.journey)
    }
}
