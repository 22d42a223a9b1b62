//! One Argon2id run in borrowed memory, and the comparison of its tag.

use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;

use super::phc::{Phc, SALT, TAG};
use super::pool::Pool;
use super::{HashParams, HashParamsError};
use crate::rng::{Rng, random_bytes};

pub(super) struct Argon {
    pub(super) params: HashParams,
    pub(super) pool: Pool,
}

impl Argon {
    pub(super) fn new(params: HashParams, slots: usize) -> Result<Self, HashParamsError> {
        params.check_range()?;
        Ok(Self { params, pool: Pool::new(slots, argon2_params(params).block_count()) })
    }

    /// Hashes with the parameters of today and a new salt.
    pub(super) fn hash(&self, secret: &[u8], rng: &dyn Rng) -> Phc {
        let salt = random_bytes(rng);
        let tag = self.tag(self.params, secret, &salt);
        Phc { params: self.params, salt, tag }
    }

    /// Whether the secret gives this hash, with the parameters that the hash names.
    pub(super) fn matches(&self, phc: &Phc, secret: &[u8]) -> bool {
        self.tag(phc.params, secret, &phc.salt).ct_eq(&phc.tag).into()
    }

    fn tag(&self, params: HashParams, secret: &[u8], salt: &[u8; SALT]) -> [u8; TAG] {
        let params = argon2_params(params);
        let memory = self.pool.lend(params.block_count());
        let mut tag = [0; TAG];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(secret, salt, &mut tag, memory)
            .expect("invariant: lengths and memory are within Argon2's limits");
        tag
    }
}

fn argon2_params(params: HashParams) -> Params {
    Params::new(params.memory_kib, params.passes, params.lanes, Some(TAG))
        .expect("invariant: the range of the parameters was checked")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    struct Counting(AtomicU8);

    impl Rng for Counting {
        fn fill(&self, out: &mut [u8]) {
            out.fill(self.0.fetch_add(1, Ordering::Relaxed));
        }
    }

    #[test]
    fn d2_each_hash_has_its_own_salt() {
        let argon = Argon::new(HashParams { memory_kib: 8, passes: 1, lanes: 1 }, 1).expect("8 KiB is enough");
        let rng = Counting(AtomicU8::new(1));
        let (one, other) = (argon.hash(b"secret", &rng), argon.hash(b"secret", &rng));
        assert_eq!((one.salt, other.salt), ([1; SALT], [2; SALT]));
        assert_ne!(one.tag, other.tag);
        assert!(argon.matches(&one, b"secret") && argon.matches(&other, b"secret"));
    }
}
