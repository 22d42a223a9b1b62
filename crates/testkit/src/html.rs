//! A small reader of the portal's own pages: it insists on tags that are closed, and knows no more than our templates use.

use std::collections::BTreeMap;

/// An element with its children.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// The tag's name.
    pub name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Node>,
}

#[derive(Clone, Debug)]
enum Node {
    Element(Element),
    Text(String),
}

const VOID: [&str; 8] = ["input", "meta", "link", "br", "img", "source", "hr", "path"];

impl Element {
    /// Reads a whole page; panics where a tag is not closed.
    pub fn parse(text: &str) -> Self {
        let mut open = vec![Self { name: "document".to_owned(), ..Self::default() }];
        let mut rest = text;
        while let Some(start) = rest.find('<') {
            push(&mut open, Node::Text(unescape(&rest[..start])));
            rest = tag(&mut open, &rest[start..]);
        }
        push(&mut open, Node::Text(unescape(rest)));
        let root = open.remove(0);
        assert!(open.is_empty(), "<{}> is never closed", open.last().map_or("", |last| last.name.as_str()));
        root
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether the element has that class.
    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|all| all.split_whitespace().any(|one| one == class))
    }

    /// Every element below this one, in the order of the page.
    pub fn all(&self) -> Vec<&Self> {
        let mut found = Vec::new();
        for child in &self.children {
            if let Node::Element(element) = child {
                found.push(element);
                found.extend(element.all());
            }
        }
        found
    }

    /// Every element of that name below this one.
    pub fn named(&self, name: &str) -> Vec<&Self> {
        self.all().into_iter().filter(|element| element.name == name).collect()
    }

    /// What can be read, with single spaces.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.collect(&mut text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn collect(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(words) => text.push_str(words),
                Node::Element(element) => {
                    if matches!(element.name.as_str(), "title" | "style" | "script") {
                        continue;
                    }
                    let block = !matches!(element.name.as_str(), "b" | "i" | "span" | "a" | "em" | "strong");
                    text.push_str(if block { " " } else { "" });
                    element.collect(text);
                    text.push_str(if block { " " } else { "" });
                }
            }
        }
    }
}

fn push(open: &mut [Element], node: Node) {
    open.last_mut().expect("invariant: the document stays open").children.push(node);
}

/// Reads one tag or comment; what comes after it.
fn tag<'a>(open: &mut Vec<Element>, text: &'a str) -> &'a str {
    if let Some(comment) = text.strip_prefix("<!--") {
        return comment.split_once("-->").expect("a comment is closed").1;
    }
    let end = end_of_tag(text);
    let (inside, rest) = (&text[1..end], &text[end + 1..]);
    if inside.starts_with('!') {
        return rest;
    }
    if let Some(name) = inside.strip_prefix('/') {
        let closed = open.pop().expect("invariant: the document stays open");
        assert!(closed.name == name.trim(), "</{name}> closes <{}>", closed.name);
        push(open, Node::Element(closed));
        return rest;
    }
    let element = read_tag(inside.trim_end_matches('/'));
    if inside.ends_with('/') || VOID.contains(&element.name.as_str()) {
        push(open, Node::Element(element));
    } else {
        open.push(element);
    }
    rest
}

/// Where the tag ends: a `>` inside quotes does not count.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (place, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return place,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    panic!("a tag is never closed: {}", text.chars().take(60).collect::<String>())
}

fn read_tag(inside: &str) -> Element {
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let attribute = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'');
            let quote = quote.unwrap_or_else(|| panic!("the value of {attribute} in <{inside}> has no quotes"));
            let (given, after) = after[1..].split_once(quote).expect("a quote is closed");
            value = unescape(given);
            rest = after;
        }
        assert!(attributes.insert(attribute.clone(), value).is_none(), "{attribute} stands twice in <{inside}>");
    }
    Element { name: name.to_owned(), attributes, children: Vec::new() }
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let (entity, behind) = after.split_once(';').unwrap_or_else(|| panic!("a bare & before {after:.20}"));
        plain.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "nbsp" => '\u{a0}',
            number => numbered(number),
        });
        rest = behind;
    }
    plain + rest
}

fn numbered(entity: &str) -> char {
    let digits = entity.strip_prefix('#').unwrap_or_else(|| panic!("&{entity}; is unknown"));
    let number = match digits.strip_prefix('x') {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => digits.parse(),
    };
    number.ok().and_then(char::from_u32).unwrap_or_else(|| panic!("&{entity}; is no character"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_attributes_and_words() {
        let page = Element::parse("<!doctype html><p class=\"a b\" title='1 > 0'>Tom &amp; <b>J&#233;</b>r<br>ry</p>");
        let p = page.named("p")[0];
        assert_eq!((p.text().as_str(), p.attribute("title")), ("Tom & Jér ry", Some("1 > 0")));
        assert!(p.has_class("b") && !p.has_class("c"));
    }

    #[test]
    #[should_panic(expected = "</p> closes <b>")]
    fn insists_on_closed_tags() {
        Element::parse("<p><b>x</p>");
    }
}
