//! Money in and out, by the journal.

use sea_orm::DatabaseTransaction;

use crate::investment::entity::ledger_account::Line;
use crate::investment::journal::{self, Intent, Outcome, Posted};
use crate::investment::rules;
use crate::investment::store::{self, Horizon};
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::db::Database;
use crate::platform::problem::ApiResult;

/// Posts one act and commits it.
///
/// # Errors
/// Those of the act; 503 where the database is busy.
pub async fn post(database: &Database, intent: Intent) -> ApiResult<Outcome> {
    let tx = database.begin_write().await?;
    let outcome = journal::post_batch(&tx, &[intent]).await?.pop();
    // A refusal is kept for the retries of its request, too.
    tx.commit().await?;
    outcome.ok_or_else(|| ApiError::internal("an intent has no outcome"))?
}

/// Posts one act of the system's own inside the caller's transaction.
///
/// # Errors
/// Those of the act; the caller then rolls back.
pub async fn post_in(tx: &DatabaseTransaction, intent: Intent) -> ApiResult<Posted> {
    let outcome = journal::post_batch(tx, &[intent]).await?.pop();
    match outcome.ok_or_else(|| ApiError::internal("an intent has no outcome"))?? {
        Outcome::Posted(posted, _) => Ok(*posted),
        Outcome::Replayed(_) => Err(ApiError::internal("an act of the system was replayed")),
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
