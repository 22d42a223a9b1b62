//! Finds words in the texts: small and large letters and accents are the same, and so are both ways to write `ij`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::parts::{Part, parts};

/// The most characters of a question; what comes after them is not looked at.
pub const MOST_ASKED: usize = 100;
/// The most words of a question.
const MOST_WORDS: usize = 8;
/// The most places that are shown.
const MOST_HITS: usize = 12;
/// Characters of an excerpt, before the first word that was found and from there on.
const AROUND: (usize, usize) = (70, 150);

/// Words that say nothing about the problem; they count only when there is nothing else.
const SMALL: &str = " de het een en of in op is ik mijn me u uw je dat die dit er bij van voor met te zijn ben heb hebt kan wil mag niet geen wat hoe waar \
    the a an and or in on is i my me you your that this there at of for with to are am have has can want may not no what how where do does it ";

/// A stretch of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they were asked for.
    pub marked: bool,
}

/// A place where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The topic.
    pub topic: String,
    /// Its title.
    pub title: String,
    /// The heading in it, if the place is under one.
    pub heading: Option<String>,
    /// What to put behind the topic's address: empty, or `#` and the heading's id.
    pub anchor: String,
    /// The words around what was found.
    pub excerpt: Vec<Piece>,
}

/// Looks for a question in texts, each a topic, a title and filled Markdown; the best places first.
pub fn search<'a>(question: &str, texts: impl Iterator<Item = (&'a str, &'a str, String)>) -> Vec<Hit> {
    let words = words(question);
    if words.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (topic, title, markdown) in texts {
        let parts = parts(&markdown);
        found.extend(parts.into_iter().filter_map(|part| weighed(&words, topic, title, &part)));
    }
    // Places with every word make those with some of them superfluous.
    let best = found.iter().map(|(matched, ..)| *matched).max().unwrap_or_default();
    let enough = if best == words.len() { best } else { best.max(words.len().div_ceil(2)) };
    found.retain(|(matched, ..)| *matched >= enough);
    found.sort_by_key(|(matched, weight, _)| std::cmp::Reverse((*matched, *weight)));
    found.into_iter().map(|(.., hit)| hit).take(MOST_HITS).collect()
}

/// The folded words of a question.
fn words(question: &str) -> Vec<Vec<char>> {
    let folded: String = Folded::of(&question.chars().take(MOST_ASKED).collect::<String>()).chars.into_iter().collect();
    let mut all: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    all.sort_unstable();
    all.dedup();
    let telling: Vec<&str> =
        all.iter().copied().filter(|word| word.chars().count() > 1 && !SMALL.contains(&format!(" {word} "))).collect();
    let used = if telling.is_empty() { all } else { telling };
    used.into_iter().take(MOST_WORDS).map(|word| word.chars().collect()).collect()
}

/// How many words a part has, how much they weigh there, and the place itself; `None` when it has none of its own.
fn weighed(words: &[Vec<char>], topic: &str, title: &str, part: &Part) -> Option<(usize, usize, Hit)> {
    let [in_title, in_heading, in_words] = [title, &part.heading, &part.words].map(Folded::of);
    let (mut matched, mut weight, mut own) = (0, 0, part.number == 0);
    for word in words {
        let counts = [&in_title, &in_heading, &in_words].map(|side| side.places(word).len());
        matched += usize::from(counts.iter().any(|count| *count > 0));
        own |= counts[1] + counts[2] > 0;
        // The title speaks for the beginning of its text, and hardly for each place in it.
        let title = if part.number == 0 { 12 } else { 2 };
        weight += counts[0].min(1) * title + counts[1].min(1) * 5 + counts[2].min(3);
    }
    // A whole topic is found by its title once, not once for each of its headings.
    (matched > 0 && own).then_some(())?;
    let heading = Some(part.heading.clone()).filter(|heading| !heading.is_empty());
    let anchor = if part.number == 0 { String::new() } else { format!("#part-{}", part.number) };
    let excerpt = excerpt(words, &part.words, &in_words);
    Some((matched, weight, Hit { topic: topic.to_owned(), title: title.to_owned(), heading, anchor, excerpt }))
}

fn excerpt(words: &[Vec<char>], text: &str, folded: &Folded) -> Vec<Piece> {
    let mut places: Vec<(usize, usize)> = words.iter().flat_map(|word| folded.places(word)).collect();
    places.sort_unstable();
    let chars: Vec<char> = text.chars().collect();
    let first = places.first().map_or(0, |place| place.0);
    let begin = first.saturating_sub(AROUND.0);
    // Begin and end between words.
    let begin = if begin == 0 { 0 } else { (begin..first).find(|at| chars[*at] == ' ').map_or(begin, |at| at + 1) };
    let end = (first + AROUND.1).min(chars.len());
    let end = if end == chars.len() { end } else { (first..end).rfind(|at| chars[*at] == ' ').unwrap_or(end) };
    let mut pieces = Vec::new();
    let mut add = |from: usize, until: usize, marked: bool| {
        if from < until {
            pieces.push(Piece { text: chars[from..until].iter().collect(), marked });
        }
    };
    let mut at = begin;
    for (from, until) in places.into_iter().filter(|(from, until)| *from >= begin && *until <= end) {
        if from >= at {
            add(at, from, false);
            add(from, until, true);
            at = until;
        }
    }
    add(at, end, false);
    if begin > 0 {
        pieces.insert(0, Piece { text: "… ".to_owned(), marked: false });
    }
    if end < chars.len() {
        pieces.push(Piece { text: " …".to_owned(), marked: false });
    }
    pieces
}

/// A text without accents in small letters, and for each character the place that it had.
struct Folded {
    chars: Vec<char>,
    places: Vec<usize>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let (mut chars, mut places) = (Vec::new(), Vec::new());
        for (place, original) in text.chars().enumerate() {
            let plain = original.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
            for folded in plain {
                chars.push(folded);
                places.push(place);
            }
        }
        Self { chars, places }
    }

    /// Where a word stands, as the first place and the one behind the last; it may be the beginning of a longer word or stand inside one.
    fn places(&self, word: &[char]) -> Vec<(usize, usize)> {
        let windows = self.chars.windows(word.len()).enumerate();
        let found = windows.filter(|(_, window)| *window == word);
        found.map(|(at, _)| (self.places[at], self.places[at + word.len() - 1] + 1)).collect()
    }
}

#[cfg(test)]
#[path = "search_test.rs"]
mod tests;
