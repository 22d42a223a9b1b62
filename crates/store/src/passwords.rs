//! Storing passwords: the first one, and the same one with newer parameters.

mod rehash;
mod set_first;
