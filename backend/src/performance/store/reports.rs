//! SQL of periodic reports.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    Select,
};

use crate::identity::Scope;
use crate::identity::store::{scope_condition, scope_sql};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{ID_MALFORMED, OrganizationId, PeriodicReportId};
use crate::kernel::refused::Refused;
use crate::kernel::region_code::RegionCode;
use crate::performance::entity::periodic_report::{self, Column};
use crate::performance::periods::{Period, Span};
use crate::platform::db::{Values, statement};
use crate::platform::page::PageRequest;

/// Which reports are asked for.
#[derive(Debug, Clone, Default)]
pub struct ReportFilter {
    /// In this region or below.
    pub region: Option<RegionCode>,
    /// Of this enterprise.
    pub organization: Option<OrganizationId>,
    /// On this calendar year or its halves.
    pub year: Option<i32>,
    /// Recorded after their day as handed in before, or not.
    pub recorded_late: Option<bool>,
}

fn scoped(
    query: Select<periodic_report::Entity>,
    scope: &Scope,
) -> Select<periodic_report::Entity> {
    use periodic_report::Entity;
    let region: SimpleExpr = Expr::col((Entity, Column::RegionCode));
    let organization: SimpleExpr = Expr::col((Entity, Column::OrganizationId));
    query.filter(scope_condition(scope, &region, &organization))
}

/// Reports in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_reports(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ReportFilter,
    page: &PageRequest<PeriodicReportId>,
) -> Result<Vec<periodic_report::Model>, DbErr> {
    let mut query = scoped(periodic_report::Entity::find(), scope);
    if let Some(code) = filter.region {
        query = scoped(query, &Scope { regions: vec![code], ..Scope::default() });
    }
    if let Some(id) = filter.organization {
        query = query.filter(Column::OrganizationId.eq(id));
    }
    if let Some(year) = filter.year {
        query = query.filter(Column::Year.eq(i64::from(year)));
    }
    if let Some(late) = filter.recorded_late {
        query = query.filter(Column::RecordedLate.eq(late));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One report in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_report(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PeriodicReportId,
) -> Result<Option<periodic_report::Model>, DbErr> {
    scoped(periodic_report::Entity::find_by_id(id), scope).one(conn).await
}

/// One report in scope, locked for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn lock_report(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PeriodicReportId,
) -> Result<Option<periodic_report::Model>, DbErr> {
    scoped(periodic_report::Entity::find_by_id(id), scope).lock_exclusive().one(conn).await
}

/// The report of an enterprise, which the caller has reached, on a span.
///
/// # Errors
/// When the database fails.
pub async fn report_on(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    span: Span,
) -> Result<Option<periodic_report::Model>, DbErr> {
    periodic_report::Entity::find()
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::Year.eq(i64::from(span.year)))
        .filter(Column::Part.eq(i64::from(span.part)))
        .one(conn)
        .await
}

/// Which owed reports are asked for.
#[derive(Debug, Clone)]
pub struct OwedFilter {
    /// Of enterprises in this region or below.
    pub region: Option<RegionCode>,
    /// Of this enterprise.
    pub organization: Option<OrganizationId>,
    /// What was handed in by this day is there.
    pub as_of: NaiveDate,
    /// Only what is missing after its day.
    pub overdue: bool,
    /// The periods, in the order of their spans' numbers.
    pub periods: Vec<Period>,
}

/// The key of an owed report in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwedKey {
    /// The enterprise.
    pub organization: OrganizationId,
    /// Number of the span.
    pub number: i64,
}

impl fmt::Display for OwedKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.organization, self.number)
    }
}

impl FromStr for OwedKey {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let (organization, number) = text.split_once('/').unwrap_or((text, ""));
        let number = number.parse().map_err(|_| Refused(Fault::new(&ID_MALFORMED)))?;
        Ok(Self { organization: organization.parse()?, number })
    }
}

/// A report that an enterprise owes, and what there is of it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct OwedReport {
    /// The enterprise.
    pub organization_id: OrganizationId,
    /// Its name.
    pub organization_name: String,
    /// Region of its seat.
    pub region_code: String,
    /// Calendar year of the span.
    pub year: i64,
    /// Part of it.
    pub part: i64,
    /// Number of the span.
    pub number: i64,
    /// The report, if it is there.
    pub report_id: Option<PeriodicReportId>,
    /// When it was handed in.
    pub submitted_on: Option<NaiveDate>,
    /// Whether it was recorded after its day, as handed in before.
    pub recorded_late: Option<bool>,
    /// When the supervisors reviewed it.
    pub supervisor_reviewed_on: Option<NaiveDate>,
    /// When the advisor reviewed it.
    pub advisor_reviewed_on: Option<NaiveDate>,
}

/// What enterprises in scope owe for the periods of a filter, by enterprise and
/// period; one more than the limit. A period is owed by who was founded before
/// its end and not dissolved by then; where the day of founding is not known, the
/// first status on record stands for it.
///
/// # Errors
/// When the database fails.
pub async fn list_owed(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &OwedFilter,
    page: &PageRequest<OwedKey>,
) -> Result<Vec<OwedReport>, DbErr> {
    if filter.periods.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Values::default();
    let mut periods = Vec::new();
    for Period { span, ends_on, due_on } in &filter.periods {
        let cells = [
            values.place(span.number()),
            values.place(i64::from(span.year)),
            values.place(i64::from(span.part)),
            values.place(*ends_on),
            values.place(*due_on),
        ];
        periods.push(format!("({})", cells.join(", ")));
    }
    let (as_of, after) = (values.place(filter.as_of), after(page, &mut values));
    let mut conditions = vec![scope_sql(scope, "o.region_code", "o.id", &mut values.0), after];
    if let Some(code) = filter.region {
        let within = Scope { regions: vec![code], ..Scope::default() };
        conditions.push(scope_sql(&within, "o.region_code", "o.id", &mut values.0));
    }
    if let Some(id) = filter.organization {
        conditions.push(format!("o.id = {}", values.place(id)));
    }
    if filter.overdue {
        conditions.push(format!("p.due_on < {as_of} AND r.id IS NULL"));
    }
    let conditions = conditions.join(") AND (");
    let sql = format!(
        "WITH period (number, year, part, ends_on, due_on) AS (VALUES {}) \
         SELECT o.id AS organization_id, o.name AS organization_name, o.region_code, \
                p.year, p.part, p.number, r.id AS report_id, r.submitted_on, \
                r.recorded_late, r.supervisor_reviewed_on, r.advisor_reviewed_on \
         FROM organization o CROSS JOIN period p \
         LEFT JOIN periodic_report r ON r.organization_id = o.id AND r.year = p.year \
              AND r.part = p.part AND r.submitted_on <= {as_of} \
         WHERE o.legal_form IN ('bum_desa', 'bum_desa_bersama') \
         AND (o.status IN ('active', 'inactive') \
              OR (o.status = 'dissolved' AND o.status_since > p.ends_on)) \
         AND COALESCE(o.founded_on, (SELECT MIN(s.since) FROM organization_status s \
              WHERE s.organization_id = o.id), o.status_since) <= p.ends_on \
         AND ({conditions}) ORDER BY o.id, p.number LIMIT {}",
        periods.join(", "),
        page.limit + 1
    );
    OwedReport::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

fn after(page: &PageRequest<OwedKey>, values: &mut Values) -> String {
    page.after.map_or_else(
        || "1 = 1".to_owned(),
        |key| {
            let (organization, number) = (values.place(key.organization), values.place(key.number));
            format!("(o.id, p.number) > ({organization}, {number})")
        },
    )
}
