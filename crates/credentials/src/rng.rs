//! The door through which randomness comes in; the binary passes the operating system's, tests a seeded one.

/// A source of cryptographically secure random bytes.
pub trait Rng: Send + Sync {
    /// Fills the whole buffer; a source that cannot must panic rather than leave bytes predictable.
    fn fill(&self, out: &mut [u8]);
}

/// Draws a number from `0..n`, each equally likely, by rejection sampling; `n` of 0 counts as 1.
pub fn uniform_below(rng: &dyn Rng, n: u32) -> u32 {
    let n = n.max(1);
    // The largest multiple of n that fits: draws at or above it would favour the low numbers.
    let zone = u32::MAX - u32::MAX % n;
    loop {
        let mut bytes = [0; 4];
        rng.fill(&mut bytes);
        let drawn = u32::from_le_bytes(bytes);
        if drawn < zone {
            return drawn % n;
        }
    }
}

/// Draws `N` random bytes.
pub fn random_bytes<const N: usize>(rng: &dyn Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill(&mut bytes);
    bytes
}
