//! The by-laws' rule for refunds to members who left, and the heirs of those
//! who died.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::Issuer;
use crate::investment::drafts::{ExitRuleDraft, HeirDraft};
use crate::investment::entity::exit_rule;
use crate::investment::entity::exit_settlement::{self, place_of_heirs};
use crate::investment::problems;
use crate::kernel::fault::Fault;
use crate::platform::ApiError;
use crate::platform::audit::{self, Act, Author};
use crate::platform::db::Database;
use crate::platform::problem::ApiResult;
use crate::platform::vault::Vault;

/// Sets when refunds may be paid, from a day on; the issuer is locked.
///
/// # Errors
/// 409 where the day has passed, or is not after that of the latest rule.
pub async fn create_exit_rule(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &ExitRuleDraft,
    author: &Author,
) -> ApiResult<exit_rule::Model> {
    let latest = exit_rule::Entity::find()
        .filter(exit_rule::Column::OrganizationId.eq(issuer.id))
        .order_by_desc(exit_rule::Column::ValidFrom)
        .one(tx)
        .await?;
    if let Some(latest) = latest.as_ref().filter(|it| it.valid_from >= draft.valid_from) {
        let fault = Fault::at(&problems::AMOUNT_PERIOD, "/valid_from");
        return Err(fault.with("valid_from", latest.valid_from).into());
    }
    let today = issuer.day(author);
    if draft.valid_from < today {
        let fault = Fault::at(&problems::EXIT_RULE_PAST, "/valid_from");
        return Err(fault.with("today", today).into());
    }
    let row = exit_rule::Model {
        organization_id: issuer.id,
        valid_from: draft.valid_from,
        after_days: draft.after_days,
        decision_number: draft.decision_number.trim().to_owned(),
        recorded_at: author.at,
    };
    let inserted: exit_rule::ActiveModel = row.clone().into();
    exit_rule::Entity::insert(sea_orm::ActiveModelTrait::reset_all(inserted))
        .exec_without_returning(tx)
        .await?;
    let audited = |row: &exit_rule::Model| json!({ "valid_from": row.valid_from, "after_days": row.after_days });
    let act = Act {
        action: "create_exit_rule",
        subject_kind: "organization",
        subject_id: issuer.id.to_string(),
        region_code: Some(issuer.region.to_string()),
        reason: Some(row.decision_number.clone()),
        before: latest.as_ref().map(audited),
        after: Some(audited(&row)),
    };
    audit::record(tx, author, act).await?;
    Ok(row)
}

/// The heirs of a settlement; none where nobody died.
///
/// # Errors
/// 500 where what is sealed does not open with this key.
pub fn open_heirs(vault: &Vault, row: &exit_settlement::Model) -> ApiResult<Vec<HeirDraft>> {
    if let Some(clear) = &row.heirs {
        // Recorded while this process was starting, by one of an older version.
        return serde_json::from_value(clear.clone()).map_err(ApiError::internal);
    }
    let Some(sealed) = &row.heirs_sealed else { return Ok(Vec::new()) };
    let list = vault.open(&place_of_heirs(row.id), sealed).map_err(ApiError::internal)?;
    serde_json::from_str(&list).map_err(ApiError::internal)
}

/// Opens the heirs of a settlement for a stated purpose; the reading is audited
/// without their names (R108).
///
/// # Errors
/// 500 where what is sealed does not open with this key.
pub async fn reveal_heirs(
    tx: &DatabaseTransaction,
    vault: &Vault,
    row: &exit_settlement::Model,
    purpose: &str,
    author: &Author,
) -> ApiResult<Vec<HeirDraft>> {
    let heirs = open_heirs(vault, row)?;
    let act = Act {
        action: "reveal_heirs",
        subject_kind: "exit_settlement",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        reason: Some(purpose.to_owned()),
        before: None,
        after: Some(json!({ "member_id": row.member_id, "heirs": heirs.len() })),
    };
    audit::record(tx, author, act).await?;
    Ok(heirs)
}

/// Seals the heirs that were recorded in the clear, before there was a place to
/// seal them in; gives how many settlements. Whoever serves the database does
/// it first, again and again without harm. What the engine keeps of the old
/// rows goes with its next VACUUM, and with the backups from before.
///
/// # Errors
/// When the database fails.
pub async fn seal_heirs(database: &Database, vault: &Vault) -> ApiResult<u64> {
    let tx = database.begin_write().await?;
    let clear = exit_settlement::Entity::find()
        .filter(exit_settlement::Column::Heirs.is_not_null())
        .all(&tx)
        .await?;
    let mut count = 0;
    for row in clear {
        let list = row.heirs.map(|heirs| heirs.to_string()).unwrap_or_default();
        let sealed = vault.seal(&place_of_heirs(row.id), &list).map_err(ApiError::internal)?;
        // Another process that starts now may have sealed it meanwhile.
        let done = exit_settlement::Entity::update_many()
            .col_expr(exit_settlement::Column::Heirs, Expr::value(None::<serde_json::Value>))
            .col_expr(exit_settlement::Column::HeirsSealed, Expr::value(sealed))
            .filter(exit_settlement::Column::Id.eq(row.id))
            .filter(exit_settlement::Column::Heirs.is_not_null())
            .exec(&tx)
            .await?;
        count += done.rows_affected;
    }
    tx.commit().await?;
    Ok(count)
}
