//! Passwords and locks: pure decisions.
//!
//! Source: house rule, ADR-0004; NIST SP 800-63B.

use chrono::{DateTime, TimeDelta, Utc};

use super::problems;
use crate::kernel::fault::Fault;

/// Wrong passwords in a row until an account is locked.
pub const FAILED_LOGINS_MAX: i32 = 10;
/// How long a locked account stays locked.
pub const LOCK: TimeDelta = TimeDelta::minutes(15);
/// How long a browser session lasts.
pub const SESSION_LIFE: TimeDelta = TimeDelta::hours(12);
/// The longest life of an API token, in days.
pub const TOKEN_DAYS_MAX: i64 = 366;

/// How long a password that somebody else set can be used.
pub const ONE_TIME_LIFE: TimeDelta = TimeDelta::days(3);

/// Whether the password was set by somebody else and not used in time.
///
/// Source: house rule, ADR-0036.
#[must_use]
pub fn is_expired(one_time_until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    one_time_until.is_some_and(|until| now >= until)
}

/// Refuses a login that should have brought a password of the user's own: one
/// by a password that somebody else set, which does not serve again.
///
/// Source: house rule, ADR-0036.
///
/// # Errors
/// [`problems::NEW_PASSWORD_NEEDED`], [`problems::WEAK_PASSWORD`].
pub fn check_new_password(
    one_time_until: Option<DateTime<Utc>>,
    username: &str,
    present: &str,
    new: Option<&str>,
) -> Result<(), Fault> {
    let pointer = "/new_password";
    match new {
        Some(new) if one_time_until.is_some() && new == present => {
            Err(Fault::at(&problems::NEW_PASSWORD_NEEDED, pointer))
        }
        Some(new) => check_password(new, username, pointer),
        None if one_time_until.is_some() => Err(Fault::at(&problems::NEW_PASSWORD_NEEDED, pointer)),
        None => Ok(()),
    }
}

/// Whether an account is locked at `now`.
///
/// Source: house rule, ADR-0004.
#[must_use]
pub fn is_locked(locked_until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    locked_until.is_some_and(|until| now < until)
}

/// Refuses weak passwords: at least 12 characters, at most 128, and not the
/// user's own name. No composition rules and no forced change.
///
/// Source: NIST SP 800-63B section 5.1.1.2; house rule, ADR-0004.
///
/// # Errors
/// [`problems::WEAK_PASSWORD`] at `pointer`.
pub fn check_password(password: &str, username: &str, pointer: &str) -> Result<(), Fault> {
    let length = password.chars().count();
    let own_name = password.to_lowercase().contains(&username.to_lowercase());
    let one_letter = password.chars().all(|character| password.starts_with(character));
    if (12..=128).contains(&length) && !own_name && !one_letter {
        return Ok(());
    }
    Err(Fault::at(&problems::WEAK_PASSWORD, pointer))
}

#[cfg(test)]
mod tests;
