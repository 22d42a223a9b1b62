//! A browser in plain words, from what it calls itself: "Firefox op Windows".
//!
//! Good enough to recognise one's own; whoever wants to can call themselves anything, so nothing is decided by it.

use super::{Message, Texts};

/// What stands in the name of each browser, those that also carry another one's name first.
const BROWSERS: [(&str, &str); 13] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Safari/", "Safari"),
];

/// What stands in the name of each system, in the same order of care.
const SYSTEMS: [(&str, &str); 9] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
    ("BSD", "BSD"),
];

/// The browser and the system that a user agent names; the browser alone when the system is not known.
pub fn device(texts: &Texts, user_agent: Option<&str>) -> String {
    let found = |table: &[(&'static str, &'static str)]| {
        let agent = user_agent.unwrap_or("");
        table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (found(&BROWSERS), found(&SYSTEMS)) {
        (Some(browser), Some(system)) => {
            texts.say(&Message::new("device-on").arg("browser", browser).arg("system", system))
        }
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => texts.say(&Message::new("device-unknown")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Lang;

    #[test]
    fn se_09_a_browser_has_a_plain_name() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        let windows =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        for (agent, name) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox op Windows"),
            (&format!("{windows} Safari/537.36"), "Chrome op Windows"),
            (&format!("{windows} Safari/537.36 Edg/140.0.0.0"), "Edge op Windows"),
            (&format!("{windows} Safari/537.36 OPR/125.0.0.0"), "Opera op Windows"),
            (&format!("{mac} Version/18.0 Safari/605.1.15"), "Safari op Mac"),
            (&format!("{phone} Version/18.0 Mobile/15E148 Safari/604.1"), "Safari op iPhone"),
            (&format!("{phone} CriOS/140.0 Mobile/15E148 Safari/604.1"), "Chrome op iPhone"),
            (&format!("{phone} FxiOS/140.0 Mobile/15E148 Safari/604.1"), "Firefox op iPhone"),
            (
                "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 \
                 Chrome/130.0.0.0 Mobile Safari/537.36",
                "Samsung Internet op Android",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox op Linux"),
            ("curl/8.5.0", "Onbekende browser"),
            ("", "Onbekende browser"),
        ] {
            assert_eq!(device(&Texts::of(Lang::Nl), Some(agent)), name, "{agent}");
        }
        assert_eq!(device(&Texts::of(Lang::En), None), "Unknown browser");
    }
}
