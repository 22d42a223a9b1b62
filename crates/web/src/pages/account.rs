//! S7, "Mijn account": the overview and its sub-pages, one task a page.
//!
//! Begin reading at `overview.rs`; each other file is a sub-page. What several of them show stands here.

mod activity;
mod address;
mod address_link;
mod addresses;
mod applications;
mod export;
mod factor;
mod language;
mod overview;
mod password;
mod sessions;
mod try_code;

pub use activity::{ActivityPage, ActivityRow};
pub use address::{AddressPage, WhichAddress};
pub use address_link::{AddressLinkPage, AddressLinkState};
pub use addresses::AddressesPage;
pub use applications::{ApplicationRow, ApplicationsPage};
pub use export::ExportPage;
pub use factor::{RemoveFactorPage, RenameFactorPage};
pub use language::LanguagePage;
pub use overview::{AccountFactor, AccountPage, CodeState};
pub use password::ChangePasswordPage;
pub use sessions::{SessionRow, SessionsPage};
pub use try_code::TryCodePage;
