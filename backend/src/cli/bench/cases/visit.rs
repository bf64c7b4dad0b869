//! Logging a visit of a mentor to an enterprise and stage that is assigned.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};
use serde_json::json;

use super::{Case, NO_DATA, any};
use crate::cli::Failure;
use crate::cli::bench::client::Call;
use crate::identity::Scope;
use crate::kernel::ids::{MentorId, OrganizationId, StageId, UserId};
use crate::kernel::region_code::RegionCode;
use crate::mentoring::entity::mentoring_log;
use crate::mentoring::store;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::{Clock, fresh_id};
use crate::platform::db::{Database, statement};
use crate::platform::rollup::{self, Delta};
use crate::registry;
use crate::registry::entity::person;

/// Length of a visit.
const LENGTH: TimeDelta = TimeDelta::minutes(90);
/// Visits of one mentor within this many minutes are looked at; the default of
/// the parameter `log_distance_minutes`.
const MARGIN_MINUTES: i64 = 30;

/// An assignment that holds.
#[derive(Debug, Clone, FromQueryResult)]
struct Target {
    mentor_id: MentorId,
    organization_id: OrganizationId,
    stage_id: StageId,
    region_code: String,
    valid_from: NaiveDate,
}

impl Target {
    /// Some minute between the assignment's second day and yesterday.
    fn instant(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let first = self.valid_from.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::days(1);
        let span = (now - TimeDelta::days(1) - first).num_minutes().max(1);
        first + TimeDelta::minutes(rand::random_range(0..span))
    }
}

/// All open assignments in the synthetic data.
pub(super) async fn prepare(db: &Database, caller: UserId) -> Result<Case, Failure> {
    let sql = "SELECT a.mentor_id, a.organization_id, a.stage_id, a.region_code, a.valid_from \
               FROM assignment a JOIN organization o ON o.id = a.organization_id \
               WHERE a.valid_to IS NULL AND o.source LIKE 'synthetic:%' \
               ORDER BY a.id LIMIT 1000000";
    let targets = Target::find_by_statement(statement(db.read(), sql, vec![]));
    let targets: Arc<[Target]> = targets.all(db.read()).await?.into();
    let first = any(&targets).map_err(|_| NO_DATA)?;
    let pattern = mentoring_log::Entity::find()
        .filter(mentoring_log::Column::MentorId.eq(first.mentor_id))
        .order_by_asc(mentoring_log::Column::Id)
        .one(db.read())
        .await?;
    let pattern = Arc::new(pattern.ok_or(NO_DATA)?);
    let (named, db) = (targets.clone(), db.clone());
    Ok(Case::of(
        Arc::new(move |_| match any(&named) {
            Ok(target) => call(target),
            Err(_) => Call::get(String::new()),
        }),
        Arc::new(move |_| {
            let (db, targets, pattern) = (db.clone(), targets.clone(), pattern.clone());
            Box::pin(async move { straight(&db, any(&targets)?, &pattern, caller).await })
        }),
    ))
}

fn call(target: &Target) -> Call {
    let started_at = target.instant(Clock::system().now());
    let body = json!({
        "mentor_id": target.mentor_id, "organization_id": target.organization_id,
        "stage_id": target.stage_id, "phase": "perencanaan",
        "started_at": started_at, "ended_at": started_at + LENGTH,
        "village_code": target.region_code, "form": "visit", "topic": "Pendampingan usaha",
        "participants": { "total": 12, "women": 7 },
        "problem": "Data sintetis", "advice": "Data sintetis", "confirmation": "verbal",
    });
    Call::post("/api/v1/mentoring-logs".to_owned(), &body, None)
}

/// The statements of an ordinary visit in their order, with the same
/// durability; without HTTP, drafts, rules and views.
async fn straight(
    db: &Database,
    target: &Target,
    pattern: &mentoring_log::Model,
    caller: UserId,
) -> Result<(), Failure> {
    let at = Clock::system().now();
    let region: RegionCode = target.region_code.parse()?;
    let row = row(target, pattern, at, &region);
    let tx = db.begin_write().await?;
    registry::store::parameters(&tx).await?;
    let everything = Scope::everything();
    registry::store::find_organization(&tx, &everything, row.organization_id).await?;
    let mentor = store::lock_mentor(&tx, row.mentor_id).await?.ok_or(NO_DATA)?;
    store::find_log_unscoped(&tx, row.id).await?;
    crate::region::store::find_region(&tx, &region).await?;
    person::Entity::find_by_id(mentor.person_id).one(&tx).await?;
    store::working_days_at(&tx, row.organization_id, row.stage_id).await?;
    store::assigned_days(&tx, row.mentor_id, row.organization_id, row.stage_id).await?;
    let span = (row.started_at, row.ended_at);
    store::neighbours(&tx, row.mentor_id, row.id, span, MARGIN_MINUTES).await?;
    let inserted: mentoring_log::ActiveModel = row.clone().into();
    mentoring_log::Entity::insert(inserted.reset_all()).exec_without_returning(&tx).await?;
    let deltas = [
        Delta::on(&region, "logs", row.local_date, 1),
        Delta::on(&region, "log_minutes", row.local_date, row.minutes),
    ];
    rollup::append(&tx, &deltas).await?;
    let author = Author { user_id: Some(caller), ..Author::system("bench", at) };
    let act = Act {
        action: "create_mentoring_log",
        subject_kind: "mentoring_log",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        after: audit::state(&json!({
            "mentor_id": row.mentor_id, "organization_id": row.organization_id,
            "stage_id": row.stage_id, "local_date": row.local_date, "minutes": row.minutes,
            "village_code": row.village_code, "participants": row.participants,
        })),
        ..Act::default()
    };
    audit::record(&tx, &author, act).await?;
    tx.commit().await?;
    Ok(())
}

/// A log like the pattern, of another visit.
fn row(
    target: &Target,
    pattern: &mentoring_log::Model,
    at: DateTime<Utc>,
    region: &RegionCode,
) -> mentoring_log::Model {
    let started_at = target.instant(at);
    mentoring_log::Model {
        id: fresh_id(),
        mentor_id: target.mentor_id,
        organization_id: target.organization_id,
        stage_id: target.stage_id,
        region_code: target.region_code.clone(),
        village_code: target.region_code.clone(),
        started_at,
        ended_at: started_at + LENGTH,
        local_date: crate::kernel::period::local_date(started_at, region.utc_offset()),
        minutes: LENGTH.num_minutes(),
        status: mentoring_log::LogStatus::Submitted,
        submitted_at: Some(at),
        reviewed_by: None,
        reviewed_at: None,
        created_at: at,
        updated_at: at,
        ..pattern.clone()
    }
}
