//! The sealed rows against which a second factor and a recovery code are verified.

use credentials::ids::{AccountId, CodeId, FactorId};
use credentials::recovery_code::{RecoveryCodeFormat, SealedRecoveryCode};
use credentials::security_key::{CredentialHash, SealedKey};
use credentials::sms::SealedPhone;
use credentials::totp::SealedTotp;
use jiff::Timestamp;
use journey::{FactorKind, Policy};

use crate::db::{Row, values};
use crate::{Store, StoreError};

impl Store {
    /// The authenticator apps of an account that count.
    pub async fn load_totp(&self, account: AccountId) -> Result<Vec<SealedTotp>, StoreError> {
        let sql = "SELECT id, secret_sealed, last_step FROM factors \
                   WHERE account_id = $1 AND kind = $2 AND wiped_at IS NULL ORDER BY bound_at, id";
        let read = |row: &Row| {
            Ok(SealedTotp {
                factor: FactorId::from_uuid(row.uuid("id")?),
                account,
                sealed: row.sealed("secret_sealed")?,
                last_step: row.int_opt("last_step")?,
            })
        };
        self.db.fetch_all(sql, &values![account, FactorKind::Totp.as_str()]).await?.iter().map(read).collect()
    }

    /// The mobile numbers of an account that count.
    pub async fn load_phones(&self, account: AccountId) -> Result<Vec<SealedPhone>, StoreError> {
        let sql = "SELECT id, secret_sealed FROM factors \
                   WHERE account_id = $1 AND kind = $2 AND wiped_at IS NULL ORDER BY bound_at, id";
        let read = |row: &Row| {
            let factor = FactorId::from_uuid(row.uuid("id")?);
            Ok(SealedPhone { factor, account, sealed: row.sealed("secret_sealed")? })
        };
        self.db.fetch_all(sql, &values![account, FactorKind::Sms.as_str()]).await?.iter().map(read).collect()
    }

    /// The security keys and passkeys of an account that count; whoever begins a ceremony says which of them it is for.
    pub async fn load_keys(&self, account: AccountId) -> Result<Vec<SealedKey>, StoreError> {
        let sql = "SELECT id, kind, secret_sealed, credential_hash, sign_count FROM factors \
                   WHERE account_id = $1 AND kind IN ($2, $3) AND wiped_at IS NULL ORDER BY bound_at, id";
        let read = |row: &Row| {
            let hash = row.bytes("credential_hash")?.try_into();
            Ok(SealedKey {
                role: row.word("kind", |text| FactorKind::parse(text)?.key_role())?,
                factor: FactorId::from_uuid(row.uuid("id")?),
                account,
                sealed: row.sealed("secret_sealed")?,
                credential: hash
                    .map(CredentialHash::from_bytes)
                    .map_err(|_| StoreError::Row { column: "credential_hash" })?,
                sign_count: u32::try_from(row.int("sign_count")?)
                    .map_err(|_| StoreError::Row { column: "sign_count" })?,
            })
        };
        let [one, other] = FactorKind::KEYS.map(FactorKind::as_str);
        self.db.fetch_all(sql, &values![account, one, other]).await?.iter().map(read).collect()
    }

    /// The recovery code with which a recovery can begin, go on, or wait at `now` (rule J4, requirement RC-10).
    pub async fn load_recovery_code(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Option<SealedRecoveryCode>, StoreError> {
        let sql = "SELECT id, format, hash_sealed FROM recovery_codes WHERE account_id = $1 \
                   AND (status = 'active' OR (status = 'accepted' AND accepted_until > $2) \
                   OR (status = 'waiting' AND effective_at > $3))";
        let parameters = values![account, now, now - Policy::RECOVERY];
        let Some(row) = self.db.fetch_optional(sql, &parameters).await? else { return Ok(None) };
        Ok(Some(SealedRecoveryCode {
            id: CodeId::from_uuid(row.uuid("id")?),
            account,
            format: row.word("format", RecoveryCodeFormat::parse)?,
            sealed: row.sealed("hash_sealed")?,
        }))
    }
}
