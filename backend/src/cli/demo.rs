//! `kibm demo`: make a demonstration database and serve it.

use std::path::PathBuf;

use clap::Args;
use tokio::net::TcpListener;

use super::serve::{seal, stop_signal};
use super::{Failure, migrate};
use crate::app;
use crate::config::{DEMO_SECRET, ListenOptions, vault_of};
use crate::platform::clock::Clock;
use crate::platform::db::Database;
use crate::telemetry;

mod load;

/// Options of `kibm demo`.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder of the demonstration's database.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    #[command(flatten)]
    listen: ListenOptions,
}

/// Runs the command until the process is told to stop.
///
/// # Errors
/// When the folder, the database or the address cannot be had.
pub async fn run(options: Options) -> Result<(), Failure> {
    telemetry::start_logging_of_demonstration(options.listen.log_format);
    telemetry::metrics();
    let vault = vault_of(DEMO_SECRET, Some(options.listen.listen))?;
    tokio::fs::create_dir_all(&options.data).await?;
    let file = options.data.join("kibm-demo.sqlite");
    let database = Database::open(&format!("sqlite:{}", file.display()), 4).await?;
    let clock = Clock::system();
    migrate::up(&database, &clock).await?;
    vault.check(&database).await?;
    seal(&database, &vault).await?;
    let state = app::state(database.clone(), clock, vault, options.listen.edge())?;
    let users = load::demo(&state).await?;
    let listener = TcpListener::bind(options.listen.listen).await?;
    print!("{}", load::greeting(listener.local_addr()?, &file, &users));
    app::serve(listener, state, &options.listen.limits, stop_signal()).await?;
    database.close().await?;
    Ok(())
}

/// Loads the demonstration into a migrated database; a second time changes nothing.
///
/// # Errors
/// When the database fails or the demonstration's data breaks a rule.
pub async fn load(state: &crate::platform::AppState) -> Result<(), Failure> {
    load::demo(state).await.map(drop)
}
