//! SQL of chains.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};

use super::entity::chain::{self, ChainKind};
use super::entity::participation::{self, ParticipationRole};
use super::entity::stage_support::{self, SupportFunction};
use super::entity::{stage, stage_link};
use crate::cluster::store::visible;
use crate::identity::Scope;
use crate::kernel::ids::{
    ChainId, ClusterId, OrganizationId, ParticipationId, StageId, StageLinkId,
};
use crate::kernel::region_code::RegionCode;
use crate::platform::page::PageRequest;

mod coverage;

pub use coverage::{claim_coverage, move_coverage, visited_quarters};

/// The most participations of one chain that its review reads.
const ACTORS_MAX: u64 = 20_000;
/// The most parts of a chain read at once; above the bounds of the rules.
const PARTS_MAX: u64 = 2_000;

/// Which chains are asked for.
#[derive(Debug, Clone, Default)]
pub struct ChainFilter {
    /// Of this cluster.
    pub cluster: Option<ClusterId>,
    /// Of this kind.
    pub kind: Option<ChainKind>,
}

fn scoped(query: Select<chain::Entity>, scope: &Scope) -> Select<chain::Entity> {
    let cluster: SimpleExpr = Expr::col((chain::Entity, chain::Column::ClusterId));
    query.filter(visible(scope, &cluster))
}

/// The condition that a row of the chain `column` is visible in `scope`.
fn in_visible_chain(scope: &Scope, column: &SimpleExpr) -> Condition {
    if scope.national {
        return Condition::all();
    }
    let chains = scoped(chain::Entity::find().select_only().column(chain::Column::Id), scope);
    Condition::all().add(column.clone().in_subquery(chains.into_query()))
}

/// Chains in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_chains(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ChainFilter,
    page: &PageRequest<ChainId>,
) -> Result<Vec<chain::Model>, DbErr> {
    use chain::Column;
    let mut query = scoped(chain::Entity::find(), scope);
    if let Some(cluster) = filter.cluster {
        query = query.filter(Column::ClusterId.eq(cluster));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One chain in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_chain(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: ChainId,
) -> Result<Option<chain::Model>, DbErr> {
    scoped(chain::Entity::find_by_id(id), scope).one(conn).await
}

/// Stages of a chain after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_stages(
    conn: &impl ConnectionTrait,
    chain: ChainId,
    page: &PageRequest<StageId>,
) -> Result<Vec<stage::Model>, DbErr> {
    use stage::Column;
    let query = stage::Entity::find().filter(Column::ChainId.eq(chain));
    page.rows(query, Column::Id).all(conn).await
}

/// All stages of a chain along the chain: by position, then by id.
///
/// # Errors
/// When the database fails.
pub async fn all_stages(
    conn: &impl ConnectionTrait,
    chain: ChainId,
) -> Result<Vec<stage::Model>, DbErr> {
    stage::Entity::find()
        .filter(stage::Column::ChainId.eq(chain))
        .order_by_asc(stage::Column::Position)
        .order_by_asc(stage::Column::Id)
        .limit(PARTS_MAX)
        .all(conn)
        .await
}

/// One stage in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_stage(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: StageId,
) -> Result<Option<stage::Model>, DbErr> {
    let chain: SimpleExpr = Expr::col((stage::Entity, stage::Column::ChainId));
    stage::Entity::find_by_id(id).filter(in_visible_chain(scope, &chain)).one(conn).await
}

/// Support functions that these stages need, in a fixed order.
///
/// # Errors
/// When the database fails.
pub async fn support_of(
    conn: &impl ConnectionTrait,
    stages: Vec<StageId>,
) -> Result<HashMap<StageId, Vec<SupportFunction>>, DbErr> {
    let mut gathered: HashMap<StageId, Vec<SupportFunction>> = HashMap::new();
    if stages.is_empty() {
        return Ok(gathered);
    }
    let rows = stage_support::Entity::find()
        .filter(stage_support::Column::StageId.is_in(stages))
        .all(conn)
        .await?;
    for row in rows {
        gathered.entry(row.stage_id).or_default().push(row.support_function);
    }
    gathered.values_mut().for_each(|needed| needed.sort());
    Ok(gathered)
}

/// All links of a chain, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn all_links(
    conn: &impl ConnectionTrait,
    chain: ChainId,
) -> Result<Vec<stage_link::Model>, DbErr> {
    stage_link::Entity::find()
        .filter(stage_link::Column::ChainId.eq(chain))
        .order_by_asc(stage_link::Column::Id)
        .limit(PARTS_MAX)
        .all(conn)
        .await
}

/// Links of a chain after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_links(
    conn: &impl ConnectionTrait,
    chain: ChainId,
    page: &PageRequest<StageLinkId>,
) -> Result<Vec<stage_link::Model>, DbErr> {
    use stage_link::Column;
    let query = stage_link::Entity::find().filter(Column::ChainId.eq(chain));
    page.rows(query, Column::Id).all(conn).await
}

/// Which participations are asked for.
#[derive(Debug, Clone, Default)]
pub struct ParticipationFilter {
    /// In this chain.
    pub chain: Option<ChainId>,
    /// In this stage.
    pub stage: Option<StageId>,
    /// Of this organization.
    pub organization: Option<OrganizationId>,
    /// In this role.
    pub role: Option<ParticipationRole>,
    /// That hold on this day.
    pub on: Option<NaiveDate>,
}

fn participations(scope: &Scope) -> Select<participation::Entity> {
    let chain: SimpleExpr = Expr::col((participation::Entity, participation::Column::ChainId));
    participation::Entity::find().filter(in_visible_chain(scope, &chain))
}

fn holds_on(day: NaiveDate) -> Condition {
    use participation::Column;
    Condition::all()
        .add(Column::ValidFrom.lte(day))
        .add(Column::ValidTo.is_null().or(Column::ValidTo.gt(day)))
}

/// Participations in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_participations(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ParticipationFilter,
    page: &PageRequest<ParticipationId>,
) -> Result<Vec<participation::Model>, DbErr> {
    use participation::Column;
    let mut query = participations(scope);
    if let Some(chain) = filter.chain {
        query = query.filter(Column::ChainId.eq(chain));
    }
    if let Some(stage) = filter.stage {
        query = query.filter(Column::StageId.eq(stage));
    }
    if let Some(organization) = filter.organization {
        query = query.filter(Column::OrganizationId.eq(organization));
    }
    if let Some(role) = filter.role {
        query = query.filter(Column::Role.eq(role));
    }
    if let Some(day) = filter.on {
        query = query.filter(holds_on(day));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One participation in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_participation(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: ParticipationId,
) -> Result<Option<participation::Model>, DbErr> {
    participations(scope).filter(participation::Column::Id.eq(id)).one(conn).await
}

/// All participations that an organization had or has in a stage, of all
/// roles, by first day; locked for this transaction, so that the end of one
/// and the coverage of the pair wait for each other.
///
/// # Errors
/// When the database fails.
pub async fn lock_pair(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    stage: StageId,
) -> Result<Vec<participation::Model>, DbErr> {
    let rows = participation::Entity::find()
        .filter(participation::Column::OrganizationId.eq(organization))
        .filter(participation::Column::StageId.eq(stage))
        .order_by_asc(participation::Column::Id)
        .limit(PARTS_MAX)
        .lock_exclusive()
        .all(conn);
    let mut rows = rows.await?;
    rows.sort_by_key(|row| (row.valid_from, row.id));
    Ok(rows)
}

/// All participations of one organization, whatever the scope.
///
/// # Errors
/// When the database fails.
pub async fn participations_of(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<participation::Model>, DbErr> {
    participation::Entity::find()
        .filter(participation::Column::OrganizationId.eq(organization))
        .order_by_asc(participation::Column::Id)
        .all(conn)
        .await
}

/// Puts all participations of one organization into another region.
///
/// # Errors
/// When the database fails.
pub async fn move_participations(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    region: &RegionCode,
) -> Result<(), DbErr> {
    participation::Entity::update_many()
        .col_expr(participation::Column::RegionCode, Expr::value(region.as_str()))
        .filter(participation::Column::OrganizationId.eq(organization))
        .exec(conn)
        .await
        .map(drop)
}

/// Everybody who takes part in a chain on a day.
///
/// # Errors
/// When the database fails.
pub async fn actors_on(
    conn: &impl ConnectionTrait,
    chain: ChainId,
    day: NaiveDate,
) -> Result<Vec<participation::Model>, DbErr> {
    participation::Entity::find()
        .filter(participation::Column::ChainId.eq(chain))
        .filter(holds_on(day))
        .order_by_asc(participation::Column::Id)
        .limit(ACTORS_MAX)
        .all(conn)
        .await
}

/// Whether anybody takes or took part in a stage.
///
/// # Errors
/// When the database fails.
pub async fn has_participations(
    conn: &impl ConnectionTrait,
    stage: StageId,
) -> Result<bool, DbErr> {
    let one = participation::Entity::find()
        .filter(participation::Column::StageId.eq(stage))
        .one(conn)
        .await?;
    Ok(one.is_some())
}
