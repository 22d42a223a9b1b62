//! A way to the database that can be slow, silent or gone: a small proxy over TCP, on the loopback address.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

const OPEN: u8 = 0;
const SILENT: u8 = 1;
const GONE: u8 = 2;

#[derive(Default)]
struct Way {
    state: AtomicU8,
    /// Milliseconds by which each piece is late, in each direction.
    late: AtomicU64,
}

/// A running proxy; its threads end with the test.
pub struct Proxy {
    way: Arc<Way>,
    pub port: u16,
}

impl Proxy {
    /// One to this port.
    pub fn start(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let way = Arc::new(Way::default());
        let shared = Arc::clone(&way);
        std::thread::spawn(move || {
            for here in listener.incoming().map_while(Result::ok) {
                if shared.state.load(Ordering::SeqCst) != GONE
                    && let Ok(there) = TcpStream::connect(("127.0.0.1", to))
                {
                    join(&here, &there, &shared);
                }
            }
        });
        Self { way, port }
    }

    /// Each piece takes this much longer.
    pub fn slow(&self, late: Duration) {
        self.way.late.store(u64::try_from(late.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Nothing goes through, and nothing is closed.
    pub fn silent(&self) {
        self.way.state.store(SILENT, Ordering::SeqCst);
    }

    /// Every connection is closed, and so is every new one.
    pub fn gone(&self) {
        self.way.state.store(GONE, Ordering::SeqCst);
    }

    /// As it was at first.
    pub fn open(&self) {
        self.slow(Duration::ZERO);
        self.way.state.store(OPEN, Ordering::SeqCst);
    }
}

fn join(here: &TcpStream, there: &TcpStream, way: &Arc<Way>) {
    for (from, to) in [(here, there), (there, here)] {
        let (from, to, way) = (from.try_clone().unwrap(), to.try_clone().unwrap(), Arc::clone(way));
        from.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        std::thread::spawn(move || carry(from, to, &way));
    }
}

/// Until one of the two ends, or the way is gone.
fn carry(mut from: TcpStream, mut to: TcpStream, way: &Way) {
    let mut piece = [0_u8; 16 * 1024];
    loop {
        let state = way.state.load(Ordering::SeqCst);
        if state == GONE {
            break;
        }
        let read = if state == SILENT {
            std::thread::sleep(Duration::from_millis(50));
            continue;
        } else {
            from.read(&mut piece)
        };
        match read {
            Ok(0) => break,
            Ok(length) => {
                std::thread::sleep(Duration::from_millis(way.late.load(Ordering::SeqCst)));
                if to.write_all(&piece[..length]).is_err() {
                    break;
                }
            }
            Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
    }
    // Whoever is at the other end may have closed it already.
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
