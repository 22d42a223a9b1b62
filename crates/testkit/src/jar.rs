//! The cookies of a browser; tabs share one jar.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, header};

/// A jar of cookies, and every `Set-Cookie` line that it ever saw.
#[derive(Clone, Debug, Default)]
pub struct Jar(Arc<Mutex<Content>>);

#[derive(Clone, Debug, Default)]
struct Content {
    cookies: BTreeMap<String, String>,
    lines: Vec<String>,
}

impl Jar {
    fn lock(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another jar with the same cookies.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(self.lock().clone())))
    }

    /// The value of a cookie by its name without the prefix, such as `session`.
    pub fn get(&self, short: &str) -> Option<String> {
        self.lock().cookies.get(&full(short)).cloned()
    }

    /// Puts a cookie in.
    pub fn put(&self, short: &str, value: &str) {
        self.lock().cookies.insert(full(short), value.to_owned());
    }

    /// Takes a cookie out.
    pub fn take(&self, short: &str) -> Option<String> {
        self.lock().cookies.remove(&full(short))
    }

    /// The names without the prefix.
    pub fn names(&self) -> Vec<String> {
        let names = self.lock().cookies.keys().cloned().collect::<Vec<_>>();
        names.iter().map(|name| name.trim_start_matches("__Host-pw-").to_owned()).collect()
    }

    /// Every `Set-Cookie` line so far.
    pub fn lines(&self) -> Vec<String> {
        self.lock().lines.clone()
    }

    pub(crate) fn header(&self) -> Option<String> {
        let content = self.lock();
        let pairs: Vec<String> = content.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    pub(crate) fn learn(&self, headers: &HeaderMap) {
        let mut content = self.lock();
        for value in headers.get_all(header::SET_COOKIE) {
            let line = value.to_str().expect("a cookie is text").to_owned();
            let (pair, attributes) = line.split_once(';').unwrap_or((&line, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if attributes.contains("Max-Age=0") {
                content.cookies.remove(name);
            } else {
                content.cookies.insert(name.to_owned(), value.to_owned());
            }
            content.lines.push(line);
        }
    }
}

fn full(short: &str) -> String {
    format!("__Host-pw-{short}")
}
