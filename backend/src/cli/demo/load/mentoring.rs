//! The demonstration's mentors, assignments, logs and follow-ups.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kibm_seed::demo::{self, Demo, Kind, LogStatus, MentoringLog};
use sea_orm::DatabaseTransaction;

use super::{Loader, code, day_after, demo_id, wire};
use crate::cli::{Failure, told};
use crate::kernel::ids::{StageId, UserId};
use crate::kernel::period::capital_date;
use crate::mentoring::actions::{
    Closing, Context, SavedLog, close_follow_up, create_assignment, create_log, create_mentor,
    return_log, verify_log,
};
use crate::mentoring::drafts::{
    AssignmentDraft, FollowUpDraft, MentorDraft, MentoringLogDraft, Participants, Sending,
};
use crate::mentoring::entity::follow_up::FollowUpStatus;
use crate::mentoring::entity::mentoring_log::Confirmation;

/// What the parts of the demonstration refer to by key.
struct Field<'a> {
    system: Context,
    stages: BTreeMap<&'a str, StageId>,
    /// Logins of the mentors that have one.
    logins: BTreeMap<&'a str, UserId>,
}

impl Field<'_> {
    /// The context of an act of `user`, or of the system, at an instant of the
    /// demonstration.
    fn at(&self, at: DateTime<Utc>, user: Option<UserId>) -> Context {
        let mut context = self.system.clone();
        context.author.user_id = user;
        context.author.at = at;
        context.today = capital_date(at);
        context
    }

    fn stage(&self, key: &str) -> Result<StageId, Failure> {
        Ok(*self.stages.get(key).ok_or("a stage is on no chain")?)
    }
}

/// Loads mentors, assignments and logs, each recorded when it was sent.
pub(super) async fn load(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    demo: &Demo,
) -> Result<(), Failure> {
    let data = &demo.mentoring;
    let mut field = Field {
        system: Context::system(loader.author(), tx).await.map_err(told)?,
        stages: BTreeMap::new(),
        logins: BTreeMap::new(),
    };
    for chain in &demo.cluster.chains {
        for stage in &chain.stages {
            let id = demo_id(Kind::Stage, &format!("{}/{}", chain.key, stage.key));
            field.stages.insert(&stage.key, id);
        }
    }
    for mentor in &data.mentors {
        let users = &mut demo.registry.users.iter();
        let login = users.find(|user| user.person.as_ref() == Some(&mentor.person));
        if let Some(user) = login.filter(|user| user.role == "mentor") {
            field.logins.insert(&mentor.key, demo_id(Kind::User, &user.username));
        }
        employ(tx, loader, &field, mentor).await?;
    }
    for duty in &data.assignments {
        assign(tx, loader, &field, duty).await?;
    }
    for log in &data.logs {
        send(tx, loader, &field, log).await?;
    }
    Ok(())
}

async fn employ(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    field: &Field<'_>,
    mentor: &demo::Mentor,
) -> Result<(), Failure> {
    let draft = MentorDraft {
        id: Some(demo_id(Kind::Mentor, &mentor.key)),
        person_id: demo_id(Kind::Person, &mentor.person),
        user_id: field.logins.get(mentor.key.as_str()).copied(),
        organization_id: demo_id(Kind::Organization, &mentor.organization),
        certificate_number: mentor.certificate_number.clone(),
        certificate_scheme: None,
        certificate_expires_on: mentor.certificate_expires_on,
        started_on: mentor.started_on,
        ended_on: None,
    };
    let context = field.at(loader.author_on(mentor.started_on).at, None);
    create_mentor(tx, draft, &context).await.map_err(told)?;
    Ok(())
}

async fn assign(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    field: &Field<'_>,
    duty: &demo::Assignment,
) -> Result<(), Failure> {
    let key = format!("{}/{}/{}", duty.mentor, duty.organization, duty.stage);
    let draft = AssignmentDraft {
        id: Some(demo_id(Kind::Assignment, &key)),
        mentor_id: demo_id(Kind::Mentor, &duty.mentor),
        organization_id: demo_id(Kind::Organization, &duty.organization),
        stage_id: field.stage(&duty.stage)?,
        valid_from: duty.from,
        valid_to: day_after(duty.until),
    };
    let context = field.at(loader.author_on(duty.from).at, None);
    create_assignment(tx, draft, &context).await.map_err(told)?;
    Ok(())
}

/// Sends a log, closes what was done since, and reviews it.
async fn send(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    field: &Field<'_>,
    log: &MentoringLog,
) -> Result<(), Failure> {
    let author = field.logins.get(log.mentor.as_str()).copied();
    let synced_at = log.synced_at.to_utc();
    let context = field.at(synced_at, author);
    let saved = create_log(tx, draft(field, log)?, &context).await.map_err(told)?;
    for action in &log.actions {
        let Some(day) = action.closed_on else { continue };
        // What was done before the log could be sent is closed with it.
        let context = field.at(loader.author_on(day).at.max(synced_at), author);
        close(tx, &saved, action, &context).await?;
    }
    if log.status == LogStatus::Submitted {
        return Ok(());
    }
    let verifier = log.verified_by.as_deref().ok_or("a reviewed log has no reviewer")?;
    let at = log.verified_at.ok_or("a reviewed log has no instant of review")?;
    let context = field.at(at.to_utc(), Some(demo_id(Kind::User, verifier)));
    let reviewed = if log.status == LogStatus::Verified {
        verify_log(tx, saved.row, log.comment.clone(), &context).await
    } else {
        let comment = log.comment.clone().ok_or("a returned log has no comment")?;
        return_log(tx, saved.row, comment, &context).await
    };
    reviewed.map_err(told)?;
    Ok(())
}

async fn close(
    tx: &DatabaseTransaction,
    saved: &SavedLog,
    action: &demo::FollowUp,
    context: &Context,
) -> Result<(), Failure> {
    let id = demo_id(Kind::FollowUp, &action.key);
    let row = saved.follow_ups.iter().find(|row| row.id == id);
    let row = row.ok_or("a follow-up was not saved")?.clone();
    let closing = Closing { status: FollowUpStatus::Done, closed_on: action.closed_on, note: None };
    close_follow_up(tx, row, closing, context).await.map_err(told)?;
    Ok(())
}

fn draft(field: &Field<'_>, log: &MentoringLog) -> Result<MentoringLogDraft, Failure> {
    let heads = log.participants;
    let follow_up = |action: &demo::FollowUp| FollowUpDraft {
        id: Some(demo_id(Kind::FollowUp, &action.key)),
        action: action.what.clone(),
        owner_organization_id: demo_id(Kind::Organization, &action.owner),
        owner_role: None,
        due_on: action.due_on,
    };
    Ok(MentoringLogDraft {
        id: Some(demo_id(Kind::MentoringLog, &log.key)),
        mentor_id: demo_id(Kind::Mentor, &log.mentor),
        organization_id: demo_id(Kind::Organization, &log.organization),
        stage_id: field.stage(&log.stage)?,
        phase: wire(&log.phase)?,
        started_at: log.started_at.to_utc(),
        ended_at: log.ended_at.to_utc(),
        village_code: code(&log.village_code)?,
        point: None,
        accuracy_metres: None,
        form: wire(&log.form)?,
        topic: log.topic.clone(),
        competency_unit: None,
        participants: Participants {
            total: i32::try_from(heads.total)?,
            women: i32::try_from(heads.women)?,
            youth: i32::try_from(heads.youth)?,
            with_disability: i32::try_from(heads.disability)?,
        },
        problem: log.problem.clone(),
        advice: log.advice.clone(),
        obstacles: log.obstacles.clone(),
        confirmation: Confirmation::None,
        attachments: Vec::new(),
        follow_ups: log.actions.iter().map(follow_up).collect(),
        status: Sending::Submitted,
    })
}
