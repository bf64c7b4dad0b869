//! `kibm bench ownership`: looking through one company over many organizations
//! and members, over HTTP; and the solver alone on a graph of a nation.
//!
//! Everything is invented and the same each time. The company and what it
//! rests on are loaded into the database once and stay there.

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;

use super::client::{Call, Template};
use super::service::Service;
use super::{caller, drive};
use crate::cli::{Failure, migrate};
use crate::config::{DatabaseOptions, SecretOptions};
use crate::investment::ownership::rules::{Compositions, Edge, Graph, compositions};
use crate::kernel::ids::OrganizationId;
use crate::platform::clock::Clock;
use crate::platform::db::Database;

mod load;

/// Options of `kibm bench ownership`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    secret: SecretOptions,
    /// Organizations that the company rests on.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(10..=20_000))]
    organizations: u32,
    /// Members of all of them together.
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(10..=2_000_000))]
    members: u32,
    /// Organizations of the graph in memory.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    nodes: u32,
    /// Seconds of the run over HTTP.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
}

/// Runs the command.
///
/// # Errors
/// When the service does not start or any answer is not the one expected.
pub async fn run(options: Options) -> Result<(), Failure> {
    solve_all(options.nodes)?;
    drop(options.secret.vault(None)?);
    let db = options.database.open_or_create().await?;
    migrate::up(&db, &Clock::system()).await?;
    let company = load::company(&db, options.organizations, options.members).await?;
    let outcome = look(&options, &db, company).await;
    db.close().await?;
    outcome
}

/// Every organization of a graph, with ten holdings each, by class of owner.
fn solve_all(nodes: u32) -> Result<(), Failure> {
    let started = Instant::now();
    let edges = invented(nodes);
    let graph = Graph::build(nodes as usize * 2, &edges)?;
    let built = started.elapsed().as_millis();
    let started = Instant::now();
    let all: Compositions<6> = compositions(&graph, |node| (node % 5) as usize, 5);
    let solved = started.elapsed().as_millis();
    println!(
        "solver: {nodes} organizations, {} holdings: built in {built} ms, solved for all in \
         {solved} ms, within {} parts of 10^18; {} MB at most",
        edges.len(),
        all.within,
        peak_kb()? / 1024
    );
    Ok(())
}

/// Ten holders for each organization: half are of the last tier, the others
/// organizations after it, and here and there one before it, which closes
/// circles, small ones and one of a tenth of all.
fn invented(nodes: u32) -> Vec<Edge> {
    let mut edges = Vec::with_capacity(nodes as usize * 10);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut draw = |bound: u32| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((state >> 33) % u64::from(bound.max(1))).unwrap_or_default()
    };
    for issuer in 0..nodes {
        for place in 0..10_u32 {
            let after = nodes - issuer - 1;
            let holder = match place {
                0..5 => nodes + draw(nodes),
                // A tenth of all in one circle, every hundredth in one of its own.
                5 if issuer < nodes / 10 => (issuer + 1) % (nodes / 10),
                5 if issuer % 100 == 50 => issuer - 7,
                _ if after > 0 => issuer + 1 + draw(after.min(5_000)),
                _ => nodes + draw(nodes),
            };
            edges.push(Edge { issuer, holder, weight: 1 + u64::from(draw(1_000_000)) });
        }
    }
    edges
}

/// The most memory that this process had, kB.
fn peak_kb() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("the kernel tells no peak of memory")?.parse()?)
}

/// Looks through the company over HTTP, by one client.
async fn look(options: &Options, db: &Database, company: OrganizationId) -> Result<(), Failure> {
    let service = Service::start(&options.database, &options.secret).await?;
    let caller = caller::make(db).await?;
    let template =
        Template { authority: service.address.to_string(), bearer: caller.secret.clone() };
    let length = Duration::from_secs(options.seconds);
    let mut outcome = Ok(());
    for (name, more) in
        [("together", ""), ("with paths", "&paths=true"), ("one by one", "&persons=true")]
    {
        let path = format!("/api/v1/ownership/look-through?organization={company}{more}");
        let request: drive::Request = Arc::new(move |_| Call::get(path.clone()));
        let measured =
            drive::over_http(service.address, 1, length, template.clone(), request).await;
        match measured {
            Ok(figures) => println!(
                "look-through, persons {name}: {} organizations, {} members: p50 {} ms, p99 {} ms",
                options.organizations,
                options.members,
                figures.quantile(50) / 1_000,
                figures.quantile(99) / 1_000
            ),
            Err(error) => outcome = Err(error),
        }
    }
    println!("service: {} MB at most", service.peak_kb()? / 1024);
    let ended = caller::end(db, &caller).await;
    service.stop();
    outcome.and(ended)
}
