//! Builds the ledger of a pack anew in an empty database, for checking.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
};
use serde::Deserialize;

use super::evidence;
use super::read::{PackTransaction, check, check_balances, lines};
use super::{Manifest, PackError, differs};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_account::{AccountClass, Line};
use crate::investment::entity::member::{ExitReason, HolderClass, MemberStatus, Standing};
use crate::investment::entity::{
    instrument, instrument_amount, ledger_account, ledger_entry, ledger_transaction, member,
};
use crate::investment::verify;
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::{Id, InstrumentId, LedgerAccountId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::db::{Database, statement};
use crate::registry::entity::organization::{self, LegalForm, OrganizationStatus};
use crate::registry::entity::person;

/// Rows of one statement.
const ROWS: usize = 500;

/// Replays a pack into a migrated database without any organization: all of
/// it or nothing. Holders are placeholders by their number; the database is
/// for checking and not for going on.
///
/// # Errors
/// The first difference in the pack, or between its balances and those that
/// the replayed entries have; where the database is not empty or fails.
pub async fn replay(
    database: &Database,
    folder: &Path,
    at: DateTime<Utc>,
) -> Result<Manifest, PackError> {
    let manifest = check(folder)?;
    let tx = database.begin_write().await?;
    if organization::Entity::find().count(&tx).await? > 0 {
        return Err(differs("the database is not empty"));
    }
    let region = insert_issuer(&tx, folder, at).await?;
    insert_instruments(&tx, folder, manifest.organization_id, at).await?;
    insert_members(&tx, folder, manifest.organization_id, at).await?;
    insert_accounts(&tx, folder, manifest.organization_id, at).await?;
    insert_transactions(&tx, folder).await?;
    evidence::replay(&tx, folder, manifest.organization_id).await?;
    settle(&tx, &manifest).await?;
    check_balances(folder, &sums(&tx).await?)?;
    tx.commit().await?;
    let broken = verify::first_broken_chain(database.read()).await?;
    match broken {
        Some(id) => {
            Err(differs(format!("transaction {id} in {region}: its hash is not that of its row")))
        }
        None => Ok(manifest),
    }
}

#[derive(Deserialize)]
struct PackIssuer {
    id: OrganizationId,
    name: String,
    legal_form: LegalForm,
    region_code: String,
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

#[derive(Deserialize)]
struct PackInstrument {
    id: InstrumentId,
    number: i64,
    kind: InstrumentKind,
    name: String,
    nominal_sen: Option<i64>,
    agreement_number: Option<String>,
    instalments: bool,
    amounts: Vec<PackAmount>,
}

#[derive(Deserialize)]
struct PackAmount {
    valid_from: NaiveDate,
    amount_sen: i64,
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
    }
    Ok(())
}

#[derive(Deserialize)]
struct PackMember {
    id: MemberId,
    register_number: i64,
    region_code: String,
    holder_class: HolderClass,
    standing: Standing,
    status: MemberStatus,
    applied_on: NaiveDate,
    joined_on: Option<NaiveDate>,
    left_on: Option<NaiveDate>,
    exit_reason: Option<ExitReason>,
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
            sex: None,
            birth_date: None,
            region_code: it.region_code.clone(),
            organization_id: Some(issuer),
            deceased_on: None,
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

#[derive(Deserialize)]
struct PackAccount {
    id: LedgerAccountId,
    code: String,
    name: String,
    class: AccountClass,
    line: Line,
    instrument_id: Option<InstrumentId>,
    member_id: Option<MemberId>,
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

async fn insert_transactions(tx: &DatabaseTransaction, folder: &Path) -> Result<(), PackError> {
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for it in lines::<PackTransaction>(folder, "transactions")? {
        let it = it?;
        let row = row_of(&it)?;
        for entry in &it.entries {
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
    flush(tx, &mut rows, &mut entries).await
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

/// The row of a transaction. A field that is not known here makes the hash of
/// the row differ, which the last check finds.
fn row_of(it: &PackTransaction) -> Result<ledger_transaction::Model, PackError> {
    let unread =
        |name: &str| differs(format!("transaction {}: {name} is not readable", it.sequence));
    Ok(ledger_transaction::Model {
        id: needed(it, "id")?,
        organization_id: needed(it, "organization_id")?,
        region_code: needed(it, "region_code")?,
        kind: word(it, "kind")?.ok_or_else(|| unread("kind"))?,
        instrument_id: given(it, "instrument_id")?,
        member_id: given(it, "member_id")?,
        amount_sen: Money::from_sen(needed(it, "amount_sen")?),
        effective_on: needed(it, "effective_on")?,
        recorded_at: DateTime::from_timestamp_micros(needed(it, "recorded_at")?)
            .ok_or_else(|| unread("recorded_at"))?,
        reason: given(it, "reason")?,
        reverses: given(it, "reverses")?,
        user_id: given(it, "user_id")?,
        idempotency_key: given(it, "idempotency_key")?,
        payment_form: word(it, "payment_form")?,
        decision_number: given(it, "decision_number")?,
        source_class: word(it, "source_class")?,
        share_count: given(it, "share_count")?,
        approved_by: given(it, "approved_by")?,
        counter_member_id: given(it, "counter_member_id")?,
        counter_instrument_id: given(it, "counter_instrument_id")?,
        pledge_id: given(it, "pledge_id")?,
        settlement_id: given(it, "settlement_id")?,
        details: given(it, "details")?,
        sequence: it.sequence,
        previous_hash: bytes(&it.previous_hash).ok_or_else(|| unread("previous_hash"))?,
        hash: bytes(&it.hash).ok_or_else(|| unread("hash"))?,
    })
}

fn given<T: FromStr>(it: &PackTransaction, name: &str) -> Result<Option<T>, PackError> {
    let read = |text: &str| {
        text.parse()
            .map_err(|_| differs(format!("transaction {}: {name} is not readable", it.sequence)))
    };
    it.field(name).map(read).transpose()
}

fn needed<T: FromStr>(it: &PackTransaction, name: &str) -> Result<T, PackError> {
    given(it, name)?
        .ok_or_else(|| differs(format!("transaction {}: {name} is missing", it.sequence)))
}

fn word<E: ActiveEnum<Value = String>>(
    it: &PackTransaction,
    name: &str,
) -> Result<Option<E>, PackError> {
    let value: Option<String> = given(it, name)?;
    let read = |text: String| {
        E::try_from_value(&text)
            .map_err(|_| differs(format!("transaction {}: {name} is not known", it.sequence)))
    };
    value.map(read).transpose()
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let text = std::str::from_utf8(pair).ok().filter(|text| text.len() == 2)?;
        u8::from_str_radix(text, 16).ok()
    };
    pairs.map(byte).collect()
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
    // A pack has no certificates: shares get one each, as the verifier wants.
    let sql = kibm_migrations::certificates_of_balances(tx.get_database_backend());
    tx.execute_unprepared(&sql).await?;
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
