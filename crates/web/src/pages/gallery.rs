//! Every page in every state, for the tests and for `examples/gallery.rs`.

use credentials::letter_code::LetterCode;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::frame::{Frame, Page};
use super::mail::{MailFacts, MailKind, render_mail};
use super::paper::{PaperFacts, PaperKind, render_paper};
use super::{
    AccountPage, ActPage, ActivatePage, ActivityPage, AddressLinkPage, AddressPage, AddressesPage, AppSetupPage,
    ApplicationErrorPage, ApplicationsPage, CancelRecoveryPage, CannotLogInPage, ChangePasswordPage, ChooseMethodPage,
    ConfirmPage, ConsentPage, EndSessionPage, ExportPage, ForgotLinkPage, ForgotPage, ForgotSentPage, FormPostPage,
    ForwardLogoutPage, ForwardPage, HelpAllPage, HelpIndexPage, HelpPage, HelpSearchPage, InboxPage, IntroductionPage,
    KeySetupPage, LanguagePage, LeavingPage, LetterCodePage, LinkDeadPage, LoginPage, MessagePage, NewPasswordPage,
    NoGrantPage, NotMePage, OtherAccountPage, PasskeySetupPage, RecoveryCodePage, RecoveryCodeText, RemoveFactorPage,
    RenameFactorPage, ResetLinkPage, ResetPage, SecondAdvicePage, SecondFactorPage, SessionsPage, SmsSetupPage,
    TryCodePage, WaitingPage,
};
use crate::look::Lang;

/// A page as it was rendered.
pub struct Sample {
    /// Page and state, for example `login.wrong`.
    pub name: String,
    /// What the browser gets.
    pub body: String,
}

/// All samples of all pages in one language.
pub fn gallery(lang: Lang) -> Result<Vec<Sample>, askama::Error> {
    let frame = Frame::sample(lang);
    let mut all = Vec::new();
    add::<LoginPage>(&frame, &mut all)?;
    add::<SecondFactorPage>(&frame, &mut all)?;
    add::<ResetPage>(&frame, &mut all)?;
    add::<NoGrantPage>(&frame, &mut all)?;
    add::<IntroductionPage>(&frame, &mut all)?;
    add::<ChooseMethodPage>(&frame, &mut all)?;
    add::<AppSetupPage>(&frame, &mut all)?;
    add::<SmsSetupPage>(&frame, &mut all)?;
    add::<KeySetupPage>(&frame, &mut all)?;
    add::<PasskeySetupPage>(&frame, &mut all)?;
    add::<SecondAdvicePage>(&frame, &mut all)?;
    add::<RecoveryCodePage>(&frame, &mut all)?;
    add::<RecoveryCodeText>(&frame, &mut all)?;
    add::<ActivatePage>(&frame, &mut all)?;
    add::<LetterCodePage>(&frame, &mut all)?;
    add::<LinkDeadPage>(&frame, &mut all)?;
    add::<ResetLinkPage>(&frame, &mut all)?;
    add::<NewPasswordPage>(&frame, &mut all)?;
    add::<WaitingPage>(&frame, &mut all)?;
    add::<CancelRecoveryPage>(&frame, &mut all)?;
    add::<NotMePage>(&frame, &mut all)?;
    add::<ForgotPage>(&frame, &mut all)?;
    add::<ForgotSentPage>(&frame, &mut all)?;
    add::<ForgotLinkPage>(&frame, &mut all)?;
    add::<AccountPage>(&frame, &mut all)?;
    add::<RenameFactorPage>(&frame, &mut all)?;
    add::<RemoveFactorPage>(&frame, &mut all)?;
    add::<TryCodePage>(&frame, &mut all)?;
    add::<SessionsPage>(&frame, &mut all)?;
    add::<ActivityPage>(&frame, &mut all)?;
    add::<AddressesPage>(&frame, &mut all)?;
    add::<AddressPage>(&frame, &mut all)?;
    add::<AddressLinkPage>(&frame, &mut all)?;
    add::<ChangePasswordPage>(&frame, &mut all)?;
    add::<LanguagePage>(&frame, &mut all)?;
    add::<ExportPage>(&frame, &mut all)?;
    add::<ConfirmPage>(&frame, &mut all)?;
    add::<ActPage>(&frame, &mut all)?;
    add::<LeavingPage>(&frame, &mut all)?;
    add_applications(&frame, &mut all)?;
    add::<ForwardPage>(&frame, &mut all)?;
    add::<ForwardLogoutPage>(&frame, &mut all)?;
    add::<CannotLogInPage>(&frame, &mut all)?;
    add::<HelpIndexPage>(&frame, &mut all)?;
    add::<HelpAllPage>(&frame, &mut all)?;
    add::<HelpSearchPage>(&frame, &mut all)?;
    add::<HelpPage>(&frame, &mut all)?;
    add::<MessagePage>(&frame, &mut all)?;
    add::<InboxPage>(&frame, &mut all)?;
    add_mails(&frame, &mut all)?;
    add_letters(&frame, &mut all)?;
    Ok(all)
}

fn add<P: Page>(frame: &Frame, all: &mut Vec<Sample>) -> Result<(), askama::Error> {
    for (state, page) in P::samples(frame) {
        all.push(Sample { name: format!("{}.{state}", P::NAME), body: page.render()? });
    }
    Ok(())
}

fn add_applications(frame: &Frame, all: &mut Vec<Sample>) -> Result<(), askama::Error> {
    add::<ApplicationErrorPage>(frame, all)?;
    add::<OtherAccountPage>(frame, all)?;
    add::<ConsentPage>(frame, all)?;
    add::<FormPostPage>(frame, all)?;
    add::<EndSessionPage>(frame, all)?;
    add::<ApplicationsPage>(frame, all)
}

fn add_letters(frame: &Frame, all: &mut Vec<Sample>) -> Result<(), askama::Error> {
    let Ok(code) = LetterCode::parse("7K4M-Q2ZD-93RA-XW8T-5NHB-6VCB") else { return Ok(()) };
    let written_at = Frame::sample_instant();
    let day = SignedDuration::from_hours(24);
    for (name, kind, waits) in [
        ("activation", PaperKind::Activation, false),
        ("reset", PaperKind::Reset, true),
        ("set-up", PaperKind::SetUp, false),
    ] {
        let facts = PaperFacts {
            kind,
            display_name: "Jolanda Jansen",
            link: "https://login.example.test/activate?token=Zm9yIGxvb2tpbmcgYXQgb25seSwgbm90IGEgc2VjcmV0",
            site: "login.example.test/letter",
            code: &code,
            pin: kind == PaperKind::Activation,
            written_at,
            not_before: waits.then(|| written_at + day),
            expires_at: written_at + day * 14,
            zone: &TimeZone::UTC,
        };
        let body = render_paper(&frame.texts, &frame.brand, &facts)?;
        all.push(Sample { name: format!("paper.{name}"), body });
    }
    Ok(())
}

fn add_mails(frame: &Frame, all: &mut Vec<Sample>) -> Result<(), askama::Error> {
    for kind in MailKind::ALL {
        let facts = MailFacts {
            kind,
            when: Frame::sample_instant(),
            zone: &TimeZone::UTC,
            from_where: "192.0.2.7",
            link: Some("https://login.example.test/activate"),
            person: "j.jansen",
            usernames: &["j.jansen".to_owned(), "balie-2".to_owned()],
        };
        let mail = render_mail(&frame.texts, &frame.brand, &facts)?;
        all.push(Sample { name: format!("mail.{kind:?}"), body: mail.html });
    }
    Ok(())
}
