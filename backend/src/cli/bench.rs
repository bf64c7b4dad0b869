//! `kibm bench`: measure the service over loopback, and the same SQL without it.
//!
//! Starts `kibm serve` as a process of its own over the given database, drives
//! it with keep-alive connections, and between the runs sends the same
//! statements straight to the same engine through a pool of the same size. The
//! clients share the machine with the service and the database, so the figures
//! are those of one small machine, not of the service alone.
//!
//! Postings and visits stay in the database: they go to organizations that
//! `kibm seed synthetic` made, and to no other.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::Failure;
use crate::config::{DatabaseOptions, SecretOptions};
use crate::platform::db::Database;

mod books;
mod caller;
mod cases;
mod client;
mod drive;
mod import;
mod ownership;
mod report;
mod service;
mod surplus;

use cases::Case;
use drive::Figures;
use report::{Line, Report};
use service::Service;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CaseName {
    /// Posting a contribution to a member's voluntary savings.
    Posting,
    /// Posting to one and the same account.
    HotPosting,
    /// Posting, beside raw SQL at its best: one prepared statement an entry on
    /// PostgreSQL (over copies of the tables), 64 entries a commit on SQLite.
    GroupPosting,
    /// Posting 1,000 contributions by one request; figures are of entries.
    BulkPosting,
    /// Logging a visit of a mentor to an enterprise that is assigned.
    Visit,
    /// Listing 50 enterprises of a regency.
    List,
    /// The dashboard of a province.
    Dashboard,
}

impl CaseName {
    /// The name on the command line and in the report.
    fn as_str(self) -> &'static str {
        match self {
            Self::Posting => "posting",
            Self::HotPosting => "hot-posting",
            Self::GroupPosting => "group-posting",
            Self::BulkPosting => "bulk-posting",
            Self::Visit => "visit",
            Self::List => "list",
            Self::Dashboard => "dashboard",
        }
    }
}

/// What else is measured.
#[derive(Debug, Subcommand)]
enum Other {
    /// Imports of a large file: time and peak of memory.
    Import(import::Options),
    /// Measure looking through to the owners of a company.
    Ownership(ownership::Options),
    /// Measure sharing the surplus of a cooperative among its members.
    Surplus(surplus::Options),
}

impl CaseName {
    /// More clients at once than this only wait for one another: a bulk keeps
    /// the writer for as long as a thousand postings take.
    fn clients_max(self) -> u16 {
        if matches!(self, Self::BulkPosting) { 4 } else { u16::MAX }
    }
}

/// Options of `kibm bench`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(subcommand)]
    other: Option<Other>,
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    secret: SecretOptions,
    /// Clients at once, one run for each number.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64],
          value_parser = clap::value_parser!(u16).range(1..=256))]
    clients: Vec<u16>,
    /// Seconds of one run.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// Only these cases.
    #[arg(long, value_delimiter = ',', value_enum,
          default_values_t = [CaseName::List, CaseName::Dashboard, CaseName::Posting, CaseName::Visit])]
    cases: Vec<CaseName>,
    /// Service processes on the one database; the clients are shared out.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=4))]
    services: u16,
    /// Also write the figures as JSON to this file.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When the service does not start, the data has nothing to measure on, or any
/// answer is not the one expected.
pub async fn run(mut options: Options) -> Result<(), Failure> {
    match options.other.take() {
        Some(Other::Import(options)) => return import::run(options).await,
        Some(Other::Ownership(options)) => return ownership::run(options).await,
        Some(Other::Surplus(options)) => return surplus::run(options).await,
        None => {}
    }
    // The database's address and the secret must be right before anything starts.
    let vault = options.secret.vault(None)?;
    drop(vault);
    let db = options.database.open().await?;
    let mut services = Vec::new();
    for _ in 0..options.services {
        services.push(Service::start(&options.database, &options.secret).await?);
    }
    let caller = caller::make(&db).await?;
    let resident = |kb: fn(&Service) -> Result<u64, Failure>| {
        services.iter().map(kb).sum::<Result<u64, Failure>>()
    };
    let idle_kb = resident(Service::resident_kb)?;
    let outcome = measure(&options, &db, &services, &caller).await;
    let ended = caller::end(&db, &caller).await;
    let report = Report {
        engine: format!("{:?}", db.engine()).to_lowercase(),
        start_up_ms: services.first().map_or(0, |service| service.start_up_ms),
        idle_kb,
        peak_kb: resident(Service::peak_kb)?,
        lines: outcome?,
    };
    services.into_iter().for_each(Service::stop);
    print!("{}", report.table());
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_string_pretty(&report)?)?;
    }
    db.close().await?;
    // The figures first: they took minutes.
    ended
}

/// Every case with every number of clients: the service, then the raw SQL.
async fn measure(
    options: &Options,
    db: &Database,
    services: &[Service],
    caller: &caller::Caller,
) -> Result<Vec<Line>, Failure> {
    let length = Duration::from_secs(options.seconds);
    let mut lines = Vec::new();
    for name in &options.cases {
        let case = cases::prepare(*name, db, caller.user_id()).await?;
        for clients in &options.clients {
            let clients = &(*clients).min(name.clients_max());
            let through = over_http(&case, services, caller, *clients, length).await?;
            let straight = drive::straight(*clients, length, &case.sql).await?;
            let (through, straight) =
                (through.weighing(case.of_request), straight.weighing(case.of_sql));
            let line = Line::of(name.as_str(), *clients, &through, &straight);
            eprintln!("{}", line.text());
            lines.push(line);
        }
    }
    Ok(lines)
}

async fn over_http(
    case: &Case,
    services: &[Service],
    caller: &caller::Caller,
    clients: u16,
    length: Duration,
) -> Result<Figures, Failure> {
    let count = u16::try_from(services.len())?;
    let runs = (0..count).zip(services).map(|(nth, service)| {
        let authority = service.address.to_string();
        let template = client::Template { authority, bearer: caller.secret.clone() };
        let share = clients / count + u16::from(nth < clients % count);
        drive::over_http(service.address, share, length, template, case.request.clone())
    });
    Figures::together(futures_util::future::try_join_all(runs).await?)
}
