//! What a person does in a browser, by the words that stand on the page; every failure tells the page it happened on.

use std::fmt::Display;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use thirtyfour::prelude::*;

use super::words::Words;

/// How long a page may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// One window of one browser.
pub struct Browser {
    /// The driver, for what only one test does.
    pub driver: WebDriver,
    /// The words of its language.
    pub words: &'static Words,
    url: String,
    downloads: PathBuf,
}

impl Browser {
    /// A browser that visits the portal at `url`.
    pub fn new(driver: WebDriver, url: &str, words: &'static Words, downloads: PathBuf) -> Self {
        Self { driver, words, url: url.to_owned(), downloads }
    }

    /// The same browser, read in another language.
    pub fn reads(self, words: &'static Words) -> Self {
        Self { words, ..self }
    }

    /// Types an address of the portal.
    pub async fn open(&self, path: &str) {
        let to = format!("{}{path}", self.url);
        self.or_fail(self.driver.goto(&to).await, &format!("opening {to}")).await;
    }

    /// Presses the button with these words, and sees the next page come.
    pub async fn press(&self, label: &str) {
        let button = self.button(label).await;
        let page = self.page().await;
        self.or_fail(button.click().await, &format!("pressing {label:?}")).await;
        self.leaves(&page, label).await;
    }

    /// The button with these words.
    pub async fn button(&self, label: &str) -> WebElement {
        self.one(&format!("//button[normalize-space()={}]", quoted(label))).await
    }

    /// Follows the link with these words, and sees the next page come.
    pub async fn follow(&self, label: &str) {
        let link = self.link(label).await;
        let page = self.page().await;
        self.or_fail(link.click().await, &format!("following {label:?}")).await;
        self.leaves(&page, label).await;
    }

    /// The page that stands there now.
    pub async fn page(&self) -> WebElement {
        self.or_fail(self.driver.find(By::Tag("html")).await, "the page").await
    }

    /// Waits until this page is gone; what is read after that is read on the next one.
    pub async fn leaves(&self, page: &WebElement, label: &str) {
        let begun = Instant::now();
        while page.tag_name().await.is_ok() {
            if begun.elapsed() > PATIENCE {
                self.fail(&format!("{label:?} leads nowhere")).await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The link with these words.
    pub async fn link(&self, label: &str) -> WebElement {
        self.one(&format!("//a[normalize-space()={}]", quoted(label))).await
    }

    /// Empties the field with this label and types into it.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        self.or_fail(field.clear().await, &format!("emptying {label:?}")).await;
        self.or_fail(field.send_keys(text).await, &format!("typing into {label:?}")).await;
    }

    /// The field with this label.
    pub async fn field(&self, label: &str) -> WebElement {
        let label = self.one(&format!("//label[@for][normalize-space()={}]", quoted(label))).await;
        let id = self.or_fail(label.attr("for").await, "reading a label").await.unwrap_or_default();
        self.or_fail(self.driver.find(By::Id(&id)).await, &format!("the field #{id}")).await
    }

    /// Presses the box or the card with these words.
    pub async fn choose(&self, label: &str) {
        let words = quoted(label);
        let card = format!("//label[normalize-space()={words} or .//b[normalize-space()={words}]]");
        let card = self.one(&card).await;
        self.or_fail(card.click().await, &format!("choosing {label:?}")).await;
    }

    /// Waits until the page with this title stands at this path.
    pub async fn arrives(&self, path: &str, title: &str) {
        let begun = Instant::now();
        while self.path().await != path || self.title().await.as_deref() != Some(title) {
            if begun.elapsed() > PATIENCE {
                self.fail(&format!("{title:?} at {path} does not come")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The page says these words somewhere where people can read them; waits for a page that is still loading.
    pub async fn says(&self, words: &str) {
        let begun = Instant::now();
        while !self.text().await.contains(words) {
            if begun.elapsed() > PATIENCE {
                self.fail(&format!("the page does not say {words:?}")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The page says these words after a wait that it counts down itself, of two minutes at most.
    pub async fn says_in_the_end(&self, words: &str) {
        let begun = Instant::now();
        while !self.text().await.contains(words) {
            if begun.elapsed() > PATIENCE * 4 {
                self.fail(&format!("the page never says {words:?}")).await;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The page does not say these words.
    pub async fn is_silent_about(&self, words: &str) {
        if self.text().await.contains(words) {
            self.fail(&format!("the page says {words:?}")).await;
        }
    }

    /// Everything that can be read on the page.
    pub async fn text(&self) -> String {
        match self.driver.find(By::Tag("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// The path of the address, without the query.
    pub async fn path(&self) -> String {
        self.driver.current_url().await.map(|url| url.path().to_owned()).unwrap_or_default()
    }

    /// The heading of the page; `None` while it loads.
    async fn title(&self) -> Option<String> {
        self.driver.find(By::Tag("h1")).await.ok()?.text().await.ok()
    }

    /// The one element of an `XPath` that can be seen; waits for it.
    pub async fn one(&self, xpath: &str) -> WebElement {
        let begun = Instant::now();
        loop {
            for found in self.driver.find_all(By::XPath(xpath)).await.unwrap_or_default() {
                if found.is_displayed().await.unwrap_or(false) {
                    return found;
                }
            }
            if begun.elapsed() > PATIENCE {
                self.fail(&format!("there is no {xpath}")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Follows the download link and returns the file's text.
    pub async fn download(&self) -> String {
        let link = self.link(self.words.download).await;
        self.or_fail(link.click().await, "the download").await;
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            // Chromium writes to a hidden or half-named file first.
            for file in std::fs::read_dir(&self.downloads).into_iter().flatten().flatten() {
                if file.path().extension().is_some_and(|ending| ending == "txt") {
                    let text = std::fs::read_to_string(file.path()).unwrap_or_default();
                    let _ = std::fs::remove_file(file.path());
                    return text;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.fail("the file does not come").await
    }

    /// The result, or the end of the test with what was done and the page it was done on.
    pub async fn or_fail<T>(&self, result: Result<T, impl Display>, doing: &str) -> T {
        match result {
            Ok(value) => value,
            Err(error) => self.fail(&format!("{doing}: {error}")).await,
        }
    }

    /// Ends the test with the page as it is.
    pub async fn fail(&self, what: &str) -> ! {
        let at = self.driver.current_url().await.map_or_else(|error| error.to_string(), |url| url.to_string());
        panic!("{what}\nat {at}\n----\n{}\n----", self.text().await);
    }
}

/// A text as `XPath` writes it; none of the portal's words has a double quotation mark.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
