//! Writes of legal parameters.

use std::str::FromStr;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};
use serde_json::json;

use super::Context;
use crate::kernel::fault::Fault;
use crate::kernel::ids::ParameterId;
use crate::platform::ApiError;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::db::Database;
use crate::platform::problem::ApiResult;
use crate::registry::entity::parameter;
use crate::registry::{problems, store};

/// A new value of a parameter.
#[derive(Debug, Clone)]
pub struct NewParameter {
    /// Name under which rules ask.
    pub key: String,
    /// The value as text.
    pub value: String,
    /// The law with its article.
    pub basis: String,
    /// First day on which it holds.
    pub valid_from: NaiveDate,
}

/// Records a new value; the one before ends on its first day.
///
/// # Errors
/// 422 for an unknown key or a value that is no number, 409 for a first day
/// that is not after that of the latest value.
pub async fn create_parameter(
    tx: &DatabaseTransaction,
    new: NewParameter,
    context: &Context,
) -> ApiResult<parameter::Model> {
    let known = store::list_parameters(tx, Some(&new.key), None).await?;
    let mut faults = Vec::new();
    if Decimal::from_str(&new.value).is_err() {
        faults.push(Fault::at(&problems::PARAMETER_VALUE, "/value"));
    }
    let Some(latest) = known.last().cloned() else {
        faults.push(Fault::at(&problems::PARAMETER_UNKNOWN, "/key").with("key", &new.key));
        return Err(faults.into());
    };
    if new.valid_from <= latest.valid_from {
        faults.push(
            Fault::at(&problems::PARAMETER_PERIOD, "/valid_from")
                .with("valid_from", latest.valid_from),
        );
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let before = json!({ "value": latest.value, "valid_to": latest.valid_to });
    let unit = latest.unit.clone();
    end(tx, latest, Some(new.valid_from)).await?;
    let row = parameter::ActiveModel {
        id: Set(fresh_id()),
        key: Set(new.key),
        value: Set(new.value),
        unit: Set(unit),
        basis: Set(new.basis),
        valid_from: Set(new.valid_from),
        valid_to: Set(None),
        created_at: Set(context.author.at),
    };
    let row = row.insert(tx).await?;
    let act = Act {
        action: "create_parameter",
        subject_kind: "parameter",
        subject_id: row.key.clone(),
        reason: Some(row.basis.clone()),
        before: Some(before),
        after: Some(json!({ "value": row.value, "valid_from": row.valid_from })),
        ..Act::default()
    };
    audit::record(tx, &context.author, act).await?;
    Ok(row)
}

/// What a value that is not yet in force should say.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The value as text.
    pub value: String,
    /// The law with its article.
    pub basis: String,
    /// First day on which it holds.
    pub valid_from: NaiveDate,
    /// Why it is corrected.
    pub reason: String,
}

/// Corrects a value that is not yet in force; the one before ends on its new
/// first day.
///
/// # Errors
/// 404 for an unknown value; 409 for one that is in force, or has another one
/// after it, or a first day not after that of the value before; 422 for a value
/// that is no number.
pub async fn correct_parameter(
    tx: &DatabaseTransaction,
    id: ParameterId,
    correction: Correction,
    context: &Context,
) -> ApiResult<parameter::Model> {
    let (coming, present) = lock_coming(tx, id, context).await?;
    let mut faults = Vec::new();
    if Decimal::from_str(&correction.value).is_err() {
        faults.push(Fault::at(&problems::PARAMETER_VALUE, "/value"));
    }
    if correction.valid_from <= present.valid_from {
        let fault = Fault::at(&problems::PARAMETER_PERIOD, "/valid_from");
        faults.push(fault.with("valid_from", present.valid_from));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let before = audited(&coming);
    end(tx, present, Some(correction.valid_from)).await?;
    let row = parameter::Model {
        value: correction.value,
        basis: correction.basis,
        valid_from: correction.valid_from,
        ..coming
    };
    let changed: parameter::ActiveModel = row.clone().into();
    let row = changed.reset_all().update(tx).await?;
    let after = Some(audited(&row));
    trace(tx, ("correct_parameter", correction.reason), &row, before, after, context).await?;
    Ok(row)
}

/// Withdraws a value that is not yet in force; gives the one before, which goes on.
///
/// # Errors
/// 404 for an unknown value; 409 for one that is in force or has another one
/// after it.
pub async fn withdraw_parameter(
    tx: &DatabaseTransaction,
    id: ParameterId,
    reason: String,
    context: &Context,
) -> ApiResult<parameter::Model> {
    let (coming, present) = lock_coming(tx, id, context).await?;
    // First, because one value of a key is open at a time.
    parameter::Entity::delete_by_id(id).exec(tx).await?;
    let present = end(tx, present, None).await?;
    let before = audited(&coming);
    trace(tx, ("withdraw_parameter", reason), &coming, before, None, context).await?;
    Ok(present)
}

/// The latest value of a key, which is yet to come, and the one before it; both locked.
async fn lock_coming(
    tx: &DatabaseTransaction,
    id: ParameterId,
    context: &Context,
) -> ApiResult<(parameter::Model, parameter::Model)> {
    let coming = parameter::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let coming = coming.ok_or_else(ApiError::not_found)?;
    let before = parameter::Entity::find()
        .filter(parameter::Column::Key.eq(&coming.key))
        .filter(parameter::Column::ValidTo.eq(coming.valid_from))
        .lock_exclusive()
        .one(tx)
        .await?;
    let fixed = coming.valid_from <= context.today || coming.valid_to.is_some();
    before.filter(|_| !fixed).map(|before| (coming.clone(), before)).ok_or_else(|| {
        Fault::new(&problems::PARAMETER_FIXED).with("valid_from", coming.valid_from).into()
    })
}

async fn end(
    tx: &DatabaseTransaction,
    row: parameter::Model,
    valid_to: Option<NaiveDate>,
) -> ApiResult<parameter::Model> {
    let mut row: parameter::ActiveModel = row.into();
    row.valid_to = Set(valid_to);
    Ok(row.update(tx).await?)
}

fn audited(row: &parameter::Model) -> serde_json::Value {
    json!({ "value": row.value, "basis": row.basis, "valid_from": row.valid_from })
}

async fn trace(
    tx: &DatabaseTransaction,
    (action, reason): (&str, String),
    row: &parameter::Model,
    before: serde_json::Value,
    after: Option<serde_json::Value>,
    context: &Context,
) -> ApiResult<()> {
    let act = Act {
        action,
        subject_kind: "parameter",
        subject_id: row.key.clone(),
        reason: Some(reason),
        before: Some(before),
        after,
        ..Act::default()
    };
    Ok(audit::record(tx, &context.author, act).await?)
}

/// Writes the defaults that the program carries for keys that have no value
/// yet; values that an administrator recorded are never touched.
///
/// # Errors
/// When the database fails.
pub async fn load_default_parameters(database: &Database, context: &Context) -> ApiResult<usize> {
    let known = store::list_parameters(database.read(), None, None).await?;
    let missing = kibm_seed::parameters::PARAMETERS
        .iter()
        .filter(|row| !known.iter().any(|known| known.key == row.key))
        .map(|row| parameter::ActiveModel {
            id: Set(fresh_id()),
            key: Set(row.key.to_owned()),
            value: Set(row.value.to_owned()),
            unit: Set(row.unit.as_str().to_owned()),
            basis: Set(row.basis.to_owned()),
            valid_from: Set(row.valid_from),
            valid_to: Set(row.valid_to),
            created_at: Set(context.author.at),
        });
    let missing: Vec<_> = missing.collect();
    let count = missing.len();
    if count > 0 {
        let tx = database.begin_write().await?;
        let mut keys: Vec<&str> = kibm_seed::parameters::PARAMETERS
            .iter()
            .map(|row| row.key)
            .filter(|key| !known.iter().any(|known| known.key == *key))
            .collect();
        keys.dedup();
        let act = Act {
            action: "load_default_parameters",
            subject_kind: "parameter",
            subject_id: "defaults".to_owned(),
            reason: Some("defaults of the program".to_owned()),
            after: Some(json!({ "keys": keys, "values": count })),
            ..Act::default()
        };
        parameter::Entity::insert_many(missing).exec_without_returning(&tx).await?;
        audit::record(&tx, &context.author, act).await?;
        tx.commit().await?;
    }
    Ok(count)
}
