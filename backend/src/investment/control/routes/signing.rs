//! What a second person signs, in full.

use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::identity::access::TREASURERS;
use crate::identity::scope::scope;
use crate::identity::{Access, Scope};
use crate::investment::control::asked::{Asked, AskedLine, AskedRefund};
use crate::investment::control::entity::posting_request::{self, RequestStatus};
use crate::investment::drafts::{
    CapitalConversionDraft, ContributionDraft, ExitPaymentDraft, ExitSettlementDraft,
    OpeningBalanceDraft, RedemptionDraft, ReversalDraft, SavingsInterestDraft, TaxRemittanceDraft,
    TransferDraft, WithdrawalDraft,
};
use crate::investment::entity::exit_settlement;
use crate::investment::in_kind::drafts::InKindContributionDraft;
use crate::investment::journal::Act;
use crate::investment::routes::{ExitSettlementView, TransactionView};
use crate::investment::store;
use crate::platform::audit;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, AppState};

/// What a second person signs: the act as it was asked for, by its name, with
/// what it takes back or pays, and the lines that it came to.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct SignedView {
    /// A holder brings capital in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contribution: Option<ContributionDraft>,
    /// A holder brings capital in as goods: the asset, its value, who found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_kind_contribution: Option<InKindContributionDraft>,
    /// A holder takes capital out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<WithdrawalDraft>,
    /// What was there before the ledger began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening_balance: Option<OpeningBalanceDraft>,
    /// Capital passes to another holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfer: Option<TransferDraft>,
    /// The issuer pays capital back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redemption: Option<RedemptionDraft>,
    /// Capital passes to another instrument.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversion: Option<CapitalConversionDraft>,
    /// A member's savings earn interest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub savings_interest: Option<SavingsInterestDraft>,
    /// Tax that was withheld is paid to the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_remittance: Option<TaxRemittanceDraft>,
    /// A membership ends: loans, loss, heirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_settlement: Option<ExitSettlementDraft>,
    /// A settlement is paid out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_payment: Option<ExitPaymentDraft>,
    /// The settlement that is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settlement: Option<ExitSettlementView>,
    /// A transaction is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversal: Option<ReversalDraft>,
    /// The transaction that is taken back, with its lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<TransactionView>,
    /// Something is paid out of a part of a surplus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_payout: Option<SignedPayoutView>,
    /// When what is owed to who leaves may be paid, of an exit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<AskedRefund>,
    /// The lines that it came to when it was asked.
    pub lines: Vec<AskedLine>,
}

/// A payout of a part that no holder shares.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SignedPayoutView {
    /// For what.
    pub reason: String,
    /// The decision of the meeting on the surplus.
    pub decision_number: String,
    /// The part and its recipient, as the JSON object that the transaction keeps.
    pub details: Option<String>,
}

/// What a request would post, for those who may decide it; the reading leaves
/// its trace, since it may name heirs and valuers (R108). Nothing for others
/// who read the books, or once it is decided or has lapsed: nobody signs it.
///
/// # Errors
/// 500 where the act does not open; when the database fails.
pub(super) async fn signed(
    app: &AppState,
    access: &Access,
    row: &posting_request::Model,
) -> ApiResult<Option<SignedView>> {
    if row.status != RequestStatus::Pending || row.expires_at <= access.at {
        return Ok(None);
    }
    let deciders = scope(&access.actor, TREASURERS, access.today());
    if !deciders.covers(&stored_region(&row.region_code)?, row.organization_id) {
        return Ok(None);
    }
    let Some(asked) = Asked::open(&app.vault, row)? else { return Ok(None) };
    let view = view(app, asked).await?;
    let act = audit::Act {
        action: "find_approval",
        subject_kind: "posting_request",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        after: Some(json!({ "kind": row.kind, "member_id": row.member_id })),
        ..audit::Act::default()
    };
    let tx = app.db.begin_write().await?;
    audit::record(&tx, &access.author(), act).await?;
    tx.commit().await?;
    Ok(Some(view))
}

async fn view(app: &AppState, asked: Asked) -> ApiResult<SignedView> {
    let mut view = SignedView { lines: asked.lines, refund: asked.refund, ..SignedView::default() };
    match asked.act {
        Act::Contribution(_, draft) => view.contribution = Some(draft),
        Act::InKindContribution(_, draft) => view.in_kind_contribution = Some(*draft),
        Act::Withdrawal(_, draft) => view.withdrawal = Some(draft),
        Act::OpeningBalance(_, draft) => view.opening_balance = Some(draft),
        Act::Transfer(_, draft) => view.transfer = Some(draft),
        Act::Redemption(_, draft) => view.redemption = Some(draft),
        Act::Conversion(_, draft) => view.conversion = Some(draft),
        Act::SavingsInterest(_, draft) => view.savings_interest = Some(draft),
        Act::TaxRemittance(_, draft) => view.tax_remittance = Some(draft),
        Act::ExitSettlement(_, _, draft) => view.exit_settlement = Some(draft),
        Act::ExitPayment(_, id, draft) => {
            let row = exit_settlement::Entity::find_by_id(id).one(app.db.read()).await?;
            let settled = row.map(|row| ExitSettlementView::of(row, &app.vault));
            view.settlement = settled.transpose()?;
            view.exit_payment = Some(draft);
        }
        Act::Reversal(id, draft) => {
            let row = store::find_transaction(app.db.read(), &Scope::everything(), id).await?;
            let row = row.ok_or_else(ApiError::not_found)?;
            let entries = store::entries_of(app.db.read(), id).await?;
            view.original = Some(TransactionView::with_lines(row, entries));
            view.reversal = Some(draft);
        }
        Act::Surplus(_, moved) => {
            view.part_payout = Some(SignedPayoutView {
                reason: moved.reason,
                decision_number: moved.decision_number,
                details: moved.details,
            });
        }
    }
    Ok(view)
}
