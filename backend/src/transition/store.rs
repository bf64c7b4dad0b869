//! SQL of transitions.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::organization_transition::{self, Column, TransitionKind};
use crate::identity::Scope;
use crate::kernel::ids::{OrganizationId, OrganizationTransitionId};
use crate::platform::page::PageRequest;
use crate::registry::store::find_organization;

/// Changes of one organization in scope, oldest first; one more than the limit,
/// and none where it is not in scope.
///
/// # Errors
/// When the database fails.
pub async fn list_transitions(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    organization: OrganizationId,
    page: &PageRequest<OrganizationTransitionId>,
) -> Result<Option<Vec<organization_transition::Model>>, DbErr> {
    if find_organization(conn, scope, organization).await?.is_none() {
        return Ok(None);
    }
    let query =
        organization_transition::Entity::find().filter(Column::OrganizationId.eq(organization));
    page.rows(query, Column::Id).all(conn).await.map(Some)
}

/// Day of the latest change of a kind of one organization, which the caller has
/// reached.
///
/// # Errors
/// When the database fails.
pub async fn latest_day(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    kind: TransitionKind,
) -> Result<Option<NaiveDate>, DbErr> {
    let latest = organization_transition::Entity::find()
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::Kind.eq(kind))
        .order_by_desc(Column::Id)
        .one(conn)
        .await?;
    Ok(latest.map(|row| row.effective_on))
}
