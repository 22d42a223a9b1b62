//! Numbers and codes by SMS, with what the real verifiers say about them.
//!
//! A code goes by the name of the message in which it went out, a number by the factor that it is or will be.

use credentials::ids::{FactorId, JourneyId};
use credentials::phone::PhoneNumber;
use credentials::sms::{
    PendingSms, SealedPhone, SentSms, SmsCode, SmsProven, SmsRefusal, prove_pending_sms, verify_sms,
};
use credentials::witness::{FactorVerified, ProvenFirst};
use jiff::Timestamp;
use journey::SmsSeed;

use super::secrets::{Memory, Secrets, Seeded, Who, journey_id, noon, number, remember};

/// What was sealed before, so that the same question gives the same row.
#[derive(Default)]
pub struct Numbers {
    rows: Memory<(FactorId, Who), SealedPhone>,
    proven: Memory<(PendingSms, u32, JourneyId, Timestamp), Option<SmsProven>>,
}

/// The plain ones.
impl Secrets {
    /// The code of the message of this name.
    pub fn sms_code(message: u32) -> SmsCode {
        SmsCode::generate(&Seeded::new(0x5135_0000_0000 + u64::from(message)))
    }

    pub fn phone(factor: FactorId) -> PhoneNumber {
        PhoneNumber::from_e164(&format!("+3161{:07}", number(factor.as_uuid()) % 10_000_000)).unwrap()
    }

    /// The message of this name, on its way to the number of this factor.
    pub fn sms_seed(&self, message: u32, factor: FactorId, journey: JourneyId, now: Timestamp) -> SmsSeed {
        let code = Self::sms_code(message);
        let sent = SentSms::new(code, factor, journey, &self.keyring, now);
        SmsSeed { sent, number: Self::phone(factor), code }
    }
}

/// The verifiers.
impl Secrets {
    fn phone_row(&self, factor: FactorId, owner: Who) -> SealedPhone {
        remember(&self.numbers.rows, (factor, owner), || {
            let password = self.verify_password(owner, owner, journey_id(0), noon()).unwrap();
            let seed = self.sms_seed(0, factor, journey_id(0), noon());
            let pending = PendingSms { factor, sent: Some((seed.number, seed.sent)) };
            prove_pending_sms(&pending, &password, seed.code, &self.keyring, noon(), &self.rng).unwrap().row
        })
    }

    /// The code of a message against the newest that this journey has sent to an enrolled number.
    pub fn verify_sms(
        &self,
        (factor, owner): (FactorId, Who),
        sent: &SentSms,
        message: u32,
        id: JourneyId,
        now: Timestamp,
    ) -> Result<FactorVerified, SmsRefusal> {
        verify_sms(&self.phone_row(factor, owner), sent, Self::sms_code(message), &self.keyring, id, now)
    }

    /// The code of a message against the newest that went to a new number.
    pub fn prove_sms(
        &self,
        pending: &PendingSms,
        first: &impl ProvenFirst,
        message: u32,
        now: Timestamp,
    ) -> Option<SmsProven> {
        remember(&self.numbers.proven, (pending.clone(), message, first.journey(), now), || {
            prove_pending_sms(pending, first, Self::sms_code(message), &self.keyring, now, &self.rng).ok()
        })
    }
}
