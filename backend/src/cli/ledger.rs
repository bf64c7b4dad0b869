//! `kibm ledger`: keep the ledger.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Failure;
use crate::config::DatabaseOptions;
use crate::investment::control::pack;
use crate::investment::verify;
use crate::kernel::ids::OrganizationId;
use crate::platform::clock::Clock;
use crate::platform::db::Database;

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
    /// Write one issuer's proof pack, which anybody can check (docs/LEDGER-PROOF.md).
    Export(ExportOptions),
    /// Build the ledger of a proof pack anew in an empty database and compare
    /// its balances; fails with the first difference.
    Replay(ReplayOptions),
}

/// Options of `kibm ledger verify`.
#[derive(Debug, Args)]
struct VerifyOptions {
    #[command(flatten)]
    database: DatabaseOptions,
}

/// Options of `kibm ledger export`.
#[derive(Debug, Args)]
struct ExportOptions {
    #[command(flatten)]
    database: DatabaseOptions,
    /// The issuer's id.
    #[arg(long)]
    organization: OrganizationId,
    /// Folder to write, which must be empty or not be there; or a file that
    /// ends in `.tar`, which must not be there.
    #[arg(long)]
    out: PathBuf,
}

/// Options of `kibm ledger replay`.
#[derive(Debug, Args)]
struct ReplayOptions {
    #[command(flatten)]
    database: DatabaseOptions,
    /// Folder or file of the pack.
    #[arg(long)]
    from: PathBuf,
    /// The seal that was written down when the pack was exported: then every
    /// change to it is noticed.
    #[arg(long)]
    seal: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When the database fails, or the ledger or the pack has a fault: its first one.
pub async fn run(options: Options) -> Result<(), Failure> {
    match options.task {
        Task::Verify(options) => verify(options).await,
        Task::Export(options) => export(options).await,
        Task::Replay(options) => replay(options).await,
    }
}

/// One connection, so that what `take_time` sets holds for every statement.
fn one_connection(options: DatabaseOptions) -> DatabaseOptions {
    DatabaseOptions { connections: 1, ..options }
}

async fn open(options: DatabaseOptions) -> Result<Database, Failure> {
    let database = one_connection(options).open().await?;
    verify::take_time(&database).await?;
    Ok(database)
}

async fn verify(options: VerifyOptions) -> Result<(), Failure> {
    let database = open(options.database).await?;
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

async fn export(options: ExportOptions) -> Result<(), Failure> {
    let database = open(options.database).await?;
    let tx = database.begin_read().await?;
    let (manifest, seal) = if pack::is_bundle(&options.out) {
        let folder = tempfile::tempdir()?;
        let manifest = pack::export(&tx, options.organization, folder.path()).await?;
        pack::bundle(folder.path(), &options.out)?;
        (manifest, pack::seal_of(folder.path())?)
    } else {
        let manifest = pack::export(&tx, options.organization, &options.out).await?;
        (manifest, pack::seal_of(&options.out)?)
    };
    tx.rollback().await?;
    database.close().await?;
    println!(
        "Wrote {} with {} transactions; the head is {}, the seal {seal}.",
        options.out.display(),
        manifest.head_sequence,
        manifest.head_hash
    );
    Ok(())
}

async fn replay(options: ReplayOptions) -> Result<(), Failure> {
    let database = one_connection(options.database).open_or_create().await?;
    verify::take_time(&database).await?;
    let clock = Clock::system();
    super::migrate::up(&database, &clock).await?;
    let pack = pack::Pack::open(&options.from)?;
    if let Some(seal) = &options.seal {
        pack::require(pack.folder(), seal)?;
    }
    let manifest = pack::replay(&database, pack.folder(), &clock).await?;
    database.close().await?;
    println!(
        "Replayed {} transactions; every balance, certificate and figure is equal.",
        manifest.head_sequence
    );
    Ok(())
}
