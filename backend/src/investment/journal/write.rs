//! Writes what a batch has decided: one statement on PostgreSQL, one for each
//! table on SQLite.

use sea_orm::{ActiveEnum, ActiveModelTrait, DatabaseTransaction, EntityTrait};

use super::book::{AccountState, Book, MemberState};
use super::canon::Head;
use crate::investment::classes;
use crate::investment::control::store;
use crate::investment::entity::{
    exit_settlement, ledger_account, ledger_entry, ledger_transaction,
};
use crate::investment::in_kind::entity::{paper, valuation};
use crate::kernel::ids::InstrumentId;
use crate::platform::problem::ApiResult;
use crate::platform::rowset::{self, Rows, Sheet, Verb};
use crate::platform::{audit, idempotency, rollup};

static ACCOUNT: Sheet = Sheet {
    table: "ledger_account",
    columns: &[
        ("id", "uuid"),
        ("organization_id", "uuid"),
        ("code", "text"),
        ("name", "text"),
        ("class", "text"),
        ("line", "text"),
        ("instrument_id", "uuid"),
        ("member_id", "uuid"),
        ("created_at", "timestamptz"),
    ],
    verb: Verb::Insert,
};

static TRANSACTION: Sheet = Sheet {
    table: "ledger_transaction",
    columns: &[
        ("id", "uuid"),
        ("organization_id", "uuid"),
        ("region_code", "text"),
        ("kind", "text"),
        ("instrument_id", "uuid"),
        ("member_id", "uuid"),
        ("amount_sen", "bigint"),
        ("effective_on", "date"),
        ("recorded_at", "timestamptz"),
        ("reason", "text"),
        ("reverses", "uuid"),
        ("user_id", "uuid"),
        ("idempotency_key", "text"),
        ("payment_form", "text"),
        ("decision_number", "text"),
        ("source_class", "text"),
        ("share_count", "bigint"),
        ("approved_by", "uuid"),
        ("counter_member_id", "uuid"),
        ("counter_instrument_id", "uuid"),
        ("pledge_id", "uuid"),
        ("settlement_id", "uuid"),
        ("details", "text"),
        ("sequence", "bigint"),
        ("previous_hash", "bytea"),
        ("hash", "bytea"),
    ],
    verb: Verb::Insert,
};

static ENTRY: Sheet = Sheet {
    table: "ledger_entry",
    columns: &[
        ("id", "uuid"),
        ("transaction_id", "uuid"),
        ("account_id", "uuid"),
        ("organization_id", "uuid"),
        ("region_code", "text"),
        ("effective_on", "date"),
        ("recorded_at", "timestamptz"),
        ("debit_sen", "bigint"),
        ("credit_sen", "bigint"),
    ],
    verb: Verb::Insert,
};

static BALANCE: Sheet = Sheet {
    table: "ledger_balance",
    columns: &[("account_id", "uuid"), ("balance_sen", "bigint"), ("last_effective_on", "date")],
    verb: Verb::Upsert {
        key: "account_id",
        set: "balance_sen = excluded.balance_sen, last_effective_on = excluded.last_effective_on",
    },
};

static CHAIN: Sheet = Sheet {
    table: "ledger_chain",
    columns: &[
        ("organization_id", "uuid"),
        ("sequence", "bigint"),
        ("hash", "bytea"),
        ("recorded_at", "timestamptz"),
    ],
    verb: Verb::Upsert {
        key: "organization_id",
        set: "sequence = excluded.sequence, hash = excluded.hash, \
              recorded_at = excluded.recorded_at",
    },
};

static MEMBER: Sheet = Sheet {
    table: "member",
    columns: &[
        ("id", "uuid"),
        ("status", "text"),
        ("joined_on", "date"),
        ("left_on", "date"),
        ("exit_reason", "text"),
        ("left_recorded_at", "timestamptz"),
        ("version", "bigint"),
    ],
    verb: Verb::Update {
        set: "status = r.status, joined_on = r.joined_on, left_on = r.left_on, \
              exit_reason = r.exit_reason, left_recorded_at = r.left_recorded_at, \
              version = r.version",
    },
};

/// Writes everything, or nothing where the database refuses.
pub(super) async fn write(tx: &DatabaseTransaction, mut book: Book) -> ApiResult<()> {
    if let Some(error) = book.broken.take() {
        return Err(error);
    }
    let mut decided = std::mem::take(&mut book.decided);
    if decided.posted.is_empty() && decided.keys.is_empty() && decided.asked.is_empty() {
        return Ok(());
    }
    let mut accounts = Rows::of(&ACCOUNT);
    decided.opened.iter().for_each(|row| accounts.push(account(row)));
    let (mut transactions, mut entries) = (Rows::of(&TRANSACTION), Rows::of(&ENTRY));
    for (row, lines) in &decided.posted {
        transactions.push(transaction(row));
        lines.iter().for_each(|line| entries.push(entry(line)));
    }
    let mut balances = Rows::of(&BALANCE);
    let moved = decided.moved.iter().filter_map(|id| book.accounts.get(id));
    moved.for_each(|state| balances.push(balance(state)));
    let mut chain = Rows::of(&CHAIN);
    for (id, state) in book.issuers.iter().filter(|(_, state)| state.moved) {
        let Head { sequence, hash } = state.head.clone();
        chain.push([(*id).into(), sequence.into(), hash.into(), state.recorded_at.into()]);
    }
    let mut members = Rows::of(&MEMBER);
    let changed = decided.members.iter().filter_map(|id| book.members.get(id));
    changed.for_each(|state| members.push(member(state)));
    let mut deltas = Rows::of(&rollup::SHEET);
    rollup::merged(std::mem::take(&mut decided.deltas))
        .iter()
        .for_each(|delta| deltas.push(rollup::cells(delta)));
    let mut events = Rows::of(&audit::SHEET);
    for (author, act) in decided.events {
        events.push(audit::cells(&author, act));
    }
    let mut keys = Rows::of(&idempotency::SHEET);
    // In their order, so that two processes with the same keys do not wait for
    // each other crosswise.
    decided.keys.sort();
    for kept in decided.keys.iter().filter_map(|of| book.keys.remove(of)) {
        keys.push(kept.cells()?);
    }
    let sets =
        vec![accounts, transactions, entries, balances, chain, members, deltas, events, keys];
    rowset::send(tx, sets).await?;
    // Seldom, so it does not lengthen the statement of every batch.
    store::insert_requests(tx, std::mem::take(&mut decided.asked)).await?;
    // Only where shares or an instrument with a total were moved; an act that was
    // refused may have named one of an issuer whose chain is not locked.
    let mut following = decided.following;
    let locked = |id: &InstrumentId| {
        let instrument = book.instruments.get(id);
        let issuer = instrument.and_then(|row| book.issuers.get(&row.organization_id));
        issuer.is_some_and(|state| state.moved)
    };
    let issued = book.issued.iter().filter(|(id, _)| locked(id));
    following.issued = issued.map(|(id, amount)| (*id, *amount)).collect();
    classes::store::write(tx, &following).await?;
    // Few acts make one, so it does not burden the statement of all others.
    let settlements = decided.settlements.into_iter().map(exit_settlement::ActiveModel::from);
    let settlements: Vec<_> = settlements.map(ActiveModelTrait::reset_all).collect();
    if !settlements.is_empty() {
        exit_settlement::Entity::insert_many(settlements).exec_without_returning(tx).await?;
    }
    let valuations = decided.valuations.into_iter().map(valuation::ActiveModel::from);
    let valuations: Vec<_> = valuations.map(ActiveModelTrait::reset_all).collect();
    if !valuations.is_empty() {
        valuation::Entity::insert_many(valuations).exec_without_returning(tx).await?;
    }
    let papers = decided.papers.into_iter().map(|it| paper::ActiveModel::from(it.paper));
    let papers: Vec<_> = papers.map(ActiveModelTrait::reset_all).collect();
    if !papers.is_empty() {
        paper::Entity::insert_many(papers).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn account(row: &ledger_account::Model) -> [sea_orm::Value; 9] {
    [
        row.id.into(),
        row.organization_id.into(),
        row.code.clone().into(),
        row.name.clone().into(),
        row.class.to_value().into(),
        row.line.to_value().into(),
        row.instrument_id.into(),
        row.member_id.into(),
        row.created_at.into(),
    ]
}

fn transaction(row: &ledger_transaction::Model) -> [sea_orm::Value; 26] {
    [
        row.id.into(),
        row.organization_id.into(),
        row.region_code.clone().into(),
        row.kind.to_value().into(),
        row.instrument_id.into(),
        row.member_id.into(),
        row.amount_sen.into(),
        row.effective_on.into(),
        row.recorded_at.into(),
        row.reason.clone().into(),
        row.reverses.into(),
        row.user_id.into(),
        row.idempotency_key.clone().into(),
        row.payment_form.map(|form| form.to_value()).into(),
        row.decision_number.clone().into(),
        row.source_class.map(|class| class.to_value()).into(),
        row.share_count.into(),
        row.approved_by.into(),
        row.counter_member_id.into(),
        row.counter_instrument_id.into(),
        row.pledge_id.into(),
        row.settlement_id.into(),
        row.details.clone().into(),
        row.sequence.into(),
        row.previous_hash.clone().into(),
        row.hash.clone().into(),
    ]
}

fn entry(row: &ledger_entry::Model) -> [sea_orm::Value; 9] {
    [
        row.id.into(),
        row.transaction_id.into(),
        row.account_id.into(),
        row.organization_id.into(),
        row.region_code.clone().into(),
        row.effective_on.into(),
        row.recorded_at.into(),
        row.debit_sen.into(),
        row.credit_sen.into(),
    ]
}

fn balance(state: &AccountState) -> [sea_orm::Value; 3] {
    [state.id.into(), state.balance.into(), state.last_on.into()]
}

fn member(state: &MemberState) -> [sea_orm::Value; 7] {
    [
        state.id.into(),
        state.status.to_value().into(),
        state.joined_on.into(),
        state.left_on.into(),
        state.exit_reason.map(|reason| reason.to_value()).into(),
        state.left_recorded_at.into(),
        state.version.into(),
    ]
}
