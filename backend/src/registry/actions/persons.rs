//! Writes of persons: identifying data is sealed before it is stored.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};
use serde_json::json;

use super::Context;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::{Nik, Phone, name_key};
use crate::kernel::ids::PersonId;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::etag;
use crate::platform::problem::ApiResult;
use crate::platform::vault::Vault;
use crate::platform::{ApiError, codes};
use crate::registry::drafts::PersonDraft;
use crate::registry::entity::person;
use crate::registry::{problems, store};

/// What a NIK is indexed under.
const NIK_PURPOSE: &str = "nik";

/// A person that was saved, with what should be looked at.
#[derive(Debug)]
pub struct SavedPerson {
    /// The row.
    pub row: person::Model,
    /// Warnings (R13).
    pub warnings: Vec<Fault>,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

/// The index under which a NIK is found.
pub fn nik_index(vault: &Vault, nik: &Nik) -> Vec<u8> {
    vault.blind_index(NIK_PURPOSE, nik.reveal())
}

/// A NIK sealed for the row of one person.
///
/// # Errors
/// Only when the value is beyond the cipher's limits.
pub fn seal_nik(vault: &Vault, id: PersonId, nik: &Nik) -> ApiResult<Vec<u8>> {
    vault.seal(&place(id, "nik"), nik.reveal()).map_err(ApiError::internal)
}

/// Records a person.
///
/// # Errors
/// 422 with every fault of the draft; 409 where the NIK is another living
/// person's (R14), or the id names another person.
pub async fn create_person(
    tx: &DatabaseTransaction,
    vault: &Vault,
    draft: PersonDraft,
    source: Option<String>,
    context: &Context,
) -> ApiResult<SavedPerson> {
    let creation_hash = vault.creation_hash(&draft);
    let id = draft.id.unwrap_or_else(fresh_id);
    if draft.id.is_some()
        && let Some(known) = person::Entity::find_by_id(id).one(tx).await?
    {
        return resent(known, &creation_hash);
    }
    let (row, warnings) = checked(tx, vault, id, draft, context).await?;
    let row = person::Model { creation_hash: creation_hash.clone(), source, ..row };
    let inserted: person::ActiveModel = row.clone().into();
    let made = person::Entity::insert(inserted.reset_all())
        .on_conflict(OnConflict::column(person::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if made == 0 {
        // The same id came twice at once, and the other one was first.
        let known = person::Entity::find_by_id(id).one(tx).await?;
        return resent(known.ok_or(&codes::CONFLICT)?, &creation_hash);
    }
    record(tx, context, "create_person", None, &row).await?;
    Ok(SavedPerson { row, warnings, fresh: true })
}

/// An identical resend gives the row as it stands now; anything else is a conflict.
fn resent(known: person::Model, creation_hash: &[u8]) -> ApiResult<SavedPerson> {
    if known.creation_hash == creation_hash {
        Ok(SavedPerson { row: known, warnings: Vec::new(), fresh: false })
    } else {
        Err((&codes::ID_TAKEN).into())
    }
}

/// Replaces what is recorded of a person; a NIK, phone or address that is left
/// out stays.
///
/// # Errors
/// 422 with every fault of the draft; 409 where the NIK is another's (R14),
/// where a death is taken back by which a membership has ended (R34), or where
/// another than an administrator (`senior`) takes back that of a member.
pub async fn replace_person(
    tx: &DatabaseTransaction,
    vault: &Vault,
    before: person::Model,
    (draft, senior): (PersonDraft, bool),
    context: &Context,
) -> ApiResult<SavedPerson> {
    check_death_taken_back(tx, &before, &draft, senior).await?;
    let (row, warnings) = checked(tx, vault, before.id, draft, context).await?;
    // A reader gets them masked and cannot send them back: left out, they stay.
    let row = keep_sealed(vault, row, &before)?;
    let row = person::Model {
        source: before.source.clone(),
        creation_hash: before.creation_hash.clone(),
        version: before.version + 1,
        created_at: before.created_at,
        ..row
    };
    let changed: person::ActiveModel = row.clone().into();
    // The version once more, so that a forgotten lock could not lose a change.
    let saved = person::Entity::update_many()
        .set(changed.reset_all())
        .filter(person::Column::Id.eq(before.id))
        .filter(person::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    etag::require_saved(saved.rows_affected)?;
    record(tx, context, "replace_person", Some(&before), &row).await?;
    Ok(SavedPerson { row, warnings, fresh: true })
}

/// A death is taken back where the person lives again, or lived longer: not
/// after a membership has ended by it, and of members by an administrator alone,
/// since their savings would be at hand again for as long.
async fn check_death_taken_back(
    tx: &DatabaseTransaction,
    before: &person::Model,
    draft: &PersonDraft,
    senior: bool,
) -> ApiResult<()> {
    let Some(died_on) = before.deceased_on else { return Ok(()) };
    if draft.deceased_on == before.deceased_on {
        return Ok(());
    }
    let relied_on = store::relied_on_death(tx, before.id).await?;
    if relied_on.is_some_and(|left_on| draft.deceased_on.is_none_or(|day| day > left_on)) {
        return Err(Fault::at(&problems::DEATH_RELIED_ON, "/deceased_on").into());
    }
    let lived_longer = draft.deceased_on.is_none_or(|day| day > died_on);
    if lived_longer && !senior && store::is_or_was_member(tx, before.id).await? {
        return Err(Fault::at(&problems::DEATH_OF_MEMBER, "/deceased_on").into());
    }
    Ok(())
}

fn keep_sealed(
    vault: &Vault,
    mut row: person::Model,
    before: &person::Model,
) -> ApiResult<person::Model> {
    if row.nik_index.is_none() {
        row.nik_sealed.clone_from(&before.nik_sealed);
        row.nik_index.clone_from(&before.nik_index);
        row.nik_masked.clone_from(&before.nik_masked);
        row.birth_date = row.birth_date.or(before.birth_date);
        row.sex = row.sex.or(before.sex);
    }
    if row.phone_masked.is_none() {
        row.phone_sealed.clone_from(&before.phone_sealed);
        row.phone_masked.clone_from(&before.phone_masked);
    }
    let address = |row: &person::Model| open_address(vault, row.id, row.address_sealed.as_deref());
    // Sealed anew the same address has other bytes, and would be told as changed.
    if row.address_sealed.is_none() || address(&row)? == address(before)? {
        row.address_sealed.clone_from(&before.address_sealed);
    }
    Ok(row)
}

/// What is sealed of a person, opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// NIK.
    pub nik: Option<String>,
    /// Phone, E.164.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<String>,
}

/// Opens what is sealed of a person for a stated purpose; the reading is audited
/// without it (R108).
///
/// # Errors
/// 500 where a sealed value does not open with this key.
pub async fn reveal_person(
    tx: &DatabaseTransaction,
    vault: &Vault,
    row: &person::Model,
    purpose: &str,
    context: &Context,
) -> ApiResult<Opened> {
    let nik = open(vault, row.id, "nik", row.nik_sealed.as_deref())?;
    let phone = open(vault, row.id, "phone", row.phone_sealed.as_deref())?;
    let address = open_address(vault, row.id, row.address_sealed.as_deref())?;
    let act = Act {
        action: "reveal_person",
        subject_kind: "person",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        reason: Some(purpose.to_owned()),
        before: None,
        after: Some(json!({
            "nik": nik.is_some(), "phone": phone.is_some(), "address": address.is_some(),
        })),
    };
    audit::record(tx, &context.author, act).await?;
    Ok(Opened { nik, phone, address })
}

/// Opens a person's address; the caller audits that it is read (R108).
///
/// # Errors
/// 500 where it does not open with this key.
pub fn open_address(
    vault: &Vault,
    id: PersonId,
    sealed: Option<&[u8]>,
) -> ApiResult<Option<String>> {
    open(vault, id, "address", sealed)
}

/// Where a sealed value belongs: the row and the column are authenticated.
fn place(id: PersonId, column: &str) -> String {
    format!("person/{column}/{id}")
}

fn open(
    vault: &Vault,
    id: PersonId,
    column: &str,
    sealed: Option<&[u8]>,
) -> ApiResult<Option<String>> {
    let opened = sealed.map(|sealed| vault.open(&place(id, column), sealed));
    opened.transpose().map_err(ApiError::internal)
}

/// The row of a draft with every rule checked at once.
async fn checked(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    id: PersonId,
    draft: PersonDraft,
    context: &Context,
) -> ApiResult<(person::Model, Vec<Fault>)> {
    let region = crate::region::store::require_region(
        conn,
        &draft.region_code,
        context.today,
        "/region_code",
    )
    .await?;
    let is_alive = draft.deceased_on.is_none();
    let judged = judge(vault, id, draft, context)?;
    let (row, warnings) = match (judged, region.err()) {
        (Ok(judged), None) => judged,
        (Ok(_), Some(fault)) => return Err(fault.into()),
        (Err(faults), fault) => {
            return Err(faults.into_iter().chain(fault).collect::<Vec<_>>().into());
        }
    };
    // Last, and alone: nobody learns whose NIK is recorded from a draft that
    // could not have been saved anyway.
    if let (Some(index), true) = (&row.nik_index, is_alive) {
        let other = store::find_person_by_nik(conn, index).await?;
        if other.is_some_and(|other| other.id != id) {
            return Err(Fault::at(&problems::NIK_TAKEN, "/nik").into());
        }
        if store::is_deceased_member(conn, vec![index.clone()], Some(id)).await? {
            return Err(Fault::at(&problems::NIK_OF_DECEASED, "/nik").into());
        }
    }
    Ok((row, warnings))
}

/// The row of a draft and its warnings, or its faults, as far as the draft
/// alone tells them.
type Judged = Result<(person::Model, Vec<Fault>), Vec<Fault>>;

fn judge(vault: &Vault, id: PersonId, draft: PersonDraft, context: &Context) -> ApiResult<Judged> {
    let mut faults = Vec::new();
    let mut warnings = Vec::new();
    let nik =
        parse(draft.nik.as_deref(), |text| Nik::parse(text, context.today), "/nik", &mut faults);
    let phone = parse(draft.phone.as_deref(), Phone::parse, "/phone", &mut faults);
    if let Some(nik) = &nik {
        warnings.extend(nik.compare(draft.birth_date, draft.sex));
    }
    for (day, pointer) in [(draft.birth_date, "/birth_date"), (draft.deceased_on, "/deceased_on")] {
        if day.is_some_and(|day| day > context.today) {
            faults.push(Fault::at(&problems::DATE_IN_FUTURE, pointer).with("today", context.today));
        }
    }
    if draft.deceased_on.zip(draft.birth_date).is_some_and(|(death, birth)| death < birth) {
        let earliest = draft.birth_date.unwrap_or_default();
        faults
            .push(Fault::at(&problems::DATE_TOO_EARLY, "/deceased_on").with("earliest", earliest));
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let seal = |column: &str, plain: &str| {
        vault.seal(&place(id, column), plain).map_err(ApiError::internal)
    };
    let address = draft.address.as_deref().map(str::trim).filter(|text| !text.is_empty());
    // What is stated counts: a NIK is permanent even when it is wrong (R13).
    let sex = draft.sex.or_else(|| nik.as_ref().map(Nik::sex));
    let row = person::Model {
        id,
        name_key: name_key(&draft.full_name),
        full_name: draft.full_name.trim().to_owned(),
        nik_sealed: nik.as_ref().map(|nik| seal("nik", nik.reveal())).transpose()?,
        nik_index: nik.as_ref().map(|nik| nik_index(vault, nik)),
        nik_masked: nik.as_ref().map(Nik::masked),
        phone_sealed: phone.as_ref().map(|phone| seal("phone", phone.reveal())).transpose()?,
        phone_masked: phone.as_ref().map(Phone::masked),
        address_sealed: address.map(|address| seal("address", address)).transpose()?,
        sex,
        birth_date: draft.birth_date.or_else(|| nik.as_ref().map(Nik::birth_date)),
        region_code: draft.region_code.as_str().to_owned(),
        organization_id: draft.organization_id,
        deceased_on: draft.deceased_on,
        source: None,
        creation_hash: Vec::new(),
        version: 1,
        created_at: context.author.at,
    };
    Ok(Ok((row, warnings)))
}

/// Records many persons of an import, at most 1,000. Their region is open, and
/// none of their NIK is recorded: the caller has looked.
///
/// # Errors
/// 422 with every fault of the drafts; 409 where the same NIK was recorded at
/// the same time, or is that of somebody who died and is still a member.
pub async fn create_persons(
    tx: &DatabaseTransaction,
    vault: &Vault,
    drafts: Vec<PersonDraft>,
    context: &Context,
) -> ApiResult<Vec<PersonId>> {
    let (mut rows, mut faults) = (Vec::with_capacity(drafts.len()), Vec::new());
    for draft in drafts {
        let creation_hash = vault.creation_hash(&draft);
        match judge(vault, fresh_id(), draft, context)? {
            Ok((row, _)) => rows.push(person::Model { creation_hash, ..row }),
            Err(more) => faults.extend(more),
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let indexes = rows.iter().filter_map(|row| row.nik_index.clone()).collect();
    if store::is_deceased_member(tx, indexes, None).await? {
        return Err(Fault::at(&problems::NIK_OF_DECEASED, "/nik").into());
    }
    let ids = rows.iter().map(|row| row.id).collect();
    let acts = rows.iter().map(|row| act("create_person", None, row)).collect();
    audit::record_many(tx, &context.author, acts).await?;
    let rows = rows.into_iter().map(|row| person::ActiveModel::from(row).reset_all());
    person::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(ids)
}

fn parse<T>(
    text: Option<&str>,
    read: impl FnOnce(&str) -> Result<T, Fault>,
    pointer: &str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    read(text).map_err(|fault| faults.push(fault.below(pointer))).ok()
}

/// Names of the fields that differ: the log tells that a name or a NIK was
/// changed, not to what.
fn changed_fields(before: &person::Model, after: &person::Model) -> Vec<&'static str> {
    let fields = [
        ("full_name", before.full_name != after.full_name),
        ("nik", before.nik_index != after.nik_index),
        ("phone", before.phone_masked != after.phone_masked),
        ("address", before.address_sealed != after.address_sealed),
        ("sex", before.sex != after.sex),
        ("birth_date", before.birth_date != after.birth_date),
        ("region_code", before.region_code != after.region_code),
        ("organization_id", before.organization_id != after.organization_id),
        ("deceased_on", before.deceased_on != after.deceased_on),
    ];
    fields.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
}

/// Audits a search by NIK, without the NIK (R108).
///
/// # Errors
/// When the database fails.
pub async fn audit_search(
    tx: &DatabaseTransaction,
    found: Option<&person::Model>,
    context: &Context,
) -> ApiResult<()> {
    let act = Act {
        action: "search_person",
        subject_kind: "person",
        subject_id: found.map(|row| row.id.to_string()).unwrap_or_default(),
        region_code: found.map(|row| row.region_code.clone()),
        after: Some(json!({ "found": found.is_some() })),
        ..Act::default()
    };
    Ok(audit::record(tx, &context.author, act).await?)
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    action: &'static str,
    before: Option<&person::Model>,
    after: &person::Model,
) -> ApiResult<()> {
    Ok(audit::record(tx, &context.author, act(action, before, after)).await?)
}

fn act(
    action: &'static str,
    before: Option<&person::Model>,
    after: &person::Model,
) -> Act<'static> {
    let changed = before.map(|before| changed_fields(before, after));
    let audited = |row: &person::Model| {
        json!({
            "changed": changed,
            "nik": row.nik_masked, "phone": row.phone_masked,
            "address": row.address_sealed.is_some(), "region_code": row.region_code,
            "organization_id": row.organization_id, "deceased_on": row.deceased_on, "version": row.version,
        })
    };
    Act {
        action,
        subject_kind: "person",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: None,
        before: before.map(audited),
        after: Some(audited(after)),
    }
}
