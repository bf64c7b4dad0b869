//! Codes that open and close with a new edition of the list (R20).

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};
use serde_json::json;

use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key::name_key;
use crate::kernel::region_code::RegionCode;
use crate::platform::ApiError;
use crate::platform::audit::{self, Act, Author};
use crate::platform::problem::ApiResult;
use crate::platform::rollup;
use crate::region::entity::{region, region_successor};
use crate::region::{problems, rules, store};

/// A code of a new edition.
#[derive(Debug, Clone)]
pub struct NewRegion {
    /// The code.
    pub code: RegionCode,
    /// Official name.
    pub name: String,
    /// Postal code, of a village.
    pub postal_code: Option<String>,
    /// Edition of the list.
    pub edition: String,
    /// First day of the code.
    pub valid_from: NaiveDate,
    /// The decree.
    pub basis: String,
}

/// Records a code of a new edition; gives whether it was made now. An identical
/// resend gives the same row.
///
/// # Errors
/// 422 where the region above is missing or not in force; 409 for a code that is
/// recorded with another content.
pub async fn create_region(
    tx: &DatabaseTransaction,
    new: NewRegion,
    author: &Author,
) -> ApiResult<(region::Model, bool)> {
    // Held, so that the region above is not closed meanwhile.
    let above = match new.code.parent() {
        Some(parent) => store::lock_region(tx, &parent, true).await?,
        None => None,
    };
    let row = region::Model {
        parent_code: new.code.parent().map(|parent| parent.to_string()),
        level: new.code.level(),
        name: new.name.trim().to_owned(),
        name_key: name_key(&new.name),
        postal_code: new.postal_code,
        edition: new.edition.trim().to_owned(),
        valid_from: new.valid_from,
        valid_to: None,
        successor_code: None,
        code: new.code.to_string(),
    };
    if let Some(known) = store::find_region(tx, &new.code).await? {
        let as_made = region::Model { valid_to: None, successor_code: None, ..known.clone() };
        if as_made == row {
            return Ok((known, false));
        }
        let fault = Fault::at(&problems::REGION_KNOWN, "/code").with("code", known.code);
        return Err(fault.with("name", known.name).with("edition", known.edition).into());
    }
    rules::check_new(&new.code, above.as_ref(), new.valid_from)?;
    let inserted: region::ActiveModel = row.clone().into();
    region::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let after = json!({
        "name": row.name, "edition": row.edition, "valid_from": row.valid_from,
        "postal_code": row.postal_code,
    });
    finish(tx, author, ("create_region", new.basis), &row.code, None, after).await?;
    Ok((row, true))
}

/// The end of a code.
#[derive(Debug, Clone)]
pub struct Closure {
    /// Day after its last day.
    pub valid_to: NaiveDate,
    /// The codes that take its place; several where it is split.
    pub successors: Vec<RegionCode>,
    /// The decree.
    pub basis: String,
}

/// Closes a code, or corrects how it was closed. Who is seated there stays; nobody
/// new comes.
///
/// # Errors
/// 404 for an unknown code; 409 where regions below stay in force; 422 for a day
/// that is not after its first, or a successor that does not fit.
pub async fn close_region(
    tx: &DatabaseTransaction,
    code: &RegionCode,
    closure: Closure,
    author: &Author,
) -> ApiResult<region::Model> {
    let before = store::lock_region(tx, code, false).await?.ok_or_else(ApiError::not_found)?;
    let mut codes = closure.successors;
    codes.sort_unstable();
    codes.dedup();
    let mut successors = Vec::with_capacity(codes.len());
    for code in codes {
        successors.push((code, store::find_region(tx, &code).await?));
    }
    let below = store::child_in_force(tx, &before.code, closure.valid_to).await?;
    rules::check_closure(&before, closure.valid_to, below.as_deref(), &successors)?;
    let sole = match successors.as_slice() {
        [(code, _)] => Some(code.to_string()),
        _ => None,
    };
    let old = store::successors_of(tx, vec![before.code.clone()]).await?;
    let row =
        region::Model { valid_to: Some(closure.valid_to), successor_code: sole, ..before.clone() };
    let changed: region::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    region_successor::Entity::delete_many()
        .filter(region_successor::Column::Code.eq(&row.code))
        .exec(tx)
        .await?;
    let named: Vec<String> = successors.iter().map(|(code, _)| code.to_string()).collect();
    if !named.is_empty() {
        let rows = named.iter().map(|successor| region_successor::ActiveModel {
            code: Set(row.code.clone()),
            successor_code: Set(successor.clone()),
        });
        region_successor::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    let old: Vec<String> = old.into_iter().map(|one| one.successor_code).collect();
    let before = json!({ "valid_to": before.valid_to, "successor_codes": old });
    let after = json!({ "valid_to": row.valid_to, "successor_codes": named });
    finish(tx, author, ("close_region", closure.basis), &row.code, Some(before), after).await?;
    Ok(row)
}

/// Tells those who remember regions, and leaves the trace.
async fn finish(
    tx: &DatabaseTransaction,
    author: &Author,
    (action, basis): (&str, String),
    code: &str,
    before: Option<serde_json::Value>,
    after: serde_json::Value,
) -> ApiResult<()> {
    store::raise_generation(tx).await?;
    rollup::raise_generation(tx).await?;
    let act = Act {
        action,
        subject_kind: "region",
        subject_id: code.to_owned(),
        region_code: Some(code.to_owned()),
        reason: Some(basis),
        before,
        after: Some(after),
    };
    Ok(audit::record(tx, author, act).await?)
}
