//! Many acts by one request: all or each, with groups that fail together.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use sea_orm::DatabaseTransaction;

use super::book::Book;
use super::{Intent, Outcome, Reach, decide, load, write};
use crate::investment::problems;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::OrganizationId;
use crate::platform::ApiError;
use crate::platform::audit::Author;
use crate::platform::idempotency::{Claim, Kept, Replay};
use crate::platform::json::JsonText;
use crate::platform::problem::ApiResult;

/// One item of a bulk.
#[derive(Debug, Clone)]
pub struct Item {
    /// The act; its receipt is not used, since the bulk has one.
    pub intent: Intent,
    /// The field of the item that holds its draft.
    pub field: &'static str,
    /// Items with the same link are posted together or not at all.
    pub link: Option<String>,
}

/// What is asked for by one request.
#[derive(Debug)]
pub struct Bulk {
    /// The issuer of all acts.
    pub issuer: OrganizationId,
    /// What the one who asks reaches.
    pub reach: Reach,
    /// Who.
    pub author: Author,
    /// The key of the whole request.
    pub claim: Claim,
    /// Language of a refusal that is kept.
    pub language: Language,
    /// Whether one refused item refuses all.
    pub atomic: bool,
    /// Whether nothing is to be kept.
    pub dry_run: bool,
    /// The acts in their order.
    pub items: Vec<Item>,
}

/// What became of a bulk; the caller commits, or rolls back a dry run.
#[derive(Debug)]
pub enum BulkOutcome {
    /// The answer that was given before.
    Replayed(Replay),
    /// The answer, with its status.
    Done(StatusCode, JsonText),
    /// Nothing was posted; every fault stands below its item.
    Refused(ApiError),
}

/// Writes the answer: what became of each item, in their order.
pub type View = fn(&Bulk, Vec<ApiResult<Outcome>>) -> ApiResult<JsonText>;

/// Posts a bulk inside the caller's transaction. A refusal is kept with the
/// key as well; a dry run keeps nothing.
///
/// # Errors
/// 404 and 403 for the issuer, 422 for a key used otherwise, or where the
/// database fails.
pub async fn post_bulk(
    tx: &DatabaseTransaction,
    bulk: &Bulk,
    view: View,
) -> ApiResult<BulkOutcome> {
    let intents: Vec<Intent> = bulk.items.iter().map(|item| item.intent.clone()).collect();
    let mut book = load::load_with(tx, &intents, Some(bulk.issuer)).await?;
    let state = book.issuers.get(&bulk.issuer).ok_or_else(ApiError::not_found)?;
    bulk.reach.require(&state.region, bulk.issuer)?;
    if let Some(replay) = bulk.claim.known(tx).await? {
        return Ok(BulkOutcome::Replayed(replay));
    }
    let results = settle_all(&mut book, bulk);
    if let Some(error) = book.broken.take() {
        return Err(error);
    }
    let places = bulk.items.iter().enumerate();
    let refused: Vec<Fault> = places.zip(&results).flat_map(faults_of).collect();
    let outcome = if bulk.atomic && !refused.is_empty() {
        // Nothing of it is to be written, heads of chains and balances included.
        book = Book::default();
        BulkOutcome::Refused(refused.into())
    } else {
        let created = bulk.atomic && !bulk.dry_run;
        let status = if created { StatusCode::CREATED } else { StatusCode::OK };
        BulkOutcome::Done(status, view(bulk, results)?)
    };
    if !bulk.dry_run {
        keep(&mut book, bulk, &outcome)?;
        write::write(tx, book).await?;
    }
    Ok(outcome)
}

/// The faults of a refused item, below its draft in the request.
fn faults_of(((nth, item), result): ((usize, &Item), &ApiResult<Outcome>)) -> Vec<Fault> {
    let faults = result.as_ref().err().map(|error| error.faults().to_vec()).unwrap_or_default();
    let place = format!("/items/{nth}/{}", item.field);
    faults.into_iter().map(|fault| fault.below(&place)).collect()
}

fn keep(book: &mut Book, bulk: &Bulk, outcome: &BulkOutcome) -> ApiResult<()> {
    let answer = match outcome {
        BulkOutcome::Replayed(_) => return Ok(()),
        BulkOutcome::Done(status, body) => Replay { status: *status, body: body.clone() },
        BulkOutcome::Refused(error) => Replay::refused(error, bulk.language, &bulk.author)?,
    };
    // What may change by a grant or by chance is not kept.
    if answer.status.is_success() || matches!(answer.status.as_u16(), 409 | 422) {
        book.keep_key(Kept { claim: bulk.claim.clone(), answer, at: bulk.author.at });
    }
    Ok(())
}

/// Settles item by item; the items of a link stand together at the place of
/// the first one. The answers are in the order of the request.
fn settle_all(book: &mut Book, bulk: &Bulk) -> Vec<ApiResult<Outcome>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut linked: BTreeMap<&str, usize> = BTreeMap::new();
    for (nth, item) in bulk.items.iter().enumerate() {
        match item.link.as_deref() {
            None => groups.push(vec![nth]),
            Some(link) => match linked.get(link) {
                Some(group) => groups[*group].push(nth),
                None => {
                    linked.insert(link, groups.len());
                    groups.push(vec![nth]);
                }
            },
        }
    }
    let mut results: BTreeMap<usize, ApiResult<Outcome>> = BTreeMap::new();
    for group in groups {
        // One act alone changes nothing when it is refused.
        let before = (group.len() > 1).then(|| book.mark());
        let mut settled: Vec<(usize, ApiResult<Outcome>)> =
            group.iter().map(|nth| (*nth, settle(book, bulk, *nth))).collect();
        if let Some(before) = before
            && settled.iter().any(|(_, result)| result.is_err())
        {
            book.return_to(before);
            for (_, result) in settled.iter_mut().filter(|(_, result)| result.is_ok()) {
                *result = Err((&problems::LINKED_ITEM_REFUSED).into());
            }
        }
        results.extend(settled);
    }
    results.into_values().collect()
}

fn settle(book: &mut Book, bulk: &Bulk, nth: usize) -> ApiResult<Outcome> {
    let intent = &bulk.items[nth].intent;
    // A transaction of another issuer is not found at this one.
    if decide::issuer_of(book, intent)? != bulk.issuer {
        return Err(ApiError::not_found());
    }
    match decide::settle(book, intent)? {
        Outcome::Replayed(_) => Err(ApiError::internal("an item of a bulk has no key")),
        outcome => Ok(outcome),
    }
}
