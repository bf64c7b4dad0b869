//! What is kept with an account, and what is not kept any longer: the destination
//! of each fund of a surplus; and the acts of requests that lapsed.

use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, JsonValue, Statement};
use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// An act is for who decides; of a request that lapsed nobody decides.
const UP: &str = r#"
CREATE TABLE surplus_part_account (
    id {uuid} NOT NULL PRIMARY KEY REFERENCES ledger_account (id),
    destination {text} NOT NULL CHECK (destination IN ('funds', 'staff', 'government'))
);
"#;

const DOWN: &str = "DROP TABLE surplus_part_account;";

/// A name as it is compared: without case, with single blanks.
fn folded(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The destinations of the funds that there are, from the runs that paid into
/// them, the earliest first: where parts of two destinations stood on one
/// account, it stays that of the first.
async fn destinations_of_funds(conn: &impl ConnectionTrait) -> Result<(), DbErr> {
    let engine = conn.get_database_backend();
    let result = match engine {
        DbBackend::Postgres => "CAST(result AS TEXT)",
        _ => "result",
    };
    let runs = format!(
        "SELECT organization_id, {result} FROM surplus_run WHERE paid_on IS NOT NULL \
         AND result IS NOT NULL ORDER BY paid_on, id"
    );
    let accounts = "SELECT id, name FROM ledger_account WHERE organization_id = $1 \
                    AND line = 'dana_shu' AND member_id IS NULL ORDER BY code";
    let insert = "INSERT INTO surplus_part_account (id, destination) SELECT $1, $2 \
                  WHERE NOT EXISTS (SELECT 1 FROM surplus_part_account WHERE id = $1)";
    for run in conn.query_all_raw(Statement::from_string(engine, runs)).await? {
        let issuer: Uuid = run.try_get_by_index(0)?;
        let text: String = run.try_get_by_index(1)?;
        let unread = |_| DbErr::Custom(format!("a surplus run of {issuer} cannot be read"));
        let result: JsonValue = text.parse().map_err(unread)?;
        let read = Statement::from_sql_and_values(engine, accounts, [issuer.into()]);
        let mut funds: Vec<(Uuid, String)> = Vec::new();
        for row in conn.query_all_raw(read).await? {
            funds.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
        for part in result["parts"].as_array().into_iter().flatten() {
            let destination = part["destination"].as_str().unwrap_or_default();
            let given = part["lines"] == 0 && part["amount"] != "0.00";
            if !given || !["funds", "staff", "government"].contains(&destination) {
                continue;
            }
            let name = part["name"].as_str().unwrap_or_default();
            let exact = funds.iter().find(|(_, of)| of.trim() == name.trim());
            let alike = || funds.iter().find(|(_, of)| folded(of) == folded(name));
            if let Some((id, _)) = exact.or_else(alike) {
                let values = [(*id).into(), destination.into()];
                conn.execute_raw(Statement::from_sql_and_values(engine, insert, values)).await?;
            }
        }
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        destinations_of_funds(manager.get_connection()).await?;
        dialect::append_only(manager, "surplus_part_account").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
