//! What a person does and does not do while the browser waits for a key.

use thirtyfour::prelude::*;

use super::browser::Browser;

/// How a ceremony ends that no key answers.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// The person closes the browser's window: to the page, the browser gives up long before its time.
    Cancelled,
    /// Nobody does anything until the time is over.
    TimeOut,
}

impl Browser {
    /// Lets the browser end every ceremony of this page after a moment instead of the five minutes that the portal asks for.
    ///
    /// A browser without a screen has no window to close, but it says the same to the page: `NotAllowedError`, and no reason.
    pub async fn ends_soon(&self, end: End) {
        let shorter = match end {
            End::Cancelled => "real({ publicKey: { ...options.publicKey, timeout: 1500 } })",
            End::TimeOut => "(options.publicKey.timeout = 1500, real(options))",
        };
        self.execute(&format!(
            "for (const name of ['get', 'create']) {{
               const real = navigator.credentials[name].bind(navigator.credentials);
               navigator.credentials[name] = (options) => {shorter};
             }}"
        ))
        .await;
    }

    /// Presses a button that asks the key; the page stays.
    pub async fn ask(&self, label: &str) {
        let button = self.button(label).await;
        self.or_fail(button.click().await, &format!("pressing {label:?}")).await;
    }

    /// From here on this browser knows nothing of security keys; for the pages that it opens next.
    pub async fn knows_no_keys(&self) {
        let script = serde_json::json!({"source": "delete window.PublicKeyCredential;"});
        self.cdp("Page.addScriptToEvaluateOnNewDocument", script).await;
    }

    /// S4 and S5: a new key with this name, proven.
    pub async fn set_up_a_key(&self, name: &str) {
        self.chooses(self.words.security_key).await;
        self.registers(name).await;
        self.arrives("/enrol/recovery-code", self.words.recovery_code_title).await;
    }

    /// S5: types the name and asks the key, which answers.
    pub async fn registers(&self, name: &str) {
        self.arrives("/enrol/key", self.words.key_setup).await;
        self.fill(self.words.key_name, name).await;
        self.press(self.words.set_up_key).await;
    }

    /// S2: asks the key, which answers.
    pub async fn prove_with_the_key(&self) {
        self.arrives("/login/second-factor", self.words.second_factor).await;
        self.press(self.words.use_key).await;
    }

    /// What can be read in the panel of the ceremony, and that it is told to screen readers.
    pub async fn panel(&self) -> String {
        let panel = self.or_fail(self.driver.find(By::Css(".ceremony[role=status]")).await, "the panel").await;
        panel.text().await.unwrap_or_default()
    }

    /// The panel says these words, and then the button has the focus again (requirement WA-14).
    pub async fn ends_with(&self, words: &str, button: &str) {
        self.says(words).await;
        let said = self.panel().await;
        assert!(said.contains(words), "{words:?} stands elsewhere than in the panel: {said:?}");
        let at = self.execute("return document.activeElement.textContent.trim();").await;
        assert_eq!(at, button, "the focus is where one can try again");
    }
}
