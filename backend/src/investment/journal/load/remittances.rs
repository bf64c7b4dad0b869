//! Evidence of tax that was remitted before (R47).

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult};
use serde::Deserialize;

use super::{Ids, uuids};
use crate::investment::journal::book::Book;
use crate::investment::journal::intent::Needs;
use crate::kernel::ids::{LedgerTransactionId, OrganizationId};
use crate::platform::ApiError;
use crate::platform::db::statement;
use crate::platform::problem::ApiResult;
use crate::platform::rowset::among;

#[derive(FromQueryResult)]
struct Row {
    organization_id: OrganizationId,
    id: LedgerTransactionId,
    details: String,
}

#[derive(Deserialize)]
struct Details {
    evidence_number: String,
}

/// The evidence of the issuers that remit now, of what was not taken back; a
/// remittance a month and kind, so few.
pub(super) async fn load(
    tx: &DatabaseTransaction,
    book: &mut Book,
    needs: &[Needs],
) -> ApiResult<()> {
    let issuers: Ids<_> = needs.iter().filter(|it| it.remits).filter_map(|it| it.issuer).collect();
    if issuers.is_empty() {
        return Ok(());
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&issuers));
    let sql = format!(
        "SELECT t.organization_id, t.id, t.details FROM ledger_transaction t \
         LEFT JOIN ledger_transaction r ON r.reverses = t.id \
         WHERE t.kind = 'tax_remittance' AND r.id IS NULL AND t.organization_id {list}"
    );
    for row in Row::find_by_statement(statement(tx, sql, values)).all(tx).await? {
        let details: Details = serde_json::from_str(&row.details).map_err(ApiError::internal)?;
        book.evidence.insert((row.organization_id, details.evidence_number), row.id);
    }
    Ok(())
}
