//! Compares the settlements with who left with what their transactions keep of
//! them, and so seal.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, FromQueryResult};
use serde_json::Value;
use uuid::Uuid;

use super::{Check, Found};
use crate::investment::entity::exit_settlement;
use crate::kernel::ids::ExitSettlementId;
use crate::platform::db::statement;
use crate::platform::rowset::among;

/// Settlements read at once.
const WINDOW: u64 = 1_000;

#[derive(FromQueryResult)]
struct Sealed {
    settlement_id: ExitSettlementId,
    details: Option<String>,
}

/// Whether each settlement has its transaction, and the sums and days that this
/// one seals. Those of an older program seal their sums alone (ADR-0041).
pub(super) async fn check(conn: &impl ConnectionTrait, found: &mut Found) -> Result<(), DbErr> {
    let mut after = Uuid::nil();
    loop {
        let mut page = exit_settlement::Entity::find().cursor_by(exit_settlement::Column::Id);
        page.after(after).first(WINDOW);
        let rows = page.all(conn).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id.uuid();
        let ids: Vec<_> = rows.iter().map(|row| row.id.uuid()).collect();
        let (list, values) = among(conn.get_database_backend(), 1, &ids);
        let sql = format!(
            "SELECT settlement_id, details FROM ledger_transaction \
             WHERE kind = 'exit_settlement' AND settlement_id {list}"
        );
        let sealed = Sealed::find_by_statement(statement(conn, sql, values)).all(conn).await?;
        let is_sealed = |row: &exit_settlement::Model| {
            let mut of = sealed.iter().filter(|it| it.settlement_id == row.id);
            of.next().is_some_and(|it| is_as_sealed(row, it.details.as_deref()))
        };
        if let Some(row) = rows.iter().find(|row| !is_sealed(row)) {
            found.put(Check::SettlementIsSealed, row.id);
            return Ok(());
        }
    }
}

fn is_as_sealed(row: &exit_settlement::Model, details: Option<&str>) -> bool {
    let details = details.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let Some(Value::Object(details)) = details else { return false };
    let now = row.details();
    details.iter().all(|(name, sealed)| now.get(name) == Some(sealed))
}
