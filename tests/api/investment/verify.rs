use sea_orm::{ConnectionTrait, DbBackend};

use super::{Books, id_of};

/// Runs SQL that no role of the service may run.
pub(super) async fn tamper(books: &Books, sql: &str) -> Result<(), sea_orm::DbErr> {
    books.app.state.db.write().execute_unprepared(sql).await.map(drop)
}

/// Takes the guards off, as somebody with the keys of the server could.
pub(super) async fn unguard(books: &Books) {
    let sql = match books.app.state.db.engine() {
        DbBackend::Postgres => {
            "ALTER TABLE ledger_entry DISABLE TRIGGER USER; \
             ALTER TABLE ledger_transaction DISABLE TRIGGER USER;"
        }
        _ => {
            "DROP TRIGGER ledger_entry_no_update; DROP TRIGGER ledger_entry_no_delete; \
             DROP TRIGGER ledger_transaction_no_update;"
        }
    };
    tamper(books, sql).await.expect("the owner of the tables may");
}

/// The same for settlements with who left.
pub(super) async fn unguard_settlements(books: &Books) {
    let sql = match books.app.state.db.engine() {
        DbBackend::Postgres => "ALTER TABLE exit_settlement DISABLE TRIGGER USER",
        _ => "DROP TRIGGER exit_settlement_stands",
    };
    tamper(books, sql).await.expect("the owner of the table may");
}

async fn some_postings() -> Books {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
    let taken = books.withdraw(&sukarela, &member, "40.00", "2026-03-01").await.expect(201);
    books.reverse(&id_of(&taken), "salah").await.expect(201);
    books
}

#[tokio::test]
async fn r28_posted_rows_are_neither_changed_nor_deleted_by_anybody() {
    let books = some_postings().await;

    for sql in [
        "UPDATE ledger_entry SET credit_sen = credit_sen + 1 WHERE credit_sen > 0",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_transaction SET reason = 'lain'",
        "DELETE FROM ledger_transaction",
    ] {
        assert!(tamper(&books, sql).await.is_err(), "{sql}");
    }
    // SQLite has no TRUNCATE: there it is a fault of the text.
    for table in ["ledger_entry", "ledger_transaction", "audit_event"] {
        let sql = format!("TRUNCATE {table} CASCADE");
        assert!(tamper(&books, &sql).await.is_err(), "{sql}");
    }
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r29_the_database_itself_refuses_a_balance_below_zero() {
    let books = some_postings().await;

    assert!(tamper(&books, "UPDATE ledger_balance SET balance_sen = -1").await.is_err());
}

#[tokio::test]
async fn the_verifier_names_each_kind_of_tampering() {
    for (sql, check) in [
        ("UPDATE ledger_balance SET balance_sen = balance_sen + 1", "balance_is_sum"),
        (
            "UPDATE ledger_entry SET credit_sen = credit_sen + 1 WHERE credit_sen = 10000",
            "transaction_balances",
        ),
        (
            "UPDATE ledger_transaction SET amount_sen = 1 WHERE kind = 'withdrawal'",
            "transaction_balances",
        ),
        ("DELETE FROM ledger_entry WHERE credit_sen = 10000", "transaction_balances"),
        ("UPDATE ledger_entry SET region_code = '33'", "entry_agrees"),
        ("UPDATE ledger_balance SET last_effective_on = '2026-01-01'", "balance_is_sum"),
        ("UPDATE ledger_transaction SET reason = 'lain' WHERE kind = 'reversal'", "chain_unbroken"),
        ("UPDATE ledger_transaction SET sequence = sequence + 7 WHERE sequence = 3", "chain_head"),
        ("UPDATE ledger_chain SET sequence = sequence - 1", "chain_head"),
        ("UPDATE member SET register_number = 7", "register_without_gaps"),
        // In this order, since the folder moves deltas into figures all the while.
        ("DELETE FROM rollup_delta; DELETE FROM rollup", "figures_agree"),
        (
            "UPDATE ledger_entry SET effective_on = '2026-01-06' WHERE transaction_id IN \
             (SELECT id FROM ledger_transaction WHERE kind = 'withdrawal'); \
             UPDATE ledger_transaction SET effective_on = '2026-01-06' WHERE kind = 'withdrawal'",
            "never_negative",
        ),
        (
            "UPDATE ledger_entry SET debit_sen = debit_sen / 2, credit_sen = credit_sen / 2 \
             WHERE transaction_id IN (SELECT id FROM ledger_transaction WHERE kind = 'reversal'); \
             UPDATE ledger_transaction SET amount_sen = amount_sen / 2 WHERE kind = 'reversal'; \
             UPDATE ledger_balance SET balance_sen = balance_sen - 2000",
            "reversal_mirrors",
        ),
    ] {
        let books = some_postings().await;
        assert_eq!(books.verify().await, None);
        unguard(&books).await;
        tamper(&books, sql).await.expect("without guards it is possible");

        assert_eq!(books.verify().await.as_deref(), Some(check), "{sql}");
    }
}

#[tokio::test]
async fn the_database_itself_refuses_a_transaction_that_does_not_balance() {
    let books = some_postings().await;
    let fresh_id = match books.app.state.db.engine() {
        DbBackend::Postgres => "gen_random_uuid()",
        _ => "randomblob(16)",
    };
    let again = |side: &str| {
        format!(
            "INSERT INTO ledger_entry SELECT {fresh_id}, transaction_id, account_id, \
             organization_id, region_code, effective_on, recorded_at, debit_sen, credit_sen \
             FROM ledger_entry WHERE {side}"
        )
    };

    for side in ["credit_sen > 0", "debit_sen = 10000"] {
        assert!(tamper(&books, &again(side)).await.is_err(), "{side}");
    }
    assert_eq!(books.verify().await, None);
    // The one writer of SQLite is none the worse, and both sides go through.
    tamper(&books, &again("debit_sen + credit_sen > 0")).await.expect("it balances");
}

#[tokio::test]
async fn a_transaction_is_weighed_when_it_is_committed_at_the_latest() {
    let books = some_postings().await;
    let db = &books.app.state.db;
    let fresh_id = match db.engine() {
        DbBackend::Postgres => "gen_random_uuid()",
        _ => "randomblob(16)",
    };
    let half = format!(
        "INSERT INTO ledger_entry SELECT {fresh_id}, transaction_id, account_id, \
         organization_id, region_code, effective_on, recorded_at, debit_sen, credit_sen \
         FROM ledger_entry WHERE debit_sen > 0"
    );

    let tx = db.begin_write().await.expect("a transaction begins");
    let written = tx.execute_unprepared(&half).await;
    let committed = tx.commit().await;

    // PostgreSQL refuses at the statement, and takes COMMIT for ROLLBACK then.
    assert!(written.is_err() || committed.is_err());
    assert_eq!(books.verify().await, None);
    let member = books.applicant("Yosef").await;
    let sukarela = books.savings("simpanan_sukarela").await;
    books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
}
