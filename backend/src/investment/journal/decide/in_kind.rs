//! Capital that comes in as goods (ADR-0027).

use serde_json::json;
use sha2::{Digest, Sha256};

use super::capital::{Brought, bring_in};
use super::{Acting, acting};
use crate::investment::entity::ledger_transaction::PaymentForm;
use crate::investment::in_kind::drafts::InKindContributionDraft;
use crate::investment::in_kind::entity::paper::Used;
use crate::investment::in_kind::entity::valuation;
use crate::investment::in_kind::rules::{self, Circumstances};
use crate::investment::journal::book::{Book, Plan};
use crate::investment::journal::intent::Intent;
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;
use crate::platform::vault::hex;

/// The form of a contribution is that of its asset here.
fn at_the_asset(error: ApiError) -> ApiError {
    let moved = |fault: &Fault| match fault.pointer.as_str() {
        "/form" => Fault { pointer: "/asset/kind".to_owned(), ..fault.clone() },
        _ => fault.clone(),
    };
    error.faults().iter().map(moved).collect::<Vec<Fault>>().into()
}

/// A holder brings goods in: an asset of the issuer instead of cash. Its
/// valuation is kept beside it, and its hash in the details of the transaction.
pub(super) fn contribute(
    book: &Book,
    issuer: OrganizationId,
    draft: &InKindContributionDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let of = (draft.member_id, draft.instrument_id);
    let Acting { instrument, today, effective_on, .. } =
        acting(book, issuer, of, draft.effective_on, intent)?;
    let keys = draft.valuation.valuer.name_keys();
    let namesake = |(of, member, key): &(_, _, String)| {
        (*of == issuer && keys.contains(key)).then_some(*member)
    };
    let namesakes: Vec<_> = book.namesakes.iter().filter_map(namesake).collect();
    let of = Circumstances {
        kind: instrument.kind,
        effective_on,
        today,
        valuer_is_contributor: namesakes.contains(&draft.member_id),
        valuer_is_holder: !namesakes.is_empty(),
    };
    let parameters = book.parameters.as_ref();
    let parameters =
        parameters.ok_or_else(|| ApiError::internal("the parameters were not read"))?;
    let brought = Brought {
        form: PaymentForm::Goods,
        line: rules::asset_line(draft.asset.kind),
        action: "record_in_kind_contribution",
        faults: rules::check_in_kind(draft, &of, parameters)?,
    };
    let plan = bring_in(book, issuer, &draft.contribution(), brought, intent);
    let mut plan = plan.map_err(at_the_asset)?;
    let valued = draft.valued();
    let used = |paper| Used { paper, amount_sen: draft.amount };
    plan.papers = valued.rows(issuer, plan.row.id).into_iter().map(used).collect();
    let stands = |it: &&Used| !book.reversed.contains(&it.paper.transaction_id);
    let standing = book.papers.iter().filter(stands);
    rules::check_papers(&plan.papers, standing.chain(&book.decided.papers))?;
    let content = serde_json::to_string(&valued).map_err(ApiError::internal)?;
    let sha256 = hex(&Sha256::digest(content.as_bytes()));
    let details = json!({ "asset_kind": draft.asset.kind, "valuation_sha256": sha256 });
    plan.noted.insert("valuation".to_owned(), details.clone());
    plan.row.details = Some(details.to_string());
    plan.valuation = Some(valuation::Model {
        id: plan.row.id,
        organization_id: issuer,
        region_code: plan.row.region_code.clone(),
        content,
        recorded_at: plan.row.recorded_at,
    });
    Ok(plan)
}
