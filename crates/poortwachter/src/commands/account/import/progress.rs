//! How far an import is: a bar on a terminal, now and then a line elsewhere.

use std::cell::Cell;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Without a terminal: how often a line of progress is printed.
const EVERY: Duration = Duration::from_secs(10);

/// The bar.
pub struct Progress {
    bar: ProgressBar,
    plain: bool,
    said: Cell<Instant>,
}

impl Progress {
    /// For a file of that many bytes.
    pub fn new(length: u64) -> Self {
        let plain = !std::io::stderr().is_terminal();
        let bar = ProgressBar::new(length);
        bar.set_draw_target(if plain { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes}, {msg}, {eta} to go") {
            bar.set_style(style);
        }
        Self { bar, plain, said: Cell::new(Instant::now()) }
    }

    /// So many bytes were read, and this line was dealt with.
    pub fn at(&self, bytes: u64, line: u64) {
        if !self.plain {
            self.bar.set_position(bytes);
            self.bar.set_message(format!("line {line}"));
        } else if self.said.get().elapsed() >= EVERY {
            self.said.set(Instant::now());
            eprintln!("line {line}");
        }
    }

    /// The bar goes away.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}
