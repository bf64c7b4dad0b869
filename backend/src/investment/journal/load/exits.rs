//! What the settlement with a member who leaves looks at.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait};

use super::{Ids, uuids};
use crate::investment::entity::exit_settlement;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::entity::member::MemberStatus;
use crate::investment::journal::book::{Book, Settled};
use crate::investment::journal::intent::{Holder, Needs};
use crate::kernel::ids::MemberId;
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

/// Settlements of the batch, of those who leave, and of those who left and to
/// whom a reversal gives savings back; when they count, whether they are paid,
/// and the rules of their issuers.
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
    let of_members: Ids<_> = back.chain(leaving.iter().copied()).collect();
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
    deaths(tx, book, &leaving).await?;
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

/// When persons who leave died, by the registry: their heirs are paid what a
/// lock-in would keep.
async fn deaths(
    tx: &DatabaseTransaction,
    book: &mut Book,
    leaving: &Ids<crate::kernel::ids::Member>,
) -> ApiResult<()> {
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(leaving));
    let sql = format!(
        "SELECT m.id, p.deceased_on FROM member m JOIN person p ON p.id = m.holder_person_id \
         WHERE p.deceased_on IS NOT NULL AND m.id {list}"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        book.deaths.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    Ok(())
}
