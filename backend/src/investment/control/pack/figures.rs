//! The issuer's part of the region's figures: capital by class of holder and
//! kind of instrument, and members in force.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};

use crate::kernel::ids::OrganizationId;
use crate::platform::db::statement;

/// By region and metric, those of nothing left out.
pub(super) type Figures = BTreeMap<(String, String), i64>;

/// The metric of members in force, whatever their sex.
pub(super) const MEMBERS: &str = "members";

/// The metric of capital.
pub(super) fn capital(class: &str, kind: &str) -> String {
    format!("capital/{class}/{kind}")
}

/// The figures as the books have them.
pub(super) async fn of_books(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Figures, DbErr> {
    let sql = "SELECT m.region_code, 'capital/' || m.holder_class || '/' || i.kind, \
               CAST(SUM(b.balance_sen) AS BIGINT) FROM ledger_balance b \
               JOIN ledger_account a ON a.id = b.account_id JOIN member m ON m.id = a.member_id \
               JOIN instrument i ON i.id = a.instrument_id WHERE a.organization_id = $1 \
               GROUP BY m.region_code, m.holder_class, i.kind UNION ALL \
               SELECT region_code, 'members', CAST(COUNT(*) AS BIGINT) FROM member \
               WHERE organization_id = $1 AND standing = 'member' AND status = 'active' \
               GROUP BY region_code";
    read(conn, sql, vec![issuer.into()]).await
}

/// The figures of the region as they were folded, of a database with one issuer.
pub(super) async fn folded(conn: &impl ConnectionTrait, region: &str) -> Result<Figures, DbErr> {
    let sql = "SELECT region_code, CASE WHEN metric LIKE 'members/%' THEN 'members' ELSE metric END, \
               CAST(SUM(amount) AS BIGINT) FROM rollup WHERE region_code = $1 \
               AND (metric LIKE 'capital/%' OR metric LIKE 'members/%') GROUP BY 1, 2";
    read(conn, sql, vec![region.into()]).await
}

async fn read(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: Vec<sea_orm::Value>,
) -> Result<Figures, DbErr> {
    let mut figures = Figures::new();
    for row in conn.query_all_raw(statement(conn, sql, values)).await? {
        let amount: i64 = row.try_get_by_index(2)?;
        if amount != 0 {
            figures.insert((row.try_get_by_index(0)?, row.try_get_by_index(1)?), amount);
        }
    }
    Ok(figures)
}
