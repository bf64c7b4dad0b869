//! SQL of coverage: pairs of organization and stage in a quarter.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    Value,
};

use crate::identity::Scope;
use crate::identity::store::scope_sql;
use crate::kernel::ids::{ClusterId, OrganizationId, StageId};
use crate::kernel::period::Quarter;
use crate::kernel::refused::Refused;
use crate::kernel::region_code::RegionCode;
use crate::mentoring::entity::mentoring_log::{self, LogStatus};
use crate::platform::db::statement;
use crate::platform::page::PageRequest;

/// Which pairs are asked for.
#[derive(Debug, Clone)]
pub struct CoverageFilter {
    /// In this region or below.
    pub region: Option<RegionCode>,
    /// At stages of this cluster.
    pub cluster: Option<ClusterId>,
    /// Active on a day of this quarter.
    pub quarter: Quarter,
    /// Days after this one are not looked at: today, or the quarter's end.
    pub until: NaiveDate,
}

/// The key of a pair in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairKey {
    /// Organization.
    pub organization: OrganizationId,
    /// Stage.
    pub stage: StageId,
}

impl fmt::Display for PairKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.organization, self.stage)
    }
}

impl FromStr for PairKey {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let (organization, stage) = text.split_once('/').unwrap_or((text, ""));
        Ok(Self { organization: organization.parse()?, stage: stage.parse()? })
    }
}

/// A pair that is active in a quarter.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Pair {
    /// Organization.
    pub organization_id: OrganizationId,
    /// Its name.
    pub organization_name: String,
    /// Its region.
    pub region_code: String,
    /// Stage.
    pub stage_id: StageId,
    /// Its name.
    pub stage_name: String,
    /// Whether a log of the quarter is verified.
    pub covered: bool,
}

impl Pair {
    /// The key of the pair in a list.
    #[must_use]
    pub fn key(&self) -> PairKey {
        PairKey { organization: self.organization_id, stage: self.stage_id }
    }
}

/// Sums over the pairs of a quarter.
#[derive(Debug, Clone, Copy, Default, FromQueryResult)]
pub struct CoverageSums {
    /// Active pairs.
    pub active_pairs: i64,
    /// Those with a verified log.
    pub covered_pairs: i64,
    /// Organizations of the active pairs.
    pub enterprises: i64,
    /// Verified visits to active pairs.
    pub visits: i64,
    /// Minutes of these visits.
    pub minutes: i64,
}

/// The active pairs as a subquery `p(organization_id, stage_id, region_code)`;
/// its values are pushed.
fn active_pairs(scope: &Scope, filter: &CoverageFilter, values: &mut Vec<Value>) -> String {
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let from = place(filter.quarter.first_day().into());
    let until = place(filter.until.into());
    let mut terms = vec![
        "x.role IN ('operator', 'service_provider')".to_owned(),
        format!("x.valid_from <= {until}"),
        format!("(x.valid_to IS NULL OR x.valid_to > {from})"),
    ];
    if let Some(cluster) = filter.cluster {
        terms.push(format!(
            "x.chain_id IN (SELECT id FROM chain WHERE cluster_id = {})",
            place(cluster.into())
        ));
    }
    terms.push(scope_sql(scope, "x.region_code", "x.organization_id", values));
    if let Some(code) = filter.region {
        let within = Scope { regions: vec![code], ..Scope::default() };
        terms.push(scope_sql(&within, "x.region_code", "x.organization_id", values));
    }
    // One pair may take part twice, as operator and as service provider.
    format!(
        "(SELECT x.organization_id, x.stage_id, MIN(x.region_code) AS region_code \
          FROM participation x WHERE {} GROUP BY x.organization_id, x.stage_id) p",
        terms.join(" AND ")
    )
}

/// Counts the active and covered pairs of a quarter, and the verified visits
/// to them.
///
/// # Errors
/// When the database fails.
pub async fn sum_coverage(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &CoverageFilter,
) -> Result<CoverageSums, DbErr> {
    let mut values = vec![filter.quarter.to_string().into()];
    let pairs = active_pairs(scope, filter, &mut values);
    let (from, until) = (values.len() + 1, values.len() + 2);
    values.push(filter.quarter.first_day().into());
    values.push(filter.until.into());
    // Visits are added up for each pair first: joined to the pairs themselves
    // they would count a pair once a visit.
    let sql = format!(
        "SELECT COUNT(*) AS active_pairs, COUNT(c.quarter) AS covered_pairs, \
                COUNT(DISTINCT p.organization_id) AS enterprises, \
                CAST(COALESCE(SUM(l.visits), 0) AS BIGINT) AS visits, \
                CAST(COALESCE(SUM(l.minutes), 0) AS BIGINT) AS minutes \
         FROM {pairs} \
         LEFT JOIN coverage c ON c.organization_id = p.organization_id AND c.stage_id = p.stage_id AND c.quarter = $1 \
         LEFT JOIN (SELECT organization_id, stage_id, COUNT(*) AS visits, SUM(minutes) AS minutes \
                    FROM mentoring_log WHERE status = 'verified' AND local_date >= ${from} AND local_date <= ${until} \
                    GROUP BY organization_id, stage_id) l \
                ON l.organization_id = p.organization_id AND l.stage_id = p.stage_id"
    );
    let sums = CoverageSums::find_by_statement(statement(conn, sql, values)).one(conn).await?;
    Ok(sums.unwrap_or_default())
}

/// The active pairs of a quarter after a cursor, by organization and stage;
/// one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_pairs(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &CoverageFilter,
    page: &PageRequest<PairKey>,
) -> Result<Vec<Pair>, DbErr> {
    let mut values = vec![filter.quarter.to_string().into()];
    let pairs = active_pairs(scope, filter, &mut values);
    let after = page.after.map_or_else(
        || "1 = 1".to_owned(),
        |key| {
            values.push(key.organization.into());
            values.push(key.stage.into());
            format!("(p.organization_id, p.stage_id) > (${}, ${})", values.len() - 1, values.len())
        },
    );
    let sql = format!(
        "SELECT p.organization_id, o.name AS organization_name, p.region_code, p.stage_id, \
                s.name AS stage_name, (c.quarter IS NOT NULL) AS covered \
         FROM {pairs} \
         JOIN organization o ON o.id = p.organization_id JOIN stage s ON s.id = p.stage_id \
         LEFT JOIN coverage c ON c.organization_id = p.organization_id AND c.stage_id = p.stage_id AND c.quarter = $1 \
         WHERE {after} ORDER BY p.organization_id, p.stage_id LIMIT {}",
        page.limit + 1
    );
    Pair::find_by_statement(statement(conn, sql, values)).all(conn).await
}

/// A verified visit to a pair.
#[derive(Debug, Clone, Copy)]
pub struct Visited {
    /// Whom, at which stage.
    pub pair: PairKey,
    /// Local day.
    pub day: NaiveDate,
    /// Length in minutes.
    pub minutes: i64,
}

/// The verified visits to these organizations from `from` until `until`.
///
/// # Errors
/// When the database fails.
pub async fn list_visited(
    conn: &impl ConnectionTrait,
    organizations: Vec<OrganizationId>,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Visited>, DbErr> {
    use mentoring_log::Column;
    if organizations.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(OrganizationId, StageId, NaiveDate, i64)> = mentoring_log::Entity::find()
        .select_only()
        .columns([Column::OrganizationId, Column::StageId, Column::LocalDate, Column::Minutes])
        .filter(Column::OrganizationId.is_in(organizations))
        .filter(Column::Status.eq(LogStatus::Verified))
        .filter(Column::LocalDate.between(from, until))
        .into_tuple()
        .all(conn)
        .await?;
    let visited = rows.into_iter().map(|(organization, stage, day, minutes)| Visited {
        pair: PairKey { organization, stage },
        day,
        minutes,
    });
    Ok(visited.collect())
}
