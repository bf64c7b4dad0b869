//! HTTP of many postings at once.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ledger::TransactionView;
use crate::identity::Access;
use crate::investment::actions;
use crate::investment::control::asked::AskedView;
use crate::investment::drafts::{BulkDraft, BulkItemDraft, ReversalDraft};
use crate::investment::journal::{Act, Bulk, BulkOutcome, Intent, Item, Outcome, Reach};
use crate::investment::problems;
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::platform::idempotency::{Claim, IdempotencyKey};
use crate::platform::json::JsonText;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState};

/// What one refused item does to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkMode {
    /// It refuses all.
    #[default]
    Atomic,
    /// Nothing: each item stands for itself, or with its link.
    Each,
}

/// How a bulk is carried out.
#[derive(Debug, Clone, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BulkQuery {
    /// `atomic` if left out.
    #[serde(default)]
    #[param(inline)]
    pub mode: BulkMode,
    /// Decide everything and keep nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of one item.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BulkItemView {
    /// Status as for a request of its own.
    pub status: u16,
    /// What was posted, or would be.
    pub transaction: Option<TransactionView>,
    /// The request that waits for a second person; not of a dry run, which
    /// leaves none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<AskedView>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemItem>,
}

/// What became of a bulk, item by item in the order of the request.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BulkView {
    /// Whether nothing was kept.
    pub dry_run: bool,
    /// Items posted, or that would be.
    pub posted: u64,
    /// Items that wait for a second person, or would.
    pub waiting: u64,
    /// Items refused.
    pub refused: u64,
    /// The items.
    pub items: Vec<BulkItemView>,
}

fn view(bulk: &Bulk, results: Vec<ApiResult<Outcome>>) -> ApiResult<JsonText> {
    let items = results.into_iter().map(|result| item_view(bulk, result));
    let items: Vec<BulkItemView> = items.collect::<ApiResult<_>>()?;
    let count = |of: fn(u16) -> bool| -> u64 {
        items.iter().filter(|item| of(item.status)).map(|_| 1).sum()
    };
    let view = BulkView {
        dry_run: bulk.dry_run,
        posted: count(|status| status == 201),
        waiting: count(|status| status == 202),
        refused: count(|status| status >= 400),
        items,
    };
    JsonText::of(&view)
}

fn item_view(bulk: &Bulk, result: ApiResult<Outcome>) -> ApiResult<BulkItemView> {
    let bare = BulkItemView { status: 201, transaction: None, approval: None, errors: Vec::new() };
    Ok(match result {
        Ok(Outcome::Posted(posted, _)) => BulkItemView {
            transaction: Some(TransactionView::posted(*posted, bulk.language)),
            ..bare
        },
        Ok(Outcome::Asked(_)) if bulk.dry_run => BulkItemView { status: 202, ..bare },
        Ok(Outcome::Asked(asked)) => BulkItemView { status: 202, approval: Some(asked), ..bare },
        Ok(Outcome::Replayed(_)) => {
            return Err(ApiError::internal("an item of a bulk has no key"));
        }
        Err(error) => {
            let faults = error.faults().iter();
            let errors = faults.map(|it| ProblemItem::of(it, bulk.language)).collect();
            BulkItemView { status: error.status(), errors, ..bare }
        }
    })
}

/// The act of an item, of which exactly one is given, with its field; else the
/// fields of which one is to be given.
fn act_of(
    issuer: OrganizationId,
    item: &BulkItemDraft,
) -> Result<(&'static str, Act), Vec<&'static str>> {
    let item = item.clone();
    let (mut acts, mut fields): (Vec<(&'static str, Act)>, Vec<_>) = (Vec::new(), Vec::new());
    let mut of = |field, act: Option<Act>| {
        fields.push(field);
        acts.extend(act.map(|act| (field, act)));
    };
    of("contribution", item.contribution.map(|draft| Act::Contribution(issuer, draft)));
    let in_kind = item.in_kind_contribution.map(Box::new);
    of("in_kind_contribution", in_kind.map(|draft| Act::InKindContribution(issuer, draft)));
    of("withdrawal", item.withdrawal.map(|draft| Act::Withdrawal(issuer, draft)));
    of("opening_balance", item.opening_balance.map(|draft| Act::OpeningBalance(issuer, draft)));
    of("transfer", item.transfer.map(|draft| Act::Transfer(issuer, draft)));
    of("redemption", item.redemption.map(|draft| Act::Redemption(issuer, draft)));
    of("conversion", item.conversion.map(|draft| Act::Conversion(issuer, draft)));
    let interest = item.savings_interest.map(|draft| Act::SavingsInterest(issuer, draft));
    of("savings_interest", interest);
    let remittance = item.tax_remittance.map(|draft| Act::TaxRemittance(issuer, draft));
    of("tax_remittance", remittance);
    let reversal = item.reversal.map(|draft| {
        let reversal = ReversalDraft { reason: draft.reason, effective_on: draft.effective_on };
        Act::Reversal(draft.transaction_id, reversal)
    });
    of("reversal", reversal);
    match (acts.pop(), acts.is_empty()) {
        (Some(act), true) => Ok(act),
        _ => Err(fields),
    }
}

/// Record up to 1,000 acts of one issuer at once, by one key; atomically or each for itself, or as a dry run that leaves no trace.
///
/// Atomic: 201, or a problem with every fault below its item. Each, or a dry run that would do: 200 with the status of every item; an item that needs a second person waits with status 202 and the id of its request, unless it is linked to others.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/ledger-transactions/bulk", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey, BulkQuery),
    request_body = BulkDraft,
    responses((status = 201, body = BulkView), (status = 200, body = BulkView, description = "Each for itself, or a dry run")),
)]
pub async fn record_ledger_transactions(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<BulkQuery>,
    ApiJson(draft): ApiJson<BulkDraft>,
) -> ApiResult<Response> {
    let author = access.author();
    let request = BulkRequest { query: &query, items: &draft.items };
    let claim = Claim::of(&author, &key, "record_ledger_transactions", &request)?;
    let reach = Reach::of(&access);
    let (mut items, mut faults) = (Vec::with_capacity(draft.items.len()), Vec::new());
    for (nth, item) in draft.items.iter().enumerate() {
        let (field, act) = match act_of(id, item) {
            Ok(found) => found,
            Err(fields) => {
                let fault = Fault::at(&problems::BULK_ITEM_ACT, format!("/items/{nth}"));
                faults.push(fault.with("acts", fields.join(", ")));
                continue;
            }
        };
        let intent = Intent {
            act,
            author: author.clone(),
            reach: reach.clone(),
            id: None,
            request_key: Some(key.key.clone()),
            receipt: None,
            approval: None,
            // What is posted together or not at all cannot half wait.
            may_wait: query.mode == BulkMode::Each && item.link.is_none(),
            vault: Some(app.vault.clone()),
        };
        items.push(Item { intent, field, link: item.link.clone() });
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let bulk = Bulk {
        issuer: id,
        reach,
        author,
        claim,
        language: language(&headers),
        atomic: query.mode == BulkMode::Atomic,
        dry_run: query.dry_run,
        items,
    };
    Ok(match actions::post_bulk(&app, &bulk, view).await? {
        BulkOutcome::Done(status, body) => (status, body).into_response(),
        BulkOutcome::Replayed(replay) => replay.into_response(),
        BulkOutcome::Refused(error) => error.into_response(),
    })
}

/// What is compared when a key comes again.
#[derive(Serialize)]
struct BulkRequest<'a> {
    #[serde(flatten)]
    query: &'a BulkQuery,
    items: &'a [BulkItemDraft],
}
