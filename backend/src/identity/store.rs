//! SQL of identity.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value,
};

use super::entity::access_grant::{self, ReachKind, Role};
use super::entity::{api_token, app_user};
use super::scope::{Actor, Grant, Reach, Scope};
use crate::kernel::ids::{ApiTokenId, AuditEventId, PersonId, UserId};
use crate::kernel::region_code::RegionCode;
use crate::platform::db::statement;
use crate::platform::entity::audit_event;
use crate::platform::page::PageRequest;

/// The kinds of credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    /// A browser session.
    Session,
    /// An API token.
    Token,
}

/// The active user behind a credential that is valid at `now`, with grants,
/// and when the credential ends.
///
/// # Errors
/// When the database fails.
pub async fn find_actor(
    conn: &impl ConnectionTrait,
    credential: Credential,
    token_hash: &[u8],
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Option<(Actor, chrono::DateTime<chrono::Utc>)>, DbErr> {
    let (table, can_write) = match credential {
        Credential::Session => ("session", "NULL"),
        Credential::Token => ("api_token", "c.can_write"),
    };
    let sql = format!(
        "SELECT u.id, u.username, {can_write} AS can_write, c.expires_at, g.role, g.reach, g.region_code, \
                g.organization_id, g.valid_from, g.valid_to \
         FROM {table} c JOIN app_user u ON u.id = c.user_id \
         LEFT JOIN access_grant g ON g.user_id = u.id \
         WHERE c.token_hash = $1 AND c.revoked_at IS NULL AND u.status = 'active'"
    );
    let rows = conn.query_all_raw(statement(conn, sql, vec![token_hash.to_vec().into()])).await?;
    let mut found: Option<(Actor, chrono::DateTime<chrono::Utc>)> = None;
    for row in rows {
        let expires_at: chrono::DateTime<chrono::Utc> = row.try_get("", "expires_at")?;
        if expires_at <= now {
            return Ok(None);
        }
        let can_write: Option<bool> = row.try_get("", "can_write")?;
        let user_id = row.try_get("", "id")?;
        let username: String = row.try_get("", "username")?;
        let (known, _) = found.get_or_insert_with(|| {
            let can_write = can_write.unwrap_or(true);
            (Actor { user_id, username, grants: Vec::new(), can_write }, expires_at)
        });
        if let Some(role) = row.try_get::<Option<Role>>("", "role")? {
            known.grants.push(Grant {
                role,
                reach: reach(
                    row.try_get("", "reach")?,
                    row.try_get("", "region_code")?,
                    row.try_get("", "organization_id")?,
                )?,
                valid_from: row.try_get("", "valid_from")?,
                valid_to: row.try_get("", "valid_to")?,
            });
        }
    }
    Ok(found)
}

fn reach(
    kind: ReachKind,
    region: Option<String>,
    organization: Option<crate::kernel::ids::OrganizationId>,
) -> Result<Reach, DbErr> {
    match (kind, region, organization) {
        (ReachKind::National, ..) => Ok(Reach::National),
        (ReachKind::Own, ..) => Ok(Reach::Own),
        (ReachKind::Region, Some(code), _) => {
            let code: Result<RegionCode, _> = code.parse();
            code.map(Reach::Region)
                .map_err(|_| DbErr::Type("a grant with a malformed region code".into()))
        }
        (ReachKind::Organization, _, Some(id)) => Ok(Reach::Organization(id)),
        _ => Err(DbErr::Type("a grant without its reach".into())),
    }
}

/// The condition that a row lies in `scope`, by the columns that hold its
/// region code and its organization's id.
pub fn scope_condition(scope: &Scope, region: &SimpleExpr, organization: &SimpleExpr) -> Condition {
    if scope.national {
        return Condition::all();
    }
    if scope.regions.is_empty() && scope.organizations.is_empty() {
        // An empty `any` would be true: a scope that reaches nothing must be false.
        return Condition::all().add(Expr::val(1).eq(2));
    }
    // Nothing but comparisons of columns: one other branch, and no index serves.
    let mut condition = Condition::any();
    for code in &scope.regions {
        let (low, high) = code.subtree_bounds();
        condition = condition
            .add(Condition::all().add(region.clone().gte(low)).add(region.clone().lt(high)));
    }
    if !scope.organizations.is_empty() {
        condition = condition.add(organization.clone().is_in(scope.organizations.iter().copied()));
    }
    condition
}

/// The same condition as text for raw SQL; its values are pushed to `values`.
pub fn scope_sql(
    scope: &Scope,
    region: &str,
    organization: &str,
    values: &mut Vec<Value>,
) -> String {
    if scope.national {
        return "1 = 1".to_owned();
    }
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let mut terms = vec!["1 = 2".to_owned()];
    for code in &scope.regions {
        let (low, high) = code.subtree_bounds();
        terms.push(format!(
            "({region} >= {} AND {region} < {})",
            place(low.into()),
            place(high.into())
        ));
    }
    for id in &scope.organizations {
        terms.push(format!("{organization} = {}", place((*id).into())));
    }
    format!("({})", terms.join(" OR "))
}

/// The user with this name.
///
/// # Errors
/// When the database fails.
pub async fn find_user_by_name(
    conn: &impl ConnectionTrait,
    username: &str,
) -> Result<Option<app_user::Model>, DbErr> {
    app_user::Entity::find().filter(app_user::Column::Username.eq(username)).one(conn).await
}

/// Users after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_users(
    conn: &impl ConnectionTrait,
    page: &PageRequest<UserId>,
) -> Result<Vec<app_user::Model>, DbErr> {
    let query = app_user::Entity::find();
    page.rows(query, app_user::Column::Id).all(conn).await
}

/// All grants of one user, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list_grants(
    conn: &impl ConnectionTrait,
    user: UserId,
) -> Result<Vec<access_grant::Model>, DbErr> {
    access_grant::Entity::find()
        .filter(access_grant::Column::UserId.eq(user))
        .order_by_asc(access_grant::Column::Id)
        .limit(500)
        .all(conn)
        .await
}

/// API tokens of one user that were not revoked, after a cursor, oldest first;
/// one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_tokens(
    conn: &impl ConnectionTrait,
    user: UserId,
    page: &PageRequest<ApiTokenId>,
) -> Result<Vec<api_token::Model>, DbErr> {
    let query = api_token::Entity::find()
        .filter(api_token::Column::UserId.eq(user))
        .filter(api_token::Column::RevokedAt.is_null());
    page.rows(query, api_token::Column::Id).all(conn).await
}

/// The user who is this person.
///
/// # Errors
/// When the database fails.
pub async fn find_user_by_person(
    conn: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Option<app_user::Model>, DbErr> {
    app_user::Entity::find().filter(app_user::Column::PersonId.eq(person)).one(conn).await
}

/// Which audit events are asked for.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only of this kind of subject.
    pub subject_kind: Option<String>,
    /// Only of this subject.
    pub subject_id: Option<String>,
    /// Only of this operation.
    pub action: Option<String>,
}

/// Audit events in scope after a cursor, oldest first; one more than the
/// limit. Events without a region are for a national reach only.
///
/// # Errors
/// When the database fails.
pub async fn list_audit_events(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &AuditFilter,
    page: &PageRequest<AuditEventId>,
) -> Result<Vec<audit_event::Model>, DbErr> {
    use audit_event::Column;
    let region = Expr::col((audit_event::Entity, Column::RegionCode));
    let nothing: SimpleExpr = Expr::val(Option::<uuid::Uuid>::None);
    let mut query = audit_event::Entity::find().filter(scope_condition(scope, &region, &nothing));
    if let Some(kind) = &filter.subject_kind {
        query = query.filter(Column::SubjectKind.eq(kind));
    }
    if let Some(id) = &filter.subject_id {
        query = query.filter(Column::SubjectId.eq(id));
    }
    if let Some(action) = &filter.action {
        query = query.filter(Column::Action.eq(action));
    }
    page.rows(query, Column::Id).all(conn).await
}

#[cfg(test)]
mod tests {
    use sea_orm::sea_query::{Query, SqliteQueryBuilder};

    use super::*;

    fn written(scope: &Scope) -> String {
        let condition = scope_condition(scope, &Expr::col("region"), &Expr::col("organization"));
        Query::select().column("id").from("t").cond_where(condition).to_string(SqliteQueryBuilder)
    }

    #[test]
    fn a_region_is_sought_by_its_index_alone() {
        let code = "33.01".parse().expect("a region code");

        let sql = written(&Scope { regions: vec![code], ..Scope::default() });

        let range = r#"WHERE "region" >= '33.01' AND "region" < '33.01/'"#;
        assert!(sql.ends_with(range), "{sql}");
        assert!(!sql.contains("1 = 2"), "a constant branch keeps SQLite from the index: {sql}");
    }

    #[test]
    fn a_scope_that_reaches_nothing_is_false() {
        assert!(written(&Scope::default()).ends_with("WHERE 1 = 2"));
    }
}
