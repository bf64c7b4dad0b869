//! HTTP of what an issuer holds its postings to.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::Access;
use crate::investment::control::actions;
use crate::investment::control::drafts::LedgerSettingsDraft;
use crate::investment::control::store::{self, Chain};
use crate::investment::routes::issuer;
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiJson, ApiPath, AppState};

/// What an issuer holds its postings to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LedgerSettingsView {
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Month in which the book year begins.
    pub year_begins: i64,
    /// How many days back whoever keeps the books may post alone.
    pub back_dating_days: i64,
    /// Above this amount a second person approves; absent for no limit.
    pub approval_limit: Option<Money>,
    /// Days after which a request lapses.
    pub approval_days: i64,
    /// Through which day the books are closed.
    pub closed_through: Option<NaiveDate>,
}

impl LedgerSettingsView {
    fn of(organization_id: OrganizationId, chain: &Chain) -> Self {
        let control = chain.control;
        Self {
            organization_id,
            year_begins: control.year_begins,
            back_dating_days: control.back_dating_days,
            approval_limit: control.approval_limit,
            approval_days: control.approval_days,
            closed_through: control.closed_through,
        }
    }
}

/// What an issuer holds its postings to.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/ledger-settings", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer")),
    responses((status = 200, body = LedgerSettingsView)),
)]
pub async fn find_ledger_settings(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
) -> ApiResult<Versioned<LedgerSettingsView>> {
    let issuer = issuer(&app, &access, id).await?;
    let chain = store::find_chain(app.db.read(), issuer.id).await?;
    Ok(Versioned::ok(chain.version, LedgerSettingsView::of(id, &chain)))
}

/// Replace what an issuer holds its postings to; whoever keeps the books may
/// tighten limits, an administrator also loosens them (R117).
#[utoipa::path(
    put, path = "/api/v1/organizations/{id}/ledger-settings", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = LedgerSettingsDraft,
    responses((status = 200, body = LedgerSettingsView)),
)]
pub async fn replace_ledger_settings(
    State(app): State<AppState>,
    access: Access,
    expected: IfMatch,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<LedgerSettingsDraft>,
) -> ApiResult<Versioned<LedgerSettingsView>> {
    let issuer = issuer(&app, &access, id).await?;
    let tx = app.db.begin_write().await?;
    let chain = actions::replace_settings(&tx, &issuer, &access, expected, draft).await?;
    tx.commit().await?;
    Ok(Versioned::ok(chain.version, LedgerSettingsView::of(id, &chain)))
}
