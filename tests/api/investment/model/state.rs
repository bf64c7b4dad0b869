//! What the database holds of one issuer, and what the model says it should.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kibm::kernel::ids::OrganizationId;
use kibm::platform::db::{Database, statement};
use sea_orm::{ConnectionTrait, DbBackend};
use uuid::Uuid;

use super::book::Book;

/// Status, first and last day, version.
type Membership = (String, Option<NaiveDate>, Option<NaiveDate>, i64);
/// Holder, class, first and last share, day of acquisition.
type Paper = (Uuid, Uuid, i64, i64, NaiveDate);
/// By the ids of member and instrument.
type Balances = BTreeMap<(Uuid, Uuid), (i64, NaiveDate)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    sequence: i64,
    hash: Vec<u8>,
    closed_through: Option<NaiveDate>,
    balances: Balances,
    members: BTreeMap<Uuid, Membership>,
    /// Number, holder, class, first and last share, day of acquisition.
    certificates: BTreeMap<i64, Paper>,
    /// Transactions, lines, settlements, claims, open claims, requests, pledges,
    /// those given up, valuations, papers of assets, terms, those cancelled, runs,
    /// shares that are owed, payouts.
    counts: Vec<i64>,
}

/// Texts of one row, so that a look costs one statement and little decoding:
/// `of` gives a text for each row, in the order of ids.
fn joined(engine: DbBackend, of: &str, from: &str) -> String {
    match engine {
        DbBackend::Postgres => {
            format!("COALESCE((SELECT string_agg({of}, ';') FROM {from}), '')")
        }
        _ => format!("COALESCE((SELECT group_concat({of}, ';') FROM {from}), '')"),
    }
}

fn id(engine: DbBackend, column: &str) -> String {
    match engine {
        DbBackend::Postgres => format!("CAST({column} AS TEXT)"),
        _ => format!("hex({column})"),
    }
}

fn optional(column: &str) -> String {
    format!("COALESCE(CAST({column} AS TEXT), '')")
}

fn query(engine: DbBackend) -> String {
    let id = |column| id(engine, column);
    let balances = joined(
        engine,
        &format!(
            "{} || ',' || {} || ',' || b.balance_sen || ',' || CAST(b.last_effective_on AS TEXT)",
            id("a.member_id"),
            id("a.instrument_id")
        ),
        "ledger_account a JOIN ledger_balance b ON b.account_id = a.id \
         WHERE a.organization_id = $1",
    );
    let members = joined(
        engine,
        &format!(
            "{} || ',' || status || ',' || {} || ',' || {} || ',' || version",
            id("id"),
            optional("joined_on"),
            optional("left_on")
        ),
        "member WHERE organization_id = $1",
    );
    let certificates = joined(
        engine,
        &format!(
            "number || ',' || {} || ',' || {} || ',' || first_share || ',' || last_share || ',' \
             || CAST(acquired_on AS TEXT)",
            id("member_id"),
            id("instrument_id")
        ),
        "share_certificate c WHERE organization_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM share_certificate_end e WHERE e.id = c.id)",
    );
    let counts = [
        "ledger_transaction WHERE organization_id = $1",
        "ledger_entry WHERE organization_id = $1",
        "exit_settlement WHERE organization_id = $1",
        "encumbrance WHERE organization_id = $1",
        "encumbrance WHERE organization_id = $1 AND released_on IS NULL",
        "posting_request WHERE organization_id = $1",
        "pledge WHERE organization_id = $1",
        "pledge_cancellation c JOIN pledge p ON p.id = c.id WHERE p.organization_id = $1",
        "in_kind_valuation WHERE organization_id = $1",
        "in_kind_paper WHERE organization_id = $1",
        "instrument_terms t JOIN instrument i ON i.id = t.instrument_id \
         WHERE i.organization_id = $1",
        "instrument_terms_cancellation c JOIN instrument_terms t ON t.id = c.id \
         JOIN instrument i ON i.id = t.instrument_id WHERE i.organization_id = $1",
        "surplus_run WHERE organization_id = $1",
        "surplus_owed o JOIN surplus_run r ON r.id = o.run_id WHERE r.organization_id = $1",
        "surplus_payout o JOIN surplus_run r ON r.id = o.run_id WHERE r.organization_id = $1",
    ]
    .map(|of| format!("(SELECT COUNT(*) FROM {of})"))
    .join(" || ',' || ");
    // A chain that has not begun is as one that is empty.
    format!(
        "SELECT COALESCE(c.sequence, 0), c.hash, c.closed_through, {balances}, {members}, \
         {certificates}, {counts} \
         FROM organization o LEFT JOIN ledger_chain c ON c.organization_id = o.id WHERE o.id = $1"
    )
}

pub fn uuid(text: &str) -> Uuid {
    text.parse().expect("a UUID")
}

fn day(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| text.parse().expect("a day"))
}

fn number(text: &str) -> i64 {
    text.parse().expect("a number")
}

impl State {
    pub async fn read(db: &Database, issuer: OrganizationId) -> Self {
        let sql = query(db.engine());
        let row = db.read().query_one_raw(statement(db.read(), sql, vec![issuer.into()])).await;
        let row = row.expect("the database reads").expect("the issuer is there");
        let text = |at: usize| row.try_get_by_index::<String>(at).expect("a text");
        let (balances, members, certificates, counts) = (text(3), text(4), text(5), text(6));
        let split = |row: &str| row.split(',').map(str::to_owned).collect::<Vec<String>>();
        let each = |text: &str| -> Vec<Vec<String>> {
            text.split(';').filter(|row| !row.is_empty()).map(split).collect()
        };
        let hash: Option<Vec<u8>> = row.try_get_by_index(1).expect("bytes");
        Self {
            sequence: row.try_get_by_index(0).expect("a number"),
            hash: hash.unwrap_or_else(|| vec![0; 32]),
            closed_through: row.try_get_by_index(2).expect("a day"),
            balances: each(&balances)
                .iter()
                .map(|it| {
                    let last = day(&it[3]).expect("an account that moved has a last day");
                    ((uuid(&it[0]), uuid(&it[1])), (number(&it[2]), last))
                })
                .collect(),
            members: each(&members)
                .iter()
                .map(|it| (uuid(&it[0]), (it[1].clone(), day(&it[2]), day(&it[3]), number(&it[4]))))
                .collect(),
            certificates: each(&certificates)
                .iter()
                .map(|it| {
                    let acquired_on = day(&it[5]).expect("shares are got on a day");
                    let range = (number(&it[3]), number(&it[4]));
                    let paper = (uuid(&it[1]), uuid(&it[2]), range.0, range.1, acquired_on);
                    (number(&it[0]), paper)
                })
                .collect(),
            counts: counts.split(',').map(number).collect(),
        }
    }

    /// Compares with the book, of which `waiting` requests are known besides.
    pub fn agrees(&self, book: &Book, waiting: i64) {
        assert_eq!(self.sequence, count(book.postings.len()), "the chain has no gaps");
        assert_eq!(self.closed_through, book.closed_through);
        assert_eq!(self.counts, counts(book, waiting), "rows by table");
        let balances: Balances = book
            .balances()
            .into_iter()
            .map(|((member, instrument), kept)| {
                ((uuid(&book.members[member].id), uuid(&book.instruments[instrument].id)), kept)
            })
            .collect();
        assert_eq!(self.balances, balances, "balances and their last days");
        let certificates: BTreeMap<i64, Paper> = book
            .shares
            .live
            .iter()
            .map(|it| {
                let holder = uuid(&book.members[it.of.0].id);
                let class = uuid(&book.instruments[it.of.1].id);
                (it.number, (holder, class, it.first, it.last, it.acquired_on))
            })
            .collect();
        assert_eq!(self.certificates, certificates, "certificates in force");
        for nth in 0..book.members.len() {
            let member = &book.members[nth];
            let (status, joined_on, left_on, _) = &self.members[&uuid(&member.id)];
            let (expected, since) = book.standing(nth);
            assert_eq!(status, expected.name(), "status of member {nth}");
            assert_eq!(*left_on, member.left_on, "last day of member {nth}");
            let since = if member.left_on.is_some() { member.began_on } else { since };
            assert_eq!(*joined_on, since, "first day of member {nth}");
        }
        assert_eq!(self.members.len(), book.members.len());
    }
}

/// Rows by table, in the order of the counts that are read.
fn counts(book: &Book, waiting: i64) -> Vec<i64> {
    let lines = book.postings.iter().map(|posting| posting.legs.len()).sum();
    let open = book.claims.iter().filter(|claim| !claim.released).count();
    let goods = || book.postings.iter().filter_map(|posting| posting.goods.as_ref());
    let terms: usize = book.instruments.iter().map(|it| it.terms.len()).sum();
    vec![
        count(book.postings.len()),
        count(lines),
        count(book.settlements.len()),
        count(book.claims.len()),
        count(open),
        waiting,
        count(book.pledges.len()),
        count(book.pledges.iter().filter(|it| it.cancelled_on.is_some()).count()),
        count(goods().count()),
        count(goods().map(|it| it.papers.len()).sum()),
        count(terms + book.cancelled),
        count(book.cancelled),
        count(book.runs.len()),
        count(book.runs.iter().map(|run| run.owed.len()).sum()),
        count(book.postings.iter().filter(|posting| posting.payout.is_some()).count()),
    ]
}

fn count(of: usize) -> i64 {
    i64::try_from(of).expect("a small number")
}
