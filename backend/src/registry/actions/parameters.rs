//! Writes of legal parameters.

use std::str::FromStr;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::Context;
use crate::kernel::fault::Fault;
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
    let mut ended: parameter::ActiveModel = latest.into();
    ended.valid_to = Set(Some(new.valid_from));
    ended.update(tx).await?;
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
        parameter::Entity::insert_many(missing).exec_without_returning(&tx).await?;
        tx.commit().await?;
    }
    Ok(count)
}
