//! Recording many organizations at once, for imports.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, Iterable};

use super::{Context, act, enterprise_delta, holds_village, status_entry};
use crate::platform::audit::{self, Act};
use crate::platform::etag;
use crate::platform::problem::ApiResult;
use crate::platform::rollup;
use crate::registry::entity::{organization, organization_status};

/// Rows of one statement: 23 values each, SQLite takes at most 32,766.
const ROWS_PER_STATEMENT: usize = 1_000;

/// Records new organizations that `judge` has passed, with their
/// status, figures and audit events, in a handful of statements.
///
/// # Errors
/// 409 where a unique key collides with what another request recorded meanwhile.
pub async fn create_organizations(
    tx: &DatabaseTransaction,
    rows: &[organization::Model],
    context: &Context,
) -> ApiResult<()> {
    let author = &context.author;
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        let inserted = some.iter().map(|row| {
            let row: organization::ActiveModel = row.clone().into();
            row.reset_all()
        });
        organization::Entity::insert_many(inserted).exec_without_returning(tx).await?;
        let statuses = some.iter().map(|row| status_entry(row, None, author));
        organization_status::Entity::insert_many(statuses).exec_without_returning(tx).await?;
        let deltas = some.iter().map(|row| enterprise_delta(row, 1));
        rollup::append(tx, &deltas.collect::<ApiResult<Vec<_>>>()?).await?;
        let acts = some.iter().map(|row| act("create_organization", None, row)).collect();
        audit::record_many(tx, author, acts).await?;
    }
    Ok(())
}

/// A known organization and what becomes of it, decided before.
#[derive(Debug, Clone)]
pub struct Changed {
    /// As it is recorded, locked.
    pub before: organization::Model,
    /// As it will be, its version one higher.
    pub after: organization::Model,
}

impl Changed {
    fn changes_status(&self) -> bool {
        self.before.status != self.after.status
    }

    /// Whether anything but the status changes.
    fn changes_fields(&self) -> bool {
        let (before, after) = (&self.before, &self.after);
        let unchanged = organization::Model {
            version: before.version,
            updated_at: before.updated_at,
            ..super::with_status(
                after.clone(),
                before.status,
                before.status_since,
                before.name_approved_on,
            )
        };
        unchanged != *before
    }

    /// Whether it takes its village's place of active BUM Desa by this change (R51).
    fn takes_village(&self) -> bool {
        let holds = |row: &organization::Model| holds_village(row.legal_form, row.status);
        holds(&self.after) && !holds(&self.before)
    }
}

/// Writes changes of known organizations that the rules have passed, with their
/// status, figures and audit events, in a handful of statements. Those that may
/// free a village go before those that take one (R51).
///
/// `reason`: what the history of a status says.
///
/// # Errors
/// 409 where a unique key collides; 412 where a row is not the one decided on.
pub async fn change_organizations(
    tx: &DatabaseTransaction,
    rows: Vec<Changed>,
    reason: &str,
    context: &Context,
) -> ApiResult<()> {
    let (taking, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(Changed::takes_village);
    for group in [others, taking] {
        for some in group.chunks(ROWS_PER_STATEMENT) {
            overwrite(tx, some).await?;
            trace(tx, some, reason, context).await?;
        }
    }
    Ok(())
}

/// All rows in one statement: an insert that meets each row by its id.
async fn overwrite(tx: &DatabaseTransaction, rows: &[Changed]) -> ApiResult<()> {
    use organization::{Column, Entity};
    let inserted = rows.iter().map(|changed| {
        let row: organization::ActiveModel = changed.after.clone().into();
        row.reset_all()
    });
    let kept = |column: &Column| {
        matches!(column, Column::Id | Column::Source | Column::CreationHash | Column::CreatedAt)
    };
    // The version once more, so that a forgotten lock could not lose a change.
    let next = Expr::col((Entity, Column::Version)).add(1);
    let decided_on = Expr::cust("excluded.version").eq(next);
    let meeting = OnConflict::column(Column::Id)
        .update_columns(Column::iter().filter(|column| !kept(column)))
        .action_and_where(decided_on)
        .to_owned();
    let saved = Entity::insert_many(inserted).on_conflict(meeting).exec_without_returning(tx);
    let expected = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    etag::require_saved(u64::from(saved.await? == expected))
}

/// The history of statuses, the figures and the audit events of changes.
async fn trace(
    tx: &DatabaseTransaction,
    rows: &[Changed],
    reason: &str,
    context: &Context,
) -> ApiResult<()> {
    let author = &context.author;
    let reason = Some(reason.to_owned());
    let statuses: Vec<_> = rows
        .iter()
        .filter(|changed| changed.changes_status())
        .map(|changed| status_entry(&changed.after, reason.clone(), author))
        .collect();
    if !statuses.is_empty() {
        organization_status::Entity::insert_many(statuses).exec_without_returning(tx).await?;
    }
    let mut deltas = Vec::new();
    for Changed { before, after } in rows {
        let (old, new) = (enterprise_delta(before, -1)?, enterprise_delta(after, 1)?);
        if old.region != new.region || old.metric != new.metric {
            deltas.extend([old, new]);
        }
    }
    rollup::append(tx, &deltas).await?;
    let acts = |action, includes: fn(&Changed) -> bool| {
        let rows = rows.iter().filter(move |changed| includes(changed));
        let reason = reason.clone();
        rows.map(move |row| Act {
            reason: reason.clone(),
            ..act(action, Some(&row.before), &row.after)
        })
        .collect()
    };
    audit::record_many(tx, author, acts("replace_organization", Changed::changes_fields)).await?;
    let statuses = acts("change_organization_status", Changed::changes_status);
    Ok(audit::record_many(tx, author, statuses).await?)
}
