//! The audit log: every mutation leaves one event, in the same transaction.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, Value};
use serde::Serialize;

use super::clock::{Clock, fresh_id};
use super::entity::audit_event;
use super::rowset::{Sheet, Verb};
use crate::kernel::ids::UserId;

/// On whose behalf and in which request something is written.
#[derive(Debug, Clone)]
pub struct Author {
    /// The user; absent for the command line and background work.
    pub user_id: Option<UserId>,
    /// Id of the request.
    pub request_id: String,
    /// When the act counts as recorded, UTC.
    pub at: DateTime<Utc>,
    /// The time as it goes on, for what is recorded only after waiting.
    pub clock: Clock,
}

impl Author {
    /// The system itself: command line, demo loader, folder; its time stands at `at`.
    #[must_use]
    pub fn system(task: &str, at: DateTime<Utc>) -> Self {
        let clock = Clock::standing_at(at);
        Self { user_id: None, request_id: format!("system:{task}"), at, clock }
    }
}

/// What happened to one subject. States are given masked: no NIK, no phone.
#[derive(Debug, Default)]
pub struct Act<'a> {
    /// Operation id.
    pub action: &'a str,
    /// Kind of thing acted on.
    pub subject_kind: &'a str,
    /// Which one.
    pub subject_id: String,
    /// Region of the subject.
    pub region_code: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// State before.
    pub before: Option<serde_json::Value>,
    /// State after.
    pub after: Option<serde_json::Value>,
}

/// The `reason` of an act whose free text may concern persons: where the text
/// stands, not the text, since nothing is ever taken out of the audit log
/// (ADR-0016). `place` is a column, `version` that of its row; an earlier
/// version's text is among the row's revisions.
#[must_use]
pub fn told_in(place: &str, version: i64) -> String {
    format!("see {place}, version {version}")
}

/// JSON of a state for [`Act`]; what cannot be written as JSON is absent.
pub fn state(view: &impl Serialize) -> Option<serde_json::Value> {
    serde_json::to_value(view).ok()
}

/// Appends one event; the caller's transaction carries it.
///
/// # Errors
/// When the database refuses.
pub async fn record(
    conn: &impl ConnectionTrait,
    author: &Author,
    act: Act<'_>,
) -> Result<(), DbErr> {
    audit_event::Entity::insert(event(author, act)).exec_without_returning(conn).await?;
    Ok(())
}

/// Appends many events in one statement, at most 1,000 (SQLite's bound on values).
///
/// # Errors
/// When the database refuses.
pub async fn record_many(
    conn: &impl ConnectionTrait,
    author: &Author,
    acts: Vec<Act<'_>>,
) -> Result<(), DbErr> {
    let events: Vec<_> = acts.into_iter().map(|act| event(author, act)).collect();
    if !events.is_empty() {
        audit_event::Entity::insert_many(events).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// The log as a set of rows, for writers of many tables at once.
pub static SHEET: Sheet = Sheet {
    table: "audit_event",
    columns: &[
        ("id", "uuid"),
        ("recorded_at", "timestamptz"),
        ("user_id", "uuid"),
        ("request_id", "text"),
        ("action", "text"),
        ("subject_kind", "text"),
        ("subject_id", "text"),
        ("region_code", "text"),
        ("reason", "text"),
        ("before", "jsonb"),
        ("after", "jsonb"),
    ],
    verb: Verb::Insert,
};

/// One event as a row of [`SHEET`].
#[must_use]
pub fn cells(author: &Author, act: Act<'_>) -> [Value; 11] {
    [
        fresh_id::<crate::kernel::ids::AuditEvent>().into(),
        author.at.into(),
        author.user_id.into(),
        author.request_id.clone().into(),
        act.action.to_owned().into(),
        act.subject_kind.to_owned().into(),
        act.subject_id.into(),
        act.region_code.into(),
        act.reason.into(),
        act.before.into(),
        act.after.into(),
    ]
}

fn event(author: &Author, act: Act<'_>) -> audit_event::ActiveModel {
    audit_event::ActiveModel {
        id: Set(fresh_id()),
        recorded_at: Set(author.at),
        user_id: Set(author.user_id),
        request_id: Set(author.request_id.clone()),
        action: Set(act.action.to_owned()),
        subject_kind: Set(act.subject_kind.to_owned()),
        subject_id: Set(act.subject_id),
        region_code: Set(act.region_code),
        reason: Set(act.reason),
        before: Set(act.before),
        after: Set(act.after),
    }
}
