//! SQL of clusters.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};

use super::entity::cluster::{self, Phase};
use super::entity::{
    cluster_member, cluster_region, evidence, orchestrator, phase_change, phase_change_evidence,
    published_figure,
};
use crate::identity::Scope;
use crate::identity::store::scope_condition;
use crate::kernel::ids::{
    ClusterId, ClusterMemberId, EvidenceId, OrchestratorId, OrganizationId, PhaseChangeId,
    PublishedFigureId,
};
use crate::kernel::region_code::RegionCode;
use crate::platform::page::PageRequest;
use crate::registry::entity::organization;

/// The most that is read of a cluster's small parts at once.
const PARTS_MAX: u64 = 1_000;

/// Which clusters are asked for.
#[derive(Debug, Clone, Default)]
pub struct ClusterFilter {
    /// With a region in this one or below.
    pub region: Option<RegionCode>,
    /// In this phase.
    pub phase: Option<Phase>,
    /// With this organization as a present member.
    pub member: Option<OrganizationId>,
    /// Folded words that the name must hold.
    pub name_key: Option<String>,
}

/// The condition that the cluster whose id is `column` is visible in `scope`:
/// one of its regions, its lead or one of its present members is reached.
pub fn visible(scope: &Scope, column: &SimpleExpr) -> Condition {
    if scope.national {
        return Condition::all();
    }
    Condition::any()
        .add(column.clone().in_subquery(in_regions(scope)))
        .add(column.clone().in_subquery(with_lead(scope)))
        .add(column.clone().in_subquery(with_member(scope)))
}

fn in_regions(scope: &Scope) -> SelectStatement {
    let region = Expr::col((cluster_region::Entity, cluster_region::Column::RegionCode));
    // A region has no organization: only the reach of places counts here.
    let places = Scope { organizations: Vec::new(), ..scope.clone() };
    cluster_region::Entity::find()
        .select_only()
        .column(cluster_region::Column::ClusterId)
        .filter(scope_condition(&places, &region, &region))
        .into_query()
}

fn reached_organizations(scope: &Scope) -> SelectStatement {
    let region = Expr::col((organization::Entity, organization::Column::RegionCode));
    let id = Expr::col((organization::Entity, organization::Column::Id));
    organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .filter(scope_condition(scope, &region, &id))
        .into_query()
}

fn with_lead(scope: &Scope) -> SelectStatement {
    cluster::Entity::find()
        .select_only()
        .column(cluster::Column::Id)
        .filter(cluster::Column::LeadOrganizationId.in_subquery(reached_organizations(scope)))
        .into_query()
}

fn with_member(scope: &Scope) -> SelectStatement {
    cluster_member::Entity::find()
        .select_only()
        .column(cluster_member::Column::ClusterId)
        .filter(cluster_member::Column::LeftOn.is_null())
        .filter(cluster_member::Column::OrganizationId.in_subquery(reached_organizations(scope)))
        .into_query()
}

fn id_column() -> SimpleExpr {
    Expr::col((cluster::Entity, cluster::Column::Id))
}

fn scoped(query: Select<cluster::Entity>, scope: &Scope) -> Select<cluster::Entity> {
    query.filter(visible(scope, &id_column()))
}

/// Clusters in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_clusters(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ClusterFilter,
    page: &PageRequest<ClusterId>,
) -> Result<Vec<cluster::Model>, DbErr> {
    use cluster::Column;
    let mut query = scoped(cluster::Entity::find(), scope);
    if let Some(region) = filter.region {
        let within = Scope { regions: vec![region], ..Scope::default() };
        query = query.filter(Column::Id.in_subquery(in_regions(&within)));
    }
    if let Some(phase) = filter.phase {
        query = query.filter(Column::Phase.eq(phase));
    }
    if let Some(organization) = filter.member {
        let of = cluster_member::Entity::find()
            .select_only()
            .column(cluster_member::Column::ClusterId)
            .filter(cluster_member::Column::OrganizationId.eq(organization))
            .filter(cluster_member::Column::LeftOn.is_null());
        query = query.filter(Column::Id.in_subquery(of.into_query()));
    }
    for word in filter.name_key.iter().flat_map(|key| key.split_whitespace()) {
        query = query.filter(Column::NameKey.contains(word));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One cluster in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_cluster(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: ClusterId,
) -> Result<Option<cluster::Model>, DbErr> {
    scoped(cluster::Entity::find_by_id(id), scope).one(conn).await
}

/// One cluster in scope, locked for this transaction: the root of all that
/// belongs to it, its chains included.
///
/// # Errors
/// When the database fails.
pub async fn lock_cluster(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: ClusterId,
) -> Result<Option<cluster::Model>, DbErr> {
    // SQLite ignores the lock; BEGIN IMMEDIATE already made us the only writer.
    scoped(cluster::Entity::find_by_id(id), scope).lock_exclusive().one(conn).await
}

/// Codes of the regions of these clusters, in order of code.
///
/// # Errors
/// When the database fails, or holds a malformed code.
pub async fn regions_of(
    conn: &impl ConnectionTrait,
    clusters: &[ClusterId],
) -> Result<HashMap<ClusterId, Vec<RegionCode>>, DbErr> {
    let mut gathered: HashMap<ClusterId, Vec<RegionCode>> = HashMap::new();
    if clusters.is_empty() {
        return Ok(gathered);
    }
    let rows = cluster_region::Entity::find()
        .filter(cluster_region::Column::ClusterId.is_in(clusters.iter().copied()))
        .order_by_asc(cluster_region::Column::RegionCode)
        .all(conn)
        .await?;
    for row in rows {
        let code = row.region_code.parse();
        let code = code.map_err(|_| DbErr::Type("a malformed region code of a cluster".into()))?;
        gathered.entry(row.cluster_id).or_default().push(code);
    }
    Ok(gathered)
}

/// A membership with what is shown of the organization.
#[derive(Debug, Clone, sea_orm::FromQueryResult)]
pub struct MemberRow {
    /// Identity.
    pub id: ClusterMemberId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// Who.
    pub organization_id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Its legal form.
    pub legal_form: organization::LegalForm,
    /// Region of its seat.
    pub region_code: String,
    /// What it brings in.
    pub contribution: Option<String>,
    /// First day.
    pub joined_on: NaiveDate,
    /// First day after it.
    pub left_on: Option<NaiveDate>,
}

/// Memberships of a cluster that the caller may see, after a cursor, oldest
/// first; one more than the limit. `on` keeps those that hold on a day.
///
/// # Errors
/// When the database fails.
pub async fn list_members(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
    on: Option<NaiveDate>,
    page: &PageRequest<ClusterMemberId>,
) -> Result<Vec<MemberRow>, DbErr> {
    use cluster_member::Column;
    let mut query = members().filter(Column::ClusterId.eq(cluster));
    if let Some(day) = on {
        query = query
            .filter(Column::JoinedOn.lte(day))
            .filter(Column::LeftOn.is_null().or(Column::LeftOn.gt(day)));
    }
    page.rows(query, Column::Id).into_model().all(conn).await
}

/// One membership with what is shown of the organization.
///
/// # Errors
/// When the database fails.
pub async fn find_member_row(
    conn: &impl ConnectionTrait,
    id: ClusterMemberId,
) -> Result<Option<MemberRow>, DbErr> {
    members().filter(cluster_member::Column::Id.eq(id)).into_model().one(conn).await
}

fn members() -> Select<cluster_member::Entity> {
    let same = Expr::col((organization::Entity, organization::Column::Id))
        .equals((cluster_member::Entity, cluster_member::Column::OrganizationId));
    let mut query = cluster_member::Entity::find()
        .column_as(organization::Column::Name, "name")
        .column_as(organization::Column::LegalForm, "legal_form")
        .column_as(organization::Column::RegionCode, "region_code");
    QueryTrait::query(&mut query).join(JoinType::InnerJoin, organization::Entity, same);
    query
}

/// One membership.
///
/// # Errors
/// When the database fails.
pub async fn find_member(
    conn: &impl ConnectionTrait,
    id: ClusterMemberId,
) -> Result<Option<cluster_member::Model>, DbErr> {
    cluster_member::Entity::find_by_id(id).one(conn).await
}

/// All memberships that an organization had or has in a cluster.
///
/// # Errors
/// When the database fails.
pub async fn memberships(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
    organization: OrganizationId,
) -> Result<Vec<cluster_member::Model>, DbErr> {
    cluster_member::Entity::find()
        .filter(cluster_member::Column::ClusterId.eq(cluster))
        .filter(cluster_member::Column::OrganizationId.eq(organization))
        .limit(PARTS_MAX)
        .all(conn)
        .await
}

/// Which of these organizations are members of a cluster on a day.
///
/// # Errors
/// When the database fails.
pub async fn members_on(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
    organizations: Vec<OrganizationId>,
    day: NaiveDate,
) -> Result<Vec<OrganizationId>, DbErr> {
    use cluster_member::Column;
    if organizations.is_empty() {
        return Ok(Vec::new());
    }
    cluster_member::Entity::find()
        .select_only()
        .column(Column::OrganizationId)
        .filter(Column::ClusterId.eq(cluster))
        .filter(Column::OrganizationId.is_in(organizations))
        .filter(Column::JoinedOn.lte(day))
        .filter(Column::LeftOn.is_null().or(Column::LeftOn.gt(day)))
        .into_tuple()
        .all(conn)
        .await
}

/// All terms of a cluster's orchestrators, by first day.
///
/// # Errors
/// When the database fails.
pub async fn list_terms(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
) -> Result<Vec<orchestrator::Model>, DbErr> {
    orchestrator::Entity::find()
        .filter(orchestrator::Column::ClusterId.eq(cluster))
        .order_by_asc(orchestrator::Column::TermFrom)
        .limit(PARTS_MAX)
        .all(conn)
        .await
}

/// The orchestrator of a cluster on a day (R124).
///
/// # Errors
/// When the database fails.
pub async fn orchestrator_on(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
    day: NaiveDate,
) -> Result<Option<orchestrator::Model>, DbErr> {
    orchestrator::Entity::find()
        .filter(orchestrator::Column::ClusterId.eq(cluster))
        .filter(orchestrator::Column::TermFrom.lte(day))
        .filter(orchestrator::Column::TermTo.gt(day))
        .one(conn)
        .await
}

/// Terms of a cluster's orchestrators after a cursor, oldest record first; one
/// more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_orchestrators(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
    page: &PageRequest<OrchestratorId>,
) -> Result<Vec<orchestrator::Model>, DbErr> {
    use orchestrator::Column;
    let query = orchestrator::Entity::find().filter(Column::ClusterId.eq(cluster));
    page.rows(query, Column::Id).all(conn).await
}

/// Evidence of a cluster after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_evidence(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
    page: &PageRequest<EvidenceId>,
) -> Result<Vec<evidence::Model>, DbErr> {
    use evidence::Column;
    let query = evidence::Entity::find().filter(Column::ClusterId.eq(cluster));
    page.rows(query, Column::Id).all(conn).await
}

/// Published figures of a cluster after a cursor, oldest first, of one metric or
/// all, in a region or below or in all; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_published_figures(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
    metric: Option<&str>,
    region: Option<RegionCode>,
    page: &PageRequest<PublishedFigureId>,
) -> Result<Vec<published_figure::Model>, DbErr> {
    use published_figure::{Column, Entity};
    let mut query = Entity::find().filter(Column::ClusterId.eq(cluster));
    if let Some(metric) = metric {
        query = query.filter(Column::Metric.eq(metric));
    }
    if let Some(region) = region {
        let place = Expr::col((Entity, Column::RegionCode));
        let within = Scope { regions: vec![region], ..Scope::default() };
        query = query.filter(scope_condition(&within, &place, &place));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// The latest evidence on file of a cluster, for the decision at a gate.
///
/// # Errors
/// When the database fails.
pub async fn evidence_on_file(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
) -> Result<Vec<evidence::Model>, DbErr> {
    evidence::Entity::find()
        .filter(evidence::Column::ClusterId.eq(cluster))
        .order_by_desc(evidence::Column::Id)
        .limit(PARTS_MAX)
        .all(conn)
        .await
}

/// All steps of a cluster between phases, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list_phase_history(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
) -> Result<Vec<phase_change::Model>, DbErr> {
    phase_change::Entity::find()
        .filter(phase_change::Column::ClusterId.eq(cluster))
        // By the day: ids that clients choose need not follow the order of steps.
        .order_by_asc(phase_change::Column::ChangedOn)
        .limit(PARTS_MAX)
        .all(conn)
        .await
}

/// Steps of a cluster between phases after a cursor, in order of id; one more
/// than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_phase_changes(
    conn: &impl ConnectionTrait,
    cluster: ClusterId,
    page: &PageRequest<PhaseChangeId>,
) -> Result<Vec<phase_change::Model>, DbErr> {
    use phase_change::Column;
    let query = phase_change::Entity::find().filter(Column::ClusterId.eq(cluster));
    page.rows(query, Column::Id).all(conn).await
}

/// Evidence that opened the gates of these steps.
///
/// # Errors
/// When the database fails.
pub async fn evidence_of_steps(
    conn: &impl ConnectionTrait,
    steps: Vec<PhaseChangeId>,
) -> Result<HashMap<PhaseChangeId, Vec<EvidenceId>>, DbErr> {
    let mut gathered: HashMap<PhaseChangeId, Vec<EvidenceId>> = HashMap::new();
    if steps.is_empty() {
        return Ok(gathered);
    }
    let rows = phase_change_evidence::Entity::find()
        .filter(phase_change_evidence::Column::PhaseChangeId.is_in(steps))
        .order_by_asc(phase_change_evidence::Column::EvidenceId)
        .all(conn)
        .await?;
    for row in rows {
        gathered.entry(row.phase_change_id).or_default().push(row.evidence_id);
    }
    Ok(gathered)
}

/// Organizations with these ids that exist, whatever the scope: a partner of a
/// cluster may have its seat anywhere.
///
/// # Errors
/// When the database fails.
pub async fn find_partner(
    conn: &impl ConnectionTrait,
    id: OrganizationId,
) -> Result<Option<organization::Model>, DbErr> {
    organization::Entity::find_by_id(id).one(conn).await
}
