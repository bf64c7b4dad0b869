//! Drives one case with so many clients for so long, and takes the times.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use tokio::task::JoinSet;

use super::client::{Call, Connection, Template};
use crate::cli::Failure;

/// Makes the nth call of a case; every run begins with the same numbers.
pub type Request = Arc<dyn Fn(u64) -> Call + Send + Sync>;
/// Does the same work straight on the engine.
pub type Sql = Arc<dyn Fn(u64) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync>;

/// Clients take numbers this far apart, so that no two use the same.
const STRIDE: u64 = 1 << 32;

/// Times of one run.
#[derive(Debug)]
pub struct Figures {
    /// Of each call, microseconds, ascending.
    micros: Vec<u32>,
    length: Duration,
    /// Entries of one call.
    weight: u64,
}

impl Figures {
    /// The times of a run that took `length`.
    pub fn of(mut micros: Vec<u32>, length: Duration) -> Self {
        micros.sort_unstable();
        Self { micros, length, weight: 1 }
    }

    /// The same, of calls that do the work of so many.
    pub fn weighing(self, weight: u64) -> Self {
        Self { weight, ..self }
    }

    /// Runs that went on at the same time as one.
    pub fn together(runs: Vec<Self>) -> Result<Self, Failure> {
        let length = runs.iter().map(|run| run.length).max().ok_or("nothing was run")?;
        Ok(Self::of(runs.into_iter().flat_map(|run| run.micros).collect(), length))
    }

    /// Calls a second, or entries where a call has several.
    pub fn per_second(&self) -> u64 {
        let count = u128::try_from(self.micros.len()).unwrap_or_default();
        let count = count * u128::from(self.weight);
        let rate = count * 1_000_000 / self.length.as_micros().max(1);
        u64::try_from(rate).unwrap_or(u64::MAX)
    }

    /// The time that so many percent of the calls did not exceed, microseconds.
    pub fn quantile(&self, percent: usize) -> u32 {
        let place = (self.micros.len() * percent).div_ceil(100).max(1) - 1;
        self.micros.get(place).copied().unwrap_or_default()
    }
}

/// Drives the service; the clock starts when all are connected.
///
/// # Errors
/// When a connection fails or an answer is none of success.
pub async fn over_http(
    address: SocketAddr,
    clients: u16,
    length: Duration,
    template: Template,
    request: Request,
) -> Result<Figures, Failure> {
    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(Connection::open(address, template.clone()).await?);
    }
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for (client, mut connection) in (0_u64..).zip(connections) {
        let request = request.clone();
        tasks.spawn(async move {
            let mut micros = Vec::new();
            let mut number = client * STRIDE;
            while started.elapsed() < length {
                let call = request(number);
                let sent = Instant::now();
                connection.call(call).await?;
                micros.push(elapsed(sent));
                number += 1;
            }
            Ok::<_, Failure>(micros)
        });
    }
    gather(tasks, started).await
}

/// Drives the engine itself.
///
/// # Errors
/// When a statement fails.
pub async fn straight(clients: u16, length: Duration, sql: &Sql) -> Result<Figures, Failure> {
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for client in 0..u64::from(clients) {
        let sql = sql.clone();
        tasks.spawn(async move {
            let mut micros = Vec::new();
            let mut number = client * STRIDE;
            while started.elapsed() < length {
                let sent = Instant::now();
                sql(number).await?;
                micros.push(elapsed(sent));
                number += 1;
            }
            Ok::<_, Failure>(micros)
        });
    }
    gather(tasks, started).await
}

fn elapsed(since: Instant) -> u32 {
    u32::try_from(since.elapsed().as_micros()).unwrap_or(u32::MAX)
}

async fn gather(
    mut tasks: JoinSet<Result<Vec<u32>, Failure>>,
    started: Instant,
) -> Result<Figures, Failure> {
    let mut micros = Vec::new();
    while let Some(done) = tasks.join_next().await {
        micros.extend(done??);
    }
    Ok(Figures::of(micros, started.elapsed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_times_that_were_taken() {
        let figures = Figures::of((1..=200).rev().collect(), Duration::from_secs(2));

        assert_eq!(figures.quantile(50), 100);
        assert_eq!(figures.quantile(99), 198);
        assert_eq!(figures.per_second(), 100);
        assert_eq!(Figures::of(Vec::new(), Duration::from_secs(1)).quantile(99), 0);
    }
}
