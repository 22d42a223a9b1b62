//! The machine: whether the address to listen on is free, and whether the clock can be right.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use web::Clock;

use super::data::Times;
use super::report::Report;
use crate::system_clock::SystemClock;

/// The first of January 2026: this program is younger, so no clock that is right shows an earlier time.
const YOUNGER_THAN: Timestamp = Timestamp::constant(1_767_225_600, 0);
/// A second factor forgives one step of 30 seconds, which the person's phone may need for itself.
const MOST_APART: SignedDuration = SignedDuration::from_secs(10);
/// How long the one who listens already may take to say who it is.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the portal can listen, or does so already.
pub fn listen(address: SocketAddr, tls: bool, report: &mut Report) {
    let topic = "listen address";
    match TcpListener::bind(address) {
        Ok(_) => report.ok(topic, &format!("{address} is free")),
        Err(error) if error.kind() != ErrorKind::AddrInUse => {
            report.wrong(topic, &format!("{address} cannot be used ({error}); change server.listen"));
        }
        Err(_) if answers(address).unwrap_or(false) => {
            report.ok(topic, &format!("{address} is in use by a portal that answers"));
        }
        Err(_) if tls => {
            report.warn(topic, &format!("{address} is in use; whether by a portal with TLS, `doctor` says"));
        }
        Err(_) => {
            let text = format!("{address} is in use by another program; stop it, or change server.listen");
            report.wrong(topic, &text);
        }
    }
}

/// Where somebody who listens there can be reached from this machine.
pub fn reachable(address: SocketAddr) -> IpAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    }
}

/// Whether a portal answers at its health page.
fn answers(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&SocketAddr::new(reachable(address), address.port()), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    // A stranger may send for ever; a health page is short.
    stream.take(4096).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.starts_with("HTTP/1.1 200") && answer.ends_with("{\"status\":\"ok\"}"))
}

/// Whether the clock can be right: codes of an authenticator app depend on it.
pub fn clock(times: Times, report: &mut Report) {
    let now = SystemClock.now();
    match judge(now, times) {
        Ok(()) => report.ok("clock", &now.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
        Err(wrong) => report.wrong("clock", &format!("{wrong}; set it right, and keep it so with NTP")),
    }
}

fn judge(now: Timestamp, times: Times) -> Result<(), String> {
    let behind = [("this program", Some(YOUNGER_THAN)), ("the newest entry of the audit log", times.newest_entry)];
    for (what, at) in behind {
        if let Some(at) = at.filter(|at| now + MOST_APART < *at) {
            return Err(format!("{now} is earlier than {what} ({at})"));
        }
    }
    match times.server {
        Some(server) if now.duration_since(server).abs() > MOST_APART => {
            Err(format!("{now} is not what the database's server says ({server})"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_held_against_what_is_known() {
        let now = Timestamp::constant(1_800_000_000, 0);
        let second = SignedDuration::from_secs(1);
        let none = Times::default();
        assert!(judge(now, none).is_ok());
        assert!(judge(Timestamp::UNIX_EPOCH, none).unwrap_err().contains("this program"));
        let entry = |at| Times { newest_entry: Some(at), ..none };
        assert!(judge(now, entry(now + second * 10)).is_ok());
        assert!(judge(now, entry(now + second * 11)).unwrap_err().contains("audit log"));
        let server = |at| Times { server: Some(at), ..none };
        assert!(judge(now, server(now - second * 10)).is_ok());
        assert!(judge(now, server(now - second * 11)).unwrap_err().contains("server"));
        assert!(judge(now, server(now + second * 11)).is_err());
    }
}
