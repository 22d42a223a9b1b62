//! The vectors of the standards, sections 15.1, 15.2, 15.3 and 15.5: ours where we wrote the code, else the library's, so that a
//! swapped or mis-built library is noticed.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use argon2::{Algorithm as ArgonType, Argon2, AssociatedData, ParamsBuilder, Version};
use credentials::totp::{Algorithm, hotp};
use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rstest::rstest;
use sha2::Sha256;

const SEED: &[u8] = b"1234567890123456789012345678901234567890123456789012345678901234";

fn unhex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).unwrap()
}

/// TO-01: RFC 4226 appendix D.
#[test]
fn to_01_hotp_table() {
    let table = [755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489];
    for (counter, expected) in (0..).zip(table) {
        assert_eq!(hotp(Algorithm::Sha1, &SEED[..20], counter, 6), expected, "counter {counter}");
    }
    // The truncated value itself, to nine digits: 1284755224 and 1094287082.
    assert_eq!(hotp(Algorithm::Sha1, &SEED[..20], 0, 9), 284_755_224);
    assert_eq!(hotp(Algorithm::Sha1, &SEED[..20], 1, 9), 94_287_082);
}

/// TO-01: RFC 6238 appendix B, eight digits with three hashes and six digits with SHA-1.
#[rstest]
#[case(59, 0x1, 94_287_082, 46_119_246, 90_693_936, 287_082)]
#[case(1_111_111_109, 0x0235_23EC, 7_081_804, 68_084_774, 25_091_201, 81_804)]
#[case(1_111_111_111, 0x0235_23ED, 14_050_471, 67_062_674, 99_943_326, 50_471)]
#[case(1_234_567_890, 0x0273_EF07, 89_005_924, 91_819_424, 93_441_116, 5_924)]
#[case(2_000_000_000, 0x03F9_40AA, 69_279_037, 90_698_825, 38_618_901, 279_037)]
#[case(20_000_000_000, 0x27BC_86AA, 65_353_130, 77_737_706, 47_863_826, 353_130)]
fn to_01_totp_table(
    #[case] time: i64,
    #[case] step: u64,
    #[case] sha1: u32,
    #[case] sha256: u32,
    #[case] sha512: u32,
    #[case] six: u32,
) {
    let counter = u64::try_from(credentials::totp::step_at(crate::support::at(time))).unwrap();
    assert_eq!(counter, step);
    assert_eq!(hotp(Algorithm::Sha1, &SEED[..20], counter, 8), sha1);
    assert_eq!(hotp(Algorithm::Sha256, &SEED[..32], counter, 8), sha256);
    assert_eq!(hotp(Algorithm::Sha512, SEED, counter, 8), sha512);
    assert_eq!(hotp(Algorithm::Sha1, &SEED[..20], counter, 6), six);
}

/// PW-07: RFC 9106 section 5.
#[rstest]
#[case(ArgonType::Argon2d, "512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb")]
#[case(ArgonType::Argon2i, "c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8")]
#[case(ArgonType::Argon2id, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")]
fn pw_07_argon2_vectors(#[case] algorithm: ArgonType, #[case] expected: &str) {
    let mut builder = ParamsBuilder::new();
    builder.m_cost(32).t_cost(3).p_cost(4).output_len(32);
    builder.data(AssociatedData::new(&[4; 12]).unwrap());
    let params = builder.build().unwrap();
    let argon = Argon2::new_with_secret(&[3; 8], algorithm, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    assert_eq!(HEXLOWER.encode(&tag), expected);
}

/// Section 15.5: HMAC-SHA-256, RFC 4231 cases 1 and 2.
#[rstest]
#[case(&[0x0b; 20], "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
#[case(b"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
fn hmac_vectors(#[case] key: &[u8], #[case] message: &str, #[case] expected: &str) {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message.as_bytes());
    assert_eq!(HEXLOWER.encode(&mac.finalize().into_bytes()), expected);
}

/// Section 15.5: HKDF-SHA-256, RFC 5869 case 1.
#[test]
fn hkdf_vector() {
    let (salt, info) = (unhex("000102030405060708090a0b0c"), unhex("f0f1f2f3f4f5f6f7f8f9"));
    let mut out = [0; 42];
    Hkdf::<Sha256>::new(Some(&salt), &[0x0b; 22]).expand(&info, &mut out).unwrap();
    let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
    assert_eq!(HEXLOWER.encode(&out), expected);
}

/// Section 15.5: AES-256-GCM, test case 16 of the GCM specification.
#[test]
fn aes_256_gcm_vector() {
    let key = unhex(&"feffe9928665731c6d6a8f9467308308".repeat(2));
    let nonce: [u8; 12] = unhex("cafebabefacedbaddecaf888").try_into().unwrap();
    let aad = unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    let plain = unhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
         1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    );
    let expected = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                    8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b";
    let cipher = Aes256Gcm::new_from_slice(&key).unwrap();
    let sealed = cipher.encrypt(&nonce.into(), Payload { msg: &plain, aad: &aad }).unwrap();
    assert_eq!(HEXLOWER.encode(&sealed), expected);
    assert_eq!(cipher.decrypt(&nonce.into(), Payload { msg: &sealed, aad: &aad }).unwrap(), plain);
}
