//! Compares the valuations of capital in kind with the hashes that their
//! transactions have of them.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Check, Found};
use crate::kernel::ids::LedgerTransactionId;
use crate::platform::db::statement;
use crate::platform::vault::hex;

/// Valuations read at once.
const WINDOW: usize = 1_000;

#[derive(FromQueryResult)]
struct Row {
    id: LedgerTransactionId,
    content: String,
    details: Option<String>,
}

/// Whether each valuation is the one that its transaction seals.
pub(super) async fn check(conn: &impl ConnectionTrait, found: &mut Found) -> Result<(), DbErr> {
    let sql = format!(
        "SELECT v.id, v.content, t.details FROM in_kind_valuation v \
         JOIN ledger_transaction t ON t.id = v.id WHERE v.id > $1 ORDER BY v.id LIMIT {WINDOW}"
    );
    let mut after = Uuid::nil();
    loop {
        let page = statement(conn, sql.clone(), vec![after.into()]);
        let rows = Row::find_by_statement(page).all(conn).await?;
        if let Some(row) = rows.iter().find(|row| !is_sealed(row)) {
            found.put(Check::ValuationIsSealed, row.id);
            return Ok(());
        }
        match rows.last() {
            Some(last) if rows.len() == WINDOW => after = last.id.uuid(),
            _ => return Ok(()),
        }
    }
}

fn is_sealed(row: &Row) -> bool {
    let details = row.details.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let sealed = details.as_ref().and_then(|details| details["valuation_sha256"].as_str());
    sealed == Some(hex(&Sha256::digest(row.content.as_bytes())).as_str())
}
