//! What the database holds of one issuer, and what the model says it should.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kibm::kernel::ids::OrganizationId;
use kibm::platform::db::{Database, statement};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::book::Book;

/// By the ids of member and instrument.
type Balances = BTreeMap<(Uuid, Uuid), (i64, NaiveDate)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub sequence: i64,
    pub hash: Vec<u8>,
    closed_through: Option<NaiveDate>,
    balances: Balances,
    /// Status, first and last day, version.
    members: BTreeMap<Uuid, (String, Option<NaiveDate>, Option<NaiveDate>, i64)>,
    /// Transactions, lines, settlements, claims, open claims, requests.
    counts: Vec<i64>,
}

async fn rows(db: &Database, issuer: OrganizationId, sql: &str) -> Vec<QueryResult> {
    let values: Vec<Value> = vec![issuer.into()];
    db.read().query_all_raw(statement(db.read(), sql, values)).await.expect("the database reads")
}

fn get<T: sea_orm::TryGetable>(row: &QueryResult, at: usize) -> T {
    row.try_get_by_index(at).expect("a cell of this kind")
}

impl State {
    pub async fn read(db: &Database, issuer: OrganizationId) -> Self {
        let head = "SELECT sequence, hash, closed_through FROM ledger_chain \
                    WHERE organization_id = $1";
        let head = rows(db, issuer, head).await;
        let balances = "SELECT a.member_id, a.instrument_id, b.balance_sen, b.last_effective_on \
                        FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id \
                        WHERE a.organization_id = $1";
        let balances = rows(db, issuer, balances).await;
        let members = "SELECT id, status, joined_on, left_on, version FROM member \
                       WHERE organization_id = $1";
        let members = rows(db, issuer, members).await;
        let counts = "SELECT (SELECT COUNT(*) FROM ledger_transaction WHERE organization_id = $1), \
            (SELECT COUNT(*) FROM ledger_entry WHERE organization_id = $1), \
            (SELECT COUNT(*) FROM exit_settlement WHERE organization_id = $1), \
            (SELECT COUNT(*) FROM encumbrance WHERE organization_id = $1), \
            (SELECT COUNT(*) FROM encumbrance WHERE organization_id = $1 AND released_on IS NULL), \
            (SELECT COUNT(*) FROM posting_request WHERE organization_id = $1)";
        let counts = rows(db, issuer, counts).await;
        Self {
            sequence: head.first().map_or(0, |row| get(row, 0)),
            // A chain that has not begun is as one that is empty.
            hash: head.first().map_or_else(|| vec![0; 32], |row| get(row, 1)),
            closed_through: head.first().and_then(|row| get(row, 2)),
            balances: balances
                .iter()
                .map(|row| ((get(row, 0), get(row, 1)), (get(row, 2), get(row, 3))))
                .collect(),
            members: members
                .iter()
                .map(|row| (get(row, 0), (get(row, 1), get(row, 2), get(row, 3), get(row, 4))))
                .collect(),
            counts: (0..6).map(|at| get(&counts[0], at)).collect(),
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
        let id = |text: &str| text.parse::<Uuid>().expect("a UUID");
        let balances: Balances = book
            .balances()
            .into_iter()
            .map(|((member, instrument), kept)| {
                ((id(&book.members[member].id), id(&book.instruments[instrument].id)), kept)
            })
            .collect();
        assert_eq!(self.balances, balances, "balances and their last days");
        for nth in 0..book.members.len() {
            let member = &book.members[nth];
            let (status, joined_on, left_on, _) = &self.members[&id(&member.id)];
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
