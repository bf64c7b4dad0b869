//! What papers and packs ask for: where persons live, sealed; at which place of
//! the chain certificates were split and claims began and ended.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Certificates of before there were certificates came right before the first
/// transaction that moved shares under them. A split came after every
/// transaction that was recorded by then or issued a lower number. Of an end of
/// a claim only the day is known.
const UP: &str = r#"
ALTER TABLE person ADD COLUMN address_sealed {blob};
CREATE INDEX organization_legal_number ON organization (legal_number);
ALTER TABLE share_certificate ADD COLUMN recorded_after {big};
UPDATE share_certificate SET recorded_after = COALESCE(
    (SELECT MIN(t.sequence) - 1 FROM ledger_transaction t
        WHERE t.organization_id = share_certificate.organization_id
        AND (EXISTS (SELECT 1 FROM share_certificate c WHERE c.change_id = t.id)
        OR EXISTS (SELECT 1 FROM share_certificate_end e WHERE e.change_id = t.id))),
    (SELECT k.sequence FROM ledger_chain k
        WHERE k.organization_id = share_certificate.organization_id), 0)
    WHERE cause = 'opening'
    AND NOT EXISTS (SELECT 1 FROM ledger_transaction t WHERE t.id = share_certificate.change_id);
UPDATE share_certificate SET recorded_after = COALESCE(
    (SELECT MAX(t.sequence) FROM ledger_transaction t
        WHERE t.organization_id = share_certificate.organization_id
        AND (t.recorded_at <= share_certificate.recorded_at OR EXISTS
            (SELECT 1 FROM share_certificate c
            WHERE c.change_id = t.id AND c.number < share_certificate.number))), 0)
    WHERE cause IN ('split', 'consolidation');
ALTER TABLE encumbrance ADD COLUMN recorded_after {big} NOT NULL DEFAULT 0;
ALTER TABLE encumbrance ADD COLUMN released_after {big};
UPDATE encumbrance SET recorded_after = COALESCE(
    (SELECT MAX(t.sequence) FROM ledger_transaction t
        WHERE t.organization_id = encumbrance.organization_id
        AND t.recorded_at <= encumbrance.created_at), 0);
UPDATE encumbrance SET released_after = COALESCE(
    (SELECT MAX(t.sequence) FROM ledger_transaction t
        WHERE t.organization_id = encumbrance.organization_id
        AND date(t.recorded_at) <= encumbrance.released_on), recorded_after)
    WHERE released_on IS NOT NULL;
UPDATE encumbrance SET released_after = recorded_after WHERE released_after < recorded_after;
"#;

const DOWN: &str = r#"
ALTER TABLE encumbrance DROP COLUMN released_after;
ALTER TABLE encumbrance DROP COLUMN recorded_after;
ALTER TABLE share_certificate DROP COLUMN recorded_after;
DROP INDEX organization_legal_number;
ALTER TABLE person DROP COLUMN address_sealed;
"#;

/// Certificates are append-only; this once their new column is filled.
const OPEN: (&str, &str) = (
    "DROP TRIGGER share_certificate_append_only ON share_certificate; \
     DROP TRIGGER share_certificate_no_truncate ON share_certificate;",
    "DROP TRIGGER share_certificate_no_replace; DROP TRIGGER share_certificate_no_update; \
     DROP TRIGGER share_certificate_no_delete;",
);

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let conn = manager.get_connection();
        let postgres = conn.get_database_backend() == DbBackend::Postgres;
        conn.execute_unprepared(if postgres { OPEN.0 } else { OPEN.1 }).await?;
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "share_certificate").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
