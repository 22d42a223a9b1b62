//! Templates of an HTTP gateway: text with places that are filled for each message, each escaped for where it stands.
//!
//! `{number}`, `{number_plain}` (without the plus), `{text}`, `{sender}` and `{secret}`. A brace that is not followed by a word and a closing brace stands for
//! itself, so that JSON can be written as it is.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// RFC 3986 section 2.3: what may stand unescaped in a query and in a form.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What can be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// The number with the plus.
    Number,
    /// The number without it.
    NumberPlain,
    /// The text of the message.
    Text,
    /// Who it is from.
    Sender,
    /// The gateway's secret.
    Secret,
}

impl Slot {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "number" => Self::Number,
            "number_plain" => Self::NumberPlain,
            "text" => Self::Text,
            "sender" => Self::Sender,
            "secret" => Self::Secret,
            _ => return None,
        })
    }
}

/// Where the text is going to stand, which decides how a filling is escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a JSON string (RFC 8259 section 7).
    Json,
    /// In an address or a form.
    Address,
    /// As it is: in a header, for what the settings themselves say.
    Header,
}

/// What is filled in.
pub(super) struct Fillings<'a> {
    pub(super) number: &'a str,
    pub(super) text: &'a str,
    pub(super) sender: &'a str,
    pub(super) secret: &'a str,
}

impl Fillings<'_> {
    fn of(&self, slot: Slot) -> &str {
        match slot {
            Slot::Number => self.number,
            Slot::NumberPlain => self.number.trim_start_matches('+'),
            Slot::Text => self.text,
            Slot::Sender => self.sender,
            Slot::Secret => self.secret,
        }
    }
}

enum Piece {
    Words(String),
    Slot(Slot),
}

/// A template that was read; it may hold a secret, so it is not shown.
pub(super) struct Template {
    pieces: Vec<Piece>,
    place: Place,
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Template").field("place", &self.place).finish_non_exhaustive()
    }
}

impl Template {
    /// Reads a template; the error is the word between braces that names nothing.
    pub(super) fn parse(text: &str, place: Place) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let (mut words, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('{') {
            words.push_str(before);
            let end = after.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(after.len());
            let (word, behind) = after.split_at(end);
            if let Some(behind) = behind.strip_prefix('}').filter(|_| !word.is_empty()) {
                let slot = Slot::parse(word).ok_or_else(|| word.to_owned())?;
                pieces.extend([Piece::Words(std::mem::take(&mut words)), Piece::Slot(slot)]);
                rest = behind;
            } else {
                words.push('{');
                rest = after;
            }
        }
        words.push_str(rest);
        pieces.push(Piece::Words(words));
        Ok(Self { pieces, place })
    }

    /// Whether one of these is filled in somewhere.
    pub(super) fn has(&self, wanted: &[Slot]) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Slot(slot) if wanted.contains(slot)))
    }

    /// The words before the first place that is filled.
    pub(super) fn beginning(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Words(words)) => words,
            _ => "",
        }
    }

    /// The text with everything filled in.
    pub(super) fn fill(&self, fillings: &Fillings<'_>) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(512));
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Slot(slot) => self.escape(fillings.of(*slot), &mut text),
            }
        }
        text
    }

    fn escape(&self, filling: &str, text: &mut String) {
        match self.place {
            Place::Header => text.push_str(filling),
            Place::Address => text.extend(utf8_percent_encode(filling, ESCAPED)),
            Place::Json => {
                let quoted = serde_json::Value::from(filling).to_string();
                text.push_str(&quoted[1..quoted.len() - 1]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILLINGS: Fillings<'static> =
        Fillings { number: "+31612345678", text: "a \"b\"\n&c=€ {sender}", sender: "Pw", secret: "s#1" };

    fn filled(text: &str, place: Place) -> String {
        Template::parse(text, place).unwrap().fill(&FILLINGS).to_string()
    }

    #[test]
    fn every_filling_is_escaped_for_its_place_and_once() {
        assert_eq!(
            filled(r#"{"to":["{number}"],"n":{number_plain},"text":"{text}","x":{}}"#, Place::Json),
            r#"{"to":["+31612345678"],"n":31612345678,"text":"a \"b\"\n&c=€ {sender}","x":{}}"#
        );
        assert_eq!(
            filled("to={number}&text={text}&from={sender}&k={secret}", Place::Address),
            "to=%2B31612345678&text=a%20%22b%22%0A%26c%3D%E2%82%AC%20%7Bsender%7D&from=Pw&k=s%231"
        );
        assert_eq!(filled("Bearer {secret}", Place::Header), "Bearer s#1");
    }

    proptest::proptest! {
        /// Whatever a text, a name or a secret holds, it stays in its place and comes out as it went in.
        #[test]
        fn no_filling_leaves_its_place(text in ".*", sender in ".{0,20}") {
            let fillings = Fillings { text: &text, sender: &sender, ..FILLINGS };
            let json = Template::parse(r#"{"to":"{number}","from":"{sender}","text":"{text}"}"#, Place::Json).unwrap();
            let read: serde_json::Value = serde_json::from_str(&json.fill(&fillings)).unwrap();
            let expected = serde_json::json!({ "to": "+31612345678", "from": sender, "text": text });
            proptest::prop_assert_eq!(read, expected);

            let form = Template::parse("to={number}&from={sender}&text={text}", Place::Address).unwrap();
            let filled = form.fill(&fillings);
            let pairs: Vec<_> = filled.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
            proptest::prop_assert_eq!(pairs.len(), 3);
            for ((_, value), expected) in pairs.iter().zip(["+31612345678", &sender, &text]) {
                let decoded = percent_encoding::percent_decode_str(value).decode_utf8().unwrap();
                proptest::prop_assert_eq!(decoded.as_ref(), expected);
            }
        }
    }

    #[test]
    fn an_unknown_word_is_named_and_a_lone_brace_stands_for_itself() {
        assert_eq!(Template::parse("a={code}", Place::Address).unwrap_err(), "code");
        assert_eq!(filled("{ {a b} {}{", Place::Json), "{ {a b} {}{");
        assert!(Template::parse("{text}", Place::Json).unwrap().has(&[Slot::Text, Slot::Number]));
        assert!(!Template::parse("{text}", Place::Json).unwrap().has(&[Slot::Number]));
    }
}
