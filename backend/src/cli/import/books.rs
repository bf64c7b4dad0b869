//! `kibm import books`: an issuer's members and balances from CSV or XLSX.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::{Teller, open, print_findings, profile, sink, word};
use crate::cli::{Failure, told};
use crate::config::{DatabaseOptions, SecretOptions};
use crate::identity::Scope;
use crate::investment::actions::Issuer;
use crate::investment::books::actions::{
    Caller, Finished, Outcome, Progress, Settings, Totals, run_import,
};
use crate::investment::books::entity::books_import::BookLocale;
use crate::investment::books::routes::report;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::journal::{Approval, Reach};
use crate::kernel::fault::Language;
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::platform::audit::Author;
use crate::platform::clock::Clock;
use crate::platform::db::Database;
use crate::registry::import::entity::import_run::ImportOutcome;
use crate::registry::import::mapping::{BookColumn, BookField};
use crate::registry::store::find_organization;

/// Options of `kibm import books`.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    secret: SecretOptions,
    /// The file.
    file: PathBuf,
    /// Id of the issuer.
    #[arg(long, value_parser = word::<OrganizationId>)]
    organization: OrganizationId,
    /// Day of the balances: the cut-over.
    #[arg(long)]
    on: NaiveDate,
    /// The document that shows the balances, such as the balance sheet and the
    /// meeting that accepted it.
    #[arg(long)]
    reason: String,
    /// How amounts and days are written: `id`, `en` or `iso`. Needed, unless the
    /// profile says it.
    #[arg(long, value_parser = word::<BookLocale>)]
    locale: Option<BookLocale>,
    /// Do everything and take it back; nothing is kept but the record of the run.
    #[arg(long)]
    dry_run: bool,
    /// Name of an import profile kept in the database.
    #[arg(long)]
    profile: Option<String>,
    /// Sheet of a workbook; the only one with cells if left out.
    #[arg(long)]
    sheet: Option<String>,
    /// Give numbers of the register in the order of the rows, whatever the file says.
    #[arg(long)]
    assign_numbers: bool,
    /// Decision behind capital of village enterprises and regions.
    #[arg(long)]
    decision_number: Option<String>,
    /// A column and what it holds, by heading or position: `2=name`. Repeatable.
    #[arg(long = "column", value_parser = column)]
    columns: Vec<BookColumn>,
    /// Members that the file should have.
    #[arg(long)]
    members: Option<i64>,
    /// What all amounts should add up to, or those of a kind or of an instrument
    /// by its name: `simpanan_pokok=1000000.00`, `Simpanan hari raya=500000.00`.
    /// Repeatable.
    #[arg(long = "total", value_parser = total)]
    totals: Vec<(Control, Money)>,
    /// Write every finding to this file as CSV.
    #[arg(long)]
    report: Option<PathBuf>,
    /// Tell the findings in English.
    #[arg(long)]
    english: bool,
}

fn column(text: &str) -> Result<BookColumn, String> {
    let (column, field) = text.rsplit_once('=').ok_or("write COLUMN=FIELD, such as 2=name")?;
    let field: BookField = word(field)?;
    Ok(BookColumn::named(column.trim(), field))
}

/// What a control total is of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Control {
    All,
    Kind(InstrumentKind),
    Instrument(String),
}

fn total(text: &str) -> Result<(Control, Money), String> {
    match text.rsplit_once('=') {
        None => Ok((Control::All, word(text)?)),
        Some((name, amount)) => {
            let kind = word(name).map(Control::Kind);
            let control = kind.unwrap_or_else(|_| Control::Instrument(name.trim().to_owned()));
            Ok((control, word(amount)?))
        }
    }
}

fn totals(options: &Options) -> Totals {
    let mut totals = Totals { members: options.members, ..Totals::default() };
    for (control, sum) in &options.totals {
        match control {
            Control::All => totals.all = Some(*sum),
            Control::Kind(kind) => {
                totals.kinds.insert(*kind, *sum);
            }
            Control::Instrument(name) => totals.named.push((name.clone(), *sum)),
        }
    }
    totals
}

/// Runs the command.
pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let vault = options.secret.vault(None)?;
    let database = options.database.open().await?;
    vault.check(&database).await?;
    let settings = settings(&database, &options).await?;
    let everything = Scope::everything();
    let row = find_organization(database.read(), &everything, options.organization).await?;
    let row = row.ok_or("there is no such organization")?;
    let issuer = Issuer::of(&row).map_err(told)?;
    let file = open(&options.file).await?;
    let author = Author::system("import-books", Clock::system().now());
    let mut teller = Teller::new();
    let caller = Caller {
        author: &author,
        reach: Reach::everything(),
        approval: Some(Approval::Decided),
        vault: &vault,
        progress: &mut |progress: Progress| {
            let number = |count| u64::try_from(count).unwrap_or(u64::MAX);
            teller.tell(number(progress.rows), (number(progress.done), number(progress.total)));
        },
        sink: sink(options.report.as_deref())?,
        view: report,
    };
    let outcome = run_import(&database, file, &issuer, &settings, caller).await.map_err(told)?;
    match outcome {
        Outcome::Kept(report) => {
            let id = report["import"]["id"].as_str().unwrap_or_default();
            println!("this file was booked before for that day (import {id}); nothing was done");
        }
        Outcome::Done(finished) => {
            teller.end(finished.run.rows_read);
            print(&finished, settings.language);
            if finished.run.outcome == ImportOutcome::Refused {
                return Err("nothing was booked: mend the faults above".into());
            }
        }
    }
    Ok(())
}

async fn settings(database: &Database, options: &Options) -> Result<Settings, Failure> {
    let mapping = profile(database, options.profile.as_deref()).await?;
    let mapping = mapping.with_books(options.columns.clone());
    let locale = options.locale.or(mapping.locale.map(BookLocale::from));
    Ok(Settings {
        dry_run: options.dry_run,
        effective_on: options.on,
        reason: options.reason.clone(),
        decision_number: options.decision_number.clone(),
        locale: locale.ok_or("state the notation: --locale id, en or iso")?,
        profile: options.profile.clone(),
        mapping,
        sheet: options.sheet.clone(),
        assigned: options.assign_numbers,
        totals: totals(options),
        language: if options.english { Language::English } else { Language::Indonesian },
    })
}

fn print(finished: &Finished, language: Language) {
    print_findings(&finished.remarks, &finished.tallies, language);
    for sum in &finished.sums {
        println!("{} ({}): file {}, booked {}", sum.name, sum.kind.as_str(), sum.file, sum.booked);
    }
    let run = &finished.run;
    println!(
        "{:?}: {} read, {} refused, {} persons and {} members new, {} known, {} balances, {} in all (import {})",
        run.outcome,
        run.rows_read,
        run.rows_refused,
        run.persons_created,
        run.members_created,
        run.members_found,
        run.postings,
        run.total_sen,
        run.id
    );
}
