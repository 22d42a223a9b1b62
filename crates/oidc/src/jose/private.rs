//! Private keys: made, read back, used; their bytes leave only to be sealed.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use zeroize::Zeroizing;

use super::{Alg, PublicKey};

/// A key could not be made, read or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The library could not make a key.
    #[error("a signing key could not be made")]
    Generate,
    /// The bytes are no PKCS #8 key of that algorithm, or an RSA key under 3072 bits.
    #[error("these bytes are no {} key in PKCS #8", .0.as_str())]
    Import(Alg),
    /// The library could not sign.
    #[error("the signing key could not sign")]
    Sign,
}

/// The least modulus (bytes) of an RSA key of ours (OP-10).
const RSA_LEAST: usize = 384;

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ec(Box<EcdsaKeyPair>),
    Ed(Box<Ed25519KeyPair>),
}

/// A private key with its algorithm, ready to sign. Parsed once: building an RSA key costs more than a signature with it.
pub struct PrivateKey {
    pair: Pair,
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({}, …)", self.alg().as_str())
    }
}

impl PrivateKey {
    /// Makes a new key; RSA keys have 3072 bits and take up to a few seconds. The library draws the randomness.
    pub fn generate(alg: Alg) -> Result<Self, KeyError> {
        let pair = match alg {
            Alg::Rs256 => RsaKeyPair::generate(KeySize::Rsa3072).map(|pair| Pair::Rsa(Box::new(pair))),
            Alg::Es256 => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(|pair| Pair::Ec(Box::new(pair))),
            Alg::EdDsa => Ed25519KeyPair::generate().map(|pair| Pair::Ed(Box::new(pair))),
        };
        pair.map(|pair| Self { pair }).map_err(|_| KeyError::Generate)
    }

    /// Reads a key in PKCS #8 (RFC 5958).
    pub fn import(alg: Alg, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let refused = |_| KeyError::Import(alg);
        let pair = match alg {
            Alg::Rs256 => Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(pkcs8).map_err(refused)?)),
            Alg::Es256 => {
                Pair::Ec(Box::new(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(refused)?))
            }
            Alg::EdDsa => Pair::Ed(Box::new(Ed25519KeyPair::from_pkcs8(pkcs8).map_err(refused)?)),
        };
        match &pair {
            Pair::Rsa(key) if key.public_modulus_len() < RSA_LEAST => Err(KeyError::Import(alg)),
            _ => Ok(Self { pair }),
        }
    }

    /// The key in PKCS #8, to be sealed at once.
    pub fn export(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let bytes = match &self.pair {
            Pair::Rsa(key) => AsDer::<Pkcs8V1Der<'static>>::as_der(key.as_ref()).map(|der| der.as_ref().to_vec()),
            Pair::Ec(key) => key.to_pkcs8v1().map(|document| document.as_ref().to_vec()),
            Pair::Ed(key) => key.to_pkcs8v1().map(|document| document.as_ref().to_vec()),
        };
        bytes.map(Zeroizing::new).map_err(|_| KeyError::Generate)
    }

    /// The algorithm that it signs with.
    pub fn alg(&self) -> Alg {
        match self.pair {
            Pair::Rsa(_) => Alg::Rs256,
            Pair::Ec(_) => Alg::Es256,
            Pair::Ed(_) => Alg::EdDsa,
        }
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        match &self.pair {
            Pair::Rsa(key) => {
                let public = key.public_key();
                PublicKey::Rsa {
                    n: public.modulus().big_endian_without_leading_zero().to_vec(),
                    e: public.exponent().big_endian_without_leading_zero().to_vec(),
                }
            }
            Pair::Ec(key) => PublicKey::Ec { point: key.public_key().as_ref().to_vec() },
            Pair::Ed(key) => PublicKey::Ed { x: key.public_key().as_ref().to_vec() },
        }
    }

    /// Signs the bytes, in the form that a token carries (ECDSA: r and s, 64 bytes; RFC 7518 section 3.4).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map(|()| signature)
            }
            Pair::Ec(key) => key.sign(&random, message).map(|signature| signature.as_ref().to_vec()),
            Pair::Ed(key) => key.try_sign(message).map(|signature| signature.as_ref().to_vec()),
        }
        .map_err(|_| KeyError::Sign)
    }
}
