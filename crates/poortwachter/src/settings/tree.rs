//! The settings as a whole: which sections there are, and the rules that bind them.

use super::applications::{self, Application};
use super::audit::Audit;
use super::brand::Brand;
use super::checks::Checks;
use super::database::Database;
use super::deviation::Deviation;
use super::enrolment::Enrolment;
use super::factors::Factors;
use super::forward::{self, Forward};
use super::hashing::Hashing;
use super::help::Help;
use super::help_desk::HelpDesk;
use super::key::{Kind, Standing, keys};
use super::key_file::Keys;
use super::locale::Locale;
use super::log::Log;
use super::mail::Mail;
use super::metrics::Metrics;
use super::oidc::Oidc;
use super::password::Password;
use super::preset::{self, Preset};
use super::recovery::Recovery;
use super::recovery_code::RecoveryCode;
use super::retention::Retention;
use super::server::Server;
use super::session::Session;
use super::sms::Sms;
use super::tracing::Tracing;

keys! {
    /// All that an operator can set. Made only by reading, so a value of this type has passed every check.
    pub struct Settings {
        /// A set of defaults. "strict" follows NIST SP 800-63B-4 to the letter (recovery code of 75 bits, no SMS, no passkeys, security keys of known makers only); a key that weakens it is refused.
        preset: Preset = Kind::Choice(&["standard", "strict"]), Standing::Default("\"standard\"");
        /// Start pages that a login can lead to, each at /login?to=id.
        applications: Vec<Application> = Kind::Rows(Application::KEYS), Standing::Default("[]");
        /// Applications behind a reverse proxy that asks the portal about each request. See examples/nginx, caddy, traefik and envoy.
        forward: Vec<Forward> = Kind::Rows(Forward::KEYS), Standing::Default("[]");
        /// Where the portal listens and how it is reached.
        server: Server = Kind::Section(Server::KEYS), Standing::Inside;
        /// The database: SQLite for one machine, PostgreSQL for several.
        database: Database = Kind::Section(Database::KEYS), Standing::Inside;
        /// The key with which stored secrets are sealed. It belongs in every backup, apart from the database.
        keys: Keys = Kind::Section(Keys::KEYS), Standing::Inside;
        /// What people see: names, colour and logo.
        brand: Brand = Kind::Section(Brand::KEYS), Standing::Inside;
        /// Help texts of your own.
        help: Help = Kind::Section(Help::KEYS), Standing::Inside;
        /// Whom people call when they cannot go on by themselves.
        help_desk: HelpDesk = Kind::Section(HelpDesk::KEYS), Standing::Inside;
        /// Language and time.
        locale: Locale = Kind::Section(Locale::KEYS), Standing::Inside;
        /// Rules for passwords.
        password: Password = Kind::Section(Password::KEYS), Standing::Inside;
        /// How many password hashes run at once and how many may wait. Memory: workers times `password.argon2.memory_kib`.
        hashing: Hashing = Kind::Section(Hashing::KEYS), Standing::Inside;
        /// Which second factors people may set up. At least one is on.
        factors: Factors = Kind::Section(Factors::KEYS), Standing::Inside;
        /// The recovery code with which somebody sets up a lost second factor again.
        recovery_code: RecoveryCode = Kind::Section(RecoveryCode::KEYS), Standing::Inside;
        /// The time that a recovery waits.
        recovery: Recovery = Kind::Section(Recovery::KEYS), Standing::Inside;
        /// The first login of a new account.
        enrolment: Enrolment = Kind::Section(Enrolment::KEYS), Standing::Inside;
        /// How long a login lasts.
        session: Session = Kind::Section(Session::KEYS), Standing::Inside;
        /// Applications that log people in through the portal. The applications themselves are managed by `poortwachter client`.
        oidc: Oidc = Kind::Section(Oidc::KEYS), Standing::Inside;
        /// Codes by SMS. Without a gateway none can be sent.
        sms: Sms = Kind::Section(Sms::KEYS), Standing::Inside;
        /// Mails: notices and links. Without a host none is sent; they wait in the database, and links are printed by the commands only.
        mail: Mail = Kind::Section(Mail::KEYS), Standing::Inside;
        /// Copies of the audit log outside the database. Each entry also stays in it.
        audit: Audit = Kind::Section(Audit::KEYS), Standing::Inside;
        /// How long data are kept.
        retention: Retention = Kind::Section(Retention::KEYS), Standing::Inside;
        /// What the portal writes about itself, on standard error. The audit trail is apart from this, in the database.
        log: Log = Kind::Section(Log::KEYS), Standing::Inside;
        /// Numbers for Prometheus, on an address of their own. Nothing in them is about a person, and the portal's own address never answers them.
        metrics: Metrics = Kind::Section(Metrics::KEYS), Standing::Inside;
        /// Traces of requests for an OTLP collector.
        tracing: Tracing = Kind::Section(Tracing::KEYS), Standing::Inside;
    }
}

impl Settings {
    /// What is allowed but weaker than a standard asks; said at every start.
    pub fn deviations(&self) -> Vec<Deviation> {
        let subdomains = (!self.server.hsts_subdomains).then(|| {
            Deviation::new(
                "server.hsts_subdomains",
                "names below this host may be reached without https (OWASP ASVS 5.0 3.4.1)",
            )
        });
        let sms = (self.factors.sms && !self.sms.gateways.is_empty()).then(|| {
            Deviation::new(
                "factors.sms",
                "a code by SMS is a restricted authenticator (NIST SP 800-63B-4 section 3.2.9)",
            )
        });
        subdomains
            .into_iter()
            .chain(sms)
            .chain(self.enrolment.deviations())
            .chain(self.recovery.deviations())
            .chain(self.session.deviations())
            .chain(self.mail.deviations())
            .chain(self.retention.deviations())
            .chain(self.metrics.deviations())
            .collect()
    }

    /// The rules that bind several keys.
    pub(super) fn check(&self, checks: &mut Checks) {
        self.server.check(checks);
        self.password.argon2.check(checks);
        self.factors.check(checks);
        self.session.check(checks);
        self.oidc.check(checks);
        self.sms.check(checks);
        self.mail.check(checks);
        self.metrics.check(&self.server, checks);
        applications::check(&self.applications, checks);
        forward::check(&self.forward, &self.server, checks);
        preset::check(self, checks);
    }
}
