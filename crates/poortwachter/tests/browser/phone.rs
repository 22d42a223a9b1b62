//! The mobile phone in the hand of the person: it reads the messages that the demo puts into its inbox instead of sending them.

use std::time::{Duration, Instant};

use super::portal::Portal;

/// How long a message may be on its way on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A phone that knows which messages it has shown.
pub struct Phone<'a> {
    portal: &'a Portal,
    number: &'static str,
    seen: usize,
}

impl<'a> Phone<'a> {
    /// A phone with this number (E.164).
    pub fn with(portal: &'a Portal, number: &'static str) -> Self {
        Self { portal, number, seen: 0 }
    }

    /// The code in the next message; waits for it.
    pub async fn code(&mut self) -> String {
        let begun = Instant::now();
        loop {
            let texts = self.codes();
            if let Some(text) = texts.get(self.seen) {
                self.seen += 1;
                return code_in(text);
            }
            assert!(begun.elapsed() < PATIENCE, "no message comes after {texts:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// How many codes came in, shown or not.
    pub fn received(&self) -> usize {
        self.codes().len()
    }

    /// How many notices came in (rule J9).
    pub fn notices(&self) -> usize {
        self.portal.texts_to(self.number).len() - self.codes().len()
    }

    /// The messages that hold a code; a notice has no line for browsers.
    fn codes(&self) -> Vec<String> {
        self.portal.texts_to(self.number).into_iter().filter(|text| text.contains("\n@")).collect()
    }
}

/// The code stands first, and once more in the last line for browsers that fill it in (requirement SM-04).
fn code_in(text: &str) -> String {
    let code: String = text.chars().take_while(char::is_ascii_digit).collect();
    assert_eq!(code.len(), 6, "{text}");
    assert!(text.ends_with(&format!("\n@localhost #{code}")), "{text}");
    code
}

/// Six figures that are not this code.
pub fn other_than(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..5])
}
