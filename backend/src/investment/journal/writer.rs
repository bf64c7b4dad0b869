//! Group commit: a writer posts what waits, many requests a commit.
//!
//! It takes what is there and never waits for more, so that a lone request is
//! not delayed; while one batch commits, the next one gathers. On PostgreSQL
//! there are two, so that one decides while the server writes for the other;
//! the acts of one issuer all go to the same one, since they would wait for
//! each other at its chain. A batch that fails as a whole (a deadlock with
//! another writer, a key that collides) is tried again issuer by issuer, and then
//! one by one, so that one bad request does not fail the others; the idempotency
//! keys make that safe. Where the books of an issuer are held by other work (503,
//! `held`), what waits for them is told to come back, for a second without another
//! try, and the other issuers go on; where the database itself is not at hand, all
//! of the batch is told so. A request whose client went away may still be posted;
//! its retry then gets the answer that was kept.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

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
/// After so long a client that was turned away should come back.
const RETRY: Duration = Duration::from_secs(1);
/// So long after they were held the books of an issuer are tried apart.
const FORGOTTEN: Duration = Duration::from_secs(10);

struct Job {
    intent: Intent,
    answer: oneshot::Sender<ApiResult<Outcome>>,
}

impl Job {
    fn issuer(&self) -> Option<OrganizationId> {
        self.intent.act.issuer()
    }
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
    let busy = || ApiError::retry_after(&codes::BUSY, RETRY.as_secs());
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

/// Issuers whose books somebody else held when it was last tried, and when that
/// was. Reversals, which do not name theirs, are not kept.
type Held = HashMap<OrganizationId, Instant>;

/// Ends when the queue is closed and empty.
async fn write_forever(database: Database, mut queue: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(BATCH);
    let mut held = Held::new();
    while queue.recv_many(&mut jobs, BATCH).await > 0 {
        let jobs = std::mem::take(&mut jobs);
        if held.is_empty() {
            settle(&database, jobs, &mut held).await;
            continue;
        }
        // Nobody waits once more for what was held a moment ago: its own intents
        // come apart, after those of the others.
        let of_held = |job: &Job| job.issuer().is_some_and(|issuer| held.contains_key(&issuer));
        let (apart, others): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(of_held);
        settle(&database, others, &mut held).await;
        for (issuer, jobs) in by_issuer(apart) {
            let since = issuer.and_then(|issuer| held.get(&issuer)).map(Instant::elapsed);
            if since.is_some_and(|since| since < RETRY) {
                tell(jobs, &ApiError::retry_after(&codes::HELD, RETRY.as_secs()));
            } else {
                settle_issuer(&database, (issuer, jobs), &mut held).await;
            }
        }
        held.retain(|_, since| since.elapsed() < FORGOTTEN);
    }
}

/// Posts what waits in one go, or else issuer by issuer.
async fn settle(database: &Database, jobs: Vec<Job>, held: &mut Held) {
    let Err((error, jobs)) = together(database, jobs).await else { return };
    let issuers = by_issuer(jobs);
    // Of one issuer alone the reason is its own; a deadlock is tried again.
    if issuers.len() == 1 && (is_held(&error) || !is_passing(&error)) {
        for of_issuer in issuers {
            apart(database, of_issuer, error.clone(), held).await;
        }
        return;
    }
    tracing::warn!(issuers = issuers.len(), "a batch failed and is posted issuer by issuer");
    let mut gone: Option<ApiError> = None;
    for of_issuer in issuers {
        // Whom the database itself is not at hand for holds up all that queue
        // behind: the rest is told to come back, which its keys make safe.
        match &gone {
            Some(error) => tell(of_issuer.1, error),
            None => gone = settle_issuer(database, of_issuer, held).await,
        }
    }
}

/// Posts what waits for one issuer, in one go or else one by one; gives why the
/// database is not at hand, for whomever.
async fn settle_issuer(
    database: &Database,
    (issuer, jobs): (Option<OrganizationId>, Vec<Job>),
    held: &mut Held,
) -> Option<ApiError> {
    match together(database, jobs).await {
        Ok(()) => {
            issuer.and_then(|issuer| held.remove(&issuer));
            None
        }
        Err((error, jobs)) => apart(database, (issuer, jobs), error, held).await,
    }
}

/// Posts a batch; gives it back with the reason where that failed as a whole.
async fn together(database: &Database, jobs: Vec<Job>) -> Result<(), (ApiError, Vec<Job>)> {
    let waiting = jobs.into_iter().filter(|job| !job.answer.is_closed());
    let (intents, answers): (Vec<Intent>, Vec<_>) =
        waiting.map(|job| (job.intent, job.answer)).unzip();
    match attempt(database, &intents).await {
        Ok(outcomes) => {
            for (answer, outcome) in answers.into_iter().zip(outcomes) {
                // The client may have gone meanwhile; its retry finds the answer.
                answer.send(outcome).ok();
            }
            Ok(())
        }
        Err(error) => {
            let jobs = intents.into_iter().zip(answers);
            Err((error, jobs.map(|(intent, answer)| Job { intent, answer }).collect()))
        }
    }
}

/// What becomes of an issuer's batch that failed: where its books are held, or
/// the database is not at hand, all of it is told to come back; else each is
/// posted alone, so that one bad request does not fail the others.
async fn apart(
    database: &Database,
    (issuer, jobs): (Option<OrganizationId>, Vec<Job>),
    error: ApiError,
    held: &mut Held,
) -> Option<ApiError> {
    let mut vain = Some(error).filter(is_passing);
    if vain.is_none() {
        tracing::warn!(postings = jobs.len(), "a batch failed and is posted one by one");
    }
    for Job { intent, answer } in jobs {
        if answer.is_closed() {
            continue;
        }
        if let Some(error) = &vain {
            answer.send(Err(error.clone())).ok();
            continue;
        }
        let outcome = match alone(database, &intent).await {
            // It collided with one that has committed meanwhile: it then finds the
            // answer of that one.
            Err(error) if collided(&error) => alone(database, &intent).await,
            outcome => outcome,
        };
        vain = outcome.as_ref().err().filter(|error| is_passing(error)).cloned();
        answer.send(outcome).ok();
    }
    if vain.as_ref().is_some_and(is_held) {
        held.extend(issuer.map(|issuer| (issuer, Instant::now())));
    }
    vain.filter(|error| !is_held(error))
}

/// What waits by issuer, in the order in which it came.
fn by_issuer(jobs: Vec<Job>) -> Vec<(Option<OrganizationId>, Vec<Job>)> {
    let mut groups: BTreeMap<Option<OrganizationId>, Vec<Job>> = BTreeMap::new();
    for job in jobs {
        groups.entry(job.issuer()).or_default().push(job);
    }
    groups.into_iter().collect()
}

/// Tells all of these the same.
fn tell(jobs: Vec<Job>, error: &ApiError) {
    for job in jobs {
        job.answer.send(Err(error.clone())).ok();
    }
}

/// Whether somebody else holds the books of the issuer, and nobody else's.
fn is_held(error: &ApiError) -> bool {
    error.faults().iter().any(|fault| fault.code == &codes::HELD)
}

/// Whether the database is not at hand now, or what the request has to change.
fn is_passing(error: &ApiError) -> bool {
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
