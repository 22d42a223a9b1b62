//! What every screen has to be, measured: axe without violations, no sideways scrolling at 320 px, targets of a finger's size.

use serde_json::{Value, json};

use super::browser::Browser;

/// The version is pinned in `./test`, which puts it here.
const AXE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/axe-core-4.14.1.min.js");

/// Runs axe with the rules of WCAG 2.2 AA and its own good practices, and returns each violation as one line.
const RUN: &str = r"
const done = arguments[0];
const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }).then(
  (found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`))),
  (error) => done([`axe itself: ${error}`]));
";

/// What does not fit in 320 px, and what is too small to hit (requirement AC-04, WCAG 1.4.10 and 2.5.8). A link inside a sentence is as high as the sentence.
const MEASURE: &str = r"
const wrong = [];
const name = (el) => `${el.tagName.toLowerCase()}${el.id && '#' + el.id} '${(el.textContent || el.value || '').trim().slice(0, 40)}'`;
const wide = document.documentElement.scrollWidth;
if (wide > innerWidth) {
  const out = [...document.body.querySelectorAll('*')].filter((el) => el.getBoundingClientRect().right > innerWidth + 0.5);
  wrong.push(`the page is ${wide} px wide in ${innerWidth}: ${out.slice(0, 4).map(name).join(', ')}`);
}
const inSentence = (el) => getComputedStyle(el).display === 'inline' && [...el.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
for (const el of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
  const target = ['checkbox', 'radio'].includes(el.type) ? el.closest('label') || el : el;
  const box = target.getBoundingClientRect();
  const seen = box.width > 1 && box.height > 1 && getComputedStyle(target).visibility === 'visible';
  if (!seen || el.classList.contains('skip-link') || (el.tagName === 'A' && inSentence(el))) continue;
  if (box.width < 24 || box.height < 24) wrong.push(`${name(el)} is ${box.width.toFixed(0)} by ${box.height.toFixed(0)} px`);
}
return wrong;
";

/// Light and dark, as the person's system asks for it.
#[derive(Clone, Copy, Debug)]
pub enum Scheme {
    /// Dark letters on a light ground.
    Light,
    /// Light letters on a dark ground.
    Dark,
}

impl Browser {
    /// Everything that is wrong with the page as it stands there.
    pub async fn audit(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for scheme in [Scheme::Light, Scheme::Dark] {
            self.prefer(scheme).await;
            wrong.extend(self.axe().await.into_iter().map(|line| format!("{scheme:?}: {line}")));
        }
        self.prefer(Scheme::Light).await;
        self.narrow().await;
        wrong.extend(lines(self.execute(MEASURE).await).into_iter().map(|line| format!("320 px: {line}")));
        self.wide().await;
        wrong
    }

    /// Chooses the colour scheme; nothing moves meanwhile, so that no colour is measured half-way.
    pub async fn prefer(&self, scheme: Scheme) {
        let value = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let features = json!([
            {"name": "prefers-color-scheme", "value": value},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.cdp("Emulation.setEmulatedMedia", json!({"features": features})).await;
    }

    /// The narrowest screen that everything has to fit on.
    pub async fn narrow(&self) {
        let screen = json!({"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": false});
        self.cdp("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// The window as it is.
    pub async fn wide(&self) {
        self.cdp("Emulation.clearDeviceMetricsOverride", json!({})).await;
    }

    /// A command of the browser's own protocol.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.or_fail(self.driver.cdp().send_raw(command, parameters).await, command).await
    }

    /// The result of a script of the test.
    pub async fn execute(&self, script: &str) -> Value {
        self.or_fail(self.driver.execute(script, Vec::new()).await, "a script of the test").await.json().clone()
    }

    async fn axe(&self) -> Vec<String> {
        // Half a megabyte: once a page is enough.
        if self.execute("return typeof axe === 'undefined';").await == true {
            let source =
                std::fs::read_to_string(AXE).unwrap_or_else(|error| panic!("{AXE}: {error}; ./test fetches axe-core"));
            self.or_fail(self.driver.execute(source, Vec::new()).await, "loading axe").await;
        }
        let found = self.or_fail(self.driver.execute_async(RUN, Vec::new()).await, "running axe").await;
        lines(found.json().clone())
    }
}

fn lines(list: Value) -> Vec<String> {
    serde_json::from_value(list).expect("the scripts of the tests return lists of text")
}
