//! SQL of partnership contracts.

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Select};

use super::entity::partnership::{self, Holding, PartnershipPattern, PartnershipStatus};
use crate::identity::Scope;
use crate::investment::store::issuer_in_scope;
use crate::kernel::ids::{OrganizationId, PartnershipId};
use crate::kernel::region_code::RegionCode;
use crate::platform::page::PageRequest;

/// Which contracts are asked for.
#[derive(Debug, Clone)]
pub struct PartnershipFilter {
    /// Kept by this organization.
    pub keeper: Option<OrganizationId>,
    /// Kept by organizations with their seat in this region.
    pub region: Option<RegionCode>,
    /// With this partner.
    pub partner: Option<OrganizationId>,
    /// Of this pattern.
    pub pattern: Option<PartnershipPattern>,
    /// That stand so on the day.
    pub status: Option<PartnershipStatus>,
    /// With a warning of Pasal 35, or without.
    pub flagged: Option<bool>,
    /// The day.
    pub on: NaiveDate,
}

fn scoped(scope: &Scope) -> Select<partnership::Entity> {
    let keeper = Expr::col((partnership::Entity, partnership::Column::OrganizationId));
    partnership::Entity::find().filter(issuer_in_scope(scope, &keeper))
}

/// The condition that a contract stands so on a day, as
/// [`super::rules::status`] decides it for one.
fn standing(status: PartnershipStatus, day: NaiveDate) -> Condition {
    use partnership::Column;
    let over = Condition::any().add(Column::EndedOn.lte(day)).add(Column::ValidTo.lte(day));
    let signed = Condition::all().add(Column::SignedOn.is_not_null());
    match status {
        PartnershipStatus::Draft => Condition::all().add(Column::SignedOn.is_null()),
        PartnershipStatus::Berakhir => signed.add(over),
        PartnershipStatus::Aktif => signed
            .add(Condition::any().add(Column::EndedOn.is_null()).add(Column::EndedOn.gt(day)))
            .add(Column::ValidTo.gt(day)),
    }
}

/// Contracts in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_partnerships(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &PartnershipFilter,
    page: &PageRequest<PartnershipId>,
) -> Result<Vec<partnership::Model>, DbErr> {
    use partnership::Column;
    let mut query = scoped(scope);
    if let Some(code) = filter.region {
        let within = Scope { regions: vec![code], ..Scope::default() };
        let keeper = Expr::col((partnership::Entity, Column::OrganizationId));
        query = query.filter(issuer_in_scope(&within, &keeper));
    }
    if let Some(id) = filter.keeper {
        query = query.filter(Column::OrganizationId.eq(id));
    }
    if let Some(id) = filter.partner {
        query = query.filter(Column::PartnerOrganizationId.eq(id));
    }
    if let Some(pattern) = filter.pattern {
        query = query.filter(Column::Pattern.eq(pattern));
    }
    if let Some(status) = filter.status {
        query = query.filter(standing(status, filter.on));
    }
    if let Some(flagged) = filter.flagged {
        let marked = Condition::any()
            .add(Column::LargerHasDirector.eq(true))
            .add(Column::LargerHolding.ne(Holding::None));
        query = query.filter(if flagged { marked } else { marked.not() });
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One contract whose keeper is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_partnership(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PartnershipId,
) -> Result<Option<partnership::Model>, DbErr> {
    scoped(scope).filter(partnership::Column::Id.eq(id)).one(conn).await
}
