//! `kibm ledger`: keep the ledger.

use clap::{Args, Subcommand};

use super::Failure;
use crate::config::DatabaseOptions;
use crate::investment::verify;

/// Options of `kibm ledger`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Recompute every balance and invariant; fails with the first fault.
    Verify(VerifyOptions),
}

/// Options of `kibm ledger verify`.
#[derive(Debug, Args)]
struct VerifyOptions {
    #[command(flatten)]
    database: DatabaseOptions,
}

/// Runs the command.
///
/// # Errors
/// When the database fails, or the ledger has a fault: its first one.
pub async fn run(options: Options) -> Result<(), Failure> {
    let Task::Verify(options) = options.task;
    // One connection, so that what `take_time` sets holds for every check.
    let database = DatabaseOptions { connections: 1, ..options.database }.open().await?;
    verify::take_time(&database).await?;
    let fault = verify::first_fault(&database).await?;
    database.close().await?;
    match fault {
        Some(fault) => {
            Err(format!("ledger fault {}: {} ({})", fault.check, fault.meaning, fault.offender)
                .into())
        }
        None => {
            println!("The ledger is in order.");
            Ok(())
        }
    }
}
