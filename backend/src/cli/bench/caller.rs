//! The user whom the measurement signs in as, for its duration only.

use chrono::TimeDelta;
use rand::RngCore;

use crate::cli::{Failure, told};
use crate::identity::actions::{self, NewGrant, NewUser, UserChange};
use crate::identity::entity::access_grant::Role;
use crate::identity::entity::app_user::{self, UserStatus};
use crate::identity::{Reach, password};
use crate::kernel::ids::UserId;
use crate::kernel::period::capital_date;
use crate::platform::audit::Author;
use crate::platform::clock::{Clock, fresh_id};
use crate::platform::db::Database;
use crate::platform::vault::hex;

/// An administrator with an API token; another must be there, since the last
/// one cannot be disabled again.
#[derive(Debug)]
pub struct Caller {
    user: app_user::Model,
    /// The token.
    pub secret: String,
}

impl Caller {
    /// Who.
    pub fn user_id(&self) -> UserId {
        self.user.id
    }
}

/// Makes the user, with a password that nobody knows and a token of an hour.
///
/// # Errors
/// When the database fails.
pub async fn make(db: &Database) -> Result<Caller, Failure> {
    let at = Clock::system().now();
    let author = Author::system("bench", at);
    let mut secret = [0_u8; 32];
    rand::rng().fill_bytes(&mut secret);
    let password_hash = password::hash(hex(&secret)).await.map_err(told)?;
    let id: UserId = fresh_id();
    let new = NewUser {
        id,
        username: format!("bench-{}", id.uuid().simple()),
        full_name: "kibm bench".to_owned(),
        password_hash,
        person_id: None,
    };
    let tx = db.begin_write().await?;
    let user = actions::create_user(&tx, new, &author).await.map_err(told)?;
    let grant = NewGrant {
        user_id: id,
        role: Role::Administrator,
        reach: Reach::National,
        valid_from: capital_date(at),
        valid_to: None,
    };
    actions::create_grant(&tx, grant, &author).await.map_err(told)?;
    tx.commit().await?;
    let (_, secret) = actions::create_token(db, id, "bench", true, TimeDelta::hours(1), &author)
        .await
        .map_err(told)?;
    Ok(Caller { user, secret })
}

/// Disables the user, which ends the token.
///
/// # Errors
/// When the database fails.
pub async fn end(db: &Database, caller: &Caller) -> Result<(), Failure> {
    let author = Author::system("bench", Clock::system().now());
    let tx = db.begin_write().await?;
    let user = caller.user.clone();
    let change = UserChange {
        full_name: user.full_name.clone(),
        status: UserStatus::Disabled,
        person_id: None,
    };
    actions::replace_user(&tx, user, change, &author).await.map_err(told)?;
    tx.commit().await?;
    Ok(())
}
