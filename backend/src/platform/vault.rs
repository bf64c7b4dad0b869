//! Personal data at rest: encrypted, and found by a keyed hash.

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use rand::RngCore;
use sea_orm::{ConnectionTrait, DbErr};
use sha2::Sha256;

use super::db::{Database, statement};

/// Names the key that sealed a value, for a later change of keys.
const KEY_NUMBER: u8 = 1;
const NONCE_BYTES: usize = 12;
/// Where, and as what, the check value is sealed.
const CHECK_PLACE: &str = "secret_check";

/// Seals values with AES-256-GCM-SIV and makes blind indexes with HMAC-SHA256;
/// both keys derive from one master secret (ADR-0005).
#[derive(Clone)]
pub struct Vault {
    cipher: Aes256GcmSiv,
    index_key: [u8; 32],
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Vault(..)")
    }
}

/// Why a vault cannot work.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum VaultError {
    /// The master secret is unusable.
    #[error(
        "the secret key must be 32 random bytes in base64, such as from `openssl rand -base64 32`"
    )]
    BadSecret,
    /// The secret is not the one that this database was first served with.
    #[error(
        "this secret key is not the one that the database was first served with; sealed data would not open"
    )]
    OtherSecret,
    /// The database failed while the secret was checked.
    #[error("the secret key could not be checked: {0}")]
    Database(String),
    /// A sealed value does not open: another key, another row, or damage.
    #[error("a sealed value does not open with this key in this place")]
    DoesNotOpen,
}

impl Vault {
    /// A vault from a master secret of 32 bytes in base64.
    ///
    /// # Errors
    /// [`VaultError::BadSecret`] when the secret has another form.
    pub fn from_secret(secret: &str) -> Result<Self, VaultError> {
        let master = STANDARD.decode(secret.trim()).map_err(|_| VaultError::BadSecret)?;
        if master.len() != 32 {
            return Err(VaultError::BadSecret);
        }
        let cipher_key = keyed_hash(&master, b"kibm seal v1");
        let index_key = keyed_hash(&master, b"kibm index v1");
        Ok(Self { cipher: Aes256GcmSiv::new(&cipher_key.into()), index_key })
    }

    /// Seals `plain` for one place (`table/column/row id`), which is
    /// authenticated with it: a sealed value moved to another row does not open.
    ///
    /// # Errors
    /// Only when the value is beyond the cipher's limits.
    pub fn seal(&self, place: &str, plain: &str) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload { msg: plain.as_bytes(), aad: place.as_bytes() };
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| VaultError::DoesNotOpen)?;
        let mut bytes = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        bytes.push(KEY_NUMBER);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    /// Opens what [`Vault::seal`] sealed for the same place.
    ///
    /// # Errors
    /// [`VaultError::DoesNotOpen`].
    pub fn open(&self, place: &str, bytes: &[u8]) -> Result<String, VaultError> {
        let (header, sealed) =
            bytes.split_at_checked(1 + NONCE_BYTES).ok_or(VaultError::DoesNotOpen)?;
        let nonce: [u8; NONCE_BYTES] =
            header[1..].try_into().map_err(|_| VaultError::DoesNotOpen)?;
        if header[0] != KEY_NUMBER {
            return Err(VaultError::DoesNotOpen);
        }
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let plain = self
            .cipher
            .decrypt(&Nonce::from(nonce), payload)
            .map_err(|_| VaultError::DoesNotOpen)?;
        String::from_utf8(plain).map_err(|_| VaultError::DoesNotOpen)
    }

    /// Keyed hash of what a client sent, by which an identical resend is
    /// recognised whatever has happened to the row since.
    #[must_use]
    pub fn creation_hash(&self, draft: &impl serde::Serialize) -> Vec<u8> {
        let text = serde_json::to_string(draft).unwrap_or_default();
        self.blind_index("creation", &text)
    }

    /// Checks that this is the secret that the database was first served with,
    /// so that nothing is ever sealed with a key that its owner does not mean.
    ///
    /// # Errors
    /// [`VaultError::OtherSecret`], or the database's failure.
    pub async fn check(&self, database: &Database) -> Result<(), VaultError> {
        let failed = |error: DbErr| VaultError::Database(error.to_string());
        let ours = self.seal(CHECK_PLACE, CHECK_PLACE)?;
        let conn = database.write();
        let claim =
            "INSERT INTO secret_check (id, sealed) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
        conn.execute_raw(statement(conn, claim, vec![ours.into()])).await.map_err(failed)?;
        let known = statement(conn, "SELECT sealed FROM secret_check WHERE id = 1", vec![]);
        let row =
            conn.query_one_raw(known).await.map_err(failed)?.ok_or(VaultError::OtherSecret)?;
        let sealed: Vec<u8> = row.try_get_by_index(0).map_err(failed)?;
        self.open(CHECK_PLACE, &sealed).map(drop).map_err(|_| VaultError::OtherSecret)
    }

    /// Keyed hash of a value, by which it is found without being stored (R108).
    #[must_use]
    pub fn blind_index(&self, purpose: &str, value: &str) -> Vec<u8> {
        keyed_hash(&self.index_key, format!("{purpose}\0{value}").as_bytes()).to_vec()
    }
}

fn keyed_hash(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    // Every transaction of a ledger is hashed with such a text.
    let digit = |four: u8| char::from(DIGITS[usize::from(four & 0xf)]);
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(*byte));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(byte: u8) -> Vault {
        Vault::from_secret(&STANDARD.encode([byte; 32])).unwrap()
    }

    #[test]
    fn a_sealed_value_opens_in_its_place_only() {
        let sealed = vault(1).seal("person/nik/a", "8102012902000001").unwrap();

        assert_eq!(vault(1).open("person/nik/a", &sealed).unwrap(), "8102012902000001");
        assert_eq!(vault(1).open("person/nik/b", &sealed), Err(VaultError::DoesNotOpen));
        assert_eq!(vault(2).open("person/nik/a", &sealed), Err(VaultError::DoesNotOpen));
        assert_eq!(vault(1).open("person/nik/a", &sealed[..9]), Err(VaultError::DoesNotOpen));
    }

    #[test]
    fn a_value_is_sealed_differently_each_time_and_indexed_alike() {
        let vault = vault(1);

        assert_ne!(vault.seal("p", "x").unwrap(), vault.seal("p", "x").unwrap());
        assert_eq!(vault.blind_index("nik", "x"), vault.blind_index("nik", "x"));
        assert_ne!(vault.blind_index("nik", "x"), vault.blind_index("phone", "x"));
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert_eq!(Vault::from_secret("c2hvcnQ=").unwrap_err(), VaultError::BadSecret);
    }
}
