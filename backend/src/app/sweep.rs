//! What a new day brings, in small batches beside the requests: approved names
//! run out (R23), and what nobody needs any longer is purged (answers to old
//! idempotency keys, ended sessions and tokens, what requests that lapsed asked
//! for).

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;

use crate::config::Limits;
use crate::kernel::period::capital_date;
use crate::platform::AppState;
use crate::platform::audit::{self, Act, Author};
use crate::platform::db::{Database, statement};
use crate::registry::actions::{Context, expire_names};

/// How often the day is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long to wait after a failure.
const REST: Duration = Duration::from_secs(60);
/// Rows of one transaction: other writers come between.
const BATCH: u64 = 500;

/// What is purged of one table.
#[derive(Clone, Copy)]
struct Expired {
    table: &'static str,
    key: &'static str,
    /// Which rows are old at the instant `$1`.
    old: &'static str,
    /// What is done with them, up to its condition.
    purge: &'static str,
}

/// What is purged. Of a request that lapsed its act goes, which may name heirs
/// and valuers: nobody will sign it (R108).
const EXPIRED: [Expired; 4] = [
    Expired {
        table: "idempotency_key",
        key: "user_id, key",
        old: "created_at < $1",
        purge: "DELETE FROM idempotency_key",
    },
    Expired { table: "session", key: "id", old: "expires_at < $1", purge: "DELETE FROM session" },
    Expired {
        table: "api_token",
        key: "id",
        old: "expires_at < $1 OR revoked_at < $1",
        purge: "DELETE FROM api_token",
    },
    Expired {
        table: "posting_request",
        key: "id",
        old: "act IS NOT NULL AND expires_at <= $1",
        purge: "UPDATE posting_request SET act = NULL",
    },
];

/// Sweeps once on each day for as long as the service runs; a day begins in the
/// capital. Where several processes serve one database, each sweeps: the later
/// ones find nothing.
pub async fn sweep_daily(state: AppState, limits: Limits) {
    let mut swept: Option<NaiveDate> = None;
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = state.clock.now();
        let today = capital_date(now);
        if swept == Some(today) {
            continue;
        }
        let context = Context { author: Author::system("sweep", now), today };
        let expired = match expire_names(&state.db, &context).await {
            Ok(names) => {
                tracing::info!(names, "{names} approved names ran out");
                true
            }
            // The cause is in the log already.
            Err(_) => false,
        };
        match sweep(&state.db, &limits, now).await {
            Ok(rows) => {
                swept = expired.then_some(today);
                tracing::info!(rows, "purged {rows} expired rows");
            }
            Err(error) => tracing::warn!(%error, "expired rows could not be purged"),
        }
        if swept != Some(today) {
            tokio::time::sleep(REST).await;
        }
    }
}

/// Purges what is older than the limits say at `now`; gives the number of rows.
///
/// # Errors
/// When the database refuses; what was not purged stays for the next time.
pub async fn sweep(db: &Database, limits: &Limits, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let mut purged = [0; EXPIRED.len()];
    let days = [limits.keep_keys_days, limits.keep_sessions_days, limits.keep_sessions_days, 0];
    for ((count, rows), days) in purged.iter_mut().zip(EXPIRED).zip(days) {
        *count = purge(db, rows, now - TimeDelta::days(i64::from(days))).await?;
    }
    let total = purged.iter().sum();
    if total > 0 {
        let act = Act {
            action: "purge_expired",
            subject_kind: "housekeeping",
            subject_id: capital_date(now).to_string(),
            after: Some(
                json!({ "keys": purged[0], "sessions": purged[1], "tokens": purged[2], "acts": purged[3] }),
            ),
            ..Act::default()
        };
        let tx = db.begin_write().await?;
        audit::record(&tx, &Author::system("sweep", now), act).await?;
        tx.commit().await?;
    }
    Ok(total)
}

async fn purge(
    db: &Database,
    Expired { table, key, old, purge }: Expired,
    before: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let looked = format!("SELECT 1 FROM {table} WHERE {old} LIMIT 1");
    let taken =
        format!("{purge} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {old} LIMIT {BATCH})");
    let mut purged = 0;
    loop {
        // Looked for by a reader, so that a quiet day never takes the writer.
        let found = statement(db.read(), looked.as_str(), vec![before.into()]);
        if db.read().query_one_raw(found).await?.is_none() {
            return Ok(purged);
        }
        let tx = db.begin_write().await?;
        let deleted = tx.execute_raw(statement(&tx, taken.as_str(), vec![before.into()])).await?;
        tx.commit().await?;
        purged += deleted.rows_affected();
    }
}
