//! The operator's help texts on their way from a folder to the portal, and ours on their way into one.
//!
//! Nothing outside the folder is read: symbolic links and everything else that is no plain file are complaints, and so is a file that the portal
//! does not know what to do with. What stands in the files is judged by [`web::help`].

mod export;
mod folder;

pub use export::export;
pub use folder::library;
