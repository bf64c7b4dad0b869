//! `kibm serve`: serve an existing, migrated database.

use clap::Args;
use tokio::net::TcpListener;

use super::Failure;
use crate::app;
use crate::config::{DatabaseOptions, ListenOptions, SecretOptions};
use crate::investment::actions::seal_heirs;
use crate::platform::clock::Clock;
use crate::platform::db::Database;
use crate::platform::vault::Vault;
use crate::telemetry;

/// Options of `kibm serve`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    secret: SecretOptions,
    #[command(flatten)]
    listen: ListenOptions,
}

/// Runs the command until the process is told to stop.
///
/// # Errors
/// When the secret is refused, the database or the address cannot be had.
pub async fn run(options: Options) -> Result<(), Failure> {
    telemetry::start_logging(options.listen.log_format);
    telemetry::metrics();
    let vault = options.secret.vault(Some(options.listen.listen))?;
    let database = options.database.open().await?;
    vault.check(&database).await?;
    seal(&database, &vault).await?;
    let state = app::state(database.clone(), Clock::system(), vault, options.listen.edge())?;
    let listener = TcpListener::bind(options.listen.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    app::serve(listener, state, &options.listen.limits, stop_signal()).await?;
    database.close().await?;
    Ok(())
}

/// Seals what an earlier version kept in the clear; the migration has no key.
///
/// # Errors
/// When the database fails.
pub async fn seal(database: &Database, vault: &Vault) -> Result<(), Failure> {
    let settlements = seal_heirs(database, vault).await.map_err(super::told)?;
    if settlements > 0 {
        tracing::warn!(
            settlements,
            "heirs that stood in the clear are sealed; run VACUUM once and replace old backups"
        );
    }
    Ok(())
}

/// Resolves when the process is told to stop: SIGINT or SIGTERM.
pub async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
}
