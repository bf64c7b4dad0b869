//! Writes of identity: one function each, audited.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rand::RngCore;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::entity::access_grant::{self, ReachKind, Role};
use super::entity::app_user::{self, UserStatus};
use super::entity::{api_token, session};
use super::gate::secret_hash;
use super::problems;
use super::rules::{FAILED_LOGINS_MAX, LOCK, SESSION_LIFE, is_locked};
use super::scope::Reach;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{ApiTokenId, GrantId, PersonId, UserId};
use crate::kernel::period::capital_date;
use crate::platform::ApiError;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::db::Database;
use crate::platform::problem::ApiResult;

mod passwords;

pub use passwords::{OneTimePassword, replace_password, reset_password};

/// A new secret of 256 random bits; `prefix` lets people and scanners
/// recognise a leaked one.
fn fresh_secret(prefix: &str) -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// A session that was opened.
#[derive(Debug)]
pub struct Opened {
    /// The secret for the cookie.
    pub secret: String,
    /// When it ends, UTC.
    pub expires_at: DateTime<Utc>,
}

/// Opens a session for a user whose password was right; before it, where one
/// is given, sets a password of the user's own, which is already hashed, and
/// ends all other sessions and tokens.
///
/// # Errors
/// 401 where the account changed meanwhile; when the database fails.
pub async fn open_session(
    db: &Database,
    user: &app_user::Model,
    new_hash: Option<String>,
    author: &Author,
) -> ApiResult<Opened> {
    let tx = db.begin_write().await?;
    // The password was checked before this lock: it must still be the one, and
    // the account must still be open.
    let now = app_user::Entity::find_by_id(user.id).lock_exclusive().one(&tx).await?;
    let still = |now: &app_user::Model| {
        now.password_hash == user.password_hash
            && now.status == UserStatus::Active
            && !is_locked(now.locked_until, author.at)
    };
    if !now.as_ref().is_some_and(still) {
        return Err((&problems::LOGIN_REFUSED).into());
    }
    if let Some(hash) = new_hash {
        passwords::set_own(&tx, user.id, hash, author).await?;
    }
    let secret = fresh_secret("kibms_");
    let expires_at = author.at + SESSION_LIFE;
    let row = session::ActiveModel {
        id: Set(fresh_id()),
        user_id: Set(user.id),
        token_hash: Set(secret_hash(&secret)),
        created_at: Set(author.at),
        expires_at: Set(expires_at),
        revoked_at: Set(None),
    };
    session::Entity::insert(row).exec_without_returning(&tx).await?;
    if user.failed_logins != 0 {
        set_failures(&tx, user.id, 0, None).await?;
    }
    record(&tx, author, "create_session", user.id, None).await?;
    tx.commit().await?;
    Ok(Opened { secret, expires_at })
}

/// Counts a wrong password and locks the account after too many.
///
/// # Errors
/// When the database fails.
pub async fn count_failure(db: &Database, user: UserId, author: &Author) -> ApiResult<()> {
    let tx = db.begin_write().await?;
    let row = app_user::Entity::find_by_id(user).lock_exclusive().one(&tx).await?;
    // A guess that was under way when the account was locked changes nothing.
    let Some(row) = row.filter(|row| !is_locked(row.locked_until, author.at)) else {
        return Ok(());
    };
    let failures = row.failed_logins + 1;
    let locked = failures >= FAILED_LOGINS_MAX;
    let count = if locked { 0 } else { failures };
    set_failures(&tx, user, count, locked.then(|| author.at + LOCK)).await?;
    let note = json!({ "failed_logins": failures, "locked": locked });
    record(&tx, author, "refuse_login", user, Some(note)).await?;
    tx.commit().await?;
    Ok(())
}

async fn set_failures(
    tx: &DatabaseTransaction,
    user: UserId,
    count: i32,
    locked_until: Option<DateTime<Utc>>,
) -> ApiResult<()> {
    app_user::Entity::update_many()
        .col_expr(app_user::Column::FailedLogins, Expr::value(count))
        .col_expr(app_user::Column::LockedUntil, Expr::value(locked_until))
        .filter(app_user::Column::Id.eq(user))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the session with this credential.
///
/// # Errors
/// When the database fails.
pub async fn end_session(db: &Database, credential_hash: &[u8], author: &Author) -> ApiResult<()> {
    let tx = db.begin_write().await?;
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(Some(author.at)))
        .filter(session::Column::TokenHash.eq(credential_hash.to_vec()))
        .filter(session::Column::RevokedAt.is_null())
        .exec(&tx)
        .await?;
    if let Some(user) = author.user_id {
        record(&tx, author, "delete_current_session", user, None).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn end_credentials(
    tx: &DatabaseTransaction,
    user: UserId,
    at: DateTime<Utc>,
) -> ApiResult<()> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(Some(at)))
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, Expr::value(Some(at)))
        .filter(api_token::Column::UserId.eq(user))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Makes an API token; the secret is returned once and never stored.
///
/// # Errors
/// When the database fails.
pub async fn create_token(
    db: &Database,
    user: UserId,
    name: &str,
    can_write: bool,
    life: TimeDelta,
    author: &Author,
) -> ApiResult<(api_token::Model, String)> {
    let tx = db.begin_write().await?;
    let secret = fresh_secret("kibmt_");
    let row = api_token::ActiveModel {
        id: Set(fresh_id()),
        user_id: Set(user),
        name: Set(name.to_owned()),
        token_hash: Set(secret_hash(&secret)),
        can_write: Set(can_write),
        created_at: Set(author.at),
        expires_at: Set(author.at + life),
        revoked_at: Set(None),
    };
    let row = row.insert(&tx).await?;
    record(
        &tx,
        author,
        "create_token",
        user,
        Some(json!({ "token_id": row.id, "can_write": can_write })),
    )
    .await?;
    tx.commit().await?;
    Ok((row, secret))
}

/// Revokes one of a user's own tokens.
///
/// # Errors
/// 404 when the user has no such token.
pub async fn delete_token(
    db: &Database,
    user: UserId,
    token: ApiTokenId,
    author: &Author,
) -> ApiResult<()> {
    let tx = db.begin_write().await?;
    let ended = api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, Expr::value(Some(author.at)))
        .filter(api_token::Column::Id.eq(token))
        .filter(api_token::Column::UserId.eq(user))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(&tx)
        .await?;
    if ended.rows_affected == 0 {
        return Err(ApiError::not_found());
    }
    record(&tx, author, "delete_token", user, Some(json!({ "token_id": token }))).await?;
    tx.commit().await?;
    Ok(())
}

/// What a new user is made of; the password is already hashed.
#[derive(Debug)]
pub struct NewUser {
    /// Identity, the client's or a fresh one.
    pub id: UserId,
    /// Name to sign in with, lower case.
    pub username: String,
    /// Name to show.
    pub full_name: String,
    /// Argon2id, PHC string.
    pub password_hash: String,
    /// The person of the registry that this user is.
    pub person_id: Option<PersonId>,
}

/// Makes a user without grants.
///
/// # Errors
/// 409 when the name is taken or the person has a user.
pub async fn create_user(
    tx: &DatabaseTransaction,
    new: NewUser,
    author: &Author,
) -> ApiResult<app_user::Model> {
    if super::store::find_user_by_name(tx, &new.username).await?.is_some() {
        return Err((&problems::USERNAME_TAKEN).into());
    }
    require_own_person(tx, new.id, new.person_id).await?;
    let row = app_user::ActiveModel {
        id: Set(new.id),
        username: Set(new.username),
        full_name: Set(new.full_name),
        password_hash: Set(new.password_hash),
        status: Set(UserStatus::Active),
        failed_logins: Set(0),
        locked_until: Set(None),
        one_time_until: Set(None),
        version: Set(1),
        person_id: Set(new.person_id),
        created_at: Set(author.at),
    };
    let row = row.insert(tx).await?;
    let after = json!({ "username": row.username, "person_id": row.person_id });
    record(tx, author, "create_user", row.id, Some(after)).await?;
    Ok(row)
}

/// A person is one user at most; the database knows whether there is such a person.
async fn require_own_person(
    tx: &DatabaseTransaction,
    user: UserId,
    person: Option<PersonId>,
) -> ApiResult<()> {
    let Some(person) = person else { return Ok(()) };
    match super::store::find_user_by_person(tx, person).await? {
        Some(other) if other.id != user => {
            Err(Fault::at(&problems::PERSON_HAS_USER, "/person_id").into())
        }
        _ => Ok(()),
    }
}

/// What an administrator changes of a user.
#[derive(Debug, Clone)]
pub struct UserChange {
    /// Name to show.
    pub full_name: String,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// The person of the registry that this user is.
    pub person_id: Option<PersonId>,
}

/// Changes a user's name, status or person; disabling ends all their credentials.
///
/// # Errors
/// 409 when users would disable themselves.
pub async fn replace_user(
    tx: &DatabaseTransaction,
    user: app_user::Model,
    change: UserChange,
    author: &Author,
) -> ApiResult<app_user::Model> {
    let UserChange { full_name, status, person_id } = change;
    require_own_person(tx, user.id, person_id).await?;
    if status == UserStatus::Disabled {
        require_other_administrator(tx, user.id, author).await?;
    }
    if status == UserStatus::Disabled {
        end_credentials(tx, user.id, author.at).await?;
    }
    let state = |name: &str, status: UserStatus, person: Option<PersonId>| json!({ "full_name": name, "status": status, "person_id": person });
    let before = state(&user.full_name, user.status, user.person_id);
    let after = state(&full_name, status, person_id);
    let version = user.version + 1;
    let mut row: app_user::ActiveModel = user.into();
    row.full_name = Set(full_name);
    row.status = Set(status);
    row.person_id = Set(person_id);
    row.version = Set(version);
    let row = row.update(tx).await?;
    let act = Act { before: Some(before), ..act("replace_user", row.id, Some(after)) };
    audit::record(tx, author, act).await?;
    Ok(row)
}

/// A grant to be made.
#[derive(Debug, Clone)]
pub struct NewGrant {
    /// Whose.
    pub user_id: UserId,
    /// What.
    pub role: Role,
    /// Where.
    pub reach: Reach,
    /// First day.
    pub valid_from: NaiveDate,
    /// Day after the last day.
    pub valid_to: Option<NaiveDate>,
}

/// Makes a grant.
///
/// # Errors
/// When the database fails.
pub async fn create_grant(
    tx: &DatabaseTransaction,
    new: NewGrant,
    author: &Author,
) -> ApiResult<access_grant::Model> {
    let (reach, region_code, organization_id) = match new.reach {
        Reach::National => (ReachKind::National, None, None),
        Reach::Own => (ReachKind::Own, None, None),
        Reach::Region(code) => (ReachKind::Region, Some(code.as_str().to_owned()), None),
        Reach::Organization(id) => (ReachKind::Organization, None, Some(id)),
    };
    let row = access_grant::ActiveModel {
        id: Set(fresh_id()),
        user_id: Set(new.user_id),
        role: Set(new.role),
        reach: Set(reach),
        region_code: Set(region_code),
        organization_id: Set(organization_id),
        valid_from: Set(new.valid_from),
        valid_to: Set(new.valid_to),
        created_at: Set(author.at),
    };
    let row = row.insert(tx).await?;
    let after = json!({
        "grant_id": row.id, "role": row.role, "reach": row.reach, "region_code": row.region_code,
        "organization_id": row.organization_id, "valid_from": row.valid_from, "valid_to": row.valid_to,
    });
    record(tx, author, "create_grant", row.user_id, Some(after)).await?;
    Ok(row)
}

/// Ends a grant today; the row stays for the history.
///
/// # Errors
/// 404 when the user has no such open grant.
pub async fn end_grant(
    tx: &DatabaseTransaction,
    user: UserId,
    grant: GrantId,
    today: NaiveDate,
    author: &Author,
) -> ApiResult<()> {
    let row = access_grant::Entity::find_by_id(grant)
        .filter(access_grant::Column::UserId.eq(user))
        .one(tx)
        .await?
        .filter(|row| row.valid_to.is_none_or(|end| end > today))
        .ok_or_else(ApiError::not_found)?;
    if row.role == Role::Administrator && row.reach == ReachKind::National {
        require_other_administrator(tx, user, author).await?;
    }
    let mut row: access_grant::ActiveModel = row.into();
    row.valid_to = Set(Some(today));
    row.update(tx).await?;
    record(tx, author, "delete_grant", user, Some(json!({ "grant_id": grant, "valid_to": today })))
        .await
}

/// Somebody else must stay able to keep the system. All administrators' rows
/// are locked, so that two who remove each other at once cannot both succeed.
async fn require_other_administrator(
    tx: &DatabaseTransaction,
    leaving: UserId,
    author: &Author,
) -> ApiResult<()> {
    let today = capital_date(author.at);
    let grants = access_grant::Entity::find()
        .filter(access_grant::Column::Role.eq(Role::Administrator))
        .filter(access_grant::Column::Reach.eq(ReachKind::National))
        .filter(access_grant::Column::ValidFrom.lte(today))
        .filter(access_grant::Column::ValidTo.is_null().or(access_grant::Column::ValidTo.gt(today)))
        .all(tx)
        .await?;
    let ids: Vec<UserId> = grants.into_iter().map(|grant| grant.user_id).collect();
    let administrators = app_user::Entity::find()
        .filter(app_user::Column::Id.is_in(ids))
        .filter(app_user::Column::Status.eq(UserStatus::Active))
        .order_by_asc(app_user::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    if administrators.iter().any(|user| user.id == leaving)
        && !administrators.iter().any(|user| user.id != leaving)
    {
        return Err((&problems::LAST_ADMINISTRATOR).into());
    }
    Ok(())
}

fn act(action: &'static str, user: UserId, after: Option<serde_json::Value>) -> Act<'static> {
    Act { action, subject_kind: "user", subject_id: user.to_string(), after, ..Act::default() }
}

async fn record(
    conn: &impl ConnectionTrait,
    author: &Author,
    action: &'static str,
    user: UserId,
    after: Option<serde_json::Value>,
) -> ApiResult<()> {
    Ok(audit::record(conn, author, act(action, user, after)).await?)
}
