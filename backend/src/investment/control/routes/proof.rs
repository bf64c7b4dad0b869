//! HTTP of the hash chain.

use std::ops::RangeInclusive;

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::Access;
use crate::investment::control::store;
use crate::investment::entity::ledger_transaction;
use crate::investment::journal::canon::{self, GENESIS, Line};
use crate::investment::routes::issuer;
use crate::kernel::ids::{LedgerTransactionId, OrganizationId};
use crate::platform::json::Answer;
use crate::platform::page::LIMIT_MAX;
use crate::platform::problem::ApiResult;
use crate::platform::query::within;
use crate::platform::vault::hex;
use crate::platform::{ApiPath, ApiQuery, AppState};

/// One transaction of the chain.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ProofItem {
    /// Place in the chain.
    pub sequence: i64,
    /// The transaction.
    pub id: LedgerTransactionId,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Hash of the transaction before it.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub previous_hash: String,
    /// Its hash, as a receipt carries it.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub hash: String,
    /// Whether its canonical form, hashed anew, gives that hash, and whether it
    /// follows the transaction before it.
    pub intact: bool,
}

/// A part of an issuer's chain, hashed anew.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ProofView {
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Name of the canonical form (docs/LEDGER-PROOF.md).
    pub form: String,
    /// Place of the last transaction of all.
    pub head_sequence: i64,
    /// Its hash.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub head_hash: String,
    /// Whether every transaction of this part is intact.
    pub intact: bool,
    /// The transactions, in order.
    pub items: Vec<ProofItem>,
    /// Pass as `from` for the next part; absent at the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_from: Option<i64>,
}

/// Places that a chain can have.
const PLACES: RangeInclusive<i64> = 1..=i64::MAX;

/// Which part of the chain.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProofQuery {
    /// First place; 1 if left out.
    #[param(minimum = 1)]
    pub from: Option<i64>,
    /// Last place; to the end of the part if left out.
    #[param(minimum = 1)]
    pub to: Option<i64>,
}

/// A part of an issuer's hash chain, at most 200 transactions, each hashed
/// anew: a receipt is genuine if the item of its sequence has its hash.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/ledger/proof", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), ProofQuery),
    responses((status = 200, body = ProofView)),
)]
pub async fn find_ledger_proof(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<ProofQuery>,
) -> ApiResult<Answer<ProofView>> {
    let from = within("from", query.from.unwrap_or(1), &PLACES)?;
    let to = within("to", query.to.unwrap_or(i64::MAX), &PLACES)?;
    let issuer = issuer(&app, &access, id).await?;
    let conn = app.db.read();
    let head = store::find_chain(conn, issuer.id).await?.head;
    // One before, whose hash the first one has to name; one after, for a next part.
    let rows = store::transactions_from(conn, issuer.id, from - 1, LIMIT_MAX + 2).await?;
    let mut lines = store::lines_of(conn, rows.iter().map(|row| row.id)).await?;
    let mut before = (from == 1).then(|| GENESIS.to_vec());
    let mut items: Vec<ProofItem> = Vec::with_capacity(rows.len());
    let mut next_from = None;
    for row in rows {
        if row.sequence < from {
            before = Some(row.hash);
            continue;
        }
        if row.sequence > to {
            break;
        }
        if items.len() as u64 == LIMIT_MAX {
            next_from = Some(row.sequence);
            break;
        }
        let expected = items.last().map_or(from, |last| last.sequence + 1);
        let lines = lines.remove(&row.id).unwrap_or_default();
        let intact = row.sequence == expected && is_intact(&row, lines, before.as_deref());
        before = Some(row.hash.clone());
        items.push(item(&row, intact));
    }
    let view = ProofView {
        organization_id: id,
        form: canon::FORM.to_owned(),
        head_sequence: head.sequence,
        head_hash: hex(&head.hash),
        intact: items.iter().all(|item| item.intact),
        items,
        next_from,
    };
    Ok(Answer(StatusCode::OK, view))
}

fn is_intact(row: &ledger_transaction::Model, lines: Vec<Line>, before: Option<&[u8]>) -> bool {
    before.is_some_and(|before| before == row.previous_hash) && row.hash == canon::hash(row, lines)
}

fn item(row: &ledger_transaction::Model, intact: bool) -> ProofItem {
    ProofItem {
        sequence: row.sequence,
        id: row.id,
        recorded_at: row.recorded_at,
        previous_hash: hex(&row.previous_hash),
        hash: hex(&row.hash),
        intact,
    }
}
