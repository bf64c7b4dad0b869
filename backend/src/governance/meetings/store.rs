//! SQL of meetings.

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use super::entity::meeting;
use crate::identity::Scope;
use crate::identity::store::scope_sql;
use crate::kernel::ids::{AnnualMeetingId, OrganizationId};
use crate::kernel::region_code::RegionCode;
use crate::platform::db::statement;
use crate::platform::page::PageRequest;
use crate::registry::entity::organization::{LegalForm, OrganizationStatus};
use crate::registry::store::organizations_in;

/// The most meetings of one organization that are looked at: those of the
/// latest book years.
const LATEST_MAX: u64 = 100;

/// Meetings of an organization after a cursor, oldest first, on one book year or
/// all; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_meetings(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    book_year: Option<i64>,
    page: &PageRequest<AnnualMeetingId>,
) -> Result<Vec<meeting::Model>, DbErr> {
    use meeting::Column;
    let mut query = meeting::Entity::find().filter(Column::OrganizationId.eq(organization));
    if let Some(year) = book_year {
        query = query.filter(Column::BookYear.eq(year));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One meeting whose organization is in scope, by its present seat.
///
/// # Errors
/// When the database fails.
pub async fn find_meeting(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: AnnualMeetingId,
) -> Result<Option<meeting::Model>, DbErr> {
    let of = Expr::col((meeting::Entity, meeting::Column::OrganizationId))
        .in_subquery(organizations_in(scope));
    meeting::Entity::find_by_id(id).filter(of).one(conn).await
}

/// The records in force of an organization's meetings on a book year.
///
/// # Errors
/// When the database fails.
pub async fn standing_meetings(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    book_year: i64,
) -> Result<Vec<meeting::Model>, DbErr> {
    use meeting::Column;
    meeting::Entity::find()
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::BookYear.eq(book_year))
        .filter(Column::WithdrawnAt.is_null())
        .order_by_asc(Column::Id)
        .limit(LATEST_MAX)
        .all(conn)
        .await
}

/// The records in force of an organization's meetings with these minutes.
///
/// # Errors
/// When the database fails.
pub async fn meetings_with_minutes(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    sha256: &str,
) -> Result<Vec<meeting::Model>, DbErr> {
    use meeting::Column;
    meeting::Entity::find()
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::MinutesSha256.eq(sha256))
        .filter(Column::WithdrawnAt.is_null())
        .order_by_asc(Column::Id)
        .limit(LATEST_MAX)
        .all(conn)
        .await
}

/// The records in force of meetings of organizations that have one of these
/// numbers: at most one a number, organization and book year.
///
/// # Errors
/// When the database fails.
pub async fn find_by_numbers(
    conn: &impl ConnectionTrait,
    organizations: Vec<OrganizationId>,
    numbers: Vec<&str>,
) -> Result<Vec<meeting::Model>, DbErr> {
    use meeting::Column;
    meeting::Entity::find()
        .filter(Column::OrganizationId.is_in(organizations))
        .filter(Column::Number.is_in(numbers))
        .filter(Column::WithdrawnAt.is_null())
        .all(conn)
        .await
}

/// The meetings in force of an organization that were held by a day, that on
/// the latest book year first.
///
/// # Errors
/// When the database fails.
pub async fn held_by(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    day: NaiveDate,
) -> Result<Vec<meeting::Model>, DbErr> {
    use meeting::Column;
    meeting::Entity::find()
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::HeldOn.lte(day))
        .filter(Column::WithdrawnAt.is_null())
        .order_by_desc(Column::BookYearEnd)
        .order_by_desc(Column::HeldOn)
        .limit(LATEST_MAX)
        .all(conn)
        .await
}

/// An organization whose yearly meeting is overdue.
#[derive(Debug, FromQueryResult)]
pub struct OverdueRow {
    /// Which.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Its form.
    pub legal_form: LegalForm,
    /// Region of its seat.
    pub region_code: String,
    /// Day of founding.
    pub founded_on: Option<NaiveDate>,
    /// End of the latest book year with a meeting.
    pub last_end: Option<NaiveDate>,
}

/// Organizations of one form that are overdue, as dates that the rules worked
/// out say.
#[derive(Debug, Clone, Copy)]
pub struct OverdueForm {
    /// The form.
    pub form: LegalForm,
    /// The latest book year with a meeting ended on this day or before.
    pub last: NaiveDate,
    /// Without any meeting: founded on this day or before.
    pub founded: NaiveDate,
    /// Without any meeting: also where the founding is not known.
    pub unknown: bool,
}

/// Which organizations are asked for.
#[derive(Debug, Clone)]
pub struct OverdueFilter {
    /// In this region or below.
    pub region: Option<RegionCode>,
    /// By form.
    pub forms: Vec<OverdueForm>,
    /// The day: meetings held later do not count.
    pub as_of: NaiveDate,
}

/// Organizations at work in scope whose yearly meeting is overdue, after a
/// cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_overdue(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &OverdueFilter,
    page: &PageRequest<OrganizationId>,
) -> Result<Vec<OverdueRow>, DbErr> {
    let mut values: Vec<Value> = Vec::new();
    let reached = scope_sql(scope, "o.region_code", "o.id", &mut values);
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let within = filter.region.map_or_else(String::new, |region| {
        let (low, high) = region.subtree_bounds();
        let (low, high) = (place(low.into()), place(high.into()));
        format!(" AND o.region_code >= {low} AND o.region_code < {high}")
    });
    let after =
        page.after.map_or_else(String::new, |id| format!(" AND o.id > {}", place(id.into())));
    let (as_of, active) = (place(filter.as_of.into()), place(OrganizationStatus::Active.into()));
    let mut late = vec!["1 = 2".to_owned()];
    for of in &filter.forms {
        let form = place(of.form.into());
        let (last, founded) = (place(of.last.into()), place(of.founded.into()));
        let unknown = if of.unknown { " OR t.founded_on IS NULL" } else { "" };
        late.push(format!(
            "(t.legal_form = {form} AND (t.last_end <= {last} OR (t.last_end IS NULL \
             AND (t.founded_on <= {founded}{unknown}))))"
        ));
    }
    // The inner query names each organization's latest year, the outer weighs it.
    let sql = format!(
        "SELECT t.* FROM (SELECT o.id, o.name, o.legal_form, o.region_code, o.founded_on, \
         (SELECT MAX(m.book_year_end) FROM annual_meeting m WHERE m.organization_id = o.id \
         AND m.withdrawn_at IS NULL AND m.held_on <= {as_of}) AS last_end \
         FROM organization o WHERE {reached}{within}{after} AND o.status = {active}) t \
         WHERE {} ORDER BY t.id LIMIT {}",
        late.join(" OR "),
        page.limit + 1
    );
    OverdueRow::find_by_statement(statement(conn, sql, values)).all(conn).await
}
