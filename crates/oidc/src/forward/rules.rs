//! The rules of an application behind a proxy: the first that fits decides, and nothing passes without one (FA-03).

use std::collections::BTreeSet;

use super::original::{Original, read_host};
use super::path::CleanPath;
use crate::acr::Acr;
use crate::login::LoginFacts;

/// Whom a rule lets pass.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Everybody, without a login: a health check, a public folder.
    Open,
    /// Nobody.
    Closed,
    /// Who is logged in, at least at this level, and in at least one of these groups if there are any.
    LoggedIn {
        /// The groups.
        groups: BTreeSet<String>,
        /// The level.
        least_acr: Option<Acr>,
    },
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// It covers this path and what is below it.
    pub prefix: String,
    /// It covers these methods, in capitals; all when empty.
    pub methods: BTreeSet<String>,
    /// Whom it lets pass.
    pub access: Access,
}

/// An application behind a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// What people are shown.
    pub name: String,
    /// Its hosts in lower case, with the port when it is not the scheme's own.
    pub hosts: BTreeSet<String>,
    /// In order; the first that covers a request decides.
    pub rules: Vec<Rule>,
}

/// What is wrong with an application of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RuleFault {
    /// A prefix that no clean path can have, so that the rule would never fit, or always.
    #[error("the path \"{0}\" must begin with a slash, decoded, without empty segments and dots")]
    Prefix(String),
    /// A method that no request can have.
    #[error("the method \"{0}\" must be in capitals")]
    Method(String),
    /// A host in another spelling than requests have.
    #[error("the host \"{0}\" must be in lower case, without a scheme, a path and the scheme's own port")]
    Host(String),
}

/// What the proxy is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Let it pass, without a word about who it is: nobody was asked for.
    PassOpen,
    /// Let it pass, as this person.
    Pass,
    /// Send to the login (a page), or say 401 (a script).
    NeedsLogin,
    /// Send to a step-up to this level.
    NeedsStepUp(Acr),
    /// 403: logged in, but not for this.
    Denied,
    /// 403: no application has this host.
    UnknownHost,
}

/// Decides; `groups` are those of the account of `login`.
pub fn decide(
    applications: &[Application],
    request: &Original,
    login: Option<&LoginFacts>,
    groups: &BTreeSet<String>,
) -> Verdict {
    let Some(application) = applications.iter().find(|application| application.hosts.contains(&request.host)) else {
        return Verdict::UnknownHost;
    };
    match application.rule(request).map(|rule| &rule.access) {
        None | Some(Access::Closed) => Verdict::Denied,
        Some(Access::Open) => Verdict::PassOpen,
        Some(Access::LoggedIn { groups: wanted, least_acr }) => match login {
            None => Verdict::NeedsLogin,
            Some(_) if !wanted.is_empty() && wanted.is_disjoint(groups) => Verdict::Denied,
            Some(login) => level(login, *least_acr),
        },
    }
}

fn level(login: &LoginFacts, least: Option<Acr>) -> Verdict {
    match least {
        Some(least) if login.acr() < least && login.reachable >= least => Verdict::NeedsStepUp(least),
        Some(least) if login.acr() < least => Verdict::Denied,
        _ => Verdict::Pass,
    }
}

impl Application {
    /// Checks what the settings say; all faults at once.
    pub fn check(&self) -> Vec<RuleFault> {
        let is_host = |host: &str| read_host(host, true).as_deref() == Some(host);
        let is_method =
            |method: &str| !method.is_empty() && method.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
        let hosts = self.hosts.iter().filter(|host| !is_host(host)).cloned().map(RuleFault::Host);
        let prefixes = self.rules.iter().map(|rule| &rule.prefix);
        let prefixes = prefixes.filter(|prefix| !CleanPath::is_clean(prefix)).cloned().map(RuleFault::Prefix);
        let methods = self.rules.iter().flat_map(|rule| &rule.methods);
        let methods = methods.filter(|method| !is_method(method)).cloned().map(RuleFault::Method);
        hosts.chain(prefixes).chain(methods).collect()
    }

    /// The rule that decides. An application that does not mind the case of letters could find another place behind `/Admin` than a
    /// rule for `/admin` sees: when the two readings fall under different rules, neither counts.
    fn rule(&self, request: &Original) -> Option<&Rule> {
        let covers = |rule: &&Rule| rule.methods.is_empty() || rule.methods.contains(&request.method);
        let mut fitting = self.rules.iter().enumerate().filter(|(_, rule)| covers(rule));
        let exact = fitting.clone().find(|(_, rule)| request.path.is_below(&rule.prefix))?;
        let loose = fitting.find(|(_, rule)| request.path.is_below_whatever_case(&rule.prefix))?;
        (exact.0 == loose.0).then_some(exact.1)
    }
}

/// Whether the answer to a request without a login is a redirect: a page that a browser navigates to. Scripts get 401, so that they
/// do not take the login page for their data. `headers` have lower-case names.
pub fn wants_page(method: &str, headers: &[(&str, &str)]) -> bool {
    let value = |name: &str| headers.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    let reads = matches!(method, "GET" | "HEAD");
    if let Some(mode) = value("sec-fetch-mode") {
        return reads && mode == "navigate";
    }
    let script = value("x-requested-with").is_some() || value("upgrade").is_some();
    reads && !script && value("accept").is_some_and(|accept| accept.contains("text/html"))
}
