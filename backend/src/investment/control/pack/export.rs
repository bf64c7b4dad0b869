//! Writes a pack.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

use super::part::Part;
use super::{
    FORM, MANIFEST, Manifest, PARTS, PackError, PartSeal, certificates, decisions, differs,
    figures, terms,
};
use crate::investment::control::store::{self, Chain};
use crate::investment::entity::{
    instrument, instrument_amount, ledger_account, ledger_transaction, member,
};
use crate::investment::journal::canon::{self, Line};
use crate::kernel::ids::{LedgerAccountId, OrganizationId};
use crate::platform::vault::hex;
use crate::registry::entity::organization;

/// Rows read at once.
const WINDOW: u64 = 2_000;

/// Writes the pack of an issuer into a folder, which is made and must be
/// empty: all that its books hold in the state that `conn` sees, which must be
/// one transaction. Postings go on meanwhile.
///
/// # Errors
/// Where there is no such issuer, the folder is not empty, or the chain is
/// broken; where the database or a file fails.
pub async fn export(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    folder: &Path,
) -> Result<Manifest, PackError> {
    let row = organization::Entity::find_by_id(issuer).one(conn).await?;
    let row = row.ok_or_else(|| differs(format!("there is no organization {issuer}")))?;
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(differs(format!("the folder {} is not empty", folder.display())));
    }
    let chain = store::find_chain(conn, issuer).await?;
    let [
        issuers,
        instruments,
        members,
        accounts,
        transactions,
        certificates,
        decisions,
        balances,
        figures,
    ] = PARTS;
    let mut parts = vec![
        one(folder, issuers, &issuer_line(&row, &chain))?,
        write_instruments(conn, issuer, Part::begin(folder, instruments)?).await?,
        write_members(conn, issuer, Part::begin(folder, members)?).await?,
        write_accounts(conn, issuer, Part::begin(folder, accounts)?).await?,
    ];
    let part = Part::begin(folder, transactions)?;
    let (seal, sums) = write_transactions(conn, issuer, &chain, part).await?;
    parts.push(seal);
    parts.push(certificates::write(conn, issuer, Part::begin(folder, certificates)?).await?);
    parts.push(decisions::write(conn, issuer, Part::begin(folder, decisions)?).await?);
    let mut part = Part::begin(folder, balances)?;
    for (account, sen) in sums {
        part.put(&json!({ "account_id": account, "balance_sen": sen }))?;
    }
    parts.push(part.seal()?);
    let mut part = Part::begin(folder, figures)?;
    for ((region, metric), amount) in figures::of_books(conn, issuer).await? {
        part.put(&json!({ "region_code": region, "metric": metric, "amount": amount }))?;
    }
    parts.push(part.seal()?);
    let manifest = Manifest {
        form: FORM.to_owned(),
        transaction_form: canon::FORM.to_owned(),
        organization_id: issuer,
        head_sequence: chain.head.sequence,
        head_hash: hex(&chain.head.hash),
        parts,
    };
    let text = serde_json::to_string_pretty(&manifest).map_err(std::io::Error::other)?;
    fs::write(folder.join(MANIFEST), format!("{text}\n"))?;
    Ok(manifest)
}

fn one(folder: &Path, name: &str, line: &Value) -> Result<PartSeal, PackError> {
    let mut part = Part::begin(folder, name)?;
    part.put(line)?;
    part.seal()
}

fn issuer_line(row: &organization::Model, chain: &Chain) -> Value {
    json!({
        "id": row.id, "name": row.name, "legal_form": row.legal_form,
        "region_code": row.region_code, "year_begins": chain.control.year_begins,
        "closed_through": chain.control.closed_through,
    })
}

async fn write_instruments(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    mut part: Part,
) -> Result<PartSeal, PackError> {
    use instrument::Column;
    let rows = instrument::Entity::find().filter(Column::OrganizationId.eq(issuer));
    for row in rows.order_by_asc(Column::Number).all(conn).await? {
        let amounts = instrument_amount::Entity::find()
            .filter(instrument_amount::Column::InstrumentId.eq(row.id))
            .order_by_asc(instrument_amount::Column::ValidFrom)
            .all(conn)
            .await?;
        let amount = |it: &instrument_amount::Model| json!({ "valid_from": it.valid_from, "amount_sen": it.amount_sen.sen() });
        part.put(&json!({
            "id": row.id, "number": row.number, "kind": row.kind, "name": row.name,
            "nominal_sen": row.nominal_sen.map(|it| it.sen()),
            "agreement_number": row.agreement_number, "instalments": row.instalments,
            "amounts": amounts.iter().map(amount).collect::<Vec<_>>(),
            "terms": terms::of_instrument(conn, row.id).await?,
        }))?;
    }
    part.seal()
}

/// By number, without names.
async fn write_members(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    mut part: Part,
) -> Result<PartSeal, PackError> {
    use member::Column;
    let mut after = 0;
    loop {
        let rows = member::Entity::find()
            .filter(Column::OrganizationId.eq(issuer))
            .filter(Column::RegisterNumber.gt(after))
            .order_by_asc(Column::RegisterNumber)
            .limit(WINDOW)
            .all(conn)
            .await?;
        let Some(last) = rows.last() else { return part.seal() };
        after = last.register_number;
        for row in &rows {
            part.put(&json!({
                "id": row.id, "register_number": row.register_number,
                "region_code": row.region_code, "holder_class": row.holder_class,
                "standing": row.standing, "status": row.status, "applied_on": row.applied_on,
                "joined_on": row.joined_on, "left_on": row.left_on,
                "exit_reason": row.exit_reason,
            }))?;
        }
    }
}

async fn write_accounts(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    mut part: Part,
) -> Result<PartSeal, PackError> {
    use ledger_account::Column;
    let mut after: Option<String> = None;
    loop {
        let mut query = ledger_account::Entity::find().filter(Column::OrganizationId.eq(issuer));
        if let Some(after) = &after {
            query = query.filter(Column::Code.gt(after));
        }
        let rows = query.order_by_asc(Column::Code).limit(WINDOW).all(conn).await?;
        let Some(last) = rows.last() else { return part.seal() };
        after = Some(last.code.clone());
        for row in &rows {
            part.put(&json!({
                "id": row.id, "code": row.code, "name": row.name, "class": row.class,
                "line": row.line, "instrument_id": row.instrument_id, "member_id": row.member_id,
            }))?;
        }
    }
}

/// Sum of credits less debits of each account.
type Sums = BTreeMap<LedgerAccountId, i64>;

async fn write_transactions(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    chain: &Chain,
    mut part: Part,
) -> Result<(PartSeal, Sums), PackError> {
    let (mut sums, mut next) = (Sums::new(), 1);
    while next <= chain.head.sequence {
        let rows = store::transactions_from(conn, issuer, next, WINDOW).await?;
        let mut lines = store::lines_of(conn, rows.iter().map(|row| row.id)).await?;
        for row in rows.iter().filter(|row| row.sequence <= chain.head.sequence) {
            if row.sequence != next {
                break;
            }
            let mut entries = lines.remove(&row.id).unwrap_or_default();
            entries.sort_unstable_by_key(|line| line.id);
            for line in &entries {
                let sum = sums.entry(line.account_id).or_default();
                let added = sum.checked_add(line.credit.sen() - line.debit.sen());
                *sum = added.ok_or_else(|| differs("a balance is beyond its range"))?;
            }
            part.put(&transaction_line(row, &entries))?;
            next += 1;
        }
        if rows.last().is_none_or(|last| last.sequence >= next) {
            return Err(differs(format!("transaction {next} of the chain is missing")));
        }
    }
    Ok((part.seal()?, sums))
}

fn transaction_line(row: &ledger_transaction::Model, entries: &[Line]) -> Value {
    let mut fields: Vec<Value> = Vec::with_capacity(20);
    canon::fields(row, |name, value| fields.push(json!([name, value.to_string()])));
    let entry = |line: &Line| {
        json!({
            "id": line.id, "account_id": line.account_id,
            "debit_sen": line.debit.sen(), "credit_sen": line.credit.sen(),
        })
    };
    json!({
        "sequence": row.sequence, "previous_hash": hex(&row.previous_hash),
        "hash": hex(&row.hash), "fields": fields,
        "entries": entries.iter().map(entry).collect::<Vec<_>>(),
    })
}
