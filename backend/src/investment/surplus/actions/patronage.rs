//! Writes of members' business, from a list or a file.

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncSeek};

use crate::investment::actions::Issuer;
use crate::investment::problems::AMOUNT_NOT_POSITIVE;
use crate::investment::surplus::drafts::PatronageItem;
use crate::investment::surplus::problems;
use crate::investment::surplus::store::{self, Bought};
use crate::kernel::fault::{Fault, Language};
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::MemberId;
use crate::kernel::money::{AmountOverflow, Money, NumberLocale, parse_amount};
use crate::platform::ApiError;
use crate::platform::audit::{self, Act, Author};
use crate::platform::problem::ApiResult;
use crate::platform::tabular::{self, Remark, Report, Row, Rows, Separator, Severity, Tally};

/// What came of a file of members' business.
#[derive(Debug)]
pub struct PatronageTable {
    /// Whether it was saved: not in a dry run, not with a fault in any row.
    pub applied: bool,
    /// Rows read, without the heading.
    pub rows: u64,
    /// Sum of the amounts that read well.
    pub total: Money,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The first findings of each kind.
    pub remarks: Vec<Remark>,
    /// How often each was made.
    pub tallies: Vec<Tally>,
}

/// Saves business of members of an issuer, which the caller has locked. What
/// was known of a member in this year and kind is replaced; others stay.
///
/// # Errors
/// 422 with the fault of every item; 409 where the year was submitted.
pub async fn save_patronage(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    which: &Bought,
    items: &[PatronageItem],
    author: &Author,
) -> ApiResult<Money> {
    require_open(tx, which).await?;
    let numbers: Vec<i64> = items.iter().filter_map(|item| item.register_number).collect();
    let ids: Vec<MemberId> = items.iter().filter_map(|item| item.member_id).collect();
    let (by_number, by_id) = store::members_by_number(tx, issuer.id, &numbers, &ids).await?;
    let (mut faults, mut rows, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (place, item) in items.iter().enumerate() {
        let member = match (item.member_id, item.register_number) {
            (Some(id), None) => by_id.get(&id).map(|_| id),
            (None, Some(number)) => by_number.get(&number).copied(),
            _ => None,
        };
        let Some(member) = member else {
            faults.push(Fault::at(&problems::PATRONAGE_MEMBER, format!("/items/{place}")));
            continue;
        };
        if item.amount.is_negative() {
            faults.push(Fault::at(&AMOUNT_NOT_POSITIVE, format!("/items/{place}/amount")));
        } else if !seen.insert(member) {
            let number = by_id.get(&member).copied().unwrap_or_default();
            let fault = Fault::at(&problems::PATRONAGE_TWICE, format!("/items/{place}"));
            faults.push(fault.with("register_number", number));
        } else {
            rows.push((member, item.amount));
        }
    }
    if !faults.is_empty() {
        faults.truncate(100);
        return Err(faults.into());
    }
    let total = sum(&rows).map_err(Fault::from)?;
    store::save_patronage(tx, which, &rows, author.at).await?;
    leave_trace(tx, issuer, which, rows.len(), total, None, author).await?;
    Ok(total)
}

fn sum(rows: &[(MemberId, Money)]) -> Result<Money, AmountOverflow> {
    Money::checked_sum(rows.iter().map(|(_, amount)| amount))
}

async fn require_open(tx: &DatabaseTransaction, which: &Bought) -> ApiResult<()> {
    if store::is_year_shared(tx, which.issuer, which.book_year, None).await? {
        let fault = Fault::at(&problems::PATRONAGE_FROZEN, "/book_year");
        return Err(fault.with("year", which.book_year).into());
    }
    Ok(())
}

async fn leave_trace(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    which: &Bought,
    members: usize,
    total: Money,
    sha256: Option<&str>,
    author: &Author,
) -> ApiResult<()> {
    let act = Act {
        action: "save_patronage",
        subject_kind: "organization",
        subject_id: issuer.id.to_string(),
        region_code: Some(issuer.region.to_string()),
        reason: sha256.map(|hash| format!("sha256 {hash}")),
        before: None,
        after: Some(json!({
            "book_year": which.book_year, "kind": which.kind, "members": members, "total": total,
        })),
    };
    Ok(audit::record(tx, author, act).await?)
}

/// Saves business of members from a table with two columns, the number in the
/// register and the amount, or reports the fault of every cell and saves none.
///
/// # Errors
/// 422 where the file is no such table; 409 where the year was submitted.
pub async fn save_patronage_table(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    which: &Bought,
    mut file: impl AsyncRead + AsyncSeek + Unpin + Send,
    (locale, language, dry_run): (NumberLocale, Language, bool),
    author: &Author,
) -> ApiResult<PatronageTable> {
    require_open(tx, which).await?;
    let survey = tabular::survey(&mut file, None).await?;
    let mut rows = Rows::new(file, &survey, Separator::sniff(&survey.head));
    let first = rows.next().await?.ok_or_else(|| Fault::new(&tabular::codes::FILE_EMPTY))?;
    let columns = Columns::of(&first)?;
    let mut reading = Reading {
        columns,
        locale,
        report: Report::new(language, None)?,
        rows: Vec::new(),
        seen: BTreeSet::new(),
        faulty: false,
        read: 0,
    };
    let mut chunk = Vec::new();
    loop {
        let row = rows.next().await?;
        let ended = row.is_none();
        chunk.extend(row.filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())));
        if chunk.len() >= 1_000 || (ended && !chunk.is_empty()) {
            reading.chunk(tx, issuer, std::mem::take(&mut chunk)).await?;
        }
        if ended {
            break;
        }
    }
    let Reading { report, rows, faulty, read, .. } = reading;
    let total = sum(&rows).map_err(Fault::from)?;
    let applied = !faulty && !dry_run && !rows.is_empty();
    if applied {
        store::save_patronage(tx, which, &rows, author.at).await?;
        leave_trace(tx, issuer, which, rows.len(), total, Some(&survey.sha256), author).await?;
    }
    let (remarks, tallies) = report.finish()?;
    Ok(PatronageTable { applied, rows: read, total, sha256: survey.sha256, remarks, tallies })
}

/// Where the two columns stand.
struct Columns {
    number: usize,
    amount: usize,
    headings: Vec<String>,
}

impl Columns {
    fn of(heading: &Row) -> ApiResult<Self> {
        let folded: Vec<String> =
            heading.cells.iter().map(|cell| name_key(cell).replace(' ', "")).collect();
        let find = |names: &[&str]| folded.iter().position(|cell| names.contains(&cell.as_str()));
        let number = find(&[
            "registernumber",
            "nomoranggota",
            "noanggota",
            "nomorbuku",
            "nobuku",
            "nomorregister",
        ]);
        let amount = find(&["amount", "jumlah", "nilai", "transaksi", "jasausaha", "total"]);
        match (number, amount) {
            (Some(number), Some(amount)) => {
                Ok(Self { number, amount, headings: heading.cells.clone() })
            }
            _ => Err(Fault::new(&problems::PATRONAGE_HEADINGS).into()),
        }
    }
}

struct Reading<'a> {
    columns: Columns,
    locale: NumberLocale,
    report: Report<'a>,
    rows: Vec<(MemberId, Money)>,
    seen: BTreeSet<MemberId>,
    faulty: bool,
    read: u64,
}

impl Reading<'_> {
    async fn chunk(
        &mut self,
        tx: &DatabaseTransaction,
        issuer: &Issuer,
        chunk: Vec<Row>,
    ) -> ApiResult<()> {
        let numbers: Vec<i64> =
            chunk.iter().filter_map(|row| number_of(row, &self.columns)).collect();
        let (by_number, _) = store::members_by_number(tx, issuer.id, &numbers, &[]).await?;
        for row in chunk {
            self.read += 1;
            let member = number_of(&row, &self.columns).and_then(|number| by_number.get(&number));
            let text = row.cells.get(self.columns.amount).map_or("", String::as_str);
            let amount = parse_amount(text.trim(), self.locale).and_then(|amount| {
                let refuse = || Fault::new(&AMOUNT_NOT_POSITIVE);
                if amount.is_negative() { Err(refuse()) } else { Ok(amount) }
            });
            match (member, amount) {
                (Some(member), Ok(amount)) if self.seen.insert(*member) => {
                    self.rows.push((*member, amount));
                }
                (member, amount) => {
                    let twice = member.is_some() && amount.is_ok();
                    if member.is_none() {
                        self.fault(
                            &row,
                            self.columns.number,
                            Fault::new(&problems::PATRONAGE_MEMBER),
                        )?;
                    }
                    if let Err(fault) = amount {
                        self.fault(&row, self.columns.amount, fault)?;
                    }
                    if twice {
                        let number = number_of(&row, &self.columns).unwrap_or_default();
                        let fault = Fault::new(&problems::PATRONAGE_TWICE);
                        let fault = fault.with("register_number", number);
                        self.fault(&row, self.columns.number, fault)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn fault(&mut self, row: &Row, column: usize, fault: Fault) -> Result<(), ApiError> {
        self.faulty = true;
        let heading = self.columns.headings.get(column).map(String::as_str);
        let text = row.cells.get(column).map(String::as_str);
        let remark = Remark::of_cell(Severity::Fault, row.number, column, heading, text, fault);
        Ok(self.report.add(remark)?)
    }
}

fn number_of(row: &Row, columns: &Columns) -> Option<i64> {
    row.cells.get(columns.number)?.trim().parse().ok()
}
