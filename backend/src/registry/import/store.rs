//! SQL of imports.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entity::{import_profile, import_run, organization_identifier};
use super::rules::gazetteer::{Gazetteer, Place};
use crate::identity::Scope;
use crate::kernel::ids::{ImportId, ImportProfileId, OrganizationId, UserId};
use crate::platform::page::PageRequest;
use crate::region::entity::{region, region_crosswalk, region_successor};
use crate::registry::entity::organization::{self, LegalForm, OrganizationStatus};

/// All regions and the crosswalk, once for an import.
///
/// # Errors
/// When the database fails.
pub async fn gazetteer(conn: &impl ConnectionTrait) -> Result<Gazetteer, DbErr> {
    type Row = (String, String, String, Option<chrono::NaiveDate>);
    let rows: Vec<Row> = region::Entity::find()
        .select_only()
        .column(region::Column::Code)
        .column(region::Column::Name)
        .column(region::Column::NameKey)
        .column(region::Column::ValidTo)
        .into_tuple()
        .all(conn)
        .await?;
    let mut successors: HashMap<String, Vec<String>> = HashMap::new();
    for one in region_successor::Entity::find().all(conn).await? {
        successors.entry(one.code).or_default().push(one.successor_code);
    }
    let places = rows.into_iter().filter_map(|(code, name, key, valid_to)| {
        let successor = successors.get(&code).map(|codes| codes.join(", "));
        Some(Place { code: code.parse().ok()?, name, key, valid_to, successor })
    });
    let pairs = region_crosswalk::Entity::find()
        .filter(region_crosswalk::Column::CodeSystem.eq("bps"))
        .all(conn)
        .await?;
    let pairs =
        pairs.into_iter().filter_map(|pair| Some((pair.foreign_code, pair.code.parse().ok()?)));
    Ok(Gazetteer::new(places.collect(), pairs.collect()))
}

/// What is asked of the register for some rows of a file.
#[derive(Debug, Default)]
pub struct Question {
    /// Where the file comes from.
    pub source: Option<String>,
    /// Numbers by which the source knows organizations.
    pub external_ids: Vec<String>,
    /// Codes of regions of the rows.
    pub regions: Vec<String>,
    /// Folded names of the rows.
    pub name_keys: Vec<String>,
    /// Folded names that must be the only ones of their form in the nation (R24).
    pub sole_names: Vec<String>,
}

/// What the register knows that bears on some rows.
#[derive(Debug, Default)]
pub struct Known {
    /// The organizations.
    pub rows: HashMap<OrganizationId, organization::Model>,
    /// Organizations by the source's number.
    pub by_external_id: HashMap<String, OrganizationId>,
    /// The source's number of each.
    pub external_ids: HashMap<OrganizationId, String>,
    /// Organizations by form, region and folded name.
    pub by_name: HashMap<(LegalForm, String, String), Vec<OrganizationId>>,
    /// Active BUM Desa by village.
    pub holders: HashMap<String, OrganizationId>,
    /// Organizations by form and folded name, wherever they are.
    pub by_bare_name: HashMap<(LegalForm, String), Vec<OrganizationId>>,
}

/// Answers a question in a few statements, whatever the scope: a row that meets
/// an organization out of reach is refused, not recorded a second time.
/// `lock` holds the organizations for this transaction, in order of id.
///
/// # Errors
/// When the database fails.
pub async fn look_up(
    conn: &impl ConnectionTrait,
    question: &Question,
    lock: bool,
) -> Result<Known, DbErr> {
    use organization::Column;
    let mut known = Known::default();
    let mut wanted: Vec<OrganizationId> = Vec::new();
    if let Some(source) = question.source.as_deref().filter(|_| !question.external_ids.is_empty()) {
        let found = identifiers(conn, source, Some(&question.external_ids), None).await?;
        wanted.extend(found.iter().map(|row| row.organization_id));
        for row in found {
            known.by_external_id.insert(row.external_id, row.organization_id);
        }
    }
    let Some(condition) = of_interest(question, wanted) else { return Ok(known) };
    let mut query = organization::Entity::find().filter(condition).order_by_asc(Column::Id);
    if lock {
        query = query.lock_exclusive();
    }
    let rows = query.all(conn).await?;
    if let Some(source) = &question.source {
        let ids: Vec<OrganizationId> = rows.iter().map(|row| row.id).collect();
        for some in ids.chunks(10_000) {
            for row in identifiers(conn, source, None, Some(some)).await? {
                known.external_ids.insert(row.organization_id, row.external_id);
            }
        }
    }
    for row in rows {
        let place = (row.legal_form, row.region_code.clone(), row.name_key.clone());
        known.by_name.entry(place).or_default().push(row.id);
        if row.status != OrganizationStatus::Dissolved {
            let name = (row.legal_form, row.name_key.clone());
            known.by_bare_name.entry(name).or_default().push(row.id);
        }
        if row.legal_form == LegalForm::BumDesa && row.status == OrganizationStatus::Active {
            known.holders.insert(row.region_code.clone(), row.id);
        }
        known.rows.insert(row.id, row);
    }
    Ok(known)
}

/// The rows' names in their places, names that may stand once (R24), the
/// villages' holders (R51), and the organizations that the source knows.
///
/// A branch without values is left out: it would be a constant, for which
/// SQLite leaves all indexes and reads the whole table, once for each chunk.
fn of_interest(question: &Question, wanted: Vec<OrganizationId>) -> Option<Condition> {
    use organization::Column;
    let mut branches = Vec::new();
    if !question.regions.is_empty() {
        let here = || Condition::all().add(Column::RegionCode.is_in(question.regions.clone()));
        if !question.name_keys.is_empty() {
            branches.push(here().add(Column::NameKey.is_in(question.name_keys.clone())));
        }
        let holders = here().add(Column::LegalForm.eq(LegalForm::BumDesa));
        branches.push(holders.add(Column::Status.eq(OrganizationStatus::Active)));
    }
    if !question.sole_names.is_empty() {
        let sole = Column::NameKey.is_in(question.sole_names.clone());
        branches.push(Condition::all().add(sole));
    }
    if !wanted.is_empty() {
        branches.push(Condition::all().add(Column::Id.is_in(wanted)));
    }
    let any =
        |branches: Vec<Condition>| branches.into_iter().fold(Condition::any(), Condition::add);
    (!branches.is_empty()).then(|| any(branches))
}

async fn identifiers(
    conn: &impl ConnectionTrait,
    source: &str,
    external_ids: Option<&[String]>,
    organizations: Option<&[OrganizationId]>,
) -> Result<Vec<organization_identifier::Model>, DbErr> {
    use organization_identifier::Column;
    let mut query = organization_identifier::Entity::find().filter(Column::Source.eq(source));
    if let Some(ids) = external_ids {
        query = query.filter(Column::ExternalId.is_in(ids.to_vec()));
    }
    if let Some(ids) = organizations {
        query = query.filter(Column::OrganizationId.is_in(ids.to_vec()));
    }
    query.all(conn).await
}

/// Records numbers of a source.
///
/// # Errors
/// When the database fails.
pub async fn add_identifiers(
    conn: &impl ConnectionTrait,
    rows: Vec<organization_identifier::Model>,
) -> Result<(), DbErr> {
    for some in rows.chunks(5_000) {
        let some = some.iter().cloned().map(organization_identifier::ActiveModel::from);
        let some = some.map(sea_orm::ActiveModelTrait::reset_all);
        organization_identifier::Entity::insert_many(some).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// The profile of this name. Profiles hold no data of anybody: no scope applies.
///
/// # Errors
/// When the database fails.
pub async fn find_profile_by_name(
    conn: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<import_profile::Model>, DbErr> {
    import_profile::Entity::find().filter(import_profile::Column::Name.eq(name)).one(conn).await
}

/// One profile, locked for this transaction where `lock` says so.
///
/// # Errors
/// When the database fails.
pub async fn find_profile(
    conn: &impl ConnectionTrait,
    id: ImportProfileId,
    lock: bool,
) -> Result<Option<import_profile::Model>, DbErr> {
    let mut query = import_profile::Entity::find_by_id(id);
    if lock {
        query = query.lock_exclusive();
    }
    query.one(conn).await
}

/// Profiles after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_profiles(
    conn: &impl ConnectionTrait,
    page: &PageRequest<ImportProfileId>,
) -> Result<Vec<import_profile::Model>, DbErr> {
    use import_profile::Column;
    let query = import_profile::Entity::find();
    page.rows(query, Column::Id).all(conn).await
}

/// Runs of imports after a cursor, oldest first; one more than the limit. Who
/// reaches the whole nation sees all, others see their own.
///
/// # Errors
/// When the database fails.
pub async fn list_runs(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    user: UserId,
    page: &PageRequest<ImportId>,
) -> Result<Vec<import_run::Model>, DbErr> {
    use import_run::Column;
    let mut query = import_run::Entity::find();
    if !scope.national {
        query = query.filter(Column::UserId.eq(user));
    }
    page.rows(query, Column::Id).all(conn).await
}
