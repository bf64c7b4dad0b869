//! The hash chain of each issuer: its links here, its hashes on threads of
//! their own while the next transactions are read.

use std::collections::{BTreeMap, HashMap, VecDeque};

use foldhash::fast::RandomState;
use sea_orm::{ConnectionTrait, DbErr};
use tokio::task::JoinHandle;

use super::{Check, Found};
use crate::investment::entity::ledger_transaction;
use crate::investment::journal::canon::{self, Head, Line};
use crate::kernel::ids::{LedgerTransactionId, OrganizationId};
use crate::platform::db::statement;

/// One issuer's chain as far as it was read.
#[derive(Default)]
struct Chain {
    end: Head,
    /// Transactions that came before the one they follow, by their places.
    early: BTreeMap<i64, Link>,
    /// The head that the database keeps.
    head: Option<Head>,
    head_met: bool,
}

struct Link {
    id: LedgerTransactionId,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
}

impl Chain {
    /// Takes the transaction that comes next.
    fn follow(
        &mut self,
        id: LedgerTransactionId,
        previous_hash: &[u8],
        hash: &[u8],
        found: &mut Found,
    ) {
        if previous_hash != self.end.hash {
            found.put(Check::ChainUnbroken, id);
        }
        self.end.sequence += 1;
        self.end.hash.clear();
        self.end.hash.extend_from_slice(hash);
    }
}

/// The chains of all issuers.
#[derive(Default)]
pub(super) struct Chains(HashMap<OrganizationId, Chain, RandomState>);

impl Chains {
    /// Reads the heads as the database keeps them.
    pub(super) async fn load(conn: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let sql = "SELECT organization_id, sequence, hash FROM ledger_chain";
        let mut chains = HashMap::default();
        for row in conn.query_all_raw(statement(conn, sql, vec![])).await? {
            let head = Head { sequence: row.try_get_by_index(1)?, hash: row.try_get_by_index(2)? };
            let head_met = head.sequence == 0;
            let chain = Chain { head: Some(head), head_met, ..Chain::default() };
            chains.insert(row.try_get_by_index(0)?, chain);
        }
        Ok(Self(chains))
    }

    /// A transaction takes its place; they come nearly in order.
    pub(super) fn add(&mut self, row: &ledger_transaction::Model, found: &mut Found) {
        let chain = self.0.entry(row.organization_id).or_default();
        match &chain.head {
            Some(head) if row.sequence < head.sequence => {}
            Some(head) if row.sequence == head.sequence && row.hash == head.hash => {
                chain.head_met = true;
            }
            _ => found.put(Check::ChainHead, row.organization_id),
        }
        let next = chain.end.sequence + 1;
        if row.sequence < next || chain.early.contains_key(&row.sequence) {
            found.put(Check::ChainUnbroken, row.id);
            return;
        }
        if row.sequence > next {
            let (previous_hash, hash) = (row.previous_hash.clone(), row.hash.clone());
            chain.early.insert(row.sequence, Link { id: row.id, previous_hash, hash });
            return;
        }
        chain.follow(row.id, &row.previous_hash, &row.hash, found);
        while let Some(link) = chain.early.remove(&(chain.end.sequence + 1)) {
            chain.follow(link.id, &link.previous_hash, &link.hash, found);
        }
    }

    /// Whether every chain was read to its head, without gaps.
    pub(super) fn check(&self, found: &mut Found) {
        let unmet = self.0.iter().filter(|(_, chain)| chain.head.is_some() && !chain.head_met);
        if let Some(issuer) = unmet.map(|(issuer, _)| *issuer).min() {
            found.put(Check::ChainHead, issuer);
        }
        let torn = self.0.values().filter_map(|chain| chain.early.values().next());
        if let Some(id) = torn.map(|link| link.id).min() {
            found.put(Check::ChainUnbroken, id);
        }
    }
}

/// A transaction with its lines, as they are hashed.
type Whole = (Box<ledger_transaction::Model>, Vec<Line>);

/// Transactions hashed at once.
const BATCH: usize = 1_000;

/// Hashes on threads of their own, as many as there are processors.
pub(super) struct Hashing {
    waiting: Vec<Whole>,
    running: VecDeque<JoinHandle<Option<LedgerTransactionId>>>,
    most: usize,
}

impl Hashing {
    pub(super) fn new() -> Self {
        let most = std::thread::available_parallelism().map_or(1, usize::from);
        Self { waiting: Vec::new(), running: VecDeque::new(), most }
    }

    /// Takes a transaction whose lines are all there.
    pub(super) fn add(&mut self, whole: Whole) {
        self.waiting.push(whole);
    }

    /// Begins to hash what waits, once it is worth it, and takes up what is done.
    pub(super) async fn go_on(&mut self, found: &mut Found) -> Result<(), DbErr> {
        if self.waiting.len() >= BATCH {
            self.start();
        }
        while self.running.len() > self.most {
            self.take_up(found).await?;
        }
        Ok(())
    }

    /// Hashes the rest.
    pub(super) async fn finish(&mut self, found: &mut Found) -> Result<(), DbErr> {
        self.start();
        while !self.running.is_empty() {
            self.take_up(found).await?;
        }
        Ok(())
    }

    fn start(&mut self) {
        let batch = std::mem::take(&mut self.waiting);
        self.running.push_back(tokio::task::spawn_blocking(move || {
            let changed =
                |(row, lines): Whole| (canon::hash(&row, lines) != row.hash).then_some(row.id);
            batch.into_iter().find_map(changed)
        }));
    }

    async fn take_up(&mut self, found: &mut Found) -> Result<(), DbErr> {
        if let Some(oldest) = self.running.pop_front() {
            let changed = oldest.await.map_err(|error| DbErr::Custom(error.to_string()))?;
            if let Some(id) = changed {
                found.put(Check::ChainUnbroken, id);
            }
        }
        Ok(())
    }
}
