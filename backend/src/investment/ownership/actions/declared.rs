//! Writes of declared holdings: each appends a statement, none is changed.

use sea_orm::{ActiveModelTrait, ActiveValue, DatabaseTransaction, EntityTrait};
use serde_json::json;

use crate::identity::Scope;
use crate::investment::actions::Issuer;
use crate::investment::ownership::drafts::{DeclaredHoldingDraft, Ratio, WithdrawnDraft};
use crate::investment::ownership::entity::declared_holding;
use crate::investment::ownership::rules::{Span, check_declared, check_whole};
use crate::investment::ownership::{problems, store};
use crate::kernel::fault::Fault;
use crate::kernel::ids::DeclaredHoldingId;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::codes;
use crate::platform::problem::ApiResult;

/// A declared holding that was saved.
#[derive(Debug)]
pub struct SavedHolding {
    /// The latest statement about it.
    pub row: declared_holding::Model,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

/// Records what is declared of a company that the caller has locked.
///
/// # Errors
/// 422 with every fault of the draft; 409 where the shares would be more than
/// the whole, or the id names another holding.
pub async fn create_declared(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &DeclaredHoldingDraft,
    author: &Author,
) -> ApiResult<SavedHolding> {
    let id = draft.id.unwrap_or_else(fresh_id);
    let row = checked(tx, issuer, id, 1, draft, author).await?;
    if let Some(first) = store::first_of(tx, id).await? {
        return if same(&first, &row) {
            Ok(SavedHolding { row: first, fresh: false })
        } else {
            Err((&codes::ID_TAKEN).into())
        };
    }
    require_whole(tx, &row).await?;
    append(tx, "create_declared_holding", None, &row, author).await?;
    Ok(SavedHolding { row, fresh: true })
}

/// Replaces what was declared; the earlier statement stays as what was known
/// then.
///
/// # Errors
/// As [`create_declared`]; 422 without a reason, 409 where it was taken back.
pub async fn replace_declared(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    before: &declared_holding::Model,
    draft: &DeclaredHoldingDraft,
    author: &Author,
) -> ApiResult<declared_holding::Model> {
    require_standing(before)?;
    if draft.reason.is_none() {
        return Err(Fault::at(&problems::REASON_MISSING, "/reason").into());
    }
    let version = before.version + 1;
    let row = checked(tx, issuer, before.holding_id, version, draft, author).await?;
    require_whole(tx, &row).await?;
    append(tx, "replace_declared_holding", Some(before), &row, author).await?;
    Ok(row)
}

/// Takes back what was declared, as if it had never been.
///
/// # Errors
/// 409 where it was taken back already.
pub async fn withdraw_declared(
    tx: &DatabaseTransaction,
    before: &declared_holding::Model,
    draft: &WithdrawnDraft,
    author: &Author,
) -> ApiResult<declared_holding::Model> {
    require_standing(before)?;
    let row = declared_holding::Model {
        id: fresh_id(),
        version: before.version + 1,
        withdrawn: true,
        reason: Some(draft.reason.clone()),
        recorded_at: author.at,
        user_id: author.user_id,
        ..before.clone()
    };
    append(tx, "withdraw_declared_holding", Some(before), &row, author).await?;
    Ok(row)
}

fn require_standing(row: &declared_holding::Model) -> ApiResult<()> {
    if row.withdrawn { Err((&problems::DECLARATION_WITHDRAWN).into()) } else { Ok(()) }
}

/// The statement of a draft, if it is in order by itself.
async fn checked(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    holding_id: DeclaredHoldingId,
    version: i64,
    draft: &DeclaredHoldingDraft,
    author: &Author,
) -> ApiResult<declared_holding::Model> {
    let mut faults = Vec::new();
    let outside = draft.outside_name.is_some();
    if draft.holder_organization_id.is_some() == outside || outside != draft.outside_class.is_some()
    {
        faults.push(Fault::at(&problems::HOLDER_UNCLEAR, "/holder_organization_id"));
    }
    let ratio = ratio(draft).unwrap_or_else(|fault| {
        faults.push(fault);
        Ratio { numerator: 1, denominator: 1 }
    });
    let span = Span {
        numerator: ratio.numerator,
        denominator: ratio.denominator,
        valid_from: draft.valid_from,
        valid_to: draft.valid_to,
    };
    let own = draft.holder_organization_id == Some(issuer.id);
    faults.extend(check_declared(&span, own, issuer.today(author.at)));
    if let Some(holder) = draft.holder_organization_id {
        // Who holds a company is public among organizations, wherever they are.
        let everything = Scope::everything();
        let found = crate::registry::store::find_organization(tx, &everything, holder).await?;
        if found.is_none() {
            faults.push(Fault::at(&codes::REFERENCE_UNKNOWN, "/holder_organization_id"));
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    Ok(declared_holding::Model {
        id: fresh_id(),
        holding_id,
        version,
        issuer_id: issuer.id,
        region_code: issuer.region.to_string(),
        holder_organization_id: draft.holder_organization_id,
        outside_name: draft.outside_name.clone(),
        outside_class: draft.outside_class,
        numerator: ratio.numerator,
        denominator: ratio.denominator,
        valid_from: draft.valid_from,
        valid_to: draft.valid_to,
        source: draft.source.clone(),
        withdrawn: false,
        reason: draft.reason.clone(),
        recorded_at: author.at,
        user_id: author.user_id,
    })
}

/// The share of a draft, given in one of two ways.
fn ratio(draft: &DeclaredHoldingDraft) -> Result<Ratio, Fault> {
    match (draft.share, draft.amount, draft.of_total) {
        (Some(share), None, None) => Ok(share),
        (None, Some(amount), Some(total)) => {
            Ok(Ratio { numerator: amount.sen(), denominator: total.sen() })
        }
        _ => Err(Fault::at(&problems::SHARE_UNCLEAR, "/share")),
    }
}

fn span(row: &declared_holding::Model) -> Span {
    Span {
        numerator: row.numerator,
        denominator: row.denominator,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    }
}

async fn require_whole(tx: &DatabaseTransaction, row: &declared_holding::Model) -> ApiResult<()> {
    let standing = store::standing_of(tx, row.issuer_id).await?;
    let others: Vec<Span> =
        standing.iter().filter(|other| other.holding_id != row.holding_id).map(span).collect();
    check_whole(&others, &span(row)).map_or(Ok(()), |fault| Err(fault.into()))
}

fn same(known: &declared_holding::Model, sent: &declared_holding::Model) -> bool {
    let sent = declared_holding::Model {
        id: known.id,
        recorded_at: known.recorded_at,
        user_id: known.user_id,
        region_code: known.region_code.clone(),
        ..sent.clone()
    };
    *known == sent
}

async fn append(
    tx: &DatabaseTransaction,
    action: &str,
    before: Option<&declared_holding::Model>,
    row: &declared_holding::Model,
    author: &Author,
) -> ApiResult<()> {
    let mut inserted: declared_holding::ActiveModel = row.clone().into();
    inserted.id = ActiveValue::Set(row.id);
    declared_holding::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let state = |row: &declared_holding::Model| {
        json!({
            "issuer_id": row.issuer_id, "version": row.version,
            "holder_organization_id": row.holder_organization_id,
            "outside_name": row.outside_name, "outside_class": row.outside_class,
            "numerator": row.numerator, "denominator": row.denominator,
            "valid_from": row.valid_from, "valid_to": row.valid_to,
            "source": row.source, "withdrawn": row.withdrawn,
        })
    };
    let act = Act {
        action,
        subject_kind: "declared_holding",
        subject_id: row.holding_id.to_string(),
        region_code: Some(row.region_code.clone()),
        reason: row.reason.clone(),
        before: before.map(state),
        after: Some(state(row)),
    };
    Ok(audit::record(tx, author, act).await?)
}
