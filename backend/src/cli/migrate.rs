//! `kibm migrate`: schema and reference data.

use clap::Args;
use kibm_migrations::{Migrator, MigratorTrait};

use super::Failure;
use crate::config::DatabaseOptions;
use crate::kernel::period::capital_date;
use crate::platform::audit::Author;
use crate::platform::clock::Clock;
use crate::platform::db::Database;
use crate::region::actions::load_regions;
use crate::registry::actions::{Context, load_default_parameters};

/// Options of `kibm migrate`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    /// Take back this many steps instead; their tables and data are lost.
    #[arg(long)]
    down: Option<u32>,
}

/// Runs the command.
///
/// # Errors
/// When the database fails.
pub async fn run(options: Options) -> Result<(), Failure> {
    if let Some(steps) = options.down {
        let database = options.database.open().await?;
        Migrator::down(database.write(), Some(steps)).await?;
        println!("Took back {steps} step(s).");
        return Ok(());
    }
    let database = options.database.open_or_create().await?;
    let (regions, parameters) = up(&database, &Clock::system()).await?;
    println!("The schema is up to date; {regions} regions and {parameters} parameters were added.");
    Ok(())
}

/// Applies the schema, then the reference data that is not there yet: regions,
/// crosswalk, default parameters. Returns how many of each were added.
///
/// # Errors
/// When the database fails.
pub async fn up(database: &Database, clock: &Clock) -> Result<(usize, usize), Failure> {
    Migrator::up(database.write(), None).await?;
    let regions = load_regions(database).await?;
    let at = clock.now();
    let context = Context { author: Author::system("migrate", at), today: capital_date(at) };
    let parameters = load_default_parameters(database, &context).await.map_err(super::told)?;
    Ok((regions, parameters))
}
