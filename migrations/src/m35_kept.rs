//! What is kept with an account, with an asset, and what is not kept any longer:
//! the destination of each fund of a surplus, the papers of contributions in kind
//! as they are told apart, and the acts of requests that lapsed.

use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, JsonValue, Statement};
use sea_orm_migration::prelude::*;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// An act is for who decides; of a request that lapsed nobody decides. Those that
/// an upgrade lapsed end when they were asked; the others go with the daily sweep.
const UP: &str = r#"
UPDATE posting_request SET act = NULL WHERE status <> 'pending' OR expires_at <= asked_at;

DROP TABLE in_kind_paper;
CREATE TABLE in_kind_paper (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    transaction_id {uuid} NOT NULL REFERENCES ledger_transaction (id),
    paper {text} NOT NULL,
    value_sen {big} NOT NULL CHECK (value_sen > 0),
    UNIQUE (transaction_id, paper)
);
CREATE INDEX in_kind_paper_of ON in_kind_paper (organization_id, paper);

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

/// A paper by which an asset or its valuation is known again.
#[derive(Debug, Clone, Copy)]
pub enum InKindPaper<'a> {
    /// The file of the report, by its SHA-256.
    File(&'a str),
    /// The number of the report, and the name of whose report it is: each valuer
    /// counts from 1.
    Report {
        /// The number.
        number: &'a str,
        /// The valuer.
        valuer: &'a str,
    },
    /// The paper of ownership.
    Title(&'a str),
}

/// A paper as it is looked for: the SHA-256, in lower-case hexadecimal, of its
/// kind and of its text as people read it. Neither can be read from it, since
/// people write names where a number is asked for. Nothing where the text has no
/// letter or digit.
#[must_use]
pub fn in_kind_paper(paper: InKindPaper<'_>) -> Option<String> {
    let (kind, text, of) = match paper {
        InKindPaper::File(sha256) => ("file", sha256, ""),
        InKindPaper::Report { number, valuer } => ("report", number, valuer),
        InKindPaper::Title(number) => ("title", number, ""),
    };
    let text = as_read(text);
    let digest = Sha256::digest(format!("{kind}:{text}:{}", as_read(of)).as_bytes());
    let hex = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(hex).filter(|_| !text.is_empty())
}

/// Letters and digits in their compatible form (NFKC) and in lower case. What
/// parts two digits stays as one sign, since `1/12` is not `11/2`; how letters
/// and digits are parted tells nothing.
fn as_read(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut parted = false;
    for sign in text.nfkc().flat_map(char::to_lowercase) {
        if !sign.is_alphanumeric() {
            parted = true;
            continue;
        }
        let after_digit = read.chars().next_back().is_some_and(char::is_numeric);
        if parted && after_digit && sign.is_numeric() {
            read.push('/');
        }
        parted = false;
        read.push(sign);
    }
    read
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
        let valuation = &content["valuation"];
        let sen = valuation["amount"].as_str().unwrap_or_default().replace('.', "");
        let sen: i64 = sen.parse().map_err(|_| unread())?;
        let text = |value: &'_ JsonValue| value.as_str().unwrap_or_default().to_owned();
        let (number, valuer) =
            (text(&valuation["document_number"]), text(&valuation["valuer"]["name"]));
        let (file, title) =
            (text(&valuation["document_sha256"]), text(&content["asset"]["title_number"]));
        let papers = [
            InKindPaper::File(&file),
            InKindPaper::Report { number: &number, valuer: &valuer },
            InKindPaper::Title(&title),
        ];
        for paper in papers.into_iter().filter_map(in_kind_paper) {
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
        destinations_of_funds(manager.get_connection()).await?;
        papers_of_valuations(manager.get_connection()).await?;
        dialect::append_only(manager, "in_kind_paper").await?;
        dialect::append_only(manager, "surplus_part_account").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
