//! What is brought in once: the papers behind contributions in kind, by which
//! an asset that is capital already is known. And what may come twice: a book
//! whose import was taken back is imported anew, so that one file may have been
//! booked more than once.

use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, JsonValue, Statement};
use sea_orm_migration::prelude::*;
use sha2::{Digest, Sha256};

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A paper stands beside its valuation, and as that never changes. That a file
/// is booked once at a time is seen to under the lock of its issuer.
const UP: &str = r#"
CREATE TABLE in_kind_paper (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    transaction_id {uuid} NOT NULL REFERENCES ledger_transaction (id),
    paper {text} NOT NULL,
    value_sen {big} NOT NULL CHECK (value_sen > 0),
    UNIQUE (transaction_id, paper)
);
CREATE INDEX in_kind_paper_of ON in_kind_paper (organization_id, paper);

DROP INDEX books_import_once;
CREATE INDEX books_import_applied ON books_import (organization_id, effective_on, digest)
    WHERE outcome = 'applied';
"#;

const DOWN: &str = r#"
DROP INDEX books_import_applied;
CREATE UNIQUE INDEX books_import_once ON books_import (organization_id, effective_on, digest)
    WHERE outcome = 'applied';
DROP TABLE in_kind_paper;
"#;

/// A paper as this migration knew it: the SHA-256, in lower-case hexadecimal, of
/// its `kind` and of the letters and digits of `text`, in lower case. `m35`
/// keeps them in a form that tells more of them apart.
fn in_kind_paper(kind: &str, text: &str) -> Option<String> {
    let folded: String =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let digest = Sha256::digest(format!("{kind}:{folded}").as_bytes());
    let hex = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(hex).filter(|_| !folded.is_empty())
}

/// Papers of the valuations that there are, read from their text.
async fn papers_of_valuations(conn: &impl ConnectionTrait) -> Result<(), DbErr> {
    let engine = conn.get_database_backend();
    let fresh = match engine {
        DbBackend::Postgres => "gen_random_uuid()",
        _ => "randomblob(16)",
    };
    let insert = format!(
        "INSERT INTO in_kind_paper (id, organization_id, transaction_id, paper, value_sen) \
         SELECT {fresh}, organization_id, id, $2, $3 FROM in_kind_valuation WHERE id = $1 \
         ON CONFLICT (transaction_id, paper) DO NOTHING"
    );
    let read = Statement::from_string(engine, "SELECT id, content FROM in_kind_valuation");
    for row in conn.query_all_raw(read).await? {
        let id: Uuid = row.try_get_by_index(0)?;
        let content: String = row.try_get_by_index(1)?;
        let unread = || DbErr::Custom(format!("the valuation of {id} cannot be read"));
        let content: JsonValue = content.parse().map_err(|_| unread())?;
        let value = content["valuation"]["amount"].as_str().unwrap_or_default();
        let sen: i64 = value.replace('.', "").parse().map_err(|_| unread())?;
        let papers = [
            ("file", &content["valuation"]["document_sha256"]),
            ("report", &content["valuation"]["document_number"]),
            ("title", &content["asset"]["title_number"]),
        ];
        for (kind, text) in papers {
            let Some(paper) = text.as_str().and_then(|text| in_kind_paper(kind, text)) else {
                continue;
            };
            let values = [id.into(), paper.into(), sen.into()];
            conn.execute_raw(Statement::from_sql_and_values(engine, &insert, values)).await?;
        }
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        papers_of_valuations(manager.get_connection()).await?;
        dialect::append_only(manager, "in_kind_paper").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
