//! The form of the recovery code.

use credentials::recovery_code::RecoveryCodeFormat;

use super::key::{Kind, Standing, keys};

keys! {
    /// The keys of `[recovery_code]`.
    pub struct RecoveryCode {
        /// Its form. digits-4x4: sixteen digits, 53 bits, below the 64 bits of NIST SP 800-63B-4 section 4.2.1.1.
        /// base32-4x4: letters and digits with a check symbol, 75 bits.
        format: RecoveryCodeFormat = Kind::Choice(&["digits-4x4", "base32-4x4"]), Standing::Default("\"digits-4x4\"");
    }
}
