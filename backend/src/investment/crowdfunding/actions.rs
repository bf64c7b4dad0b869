//! Writes of securities crowdfunding: load, decide, save, audit.

use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait};
use serde_json::json;

use super::drafts::{ScfRecordDraft, ScfResaleDraft};
use super::entity::record;
use super::rules::{self, Investor};
use super::{problems, store};
use crate::identity::Scope;
use crate::investment::actions::Issuer;
use crate::investment::problems::AMOUNT_NOT_POSITIVE;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{codes, creation};
use crate::registry::problems::DATE_IN_FUTURE;

/// Records a purchase of an issuer, which the caller has locked.
///
/// # Errors
/// 422 above the limits of investor or issuer or for a maturity that does not
/// fit (R69, R70); 409 for an id of another, or a purchase that is recorded.
pub async fn record_purchase(
    tx: &DatabaseTransaction,
    scope: &Scope,
    issuer: &Issuer,
    draft: ScfRecordDraft,
    author: &Author,
) -> ApiResult<Saved<record::Model>> {
    let claim = creation::claim(tx, "scf_record", draft.id, &(issuer.id, &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(record::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let row = record::Model {
        id,
        organization_id: issuer.id,
        region_code: issuer.region.to_string(),
        organiser_name: draft.organiser_name.trim().to_owned(),
        organiser_reference: draft.organiser_reference.trim().to_owned(),
        security: draft.security,
        investor_person_id: draft.investor_person_id,
        investor_organization_id: draft.investor_organization_id,
        income_sen: draft.income,
        account_since: draft.account_since,
        amount_sen: draft.amount,
        distributed_on: draft.distributed_on,
        matures_on: draft.matures_on,
        created_at: author.at,
    };
    check_shape(tx, scope, issuer, &row, author).await?;
    require_new(tx, &row).await?;
    check_limits(tx, &row).await?;
    let inserted: record::ActiveModel = row.clone().into();
    record::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let after = json!({
        "organization_id": row.organization_id, "security": row.security,
        "amount": row.amount_sen, "distributed_on": row.distributed_on,
        "organiser_name": row.organiser_name, "organiser_reference": row.organiser_reference,
    });
    leave_trace(tx, "record_scf_purchase", &row, after, author).await?;
    Ok(Saved { row, fresh: true })
}

/// Refuses a purchase that stands in the records: an organiser gives each its
/// own reference, and one that counts twice takes up the limits.
async fn require_new(tx: &DatabaseTransaction, row: &record::Model) -> ApiResult<()> {
    let reference = &row.organiser_reference;
    let known = store::organisers_of(tx, row.organization_id, reference).await?;
    let organiser = name_key(&row.organiser_name);
    if known.iter().any(|name| name_key(name) == organiser) {
        let fault = Fault::at(&problems::SCF_RECORDED, "/organiser_reference");
        return Err(fault.with("reference", reference).into());
    }
    Ok(())
}

/// What the purchase alone shows: one investor, an amount, a day, its dates.
async fn check_shape(
    tx: &DatabaseTransaction,
    scope: &Scope,
    issuer: &Issuer,
    row: &record::Model,
    author: &Author,
) -> ApiResult<()> {
    let mut faults = Vec::new();
    let one = match (row.investor_person_id, row.investor_organization_id) {
        (Some(_), None) => row.income_sen.is_some_and(|income| !income.is_negative()),
        (None, Some(_)) => row.income_sen.is_none() && row.account_since.is_none(),
        _ => false,
    };
    if !one {
        faults.push(Fault::new(&problems::SCF_INVESTOR));
    }
    if !row.amount_sen.is_positive() {
        faults.push(Fault::at(&AMOUNT_NOT_POSITIVE, "/amount"));
    }
    faults.extend(crate::investment::rules::check_size(row.amount_sen));
    let today = issuer.today(author.at);
    if row.distributed_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/distributed_on").with("today", today));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    if let Some(person) = row.investor_person_id
        && crate::registry::store::find_person(tx, scope, person).await?.is_none()
    {
        return Err(Fault::at(&codes::REFERENCE_UNKNOWN, "/investor_person_id").into());
    }
    if let Some(organization) = row.investor_organization_id
        && crate::registry::store::find_organization(tx, scope, organization).await?.is_none()
    {
        return Err(Fault::at(&codes::REFERENCE_UNKNOWN, "/investor_organization_id").into());
    }
    Ok(())
}

/// The limits of the investor's year and the issuer's twelve months.
async fn check_limits(tx: &DatabaseTransaction, row: &record::Model) -> ApiResult<()> {
    let parameters = crate::registry::store::parameters(tx).await?;
    let day = row.distributed_on;
    rules::check_tenor(row.security, day, row.matures_on, &parameters)?;
    if let Some(person) = row.investor_person_id {
        if tx.get_database_backend() == DbBackend::Postgres {
            // A person buys of several issuers, whose locks do not meet: the
            // limit of a year is taken from under a lock of the person's own.
            let sql = "SELECT 1 FROM person WHERE id = $1 FOR UPDATE";
            let lock = crate::platform::db::statement(tx, sql, vec![person.into()]);
            tx.query_one_raw(lock).await?;
        }
        let investor = Investor { income: row.income_sen, account_since: row.account_since };
        let limit = rules::yearly_limit(&investor, &parameters, day)?;
        let bought = store::bought_in_year(tx, person, day).await?;
        rules::check_investor(limit, bought, row.amount_sen)?;
    }
    let until = day.checked_add_months(chrono::Months::new(12)).unwrap_or(day);
    let span = (rules::twelve_months_before(day), until);
    let raised = store::raised_by_day(tx, row.organization_id, span).await?;
    let raised = rules::highest_window(&raised, day)?;
    Ok(rules::check_issuer(raised, row.amount_sen, &parameters, day)?)
}

/// Records that a purchase was sold again; the caller has locked its issuer.
///
/// # Errors
/// 409 before its time, or a second time (R70).
pub async fn record_resale(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    row: &record::Model,
    draft: &ScfResaleDraft,
    author: &Author,
) -> ApiResult<()> {
    let today = issuer.today(author.at);
    if draft.sold_on > today {
        return Err(Fault::at(&DATE_IN_FUTURE, "/sold_on").with("today", today).into());
    }
    if store::is_resold(tx, row.id).await? {
        return Err((&problems::SCF_RESOLD).into());
    }
    let parameters = crate::registry::store::parameters(tx).await?;
    rules::check_resale(row.security, row.distributed_on, draft.sold_on, &parameters)?;
    let reference = draft.organiser_reference.trim();
    store::insert_resale(tx, row.id, draft.sold_on, reference, author.at).await?;
    let after = json!({ "sold_on": draft.sold_on, "organiser_reference": reference });
    leave_trace(tx, "record_scf_resale", row, after, author).await
}

async fn leave_trace(
    tx: &DatabaseTransaction,
    action: &str,
    row: &record::Model,
    after: serde_json::Value,
    author: &Author,
) -> ApiResult<()> {
    let act = Act {
        action,
        subject_kind: "scf_record",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        reason: Some(row.organiser_reference.clone()),
        before: None,
        after: Some(after),
    };
    Ok(audit::record(tx, author, act).await?)
}
