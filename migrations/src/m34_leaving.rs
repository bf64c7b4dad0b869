//! Who leaves: when the exit was recorded, from which day a refund counts, and
//! settlements that nobody changes behind the ledger (ADR-0041).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The audit log knows when older exits were recorded; it names a row by its
/// hyphenated id.
const UP: &str = r#"
ALTER TABLE member ADD COLUMN left_recorded_at {instant};
UPDATE member SET left_recorded_at = (SELECT MIN(e.recorded_at) FROM audit_event e
    WHERE e.subject_kind = 'member' AND e.action = 'end_membership' AND e.subject_id = {id})
    WHERE left_on IS NOT NULL;
ALTER TABLE exit_settlement ADD COLUMN counted_from {date};
"#;

const DOWN: &str = r#"
ALTER TABLE exit_settlement DROP COLUMN counted_from;
ALTER TABLE member DROP COLUMN left_recorded_at;
"#;

/// What a settlement says is evidence. Only heirs from an older program, who
/// stand in the clear, are sealed later.
const GUARDED: [&str; 17] = [
    "id",
    "organization_id",
    "region_code",
    "member_id",
    "left_on",
    "exit_reason",
    "principal_sen",
    "mandatory_sen",
    "voluntary_sen",
    "loans_sen",
    "borne_loss_sen",
    "refund_sen",
    "counted_from",
    "payable_on",
    "heir_count",
    "created_at",
    // Sealed once, and then never again.
    "heirs_sealed",
];

/// Whether an update changes something else than heirs in the clear to sealed ones.
fn changed(engine: DbBackend) -> String {
    let differs = |column: &str| match engine {
        DbBackend::Postgres => format!("NEW.{column} IS DISTINCT FROM OLD.{column}"),
        _ => format!("NEW.{column} IS NOT OLD.{column}"),
    };
    let (sealed, rest) = GUARDED.split_last().unwrap_or((&"", &[]));
    let rest: Vec<String> = rest.iter().map(|column| differs(column)).collect();
    format!(
        "({} OR NEW.heirs IS NOT NULL OR ({} AND OLD.heirs IS NULL))",
        rest.join(" OR "),
        differs(sealed)
    )
}

async fn guard(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let conn = manager.get_connection();
    let engine = conn.get_database_backend();
    let changed = changed(engine);
    let sql = match engine {
        DbBackend::Postgres => format!(
            "CREATE TRIGGER exit_settlement_stands BEFORE UPDATE ON exit_settlement \
             FOR EACH ROW WHEN {changed} EXECUTE FUNCTION refuse_change(); \
             CREATE TRIGGER exit_settlement_stays BEFORE DELETE ON exit_settlement \
             FOR EACH ROW EXECUTE FUNCTION refuse_change(); \
             CREATE TRIGGER exit_settlement_no_truncate BEFORE TRUNCATE ON exit_settlement \
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
        ),
        _ => format!(
            // INSERT OR REPLACE fires no DELETE trigger, hence the third one.
            "CREATE TRIGGER exit_settlement_stands BEFORE UPDATE ON exit_settlement WHEN {changed} \
             BEGIN SELECT RAISE(ABORT, 'append-only table exit_settlement'); END; \
             CREATE TRIGGER exit_settlement_stays BEFORE DELETE ON exit_settlement \
             BEGIN SELECT RAISE(ABORT, 'append-only table exit_settlement'); END; \
             CREATE TRIGGER exit_settlement_no_replace BEFORE INSERT ON exit_settlement \
             WHEN EXISTS (SELECT 1 FROM exit_settlement WHERE id = NEW.id OR member_id = NEW.member_id) \
             BEGIN SELECT RAISE(ABORT, 'append-only table exit_settlement'); END;"
        ),
    };
    conn.execute_unprepared(&sql).await.map(drop)
}

async fn unguard(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let conn = manager.get_connection();
    let postgres = conn.get_database_backend() == DbBackend::Postgres;
    let (third, on) = match postgres {
        true => ("exit_settlement_no_truncate", " ON exit_settlement"),
        false => ("exit_settlement_no_replace", ""),
    };
    for name in ["exit_settlement_stands", "exit_settlement_stays", third] {
        conn.execute_unprepared(&format!("DROP TRIGGER {name}{on}")).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // As ids are written in the audit log: with hyphens, in lower case.
        let id = match manager.get_database_backend() {
            DbBackend::Postgres => "CAST(member.id AS TEXT)",
            _ => {
                "lower(substr(hex(member.id), 1, 8) || '-' || substr(hex(member.id), 9, 4) || '-' \
                 || substr(hex(member.id), 13, 4) || '-' || substr(hex(member.id), 17, 4) || '-' \
                 || substr(hex(member.id), 21))"
            }
        };
        dialect::run(manager, &UP.replace("{id}", id)).await?;
        guard(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unguard(manager).await?;
        dialect::run(manager, DOWN).await
    }
}
