//! S5, `/enrol/app`: the authenticator app is set up and proven with one code.

use askama::Template;

use super::frame::{Frame, Page};
use crate::look::{Message, qr};

/// The set-up of the app; posts `code` to `/enrol/app`.
#[derive(Template)]
#[template(path = "app_setup.html")]
pub struct AppSetupPage {
    /// What every page shares.
    pub frame: Frame,
    /// The QR code from `look::qr::svg`; it is written into the page as it is.
    pub qr_svg: String,
    /// The secret in groups of four, to be typed.
    pub secret_groups: Vec<String>,
    /// The name that the app will show, for example `VerzuimSignaal (j.jansen)`.
    pub account_label: String,
    /// The `otpauth:` address for an app on this device.
    pub otpauth_uri: String,
}

impl AppSetupPage {
    fn secret(&self) -> String {
        self.secret_groups.concat()
    }
}

impl Page for AppSetupPage {
    const NAME: &'static str = "app-setup";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let uri =
            "otpauth://totp/VerzuimSignaal:j.jansen?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=VerzuimSignaal";
        let page = |frame: Frame| Self {
            qr_svg: qr::svg(uri, &frame.t("app-setup-qr-label")).unwrap_or_default(),
            secret_groups: ["JBSW", "Y3DP", "EHPK", "3PXP", "JBSW", "Y3DP", "EHPK", "3PXP"].map(str::to_owned).to_vec(),
            account_label: "VerzuimSignaal: j.jansen".to_owned(),
            otpauth_uri: uri.to_owned(),
            frame,
        };
        let wrong = frame.clone().with_error("code", Message::new("factor-wrong"));
        vec![("plain", page(frame.clone())), ("wrong", page(wrong))]
    }
}
