//! `kibm rollup`: keep the roll-ups.

use clap::{Args, Subcommand};

use super::Failure;
use crate::config::DatabaseOptions;
use crate::dashboard::verify;

/// Options of `kibm rollup`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Recompute every figure from the tables; fails with the first difference.
    Verify {
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// Runs the command.
///
/// # Errors
/// When the database fails, or a figure is not what the tables say.
pub async fn run(options: Options) -> Result<(), Failure> {
    let Task::Verify { database } = options.task;
    let database = database.open().await?;
    let difference = verify::first_difference(&database).await?;
    database.close().await?;
    match difference {
        Some(difference) => Err(difference.to_string().into()),
        None => {
            println!("The roll-ups are in order.");
            Ok(())
        }
    }
}
