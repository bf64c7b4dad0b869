//! Recording many organizations at once, for imports.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};

use super::{Context, act, enterprise_delta, status_entry};
use crate::platform::audit;
use crate::platform::problem::ApiResult;
use crate::platform::rollup;
use crate::registry::entity::{organization, organization_status};

/// Rows of one statement: 23 values each, SQLite takes at most 32,766.
const ROWS_PER_STATEMENT: usize = 1_000;

/// Records new organizations that `judge` has passed, with their
/// status, figures and audit events, in a handful of statements.
///
/// # Errors
/// 409 where a unique key collides with what another request recorded meanwhile.
pub async fn create_organizations(
    tx: &DatabaseTransaction,
    rows: &[organization::Model],
    context: &Context,
) -> ApiResult<()> {
    let author = &context.author;
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        let inserted = some.iter().map(|row| {
            let row: organization::ActiveModel = row.clone().into();
            row.reset_all()
        });
        organization::Entity::insert_many(inserted).exec_without_returning(tx).await?;
        let statuses = some.iter().map(|row| status_entry(row, None, author));
        organization_status::Entity::insert_many(statuses).exec_without_returning(tx).await?;
        let deltas = some.iter().map(|row| enterprise_delta(row, 1));
        rollup::append(tx, &deltas.collect::<ApiResult<Vec<_>>>()?).await?;
        let acts = some.iter().map(|row| act("create_organization", None, row)).collect();
        audit::record_many(tx, author, acts).await?;
    }
    Ok(())
}
