//! What the portal does when the machine fails under it: the real program, killed, without disk, without its database, with a clock that jumps.
//!
//! Begin reading at [`life`] (what people do meanwhile, and what they were told) and at [`kill`]. After each fault `check --deep` proves the data.

mod kill;
mod life;
