//! The operating system's randomness, given to the rooms that need it but may not fetch it.

use credentials::rng::Rng;

/// Random bytes from the operating system (`getrandom(2)` on Linux).
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRng;

impl Rng for OsRng {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system for randomness")]
    fn fill(&self, out: &mut [u8]) {
        // A portal without randomness must stop: every token after this point would be guessable.
        getrandom::fill(out).expect("the operating system has no randomness to give");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let (mut one, mut two) = ([0; 32], [0; 32]);
        OsRng.fill(&mut one);
        OsRng.fill(&mut two);
        assert_ne!(one, [0; 32]);
        assert_ne!(one, two);
    }
}
