//! Verification of logs by another person (R99).

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};

use super::Context;
use super::logs::record;
use crate::chain::actions::{Visit, cover};
use crate::mentoring::entity::mentor;
use crate::mentoring::entity::mentoring_log::{self, LogStatus};
use crate::mentoring::{rules, store};
use crate::platform::problem::ApiResult;

/// Verifies a sent log: it stays as it is from now on, its point is dropped,
/// and its pair is covered in the quarter of the visit (R101).
///
/// # Errors
/// 403 for who wrote any of it and its mentor; 409 where it does not wait for a review.
pub async fn verify_log(
    tx: &DatabaseTransaction,
    before: mentoring_log::Model,
    comment: Option<String>,
    context: &Context,
) -> ApiResult<mentoring_log::Model> {
    check(tx, &before, context).await?;
    let row = mentoring_log::Model {
        status: LogStatus::Verified,
        latitude_microdegrees: None,
        longitude_microdegrees: None,
        accuracy_metres: None,
        comment: comment.or_else(|| before.comment.clone()),
        ..reviewed(&before, context)
    };
    save(tx, &row).await?;
    let visit = Visit {
        organization: row.organization_id,
        stage: row.stage_id,
        day: row.local_date,
        log: row.id,
        verified_at: context.now(),
    };
    cover(tx, visit).await?;
    record(tx, context, "verify_mentoring_log", Some(&before), &row).await?;
    Ok(row)
}

/// Sends a log back to its author with a comment.
///
/// # Errors
/// 403 for who wrote any of it and its mentor; 409 where it does not wait for a review.
pub async fn return_log(
    tx: &DatabaseTransaction,
    before: mentoring_log::Model,
    comment: String,
    context: &Context,
) -> ApiResult<mentoring_log::Model> {
    check(tx, &before, context).await?;
    let row = mentoring_log::Model {
        status: LogStatus::Returned,
        comment: Some(comment),
        ..reviewed(&before, context)
    };
    save(tx, &row).await?;
    record(tx, context, "return_mentoring_log", Some(&before), &row).await?;
    Ok(row)
}

async fn check(
    tx: &DatabaseTransaction,
    row: &mentoring_log::Model,
    context: &Context,
) -> ApiResult<()> {
    let mentor = mentor::Entity::find_by_id(row.mentor_id).one(tx).await?;
    let mut writers = store::log_writers(tx, row.id).await?;
    writers.extend(row.author_user_id);
    writers.extend(mentor.and_then(|mentor| mentor.user_id));
    Ok(rules::check_review(row.status, context.author.user_id, &writers)?)
}

fn reviewed(before: &mentoring_log::Model, context: &Context) -> mentoring_log::Model {
    mentoring_log::Model {
        reviewed_by: context.author.user_id,
        reviewed_at: Some(context.now()),
        version: before.version + 1,
        updated_at: context.now(),
        ..before.clone()
    }
}

async fn save(tx: &DatabaseTransaction, row: &mentoring_log::Model) -> ApiResult<()> {
    let changed: mentoring_log::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    Ok(())
}
