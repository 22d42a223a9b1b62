//! What `restore` says at the end: what is there now, what was carried over, and what is left to do.

use std::fmt::Write as _;

use jiff::Timestamp;
use store::{Carried, Replaced, Restored};

use crate::commands::backup::contents;
use crate::commands::output;
use crate::settings::Settings;

/// What an old backup brings back when nothing is known of what came after it.
const UNKNOWN: &str = "\
Nothing is known of what happened between the backup and now, so these are as they were then; look whether something has to be undone:
  recovery codes that were used since are good again, factors that were removed count again: `account reset-factor NAME`
  accounts that were closed or suspended since are open, people who were erased are back: `account disable NAME`, `account erase NAME --now`
  passwords, roles and groups that were changed since are the old ones: `account set NAME`
  applications that were switched off since are on, secrets and signing keys that were replaced count again:
    `client disable NAME`, `client rotate-secret NAME`, `signing-keys revoke ID`
A copy of the audit log outside (syslog, a file) tells what there was.
";

/// The whole text.
pub fn text(restored: &Restored, settings: &Settings) -> String {
    let header = &restored.backup.header;
    let time = |at: Timestamp| at.to_zoned(settings.locale.time_zone.0.clone()).strftime("%Y-%m-%d %H:%M %Z");
    let mut text = format!(
        "Restored the backup of {} into {}: {}.\n\
         Ended: every session, login under way, mailed link, letter and token, and every known browser. Codes of authenticator apps count again in \
         a minute.\n",
        time(header.at),
        settings.database.url.shown(),
        contents(&restored.backup)
    );
    say(&mut text, header.waiting, "messages that were waiting when the backup was made are not sent");
    say(
        &mut text,
        restored.cancelled_recoveries,
        "recoveries that waited for their delay are cancelled, and their code is void",
    );
    match &restored.replaced {
        Replaced::Same(carried) => carried_over(&mut text, carried),
        Replaced::Nothing => text.push_str(UNKNOWN),
        Replaced::OtherKeys => {
            text.push_str("The database that was replaced had another key file, and nothing of it was believed.\n");
            text.push_str(UNKNOWN);
        }
    }
    if !restored.without_factor.is_empty() {
        let names: Vec<String> = restored.without_factor.iter().map(|name| output::plain(name)).collect();
        let _ = writeln!(text, "Without a second factor, so they need `account reset-factor`: {}.", names.join(", "));
    }
    say(
        &mut text,
        restored.never_activated,
        "accounts were never activated and need a new link: `account reset-factor`",
    );
    text.push_str("Next: `poortwachter check`, start the portal, `poortwachter audit verify`.\n");
    text
}

fn say(text: &mut String, number: u64, what: &str) {
    if number > 0 {
        let _ = writeln!(text, "{number} {what}.");
    }
}

fn carried_over(text: &mut String, carried: &Carried) {
    let lines = [
        (carried.codes, "recovery codes that are used up"),
        (carried.factors, "second factors that are gone"),
        (carried.counts, "security keys that counted on"),
        (carried.closed, "accounts that are closed or suspended"),
        (carried.erased, "accounts that are erased"),
        (carried.roles, "accounts with fewer rights"),
        (carried.passwords, "passwords that were changed since: the old one counts once and has to be changed"),
        (carried.applications, "applications that are switched off"),
        (carried.registrations, "secrets, keys, addresses and consents of applications that are gone"),
        (carried.signing_keys, "signing keys that are gone"),
        (carried.logouts, "applications' sessions that will be told of their end"),
    ];
    text.push_str(
        "Carried over from the database that was replaced, besides the tries and the steps of authenticator apps:\n",
    );
    let some: Vec<_> = lines.iter().filter(|(number, _)| *number > 0).collect();
    if some.is_empty() {
        text.push_str("  nothing else was used up, closed or taken away since\n");
    }
    for (number, what) in some {
        let _ = writeln!(text, "  {number} {what}");
    }
    if !carried.goes_on {
        text.push_str(
            "The database that was replaced does not go on from this backup, so rights and registrations of applications are those of the backup.\n",
        );
    }
    say(text, carried.waiting, "messages that waited there are not sent");
    text.push_str(
        "Accounts, second factors and recovery codes that were added since, and changed names, addresses and groups, are not there any more.\n",
    );
}
