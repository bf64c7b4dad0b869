//! `kibm import`: organizations from a CSV file, or an issuer's books.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, Subcommand, ValueEnum};

use super::{Failure, told};
use crate::config::DatabaseOptions;
use crate::identity::Scope;
use crate::kernel::fault::Language;
use crate::kernel::period::capital_date;
use crate::kernel::region_code::CodeSystem;
use crate::platform::audit::Author;
use crate::platform::clock::Clock;
use crate::platform::db::Database;
use crate::platform::tabular::{Remark, Tally};
use crate::registry::actions::Context;
use crate::registry::entity::organization::LegalForm;
use crate::registry::import::actions::{Caller, Finished, Progress, Settings, run_import};
use crate::registry::import::entity::import_run::ImportOutcome;
use crate::registry::import::mapping::{Column, Field, Locale, Mapping};
use crate::registry::import::store;

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_millis(500);

mod books;

/// Options of `kibm import`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Options {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    organizations: OrganizationOptions,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Import the books that an issuer kept before: members and balances, CSV or XLSX.
    Books(Box<books::Options>),
}

/// Options of `kibm import FILE`.
#[derive(Debug, Args)]
struct OrganizationOptions {
    #[command(flatten)]
    database: DatabaseOptions,
    /// The file.
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// Report only; nothing is written but the record of the run.
    #[arg(long)]
    dry_run: bool,
    /// Write the rows without faults; without it, one fault refuses the file.
    #[arg(long)]
    only_valid: bool,
    /// Name of an import profile kept in the database.
    #[arg(long)]
    profile: Option<String>,
    /// A column and its field, by heading or position: `2=name`, `Nama Usaha=name`. Repeatable.
    #[arg(long = "column", value_parser = column)]
    columns: Vec<Column>,
    /// The first row holds data, not headings.
    #[arg(long)]
    no_header: bool,
    /// Legal form of rows that name none, such as `bum_desa` or `koperasi_primer`.
    #[arg(long, value_parser = word::<LegalForm>)]
    legal_form: Option<LegalForm>,
    /// How numbers are written.
    #[arg(long, value_enum)]
    locale: Option<LocaleOption>,
    /// Who numbered the regions: `kemendagri` or `bps`.
    #[arg(long, value_parser = word::<CodeSystem>)]
    code_system: Option<CodeSystem>,
    /// Short name of where the file comes from; part of the natural key.
    #[arg(long)]
    source: Option<String>,
    /// Write every finding to this file as CSV.
    #[arg(long)]
    report: Option<PathBuf>,
    /// Tell the findings in English.
    #[arg(long)]
    english: bool,
}

/// Notation of numbers on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LocaleOption {
    /// 1.234,56
    Id,
    /// 1,234.56
    International,
}

/// A value that the wire writes as one word.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

fn column(text: &str) -> Result<Column, String> {
    let (column, field) = text.rsplit_once('=').ok_or("write COLUMN=FIELD, such as 2=name")?;
    let field: Field = word(field)?;
    Ok(match column.trim().parse::<u16>() {
        Ok(position) => Column { heading: None, position: Some(position), field },
        Err(_) => Column { heading: Some(column.trim().to_owned()), position: None, field },
    })
}

/// Runs the command.
///
/// # Errors
/// When the file cannot be read, a fault refuses it, or the database fails.
pub async fn run(options: Options) -> Result<(), Failure> {
    match options.task {
        Some(Task::Books(options)) => books::run(*options).await,
        None => run_organizations(options.organizations).await,
    }
}

async fn open(path: &Path) -> Result<tokio::fs::File, Failure> {
    let file = tokio::fs::File::open(path).await;
    file.map_err(|error| format!("{}: {error}", path.display()).into())
}

/// The file for every finding, if one is wanted.
fn sink(path: Option<&Path>) -> Result<Option<Box<dyn Write + Send>>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let file =
        std::fs::File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Some(Box::new(std::io::BufWriter::new(file))))
}

/// What a profile kept in the database says.
async fn profile(database: &Database, name: Option<&str>) -> Result<Mapping, Failure> {
    let Some(name) = name else { return Ok(Mapping::default()) };
    let row = store::find_profile_by_name(database.read(), name).await?;
    let row = row.ok_or_else(|| format!("there is no import profile {name}"))?;
    Ok(serde_json::from_value(row.mapping)?)
}

async fn run_organizations(options: OrganizationOptions) -> Result<(), Failure> {
    let database = options.database.open().await?;
    let settings = settings(&database, &options).await?;
    let file = open(options.file.as_deref().ok_or("name the file")?).await?;
    let sink = sink(options.report.as_deref())?;
    let at = Clock::system().now();
    let context = Context { author: Author::system("import", at), today: capital_date(at) };
    let gazetteer = store::gazetteer(database.read()).await?;
    let mut teller = Teller::new();
    let finished = run_import(
        &database,
        file,
        &settings,
        Caller {
            scope: &Scope::everything(),
            context: &context,
            gazetteer: &gazetteer,
            progress: &mut |progress: Progress| {
                teller.tell(progress.rows, (progress.bytes, progress.bytes_total));
            },
            sink,
        },
    )
    .await
    .map_err(told)?;
    teller.end(finished.run.rows_read);
    print(&finished, settings.language);
    if finished.run.outcome == ImportOutcome::Refused {
        return Err("nothing was written: mend the faults above, or add --only-valid".into());
    }
    Ok(())
}

async fn settings(database: &Database, options: &OrganizationOptions) -> Result<Settings, Failure> {
    let mut mapping = profile(database, options.profile.as_deref()).await?;
    mapping.columns.extend(options.columns.iter().cloned());
    if options.no_header {
        mapping.has_header = Some(false);
    }
    let base = Settings::of(mapping, options.profile.clone());
    let locale = options.locale.map(|locale| match locale {
        LocaleOption::Id => Locale::Id,
        LocaleOption::International => Locale::International,
    });
    Ok(Settings {
        dry_run: options.dry_run,
        only_valid: options.only_valid,
        source: options.source.clone().or(base.source),
        legal_form: options.legal_form.or(base.legal_form),
        locale: locale.unwrap_or(base.locale),
        code_system: options.code_system.unwrap_or(base.code_system),
        language: if options.english { Language::English } else { Language::Indonesian },
        ..base
    })
}

/// Tells on the standard error how far an import is.
struct Teller {
    begun: Instant,
    told: Instant,
    terminal: bool,
}

impl Teller {
    fn new() -> Self {
        let now = Instant::now();
        Self { begun: now, told: now, terminal: std::io::stderr().is_terminal() }
    }

    fn tell(&mut self, rows: u64, (done, total): (u64, u64)) {
        if self.told.elapsed() < TELL_EVERY {
            return;
        }
        self.told = Instant::now();
        let percent = done.saturating_mul(100) / total.max(1);
        let rate = self.rate(rows);
        let end = if self.terminal { "\r" } else { "\n" };
        eprint!("{rows} rows, {percent} %, {rate} rows/s{end}");
    }

    fn end(&self, rows: i64) {
        let rows = u64::try_from(rows).unwrap_or_default();
        let seconds = self.begun.elapsed().as_millis();
        eprintln!("{rows} rows in {seconds} ms, {} rows/s", self.rate(rows));
    }

    fn rate(&self, rows: u64) -> u128 {
        u128::from(rows) * 1_000 / self.begun.elapsed().as_millis().max(1)
    }
}

/// Prints the findings, and how often each was made.
fn print_findings(remarks: &[Remark], tallies: &[Tally], language: Language) {
    for remark in remarks {
        let place = match (remark.row, remark.column) {
            (0, None) => "file".to_owned(),
            (0, Some(column)) => format!("column {column}"),
            (row, None) => format!("row {row}"),
            (row, Some(column)) => format!("row {row} column {column}"),
        };
        let quoted = [&remark.heading, &remark.value].into_iter().flatten();
        let quoted: Vec<String> = quoted.map(|text| format!("{text:?}")).collect();
        let suggestion = remark.suggestion.as_deref().map(|text| format!(" [{text}]"));
        println!(
            "{} {place} {}: {} ({}){}",
            remark.severity.as_str(),
            quoted.join(" "),
            remark.fault.detail(language),
            remark.fault.code.name,
            suggestion.unwrap_or_default(),
        );
    }
    for tally in tallies {
        println!("{:>8} {} {}", tally.count, tally.severity.as_str(), tally.code);
    }
}

fn print(finished: &Finished, language: Language) {
    print_findings(&finished.remarks, &finished.tallies, language);
    let run = &finished.run;
    println!(
        "{:?}: {} read, {} created, {} updated, {} unchanged, {} refused (run {})",
        run.outcome,
        run.rows_read,
        run.rows_created,
        run.rows_updated,
        run.rows_unchanged,
        run.rows_refused,
        run.id
    );
}
