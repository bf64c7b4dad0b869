//! Group commit: a writer posts what waits, many requests a commit.
//!
//! It takes what is there and never waits for more, so that a lone request is
//! not delayed; while one batch commits, the next one gathers. On PostgreSQL
//! there are two, so that one decides while the server writes for the other;
//! the acts of one issuer all go to the same one, since they would wait for
//! each other at its chain. A batch that fails as a whole (a deadlock with
//! another writer, a key that collides) is tried again one by one, so that one
//! bad request does not fail the others; the idempotency keys make that safe.
//! That ends at the first posting that waits in vain alone as well (503): it and
//! the rest of the batch are told to come back, so that whoever queues behind
//! does not wait for each of them. A request whose client went away may still be
//! posted; its retry then gets the answer that was kept.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};

use futures_util::FutureExt;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::{Intent, Outcome, post_batch};
use crate::kernel::ids::OrganizationId;
use crate::platform::db::Database;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, AppState, codes};

/// Requests that may wait for one writer; above that the answer is 503.
const QUEUE: usize = 1_024;
/// Requests of one commit: more gains nothing and makes the first ones wait.
const BATCH: usize = 128;
/// After so many seconds a client that was turned away should come back.
const RETRY_SECONDS: u64 = 1;

struct Job {
    intent: Intent,
    answer: oneshot::Sender<ApiResult<Outcome>>,
}

/// The writers of a process, kept in [`AppState::shared`]; they start with the
/// first posting.
#[derive(Default)]
struct Desk(Mutex<State>);

struct Writer {
    queue: mpsc::Sender<Job>,
    task: JoinHandle<()>,
}

impl Writer {
    fn start(database: &Database) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        Self { queue, task: tokio::spawn(write_forever(database.clone(), jobs)) }
    }
}

#[derive(Default)]
enum State {
    #[default]
    Idle,
    Open(Vec<Writer>),
    Closed,
}

impl Desk {
    /// The way into the queue of an issuer's writer; none once the process
    /// stops.
    fn queue(
        &self,
        database: &Database,
        issuer: Option<OrganizationId>,
    ) -> Option<mpsc::Sender<Job>> {
        // A panic elsewhere leaves the state whole: it is set in one step.
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::Idle = *state {
            let writers = (0..database.ledger_writers()).map(|_| Writer::start(database));
            *state = State::Open(writers.collect());
        }
        let State::Open(writers) = &*state else { return None };
        // Not every id ends in bits that were drawn by lot.
        let mut lot = DefaultHasher::new();
        issuer.hash(&mut lot);
        let at = usize::try_from(lot.finish() % u64::try_from(writers.len()).ok()?).ok()?;
        writers.get(at).map(|writer| writer.queue.clone())
    }
}

/// Posts one act with whatever else waits, and answers once it is committed.
///
/// # Errors
/// Those of the act; 503 with Retry-After where the queue is full or the
/// process stops.
pub async fn post(app: &AppState, intent: Intent) -> ApiResult<Outcome> {
    let busy = || ApiError::retry_after(&codes::BUSY, RETRY_SECONDS);
    let issuer = intent.act.issuer();
    let queue = app.shared.of::<Desk>().queue(&app.db, issuer).ok_or_else(busy)?;
    let (answer, answered) = oneshot::channel();
    queue.try_send(Job { intent, answer }).map_err(|_| busy())?;
    drop(queue);
    answered.await.map_err(|_| busy())?
}

/// Takes no more postings, and returns once those that wait are committed.
pub async fn stop(app: &AppState) {
    let writers = {
        let desk = app.shared.of::<Desk>();
        let mut state = desk.0.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *state, State::Closed) {
            State::Open(writers) => writers,
            State::Idle | State::Closed => Vec::new(),
        }
    };
    // All queues are closed before the first writer is waited for.
    let tasks: Vec<_> = writers.into_iter().map(|writer| writer.task).collect();
    for task in tasks {
        if let Err(error) = task.await {
            tracing::error!(%error, "a writer of the ledger ended early");
        }
    }
}

/// Ends when the queue is closed and empty.
async fn write_forever(database: Database, mut queue: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut jobs, BATCH).await > 0 {
        settle(&database, std::mem::take(&mut jobs)).await;
    }
}

async fn settle(database: &Database, jobs: Vec<Job>) {
    let waiting = jobs.into_iter().filter(|job| !job.answer.is_closed());
    let (intents, answers): (Vec<Intent>, Vec<_>) =
        waiting.map(|job| (job.intent, job.answer)).unzip();
    match attempt(database, &intents).await {
        Ok(outcomes) => {
            for (answer, outcome) in answers.into_iter().zip(outcomes) {
                // The client may have gone meanwhile; its retry finds the answer.
                answer.send(outcome).ok();
            }
        }
        // A lone request is tried again where it collided with one that has
        // committed meanwhile: it then finds the answer of that one.
        Err(error) if intents.len() <= 1 && !collided(&error) => {
            for answer in answers {
                answer.send(Err(error.clone())).ok();
            }
        }
        Err(_) => {
            tracing::warn!(postings = intents.len(), "a batch failed and is posted one by one");
            let mut busy: Option<ApiError> = None;
            for (answer, intent) in answers.into_iter().zip(intents.iter()) {
                if answer.is_closed() {
                    continue;
                }
                // Who waits in vain alone holds up all that queue behind: the
                // rest is told to come back, which its keys make safe.
                if let Some(error) = &busy {
                    answer.send(Err(error.clone())).ok();
                    continue;
                }
                let outcome = match alone(database, intent).await {
                    // It may meet another process only now.
                    Err(error) if collided(&error) => alone(database, intent).await,
                    outcome => outcome,
                };
                busy = outcome.as_ref().err().filter(|it| passes(it)).cloned();
                answer.send(outcome).ok();
            }
        }
    }
}

/// Whether it is the database that is not at hand now, for whomever.
fn passes(error: &ApiError) -> bool {
    [codes::BUSY.status, codes::STORAGE_FULL.status].contains(&error.status())
}

/// A batch of one.
async fn alone(database: &Database, intent: &Intent) -> ApiResult<Outcome> {
    let mut outcomes = attempt(database, std::slice::from_ref(intent)).await?;
    outcomes.pop().ok_or_else(|| ApiError::internal("an intent has no outcome"))?
}

/// Whether somebody else has just committed what this would have written: it
/// may be tried once more, and then finds their answer.
pub(in crate::investment) fn collided(error: &ApiError) -> bool {
    error.faults().iter().any(|fault| fault.code == &codes::CONFLICT)
}

/// One batch in one transaction; a panic costs this batch and not the writer.
async fn attempt(database: &Database, intents: &[Intent]) -> ApiResult<Vec<ApiResult<Outcome>>> {
    if intents.is_empty() {
        return Ok(Vec::new());
    }
    let batch = async {
        let tx = database.begin_ledger().await?;
        let outcomes = post_batch(&tx, intents).await?;
        tx.commit().await?;
        Ok(outcomes)
    };
    // Nothing of it is looked at again: its transaction is taken back.
    let batch = AssertUnwindSafe(batch).catch_unwind().await;
    batch.map_err(|_| ApiError::internal("a batch of postings panicked"))?
}
