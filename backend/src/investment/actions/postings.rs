//! Money in and out, by the journal.

use sea_orm::DatabaseTransaction;

use crate::investment::entity::ledger_account::Line;
use crate::investment::journal::{
    self, Bulk, BulkOutcome, BulkView as View, Intent, Outcome, Posted, writer,
};
use crate::investment::rules;
use crate::investment::store::{self, Horizon};
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, AppState};

/// Posts one act of a request, by the writer of this process, and answers once
/// it is committed.
///
/// # Errors
/// Those of the act; 503 where the service is full or stops.
pub async fn post(app: &AppState, intent: Intent) -> ApiResult<Outcome> {
    writer::post(app, intent).await
}

/// Posts many acts of one request in one transaction; a dry run leaves no trace.
///
/// # Errors
/// Those of the request as a whole.
pub async fn post_bulk(app: &AppState, bulk: &Bulk, view: View) -> ApiResult<BulkOutcome> {
    match attempt(app, bulk, view).await {
        Err(error) if writer::collided(&error) => attempt(app, bulk, view).await,
        outcome => outcome,
    }
}

async fn attempt(app: &AppState, bulk: &Bulk, view: View) -> ApiResult<BulkOutcome> {
    let tx = app.db.begin_write().await?;
    let outcome = journal::post_bulk(&tx, bulk, view).await?;
    if bulk.dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    Ok(outcome)
}

/// Posts one act without a key of its own inside the caller's transaction: one
/// that the system or a meeting decided, or that a second person approved.
///
/// # Errors
/// Those of the act; the caller then rolls back.
pub async fn post_in(tx: &DatabaseTransaction, intent: Intent) -> ApiResult<Posted> {
    let outcome = journal::post_batch(tx, &[intent]).await?.pop();
    match outcome.ok_or_else(|| ApiError::internal("an intent has no outcome"))?? {
        Outcome::Posted(posted, _) => Ok(*posted),
        Outcome::Asked(_) | Outcome::Replayed(_) => {
            Err(ApiError::internal("an act of the system has no key"))
        }
    }
}

/// R51 for one village enterprise.
///
/// # Errors
/// 409 where the bound has no value on that day.
pub async fn desa_share_warning(
    conn: &impl sea_orm::ConnectionTrait,
    issuer: crate::kernel::ids::OrganizationId,
    horizon: &Horizon,
) -> ApiResult<Option<Fault>> {
    let lines = store::capital_lines(conn, issuer, horizon).await?;
    let of = |wanted: Line| {
        lines.iter().find(|(line, _)| *line == wanted).map_or(Money::ZERO, |(_, amount)| *amount)
    };
    let parameters = crate::registry::store::parameters(conn).await?;
    Ok(rules::check_desa_share(
        of(Line::PenyertaanModalDesa),
        of(Line::PenyertaanModalMasyarakat),
        &parameters,
        horizon.as_of,
    )?)
}
