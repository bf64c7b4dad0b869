//! The database: SQLite in one file, or PostgreSQL, behind one type.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::sqlx::Connection;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, RuntimeErr, SqliteTransactionMode, SqlxPostgresConnector, SqlxSqliteConnector,
    Statement, TransactionOptions, TransactionTrait, Value,
};

mod patience;

use patience::Patience;

use super::problem::{ApiError, ApiResult};
use crate::kernel::region_code::RegionCode;

/// How long a statement may run or wait for a lock.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection that lay idle so long is pinged before it is used: the server
/// or the network may have ended it. A ping at each checkout costs up to 7 %
/// under load, when none lies so long.
const PING_IDLE: Duration = Duration::from_millis(100);

/// Tasks that post to the ledger at once on PostgreSQL: one decides while the
/// server writes for the other.
const LEDGER_WRITERS: u32 = 2;

/// How long a batch of postings may wait for a lock: others wait behind it, of
/// issuers whose books nobody holds.
const LEDGER_PATIENCE: &str = "1000";

/// Connections of one database: on SQLite one writer and several readers on
/// the same file, on PostgreSQL one pool for both (ADR-0002).
#[derive(Debug, Clone)]
pub struct Database {
    write: DatabaseConnection,
    read: DatabaseConnection,
    /// Of the writers of the ledger alone: a backend that posts all the time has
    /// its plans and pages at hand, while in turns through the pool each has not.
    ledger: DatabaseConnection,
    /// Whether statements on SQLite may take any time.
    patient: Arc<AtomicBool>,
}

impl Database {
    /// Opens `postgres://…`, or `sqlite:PATH`, whose file is made if missing.
    ///
    /// `connections` bounds the PostgreSQL pool, and the readers on SQLite.
    ///
    /// # Errors
    /// When the server or the file cannot be reached.
    pub async fn open(url: &str, connections: u32) -> Result<Self, DbErr> {
        Self::open_within(url, connections, STATEMENT_TIMEOUT).await
    }

    /// As [`Self::open`], but an SQLite file that is missing is not made.
    ///
    /// # Errors
    /// When the server or the file cannot be reached.
    pub async fn open_existing(url: &str, connections: u32) -> Result<Self, DbErr> {
        match sqlite_file(url) {
            Some(path) => Self::open_sqlite(path, connections, STATEMENT_TIMEOUT, false).await,
            None => Self::open_postgres(url, connections, STATEMENT_TIMEOUT).await,
        }
    }

    /// As [`Self::open`], with another limit of a statement's time.
    ///
    /// # Errors
    /// When the server or the file cannot be reached.
    pub async fn open_within(
        url: &str,
        connections: u32,
        statement: Duration,
    ) -> Result<Self, DbErr> {
        match sqlite_file(url) {
            Some(path) => Self::open_sqlite(path, connections, statement, true).await,
            None => Self::open_postgres(url, connections, statement).await,
        }
    }

    async fn open_sqlite(
        path: &Path,
        readers: u32,
        statement: Duration,
        create: bool,
    ) -> Result<Self, DbErr> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(STATEMENT_TIMEOUT)
            .pragma("cache_size", "-16000")
            .statement_cache_capacity(256);
        let patient = Arc::new(AtomicBool::new(false));
        let patience = Patience::new(statement, patient.clone());
        // One writer: a queue in the pool is fair, SQLite's own waiting is not.
        let write = patience
            .with_writer(SqlitePoolOptions::new())
            .max_connections(1)
            .acquire_timeout(STATEMENT_TIMEOUT)
            .connect_with(options.clone())
            .await
            .map_err(connect_error)?;
        let read = patience
            .with_readers(SqlitePoolOptions::new())
            .max_connections(readers.clamp(1, 8))
            .acquire_timeout(STATEMENT_TIMEOUT)
            .connect_with(options.read_only(true))
            .await
            .map_err(connect_error)?;
        let mut write = SqlxSqliteConnector::from_sqlx_sqlite_pool(write);
        // It is called at the end of each statement: the next begins later.
        write.set_metric_callback(move |_| patience.begin());
        let read = SqlxSqliteConnector::from_sqlx_sqlite_pool(read);
        Ok(Self { ledger: write.clone(), write, read, patient })
    }

    async fn open_postgres(
        url: &str,
        connections: u32,
        statement: Duration,
    ) -> Result<Self, DbErr> {
        let timeout = statement.as_millis().to_string();
        let options: PgConnectOptions = url.parse().map_err(connect_error)?;
        let options = options
            .options([
                ("statement_timeout", timeout.as_str()),
                ("lock_timeout", timeout.as_str()),
                ("max_parallel_workers_per_gather", "0"),
                // Compiling a statement takes longer than running any of ours:
                // looking through 1,000 organizations took half a second more.
                ("jit", "off"),
            ])
            .statement_cache_capacity(256);
        let pool_of = |connections| {
            PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(STATEMENT_TIMEOUT)
                .idle_timeout(Duration::from_secs(300))
                .test_before_acquire(false)
                .before_acquire(|connection, lay| {
                    Box::pin(async move {
                        if lay.idle_for >= PING_IDLE {
                            connection.ping().await?;
                        }
                        Ok(true)
                    })
                })
        };
        let pool = pool_of(connections).connect_with(options.clone()).await;
        let pool = pool.map_err(connect_error)?;
        // Opened by the first posting: most processes never post.
        // Its statements are given arrays: planned anew for each length of
        // theirs, they take a quarter longer.
        let options = options.options([
            ("plan_cache_mode", "force_generic_plan"),
            ("lock_timeout", LEDGER_PATIENCE),
        ]);
        let ledger = pool_of(LEDGER_WRITERS).connect_lazy_with(options);
        let pool = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        let ledger = SqlxPostgresConnector::from_sqlx_postgres_pool(ledger);
        Ok(Self { write: pool.clone(), read: pool, ledger, patient: Arc::default() })
    }

    /// Whether the schema of the service is there, of whatever version.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_schema(&self) -> Result<bool, DbErr> {
        // Each engine keeps the names of its tables in a place of its own.
        let sql = match self.engine() {
            DbBackend::Sqlite => "SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations'",
            _ => "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL",
        };
        let found = self.read.query_one_raw(statement(&self.read, sql, Vec::new())).await?;
        Ok(found.is_some())
    }

    /// Lets statements on SQLite take any time from now on, for the command
    /// line's checks of all there is; on PostgreSQL they lift their own limit.
    pub fn be_patient(&self) {
        self.patient.store(true, Ordering::Relaxed);
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> DbBackend {
        self.write.get_database_backend()
    }

    /// Connections for reading.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Connections for schema work and bulk loads; requests use [`Self::begin_write`].
    #[must_use]
    pub fn write(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Begins a transaction that will write: IMMEDIATE on SQLite, so that it
    /// cannot fail later for the lock; READ COMMITTED on PostgreSQL, where the
    /// action locks its aggregate root.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, DbErr> {
        begin_on(&self.write).await
    }

    /// How many tasks may post to the ledger at once.
    #[must_use]
    pub fn ledger_writers(&self) -> u32 {
        if self.engine() == DbBackend::Sqlite { 1 } else { LEDGER_WRITERS }
    }

    /// As [`Self::begin_write`], over the connections of the tasks that post to
    /// the ledger, [`Self::ledger_writers`] in number: one more would wait.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin_ledger(&self) -> Result<DatabaseTransaction, DbErr> {
        begin_on(&self.ledger).await
    }

    /// Begins a transaction that reads one state of the database, whatever is
    /// written meanwhile, and takes its time on PostgreSQL.
    ///
    /// # Errors
    /// When no connection is free in time.
    #[expect(
        clippy::disallowed_methods,
        reason = "a transaction that writes nothing, so that it need not be IMMEDIATE"
    )]
    pub async fn begin_read(&self) -> Result<DatabaseTransaction, DbErr> {
        if self.engine() == DbBackend::Sqlite {
            return self.read.begin().await;
        }
        let tx = self
            .read
            .begin_with_options(TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            })
            .await?;
        tx.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
        Ok(tx)
    }

    /// Closes all connections after their statements in flight.
    ///
    /// # Errors
    /// When a pool cannot be closed.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.ledger.close().await?;
        self.write.close().await
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that chooses how a transaction begins"
)]
async fn begin_on(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    connection
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await
}

/// The file of an address `sqlite:PATH`; none of another address.
#[must_use]
pub fn sqlite_file(url: &str) -> Option<&Path> {
    url.strip_prefix("sqlite:").map(|path| Path::new(path.trim_start_matches("//")))
}

fn connect_error(error: sea_orm::sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error)))
}

/// A region code as it stands in a table.
///
/// # Errors
/// 500 where it is malformed: the tables hold read codes only.
pub fn stored_region(code: &str) -> ApiResult<RegionCode> {
    code.parse().map_err(|_| ApiError::internal("a stored region code is malformed"))
}

/// Begins a part of a transaction that can be taken back alone.
///
/// # Errors
/// When the database fails.
#[expect(
    clippy::disallowed_methods,
    reason = "a savepoint, which takes the mode of its transaction"
)]
pub async fn savepoint(tx: &DatabaseTransaction) -> Result<DatabaseTransaction, DbErr> {
    tx.begin().await
}

/// A statement in the connection's dialect, with `$1` placeholders, which
/// both engines understand.
pub fn statement(
    conn: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: Vec<Value>,
) -> Statement {
    Statement::from_sql_and_values(conn.get_database_backend(), sql, values)
}

/// Placeholders of a multi-row VALUES list: `($1, $2), ($3, $4) …`, or
/// `(?, ?), (?, ?) …` on SQLite, which looks a numbered parameter up by walking
/// the list of all of them: quadratic, and 15 s for the regions.
#[must_use]
pub fn placeholders(engine: DbBackend, rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let cell = |column: usize| match engine {
            DbBackend::Sqlite => "?".to_owned(),
            _ => format!("${}", row * columns + column),
        };
        format!("({})", (1..=columns).map(cell).collect::<Vec<_>>().join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// A value list for raw SQL that grows as the text does.
#[derive(Debug, Default)]
pub struct Values(pub Vec<Value>);

impl Values {
    /// Adds a value and gives its placeholder.
    pub fn place(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }
}
