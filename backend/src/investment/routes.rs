//! HTTP of investment.

use sea_orm::DbErr;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::identity::Access;
use crate::investment::actions::Issuer;
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, AppState, PageRequest};
use crate::registry::entity::organization;

pub(in crate::investment) use exits::ExitSettlementView;
pub(in crate::investment) use ledger::TransactionView;
pub(in crate::investment) use postings::post;

mod bulk;
mod capital;
mod encumbrances;
mod exits;
mod instruments;
mod interest;
mod ledger;
mod members;
mod postings;
mod register;
mod reports;
mod statements;

/// The operations of investment.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(instruments::list_instruments, instruments::create_instrument))
        .routes(routes!(instruments::find_instrument))
        .routes(routes!(instruments::create_instrument_amount))
        .routes(routes!(members::list_members, members::create_member))
        .routes(routes!(members::find_member))
        .routes(routes!(members::end_membership))
        .routes(routes!(statements::list_statement_entries))
        .routes(routes!(interest::record_savings_interest))
        .routes(routes!(interest::find_savings_interest))
        .routes(routes!(interest::record_tax_remittance))
        .routes(routes!(postings::record_contribution))
        .routes(routes!(postings::record_withdrawal))
        .routes(routes!(postings::record_opening_balance))
        .routes(routes!(postings::record_transfer))
        .routes(routes!(postings::record_redemption))
        .routes(routes!(postings::record_conversion))
        .routes(routes!(encumbrances::list_encumbrances, encumbrances::create_encumbrance))
        .routes(routes!(encumbrances::release_encumbrance))
        .routes(routes!(exits::record_exit_settlement, exits::find_exit_settlement))
        .routes(routes!(exits::reveal_heirs))
        .routes(routes!(exits::record_exit_payment))
        .routes(routes!(exits::create_exit_rule))
        .routes(routes!(postings::reverse_ledger_transaction))
        .routes(routes!(bulk::record_ledger_transactions))
        .routes(routes!(ledger::list_ledger_transactions))
        .routes(routes!(ledger::find_ledger_transaction))
        .routes(routes!(ledger::list_balances))
        .routes(routes!(capital::find_capital))
        .routes(routes!(register::list_member_register))
        .routes(routes!(reports::find_trial_balance))
        .routes(routes!(reports::find_equity))
}

/// Most lines of a paper; longer ones are read as CSV.
const PAPER_LINES_MAX: usize = 20_000;

/// Refuses a paper of so many lines.
fn require_room(lines: usize) -> ApiResult<()> {
    if lines <= PAPER_LINES_MAX {
        return Ok(());
    }
    let fault = Fault::new(&super::problems::PAPER_TOO_LONG);
    Err(fault.with("maximum", PAPER_LINES_MAX).into())
}

/// Rows of a paper that are read at once.
const ROWS_AT_ONCE: u64 = 1_000;

/// All rows of a paper, by a number that each has.
pub(in crate::investment) async fn rows_of_paper<T, F, Fut>(
    number: fn(&T) -> i64,
    read: F,
) -> ApiResult<Vec<T>>
where
    F: Fn(PageRequest<i64>) -> Fut,
    Fut: Future<Output = Result<Vec<T>, DbErr>>,
{
    let mut rows: Vec<T> = Vec::new();
    loop {
        let page = PageRequest { after: rows.last().map(number), limit: ROWS_AT_ONCE };
        let more = read(page).await?;
        // The page after begins behind the last row of this one.
        let ended = more.len() <= usize::try_from(ROWS_AT_ONCE).unwrap_or(usize::MAX);
        rows.extend(more);
        require_room(rows.len())?;
        if ended {
            return Ok(rows);
        }
    }
}

/// The issuer of a request, for reading: 404 where the caller may not know of
/// it, 403 where they may not do this there.
pub(in crate::investment) async fn issuer(
    app: &AppState,
    access: &Access,
    id: OrganizationId,
) -> ApiResult<Issuer> {
    Ok(issuing(app, access, id).await?.0)
}

/// The same with its row, for the head of a paper.
pub(in crate::investment) async fn issuing(
    app: &AppState,
    access: &Access,
    id: OrganizationId,
) -> ApiResult<(Issuer, organization::Model)> {
    let row = crate::registry::store::find_organization(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = Issuer::of(&row)?;
    access.require(&issuer.region, issuer.id)?;
    Ok((issuer, row))
}

/// The same inside a transaction that will write, with the issuer locked.
pub(in crate::investment) async fn lock(
    tx: &sea_orm::DatabaseTransaction,
    access: &Access,
    id: OrganizationId,
) -> ApiResult<Issuer> {
    let issuer = super::actions::lock_issuer(tx, &access.visible, id).await?;
    access.require(&issuer.region, issuer.id)?;
    Ok(issuer)
}
