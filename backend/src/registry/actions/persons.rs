//! Writes of persons: identifying data is sealed before it is stored.

use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::Context;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::{Nik, Phone, name_key};
use crate::kernel::ids::PersonId;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
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
    context: &Context,
) -> ApiResult<SavedPerson> {
    let id = draft.id.unwrap_or_else(fresh_id);
    let (row, warnings) = checked(tx, vault, id, draft, context).await?;
    if let Some(known) = person::Entity::find_by_id(id).one(tx).await? {
        return resent(vault, known, &row, warnings);
    }
    let inserted: person::ActiveModel = row.clone().into();
    person::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, context, "create_person", None, &row).await?;
    Ok(SavedPerson { row, warnings, fresh: true })
}

/// An identical resend gives the known row. Sealed values differ each time
/// they are sealed, so their plain texts are compared.
fn resent(
    vault: &Vault,
    known: person::Model,
    wanted: &person::Model,
    warnings: Vec<Fault>,
) -> ApiResult<SavedPerson> {
    let phone = |row: &person::Model| open(vault, row, "phone", row.phone_sealed.as_deref());
    let same_phone = phone(&known)? == phone(wanted)?;
    let same = person::Model {
        nik_sealed: known.nik_sealed.clone(),
        phone_sealed: known.phone_sealed.clone(),
        version: known.version,
        created_at: known.created_at,
        ..wanted.clone()
    } == known;
    if same && same_phone {
        Ok(SavedPerson { row: known, warnings, fresh: false })
    } else {
        Err((&codes::ID_TAKEN).into())
    }
}

/// Replaces what is recorded of a person.
///
/// # Errors
/// 422 with every fault of the draft; 409 where the NIK is another's (R14).
pub async fn replace_person(
    tx: &DatabaseTransaction,
    vault: &Vault,
    before: person::Model,
    draft: PersonDraft,
    context: &Context,
) -> ApiResult<SavedPerson> {
    let (row, warnings) = checked(tx, vault, before.id, draft, context).await?;
    let row = person::Model { version: before.version + 1, created_at: before.created_at, ..row };
    let changed: person::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    record(tx, context, "replace_person", Some(&before), &row).await?;
    Ok(SavedPerson { row, warnings, fresh: true })
}

/// Opens a person's NIK and phone for a stated purpose; the reading is audited
/// without the numbers (R108).
///
/// # Errors
/// 500 where a sealed value does not open with this key.
pub async fn reveal_person(
    tx: &DatabaseTransaction,
    vault: &Vault,
    row: &person::Model,
    purpose: &str,
    context: &Context,
) -> ApiResult<(Option<String>, Option<String>)> {
    let nik = open(vault, row, "nik", row.nik_sealed.as_deref())?;
    let phone = open(vault, row, "phone", row.phone_sealed.as_deref())?;
    let act = Act {
        action: "reveal_person",
        subject_kind: "person",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        reason: Some(purpose.to_owned()),
        before: None,
        after: Some(json!({ "nik": nik.is_some(), "phone": phone.is_some() })),
    };
    audit::record(tx, &context.author, act).await?;
    Ok((nik, phone))
}

/// Where a sealed value belongs: the row and the column are authenticated.
fn place(id: PersonId, column: &str) -> String {
    format!("person/{column}/{id}")
}

fn open(
    vault: &Vault,
    row: &person::Model,
    column: &str,
    sealed: Option<&[u8]>,
) -> ApiResult<Option<String>> {
    let opened = sealed.map(|sealed| vault.open(&place(row.id, column), sealed));
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
    let region = crate::region::store::require_region(
        conn,
        &draft.region_code,
        context.today,
        "/region_code",
    )
    .await?;
    faults.extend(region.err());
    let index = nik.as_ref().map(|nik| nik_index(vault, nik));
    if let (Some(index), None) = (&index, draft.deceased_on) {
        let other = store::find_person_by_nik(conn, index).await?;
        if other.is_some_and(|other| other.id != id) {
            faults.push(Fault::at(&problems::NIK_TAKEN, "/nik"));
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let seal = |column: &str, plain: &str| {
        vault.seal(&place(id, column), plain).map_err(ApiError::internal)
    };
    let sex = nik.as_ref().map(Nik::sex).or(draft.sex);
    let row = person::Model {
        id,
        name_key: name_key(&draft.full_name),
        full_name: draft.full_name.trim().to_owned(),
        nik_sealed: nik.as_ref().map(|nik| seal("nik", nik.reveal())).transpose()?,
        nik_index: index,
        nik_masked: nik.as_ref().map(Nik::masked),
        phone_sealed: phone.as_ref().map(|phone| seal("phone", phone.reveal())).transpose()?,
        phone_masked: phone.as_ref().map(Phone::masked),
        sex,
        birth_date: draft.birth_date.or_else(|| nik.as_ref().map(Nik::birth_date)),
        region_code: draft.region_code.as_str().to_owned(),
        organization_id: draft.organization_id,
        deceased_on: draft.deceased_on,
        version: 1,
        created_at: context.author.at,
    };
    Ok((row, warnings))
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

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    action: &str,
    before: Option<&person::Model>,
    after: &person::Model,
) -> ApiResult<()> {
    let audited = |row: &person::Model| {
        json!({
            "nik": row.nik_masked, "phone": row.phone_masked, "region_code": row.region_code,
            "organization_id": row.organization_id, "deceased_on": row.deceased_on, "version": row.version,
        })
    };
    let act = Act {
        action,
        subject_kind: "person",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: None,
        before: before.map(audited),
        after: Some(audited(after)),
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
