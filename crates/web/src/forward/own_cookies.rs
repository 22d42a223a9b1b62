//! Takes our cookies out of what the application gets: whoever holds one is that person, and the application may be anybody's.

use axum::http::{HeaderMap, HeaderValue, header};

/// How the names of all our cookies begin.
const OURS: &[u8] = b"__Host-pw-";

/// The browser's cookies without ours; `None` when none is left.
pub fn without_ours(headers: &HeaderMap) -> Option<HeaderValue> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|b| *b == b';')).map(<[u8]>::trim_ascii);
    let kept: Vec<&[u8]> = pairs.filter(|pair| !pair.is_empty() && !is_ours(pair)).collect();
    // What came in as a header's bytes goes out as one.
    HeaderValue::from_bytes(&kept.join(&b"; "[..])).ok().filter(|value| !value.is_empty())
}

fn is_ours(pair: &[u8]) -> bool {
    pair.get(..OURS.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(OURS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fa_02_the_application_gets_its_own_cookies_only() {
        for (lines, left) in [
            (&["a=1; __Host-pw-forward=x; b=2"][..], Some("a=1; b=2")),
            (&["__Host-pw-forward=x", "a=1;b=2"], Some("a=1; b=2")),
            (&["__Host-pw-forward=x; __Host-pw-forward-nonce=y"], None),
            (&["__host-PW-forward=x; __Host-pwned=1"], Some("__Host-pwned=1")),
            (&[" ;; "], None),
            (&[], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::COOKIE, HeaderValue::from_static(line));
            }
            assert_eq!(without_ours(&headers).as_ref().map(|value| value.to_str().unwrap()), left, "{lines:?}");
        }
    }
}
