//! A mail server of a few lines that takes everything (RFC 5321, as much as a client needs), and remembers to whom.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// One mail: recipient and what came.
pub type Mail = (String, String);

/// A running server; its thread ends with the test.
pub struct Sink {
    taken: Arc<Mutex<Vec<Mail>>>,
}

impl Sink {
    /// One that listens on this port from now on.
    pub fn listen(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&taken);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                // A client that hangs up in the middle has sent nothing.
                std::thread::spawn(move || drop(converse(stream, &shared)));
            }
        });
        Self { taken }
    }

    pub fn taken(&self) -> Vec<Mail> {
        self.taken.lock().unwrap().clone()
    }
}

fn converse(stream: TcpStream, taken: &Mutex<Vec<Mail>>) -> std::io::Result<()> {
    let (mut out, mut lines) = (stream.try_clone()?, BufReader::new(stream).lines());
    out.write_all(b"220 sink\r\n")?;
    let mut to = String::new();
    while let Some(line) = lines.next().transpose()? {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "RCPT" => line.trim_start_matches(|c| c != '<').clone_into(&mut to),
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                let body = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".");
                let body = body.collect::<Vec<_>>().join("\n");
                taken.lock().unwrap().push((to.trim_matches(['<', '>']).to_owned(), body));
            }
            "QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => {}
        }
        out.write_all(b"250 ok\r\n")?;
    }
    Ok(())
}
