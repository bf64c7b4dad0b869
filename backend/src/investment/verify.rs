//! The verifier: recomputes every balance and invariant from the entries.
//!
//! Each check but those of hashes is one statement that the engine
//! aggregates, and gives the first offender. It reads one state of the
//! database, also while postings go on.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use uuid::Uuid;

use crate::platform::db::{Database, statement};
use crate::platform::rollup::with_ancestors;

mod chain;
mod valuations;

pub use chain::{first_broken as first_broken_chain, lines_of};

/// What the verifier found wrong first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerFault {
    /// Which invariant, a stable name.
    pub check: &'static str,
    /// What it says, in English.
    pub meaning: &'static str,
    /// The offender: an id, or the region and metric of a figure.
    pub offender: String,
}

/// One invariant and the statement that gives offenders.
struct Check {
    name: &'static str,
    meaning: &'static str,
    sql: &'static str,
}

const CHECKS: &[Check] = &[
    Check {
        name: "transaction_balances",
        meaning: "the debits of a transaction equal its credits and its amount",
        sql: "SELECT t.id FROM ledger_transaction t \
              LEFT JOIN (SELECT transaction_id, SUM(debit_sen) AS debit, SUM(credit_sen) AS credit \
              FROM ledger_entry GROUP BY transaction_id) s ON s.transaction_id = t.id \
              WHERE s.debit IS NULL OR s.debit <> s.credit OR s.debit <> t.amount_sen LIMIT 1",
    },
    Check {
        name: "entry_agrees",
        meaning: "an entry, its transaction and its account are of one issuer, region and time",
        sql: "SELECT e.id FROM ledger_entry e \
              JOIN ledger_transaction t ON t.id = e.transaction_id \
              JOIN ledger_account a ON a.id = e.account_id \
              WHERE e.organization_id <> t.organization_id OR e.organization_id <> a.organization_id \
              OR e.region_code <> t.region_code OR e.effective_on <> t.effective_on \
              OR e.recorded_at <> t.recorded_at \
              OR (a.member_id IS NOT NULL AND t.kind IN ('contribution', 'withdrawal', 'opening_balance') \
              AND (t.member_id IS NULL OR t.member_id <> a.member_id \
              OR t.instrument_id <> a.instrument_id)) LIMIT 1",
    },
    Check {
        name: "balance_is_sum",
        meaning: "the balance of a holder's account is the sum of its entries",
        sql: "SELECT a.id FROM ledger_account a \
              LEFT JOIN ledger_balance b ON b.account_id = a.id \
              LEFT JOIN (SELECT account_id, SUM(credit_sen - debit_sen) AS total, \
              MAX(effective_on) AS latest FROM ledger_entry GROUP BY account_id) s \
              ON s.account_id = a.id WHERE a.member_id IS NOT NULL AND (b.account_id IS NULL \
              OR b.balance_sen <> COALESCE(s.total, 0) \
              OR (s.latest IS NOT NULL AND (b.last_effective_on IS NULL OR b.last_effective_on <> s.latest))) \
              LIMIT 1",
    },
    Check {
        name: "never_negative",
        meaning: "no holder's account, reserve, grant or debt is below zero at the end of any day",
        sql: "SELECT account_id FROM (SELECT account_id, \
              SUM(change) OVER (PARTITION BY account_id ORDER BY effective_on) AS balance FROM \
              (SELECT e.account_id, e.effective_on, SUM(e.credit_sen - e.debit_sen) AS change \
              FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id \
              WHERE a.member_id IS NOT NULL \
              OR a.line IN ('cadangan', 'hibah', 'dana_shu', 'bagian_shu') \
              GROUP BY e.account_id, e.effective_on) d) r \
              WHERE balance < 0 LIMIT 1",
    },
    Check {
        name: "reversal_mirrors",
        meaning: "a reversal has the lines of its transaction with the sides changed",
        sql: "SELECT id FROM (SELECT r.id, e.account_id, e.debit_sen AS debit, e.credit_sen AS credit \
              FROM ledger_transaction r JOIN ledger_entry e ON e.transaction_id = r.id \
              WHERE r.reverses IS NOT NULL UNION ALL \
              SELECT r.id, o.account_id, -o.credit_sen, -o.debit_sen \
              FROM ledger_transaction r JOIN ledger_entry o ON o.transaction_id = r.reverses \
              WHERE r.reverses IS NOT NULL) m \
              GROUP BY id, account_id HAVING SUM(debit) <> 0 OR SUM(credit) <> 0 LIMIT 1",
    },
    Check {
        name: "reversal_of_issuer",
        meaning: "a reversal is of the same issuer and not before what it takes back",
        sql: "SELECT r.id FROM ledger_transaction r JOIN ledger_transaction o ON o.id = r.reverses \
              WHERE r.organization_id <> o.organization_id OR r.effective_on < o.effective_on \
              OR o.reverses IS NOT NULL LIMIT 1",
    },
    Check {
        name: "chain_head",
        meaning: "the head of a chain is its last transaction",
        sql: "SELECT c.organization_id FROM ledger_chain c LEFT JOIN ledger_transaction t \
              ON t.organization_id = c.organization_id AND t.sequence = c.sequence \
              WHERE c.sequence > 0 AND (t.id IS NULL OR t.hash <> c.hash) UNION ALL \
              SELECT t.organization_id FROM ledger_transaction t LEFT JOIN ledger_chain c \
              ON c.organization_id = t.organization_id \
              WHERE c.organization_id IS NULL OR t.sequence > c.sequence LIMIT 1",
    },
    Check {
        name: "closed_year_stands",
        meaning: "a closed book year has the figures that its closing found",
        sql: "SELECT closing_id FROM (\
              SELECT f.closing_id, f.class, f.line, f.balance_sen AS amount FROM book_year_figure f \
              JOIN book_year_closing c ON c.id = f.closing_id WHERE c.reopened_at IS NULL UNION ALL \
              SELECT c.id, a.class, a.line, e.debit_sen - e.credit_sen FROM book_year_closing c \
              JOIN ledger_account a ON a.organization_id = c.organization_id \
              JOIN ledger_entry e ON e.account_id = a.id AND e.effective_on <= c.last_on \
              WHERE c.reopened_at IS NULL) x \
              GROUP BY closing_id, class, line HAVING SUM(amount) <> 0 LIMIT 1",
    },
    Check {
        name: "issued_is_sum",
        meaning: "what is counted as issued of an instrument is the sum of its holders' balances",
        sql: "SELECT s.instrument_id FROM instrument_issued s LEFT JOIN \
              (SELECT a.instrument_id, SUM(b.balance_sen) AS total FROM ledger_account a \
              JOIN ledger_balance b ON b.account_id = a.id WHERE a.instrument_id IS NOT NULL \
              GROUP BY a.instrument_id) h ON h.instrument_id = s.instrument_id \
              WHERE s.issued_sen <> COALESCE(h.total, 0) LIMIT 1",
    },
    Check {
        name: "certificates_are_shares",
        meaning: "the certificates in force of a holder are of as many shares as the ledger has",
        sql: "SELECT a.id FROM ledger_account a JOIN instrument i ON i.id = a.instrument_id \
              JOIN ledger_balance b ON b.account_id = a.id LEFT JOIN \
              (SELECT c.member_id, c.instrument_id, SUM(c.last_share - c.first_share + 1) AS shares \
              FROM share_certificate c LEFT JOIN share_certificate_end e ON e.id = c.id \
              WHERE e.id IS NULL GROUP BY c.member_id, c.instrument_id) s \
              ON s.member_id = a.member_id AND s.instrument_id = a.instrument_id \
              WHERE i.kind = 'saham' AND b.balance_sen <> COALESCE(s.shares, 0) * i.nominal_sen \
              LIMIT 1",
    },
    Check {
        name: "shares_are_unique",
        meaning: "no share stands on two certificates in force",
        sql: "SELECT id FROM (SELECT c.id, c.first_share, LAG(c.last_share) OVER \
              (PARTITION BY c.instrument_id ORDER BY c.first_share) AS before \
              FROM share_certificate c LEFT JOIN share_certificate_end e ON e.id = c.id \
              WHERE e.id IS NULL) r WHERE before >= first_share LIMIT 1",
    },
    Check {
        name: "certificates_without_gaps",
        meaning: "the numbers of an issuer's certificates run from 1 without gaps",
        sql: "SELECT organization_id FROM share_certificate GROUP BY organization_id \
              HAVING MIN(number) <> 1 OR MAX(number) <> COUNT(*) LIMIT 1",
    },
    Check {
        name: "pledge_is_its_holders",
        meaning: "a payment on a pledge is of the holder and the instrument of that pledge",
        sql: "SELECT t.id FROM ledger_transaction t LEFT JOIN pledge p ON p.id = t.pledge_id \
              AND p.organization_id = t.organization_id AND p.member_id = t.member_id \
              AND p.instrument_id = t.instrument_id \
              WHERE t.pledge_id IS NOT NULL AND p.id IS NULL LIMIT 1",
    },
    Check {
        name: "pledge_not_overpaid",
        meaning: "at the end of no day is more paid on a pledge than was promised, or less than nothing",
        sql: "SELECT r.pledge_id FROM (SELECT pledge_id, \
              SUM(change) OVER (PARTITION BY pledge_id ORDER BY effective_on) AS paid FROM \
              (SELECT pledge_id, effective_on, SUM(CASE WHEN reverses IS NULL THEN amount_sen \
              ELSE -amount_sen END) AS change FROM ledger_transaction \
              WHERE pledge_id IS NOT NULL GROUP BY pledge_id, effective_on) d) r \
              JOIN pledge p ON p.id = r.pledge_id WHERE r.paid > p.amount_sen OR r.paid < 0 LIMIT 1",
    },
    Check {
        name: "goods_are_valued",
        meaning: "goods that became capital have their valuation beside them",
        sql: "SELECT t.id FROM ledger_transaction t LEFT JOIN in_kind_valuation v ON v.id = t.id \
              WHERE t.payment_form = 'goods' AND t.details IS NOT NULL AND v.id IS NULL LIMIT 1",
    },
    Check {
        name: "register_without_gaps",
        meaning: "the numbers of a register run from 1 without gaps",
        sql: "SELECT organization_id FROM member GROUP BY organization_id \
              HAVING MIN(register_number) <> 1 OR MAX(register_number) <> COUNT(*) LIMIT 1",
    },
];

/// Capital and members by the region of the register, which follows the seat,
/// beside what the roll-ups have, folded or waiting. One statement, so that
/// all three are of one state. Deltas and entries are of leaf regions; folded
/// figures are of every level.
const FIGURES: &str = "SELECT 0, region_code, metric, CAST(SUM(amount) AS BIGINT) FROM (\
    SELECT m.region_code, 'capital/' || m.holder_class || '/' || i.kind AS metric, \
    e.credit_sen - e.debit_sen AS amount FROM ledger_entry e \
    JOIN ledger_account a ON a.id = e.account_id JOIN member m ON m.id = a.member_id \
    JOIN instrument i ON i.id = a.instrument_id \
    UNION ALL SELECT region_code, 'members/' || COALESCE(sex, 'unknown'), 1 FROM member \
    WHERE standing = 'member' AND status = 'active') x GROUP BY region_code, metric \
    UNION ALL SELECT 1, region_code, metric, CAST(SUM(amount) AS BIGINT) FROM rollup_delta \
    WHERE metric LIKE 'capital/%' OR metric LIKE 'members/%' GROUP BY region_code, metric \
    UNION ALL SELECT 2, region_code, metric, CAST(SUM(amount) AS BIGINT) FROM rollup \
    WHERE metric LIKE 'capital/%' OR metric LIKE 'members/%' GROUP BY region_code, metric";

/// Checks everything and gives the first fault.
///
/// # Errors
/// When the database fails.
pub async fn first_fault(database: &Database) -> Result<Option<LedgerFault>, DbErr> {
    let conn = database.read();
    for check in CHECKS {
        let row = conn.query_one_raw(statement(conn, check.sql, vec![])).await?;
        if let Some(row) = row {
            let id: Uuid = row.try_get_by_index(0)?;
            let fault =
                LedgerFault { check: check.name, meaning: check.meaning, offender: id.to_string() };
            return Ok(Some(fault));
        }
    }
    if let Some(fault) = figures_agree(conn).await? {
        return Ok(Some(fault));
    }
    if let Some(fault) = valuations::first_fault(conn).await? {
        return Ok(Some(fault));
    }
    chain::first_fault(conn).await
}

/// Lets the verifier's statements take their time; its pool has one connection.
///
/// # Errors
/// When the database fails.
pub async fn take_time(database: &Database) -> Result<(), DbErr> {
    database.be_patient();
    if database.engine() == DbBackend::Postgres {
        database.read().execute_unprepared("SET statement_timeout = 0").await?;
    }
    Ok(())
}

/// Whether the roll-ups say what the entries and the register say.
async fn figures_agree(conn: &impl ConnectionTrait) -> Result<Option<LedgerFault>, DbErr> {
    let rows = conn.query_all_raw(statement(conn, FIGURES, vec![])).await?;
    // For each region of each level: what should be, less what is.
    let mut missing: BTreeMap<(String, String), i128> = BTreeMap::new();
    for row in &rows {
        let source: i32 = row.try_get_by_index(0)?;
        let region: String = row.try_get_by_index(1)?;
        let metric: String = row.try_get_by_index(2)?;
        let amount = i128::from(row.try_get_by_index::<i64>(3)?);
        let codes = if source == 2 { vec![region] } else { with_ancestors(&region) };
        let amount = if source == 0 { amount } else { -amount };
        for code in codes {
            *missing.entry((code, metric.clone())).or_default() += amount;
        }
    }
    let first = missing.into_iter().find(|(_, amount)| *amount != 0);
    Ok(first.map(|((region, metric), _)| LedgerFault {
        check: "figures_agree",
        meaning: "the figures of a region are the sums of its ledgers and registers",
        offender: format!("{region} {metric}"),
    }))
}
