//! What is wrong with the applications behind a proxy, seen together with each other and with the server's own settings.

use oidc::forward::RuleFault;
use oidc::forward::ticket::RESERVED;

use super::{AccessKind, Forward, ForwardRule};
use crate::complaint::quoted;
use crate::settings::checks::Checks;
use crate::settings::server::Server;

/// Checks all of them.
pub fn check(all: &[Forward], server: &Server, checks: &mut Checks) {
    if !all.is_empty() && server.trusted_proxies.is_empty() {
        let found = "an application behind a proxy, and no server.trusted_proxies".to_owned();
        checks.wrong(
            "forward[1]",
            found,
            "name the network of the proxy there: from anywhere else nothing is believed",
        );
    }
    for (index, forward) in all.iter().enumerate() {
        let place = format!("forward[{}]", index + 1);
        hosts(&all[..index], forward, server, &place, checks);
        networks(forward, server, &place, checks);
        faults(forward, &place, checks);
        for (number, rule) in forward.rules.iter().enumerate() {
            let place = format!("{place}.rules[{}]", number + 1);
            rules(&forward.rules[..number], rule, &place, checks);
        }
    }
}

fn hosts(before: &[Forward], forward: &Forward, server: &Server, place: &str, checks: &mut Checks) {
    let key = format!("{place}.hosts");
    if forward.hosts.is_empty() {
        checks.wrong(&key, "nothing".to_owned(), "write the address under which browsers know the application");
    }
    for (index, host) in forward.hosts.iter().enumerate() {
        let own = server.public_url.as_ref().is_some_and(|own| own.host() == host.name());
        if own {
            let advice = "give the application a host name of its own: cookies do not tell ports apart, so that it would get the portal's";
            checks.wrong(&key, format!("the portal's own host in {}", quoted(&host.to_string())), advice);
        }
        let mut others = before.iter().flat_map(|other| &other.hosts).chain(&forward.hosts[..index]);
        if others.any(|other| other.name() == host.name()) {
            let advice = "name each host once: one application has it, and cookies do not tell ports apart";
            checks.wrong(&key, format!("{} a second time", quoted(host.name())), advice);
        }
    }
}

fn networks(forward: &Forward, server: &Server, place: &str, checks: &mut Checks) {
    for network in &forward.from {
        if !server.trusted_proxies.iter().any(|trusted| trusted.net().contains(&network.net())) {
            let found = format!("{network}, which lies outside of server.trusted_proxies");
            checks.wrong(&format!("{place}.from"), found, "add it there, or name the proxy's own address");
        }
    }
}

fn faults(forward: &Forward, place: &str, checks: &mut Checks) {
    if forward.rules.is_empty() {
        let advice = "write at least one, such as { path = \"/\", access = \"logged-in\" }";
        checks.wrong(&format!("{place}.rules"), "no rule, so that nothing would pass".to_owned(), advice);
    }
    for fault in forward.application().application.check() {
        let (found, advice) = match &fault {
            RuleFault::Prefix(prefix) => (
                format!("the path {}", quoted(prefix)),
                "begin it with a slash and write it decoded, without empty segments, dots and semicolons",
            ),
            RuleFault::Method(method) => (format!("the method {}", quoted(method)), "write it in capitals"),
            RuleFault::Host(host) => (format!("the host {}", quoted(host)), "write it as browsers do"),
        };
        checks.wrong(&format!("{place}.rules"), found, advice);
    }
}

fn rules(before: &[ForwardRule], rule: &ForwardRule, place: &str, checks: &mut Checks) {
    if rule.access != AccessKind::LoggedIn && (!rule.groups.is_empty() || rule.level.is_some()) {
        let found = "groups or a level, and an access that asks nobody".to_owned();
        checks.wrong(place, found, "set access to \"logged-in\", or take them out");
    }
    if format!("{}/", rule.path).starts_with(RESERVED) {
        let advice = format!("take it out: the proxy sends what is below {RESERVED} to the portal without asking");
        checks.wrong(&format!("{place}.path"), format!("{}, which is the portal's", quoted(&rule.path)), &advice);
    }
    if let Some(number) = before.iter().position(|earlier| covers(earlier, rule)) {
        let found =
            format!("a rule that never counts, because rule {} covers all of {}", number + 1, quoted(&rule.path));
        checks.wrong(place, found, "put the narrower rule first");
    }
}

/// Whether the earlier rule decides all that the later one could.
fn covers(earlier: &ForwardRule, later: &ForwardRule) -> bool {
    let prefix = earlier.path.trim_end_matches('/');
    let path = later.path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let all = earlier.methods.is_empty();
    let methods =
        all || !later.methods.is_empty() && later.methods.iter().all(|method| earlier.methods.contains(method));
    path && methods
}
