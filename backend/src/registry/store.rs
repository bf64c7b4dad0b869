//! SQL of the registry.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::entity::organization::{LegalForm, OrganizationStatus};
use super::entity::{organization, organization_status, parameter, person};
use super::parameters::Parameters;
use crate::identity::Scope;
use crate::identity::store::scope_condition;
use crate::kernel::ids::{OrganizationId, PersonId};
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::platform::db::statement;
use crate::platform::page::PageRequest;

/// Which organizations are asked for.
#[derive(Debug, Clone, Default)]
pub struct OrganizationFilter {
    /// In this region or below.
    pub region: Option<RegionCode>,
    /// Of this legal form.
    pub legal_form: Option<LegalForm>,
    /// With this stored status.
    pub status: Option<OrganizationStatus>,
    /// Folded words that the name must hold.
    pub name_key: Option<String>,
}

fn region_column() -> SimpleExpr {
    Expr::col((organization::Entity, organization::Column::RegionCode))
}

fn id_column() -> SimpleExpr {
    Expr::col((organization::Entity, organization::Column::Id))
}

/// That an organization has its seat in a region or below, written as the
/// indexes of the migration `m14_seats` hold it: they give a page of a region
/// in the order of the list, without reading the rest of the region.
fn seated_in(region: &RegionCode) -> SimpleExpr {
    let seat = match region.level() {
        RegionLevel::Province => r#"substr("organization"."region_code", 1, 2)"#,
        RegionLevel::Regency => r#"substr("organization"."region_code", 1, 5)"#,
        RegionLevel::District => r#"substr("organization"."region_code", 1, 8)"#,
        RegionLevel::Village => r#""organization"."region_code""#,
    };
    Expr::cust(seat).eq(region.as_str())
}

/// Organizations in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_organizations(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &OrganizationFilter,
    page: &PageRequest<OrganizationId>,
) -> Result<Vec<organization::Model>, DbErr> {
    use organization::Column;
    let mut query = organization::Entity::find();
    // A scope of one region is asked as that region is, where no other is asked for.
    let asked = filter.region.or_else(|| scope.sole_region());
    if !asked.is_some_and(|region| scope.covers_region(&region)) {
        query = query.filter(scope_condition(scope, &region_column(), &id_column()));
    }
    if let Some(region) = asked {
        query = query.filter(seated_in(&region));
    }
    if let Some(form) = filter.legal_form {
        query = query.filter(Column::LegalForm.eq(form));
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status));
    }
    for word in filter.name_key.iter().flat_map(|key| key.split_whitespace()) {
        query = query.filter(Column::NameKey.contains(word));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One organization in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_organization(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: OrganizationId,
) -> Result<Option<organization::Model>, DbErr> {
    scoped(organization::Entity::find_by_id(id), scope).one(conn).await
}

/// One organization in scope, locked for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn lock_organization(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: OrganizationId,
) -> Result<Option<organization::Model>, DbErr> {
    // SQLite ignores the lock; BEGIN IMMEDIATE already made us the only writer.
    scoped(organization::Entity::find_by_id(id), scope).lock_exclusive().one(conn).await
}

/// The region of an organization's seat, held for this transaction: a relocation
/// waits, other holders do not. Figures do not ask for a scope.
///
/// # Errors
/// When the database fails.
pub async fn hold_seat(
    conn: &impl ConnectionTrait,
    id: OrganizationId,
) -> Result<Option<String>, DbErr> {
    organization::Entity::find_by_id(id)
        .select_only()
        .column(organization::Column::RegionCode)
        .lock_shared()
        .into_tuple()
        .one(conn)
        .await
}

/// The ids of the organizations in scope, by their present seat, for a subquery
/// of rows that follow their organization.
pub fn organizations_in(scope: &Scope) -> SelectStatement {
    Query::select()
        .column((organization::Entity, organization::Column::Id))
        .from(organization::Entity)
        .cond_where(scope_condition(scope, &region_column(), &id_column()))
        .to_owned()
}

fn scoped(query: Select<organization::Entity>, scope: &Scope) -> Select<organization::Entity> {
    query.filter(scope_condition(scope, &region_column(), &id_column()))
}

/// Whether another organization holds the village's place of active BUM Desa (R51).
///
/// # Errors
/// When the database fails.
pub async fn has_active_bum_desa(
    conn: &impl ConnectionTrait,
    region_code: &str,
    except: OrganizationId,
) -> Result<bool, DbErr> {
    use organization::Column;
    let other = organization::Entity::find()
        .filter(Column::RegionCode.eq(region_code))
        .filter(Column::LegalForm.eq(LegalForm::BumDesa))
        .filter(Column::Status.eq(OrganizationStatus::Active))
        .filter(Column::Id.ne(except))
        .one(conn)
        .await?;
    Ok(other.is_some())
}

/// Whether another organization of this form bears this folded name (R24).
///
/// # Errors
/// When the database fails.
pub async fn has_name(
    conn: &impl ConnectionTrait,
    form: LegalForm,
    name_key: &str,
    except: OrganizationId,
) -> Result<bool, DbErr> {
    use organization::Column;
    let other = organization::Entity::find()
        .filter(Column::NameKey.eq(name_key))
        .filter(Column::LegalForm.eq(form))
        .filter(Column::Status.ne(OrganizationStatus::Dissolved))
        .filter(Column::Id.ne(except))
        .one(conn)
        .await?;
    Ok(other.is_some())
}

/// The changes of an organization's status, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list_statuses(
    conn: &impl ConnectionTrait,
    id: OrganizationId,
) -> Result<Vec<organization_status::Model>, DbErr> {
    organization_status::Entity::find()
        .filter(organization_status::Column::OrganizationId.eq(id))
        .order_by_asc(organization_status::Column::Id)
        .limit(200)
        .all(conn)
        .await
}

/// All legal parameters with all their values, by key and first day.
///
/// # Errors
/// When the database fails.
pub async fn list_parameters(
    conn: &impl ConnectionTrait,
    key: Option<&str>,
    on: Option<NaiveDate>,
) -> Result<Vec<parameter::Model>, DbErr> {
    use parameter::Column;
    let mut query = parameter::Entity::find()
        .order_by_asc(Column::Key)
        .order_by_asc(Column::ValidFrom)
        .limit(5_000);
    if let Some(key) = key {
        query = query.filter(Column::Key.eq(key));
    }
    if let Some(day) = on {
        query = query
            .filter(Column::ValidFrom.lte(day))
            .filter(Column::ValidTo.is_null().or(Column::ValidTo.gt(day)));
    }
    query.all(conn).await
}

/// All legal parameters as rules see them.
///
/// # Errors
/// When the database fails.
pub async fn parameters(conn: &impl ConnectionTrait) -> Result<Parameters, DbErr> {
    Ok(Parameters::of(&list_parameters(conn, None, None).await?))
}

/// The legal parameters that views of these rows need: only an approved name
/// asks for any, so that most lists are spared the query.
///
/// # Errors
/// When the database fails.
pub async fn parameters_for(
    conn: &impl ConnectionTrait,
    rows: &[organization::Model],
) -> Result<Parameters, DbErr> {
    if rows.iter().any(|row| row.status == OrganizationStatus::NameApproved) {
        parameters(conn).await
    } else {
        Ok(Parameters::default())
    }
}

/// Which persons are asked for.
#[derive(Debug, Clone, Default)]
pub struct PersonFilter {
    /// In this region or below.
    pub region: Option<RegionCode>,
    /// Kept by this organization.
    pub organization: Option<OrganizationId>,
    /// Folded words that the name must hold.
    pub name_key: Option<String>,
}

fn person_columns() -> (SimpleExpr, SimpleExpr) {
    (
        Expr::col((person::Entity, person::Column::RegionCode)),
        Expr::col((person::Entity, person::Column::OrganizationId)),
    )
}

/// Persons in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_persons(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &PersonFilter,
    page: &PageRequest<PersonId>,
) -> Result<Vec<person::Model>, DbErr> {
    use person::Column;
    let (region, organization) = person_columns();
    let mut query = person::Entity::find().filter(scope_condition(scope, &region, &organization));
    if let Some(code) = &filter.region {
        let within = Scope { regions: vec![*code], ..Scope::default() };
        query = query.filter(scope_condition(&within, &region, &organization));
    }
    if let Some(id) = filter.organization {
        query = query.filter(Column::OrganizationId.eq(id));
    }
    for word in filter.name_key.iter().flat_map(|key| key.split_whitespace()) {
        query = query.filter(Column::NameKey.contains(word));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One person in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_person(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PersonId,
) -> Result<Option<person::Model>, DbErr> {
    let (region, organization) = person_columns();
    let query =
        person::Entity::find_by_id(id).filter(scope_condition(scope, &region, &organization));
    query.one(conn).await
}

/// One person in scope, locked for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn lock_person(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PersonId,
) -> Result<Option<person::Model>, DbErr> {
    let (region, organization) = person_columns();
    person::Entity::find_by_id(id)
        .filter(scope_condition(scope, &region, &organization))
        .lock_exclusive()
        .one(conn)
        .await
}

/// When a person died, as far as it is recorded; it is not taken back meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn hold_death(
    conn: &impl ConnectionTrait,
    id: PersonId,
) -> Result<Option<NaiveDate>, DbErr> {
    let row = person::Entity::find_by_id(id).lock_shared().one(conn).await?;
    Ok(row.and_then(|row| row.deceased_on))
}

/// The first day of leaving of memberships that ended by a person's death; the
/// registers of members are read here as far as they hang on that day.
///
/// # Errors
/// When the database fails.
pub async fn relied_on_death(
    conn: &impl ConnectionTrait,
    id: PersonId,
) -> Result<Option<NaiveDate>, DbErr> {
    let sql = "SELECT MIN(left_on) FROM member \
               WHERE holder_person_id = $1 AND exit_reason = 'meninggal'";
    let row = conn.query_one_raw(statement(conn, sql, vec![id.into()])).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.flatten())
}

/// Whether a person is or was in some register as a member, whose savings are
/// their heirs' once they have died.
///
/// # Errors
/// When the database fails.
pub async fn is_or_was_member(conn: &impl ConnectionTrait, id: PersonId) -> Result<bool, DbErr> {
    let sql = "SELECT 1 FROM member WHERE holder_person_id = $1 AND standing = 'member' LIMIT 1";
    Ok(conn.query_one_raw(statement(conn, sql, vec![id.into()])).await?.is_some())
}

/// Whether a death is recorded of somebody else with one of these NIK who is
/// still in some register of members: until that is settled, it is not free.
///
/// # Errors
/// When the database fails.
pub async fn is_deceased_member(
    conn: &impl ConnectionTrait,
    nik_indexes: Vec<Vec<u8>>,
    except: Option<PersonId>,
) -> Result<bool, DbErr> {
    if nik_indexes.is_empty() {
        return Ok(false);
    }
    let registered = "EXISTS (SELECT 1 FROM member m WHERE m.holder_person_id = person.id \
                      AND m.status <> 'former')";
    let found = person::Entity::find()
        .filter(person::Column::NikIndex.is_in(nik_indexes))
        .filter(person::Column::DeceasedOn.is_not_null())
        .filter(Expr::cust(registered))
        .all(conn)
        .await?;
    Ok(found.iter().any(|row| Some(row.id) != except))
}

/// The living person with this NIK, whatever the scope: for uniqueness (R14)
/// and for the search by exact NIK (R108), which applies the scope itself.
///
/// # Errors
/// When the database fails.
pub async fn find_person_by_nik(
    conn: &impl ConnectionTrait,
    nik_index: &[u8],
) -> Result<Option<person::Model>, DbErr> {
    person::Entity::find()
        .filter(person::Column::NikIndex.eq(nik_index.to_vec()))
        .filter(person::Column::DeceasedOn.is_null())
        .one(conn)
        .await
}

/// Names of persons in an office that is known, such as an orchestrator or the
/// chair of a cooperative: asked by what names them, which the caller reaches.
///
/// # Errors
/// When the database fails.
pub async fn person_names(
    conn: &impl ConnectionTrait,
    ids: Vec<PersonId>,
) -> Result<HashMap<PersonId, String>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(PersonId, String)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::FullName])
        .filter(person::Column::Id.is_in(ids))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}
