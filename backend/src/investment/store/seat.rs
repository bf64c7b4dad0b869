//! SQL that lets the books follow an organization's seat (ADR-0020).

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter};

use crate::investment::entity::instrument::{self, InstrumentKind};
use crate::investment::entity::member::{self, Standing};
use crate::kernel::ids::OrganizationId;
use crate::kernel::region_code::RegionCode;
use crate::platform::db::statement;
use crate::registry::entity::organization::LegalForm;

/// What a region counts of one issuer: region, metric, amount.
const STOCKS: &[&str] = &[
    "SELECT region_code, 'members/' || COALESCE(sex, 'unknown'), COUNT(*) FROM member \
     WHERE organization_id = $1 AND standing = 'member' AND status = 'active' \
     GROUP BY region_code, sex",
    "SELECT m.region_code, 'capital/' || m.holder_class || '/' || i.kind, \
     CAST(SUM(b.balance_sen) AS BIGINT) FROM member m \
     JOIN ledger_account a ON a.member_id = m.id JOIN ledger_balance b ON b.account_id = a.id \
     JOIN instrument i ON i.id = a.instrument_id WHERE m.organization_id = $1 \
     GROUP BY m.region_code, m.holder_class, i.kind",
];

/// Locks all members of an issuer, whose own row the caller has locked, against
/// changes of the register; postings wait for the issuer's row already.
///
/// # Errors
/// When the database fails.
pub async fn lock_members(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<(), DbErr> {
    // SQLite knows no row locks; BEGIN IMMEDIATE already made us the only writer.
    if conn.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM member WHERE organization_id = $1 \
                   ORDER BY id FOR NO KEY UPDATE) locked";
        conn.query_one_raw(statement(conn, sql, vec![issuer.into()])).await?;
    }
    Ok(())
}

/// The stocks of one issuer as regions count them, whatever the scope.
///
/// # Errors
/// When the database fails.
pub async fn stocks(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Vec<(String, String, i64)>, DbErr> {
    let mut found = Vec::new();
    for sql in STOCKS {
        for row in conn.query_all_raw(statement(conn, *sql, vec![issuer.into()])).await? {
            let counted =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            found.push(counted);
        }
    }
    Ok(found)
}

/// Puts all members of one issuer into another region.
///
/// # Errors
/// When the database fails.
pub async fn move_members(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    region: &RegionCode,
) -> Result<(), DbErr> {
    member::Entity::update_many()
        .col_expr(member::Column::RegionCode, Expr::value(region.as_str()))
        .filter(member::Column::OrganizationId.eq(issuer))
        .exec(conn)
        .await
        .map(drop)
}

/// The kinds of all instruments of one issuer, whatever the scope.
///
/// # Errors
/// When the database fails.
pub async fn kinds_of(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Vec<InstrumentKind>, DbErr> {
    let query = instrument::Entity::find();
    let rows = query.filter(instrument::Column::OrganizationId.eq(issuer)).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.kind).collect())
}

/// Who stands in one issuer's register: form of the holder (none for a person),
/// capacity, and how many.
///
/// # Errors
/// When the database fails.
pub async fn capacities(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Vec<(Option<LegalForm>, Standing, i64)>, DbErr> {
    let sql = "SELECT h.legal_form, m.standing, COUNT(*) FROM member m \
               LEFT JOIN organization h ON h.id = m.holder_organization_id \
               WHERE m.organization_id = $1 AND m.status <> 'former' \
               GROUP BY h.legal_form, m.standing";
    let rows = conn.query_all_raw(statement(conn, sql, vec![issuer.into()])).await?;
    rows.iter()
        .map(|row| {
            Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))
        })
        .collect()
}
