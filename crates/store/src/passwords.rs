//! Storing passwords: the first one, another one, the same one with newer parameters, and the links for one that was forgotten.

mod change;
mod links;
mod rehash;
mod set_first;
mod wanted;
