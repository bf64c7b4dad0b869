//! Writes of the status of villages.

use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use super::Saved;
use crate::kernel::fault::Fault;
use crate::kernel::region_code::RegionCode;
use crate::performance::drafts::VillageIndexDraft;
use crate::performance::entity::village_index;
use crate::performance::{problems, rules, store};
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, creation, etag};
use crate::registry::actions::Context;
use crate::registry::problems::NOT_CHANGED_HERE;
use crate::registry::store::parameters;

/// Records the status of a village, which there is, in a year.
///
/// # Errors
/// 422 with every fault of the draft; 409 for a second status of the year or an
/// id of another.
pub async fn record_index(
    tx: &DatabaseTransaction,
    village: &RegionCode,
    draft: VillageIndexDraft,
    context: &Context,
) -> ApiResult<Saved<village_index::Model>> {
    let claim = creation::claim(tx, "village_index", draft.id, &(village.as_str(), &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(store::find_index(tx, id).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let row = village_index::Model {
        id,
        created_at: context.author.at,
        version: 1,
        ..judged(tx, village.as_str(), draft, context).await?
    };
    require_free(tx, &row).await?;
    let inserted: village_index::ActiveModel = row.clone().into();
    village_index::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, context, "record_village_index", None, &row).await?;
    Ok(Saved { row, fresh: true })
}

/// Replaces what is recorded of a village and year; the row is locked.
///
/// # Errors
/// As [`record_index`]; 422 for another id.
pub async fn replace_index(
    tx: &DatabaseTransaction,
    before: village_index::Model,
    draft: VillageIndexDraft,
    context: &Context,
) -> ApiResult<village_index::Model> {
    if draft.id.is_some_and(|id| id != before.id) {
        return Err(Fault::at(&NOT_CHANGED_HERE, "/id").into());
    }
    let row = village_index::Model {
        id: before.id,
        created_at: before.created_at,
        version: before.version + 1,
        ..judged(tx, &before.region_code, draft, context).await?
    };
    require_free(tx, &row).await?;
    let changed: village_index::ActiveModel = row.clone().into();
    let saved = village_index::Entity::update_many()
        .set(changed.reset_all())
        .filter(village_index::Column::Id.eq(row.id))
        .filter(village_index::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    etag::require_saved(saved.rows_affected)?;
    record(tx, context, "replace_village_index", Some(&before), &row).await?;
    Ok(row)
}

/// The row of a draft, if it is in order.
async fn judged(
    tx: &DatabaseTransaction,
    region_code: &str,
    draft: VillageIndexDraft,
    context: &Context,
) -> ApiResult<village_index::Model> {
    let judged = rules::judge(&draft, &parameters(tx).await?, context.today)?;
    let dimensions = judged.dimensions.map(serde_json::to_value).transpose();
    Ok(village_index::Model {
        id: fresh_id(),
        region_code: region_code.to_owned(),
        year: i64::from(draft.year),
        system: draft.system,
        value_ten_thousandths: judged.ten_thousandths,
        status: judged.status,
        dimensions: dimensions.map_err(ApiError::internal)?,
        source: draft.source.trim().to_owned(),
        version: 1,
        user_id: context.author.user_id,
        created_at: context.author.at,
        updated_at: context.author.at,
    })
}

async fn require_free(tx: &DatabaseTransaction, row: &village_index::Model) -> ApiResult<()> {
    let other = store::index_of(tx, &row.region_code, row.year).await?;
    if other.is_some_and(|other| other.id != row.id) {
        let fault = Fault::at(&problems::VILLAGE_INDEX_KNOWN, "/year").with("year", row.year);
        return Err(fault.into());
    }
    Ok(())
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    action: &str,
    before: Option<&village_index::Model>,
    after: &village_index::Model,
) -> ApiResult<()> {
    let state = |row: &village_index::Model| {
        json!({
            "region_code": row.region_code, "year": row.year, "system": row.system,
            "value_ten_thousandths": row.value_ten_thousandths, "status": row.status,
            "dimensions": row.dimensions, "source": row.source, "version": row.version,
        })
    };
    let act = Act {
        action,
        subject_kind: "village_index",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: None,
        before: before.map(state),
        after: Some(state(after)),
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
