//! Writes of import profiles.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::super::entity::import_profile;
use super::super::mapping::{ImportProfileDraft, Mapping};
use super::super::{problems, store};
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes};
use crate::registry::actions::Context;

/// Makes a profile. With an id of the client's, an identical resend gives the
/// same row and another content is refused.
///
/// # Errors
/// 422 for columns named by neither or both of heading and position; 409 for a
/// name or an id that is taken.
pub async fn create_profile(
    tx: &DatabaseTransaction,
    draft: ImportProfileDraft,
    context: &Context,
) -> ApiResult<Saved<import_profile::Model>> {
    check_columns(&draft.mapping)?;
    let id = draft.id.unwrap_or_else(fresh_id);
    let mapping = serde_json::to_value(&draft.mapping).map_err(ApiError::internal)?;
    if let Some(known) = store::find_profile(tx, id, false).await? {
        return if known.name == draft.name && known.mapping == mapping {
            Ok(Saved { row: known, fresh: false })
        } else {
            Err((&codes::ID_TAKEN).into())
        };
    }
    require_free_name(tx, &draft.name).await?;
    let row = import_profile::Model {
        id,
        name: draft.name,
        mapping,
        created_by: context.author.user_id,
        version: 1,
        created_at: context.author.at,
        updated_at: context.author.at,
    };
    let inserted: import_profile::ActiveModel = row.clone().into();
    import_profile::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, "create_import_profile", None, &row, context).await?;
    Ok(Saved { row, fresh: true })
}

/// Replaces a profile's name and mapping.
///
/// # Errors
/// As [`create_profile`].
pub async fn replace_profile(
    tx: &DatabaseTransaction,
    before: import_profile::Model,
    draft: ImportProfileDraft,
    context: &Context,
) -> ApiResult<import_profile::Model> {
    check_columns(&draft.mapping)?;
    if draft.name != before.name {
        require_free_name(tx, &draft.name).await?;
    }
    let row = import_profile::Model {
        name: draft.name,
        mapping: serde_json::to_value(&draft.mapping).map_err(ApiError::internal)?,
        version: before.version + 1,
        updated_at: context.author.at,
        ..before.clone()
    };
    let changed: import_profile::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    record(tx, "replace_import_profile", Some(&before), &row, context).await?;
    Ok(row)
}

fn check_columns(mapping: &Mapping) -> ApiResult<()> {
    let unclear = mapping
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.heading.is_some() == column.position.is_some());
    let faults: Vec<Fault> = unclear
        .map(|(index, _)| Fault::at(&problems::COLUMN_UNCLEAR, format!("/mapping/columns/{index}")))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

async fn require_free_name(tx: &DatabaseTransaction, name: &str) -> ApiResult<()> {
    match store::find_profile_by_name(tx, name).await? {
        None => Ok(()),
        Some(_) => Err(Fault::at(&problems::PROFILE_NAME_TAKEN, "/name").with("name", name).into()),
    }
}

async fn record(
    tx: &DatabaseTransaction,
    action: &str,
    before: Option<&import_profile::Model>,
    after: &import_profile::Model,
    context: &Context,
) -> ApiResult<()> {
    let state = |row: &import_profile::Model| json!({ "name": row.name, "mapping": row.mapping });
    let act = Act {
        action,
        subject_kind: "import_profile",
        subject_id: after.id.to_string(),
        before: before.map(state),
        after: Some(state(after)),
        ..Act::default()
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
