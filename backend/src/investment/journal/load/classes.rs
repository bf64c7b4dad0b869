//! What terms and certificates look at: only where a batch moves an instrument
//! that has such, so that all others pay no statement.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, FromQueryResult};

use super::{Ids, uuids};
use crate::investment::classes::entity::terms;
use crate::investment::classes::rules::{ClassTerms, Held, Range};
use crate::investment::classes::store::{TERMS_COLUMNS, terms_of_row};
use crate::investment::entity::instrument::{self, InstrumentKind};
use crate::investment::journal::book::Book;
use crate::investment::journal::intent::{Holder, Needs};
use crate::investment::store::rows_of_persons;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{
    Instrument, InstrumentId, InstrumentTermsId, LedgerAccountId, MemberId, ShareCertificateId,
};
use crate::kernel::money::Money;
use crate::platform::db::{statement, stored_region};
use crate::platform::problem::ApiResult;
use crate::platform::rowset::among;

/// Instruments with their terms and, where counted, what is issued of them: one
/// statement, as without terms.
pub(super) async fn instruments(
    tx: &DatabaseTransaction,
    book: &mut Book,
    ids: &Ids<Instrument>,
) -> Result<(), DbErr> {
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(ids));
    let sql = format!(
        "SELECT i.*, {TERMS_COLUMNS}, s.issued_sen AS s_issued_sen FROM instrument i \
         LEFT JOIN instrument_terms t ON t.instrument_id = i.id AND NOT EXISTS \
         (SELECT 1 FROM instrument_terms_cancellation c WHERE c.id = t.id) \
         LEFT JOIN instrument_issued s ON s.instrument_id = i.id \
         WHERE i.id {list} ORDER BY i.id, t.valid_from"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let instrument = instrument::Model::from_query_result(&row, "")?;
        if row.try_get::<Option<InstrumentTermsId>>("t_", "id")?.is_some() {
            let terms = terms_of_row(&terms::Model::from_query_result(&row, "t_")?)?;
            book.terms.entry(instrument.id).or_default().push(terms);
        }
        if let Some(issued) = row.try_get::<Option<Money>>("s_", "issued_sen")? {
            book.issued.insert(instrument.id, issued);
        }
        book.instruments.insert(instrument.id, instrument);
    }
    Ok(())
}

/// Reads where holders live, their lots and their certificates, each only where
/// the instruments of the batch ask for it.
pub(super) async fn facts(
    tx: &DatabaseTransaction,
    book: &mut Book,
    needs: &[Needs],
) -> ApiResult<()> {
    homes(tx, book).await?;
    others(tx, book).await?;
    if needs.iter().any(|it| it.takes_out) {
        lots(tx, book).await?;
    }
    Ok(shares(tx, book).await?)
}

/// Where the members live, where terms are for residents.
async fn homes(tx: &DatabaseTransaction, book: &mut Book) -> ApiResult<()> {
    if !book.terms.values().flatten().any(|terms| !terms.regions.is_empty()) {
        return Ok(());
    }
    let members: Ids<_> = book.members.keys().copied().collect();
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&members));
    let sql = format!(
        "SELECT m.id, COALESCE(p.region_code, o.region_code) FROM member m \
         LEFT JOIN person p ON p.id = m.holder_person_id \
         LEFT JOIN organization o ON o.id = m.holder_organization_id WHERE m.id {list}"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let member: MemberId = row.try_get_by_index(0)?;
        let home: Option<String> = row.try_get_by_index(1)?;
        if let Some(home) = home {
            book.homes.insert(member, stored_region(&home)?);
        }
    }
    Ok(())
}

/// What the holders of the batch have by other rows of the register, where
/// terms set a bound for each: who left and came again is one person.
async fn others(tx: &DatabaseTransaction, book: &mut Book) -> ApiResult<()> {
    let bound = |terms: &ClassTerms| terms.minimum.is_some() || terms.maximum.is_some();
    let bounded = book.terms.iter().filter(|(_, terms)| terms.iter().any(bound));
    let bounded: Ids<_> = bounded.map(|(id, _)| *id).collect();
    let members: Ids<_> = book.members.keys().copied().collect();
    if bounded.is_empty() || members.is_empty() {
        return Ok(());
    }
    let engine = tx.get_database_backend();
    let members: Vec<MemberId> = members.into_iter().collect();
    let (pairs, mut values) = rows_of_persons(engine, 1, &members);
    let (of_instruments, more) = among(engine, 2, &uuids(&bounded));
    values.extend(more);
    let sql = format!(
        "SELECT p.member_id, p.row_id, a.instrument_id, b.balance_sen FROM {pairs} p \
         LEFT JOIN ledger_account a ON a.member_id = p.row_id AND a.instrument_id {of_instruments} \
         LEFT JOIN ledger_balance b ON b.account_id = a.id WHERE p.row_id <> p.member_id"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let (member, other): (MemberId, MemberId) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if book.members.contains_key(&other) {
            book.others.of_batch.entry(member).or_default().insert(other);
            continue;
        }
        let (instrument, balance): (Option<InstrumentId>, Option<Money>) =
            (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        if let (Some(instrument), Some(balance)) = (instrument, balance) {
            let beside = book.others.beside.entry(Holder { member, instrument }).or_default();
            *beside = beside.checked_add(balance).map_err(Fault::from)?;
        }
    }
    Ok(())
}

/// What came into accounts that terms lock, by day, without what was taken
/// back: a reversal undoes its own day and not the oldest.
async fn lots(tx: &DatabaseTransaction, book: &mut Book) -> Result<(), DbErr> {
    let locks = |id| book.terms.get(id).is_some_and(|it| it.iter().any(|it| it.lock_in.is_some()));
    let locked = book
        .accounts
        .values()
        .filter(|account| account.holder.as_ref().is_some_and(|holder| locks(&holder.instrument)));
    let ids: Ids<_> = locked.map(|account| account.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&ids));
    let sql = format!(
        "SELECT x.account_id, x.day, CAST(SUM(x.brought) AS BIGINT) FROM (\
         SELECT e.account_id, COALESCE(o.effective_on, e.effective_on) AS day, \
         CASE WHEN o.id IS NULL THEN e.credit_sen ELSE -e.debit_sen END AS brought \
         FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id \
         LEFT JOIN ledger_transaction o ON o.id = t.reverses \
         WHERE e.account_id {list}) x GROUP BY x.account_id, x.day"
    );
    let mut brought: BTreeMap<LedgerAccountId, BTreeMap<NaiveDate, Money>> =
        ids.iter().map(|id| (*id, BTreeMap::new())).collect();
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let id: LedgerAccountId = row.try_get_by_index(0)?;
        let amount = Money::from_sen(row.try_get_by_index(2)?);
        brought.entry(id).or_default().insert(row.try_get_by_index(1)?, amount);
    }
    for (id, days) in brought {
        if let Some(account) = book.accounts.get_mut(&id) {
            account.brought = Some(days);
        }
    }
    Ok(())
}

/// Certificates in force of the members, and the last numbers, where the batch
/// moves shares. The lock of the chain covers them.
async fn shares(tx: &DatabaseTransaction, book: &mut Book) -> Result<(), DbErr> {
    let classes = book.instruments.values().filter(|row| row.kind == InstrumentKind::Saham);
    let classes: Ids<_> = classes.map(|row| row.id).collect();
    if classes.is_empty() {
        return Ok(());
    }
    let engine = tx.get_database_backend();
    let (list, values) = among(engine, 1, &uuids(&classes));
    let sql = format!(
        "SELECT i.id, i.organization_id, (SELECT MAX(c.number) FROM share_certificate c \
         WHERE c.organization_id = i.organization_id), (SELECT MAX(c.last_share) \
         FROM share_certificate c WHERE c.instrument_id = i.id) FROM instrument i WHERE i.id {list}"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let (number, share): (Option<i64>, Option<i64>) =
            (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let (number, share) = (number.unwrap_or_default(), share.unwrap_or_default());
        let (class, issuer) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        book.shares.begin(issuer, number, class, share);
    }
    let members: Ids<_> = book.members.keys().copied().collect();
    let (list, values) = among(engine, 1, &uuids(&members));
    let sql = format!(
        "SELECT c.id, c.member_id, c.instrument_id, c.number, c.first_share, c.last_share, \
         c.acquired_on, c.issued_on, CASE WHEN n.id IS NULL THEN FALSE ELSE TRUE END AS pledged \
         FROM share_certificate c LEFT JOIN share_certificate_end e ON e.id = c.id \
         LEFT JOIN encumbrance n ON n.certificate_id = c.id AND n.released_on IS NULL \
         WHERE e.id IS NULL AND c.member_id {list}"
    );
    for row in HeldRow::find_by_statement(statement(tx, sql, values)).all(tx).await? {
        book.shares.keep(Held {
            id: row.id,
            holder: Holder { member: row.member_id, instrument: row.instrument_id },
            number: row.number,
            range: Range { first: row.first_share, last: row.last_share },
            acquired_on: row.acquired_on,
            issued_on: row.issued_on,
            pledged: row.pledged,
        });
    }
    Ok(())
}

/// A certificate in force, as it is read.
#[derive(FromQueryResult)]
struct HeldRow {
    id: ShareCertificateId,
    member_id: MemberId,
    instrument_id: InstrumentId,
    number: i64,
    first_share: i64,
    last_share: i64,
    acquired_on: NaiveDate,
    issued_on: NaiveDate,
    pledged: bool,
}
