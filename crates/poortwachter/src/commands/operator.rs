//! Who is at the command line: the name of their system account, for the audit log (requirement LO-02).
//!
//! The names come from the kernel and `/etc/passwd`, not from the environment, which anybody can set. Behind `sudo` the account that logged in
//! is named as well, as far as the kernel knows it.

use std::fs;

/// The real user of this process, such as `piet`, or `root (login piet)`.
pub fn name() -> String {
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let user = fs::read_to_string("/proc/self/status").ok().and_then(|status| real_uid(&status));
    let login = fs::read_to_string("/proc/self/loginuid").ok().and_then(|uid| uid.trim().parse().ok());
    describe(user, login, &passwd)
}

fn describe(user: Option<u32>, login: Option<u32>, passwd: &str) -> String {
    // The kernel writes 2^32 - 1 when nobody logged in, as in a container or a service.
    let login = login.filter(|login| *login != u32::MAX && Some(*login) != user);
    let user = user.map_or_else(|| "unknown".to_owned(), |uid| account(uid, passwd));
    match login {
        Some(login) => format!("{user} (login {})", account(login, passwd)),
        None => user,
    }
}

fn real_uid(status: &str) -> Option<u32> {
    status.lines().find_map(|line| line.strip_prefix("Uid:"))?.split_whitespace().next()?.parse().ok()
}

/// The name of an account; its number when the file does not know it, as with accounts of a directory.
fn account(uid: u32, passwd: &str) -> String {
    let number = uid.to_string();
    let line = passwd.lines().find(|line| line.split(':').nth(2) == Some(number.as_str()));
    line.and_then(|line| line.split(':').next()).map_or_else(|| format!("uid {uid}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\npiet:x:1000:1000::/home/piet:/bin/sh\n";

    #[test]
    fn lo_02_the_operator_has_a_name() {
        assert_eq!(real_uid("Name:\tx\nUid:\t1000\t0\t0\t0\n"), Some(1000));
        for (user, login, expected) in [
            (Some(1000), Some(1000), "piet"),
            (Some(0), Some(1000), "root (login piet)"),
            (Some(0), Some(u32::MAX), "root"),
            (Some(70000), None, "uid 70000"),
            (None, None, "unknown"),
        ] {
            assert_eq!(describe(user, login, PASSWD), expected);
        }
    }
}
