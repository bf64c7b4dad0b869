//! Passwords: the user's own, and the one that others set for one login (ADR-0036).

use chrono::{DateTime, Utc};
use rand::RngCore;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use super::{end_credentials, record, set_failures};
use crate::identity::entity::app_user;
use crate::identity::password;
use crate::identity::rules::ONE_TIME_LIFE;
use crate::kernel::ids::UserId;
use crate::platform::audit::Author;
use crate::platform::db::Database;
use crate::platform::problem::ApiResult;

/// The signs of a one-time password: none that is taken for another when it is
/// read out or copied by hand. Thirty-two, so that a byte picks one evenly.
const SIGNS: &[u8; 32] = b"abcdefghjkmnopqrstuvwxyz23456789";
/// Groups of a one-time password, and signs of a group: 80 random bits.
const GROUPS: (usize, usize) = (4, 4);

/// A one-time password, to be handed to its user; no `Debug`, so that none
/// gets into a log.
pub struct OneTimePassword {
    /// The password, which is nowhere else.
    pub password: String,
    /// No login with it from this instant on, UTC.
    pub until: DateTime<Utc>,
}

/// Replaces a user's password by one of their own and ends all their sessions
/// and tokens.
///
/// # Errors
/// When the database or the hashing fails.
pub async fn replace_password(
    db: &Database,
    user: UserId,
    new: String,
    author: &Author,
) -> ApiResult<()> {
    let hash = password::hash(new).await?;
    let tx = db.begin_write().await?;
    set_own(&tx, user, hash, author).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in the caller's transaction; the password is already hashed.
///
/// # Errors
/// When the database fails.
pub(super) async fn set_own(
    tx: &DatabaseTransaction,
    user: UserId,
    hash: String,
    author: &Author,
) -> ApiResult<()> {
    set(tx, user, hash, None, author).await?;
    record(tx, author, "replace_password", user, None).await
}

/// Sets a fresh one-time password for a user who forgot theirs: ends their
/// sessions and tokens and opens an account that wrong guesses locked. A
/// disabled user stays disabled.
///
/// # Errors
/// When the database or the hashing fails.
pub async fn reset_password(
    db: &Database,
    user: UserId,
    author: &Author,
) -> ApiResult<OneTimePassword> {
    let fresh = fresh_password();
    let hash = password::hash(fresh.clone()).await?;
    let until = author.at + ONE_TIME_LIFE;
    let tx = db.begin_write().await?;
    set(&tx, user, hash, Some(until), author).await?;
    set_failures(&tx, user, 0, None).await?;
    let after = json!({ "one_time_until": until });
    record(&tx, author, "reset_password", user, Some(after)).await?;
    tx.commit().await?;
    Ok(OneTimePassword { password: fresh, until })
}

async fn set(
    tx: &DatabaseTransaction,
    user: UserId,
    hash: String,
    one_time_until: Option<DateTime<Utc>>,
    author: &Author,
) -> ApiResult<()> {
    app_user::Entity::update_many()
        .col_expr(app_user::Column::PasswordHash, Expr::value(hash))
        .col_expr(app_user::Column::OneTimeUntil, Expr::value(one_time_until))
        .col_expr(app_user::Column::Version, Expr::col(app_user::Column::Version).add(1))
        .filter(app_user::Column::Id.eq(user))
        .exec(tx)
        .await?;
    end_credentials(tx, user, author.at).await
}

fn fresh_password() -> String {
    let (groups, signs) = GROUPS;
    let mut bytes = vec![0_u8; groups * signs];
    rand::rng().fill_bytes(&mut bytes);
    let sign = |byte: &u8| char::from(SIGNS[usize::from(byte % 32)]);
    let groups = bytes.chunks(signs).map(|group| group.iter().map(sign).collect());
    groups.collect::<Vec<String>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::rules::check_password;

    #[test]
    fn a_one_time_password_is_strong_and_another_each_time() {
        let (one, other) = (fresh_password(), fresh_password());

        assert_ne!(one, other);
        assert_eq!(one.len(), 19);
        assert!(check_password(&one, "ina.kei", "").is_ok());
        assert!(one.split('-').all(|group| group.bytes().all(|sign| SIGNS.contains(&sign))));
    }
}
