//! Imports of books: one file, all of it or nothing.

use std::collections::BTreeMap;
use std::io::Write;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::fs::File;

use super::entity::books_import::{self, BookLocale};
use super::rules::columns::{Offered, Plan, by_name};
use super::{problems, store};
use crate::investment::actions::{Issuer, lock_issuer};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::member::Standing;
use crate::investment::journal::{Approval, Reach};
use crate::investment::rules;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::InstrumentId;
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::db::Database;
use crate::platform::problem::ApiResult;
use crate::platform::tabular::cell::shown;
use crate::platform::tabular::{Remark, Tally};
use crate::platform::vault::Vault;
use crate::registry::entity::organization::LegalForm;
use crate::registry::import::entity::import_run::ImportOutcome;
use crate::registry::import::mapping::Mapping;
use crate::registry::problems::NIK_TAKEN;

mod pass;
mod post;
mod read;
mod register;

use pass::Pass;
use read::Book;

/// Rows that are looked up and written together.
const CHUNK: usize = 500;

/// What the caller says the file adds up to.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    /// Members.
    pub members: Option<i64>,
    /// All amounts together.
    pub all: Option<Money>,
    /// Amounts of each kind of instrument.
    pub kinds: BTreeMap<InstrumentKind, Money>,
    /// Amounts of instruments by their names.
    pub named: Vec<(String, Money)>,
}

impl Totals {
    /// The instruments that are named, each with its name as recorded.
    fn instruments(
        &self,
        offered: &[Offered],
    ) -> Result<BTreeMap<InstrumentId, (String, Money)>, Fault> {
        let mut found = BTreeMap::new();
        for (name, sum) in &self.named {
            let unclear = || {
                let fault = Fault::at(&problems::CONTROL_TOTAL_UNCLEAR, "?total_instruments");
                fault.with("name", shown(name))
            };
            let instrument = by_name(name, offered).ok_or_else(unclear)?;
            let again = found.insert(instrument.id, (instrument.name.clone(), *sum));
            if again.is_some() {
                return Err(unclear());
            }
        }
        Ok(found)
    }
}

/// How a file is to be imported.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Do everything and take it back.
    pub dry_run: bool,
    /// Day of the balances.
    pub effective_on: NaiveDate,
    /// The document that shows them.
    pub reason: String,
    /// Decision behind capital of village enterprises and regions.
    pub decision_number: Option<String>,
    /// How amounts and days are written.
    pub locale: BookLocale,
    /// Name of the profile used.
    pub profile: Option<String>,
    /// What the profile and the caller say of the columns.
    pub mapping: Mapping,
    /// Name of the sheet of a workbook.
    pub sheet: Option<String>,
    /// Whether numbers of the register are given in order, whatever the file says.
    pub assigned: bool,
    /// What the file should add up to.
    pub totals: Totals,
    /// Language of the full report.
    pub language: Language,
}

/// How far an import is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Members in the file.
    pub rows: usize,
    /// Steps taken.
    pub done: usize,
    /// Steps to take.
    pub total: usize,
}

/// Writes the answer that is kept.
pub type View = fn(&Finished, Language) -> ApiResult<Value>;

/// On whose behalf an import is, and where it tells of itself.
pub struct Caller<'a> {
    /// Who.
    pub author: &'a Author,
    /// What they reach.
    pub reach: Reach,
    /// Why no balance waits for a second person, if none does.
    pub approval: Option<Approval>,
    /// Seals what identifies persons.
    pub vault: &'a Vault,
    /// Called after each chunk of rows.
    pub progress: &'a mut (dyn FnMut(Progress) + Send),
    /// Takes every finding as CSV.
    pub sink: Option<Box<dyn Write + Send + 'a>>,
    /// Writes the answer.
    pub view: View,
}

impl std::fmt::Debug for Caller<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Caller").field("author", self.author).finish_non_exhaustive()
    }
}

/// The sums of one column.
#[derive(Debug, Clone)]
pub struct Sum {
    /// The instrument.
    pub instrument: InstrumentId,
    /// Its kind.
    pub kind: InstrumentKind,
    /// Its name.
    pub name: String,
    /// What the file adds up to.
    pub file: Money,
    /// What was booked, or would be.
    pub booked: Money,
}

/// What came of an import.
#[derive(Debug)]
pub struct Finished {
    /// Its record.
    pub run: books_import::Model,
    /// Its columns.
    pub plan: Plan,
    /// Sums by instrument.
    pub sums: Vec<Sum>,
    /// The first findings of each kind.
    pub remarks: Vec<Remark>,
    /// How often each was made.
    pub tallies: Vec<Tally>,
}

impl Finished {
    /// How many NIK of the file were found to be recorded beyond the reach.
    #[must_use]
    pub fn nik_taken(&self) -> u64 {
        let taken = self.tallies.iter().find(|tally| tally.code == NIK_TAKEN.name);
        taken.map_or(0, |tally| tally.count)
    }
}

/// What became of a request.
#[derive(Debug)]
pub enum Outcome {
    /// It was carried out now.
    Done(Box<Finished>),
    /// The file was booked before, and all of it stands: that answer again.
    Kept(Value),
}

/// Imports a file of members and their balances, which stands at its beginning:
/// persons, register and opening balances in one transaction, or nothing where
/// any cell has a fault or a sum differs. Every run leaves its record.
///
/// # Errors
/// 422 where the file cannot be read as a table, its columns are unclear or the
/// day is in the future, or where it was booked before and a stated total is not
/// what it adds up to; 404 and 403 for the issuer; 409 or 503 where other
/// writers are in the way.
pub async fn run_import(
    db: &Database,
    file: File,
    issuer: &Issuer,
    settings: &Settings,
    mut caller: Caller<'_>,
) -> ApiResult<Outcome> {
    let today = issuer.today(caller.author.at);
    if let Some(fault) = rules::check_day(settings.effective_on, today, "?on") {
        return Err(fault.into());
    }
    // A cooperative has members; whoever holds capital elsewhere is no member.
    let standing = match issuer.legal_form {
        LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder => Standing::Member,
        _ => Standing::Holder,
    };
    // Where nobody may hold capital; who is a member is asked row by row.
    if let Some(fault) = rules::check_holder(issuer.legal_form, None, Standing::Holder, false) {
        return Err(fault.into());
    }
    let offered = store::offered(db.read(), issuer.id).await?;
    let controls = settings.totals.instruments(&offered)?;
    // The file is read in whole before the transaction begins: it must not
    // hold back other writers.
    let book = Book::read(file, settings, &offered, today).await?;
    let digest = digest(settings, &book)?;
    let tx = db.begin_write().await?;
    let issuer = lock_issuer(&tx, &caller.reach.visible, issuer.id).await?;
    caller.reach.require(&issuer.region, issuer.id)?;
    let run = record_of(settings, &book, &issuer, (caller.author, digest))?;
    let sink = caller.sink.take();
    let (issuer, caller) = (&issuer, &mut caller);
    let mut pass = Pass { issuer, standing, settings, caller, book, controls, run, done: 0 };
    if let Some(report) = pass.kept(&tx, &offered).await? {
        tx.rollback().await?;
        return Ok(Outcome::Kept(report));
    }
    let booked = pass.carry_out(&tx).await?;
    let finished = pass.finish(&offered, &booked, sink)?;
    let (view, author) = (caller.view, caller.author);
    conclude((db, tx), finished, (view, settings.language), author).await
}

/// Commits what was booked, or takes it back, and leaves the record.
async fn conclude(
    (db, tx): (&Database, DatabaseTransaction),
    mut finished: Finished,
    (view, language): (View, Language),
    author: &Author,
) -> ApiResult<Outcome> {
    let tx = if finished.run.outcome == ImportOutcome::Applied {
        finished.run.report = Some(view(&finished, language)?);
        tx
    } else {
        tx.rollback().await?;
        db.begin_write().await?
    };
    record(&tx, &finished, author).await?;
    tx.commit().await?;
    Ok(Outcome::Done(Box::new(finished)))
}

/// Of the file and of how it is read: read otherwise it says something else.
fn digest(settings: &Settings, book: &Book) -> ApiResult<Vec<u8>> {
    let read = json!({
        "locale": settings.locale, "mapping": settings.mapping, "sheet": settings.sheet,
        "assigned": settings.assigned, "sha256": book.sha256,
        "decision_number": settings.decision_number,
    });
    let text = serde_json::to_vec(&read).map_err(ApiError::internal)?;
    Ok(Sha256::digest(&text).to_vec())
}

fn record_of(
    settings: &Settings,
    book: &Book,
    issuer: &Issuer,
    (author, digest): (&Author, Vec<u8>),
) -> ApiResult<books_import::Model> {
    Ok(books_import::Model {
        id: fresh_id(),
        organization_id: issuer.id,
        region_code: issuer.region.to_string(),
        user_id: author.user_id,
        outcome: ImportOutcome::Checked,
        effective_on: settings.effective_on,
        reason: settings.reason.clone(),
        locale: settings.locale,
        profile: settings.profile.clone(),
        sha256: book.sha256.clone(),
        digest,
        bytes: i64::try_from(book.bytes).map_err(ApiError::internal)?,
        rows_read: count(book.rows.len()),
        rows_refused: 0,
        persons_created: 0,
        members_created: 0,
        members_found: 0,
        postings: 0,
        total_sen: Money::ZERO,
        report: None,
        recorded_at: author.at,
    })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

async fn record(
    conn: &impl ConnectionTrait,
    finished: &Finished,
    author: &Author,
) -> ApiResult<()> {
    let run = &finished.run;
    // Whoever asks for NIK beyond their reach time and again is seen in the log.
    store::insert_import(conn, run.clone()).await?;
    let act = Act {
        action: "create_books_import",
        subject_kind: "books_import",
        subject_id: run.id.to_string(),
        region_code: Some(run.region_code.clone()),
        reason: Some(run.reason.clone()),
        before: None,
        after: Some(json!({
            "organization_id": run.organization_id, "outcome": run.outcome,
            "effective_on": run.effective_on, "locale": run.locale, "sha256": run.sha256,
            "rows_read": run.rows_read, "rows_refused": run.rows_refused,
            "persons_created": run.persons_created, "members_created": run.members_created,
            "members_found": run.members_found, "postings": run.postings,
            "total": run.total_sen, "nik_taken": finished.nik_taken(),
        })),
    };
    Ok(audit::record(conn, author, act).await?)
}
