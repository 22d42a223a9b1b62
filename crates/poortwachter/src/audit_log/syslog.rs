//! The audit log in the syslog of this machine (RFC 5424), over a socket of the file system, UDP (RFC 5426) or TCP (RFC 6587, counted octets).
//!
//! Syslog has no receipt: what a collector had in its hands when it died is lost to it. Over TCP a connection that the other side closed is
//! noticed before the next batch. Without TLS nothing leaves this machine; the settings allow loopback addresses only.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use store::NamedAuditLine;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpStream, UdpSocket, UnixDatagram};
use tokio::time::timeout;

use super::entry::json_line;
use crate::settings::audit::{Facility, Syslog};

/// How long the syslog may take for one batch.
const PATIENCE: Duration = Duration::from_secs(10);
/// Severity 6, informational, and 5, notice (RFC 5424 section 6.2.1).
const WENT_WELL: u8 = 6;
const REFUSED: u8 = 5;

/// A syslog, connected when it is needed.
#[derive(Debug)]
pub struct SyslogSink {
    target: Syslog,
    facility: Facility,
    host: String,
    stream: Option<TcpStream>,
}

impl SyslogSink {
    /// A sink that connects with the first batch. The host's name stands in every message.
    pub fn new(target: Syslog, facility: Facility) -> Self {
        Self { target, facility, host: host_name(), stream: None }
    }

    /// Sends the entries; an error leaves them to be sent once more.
    pub async fn send(&mut self, entries: &[NamedAuditLine]) -> io::Result<()> {
        let messages: Vec<String> = entries.iter().map(|entry| message(entry, self.facility, &self.host)).collect();
        let sent =
            timeout(PATIENCE, self.deliver(&messages)).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        if sent.is_err() {
            self.stream = None;
        }
        sent
    }

    async fn deliver(&mut self, messages: &[String]) -> io::Result<()> {
        match &self.target {
            Syslog::Unix(path) => {
                let socket = UnixDatagram::unbound()?;
                socket.connect(path)?;
                for message in messages {
                    socket.send(message.as_bytes()).await?;
                }
                Ok(())
            }
            Syslog::Udp(address) => {
                let socket = UdpSocket::bind(unnamed(*address)).await?;
                socket.connect(address).await?;
                for message in messages {
                    socket.send(message.as_bytes()).await?;
                }
                Ok(())
            }
            Syslog::Tcp(address) => {
                let address = *address;
                self.deliver_counted(address, messages).await
            }
        }
    }

    async fn deliver_counted(&mut self, address: SocketAddr, messages: &[String]) -> io::Result<()> {
        let mut stream = match self.stream.take().filter(is_open) {
            Some(stream) => stream,
            None => TcpStream::connect(address).await?,
        };
        let counted: Vec<String> = messages.iter().map(|message| format!("{} {message}", message.len())).collect();
        let counted = counted.concat();
        stream.write_all(counted.as_bytes()).await?;
        stream.flush().await?;
        self.stream = Some(stream);
        Ok(())
    }
}

/// Whether the other side has not closed: it never says anything, so anything but "nothing yet" is an end.
fn is_open(stream: &TcpStream) -> bool {
    matches!(stream.try_read(&mut [0; 1]), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
}

/// Any port of the same family.
fn unnamed(target: SocketAddr) -> SocketAddr {
    let mut own = target;
    own.set_port(0);
    own
}

/// One message. Its id and number stand in the structured data, so that whoever got it twice can tell (32473 is the number for examples of RFC 5612).
fn message(entry: &NamedAuditLine, facility: Facility, host: &str) -> String {
    let severity = if entry.line.success { WENT_WELL } else { REFUSED };
    let priority = facility as u8 * 8 + severity;
    let (id, seq, at) = (entry.line.id, entry.line.seq.unwrap_or_default(), entry.line.at);
    // MSGID: at most 32 printable characters (RFC 5424 section 6.2.7); an event's name is a word.
    let name: String = entry.line.event.chars().filter(char::is_ascii_graphic).take(32).collect();
    format!(
        "<{priority}>1 {at} {host} poortwachter - {name} [audit@32473 id=\"{id}\" seq=\"{seq}\"] \u{feff}{}",
        json_line(entry)
    )
}

/// What the kernel calls this machine; "-" is syslog's word for unknown.
fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name: String = name.trim().chars().filter(char::is_ascii_graphic).take(255).collect();
    if name.is_empty() { "-".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    use super::super::entry::tests::entry;
    use super::*;

    #[test]
    fn lo_05_a_message_is_one_of_rfc_5424() {
        let message = message(&entry("a\nb"), Facility::Authpriv, "portal1");
        let head = "<85>1 2027-01-15T08:00:00Z portal1 poortwachter - authn_login_fail [audit@32473 id=\"7\" seq=\"3\"] \u{feff}{";
        assert!(message.starts_with(head) && !message.contains('\n'), "{message}");
    }

    #[tokio::test]
    async fn lo_05_octets_are_counted_and_a_closed_connection_is_made_again() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut sink = SyslogSink::new(Syslog::Tcp(listener.local_addr().unwrap()), Facility::Audit);
        for _ in 0..2 {
            let (sent, accepted) = tokio::join!(sink.send(&[]), listener.accept());
            sent.unwrap();
            let mut stream = accepted.unwrap().0;
            sink.send(&[entry("x"), entry("é")]).await.unwrap();
            let mut bytes = vec![0; 2000];
            let length = stream.read(&mut bytes).await.unwrap();
            let mut rest = std::str::from_utf8(&bytes[..length]).unwrap();
            for detail in ["x", "é"] {
                let (count, after) = rest.split_once(' ').unwrap();
                let (message, after) = after.split_at(count.parse().unwrap());
                assert!(
                    message.starts_with("<109>1 ") && message.ends_with('}') && message.contains(detail),
                    "{message}"
                );
                rest = after;
            }
            assert_eq!(rest, "");
            drop(stream);
            // The end of the other side has arrived here.
            while sink.stream.as_ref().is_some_and(is_open) {
                tokio::task::yield_now().await;
            }
        }
    }

    #[tokio::test]
    async fn lo_05_datagrams_hold_one_message_each() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let unix = UnixDatagram::bind(&path).unwrap();
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut bytes = vec![0; 4096];
        SyslogSink::new(Syslog::Unix(path), Facility::Local0).send(&[entry("x"), entry("y")]).await.unwrap();
        for _ in 0..2 {
            let length = unix.recv(&mut bytes).await.unwrap();
            assert!(bytes[..length].starts_with(b"<133>1 ") && bytes[..length].ends_with(b"}"));
        }
        SyslogSink::new(Syslog::Udp(udp.local_addr().unwrap()), Facility::Local0).send(&[entry("x")]).await.unwrap();
        let length = udp.recv(&mut bytes).await.unwrap();
        assert!(bytes[..length].starts_with(b"<133>1 "));
        let nobody =
            SyslogSink::new(Syslog::Unix(folder.path().join("nobody")), Facility::Auth).send(&[entry("x")]).await;
        assert!(nobody.is_err());
    }
}
