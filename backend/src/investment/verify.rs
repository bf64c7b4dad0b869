//! The verifier: recomputes every balance and invariant from the entries.
//!
//! One `pass` reads both tables of the ledger once, as they were added, and
//! weighs transactions, links, hashes, and the sums of accounts; the rest is
//! statements over what is few. All of it sees one state of the database, also
//! while postings go on.

use std::collections::BTreeMap;
use std::fmt::Display;

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use uuid::Uuid;

use crate::investment::classes::rules::check_totals;
use crate::investment::classes::store;
use crate::platform::db::{Database, statement};
use crate::platform::rollup::with_ancestors;

mod accounts;
mod cells;
mod chain;
mod copied;
mod feed;
mod pass;
mod settlements;
mod valuations;

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

/// The invariants, in the order in which a fault is told: one act of tampering
/// mostly breaks several of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Check {
    TransactionBalances,
    EntryAgrees,
    BalanceIsSum,
    NeverNegative,
    ReversalMirrors,
    ReversalOfIssuer,
    ChainHead,
    ClosedYearStands,
    IssuedIsSum,
    IssuedWithinTotal,
    CertificatesAreShares,
    SharesAreUnique,
    CertificatesWithoutGaps,
    PledgeIsItsHolders,
    PledgeNotOverpaid,
    GoodsAreValued,
    AssetIsCapitalOnce,
    RegisterWithoutGaps,
    FiguresAgree,
    ValuationIsSealed,
    SettlementIsSealed,
    ChainUnbroken,
}

impl Check {
    /// Its stable name.
    fn name(self) -> &'static str {
        match self {
            Self::TransactionBalances => "transaction_balances",
            Self::EntryAgrees => "entry_agrees",
            Self::BalanceIsSum => "balance_is_sum",
            Self::NeverNegative => "never_negative",
            Self::ReversalMirrors => "reversal_mirrors",
            Self::ReversalOfIssuer => "reversal_of_issuer",
            Self::ChainHead => "chain_head",
            Self::ClosedYearStands => "closed_year_stands",
            Self::IssuedIsSum => "issued_is_sum",
            Self::IssuedWithinTotal => "issued_within_total",
            Self::CertificatesAreShares => "certificates_are_shares",
            Self::SharesAreUnique => "shares_are_unique",
            Self::CertificatesWithoutGaps => "certificates_without_gaps",
            Self::PledgeIsItsHolders => "pledge_is_its_holders",
            Self::PledgeNotOverpaid => "pledge_not_overpaid",
            Self::GoodsAreValued => "goods_are_valued",
            Self::AssetIsCapitalOnce => "asset_is_capital_once",
            Self::RegisterWithoutGaps => "register_without_gaps",
            Self::FiguresAgree => "figures_agree",
            Self::ValuationIsSealed => "valuation_is_sealed",
            Self::SettlementIsSealed => "settlement_is_sealed",
            Self::ChainUnbroken => "chain_unbroken",
        }
    }

    /// What it says.
    fn meaning(self) -> &'static str {
        match self {
            Self::TransactionBalances => {
                "the debits of a transaction equal its credits and its amount"
            }
            Self::EntryAgrees => {
                "an entry, its transaction and its account are of one issuer, region and time"
            }
            Self::BalanceIsSum => "the balance of a holder's account is the sum of its entries",
            Self::NeverNegative => {
                "no holder's account, reserve, grant or debt is below zero at the end of any day"
            }
            Self::ReversalMirrors => {
                "a reversal has the lines of its transaction with the sides changed"
            }
            Self::ReversalOfIssuer => {
                "a reversal is of the same issuer and not before what it takes back"
            }
            Self::ChainHead => "the head of a chain is its last transaction",
            Self::ClosedYearStands => "a closed book year has the figures that its closing found",
            Self::IssuedIsSum => {
                "what is counted as issued of an instrument is the sum of its holders' balances"
            }
            Self::IssuedWithinTotal => "the totals of terms are kept",
            Self::CertificatesAreShares => {
                "the certificates of a holder are of the shares and the acts that the ledger has"
            }
            Self::SharesAreUnique => "no share is on two certificates in force or issued twice",
            Self::CertificatesWithoutGaps => {
                "the numbers of an issuer's certificates run from 1 without gaps"
            }
            Self::PledgeIsItsHolders => {
                "a payment on a pledge is of the holder and the instrument of that pledge"
            }
            Self::PledgeNotOverpaid => {
                "at the end of no day is more paid on a pledge than was promised, or less than nothing"
            }
            Self::GoodsAreValued => "goods that became capital have their valuation beside them",
            Self::AssetIsCapitalOnce => "no asset is capital twice",
            Self::RegisterWithoutGaps => "the numbers of a register run from 1 without gaps",
            Self::FiguresAgree => {
                "the figures of a region are the sums of its ledgers and registers"
            }
            Self::ValuationIsSealed => "a valuation is the one whose hash its transaction has",
            Self::SettlementIsSealed => {
                "the settlement with who left has the sums and days that its transaction has"
            }
            Self::ChainUnbroken => "each transaction of an issuer seals the one before it",
        }
    }
}

/// The first offender against each invariant.
#[derive(Debug, Default)]
struct Found(BTreeMap<Check, String>);

impl Found {
    fn put(&mut self, check: Check, offender: impl Display) {
        self.0.entry(check).or_insert_with(|| offender.to_string());
    }

    /// What either found.
    fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    fn first(self) -> Option<LedgerFault> {
        let (check, offender) = self.0.into_iter().next()?;
        Some(LedgerFault { check: check.name(), meaning: check.meaning(), offender })
    }
}

/// Invariants of which one statement gives an offender.
const STATEMENTS: &[(Check, &str)] = &[
    (
        Check::ReversalMirrors,
        "SELECT id FROM (SELECT r.id, e.account_id, e.debit_sen AS debit, e.credit_sen AS credit \
              FROM ledger_transaction r JOIN ledger_entry e ON e.transaction_id = r.id \
              WHERE r.reverses IS NOT NULL UNION ALL \
              SELECT r.id, o.account_id, -o.credit_sen, -o.debit_sen \
              FROM ledger_transaction r JOIN ledger_entry o ON o.transaction_id = r.reverses \
              WHERE r.reverses IS NOT NULL) m \
              GROUP BY id, account_id HAVING SUM(debit) <> 0 OR SUM(credit) <> 0 LIMIT 1",
    ),
    (
        Check::ReversalOfIssuer,
        "SELECT r.id FROM ledger_transaction r JOIN ledger_transaction o ON o.id = r.reverses \
              WHERE r.reverses IS NOT NULL AND (r.organization_id <> o.organization_id \
              OR r.effective_on < o.effective_on OR o.reverses IS NOT NULL) LIMIT 1",
    ),
    (
        Check::ClosedYearStands,
        "SELECT closing_id FROM (\
              SELECT f.closing_id, f.class, f.line, f.balance_sen AS amount FROM book_year_figure f \
              JOIN book_year_closing c ON c.id = f.closing_id WHERE c.reopened_at IS NULL UNION ALL \
              SELECT c.id, a.class, a.line, e.debit_sen - e.credit_sen FROM book_year_closing c \
              JOIN ledger_account a ON a.organization_id = c.organization_id \
              JOIN ledger_entry e ON e.account_id = a.id AND e.effective_on <= c.last_on \
              WHERE c.reopened_at IS NULL) x \
              GROUP BY closing_id, class, line HAVING SUM(amount) <> 0 LIMIT 1",
    ),
    (
        Check::IssuedIsSum,
        "SELECT s.instrument_id FROM instrument_issued s LEFT JOIN \
              (SELECT a.instrument_id, SUM(b.balance_sen) AS total FROM ledger_account a \
              JOIN ledger_balance b ON b.account_id = a.id WHERE a.instrument_id IS NOT NULL \
              GROUP BY a.instrument_id) h ON h.instrument_id = s.instrument_id \
              WHERE s.issued_sen <> COALESCE(h.total, 0) LIMIT 1",
    ),
    (
        Check::CertificatesAreShares,
        "SELECT a.id FROM ledger_account a JOIN instrument i ON i.id = a.instrument_id \
              JOIN ledger_balance b ON b.account_id = a.id LEFT JOIN \
              (SELECT c.member_id, c.instrument_id, SUM(c.last_share - c.first_share + 1) AS shares \
              FROM share_certificate c LEFT JOIN share_certificate_end e ON e.id = c.id \
              WHERE e.id IS NULL GROUP BY c.member_id, c.instrument_id) s \
              ON s.member_id = a.member_id AND s.instrument_id = a.instrument_id \
              WHERE i.kind = 'saham' AND b.balance_sen <> COALESCE(s.shares, 0) * i.nominal_sen \
              LIMIT 1",
    ),
    (
        Check::SharesAreUnique,
        "SELECT id FROM (SELECT c.id, c.first_share, LAG(c.last_share) OVER \
              (PARTITION BY c.instrument_id ORDER BY c.first_share) AS before \
              FROM share_certificate c LEFT JOIN share_certificate_end e ON e.id = c.id \
              WHERE e.id IS NULL) r WHERE before >= first_share LIMIT 1",
    ),
    (
        Check::CertificatesWithoutGaps,
        "SELECT organization_id FROM share_certificate GROUP BY organization_id \
              HAVING MIN(number) <> 1 OR MAX(number) <> COUNT(*) LIMIT 1",
    ),
    (
        Check::SharesAreUnique,
        "SELECT id FROM (SELECT id, cause, first_share, MAX(last_share) OVER \
              (PARTITION BY instrument_id ORDER BY number \
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before \
              FROM share_certificate) r \
              WHERE cause IN ('opening', 'contribution') AND before >= first_share LIMIT 1",
    ),
    (
        Check::CertificatesAreShares,
        "SELECT c.id FROM share_certificate c LEFT JOIN ledger_transaction t \
              ON t.id = c.change_id AND t.organization_id = c.organization_id \
              AND (t.member_id = c.member_id OR t.counter_member_id = c.member_id) \
              WHERE c.cause NOT IN ('opening', 'split', 'consolidation') AND t.id IS NULL LIMIT 1",
    ),
    (
        Check::PledgeIsItsHolders,
        "SELECT t.id FROM ledger_transaction t LEFT JOIN pledge p ON p.id = t.pledge_id \
              AND p.organization_id = t.organization_id AND p.member_id = t.member_id \
              AND p.instrument_id = t.instrument_id \
              WHERE t.pledge_id IS NOT NULL AND p.id IS NULL LIMIT 1",
    ),
    (
        Check::PledgeNotOverpaid,
        "SELECT r.pledge_id FROM (SELECT pledge_id, \
              SUM(change) OVER (PARTITION BY pledge_id ORDER BY effective_on) AS paid FROM \
              (SELECT pledge_id, effective_on, SUM(CASE WHEN reverses IS NULL THEN amount_sen \
              ELSE -amount_sen END) AS change FROM ledger_transaction \
              WHERE pledge_id IS NOT NULL GROUP BY pledge_id, effective_on) d) r \
              JOIN pledge p ON p.id = r.pledge_id WHERE r.paid > p.amount_sen OR r.paid < 0 LIMIT 1",
    ),
    (
        Check::GoodsAreValued,
        "SELECT t.id FROM ledger_transaction t LEFT JOIN in_kind_valuation v ON v.id = t.id \
              WHERE t.payment_form = 'goods' AND t.details IS NOT NULL AND v.id IS NULL LIMIT 1",
    ),
    (
        Check::AssetIsCapitalOnce,
        "SELECT v.id FROM in_kind_valuation v LEFT JOIN in_kind_paper p \
              ON p.transaction_id = v.id WHERE p.id IS NULL UNION ALL \
              SELECT u.organization_id FROM (SELECT p.organization_id \
              FROM in_kind_paper p JOIN ledger_transaction t ON t.id = p.transaction_id \
              LEFT JOIN ledger_transaction r ON r.reverses = p.transaction_id \
              WHERE r.id IS NULL GROUP BY p.organization_id, p.paper \
              HAVING SUM(t.amount_sen) > MIN(p.value_sen)) u LIMIT 1",
    ),
    (
        Check::RegisterWithoutGaps,
        "SELECT organization_id FROM member GROUP BY organization_id \
              HAVING MIN(register_number) <> 1 OR MAX(register_number) <> COUNT(*) LIMIT 1",
    ),
];

/// Capital and members by the region of the register, which follows the seat,
/// beside what the roll-ups have, folded or waiting. Balances are the sums of
/// entries, as the pass has found. Deltas and balances are of leaf regions;
/// folded figures are of every level.
const FIGURES: &str = "SELECT 0, region_code, metric, CAST(SUM(amount) AS BIGINT) FROM (\
    SELECT m.region_code, 'capital/' || m.holder_class || '/' || i.kind AS metric, \
    b.balance_sen AS amount FROM ledger_balance b \
    JOIN ledger_account a ON a.id = b.account_id JOIN member m ON m.id = a.member_id \
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
    let tx = database.begin_read().await?;
    // On PostgreSQL the pass reads over connections of its own.
    let (passed, stated) = tokio::try_join!(pass::run(database, &tx), statements_hold(&tx))?;
    tx.rollback().await?;
    Ok(passed.and(stated).first())
}

/// Checks what statements over few rows can tell.
async fn statements_hold(conn: &impl ConnectionTrait) -> Result<Found, DbErr> {
    let mut found = Found::default();
    for (check, sql) in STATEMENTS {
        if let Some(row) = conn.query_one_raw(statement(conn, *sql, vec![])).await? {
            found.put(*check, row.try_get_by_index::<Uuid>(0)?);
        }
    }
    totals_hold(conn, &mut found).await?;
    figures_agree(conn, &mut found).await?;
    valuations::check(conn, &mut found).await?;
    settlements::check(conn, &mut found).await?;
    Ok(found)
}

/// What is issued is within the totals of terms, as the acts that issue and that
/// change terms are asked.
async fn totals_hold(conn: &impl ConnectionTrait, found: &mut Found) -> Result<(), DbErr> {
    for (instrument, issued) in store::issued_above_a_total(conn).await? {
        let terms = store::terms_of(conn, &[instrument]).await?.remove(&instrument);
        let (Some(terms), Some(since)) = (terms, store::last_moved(conn, instrument).await?) else {
            continue;
        };
        if check_totals(&terms, issued, since).is_err() {
            found.put(Check::IssuedWithinTotal, instrument);
        }
    }
    Ok(())
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
async fn figures_agree(conn: &impl ConnectionTrait, found: &mut Found) -> Result<(), DbErr> {
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
    if let Some(((region, metric), _)) = missing.into_iter().find(|(_, amount)| *amount != 0) {
        found.put(Check::FiguresAgree, format!("{region} {metric}"));
    }
    Ok(())
}
