//! SQL of positions, ties and served villages.

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::entity::position::{Organ, OrganRole};
use super::entity::{family_tie, position, served_village};
use crate::identity::Scope;
use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{
    BoardId, FamilyTieId, OrganPositionId, OrganizationId, PersonId, ServedVillageId,
};
use crate::platform::page::PageRequest;
use crate::registry::entity::organization::{self, LegalForm};
use crate::registry::entity::person;
use crate::registry::store::organizations_in;

/// The most positions that are read of one organization at once: those that run
/// or are to come, of which no by-laws know as many.
const SITTING_MAX: u64 = 1_000;

/// Which positions are asked for.
#[derive(Debug, Clone, Copy)]
pub struct PositionFilter {
    /// Of this organization.
    pub organization: OrganizationId,
    /// In this organ.
    pub organ: Option<Organ>,
    /// Held on this day.
    pub as_of: Option<NaiveDate>,
}

/// That a position is held on a day.
fn held_on(day: NaiveDate) -> Condition {
    use position::Column;
    Condition::all()
        .add(Column::HeldFrom.lte(day))
        .add(Column::HeldTo.is_null().or(Column::HeldTo.gt(day)))
}

/// That a position has a day in common with a span; what ends on its first day
/// has none.
fn held_within(from: NaiveDate, to: Option<NaiveDate>) -> Condition {
    use position::Column;
    let ends_later = Condition::all().add(Column::HeldTo.gt(from)).add(
        Expr::col((position::Entity, Column::HeldTo))
            .gt(Expr::col((position::Entity, Column::HeldFrom))),
    );
    let open = Condition::any().add(Column::HeldTo.is_null()).add(ends_later);
    let begun = to.map(|to| Column::HeldFrom.lt(to));
    Condition::all().add(open).add_option(begun)
}

/// Positions of an organization after a cursor, oldest first; one more than the
/// limit.
///
/// # Errors
/// When the database fails.
pub async fn list_positions(
    conn: &impl ConnectionTrait,
    filter: &PositionFilter,
    page: &PageRequest<OrganPositionId>,
) -> Result<Vec<position::Model>, DbErr> {
    use position::Column;
    let mut query = position::Entity::find().filter(Column::OrganizationId.eq(filter.organization));
    if let Some(organ) = filter.organ {
        query = query.filter(Column::Organ.eq(organ));
    }
    if let Some(day) = filter.as_of {
        query = query.filter(held_on(day));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One position whose organization is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_position(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: OrganPositionId,
) -> Result<Option<position::Model>, DbErr> {
    let column = Expr::col((position::Entity, position::Column::OrganizationId));
    position::Entity::find_by_id(id).filter(in_scope(scope, column)).one(conn).await
}

/// That the organization of a row is in scope, by its present seat.
fn in_scope(scope: &Scope, organization: impl ExprTrait) -> SimpleExpr {
    organization.in_subquery(organizations_in(scope))
}

/// Positions of an organization that have a day in common with a span.
///
/// # Errors
/// When the database fails.
pub async fn sitting_within(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    from: NaiveDate,
    to: Option<NaiveDate>,
) -> Result<Vec<position::Model>, DbErr> {
    position::Entity::find()
        .filter(position::Column::OrganizationId.eq(organization))
        .filter(held_within(from, to))
        .order_by_asc(position::Column::Id)
        .limit(SITTING_MAX)
        .all(conn)
        .await
}

/// Positions of an organization that are held on a day.
///
/// # Errors
/// When the database fails.
pub async fn sitting_on(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    day: NaiveDate,
) -> Result<Vec<position::Model>, DbErr> {
    position::Entity::find()
        .filter(position::Column::OrganizationId.eq(organization))
        .filter(held_on(day))
        .order_by_asc(position::Column::Organ)
        .order_by_asc(position::Column::Id)
        .limit(SITTING_MAX)
        .all(conn)
        .await
}

/// The positions that were recorded with a board, in the order of its seats.
///
/// # Errors
/// When the database fails.
pub async fn positions_of_board(
    conn: &impl ConnectionTrait,
    board: BoardId,
) -> Result<Vec<position::Model>, DbErr> {
    let query = position::Entity::find().filter(position::Column::BoardId.eq(board));
    query.order_by_asc(position::Column::Id).limit(SITTING_MAX).all(conn).await
}

/// The government of a village: who is its head decides elsewhere.
///
/// # Errors
/// When the database fails.
pub async fn government_of(
    conn: &impl ConnectionTrait,
    village: &str,
) -> Result<Vec<OrganizationId>, DbErr> {
    use organization::Column;
    organization::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::RegionCode.eq(village))
        .filter(Column::LegalForm.eq(LegalForm::PemerintahDesa))
        .order_by_asc(Column::Id)
        .limit(10)
        .into_tuple()
        .all(conn)
        .await
}

/// Who is head of a village on a day, by the record of its government.
///
/// # Errors
/// When the database fails.
pub async fn village_head(
    conn: &impl ConnectionTrait,
    governments: &[OrganizationId],
    day: NaiveDate,
) -> Result<Option<PersonId>, DbErr> {
    use position::Column;
    let head = position::Entity::find()
        .filter(Column::OrganizationId.is_in(governments.iter().copied()))
        .filter(Column::Role.eq(OrganRole::KepalaDesa))
        .filter(held_on(day))
        .order_by_desc(Column::HeldFrom)
        .one(conn)
        .await?;
    Ok(head.map(|head| head.person_id))
}

/// Organizations by form and name key in which somebody holds positions in an
/// organ within a span.
///
/// # Errors
/// When the database fails.
pub async fn bodies_of(
    conn: &impl ConnectionTrait,
    person: PersonId,
    organ: Organ,
    from: NaiveDate,
    to: Option<NaiveDate>,
) -> Result<Vec<organization::Model>, DbErr> {
    use position::Column;
    let seats: Vec<OrganizationId> = position::Entity::find()
        .select_only()
        .column(Column::OrganizationId)
        .filter(Column::PersonId.eq(person))
        .filter(Column::Organ.eq(organ))
        .filter(held_within(from, to))
        .limit(SITTING_MAX)
        .into_tuple()
        .all(conn)
        .await?;
    if seats.is_empty() {
        return Ok(Vec::new());
    }
    organization::Entity::find().filter(organization::Column::Id.is_in(seats)).all(conn).await
}

/// The positions of both persons in one and the same organization, on the
/// board or among the supervisors, from a day on.
///
/// # Errors
/// When the database fails.
pub async fn seats_of_both(
    conn: &impl ConnectionTrait,
    persons: [PersonId; 2],
    from: NaiveDate,
) -> Result<Vec<position::Model>, DbErr> {
    use position::Column;
    position::Entity::find()
        .filter(Column::PersonId.is_in(persons))
        .filter(Column::Organ.is_in([Organ::Pengurus, Organ::Pengawas]))
        .filter(held_within(from, None))
        .limit(SITTING_MAX)
        .all(conn)
        .await
}

/// Organizations by their ids.
///
/// # Errors
/// When the database fails.
pub async fn organizations(
    conn: &impl ConnectionTrait,
    ids: Vec<OrganizationId>,
) -> Result<Vec<organization::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    organization::Entity::find().filter(organization::Column::Id.is_in(ids)).all(conn).await
}

/// What is asked of a person who holds a position.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub struct Holder {
    /// Who.
    pub id: PersonId,
    /// Sex, as far as it is recorded.
    pub sex: Option<Sex>,
    /// Day of death, where it is.
    pub deceased_on: Option<NaiveDate>,
}

/// Persons as holders of positions.
///
/// # Errors
/// When the database fails.
pub async fn holders(
    conn: &impl ConnectionTrait,
    ids: Vec<PersonId>,
) -> Result<Vec<Holder>, DbErr> {
    use person::Column;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    person::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Sex, Column::DeceasedOn])
        .filter(Column::Id.is_in(ids))
        .into_model()
        .all(conn)
        .await
}

/// The ties in force among some persons, whoever declared them.
///
/// # Errors
/// When the database fails.
pub async fn ties_among(
    conn: &impl ConnectionTrait,
    persons: &[PersonId],
) -> Result<Vec<(PersonId, PersonId)>, DbErr> {
    use family_tie::Column;
    family_tie::Entity::find()
        .select_only()
        .columns([Column::PersonId, Column::OtherPersonId])
        .filter(Column::PersonId.is_in(persons.iter().copied()))
        .filter(Column::OtherPersonId.is_in(persons.iter().copied()))
        .filter(Column::WithdrawnAt.is_null())
        .limit(SITTING_MAX)
        .into_tuple()
        .all(conn)
        .await
}

/// The tie of two persons in force that an organization declared.
///
/// # Errors
/// When the database fails.
pub async fn tie_of(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    pair: [PersonId; 2],
) -> Result<Option<family_tie::Model>, DbErr> {
    use family_tie::Column;
    family_tie::Entity::find()
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::PersonId.eq(pair[0]))
        .filter(Column::OtherPersonId.eq(pair[1]))
        .filter(Column::WithdrawnAt.is_null())
        .one(conn)
        .await
}

/// Ties that an organization declared, after a cursor, oldest first; one more
/// than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_ties(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    page: &PageRequest<FamilyTieId>,
) -> Result<Vec<family_tie::Model>, DbErr> {
    use family_tie::Column;
    let query = family_tie::Entity::find().filter(Column::OrganizationId.eq(organization));
    page.rows(query, Column::Id).all(conn).await
}

/// One tie whose organization is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_tie(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: FamilyTieId,
) -> Result<Option<family_tie::Model>, DbErr> {
    let column = Expr::col((family_tie::Entity, family_tie::Column::OrganizationId));
    family_tie::Entity::find_by_id(id).filter(in_scope(scope, column)).one(conn).await
}

/// Villages that an organization serves or served, after a cursor, oldest first;
/// one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_villages(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    page: &PageRequest<ServedVillageId>,
) -> Result<Vec<served_village::Model>, DbErr> {
    use served_village::Column;
    let query = served_village::Entity::find().filter(Column::OrganizationId.eq(organization));
    page.rows(query, Column::Id).all(conn).await
}

/// One served village whose organization is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_village(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: ServedVillageId,
) -> Result<Option<served_village::Model>, DbErr> {
    let column = Expr::col((served_village::Entity, served_village::Column::OrganizationId));
    served_village::Entity::find_by_id(id).filter(in_scope(scope, column)).one(conn).await
}

/// Codes of the villages that an organization serves on a day beside that of its
/// seat.
///
/// # Errors
/// When the database fails.
pub async fn served_on(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    day: NaiveDate,
) -> Result<Vec<String>, DbErr> {
    use served_village::Column;
    served_village::Entity::find()
        .select_only()
        .column(Column::RegionCode)
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::ServedFrom.lte(day))
        .filter(Column::ServedTo.is_null().or(Column::ServedTo.gt(day)))
        .order_by_asc(Column::Id)
        .limit(SITTING_MAX)
        .into_tuple()
        .all(conn)
        .await
}

/// Whether the serving of a village has a day in common with the time from a day on.
///
/// # Errors
/// When the database fails.
pub async fn serves_from(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    village: &str,
    from: NaiveDate,
) -> Result<bool, DbErr> {
    use served_village::Column;
    let row = served_village::Entity::find()
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::RegionCode.eq(village))
        .filter(Column::ServedTo.is_null().or(Column::ServedTo.gt(from)))
        .one(conn)
        .await?;
    Ok(row.is_some())
}
