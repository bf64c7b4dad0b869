//! Writes of the registry: load, decide, save, audit.

use chrono::NaiveDate;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, QueryFilter,
};

use super::drafts::{Identifiers, OrganizationDraft};
use super::entity::organization::{self, OrganizationStatus};
use super::entity::organization_status;
use super::rules::{self, StatusFacts};
use super::{problems, store};
use crate::identity::Access;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::OrganizationId;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::db::stored_region;
use crate::platform::etag;
use crate::platform::problem::ApiResult;
use crate::platform::rollup::{self, Delta};
use crate::platform::vault::Vault;
use crate::platform::{ApiError, codes};

mod bulk;
mod judge;
mod moves;
mod names;
mod parameters;
mod persons;

pub use bulk::{Changed, change_organizations, create_organizations};
use judge::check;
pub use judge::{Surroundings, holds_village, judge};
pub use moves::{convert, relocate};
pub use names::expire_names;
pub use parameters::{
    Correction, NewParameter, correct_parameter, create_parameter, load_default_parameters,
    withdraw_parameter,
};
pub use persons::{
    Opened, SavedPerson, audit_search, create_person, create_persons, nik_index, open_address,
    replace_person, reveal_person, seal_nik,
};

/// Where an act comes from and what it may touch.
#[derive(Debug, Clone)]
pub struct Context {
    /// On whose behalf.
    pub author: Author,
    /// The day of the act.
    pub today: NaiveDate,
}

impl Context {
    /// The context of a request.
    #[must_use]
    pub fn of(access: &Access) -> Self {
        Self { author: access.author(), today: access.today() }
    }
}

/// Locks an organization that the caller may change: 404 where they may not
/// know of it, 403 where they may not change it.
///
/// # Errors
/// 403 or 404.
pub async fn reach_organization(
    tx: &DatabaseTransaction,
    access: &Access,
    id: OrganizationId,
) -> ApiResult<organization::Model> {
    let row = store::lock_organization(tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let region = row.region_code.parse().map_err(ApiError::internal)?;
    access.require(&region, row.id)?;
    Ok(row)
}

/// An organization that was saved, with what should be looked at.
#[derive(Debug)]
pub struct Saved {
    /// The row.
    pub row: organization::Model,
    /// Warnings.
    pub warnings: Vec<Fault>,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

/// Records an organization. With an id of the client's, an identical resend
/// gives the same row and another content is refused.
///
/// # Errors
/// 422 with every fault of the draft; 409 for a second active BUM Desa (R51),
/// or an id that names another organization.
pub async fn create_organization(
    tx: &DatabaseTransaction,
    vault: &Vault,
    draft: OrganizationDraft,
    source: Option<String>,
    context: &Context,
) -> ApiResult<Saved> {
    let creation_hash = vault.creation_hash(&draft);
    let id = draft.id.unwrap_or_else(fresh_id);
    if draft.id.is_some() {
        // Before any rule: what was accepted once stays accepted.
        if let Some(known) = organization::Entity::find_by_id(id).one(tx).await? {
            return resent(known, &creation_hash);
        }
    }
    let checked = check(tx, id, &draft, None, context).await?;
    let row = organization::Model {
        creation_hash: creation_hash.clone(),
        ..new_row(id, &draft, checked.identifiers, source, context)
    };
    let inserted: organization::ActiveModel = row.clone().into();
    let made = organization::Entity::insert(inserted.reset_all())
        .on_conflict(OnConflict::column(organization::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if made == 0 {
        // The same id came twice at once, and the other one was first.
        let known = organization::Entity::find_by_id(id).one(tx).await?;
        return resent(known.ok_or(&codes::CONFLICT)?, &creation_hash);
    }
    add_status(tx, &row, None, &context.author).await?;
    rollup::append(tx, &[enterprise_delta(&row, 1)?]).await?;
    record(tx, &context.author, "create_organization", None, &row).await?;
    let row = names::settle(tx, row, context).await?;
    Ok(Saved { row, warnings: checked.warnings, fresh: true })
}

/// An identical resend gives the row as it stands now; anything else is a conflict.
fn resent(known: organization::Model, creation_hash: &[u8]) -> ApiResult<Saved> {
    if known.creation_hash == creation_hash {
        Ok(Saved { row: known, warnings: Vec::new(), fresh: false })
    } else {
        Err((&codes::ID_TAKEN).into())
    }
}

/// Replaces what is recorded of an organization, but for what has an operation
/// of its own (status, approval of the name) and, unless a `registrar` does it,
/// what its deed says.
///
/// # Errors
/// 422 with every fault of the draft; 409 for a second active BUM Desa.
pub async fn replace_organization(
    tx: &DatabaseTransaction,
    before: organization::Model,
    draft: OrganizationDraft,
    registrar: bool,
    context: &Context,
) -> ApiResult<Saved> {
    let draft = OrganizationDraft { id: draft.id.filter(|id| *id != before.id), ..draft };
    let checked = check(tx, before.id, &draft, Some((&before, registrar)), context).await?;
    let row = changed_row(&before, &draft, checked.identifiers, context);
    save(tx, &before, &row).await?;
    record(tx, &context.author, "replace_organization", Some(&before), &row).await?;
    Ok(Saved { row, warnings: checked.warnings, fresh: true })
}

/// Changes an organization's status, with its history.
///
/// # Errors
/// 409 where the status cannot follow, a name has expired (R23), or the
/// village has another active BUM Desa (R51); 422 for a day in the future.
pub async fn change_status(
    tx: &DatabaseTransaction,
    before: organization::Model,
    status: OrganizationStatus,
    since: NaiveDate,
    reason: Option<String>,
    context: &Context,
) -> ApiResult<organization::Model> {
    let parameters = store::parameters(tx).await?;
    let approved_on =
        rules::decide_status(facts(&before), status, since, &parameters, context.today)?;
    let row = organization::Model {
        version: before.version + 1,
        updated_at: context.author.at,
        ..with_status(before.clone(), status, since, approved_on)
    };
    require_only_bum_desa(tx, &row).await?;
    save(tx, &before, &row).await?;
    add_status(tx, &row, reason.clone(), &context.author).await?;
    let act = Act { reason, ..act("change_organization_status", Some(&before), &row) };
    audit::record(tx, &context.author, act).await?;
    names::settle(tx, row, context).await
}

/// What the rules on a status look at.
#[must_use]
pub fn facts(row: &organization::Model) -> StatusFacts {
    StatusFacts {
        status: row.status,
        since: row.status_since,
        name_approved_on: row.name_approved_on,
    }
}

/// The row with another status, all else as it was.
#[must_use]
pub fn with_status(
    row: organization::Model,
    status: OrganizationStatus,
    since: NaiveDate,
    name_approved_on: Option<NaiveDate>,
) -> organization::Model {
    organization::Model { status, status_since: since, name_approved_on, ..row }
}

/// The row that records a new organization.
#[must_use]
pub fn new_row(
    id: OrganizationId,
    draft: &OrganizationDraft,
    identifiers: Identifiers,
    source: Option<String>,
    context: &Context,
) -> organization::Model {
    organization::Model {
        id,
        status: draft.status.unwrap_or(OrganizationStatus::Active),
        status_since: draft.status_since.unwrap_or(context.today),
        name_approved_on: draft.name_approved_on,
        source,
        version: 1,
        created_at: context.author.at,
        updated_at: context.author.at,
        ..fields(draft, identifiers)
    }
}

/// The row of an organization after its replacement by a draft; its status stays.
#[must_use]
pub fn changed_row(
    before: &organization::Model,
    draft: &OrganizationDraft,
    identifiers: Identifiers,
    context: &Context,
) -> organization::Model {
    organization::Model {
        id: before.id,
        status: before.status,
        status_since: before.status_since,
        name_approved_on: before.name_approved_on,
        source: before.source.clone(),
        creation_hash: before.creation_hash.clone(),
        version: before.version + 1,
        created_at: before.created_at,
        updated_at: context.author.at,
        ..fields(draft, identifiers)
    }
}

/// R51 for a change of status.
async fn require_only_bum_desa(
    conn: &impl ConnectionTrait,
    row: &organization::Model,
) -> ApiResult<()> {
    let bound = holds_village(row.legal_form, row.status);
    if bound && store::has_active_bum_desa(conn, &row.region_code, row.id).await? {
        return Err(Fault::at(&problems::SECOND_BUM_DESA, "/status").into());
    }
    Ok(())
}

/// The fields that come from the draft and its identifiers alone.
fn fields(draft: &OrganizationDraft, known: Identifiers) -> organization::Model {
    let (kbli_code, kbli_edition) = known.kbli.unzip();
    let (latitude, longitude) = known.point.unzip();
    organization::Model {
        id: draft.id.unwrap_or_else(|| OrganizationId::from_uuid(uuid::Uuid::nil())),
        legal_form: draft.legal_form,
        name: draft.name.trim().to_owned(),
        name_key: name_key(&draft.name),
        status: OrganizationStatus::Planned,
        status_since: NaiveDate::default(),
        name_approved_on: None,
        region_code: draft.region_code.as_str().to_owned(),
        address: draft.address.clone().filter(|text| !text.trim().is_empty()),
        latitude_microdegrees: latitude,
        longitude_microdegrees: longitude,
        founded_on: draft.founded_on,
        founder_count: draft.founder_count,
        npwp: known.npwp,
        nib: known.nib,
        nik_koperasi: known.nik_koperasi,
        legal_number: known.legal_number,
        legal_number_legacy: known.legal_number_legacy,
        kbli_code,
        kbli_edition: kbli_edition.map(|edition| sea_orm::ActiveEnum::to_value(&edition)),
        phone: known.phone,
        source: None,
        creation_hash: Vec::new(),
        version: 0,
        created_at: chrono::DateTime::default(),
        updated_at: chrono::DateTime::default(),
    }
}

/// Writes the row and moves its figures where form, status or region changed.
async fn save(
    tx: &DatabaseTransaction,
    before: &organization::Model,
    row: &organization::Model,
) -> ApiResult<()> {
    let changed: organization::ActiveModel = row.clone().into();
    // The version once more, so that a forgotten lock could not lose a change.
    let saved = organization::Entity::update_many()
        .set(changed.reset_all())
        .filter(organization::Column::Id.eq(before.id))
        .filter(organization::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    etag::require_saved(saved.rows_affected)?;
    let (old, new) = (enterprise_delta(before, -1)?, enterprise_delta(row, 1)?);
    if old.region != new.region || old.metric != new.metric {
        rollup::append(tx, &[old, new]).await?;
    }
    Ok(())
}

/// The change of the figure that counts this organization.
fn enterprise_delta(row: &organization::Model, amount: i64) -> ApiResult<Delta> {
    let region = stored_region(&row.region_code)?;
    let metric = format!("enterprises/{}/{}", row.legal_form.as_str(), row.status.as_str());
    Ok(Delta::of(&region, metric, amount))
}

fn status_entry(
    row: &organization::Model,
    reason: Option<String>,
    author: &Author,
) -> organization_status::ActiveModel {
    organization_status::ActiveModel {
        id: Set(fresh_id()),
        organization_id: Set(row.id),
        since: Set(row.status_since),
        recorded_at: Set(author.at),
        status: Set(row.status),
        reason: Set(reason),
    }
}

async fn add_status(
    tx: &DatabaseTransaction,
    row: &organization::Model,
    reason: Option<String>,
    author: &Author,
) -> ApiResult<()> {
    let entry = status_entry(row, reason, author);
    organization_status::Entity::insert(entry).exec_without_returning(tx).await?;
    Ok(())
}

fn act<'a>(
    action: &'a str,
    before: Option<&organization::Model>,
    after: &organization::Model,
) -> Act<'a> {
    Act {
        action,
        subject_kind: "organization",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: None,
        before: before.map(audited),
        after: Some(audited(after)),
    }
}

/// What the audit log keeps of an organization.
fn audited(row: &organization::Model) -> serde_json::Value {
    serde_json::json!({
        "legal_form": row.legal_form, "name": row.name, "status": row.status,
        "status_since": row.status_since, "name_approved_on": row.name_approved_on,
        "region_code": row.region_code, "address": row.address, "founded_on": row.founded_on,
        "founder_count": row.founder_count, "npwp": row.npwp, "nib": row.nib,
        "nik_koperasi": row.nik_koperasi, "legal_number": row.legal_number, "kbli_code": row.kbli_code, "phone": row.phone, "source": row.source,
        "kbli_edition": row.kbli_edition, "latitude_microdegrees": row.latitude_microdegrees,
        "longitude_microdegrees": row.longitude_microdegrees, "version": row.version,
    })
}

async fn record(
    tx: &DatabaseTransaction,
    author: &Author,
    action: &str,
    before: Option<&organization::Model>,
    after: &organization::Model,
) -> ApiResult<()> {
    Ok(audit::record(tx, author, act(action, before, after)).await?)
}
