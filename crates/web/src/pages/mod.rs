//! The pages: one askama struct and one template each, plain strings and numbers in, HTML out.
//!
//! A page knows no request, no state machine and no database; the handlers fill it. Every page shares a
//! `Frame` (texts, brand, notice, errors) and gives `samples()`, which a test renders in both languages and
//! `examples/gallery.rs` writes to files. Begin reading at `frame.rs`, then any page.

pub mod account;
pub mod act;
pub mod activate;
pub mod app_setup;
pub mod applications;
pub mod cannot_log_in;
pub mod ceremony;
pub mod choose_method;
pub mod confirm;
pub mod forgot;
pub mod forgot_link;
pub mod forward;
pub mod forward_logout;
pub mod frame;
pub mod gallery;
pub mod help;
pub mod help_all;
pub mod help_index;
pub mod help_search;
pub mod inbox;
pub mod introduction;
pub mod key_setup;
#[cfg(test)]
mod keys_test;
pub mod leaving;
pub mod letter_code;
pub mod link_dead;
pub mod login;
pub mod mail;
pub mod message;
pub mod new_password;
pub mod no_grant;
pub mod not_me;
pub mod paper;
pub mod passkey_setup;
pub mod password_field;
pub mod recovery_code;
pub mod reset;
pub mod reset_link;
pub mod second_advice;
pub mod second_factor;
pub mod session_clock;
pub mod sms_setup;
pub mod waiting;

pub use account::{
    AccountFactor, AccountPage, ActivityPage, ActivityRow, AddressLinkPage, AddressLinkState, AddressPage,
    AddressesPage, ApplicationRow, ApplicationsPage, ChangePasswordPage, CodeState, ExportPage, LanguagePage,
    RemoveFactorPage, RenameFactorPage, SessionRow, SessionsPage, TryCodePage, WhichAddress,
};
pub use act::{Act, ActPage};
pub use activate::ActivatePage;
pub use app_setup::AppSetupPage;
pub use applications::{
    ApplicationErrorPage, ConsentPage, ConsentPart, EndSessionPage, FormPostPage, OtherAccountPage, Trouble,
};
pub use cannot_log_in::CannotLogInPage;
pub use choose_method::{ChooseMethodPage, Method};
pub use confirm::ConfirmPage;
pub use forgot::{Forgot, ForgotPage, ForgotSentPage};
pub use forgot_link::ForgotLinkPage;
pub use forward::ForwardPage;
pub use forward_logout::ForwardLogoutPage;
pub use frame::{CodeFormat, FieldError, Frame, Notice, Page, Tone};
pub use help::HelpPage;
pub use help_all::HelpAllPage;
pub use help_index::HelpIndexPage;
pub use help_search::HelpSearchPage;
pub use inbox::{InboxAccount, InboxMessage, InboxPage};
pub use introduction::IntroductionPage;
pub use key_setup::KeySetupPage;
pub use leaving::{LeavingPage, WhyLeaving};
pub use letter_code::LetterCodePage;
pub use link_dead::{DeadLink, LinkDeadPage};
pub use login::LoginPage;
pub use mail::{MailContent, MailFacts, MailKind, render_mail};
pub use message::MessagePage;
pub use new_password::{NewPasswordPage, WhyNew};
pub use no_grant::{NoGrantPage, NoGrantReason};
pub use not_me::{NotMePage, NotMeState, ObjectedEvent};
pub use paper::{PaperFacts, PaperKind, render_paper, render_papers, render_sheet};
pub use passkey_setup::PasskeySetupPage;
pub use password_field::NewPassword;
pub use recovery_code::{FreshReason, RecoveryCodePage, RecoveryCodeText};
pub use reset::{Back, ResetPage};
pub use reset_link::ResetLinkPage;
pub use second_advice::SecondAdvicePage;
pub use second_factor::{Asking, Challenge, SecondFactorPage, SmsNote};
pub use session_clock::SessionClock;
pub use sms_setup::{SmsSetupPage, SmsStep};
pub use waiting::{CancelRecoveryPage, Cancelling, WaitingPage};
