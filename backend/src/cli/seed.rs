//! `kibm seed`: load invented data, for measurements.

use std::time::Instant;

use clap::{Args, Subcommand};
use kibm_seed::synthetic::Synthetic;
use sea_orm::{ConnectionTrait, DbBackend};

use super::{Failure, migrate};
use crate::config::{DatabaseOptions, SecretOptions};
use crate::platform::clock::Clock;
use crate::platform::db::{Database, statement};
use crate::platform::rollup::{self, Freshness};
use crate::platform::vault::Vault;

pub(super) mod bulk;
mod figures;
mod founding;
mod ledger;
mod nation;
pub(super) mod posting;
mod visits;

use nation::Nation;

/// Options of `kibm seed`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Load an invented nation, the same for the same seed. Not for a database
    /// with real data: nothing takes it out again.
    Synthetic(SyntheticOptions),
}

/// Size of the nation.
#[derive(Debug, Args)]
pub struct SyntheticOptions {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    secret: SecretOptions,
    /// Enterprises.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    enterprises: u32,
    /// Members of cooperatives and BUM Desa.
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(0..=18_000_000))]
    members: u32,
    /// Ledger entries: contributions and withdrawals.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(0..=100_000_000))]
    entries: u32,
    /// Mentoring logs.
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    logs: u32,
    /// Another seed gives another nation of the same kind.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Runs the command.
///
/// # Errors
/// When the database fails or holds a synthetic nation of this seed already.
pub async fn run(options: Options) -> Result<(), Failure> {
    let Command::Synthetic(options) = options.command;
    let vault = options.secret.vault(None)?;
    let db = options.database.open_or_create().await?;
    let clock = Clock::system();
    migrate::up(&db, &clock).await?;
    let size = Synthetic {
        seed: options.seed,
        enterprises: options.enterprises,
        members: options.members,
        entries: options.entries,
        logs: options.logs,
    };
    let started = Instant::now();
    let rows = synthetic(&db, &clock, &vault, size).await?;
    let millis = started.elapsed().as_millis().max(1);
    println!(
        "Loaded {rows} rows in {millis} ms, {} rows a second.",
        u128::from(rows) * 1000 / millis
    );
    let started = Instant::now();
    let folded = rollup::fold(&db, &clock, &Freshness::default()).await?;
    println!("Folded {folded} deltas of the roll-ups in {} ms.", started.elapsed().as_millis());
    // Fresh statistics, or the planner takes the new tables for empty; and on
    // PostgreSQL without the rows that the folding left behind.
    let tidy = match db.engine() {
        DbBackend::Postgres => "VACUUM (ANALYZE)",
        _ => "ANALYZE",
    };
    db.write().execute_unprepared(tidy).await?;
    db.close().await?;
    Ok(())
}

/// Loads a synthetic nation into a migrated database, in one transaction;
/// returns how many rows. The roll-ups are left to be folded.
///
/// # Errors
/// When the database fails or holds a synthetic nation of this seed already.
pub async fn synthetic(
    db: &Database,
    clock: &Clock,
    vault: &Vault,
    size: Synthetic,
) -> Result<u64, Failure> {
    let first = nation::id(size.seed, nation::Kind::Organization, 0);
    let known =
        statement(db.read(), "SELECT 1 FROM organization WHERE id = $1", vec![first.into()]);
    if db.read().query_one_raw(known).await?.is_some() {
        return Err(format!("the nation of seed {} is loaded already", size.seed).into());
    }
    let regions = kibm_seed::regions::regions()?;
    let plan = size.plan(&regions);
    let mut nation = Nation::begin(db, vault, &plan, size, clock.now()).await?;
    nation.organizations().await?;
    nation.chains().await?;
    nation.members().await?;
    ledger::load(&mut nation).await?;
    visits::load(&mut nation).await?;
    nation.finish().await
}
