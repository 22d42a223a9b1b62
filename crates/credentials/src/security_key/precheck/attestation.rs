//! The attestation object of an enrolment (WebAuthn L3 section 6.5.4), up to what the library verifies.

use super::authenticator_data::{self, Attested, AuthenticatorData, KeyShape, shape};
use super::cbor::{self, Item};
use crate::security_key::KeyRefusal;

/// Formats of attestation statements that we read (WA-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::security_key) enum Format {
    /// No statement.
    None,
    /// WebAuthn L3 section 8.2.
    Packed,
    /// WebAuthn L3 section 8.6.
    FidoU2f,
    /// One that we do not read.
    Other,
}

/// An attestation object, taken apart.
pub(in crate::security_key) struct Enrolment<'a> {
    pub format: Format,
    statement: Item<'a>,
    bytes: &'a [u8],
    pub data: AuthenticatorData<'a>,
    pub attested: Attested<'a>,
}

impl<'a> Enrolment<'a> {
    /// Takes the CBOR apart, with the authenticator data in it.
    pub fn parse(object: &'a [u8]) -> Result<Self, KeyRefusal> {
        Self::read(object).ok_or(KeyRefusal::Malformed)
    }

    fn read(object: &'a [u8]) -> Option<Self> {
        let mut object = cbor::parse(object)?;
        let bytes = object.get_text("authData")?.as_bytes()?;
        let format = match object.get_text("fmt")?.as_text()? {
            "none" => Format::None,
            "packed" => Format::Packed,
            "fido-u2f" => Format::FidoU2f,
            _ => Format::Other,
        };
        let statement = object.take_text("attStmt")?;
        matches!(statement, Item::Map(_)).then_some(())?;
        let mut data = authenticator_data::parse(bytes)?;
        let attested = data.attested.take()?;
        Some(Self { format, statement, bytes, data, attested })
    }

    /// The id that the key gave itself.
    pub fn credential_id(&self) -> &'a [u8] {
        self.attested.credential_id
    }

    /// Checks the algorithm of the public key, then the shape of the statement.
    pub fn check(&self) -> Result<(), KeyRefusal> {
        match shape(&self.attested.public_key) {
            KeyShape::Asked => {}
            KeyShape::NotAsked => return Err(KeyRefusal::Algorithm),
            KeyShape::Broken => return Err(KeyRefusal::Malformed),
        }
        let right = match self.format {
            Format::None => matches!(&self.statement, Item::Map(members) if members.is_empty()),
            Format::FidoU2f => self.has_one_certificate(),
            Format::Packed | Format::Other => true,
        };
        if right { Ok(()) } else { Err(KeyRefusal::AttestationRefused) }
    }

    /// WA-04: `x5c` of a U2F statement has exactly one element.
    fn has_one_certificate(&self) -> bool {
        let x5c = self.statement.get_text("x5c");
        matches!(x5c, Some(Item::Array(chain)) if matches!(chain.as_slice(), [Item::Bytes(_)]))
    }

    /// The same object with the format `none` and an empty statement (WebAuthn L3 section 8.7).
    pub fn without_statement(&self) -> Vec<u8> {
        let mut object = Vec::with_capacity(self.bytes.len() + 32);
        object.extend_from_slice(b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x5a");
        let length = u32::try_from(self.bytes.len()).expect("invariant: an answer has at most 64 KiB");
        object.extend_from_slice(&length.to_be_bytes());
        object.extend_from_slice(self.bytes);
        object
    }
}
