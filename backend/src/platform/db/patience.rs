//! How long a statement may run on SQLite, which knows no such limit itself:
//! its progress handler looks at the clock every so many steps and ends the
//! statement, as `statement_timeout` does on PostgreSQL (ADR-0019).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteConnection, SqlitePoolOptions};

/// Steps of SQLite's machine between two looks at the clock: about a millisecond.
const STEPS: i32 = 20_000;

/// The patience with the statements of one pool.
#[derive(Debug, Clone)]
pub(super) struct Patience(Arc<Limit>);

#[derive(Debug)]
struct Limit {
    most: Duration,
    lifted: Arc<AtomicBool>,
    opened: Instant,
    /// Milliseconds from `opened` until the present statement began.
    begun: AtomicU64,
    /// Whether a statement was cut short on the connection in use.
    cut: AtomicBool,
}

impl Patience {
    pub(super) fn new(most: Duration, lifted: Arc<AtomicBool>) -> Self {
        Self(Arc::new(Limit {
            most,
            lifted,
            opened: Instant::now(),
            begun: AtomicU64::new(0),
            cut: AtomicBool::new(false),
        }))
    }

    /// A statement begins now, at the earliest.
    pub(super) fn begin(&self) {
        let now = u64::try_from(self.0.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.begun.store(now, Ordering::Relaxed);
    }

    /// Whether the statement may go on.
    fn lasts(&self) -> bool {
        let begun = Duration::from_millis(self.0.begun.load(Ordering::Relaxed));
        let spent = self.0.opened.elapsed().saturating_sub(begun);
        let lasts = spent < self.0.most || self.0.lifted.load(Ordering::Relaxed);
        if !lasts {
            self.0.cut.store(true, Ordering::Release);
        }
        lasts
    }

    async fn watch(&self, conn: &mut SqliteConnection) -> Result<(), sea_orm::sqlx::Error> {
        self.begin();
        let patience = self.clone();
        conn.lock_handle().await?.set_progress_handler(STEPS, move || patience.lasts());
        Ok(())
    }

    /// A pool of readers: each checkout is one statement, with its own time.
    pub(super) fn with_readers(&self, pool: SqlitePoolOptions) -> SqlitePoolOptions {
        let (fresh, reused) = (self.clone(), self.clone());
        pool.after_connect(move |conn, _| {
            let own = Self::new(fresh.0.most, fresh.0.lifted.clone());
            Box::pin(async move { own.watch(conn).await })
        })
        // In place of the ping, at the same cost: a broken connection fails here too.
        .test_before_acquire(false)
        .before_acquire(move |conn, _| {
            let own = Self::new(reused.0.most, reused.0.lifted.clone());
            Box::pin(async move { own.watch(conn).await.map(|()| true) })
        })
    }

    /// The pool of the one writer, whose transactions have many statements: the
    /// pool's owner calls [`Self::begin`] after each.
    pub(super) fn with_writer(&self, pool: SqlitePoolOptions) -> SqlitePoolOptions {
        let (fresh, reused, released) = (self.clone(), self.clone(), self.clone());
        pool.after_connect(move |conn, _| {
            let patience = fresh.clone();
            Box::pin(async move { patience.watch(conn).await })
        })
        .before_acquire(move |_, _| {
            reused.begin();
            Box::pin(async { Ok(true) })
        })
        // SQLite takes the whole transaction back when it cuts a write short or
        // finds no room, which sqlx does not learn of: it counts it as open, and
        // would make each later one a savepoint in it, told as committed and
        // lost with the connection. So another one takes its place.
        .after_release(move |conn, _| {
            let cut = released.0.cut.swap(false, Ordering::AcqRel);
            Box::pin(async move {
                // Behind the rollback of a transaction that was dropped.
                conn.ping().await?;
                Ok(!cut && !conn.is_in_transaction())
            })
        })
    }
}
