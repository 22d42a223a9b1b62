//! A filter on a disk: a header with a version, the fingerprints, a checksum over both.
//!
//! All numbers are little-endian: 8 bytes `PWLEAKS` and a line end, version (u32), bits of a fingerprint (u32), entries (u64), least count (u64),
//! built at (i64, Unix seconds), number of fingerprints (u64), seed (u64), segment length, its mask, and segment count length (u32 each), the
//! fingerprints (u16 each), and SHA-256 over everything before it. Nothing of it is believed before its length is right.

use std::io::{self, Read, Write};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use xorf::{BinaryFuse16, Descriptor};

use super::{LeakFacts, LeakFilter};

const MAGIC: &[u8; 8] = b"PWLEAKS\n";
const VERSION: u32 = 1;
const BITS: u32 = 16;
const HEADER: usize = 8 + 4 + 4 + 8 + 8 + 8 + 8 + 8 + 4 + 4 + 4;
const CHECKSUM: usize = 32;
const CHUNK: usize = 64 * 1024;

/// Why a file is no filter.
#[derive(Debug, thiserror::Error)]
pub enum LeakFileError {
    /// It could not be read.
    #[error("it cannot be read ({0})")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("it is no filter of leaked passwords")]
    NotOurs,
    /// Another version of this program wrote it.
    #[error("it is of version {found}, this program reads version {}", VERSION)]
    Version {
        /// Its version.
        found: u32,
    },
    /// It is shorter or longer than its header says.
    #[error("it has {found} bytes, its header says {expected}")]
    Length {
        /// Its length in bytes.
        found: u64,
        /// What the header says, in bytes.
        expected: u64,
    },
    /// Its checksum does not fit.
    #[error("it is damaged: its checksum does not fit")]
    Damaged,
}

impl LeakFilter {
    /// Writes the filter.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut sum = Sha256::new();
        let mut write = |bytes: &[u8]| {
            sum.update(bytes);
            out.write_all(bytes)
        };
        write(&self.header())?;
        for chunk in self.filter.fingerprints.chunks(CHUNK) {
            let bytes: Vec<u8> = chunk.iter().flat_map(|print| print.to_le_bytes()).collect();
            write(&bytes)?;
        }
        out.write_all(&sum.finalize())
    }

    /// Reads a filter that is `length` bytes long; anything but a whole filter of this version is an error.
    pub fn read(input: &mut impl Read, length: u64) -> Result<Self, LeakFileError> {
        let mut header = [0; HEADER];
        if length < HEADER as u64 {
            return Err(LeakFileError::NotOurs);
        }
        input.read_exact(&mut header)?;
        let (about, descriptor, prints) = parse(&header, length)?;
        let mut sum = Sha256::new();
        sum.update(header);
        let fingerprints = read_prints(input, prints, &mut sum)?;
        let mut expected = [0; CHECKSUM];
        input.read_exact(&mut expected)?;
        if sum.finalize()[..] != expected {
            return Err(LeakFileError::Damaged);
        }
        Ok(Self { about, filter: BinaryFuse16 { descriptor, fingerprints } })
    }

    fn header(&self) -> Vec<u8> {
        let Descriptor { seed, segment_length, segment_length_mask, segment_count_length } = self.filter.descriptor;
        let mut header = Vec::with_capacity(HEADER);
        header.extend_from_slice(MAGIC);
        header.extend_from_slice(&VERSION.to_le_bytes());
        header.extend_from_slice(&BITS.to_le_bytes());
        header.extend_from_slice(&self.about.entries.to_le_bytes());
        header.extend_from_slice(&self.about.min_count.to_le_bytes());
        header.extend_from_slice(&self.about.built_at.as_second().to_le_bytes());
        header.extend_from_slice(&(self.filter.fingerprints.len() as u64).to_le_bytes());
        header.extend_from_slice(&seed.to_le_bytes());
        for length in [segment_length, segment_length_mask, segment_count_length] {
            header.extend_from_slice(&length.to_le_bytes());
        }
        header
    }
}

fn parse(header: &[u8; HEADER], length: u64) -> Result<(LeakFacts, Descriptor, usize), LeakFileError> {
    let mut rest = &header[..];
    if take::<8>(&mut rest) != *MAGIC {
        return Err(LeakFileError::NotOurs);
    }
    let version = u32::from_le_bytes(take(&mut rest));
    let bits = u32::from_le_bytes(take(&mut rest));
    if version != VERSION || bits != BITS {
        return Err(LeakFileError::Version { found: version });
    }
    let entries = u64::from_le_bytes(take(&mut rest));
    let min_count = u64::from_le_bytes(take(&mut rest));
    let built_at = Timestamp::from_second(i64::from_le_bytes(take(&mut rest))).map_err(|_| LeakFileError::Damaged)?;
    let prints = u64::from_le_bytes(take(&mut rest));
    let expected = prints.saturating_mul(2).saturating_add((HEADER + CHECKSUM) as u64);
    if length != expected {
        return Err(LeakFileError::Length { found: length, expected });
    }
    let descriptor = Descriptor {
        seed: u64::from_le_bytes(take(&mut rest)),
        segment_length: u32::from_le_bytes(take(&mut rest)),
        segment_length_mask: u32::from_le_bytes(take(&mut rest)),
        segment_count_length: u32::from_le_bytes(take(&mut rest)),
    };
    check(&descriptor, prints)?;
    let prints = usize::try_from(prints).map_err(|_| LeakFileError::Damaged)?;
    Ok((LeakFacts { entries, min_count, built_at }, descriptor, prints))
}

/// Every position that a lookup can reach lies within the fingerprints, whatever the file says.
fn check(descriptor: &Descriptor, prints: u64) -> Result<(), LeakFileError> {
    let segment = u64::from(descriptor.segment_length);
    let reach = u64::from(descriptor.segment_count_length) + 2 * segment;
    let mask_fits = descriptor.segment_length.is_power_of_two()
        && descriptor.segment_length_mask == descriptor.segment_length - 1
        && descriptor.segment_count_length.is_multiple_of(descriptor.segment_length);
    if mask_fits && descriptor.segment_count_length > 0 && reach <= prints {
        Ok(())
    } else {
        Err(LeakFileError::Damaged)
    }
}

fn read_prints(input: &mut impl Read, prints: usize, sum: &mut Sha256) -> Result<Box<[u16]>, LeakFileError> {
    let mut all = Vec::new();
    let no_room = |_| io::Error::from(io::ErrorKind::OutOfMemory);
    all.try_reserve_exact(prints).map_err(no_room)?;
    let mut chunk = vec![0; CHUNK];
    while all.len() < prints {
        let bytes = &mut chunk[..CHUNK.min((prints - all.len()) * 2)];
        input.read_exact(bytes)?;
        sum.update(&*bytes);
        all.extend(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
    }
    Ok(all.into_boxed_slice())
}

/// The next bytes of the header, whose length is known.
fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let (taken, left) = rest.split_first_chunk().expect("invariant: the header is as long as its fields");
    *rest = left;
    *taken
}
