//! Closing and reopening of book years.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use crate::investment::actions::Issuer;
use crate::investment::control::entity::closing;
use crate::investment::control::problems;
use crate::investment::control::rules::{self, Control, Span};
use crate::investment::control::store::{self, Figure};
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::vault::hex;

/// Requests that a refused closing names at once.
const WAITING_NAMED_MAX: u64 = 20;

/// Closes a book year that is over, and keeps what it found by line. The years
/// before it are closed with it.
///
/// # Errors
/// 409 where it is not over or closed already, or where postings wait that would
/// count in it; 422 for no year of the calendar.
pub async fn close_book_year(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    year: i64,
    reason: String,
    author: &Author,
) -> ApiResult<(closing::Model, Vec<Figure>)> {
    let chain = store::lock_chain(tx, issuer.id).await?;
    let span = span_of(year, &chain.control)?;
    let today = issuer.today(author.at);
    if let Some(fault) = rules::check_closing(&chain.control, year, span, today) {
        return Err(fault.into());
    }
    let waiting =
        store::requests_waiting(tx, issuer.id, span.last_on, author.at, WAITING_NAMED_MAX).await?;
    let faults = rules::check_waiting(year, waiting.iter().map(|row| row.id));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let figures = store::figures_on(tx, issuer.id, span.last_on).await?;
    let row = closing::Model {
        id: fresh_id(),
        organization_id: issuer.id,
        book_year: year,
        first_on: span.first_on,
        last_on: span.last_on,
        closed_before: chain.control.closed_through,
        head_sequence: chain.head.sequence,
        head_hash: chain.head.hash,
        reason,
        closed_at: author.at,
        closed_by: author.user_id,
        reopen_reason: None,
        reopened_at: None,
        reopened_by: None,
    };
    store::insert_closing(tx, row.clone(), &figures).await?;
    let control = Control { closed_through: Some(span.last_on), ..chain.control };
    store::save_control(tx, issuer.id, &control, chain.version).await?;
    audit::record(tx, author, told("close_book_year", issuer, &row, &chain.control, &control))
        .await?;
    Ok((row, figures))
}

/// Opens the latest closed book year again; its closing stays to be read.
///
/// # Errors
/// 409 where it is open, or where a later year is closed.
pub async fn reopen_book_year(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    year: i64,
    reason: String,
    author: &Author,
) -> ApiResult<closing::Model> {
    let chain = store::lock_chain(tx, issuer.id).await?;
    let row = store::last_closing(tx, issuer.id, year).await?;
    let row = row
        .filter(|row| row.reopened_at.is_none())
        .ok_or_else(|| Fault::new(&problems::BOOK_YEAR_OPEN).with("year", year))?;
    let furthest = store::furthest_closing(tx, issuer.id).await?;
    if let Some(later) = furthest.filter(|furthest| furthest.id != row.id) {
        let fault = Fault::new(&problems::BOOK_YEAR_LATER_CLOSED);
        return Err(fault.with("later", later.book_year).into());
    }
    let reopened = closing::Model {
        reopen_reason: Some(reason),
        reopened_at: Some(author.at),
        reopened_by: author.user_id,
        ..row
    };
    let changed: closing::ActiveModel = reopened.clone().into();
    closing::Entity::update(changed.reset_all()).exec(tx).await?;
    let control = Control { closed_through: reopened.closed_before, ..chain.control };
    store::save_control(tx, issuer.id, &control, chain.version).await?;
    let act = told("reopen_book_year", issuer, &reopened, &chain.control, &control);
    audit::record(tx, author, act).await?;
    Ok(reopened)
}

fn span_of(year: i64, control: &Control) -> ApiResult<Span> {
    let span = rules::span_of(year, control.year_begins);
    let span = span.filter(|_| (1900..3000).contains(&year));
    span.ok_or_else(|| Fault::new(&problems::BOOK_YEAR_UNFIT).into())
}

fn told(
    action: &'static str,
    issuer: &Issuer,
    row: &closing::Model,
    before: &Control,
    after: &Control,
) -> Act<'static> {
    Act {
        action,
        subject_kind: "book_year_closing",
        subject_id: row.id.to_string(),
        region_code: Some(issuer.region.to_string()),
        reason: row.reopen_reason.clone().or_else(|| Some(row.reason.clone())),
        before: Some(json!({ "closed_through": before.closed_through })),
        after: Some(json!({
            "organization_id": row.organization_id, "book_year": row.book_year,
            "closed_through": after.closed_through, "head_sequence": row.head_sequence,
            "head_hash": hex(&row.head_hash),
        })),
    }
}
