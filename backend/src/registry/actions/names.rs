//! Approved names that run out (R23): the day comes by itself, and is stored.

use chrono::NaiveDate;
use sea_orm::DatabaseTransaction;

use super::bulk::{Changed, change_organizations};
use super::{Context, facts, with_status};
use crate::identity::Scope;
use crate::kernel::ids::OrganizationId;
use crate::platform::PageRequest;
use crate::platform::db::Database;
use crate::platform::problem::ApiResult;
use crate::registry::entity::organization::{self, OrganizationStatus};
use crate::registry::parameters::Parameters;
use crate::registry::rules;
use crate::registry::store::{self, OrganizationFilter};

/// Rows of one look, and at most of one transaction: other writers come between.
const BATCH: u64 = 500;
/// What the history of the status and the audit log say.
const REASON: &str = "persetujuan nama kedaluwarsa / the approval of the name ran out (R23)";

/// Stores the expiry of every approved name whose time has run out by the day of
/// the context, with its history and figures; gives how many. What another
/// process stored meanwhile is left alone.
///
/// # Errors
/// When the database refuses; what is not stored yet stays for the next time.
pub async fn expire_names(db: &Database, context: &Context) -> ApiResult<usize> {
    let scope = Scope::everything();
    let named = OrganizationFilter {
        status: Some(OrganizationStatus::NameApproved),
        ..OrganizationFilter::default()
    };
    let parameters = store::parameters(db.read()).await?;
    let mut page = PageRequest { after: None, limit: BATCH };
    let mut expired = 0;
    loop {
        let rows = store::list_organizations(db.read(), &scope, &named, &page).await?;
        let Some(last) = rows.last() else { return Ok(expired) };
        page.after = Some(last.id);
        let due = rows.iter().filter(|row| run_out(row, &parameters, context).is_some());
        let due: Vec<OrganizationId> = due.map(|row| row.id).collect();
        if due.is_empty() {
            continue;
        }
        let tx = db.begin_write().await?;
        let mut changes = Vec::new();
        for id in due {
            let locked = store::lock_organization(&tx, &scope, id).await?;
            changes.extend(locked.and_then(|row| change(row, &parameters, context)));
        }
        expired += changes.len();
        change_organizations(&tx, changes, REASON, context).await?;
        tx.commit().await?;
    }
}

/// The row, which is locked, as the day leaves it: a name whose approval is
/// recorded only after it ran out expires at once.
pub(super) async fn settle(
    tx: &DatabaseTransaction,
    row: organization::Model,
    context: &Context,
) -> ApiResult<organization::Model> {
    if row.status != OrganizationStatus::NameApproved {
        return Ok(row);
    }
    let parameters = store::parameters(tx).await?;
    let Some(changed) = change(row.clone(), &parameters, context) else { return Ok(row) };
    let after = changed.after.clone();
    change_organizations(tx, vec![changed], REASON, context).await?;
    Ok(after)
}

fn run_out(
    row: &organization::Model,
    parameters: &Parameters,
    context: &Context,
) -> Option<NaiveDate> {
    rules::expired_since(facts(row), parameters, context.today)
}

fn change(
    before: organization::Model,
    parameters: &Parameters,
    context: &Context,
) -> Option<Changed> {
    let since = run_out(&before, parameters, context)?;
    let after = organization::Model {
        version: before.version + 1,
        updated_at: context.author.at,
        ..with_status(
            before.clone(),
            OrganizationStatus::NameExpired,
            since,
            before.name_approved_on,
        )
    };
    Some(Changed { before, after })
}
