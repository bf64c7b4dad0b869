//! What the settlement with a member who leaves looks at.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait};

use super::{Ids, uuids};
use crate::governance::meetings::store::find_by_numbers;
use crate::investment::entity::exit_settlement;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::entity::member::MemberStatus;
use crate::investment::journal::book::{Book, Settled};
use crate::investment::journal::intent::{Holder, Needs};
use crate::kernel::ids::{MemberId, OrganizationId};
use crate::platform::db::statement;
use crate::platform::problem::ApiResult;
use crate::platform::rowset::among;

/// Adds all accounts of those who leave to what their acts look at.
pub(super) async fn holders(tx: &DatabaseTransaction, needs: &mut [Needs]) -> ApiResult<()> {
    let leaving: BTreeSet<MemberId> = needs.iter().filter_map(|it| it.leaves).collect();
    if leaving.is_empty() {
        return Ok(());
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&leaving));
    let sql = format!("SELECT member_id, instrument_id FROM ledger_account WHERE member_id {list}");
    let mut found: Vec<Holder> = Vec::new();
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        found.push(Holder {
            member: row.try_get_by_index(0)?,
            instrument: row.try_get_by_index(1)?,
        });
    }
    for it in needs.iter_mut() {
        let own = found.iter().filter(|holder| Some(holder.member) == it.leaves);
        it.holders.extend(own.copied());
    }
    Ok(())
}

/// Settlements of the batch, of those who leave, of those who left and to whom a
/// reversal gives savings back, and of those who left and have died; when they
/// count, whether they are paid, and the rules of their issuers.
pub(super) async fn settlements(
    tx: &DatabaseTransaction,
    book: &mut Book,
    needs: &[Needs],
) -> ApiResult<()> {
    let named: Ids<_> = needs.iter().filter_map(|it| it.settlement).collect();
    let named: Ids<_> = named
        .into_iter()
        .chain(book.originals.values().filter_map(|it| it.row.settlement_id))
        .collect();
    let leaving: Ids<_> = needs.iter().filter_map(|it| it.leaves).collect();
    let back = book.originals.values().flat_map(|original| book.given_back(original));
    let back = back.map(|holder| holder.member).filter(|id| {
        book.members.get(id).is_some_and(|member| member.status == MemberStatus::Former)
    });
    let died = book.members.values().filter(|it| it.died_on.is_some());
    let died = died.filter(|it| it.status == MemberStatus::Former).map(|it| it.id);
    let of_members: Ids<_> = back.chain(died).chain(leaving.iter().copied()).collect();
    if named.is_empty() && of_members.is_empty() {
        return Ok(());
    }
    let engine = tx.get_database_backend();
    let mut rows = Vec::new();
    for (column, ids) in [("id", uuids(&named)), ("member_id", uuids(&of_members))] {
        if ids.is_empty() {
            continue;
        }
        let (list, values) = among(engine, 1, &ids);
        let sql = format!("SELECT * FROM exit_settlement WHERE {column} {list}");
        let found = exit_settlement::Entity::find().from_raw_sql(statement(tx, sql, values));
        rows.extend(found.all(tx).await?);
    }
    book.meetings = meetings(tx, book, needs).await?;
    for row in rows {
        let counted_on = row.left_on;
        book.settlements.insert(row.id, Settled { row, counted_on, paid: false });
    }
    let known: Ids<_> = book.settlements.keys().copied().collect();
    if !known.is_empty() {
        let (list, values) = among(engine, 1, &uuids(&known));
        let sql = format!(
            "SELECT t.settlement_id, t.kind, t.effective_on FROM ledger_transaction t \
             LEFT JOIN ledger_transaction r ON r.reverses = t.id \
             WHERE t.kind IN ('exit_settlement', 'exit_payment') AND r.id IS NULL \
             AND t.settlement_id {list}"
        );
        for row in tx.query_all_raw(statement(tx, sql, values)).await? {
            let Some(settled) = book.settlements.get_mut(&row.try_get_by_index(0)?) else {
                continue;
            };
            match row.try_get_by_index(1)? {
                TransactionKind::ExitPayment => settled.paid = true,
                _ => settled.counted_on = row.try_get_by_index(2)?,
            }
        }
    }
    if leaving.is_empty() {
        return Ok(());
    }
    let issuers: Ids<_> = book.issuers.keys().copied().collect();
    let (list, values) = among(engine, 1, &uuids(&issuers));
    let sql = format!(
        "SELECT organization_id, valid_from, after_days FROM exit_rule \
         WHERE organization_id {list} ORDER BY organization_id, valid_from"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let rules = book.exit_rules.entry(row.try_get_by_index(0)?).or_default();
        rules.push((row.try_get_by_index(1)?, row.try_get_by_index(2)?));
    }
    Ok(())
}

/// The annual meetings that payments of the batch name, as they are recorded.
async fn meetings(
    tx: &DatabaseTransaction,
    book: &Book,
    needs: &[Needs],
) -> ApiResult<HashSet<(OrganizationId, String, NaiveDate)>> {
    let numbers: BTreeSet<&str> = needs.iter().filter_map(|it| it.meeting.as_deref()).collect();
    if numbers.is_empty() {
        return Ok(HashSet::new());
    }
    let issuers = book.issuers.keys().copied().collect();
    let found = find_by_numbers(tx, issuers, numbers.into_iter().collect()).await?;
    Ok(found.into_iter().map(|row| (row.organization_id, row.number, row.held_on)).collect())
}

/// Holds those who leave as the registry has them: whether they have died
/// decides what is paid to whom, and is not taken back meanwhile.
pub(super) async fn hold_persons(tx: &DatabaseTransaction, needs: &[Needs]) -> ApiResult<()> {
    let leaving: Ids<_> = needs.iter().filter_map(|it| it.leaves).collect();
    let engine = tx.get_database_backend();
    // On SQLite BEGIN IMMEDIATE already made us the only writer.
    if leaving.is_empty() || engine != DbBackend::Postgres {
        return Ok(());
    }
    let (list, values) = among(engine, 1, &uuids(&leaving));
    let sql = format!(
        "SELECT p.id FROM person p WHERE p.id IN \
         (SELECT m.holder_person_id FROM member m WHERE m.id {list}) ORDER BY p.id FOR SHARE"
    );
    tx.query_all_raw(statement(tx, sql, values)).await?;
    Ok(())
}

/// Which applicants were members once: their principal savings had been paid in
/// full, before something of it was taken back.
pub(super) async fn members_before(
    tx: &DatabaseTransaction,
    book: &mut Book,
    needs: &[Needs],
) -> ApiResult<()> {
    let applicants = book.members.values().filter(|it| it.status == MemberStatus::Applicant);
    let applicants: Ids<_> = applicants.map(|it| it.id).collect();
    if applicants.is_empty() || !needs.iter().any(|it| it.takes_out) {
        return Ok(());
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&applicants));
    // In the order of recording, which is that in which memberships came about.
    let sql = format!(
        "SELECT DISTINCT x.member_id FROM (SELECT a.member_id, a.instrument_id, m.applied_on, \
         SUM(e.credit_sen - e.debit_sen) OVER (PARTITION BY a.id ORDER BY t.sequence) AS paid \
         FROM ledger_account a JOIN member m ON m.id = a.member_id \
         JOIN ledger_entry e ON e.account_id = a.id \
         JOIN ledger_transaction t ON t.id = e.transaction_id \
         WHERE a.line = 'simpanan_pokok' AND a.member_id {list}) x \
         WHERE x.paid >= (SELECT i.amount_sen FROM instrument_amount i \
         WHERE i.instrument_id = x.instrument_id AND i.valid_from <= x.applied_on \
         ORDER BY i.valid_from DESC LIMIT 1)"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        if let Some(member) = book.members.get_mut(&row.try_get_by_index(0)?) {
            member.was_member = true;
        }
    }
    Ok(())
}
