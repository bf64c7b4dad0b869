//! Many logs at once, as a device sends them when it is back in reach (R100).

use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Context, SavedLog, create_log};
use crate::kernel::fault::Fault;
use crate::mentoring::drafts::MentoringLogDraft;
use crate::platform::db::Database;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes};

/// What one bad item means for the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing: each item stands for itself.
    #[default]
    Each,
    /// Nothing is saved.
    Atomic,
}

/// What became of one item.
pub type Outcome = ApiResult<SavedLog>;

/// Records each log in a transaction of its own, so that a bad one loses
/// nothing but itself.
///
/// # Errors
/// When the service itself fails: what was saved until then stays, and the
/// resend finds it by its ids.
pub async fn create_each(
    db: &Database,
    drafts: Vec<ApiResult<MentoringLogDraft>>,
    context: &Context,
) -> ApiResult<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let outcome = match draft {
            Ok(draft) => {
                let tx = db.begin_write().await?;
                let outcome = create_log(&tx, draft, context).await;
                if outcome.is_ok() {
                    tx.commit().await?;
                } else {
                    tx.rollback().await?;
                }
                outcome
            }
            Err(refused) => Err(refused),
        };
        outcomes.push(within_reason(outcome, is_failure)?);
    }
    Ok(outcomes)
}

/// Records all logs in the caller's transaction and tells of each; the caller
/// commits or takes all of it back.
///
/// # Errors
/// When the service itself fails.
pub async fn create_together(
    tx: &DatabaseTransaction,
    drafts: Vec<ApiResult<MentoringLogDraft>>,
    context: &Context,
) -> ApiResult<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let outcome = match draft {
            Ok(draft) => create_log(tx, draft, context).await,
            Err(refused) => Err(refused),
        };
        outcomes.push(within_reason(outcome, breaks_transaction)?);
    }
    Ok(outcomes)
}

/// Splits the failures of the service, after which a transaction is of no more
/// use, from refusals of one item.
fn within_reason(outcome: Outcome, fatal: fn(&Fault) -> bool) -> ApiResult<Outcome> {
    match outcome {
        Err(error) if error.faults().iter().any(fatal) => Err(error),
        other => Ok(other),
    }
}

fn is_failure(fault: &Fault) -> bool {
    fault.code.status >= 500
}

/// A key that collides under concurrency also ends the transaction on PostgreSQL.
fn breaks_transaction(fault: &Fault) -> bool {
    is_failure(fault) || fault.code == &codes::CONFLICT
}

/// The refusals of all items as one, each fault below its item.
#[must_use]
pub fn refusals(outcomes: &[Outcome]) -> Option<ApiError> {
    let faults: Vec<Fault> = outcomes
        .iter()
        .enumerate()
        .filter_map(|(index, outcome)| Some((index, outcome.as_ref().err()?)))
        .flat_map(|(index, error)| {
            let prefix = format!("/items/{index}");
            error.faults().iter().map(move |fault| fault.clone().below(&prefix))
        })
        .collect();
    (!faults.is_empty()).then(|| faults.into())
}
