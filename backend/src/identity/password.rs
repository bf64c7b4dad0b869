//! Passwords: Argon2id, off the async threads, at most two at a time.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::platform::ApiError;

/// Hashing takes 19 MiB and tens of milliseconds of one core; more than two at
/// once would starve every other request of a small machine.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Hash of a password that nobody has: compared for unknown users, so that the
/// time of an answer does not tell who exists.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                      2ZeVBQ9c8fnqT9/5AfKzqdYYIxgUBXN+HXQ3Jb7uMwM";

/// Argon2id hash of a password, as a PHC string.
///
/// # Errors
/// 500 when the system gives no randomness.
pub async fn hash(password: String) -> Result<String, ApiError> {
    let _place = HASHING.acquire().await.map_err(ApiError::internal)?;
    tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    })
    .await
    .map_err(ApiError::internal)?
    .map_err(ApiError::internal)
}

/// Whether `password` is the one behind `hash`; with no hash (an unknown
/// user) it takes as long and is false.
///
/// # Errors
/// 500 when the check itself fails.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, ApiError> {
    let _place = HASHING.acquire().await.map_err(ApiError::internal)?;
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let matches = argon2::PasswordHash::new(&hash).is_ok_and(|parsed| {
            Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
        });
        known && matches
    })
    .await
    .map_err(ApiError::internal)
}
