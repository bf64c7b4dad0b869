//! Builds the ledger of a pack anew in an empty database, for checking.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
};

use super::decided::{Closing, Decision};
use super::evidence;
use super::figures::{self, Figures};
use super::read::{
    Books, PackTransaction, check, check_balances, compare, lines, lines_of_figures,
};
use super::rows::{PackAccount, PackAmount, PackInstrument, PackIssuer, PackMember, bytes, row_of};
use super::terms::PackTerms;
use super::{Manifest, PackError, certificates, differs};
use crate::investment::classes::entity::{terms, terms_cancellation};
use crate::investment::control::entity::closing;
use crate::investment::control::store::{self, Figure};
use crate::investment::entity::{
    instrument, instrument_amount, ledger_account, ledger_entry, ledger_transaction, member,
};
use crate::investment::verify;
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::{Id, LedgerAccountId, OrganizationId};
use crate::kernel::money::Money;
use crate::kernel::region_code::RegionCode;
use crate::platform::clock::Clock;
use crate::platform::db::{Database, statement};
use crate::platform::rollup::{self, Delta, Freshness};
use crate::registry::entity::organization::{self, OrganizationStatus};
use crate::registry::entity::person;

/// Rows of one statement.
pub(super) const ROWS: usize = 500;

/// Replays a pack into a migrated database without any organization: all of
/// it or nothing, and folds the figures of its region. Holders are placeholders
/// by their number; the database is for checking and not for going on.
///
/// # Errors
/// The first difference in the pack, or between its balances and figures and
/// those that the replayed entries give; where the database is not empty or
/// fails.
pub async fn replay(
    database: &Database,
    folder: &Path,
    clock: &Clock,
) -> Result<Manifest, PackError> {
    let manifest = check(folder)?;
    let (issuer, at) = (manifest.organization_id, clock.now());
    let books = Books::read(folder, &manifest)?;
    let tx = database.begin_write().await?;
    if organization::Entity::find().count(&tx).await? > 0 {
        return Err(differs("the database is not empty"));
    }
    let region = insert_issuer(&tx, folder, at).await?;
    insert_instruments(&tx, folder, issuer, at).await?;
    insert_members(&tx, folder, issuer, at).await?;
    insert_accounts(&tx, folder, issuer, at).await?;
    let moved = insert_transactions(&tx, folder, &books).await?;
    rollup::append(&tx, &deltas(&books, &moved)?).await?;
    insert_closings(&tx, folder, issuer).await?;
    evidence::replay(&tx, folder, issuer).await?;
    certificates::replay(&tx, folder, issuer).await?;
    settle(&tx, &manifest).await?;
    count_issued(&tx, folder).await?;
    check_balances(folder, &sums(&tx).await?)?;
    tx.commit().await?;
    rollup::fold(database, clock, &Freshness::default()).await?;
    let told = lines_of_figures(folder)?;
    let mut found = Figures::new();
    let regions = told.keys().map(|(region, _)| region.clone()).chain([region]);
    for region in regions.collect::<BTreeSet<String>>() {
        found.extend(figures::folded(database.read(), &region).await?);
    }
    compare(&found, &told)?;
    match verify::first_fault(database).await? {
        Some(fault) => {
            Err(differs(format!("{}: {} ({})", fault.check, fault.meaning, fault.offender)))
        }
        None => Ok(manifest),
    }
}

/// What the journal would have appended for all that was moved, and the
/// members in force.
fn deltas(books: &Books, moved: &Figures) -> Result<Vec<Delta>, PackError> {
    let members = books.active_members().map(|region| (region, "members/unknown", 1));
    let moved =
        moved.iter().map(|((region, metric), sen)| (region.as_str(), metric.as_str(), *sen));
    let delta = |(region, metric, amount): (&str, &str, i64)| {
        let code: Result<RegionCode, _> = region.parse();
        let code = code.map_err(|_| differs(format!("the region {region} is malformed")))?;
        Ok(Delta::of(&code, metric, amount))
    };
    let deltas: Result<Vec<Delta>, PackError> = moved.chain(members).map(delta).collect();
    Ok(rollup::merged(deltas?))
}

/// Closings, so that their figures are compared with the replayed entries.
async fn insert_closings(
    tx: &DatabaseTransaction,
    folder: &Path,
    issuer: OrganizationId,
) -> Result<(), PackError> {
    for decision in lines::<Decision>(folder, "decisions")? {
        let Decision::BookYearClosing(it) = decision? else { continue };
        let figure = |it: &super::decided::ClosingFigure| Figure {
            class: it.class,
            line: it.line,
            balance: Money::from_sen(it.credit_less_debit_sen),
        };
        let figures: Vec<Figure> = it.figures.iter().map(figure).collect();
        store::insert_closing(tx, closing_of(it, issuer)?, &figures).await?;
    }
    Ok(())
}

fn closing_of(it: Closing, issuer: OrganizationId) -> Result<closing::Model, PackError> {
    let unread = || differs(format!("book_year_closing {}: its head is not readable", it.id));
    Ok(closing::Model {
        id: it.id,
        organization_id: issuer,
        book_year: it.book_year,
        first_on: it.first_on,
        last_on: it.last_on,
        closed_before: it.closed_before,
        head_sequence: it.head_sequence,
        head_hash: bytes(&it.head_hash).ok_or_else(unread)?,
        reason: it.reason,
        closed_at: it.closed_at,
        closed_by: None,
        reopen_reason: it.reopen_reason,
        reopened_at: it.reopened_at,
        reopened_by: None,
    })
}

async fn insert_issuer(
    tx: &DatabaseTransaction,
    folder: &Path,
    at: DateTime<Utc>,
) -> Result<String, PackError> {
    let first = lines::<PackIssuer>(folder, "issuer")?.next();
    let issuer = first.ok_or_else(|| differs("issuer.jsonl is empty"))??;
    let row = organization::Model {
        id: issuer.id,
        legal_form: issuer.legal_form,
        name_key: name_key(&issuer.name),
        name: issuer.name,
        status: OrganizationStatus::Active,
        status_since: at.date_naive(),
        name_approved_on: None,
        region_code: issuer.region_code.clone(),
        address: None,
        latitude_microdegrees: None,
        longitude_microdegrees: None,
        founded_on: None,
        founder_count: None,
        npwp: None,
        nib: None,
        nik_koperasi: None,
        legal_number: None,
        legal_number_legacy: false,
        kbli_code: None,
        kbli_edition: None,
        phone: None,
        source: Some("kibm ledger replay".to_owned()),
        creation_hash: Vec::new(),
        version: 1,
        created_at: at,
        updated_at: at,
    };
    insert(tx, vec![organization::ActiveModel::from(row)]).await?;
    Ok(issuer.region_code)
}

/// Inserts rows, some hundred a statement.
pub(super) async fn insert<A>(tx: &DatabaseTransaction, rows: Vec<A>) -> Result<(), PackError>
where
    A: ActiveModelTrait + Send,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(ROWS).map(ActiveModelTrait::reset_all).collect();
        A::Entity::insert_many(some).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn insert_instruments(
    tx: &DatabaseTransaction,
    folder: &Path,
    issuer: OrganizationId,
    at: DateTime<Utc>,
) -> Result<(), PackError> {
    for it in lines::<PackInstrument>(folder, "instruments")? {
        let it = it?;
        let row = instrument::Model {
            id: it.id,
            organization_id: issuer,
            number: it.number,
            kind: it.kind,
            name: it.name,
            nominal_sen: it.nominal_sen.map(Money::from_sen),
            agreement_number: it.agreement_number,
            instalments: it.instalments,
            created_at: at,
        };
        insert(tx, vec![instrument::ActiveModel::from(row)]).await?;
        let amount = |amount: PackAmount| {
            instrument_amount::ActiveModel::from(instrument_amount::Model {
                instrument_id: it.id,
                valid_from: amount.valid_from,
                amount_sen: Money::from_sen(amount.amount_sen),
                reason: "kibm ledger replay".to_owned(),
                recorded_at: at,
            })
        };
        insert(tx, it.amounts.into_iter().map(amount).collect()).await?;
        let (terms, ended): (Vec<_>, Vec<_>) =
            it.terms.into_iter().map(|terms| terms.rows(it.id)).unzip();
        insert(tx, terms.into_iter().map(terms::ActiveModel::from).collect()).await?;
        let ended = ended.into_iter().flatten().map(terms_cancellation::ActiveModel::from);
        insert(tx, ended.collect()).await?;
    }
    Ok(())
}

async fn insert_members(
    tx: &DatabaseTransaction,
    folder: &Path,
    issuer: OrganizationId,
    at: DateTime<Utc>,
) -> Result<(), PackError> {
    let (mut persons, mut members) = (Vec::new(), Vec::new());
    for it in lines::<PackMember>(folder, "members")? {
        let it = it?;
        let full_name = format!("Pemegang {}", it.register_number);
        let holder = Id::from_uuid(it.id.uuid());
        persons.push(person::ActiveModel::from(person::Model {
            id: holder,
            name_key: name_key(&full_name),
            full_name,
            nik_sealed: None,
            nik_index: None,
            nik_masked: None,
            phone_sealed: None,
            phone_masked: None,
            address_sealed: None,
            sex: None,
            birth_date: None,
            region_code: it.region_code.clone(),
            organization_id: Some(issuer),
            deceased_on: None,
            source: None,
            creation_hash: Vec::new(),
            version: 1,
            created_at: at,
        }));
        members.push(member::ActiveModel::from(member::Model {
            id: it.id,
            organization_id: issuer,
            region_code: it.region_code,
            register_number: it.register_number,
            holder_person_id: Some(holder),
            holder_organization_id: None,
            holder_class: it.holder_class,
            sex: None,
            standing: it.standing,
            status: it.status,
            applied_on: it.applied_on,
            joined_on: it.joined_on,
            left_on: it.left_on,
            exit_reason: it.exit_reason,
            version: 1,
            created_at: at,
        }));
        if members.len() >= ROWS {
            insert(tx, std::mem::take(&mut persons)).await?;
            insert(tx, std::mem::take(&mut members)).await?;
        }
    }
    insert(tx, persons).await?;
    insert(tx, members).await
}

async fn insert_accounts(
    tx: &DatabaseTransaction,
    folder: &Path,
    issuer: OrganizationId,
    at: DateTime<Utc>,
) -> Result<(), PackError> {
    let mut rows = Vec::new();
    for it in lines::<PackAccount>(folder, "accounts")? {
        let it = it?;
        rows.push(ledger_account::ActiveModel::from(ledger_account::Model {
            id: it.id,
            organization_id: issuer,
            code: it.code,
            name: it.name,
            class: it.class,
            line: it.line,
            instrument_id: it.instrument_id,
            member_id: it.member_id,
            created_at: at,
        }));
        if rows.len() >= ROWS {
            insert(tx, std::mem::take(&mut rows)).await?;
        }
    }
    insert(tx, rows).await
}

/// All transactions; gives what they moved, as figures.
async fn insert_transactions(
    tx: &DatabaseTransaction,
    folder: &Path,
    books: &Books,
) -> Result<Figures, PackError> {
    let (mut rows, mut entries, mut moved) = (Vec::new(), Vec::new(), Figures::new());
    for it in lines::<PackTransaction>(folder, "transactions")? {
        let it = it?;
        let row = row_of(&it)?;
        for entry in &it.entries {
            if let Some(figure) = books.figure_of(entry.account_id) {
                let sum: &mut i64 = moved.entry(figure).or_default();
                let added = sum.checked_add(entry.credit_sen - entry.debit_sen);
                *sum = added.ok_or_else(|| differs("a figure is beyond its range"))?;
            }
            entries.push(ledger_entry::ActiveModel::from(ledger_entry::Model {
                id: entry.id,
                transaction_id: row.id,
                account_id: entry.account_id,
                organization_id: row.organization_id,
                region_code: row.region_code.clone(),
                effective_on: row.effective_on,
                recorded_at: row.recorded_at,
                debit_sen: Money::from_sen(entry.debit_sen),
                credit_sen: Money::from_sen(entry.credit_sen),
            }));
        }
        // Both sides of a transaction go in one statement, or the database
        // refuses it; a sharing with more lines stands in one of its own.
        let full = entries.len() >= ROWS;
        rows.push(ledger_transaction::ActiveModel::from(row));
        if full {
            flush(tx, &mut rows, &mut entries).await?;
        }
    }
    flush(tx, &mut rows, &mut entries).await?;
    Ok(moved)
}

async fn flush(
    tx: &DatabaseTransaction,
    rows: &mut Vec<ledger_transaction::ActiveModel>,
    entries: &mut Vec<ledger_entry::ActiveModel>,
) -> Result<(), PackError> {
    insert(tx, std::mem::take(rows)).await?;
    let entries = std::mem::take(entries);
    if !entries.is_empty() {
        let all = entries.into_iter().map(ActiveModelTrait::reset_all);
        ledger_entry::Entity::insert_many(all).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Balances of the holders' accounts and the head of the chain.
async fn settle(tx: &DatabaseTransaction, manifest: &Manifest) -> Result<(), PackError> {
    let sql = "INSERT INTO ledger_balance (account_id, balance_sen, last_effective_on) \
               SELECT a.id, CAST(COALESCE(SUM(e.credit_sen - e.debit_sen), 0) AS BIGINT), \
               MAX(e.effective_on) FROM ledger_account a \
               LEFT JOIN ledger_entry e ON e.account_id = a.id \
               WHERE a.member_id IS NOT NULL GROUP BY a.id";
    tx.execute_raw(statement(tx, sql, vec![])).await?;
    let hash = bytes(&manifest.head_hash).ok_or_else(|| differs("manifest.json: head_hash"))?;
    let sql = "INSERT INTO ledger_chain (organization_id, sequence, hash) VALUES ($1, $2, $3)";
    let values = vec![manifest.organization_id.into(), manifest.head_sequence.into(), hash.into()];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(())
}

/// What is issued of instruments whose terms set a total, as the journal counts
/// it.
async fn count_issued(tx: &DatabaseTransaction, folder: &Path) -> Result<(), PackError> {
    for it in lines::<PackInstrument>(folder, "instruments")? {
        let it = it?;
        if it.terms.iter().any(PackTerms::has_total) {
            let sql = "INSERT INTO instrument_issued (instrument_id, issued_sen) \
                       SELECT $1, CAST(COALESCE(SUM(b.balance_sen), 0) AS BIGINT) \
                       FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id \
                       WHERE a.instrument_id = $1";
            tx.execute_raw(statement(tx, sql, vec![it.id.into()])).await?;
        }
    }
    Ok(())
}

/// Sums of the entries in the database, and for holders their balances.
async fn sums(tx: &DatabaseTransaction) -> Result<BTreeMap<LedgerAccountId, i64>, PackError> {
    let sql = "SELECT e.account_id, CAST(SUM(e.credit_sen - e.debit_sen) AS BIGINT), \
               MAX(b.balance_sen) FROM ledger_entry e \
               LEFT JOIN ledger_balance b ON b.account_id = e.account_id GROUP BY e.account_id";
    let mut sums = BTreeMap::new();
    for row in tx.query_all_raw(statement(tx, sql, vec![])).await? {
        let id: LedgerAccountId = row.try_get_by_index(0)?;
        let sum: i64 = row.try_get_by_index(1)?;
        let kept: Option<i64> = row.try_get_by_index(2)?;
        if kept.is_some_and(|kept| kept != sum) {
            return Err(differs(format!(
                "account {id}: its balance is not the sum of its entries"
            )));
        }
        sums.insert(id, sum);
    }
    Ok(sums)
}
