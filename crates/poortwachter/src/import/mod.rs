//! Reading files with people that another system or a spreadsheet wrote: CSV, JSON lines, a Keycloak realm, htpasswd.
//!
//! Nothing here knows a database. A file is read once, from its beginning to its end, in bounded memory however large or hostile it is: what is broken
//! becomes a [`Item::Broken`] with its line, and reading goes on behind it. Begin reading at [`source`], which chooses the reader; [`columns`] knows what
//! columns are called, [`person`] makes a person of a record, [`seen`] finds doubles and look-alikes.

pub mod cells;
pub mod columns;
pub mod csv;
pub mod decode;
pub mod htpasswd;
pub mod jsonl;
pub mod keycloak;
pub mod person;
pub mod record;
pub mod seen;
pub mod source;

pub use columns::{Columns, Field};
pub use person::{Refused, Wanted};
pub use record::{Cell, Item, Record};
