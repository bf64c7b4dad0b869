//! The command line: one file a subcommand.

use clap::{Parser, Subcommand};

mod bench;
pub mod demo;
mod import;
mod ledger;
pub mod migrate;
mod openapi;
mod rollup;
pub mod seed;
mod serve;
mod user;

/// Why a command failed: a text for the one who ran it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// kibm: value-chain manager for community-based industry clusters.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a demonstration database and serve it; the way to get to know kibm.
    Demo(demo::Options),
    /// Serve an existing, migrated database.
    Serve(serve::Options),
    /// Bring a database's schema and reference data up to date.
    Migrate(migrate::Options),
    /// Import organizations from a CSV file, or an issuer's existing books.
    Import(import::Options),
    /// Keep users from the command line.
    User(user::Options),
    /// Keep the roll-ups.
    Rollup(rollup::Options),
    /// Load invented data, for measurements.
    Seed(seed::Options),
    /// Measure the service over loopback against the same SQL without it.
    Bench(bench::Options),
    /// Keep the ledger.
    Ledger(ledger::Options),
    /// Print the OpenAPI document or the register of problems.
    Openapi(openapi::Options),
}

/// Runs one command.
///
/// # Errors
/// A text for the one who ran it.
pub async fn run(line: CommandLine) -> Result<(), Failure> {
    if !matches!(line.command, Command::Demo(_) | Command::Serve(_)) {
        crate::telemetry::start_logging_of_command();
    }
    match line.command {
        Command::Demo(options) => demo::run(options).await,
        Command::Serve(options) => serve::run(options).await,
        Command::Migrate(options) => migrate::run(options).await,
        Command::Import(options) => import::run(options).await,
        Command::User(options) => user::run(options).await,
        Command::Rollup(options) => rollup::run(options).await,
        Command::Seed(options) => seed::run(options).await,
        Command::Bench(options) => bench::run(options).await,
        Command::Ledger(options) => ledger::run(options).await,
        Command::Openapi(options) => openapi::run(&options),
    }
}

/// A refusal of an action, told on the command line in English.
pub(crate) fn told(error: crate::platform::ApiError) -> Failure {
    let language = crate::kernel::fault::Language::English;
    let told = |fault: &crate::kernel::fault::Fault| {
        // The text of this code is for who asks a service by HTTP.
        if fault.code == &crate::platform::codes::INTERNAL {
            return "the command failed inside; the line of the log above says why".to_owned();
        }
        format!("{} {} ({})", fault.pointer, fault.detail(language), fault.code.name)
    };
    let texts: Vec<String> = error.faults().iter().map(told).collect();
    texts.join("; ").trim().to_owned().into()
}
