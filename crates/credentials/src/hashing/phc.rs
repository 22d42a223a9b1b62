//! The PHC string of an Argon2id hash: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>`, base64 without padding.
//!
//! It exists inside a sealed value only; whoever reads one back has already verified that this installation wrote it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use super::{HashParams, Plain};

pub(super) const SALT: usize = 16;
pub(super) const TAG: usize = 32;
const PREFIX: &str = "$argon2id$v=19$";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phc {
    pub(super) params: HashParams,
    pub(super) salt: [u8; SALT],
    pub(super) tag: [u8; TAG],
}

impl Phc {
    pub(super) fn write(&self) -> Plain {
        let HashParams { memory_kib, passes, lanes } = self.params;
        let (salt, tag) = (STANDARD_NO_PAD.encode(self.salt), STANDARD_NO_PAD.encode(self.tag));
        Zeroizing::new(format!("{PREFIX}m={memory_kib},t={passes},p={lanes}${salt}${tag}").into_bytes())
    }

    pub(super) fn read(plain: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(plain).ok()?.strip_prefix(PREFIX)?;
        let mut parts = text.split('$');
        let params = read_params(parts.next()?)?;
        let salt = STANDARD_NO_PAD.decode(parts.next()?).ok()?.try_into().ok()?;
        let tag = STANDARD_NO_PAD.decode(parts.next()?).ok()?.try_into().ok()?;
        parts.next().is_none().then_some(Self { params, salt, tag })
    }
}

fn read_params(text: &str) -> Option<HashParams> {
    let mut parts = text.split(',');
    let mut number = |name: &str| parts.next()?.strip_prefix(name)?.parse().ok();
    let params = HashParams { memory_kib: number("m=")?, passes: number("t=")?, lanes: number("p=")? };
    (parts.next().is_none() && params.check_range().is_ok()).then_some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pw_07_writes_and_reads_algorithm_parameters_salt_and_tag() {
        let phc = Phc { params: HashParams::FLOOR, salt: [1; SALT], tag: [2; TAG] };
        let text = phc.write();
        assert!(text.starts_with(b"$argon2id$v=19$m=19456,t=2,p=1$AQEBAQ"));
        assert_eq!(Phc::read(&text), Some(phc));
    }

    #[test]
    fn refuses_what_it_did_not_write() {
        let (salt, tag) = ("AQEBAQEBAQEBAQEBAQEBAQ", "A".repeat(43));
        for params in ["m=19456,t=2", "m=19456,t=2,p=1,x=1", "m=7,t=2,p=1", "m=4294967295,t=2,p=1", "t=2,m=19456,p=1"] {
            assert_eq!(Phc::read(format!("{PREFIX}{params}${salt}${tag}").as_bytes()), None, "{params}");
        }
        assert_eq!(Phc::read(format!("$argon2i$v=19$m=19456,t=2,p=1${salt}${tag}").as_bytes()), None);
        assert_eq!(Phc::read(format!("{PREFIX}m=19456,t=2,p=1${salt}${tag}$").as_bytes()), None);
        assert_eq!(Phc::read(format!("{PREFIX}m=19456,t=2,p=1${salt}").as_bytes()), None);
    }
}
