//! The cost of a hash, and the floor under it.

/// The cost of Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HashParams {
    /// Memory in KiB (m).
    pub memory_kib: u32,
    /// Passes over the memory (t).
    pub passes: u32,
    /// Lanes (p).
    pub lanes: u32,
}

/// Parameters that this program does not hash with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum HashParamsError {
    /// Weaker than the floor.
    #[error(
        "Argon2id with m={} KiB, t={}, p={} is below the floor: m={} KiB with t={}, or m={} KiB with t=1",
        found.memory_kib, found.passes, found.lanes,
        HashParams::FLOOR.memory_kib, HashParams::FLOOR.passes, HashParams::ONE_PASS_MEMORY_KIB
    )]
    BelowFloor {
        /// What was asked.
        found: HashParams,
    },
    /// Outside what Argon2 or this program can do.
    #[error(
        "Argon2id takes m of 8 KiB per lane to {} KiB, t of 1 to {}, p of 1 to {}",
        HashParams::MAX_MEMORY_KIB,
        HashParams::MAX_PASSES,
        HashParams::MAX_LANES
    )]
    OutOfRange,
}

impl HashParams {
    /// The floor and the default: OWASP's Password Storage Cheat Sheet.
    pub const FLOOR: Self = Self { memory_kib: 19_456, passes: 2, lanes: 1 };
    /// The memory at which one pass is enough (ASVS 5.0 appendix C).
    pub const ONE_PASS_MEMORY_KIB: u32 = 47_104;
    /// 4 GiB: a slip of a zero must not take the machine down.
    pub const MAX_MEMORY_KIB: u32 = 4 * 1024 * 1024;
    /// More passes than anybody waits for.
    pub const MAX_PASSES: u32 = 64;
    /// More lanes than a login portal has use for.
    pub const MAX_LANES: u32 = 16;

    /// Refuses parameters that are weaker than the floor.
    pub fn check_floor(self) -> Result<(), HashParamsError> {
        let needed = if self.passes < Self::FLOOR.passes { Self::ONE_PASS_MEMORY_KIB } else { Self::FLOOR.memory_kib };
        if self.passes == 0 || self.lanes < Self::FLOOR.lanes || self.memory_kib < needed {
            return Err(HashParamsError::BelowFloor { found: self });
        }
        self.check_range()
    }

    pub(super) fn check_range(self) -> Result<(), HashParamsError> {
        let fits = (1..=Self::MAX_LANES).contains(&self.lanes)
            && (1..=Self::MAX_PASSES).contains(&self.passes)
            && (8 * self.lanes..=Self::MAX_MEMORY_KIB).contains(&self.memory_kib);
        if fits { Ok(()) } else { Err(HashParamsError::OutOfRange) }
    }
}

impl Default for HashParams {
    fn default() -> Self {
        Self::FLOOR
    }
}
