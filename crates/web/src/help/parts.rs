//! A text cut at its headings, in plain words: what the search looks in.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// What stands under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// The number of the heading, from 1; 0 is what stands before the first one. `write` gives headings the same numbers.
    pub(super) number: usize,
    /// The heading; empty for part 0.
    pub(super) heading: String,
    /// The words, with one space between them.
    pub(super) words: String,
}

/// Cuts Markdown into parts; neither markup nor the description of a picture, which most people do not see, are words.
pub(super) fn parts(markdown: &str) -> Vec<Part> {
    let mut all = vec![Part::default()];
    let (mut in_heading, mut in_picture) = (false, false);
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                in_heading = true;
                all.push(Part { number: all.len(), ..Part::default() });
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::Image { .. }) => in_picture = true,
            Event::End(TagEnd::Image) => in_picture = false,
            Event::Text(text) | Event::Code(text) if !in_picture => add(&mut all, in_heading, &text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                add(&mut all, in_heading, " ");
            }
            _ => {}
        }
    }
    for part in &mut all {
        part.words = part.words.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    all
}

fn add(all: &mut [Part], in_heading: bool, text: &str) {
    if let Some(part) = all.last_mut() {
        let side = if in_heading { &mut part.heading } else { &mut part.words };
        side.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_headings_and_loses_its_markup() {
        let all = parts(
            "Vooraf *hier*.\n\n## Een `kop`\n\n- een [link](/help/x)\n- twee\n\n![Een plaatje](a.png)\n\n<b>weg</b>\n",
        );
        let words: Vec<_> = all.iter().map(|part| (part.number, &*part.heading, &*part.words)).collect();
        assert_eq!(words, [(0, "", "Vooraf hier."), (1, "Een kop", "een link twee weg")]);
    }
}
