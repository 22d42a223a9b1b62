//! The two certificates of a key's maker (RFC 5280): a root that signs itself, and the one that is in the key.

use p256::ecdsa::{SigningKey, VerifyingKey};

use super::sign;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const UTF8: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const TRUE: &[u8] = &[0x01, 0x01, 0xff];

/// 2.5.4.3
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
/// 2.5.29.19
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
/// 2.5.29.15
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
/// 1.2.840.10045.4.3.2
const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
/// 1.2.840.10045.2.1
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// 1.2.840.10045.3.1.7
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

const ROOT_NAME: &str = "Test key maker";

/// The maker's root, valid from 2020 to 2099.
pub(super) fn root(secret: &SigningKey) -> Vec<u8> {
    let extensions = [
        extension(BASIC_CONSTRAINTS, &tlv(SEQUENCE, TRUE)),
        // keyCertSign alone
        extension(KEY_USAGE, &tlv(BIT_STRING, &[0x02, 0x04])),
    ];
    certificate(ROOT_NAME, &public_key(secret.verifying_key()), &extensions.concat(), secret)
}

/// The certificate that is in the key, valid from 2020 to 2099.
pub(super) fn leaf(public_key: &[u8], root: &SigningKey) -> Vec<u8> {
    let extensions = extension(BASIC_CONSTRAINTS, &tlv(SEQUENCE, &[]));
    certificate("Test key", public_key, &extensions, root)
}

fn certificate(subject: &str, public_key: &[u8], extensions: &[u8], issuer: &SigningKey) -> Vec<u8> {
    let algorithm = tlv(SEQUENCE, &tlv(OID, ECDSA_WITH_SHA256));
    let validity = [tlv(UTC_TIME, b"200101000000Z"), tlv(GENERALIZED_TIME, b"20991231235959Z")].concat();
    let parts = [
        tlv(0xa0, &tlv(INTEGER, &[2])),
        tlv(INTEGER, &[1]),
        algorithm.clone(),
        name(ROOT_NAME),
        tlv(SEQUENCE, &validity),
        name(subject),
        public_key.to_vec(),
        tlv(0xa3, &tlv(SEQUENCE, extensions)),
    ];
    let body = tlv(SEQUENCE, &parts.concat());
    let signature = bit_string(&sign(issuer, &body));
    tlv(SEQUENCE, &[body, algorithm, signature].concat())
}

fn name(common_name: &str) -> Vec<u8> {
    let pair = [tlv(OID, COMMON_NAME), tlv(UTF8, common_name.as_bytes())].concat();
    tlv(SEQUENCE, &tlv(SET, &tlv(SEQUENCE, &pair)))
}

/// A point on P-256 as `SubjectPublicKeyInfo`.
pub(super) fn public_key(key: &VerifyingKey) -> Vec<u8> {
    let algorithm = [tlv(OID, EC_PUBLIC_KEY), tlv(OID, P256)].concat();
    tlv(SEQUENCE, &[tlv(SEQUENCE, &algorithm), bit_string(key.to_sec1_point(false).as_bytes())].concat())
}

/// A critical extension.
fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(OID, oid), TRUE.to_vec(), tlv(OCTET_STRING, value)].concat())
}

fn bit_string(bytes: &[u8]) -> Vec<u8> {
    tlv(BIT_STRING, &[&[0], bytes].concat())
}

/// Tag, length and value (X.690 section 8.1).
fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..=127) => out.push(short),
        Ok(byte) => out.extend([0x81, byte]),
        Err(_) => {
            let word = u16::try_from(length).expect("invariant: a test certificate is shorter than 64 KiB");
            out.push(0x82);
            out.extend(word.to_be_bytes());
        }
    }
    out.extend(value);
    out
}
