//! Writes of the register.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::Issuer;
use crate::governance::organs::actions::check_residence;
use crate::identity::Scope;
use crate::investment::control::store::find_chain;
use crate::investment::drafts::{ExitDraft, MemberDraft};
use crate::investment::entity::member::{self, MemberStatus, Standing};
use crate::investment::journal::member_delta;
use crate::investment::{problems, rules, store};
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{MemberId, OrganizationId, PersonId};
use crate::kernel::region_code::RegionCode;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::rollup;
use crate::platform::{ApiError, codes, creation};
use crate::registry::entity::organization::{LegalForm, OrganizationStatus};

/// Who is to be entered, as the registry knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicant {
    /// A person, and the sex as counted.
    Person(PersonId, Option<Sex>),
    /// An organization, and its form.
    Organization(OrganizationId, LegalForm),
}

impl Applicant {
    /// The form of an organization; none of a person.
    #[must_use]
    pub fn form(self) -> Option<LegalForm> {
        match self {
            Self::Person(..) => None,
            Self::Organization(_, form) => Some(form),
        }
    }

    /// The person or the organization.
    fn holder(self) -> (Option<PersonId>, Option<OrganizationId>) {
        match self {
            Self::Person(id, _) => (Some(id), None),
            Self::Organization(id, _) => (None, Some(id)),
        }
    }
}

/// An entry that the rules allow.
#[derive(Debug, Clone, Copy)]
pub struct Newcomer {
    /// Identity of the entry.
    pub id: MemberId,
    /// Who.
    pub applicant: Applicant,
    /// In what capacity.
    pub standing: Standing,
    /// Number in the register; the numbers of all leave no gap.
    pub register_number: i64,
    /// Day of application, or of entry.
    pub applied_on: NaiveDate,
}

/// Enters a member or other holder in the register of an issuer, which the
/// caller has locked. A cooperative's member is an applicant until principal
/// savings are paid (R26); another holder is in force at once.
///
/// `scope`: what the caller sees, so that nobody enters a person they may not
/// know of.
///
/// # Errors
/// 422 where the holder may not stand there (R61), or lives in a village that a
/// Merah Putih cooperative does not serve (R48); 409 where they do already.
pub async fn create_member(
    tx: &DatabaseTransaction,
    scope: &Scope,
    issuer: &Issuer,
    draft: &MemberDraft,
    author: &Author,
) -> ApiResult<Saved<member::Model>> {
    let given = draft.id;
    let claim = creation::claim(tx, "member", given, &(issuer.id, draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(member::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let today = issuer.day(author);
    let applied_on = draft.applied_on.unwrap_or(today);
    let (applicant, home) = find_applicant(tx, scope, draft).await?;
    let has_owner =
        issuer.legal_form == LegalForm::Perumda && store::has_holder(tx, issuer.id).await?;
    let mut faults: Vec<Fault> = Vec::new();
    faults.extend(rules::check_day(applied_on, today, "/applied_on"));
    faults.extend(rules::check_holder(
        issuer.legal_form,
        applicant.form(),
        draft.standing,
        has_owner,
    ));
    if let Some(home) = home.filter(|_| draft.standing == Standing::Member) {
        faults.extend(check_residence(tx, issuer.id, &home, applied_on).await?);
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let (person, organization) = applicant.holder();
    let held = store::find_holding(tx, issuer.id, person, organization).await?;
    if let Some(held) = held {
        let fault = Fault::new(&problems::ALREADY_REGISTERED);
        return Err(fault.with("register_number", held.register_number).into());
    }
    let newcomer = Newcomer {
        id,
        applicant,
        standing: draft.standing,
        register_number: store::next_register_number(tx, issuer.id).await?,
        applied_on,
    };
    let row = create_members(tx, issuer, &[newcomer], author).await?.pop();
    let row = row.ok_or_else(|| ApiError::internal("a newcomer was not entered"))?;
    Ok(Saved { row, fresh: true })
}

/// Enters newcomers in the register of an issuer, at most 1,000; the caller has
/// locked the issuer and asked the rules.
///
/// # Errors
/// When the database fails, or where somebody stands there already.
pub async fn create_members(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    newcomers: &[Newcomer],
    author: &Author,
) -> ApiResult<Vec<member::Model>> {
    let rows: Vec<member::Model> =
        newcomers.iter().map(|newcomer| entry(issuer, newcomer, author)).collect();
    let acts = rows.iter().map(|row| act("create_member", None, row)).collect();
    audit::record_many(tx, author, acts).await?;
    let inserted = rows.iter().map(|row| member::ActiveModel::from(row.clone()).reset_all());
    member::Entity::insert_many(inserted).exec_without_returning(tx).await?;
    Ok(rows)
}

/// A new entry in the register.
fn entry(issuer: &Issuer, newcomer: &Newcomer, author: &Author) -> member::Model {
    let applies = newcomer.standing == Standing::Member;
    let (holder_person_id, holder_organization_id) = newcomer.applicant.holder();
    let sex = match newcomer.applicant {
        Applicant::Person(_, sex) => sex,
        Applicant::Organization(..) => None,
    };
    member::Model {
        id: newcomer.id,
        organization_id: issuer.id,
        region_code: issuer.region.to_string(),
        register_number: newcomer.register_number,
        holder_person_id,
        holder_organization_id,
        holder_class: rules::holder_class(newcomer.applicant.form()),
        sex,
        standing: newcomer.standing,
        status: if applies { MemberStatus::Applicant } else { MemberStatus::Active },
        applied_on: newcomer.applied_on,
        joined_on: (!applies).then_some(newcomer.applied_on),
        left_on: None,
        exit_reason: None,
        left_recorded_at: None,
        version: 1,
        created_at: author.at,
    }
}

/// The person or organization of a draft: exactly one of them, alive, visible;
/// and where the person lives.
async fn find_applicant(
    tx: &DatabaseTransaction,
    scope: &Scope,
    draft: &MemberDraft,
) -> ApiResult<(Applicant, Option<RegionCode>)> {
    let unknown = |pointer: &str| Fault::at(&codes::REFERENCE_UNKNOWN, pointer);
    match (draft.person_id, draft.organization_id) {
        (Some(id), None) => {
            let person = crate::registry::store::find_person(tx, scope, id).await?;
            let person = person.filter(|person| person.deceased_on.is_none());
            let person = person.ok_or_else(|| unknown("/person_id"))?;
            let home = stored_region(&person.region_code)?;
            Ok((Applicant::Person(id, person.sex), Some(home)))
        }
        (None, Some(id)) => {
            // Who holds capital is public knowledge among organizations: the
            // village that owns a BUM Desa need not be in its officer's reach.
            let everything = Scope::everything();
            let found = crate::registry::store::find_organization(tx, &everything, id).await?;
            let found = found.filter(|row| row.status != OrganizationStatus::Dissolved);
            let found = found.ok_or_else(|| unknown("/organization_id"))?;
            Ok((Applicant::Organization(id, found.legal_form), None))
        }
        _ => Err(Fault::at(&codes::FIELD_MISSING, "/person_id").with("field", "person_id").into()),
    }
}

/// Ends a membership that the caller has locked; what is held stays until it
/// is taken out.
///
/// # Errors
/// 409 where it has ended before, or the day is in a closed year or further back
/// than the issuer lets everybody go, which an administrator (`senior`) may; 422
/// for a day in the future or before the membership began, or a death that the
/// registry does not know.
pub async fn end_membership(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    before: member::Model,
    (draft, senior): (&ExitDraft, bool),
    author: &Author,
) -> ApiResult<member::Model> {
    if let Some(left_on) = before.left_on {
        let fault = Fault::new(&problems::MEMBERSHIP_NOT_IN_FORCE);
        return Err(fault.with("left_on", left_on).into());
    }
    // Not before the last posting: no savings may stand as a non-member's (R68).
    let joined_on = before.joined_on.unwrap_or(before.applied_on);
    let last = store::last_posting_of(tx, before.id).await?;
    let earliest = last.map_or(joined_on, |last| last.max(joined_on));
    if draft.left_on < earliest {
        let fault = Fault::at(&crate::registry::problems::DATE_TOO_EARLY, "/left_on");
        return Err(fault.with("earliest", earliest).into());
    }
    let today = issuer.day(author);
    if let Some(fault) = rules::check_day(draft.left_on, today, "/left_on") {
        return Err(fault.into());
    }
    let control = find_chain(tx, issuer.id).await?.control;
    rules::check_exit_day(&control, draft.left_on, today, senior)?;
    let died_on = match before.holder_person_id {
        Some(person) => crate::registry::store::hold_death(tx, person).await?,
        None => None,
    };
    if let Some(fault) = rules::check_death(draft.reason, died_on, draft.left_on) {
        return Err(fault.into());
    }
    let row = member::Model {
        status: MemberStatus::Former,
        left_on: Some(draft.left_on),
        exit_reason: Some(draft.reason),
        left_recorded_at: Some(author.at),
        version: before.version + 1,
        ..before.clone()
    };
    let changed: member::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    if before.standing == Standing::Member && before.status == MemberStatus::Active {
        let delta = member_delta(&before.region_code, before.sex, -1)?;
        rollup::append(tx, &[delta]).await?;
    }
    let act =
        Act { reason: Some(draft.reason.as_str()), ..act("end_membership", Some(&before), &row) };
    audit::record(tx, author, act).await?;
    Ok(row)
}

/// What the audit log keeps: no name, no number that names a person.
fn audited(row: &member::Model) -> serde_json::Value {
    json!({
        "organization_id": row.organization_id, "register_number": row.register_number,
        "holder_person_id": row.holder_person_id,
        "holder_organization_id": row.holder_organization_id,
        "holder_class": row.holder_class, "standing": row.standing, "status": row.status,
        "applied_on": row.applied_on, "joined_on": row.joined_on, "left_on": row.left_on,
        "exit_reason": row.exit_reason, "version": row.version,
    })
}

fn act<'a>(action: &'a str, before: Option<&member::Model>, after: &member::Model) -> Act<'a> {
    Act {
        action,
        subject_kind: "member",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: None,
        before: before.map(audited),
        after: Some(audited(after)),
    }
}
