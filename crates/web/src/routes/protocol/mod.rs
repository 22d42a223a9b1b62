//! What programs call: the metadata and keys of the provider, and the endpoints at which clients speak for themselves.
//!
//! No page is ever shown here and no cookie counts (requirement WE-02): each request brings its proof with it, and each answer, errors too,
//! is the JSON of its RFC. Begin reading at `call.rs` (the request), `caller.rs` (whose it is) and `answer.rs` (what goes back); then one
//! file for each endpoint.

mod answer;
mod call;
mod caller;
pub mod cors;
pub mod introspect;
pub mod key_set;
pub mod metadata;
pub mod push;
mod redeem;
mod refresh;
pub mod revoke;
pub mod token;
pub mod userinfo;

pub use answer::{failed_call, wrong_method};
