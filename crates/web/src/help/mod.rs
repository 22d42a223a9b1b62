//! The help texts: ours from the binary, the operator's over them, written as HTML and searched.
//!
//! A text is a Markdown file `{nl,en}/<topic>.md` whose first line is its title; a picture stands beside it as PNG or WebP. Nothing in
//! here reads a folder: whoever has the operator's files hands them in as bytes and gets a [`Library`] or every [`HelpComplaint`] at once.
//! Begin reading at [`library`].

mod check;
pub mod library;
mod parts;
mod picture;
pub mod search;
mod write;

pub use check::{HelpComplaint, MOST_BYTES};
pub use library::{HelpFile, Library, TOPICS, Text, own_files};
pub use search::{Hit, MOST_ASKED, Piece, search};
pub(crate) use write::carried;
pub use write::{Place, Writer};
