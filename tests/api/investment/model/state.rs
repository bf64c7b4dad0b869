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
/// By the ids of member and instrument.
type Balances = BTreeMap<(Uuid, Uuid), (i64, NaiveDate)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    sequence: i64,
    hash: Vec<u8>,
    closed_through: Option<NaiveDate>,
    balances: Balances,
    members: BTreeMap<Uuid, Membership>,
    /// Transactions, lines, settlements, claims, open claims, requests.
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
    let counts = [
        "ledger_transaction WHERE organization_id = $1",
        "ledger_entry WHERE organization_id = $1",
        "exit_settlement WHERE organization_id = $1",
        "encumbrance WHERE organization_id = $1",
        "encumbrance WHERE organization_id = $1 AND released_on IS NULL",
        "posting_request WHERE organization_id = $1",
    ]
    .map(|of| format!("(SELECT COUNT(*) FROM {of})"))
    .join(" || ',' || ");
    // A chain that has not begun is as one that is empty.
    format!(
        "SELECT COALESCE(c.sequence, 0), c.hash, c.closed_through, {balances}, {members}, {counts} \
         FROM organization o LEFT JOIN ledger_chain c ON c.organization_id = o.id WHERE o.id = $1"
    )
}

fn uuid(text: &str) -> Uuid {
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
        let (balances, members, counts) = (text(3), text(4), text(5));
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
            counts: counts.split(',').map(number).collect(),
        }
    }

    /// Compares with the book, of which `waiting` requests are known besides.
    pub fn agrees(&self, book: &Book, waiting: i64) {
        assert_eq!(self.sequence, count(book.postings.len()), "the chain has no gaps");
        assert_eq!(self.closed_through, book.closed_through);
        let lines = book.postings.iter().map(|posting| posting.legs.len()).sum();
        let open = book.claims.iter().filter(|claim| !claim.released).count();
        let counts = [
            count(book.postings.len()),
            count(lines),
            count(book.settlements.len()),
            count(book.claims.len()),
            count(open),
            waiting,
        ];
        assert_eq!(self.counts, counts, "transactions, lines, settlements, claims, requests");
        let balances: Balances = book
            .balances()
            .into_iter()
            .map(|((member, instrument), kept)| {
                ((uuid(&book.members[member].id), uuid(&book.instruments[instrument].id)), kept)
            })
            .collect();
        assert_eq!(self.balances, balances, "balances and their last days");
        for nth in 0..book.members.len() {
            let member = &book.members[nth];
            let (status, joined_on, left_on, _) = &self.members[&uuid(&member.id)];
            let (expected, since) = book.standing(nth);
            assert_eq!(status, expected.name(), "status of member {nth}");
            assert_eq!(*left_on, member.left_on, "last day of member {nth}");
            if member.left_on.is_none() {
                assert_eq!(*joined_on, since, "first day of member {nth}");
            }
        }
        assert_eq!(self.members.len(), book.members.len());
    }
}

fn count(of: usize) -> i64 {
    i64::try_from(of).expect("a small number")
}
