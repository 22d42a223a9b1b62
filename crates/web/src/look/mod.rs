//! What the pages are made of: words, brand, assets, QR codes.
//!
//! Nothing in here knows a route, a cookie or an account. Begin reading at `texts.rs` (the words in two
//! languages) and `brand.rs` (the operator's name, colour and logo).

pub mod assets;
pub mod brand;
mod colour;
pub mod device;
pub mod qr;
pub mod texts;

pub use brand::{Brand, BrandComplaint, BrandSettings, LogoFile};
pub use colour::Colour;
pub use texts::{Arg, Lang, Message, Texts};
