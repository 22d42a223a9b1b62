//! Storing passwords: the first one, the same one with newer parameters, and the links for one that was forgotten.

mod links;
mod rehash;
mod set_first;
mod wanted;
