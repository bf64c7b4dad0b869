//! HTTP of schemes.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::Access;
use crate::investment::routes::{issuer, lock};
use crate::investment::surplus::actions;
use crate::investment::surplus::drafts::SchemeDraft;
use crate::investment::surplus::entity::scheme;
use crate::investment::surplus::scheme::SchemeTerms;
use crate::investment::surplus::{rules, starters, store};
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::{OrganizationId, SurplusSchemeId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};
use crate::registry::entity::organization::LegalForm;

/// A scheme.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SchemeView {
    /// Identity.
    pub id: SurplusSchemeId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// First day on which it holds.
    pub valid_from: NaiveDate,
    /// First day on which a later one holds.
    pub valid_to: Option<NaiveDate>,
    /// The decision that set it.
    pub decision_number: String,
    /// When that was decided.
    pub decided_on: NaiveDate,
    /// The law or by-law that it rests on.
    pub basis: Option<String>,
    /// Its terms.
    pub terms: SchemeTerms,
    /// What should be looked at.
    pub warnings: Vec<ProblemItem>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl SchemeView {
    fn of(
        row: scheme::Model,
        form: LegalForm,
        valid_to: Option<NaiveDate>,
        language: Language,
    ) -> ApiResult<Self> {
        let terms = actions::terms_of(&row)?;
        let (_, warnings) = rules::check_scheme(form, &terms);
        Ok(Self {
            id: row.id,
            organization_id: row.organization_id,
            valid_from: row.valid_from,
            valid_to,
            decision_number: row.decision_number,
            decided_on: row.decided_on,
            basis: row.basis,
            terms,
            warnings: items(&warnings, language),
            created_at: row.created_at,
        })
    }
}

fn items(warnings: &[Fault], language: Language) -> Vec<ProblemItem> {
    warnings.iter().map(|fault| ProblemItem::of(fault, language)).collect()
}

/// Schemes of an issuer, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/surplus-schemes", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), PageQuery),
    responses((status = 200, content((Page<SchemeView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_surplus_schemes(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let issuer = issuer(&app, &access, id).await?;
    let language = language(&headers);
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, form) = (app.clone(), issuer.legal_form);
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_schemes(app.db.read(), issuer.id, &page).await?;
            // Each begins after the one before, so the next row ends it.
            let starts: Vec<NaiveDate> = rows.iter().map(|row| row.valid_from).collect();
            let mut place = 0;
            let page = Page::of(
                rows,
                page.limit,
                |row| row.id,
                |row| {
                    place += 1;
                    SchemeView::of(row, form, starts.get(place).copied(), language)
                },
            );
            let items = page.items.into_iter().collect::<ApiResult<Vec<_>>>()?;
            Ok(Page { items, next_cursor: page.next_cursor })
        }
    })
    .await
}

/// Record a scheme; it supersedes the latest one and is never edited. With an
/// `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/surplus-schemes", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer")),
    request_body = SchemeDraft,
    responses((status = 201, body = SchemeView), (status = 200, body = SchemeView, description = "An identical resend")),
)]
pub async fn create_surplus_scheme(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<SchemeDraft>,
) -> ApiResult<Answer<SchemeView>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let saved = actions::create_scheme(&tx, &issuer, draft, &access.author()).await?;
    let valid_to = store::superseded_on(&tx, &saved.row).await?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    let view = SchemeView::of(saved.row, issuer.legal_form, valid_to, language(&headers))?;
    Ok(Answer(status, view))
}

/// One scheme.
#[utoipa::path(
    get, path = "/api/v1/surplus-schemes/{id}", tag = "investment",
    params(("id" = SurplusSchemeId, Path, description = "The scheme")),
    responses((status = 200, body = SchemeView)),
)]
pub async fn find_surplus_scheme(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<SurplusSchemeId>,
) -> ApiResult<Answer<SchemeView>> {
    let row = store::find_scheme(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = issuer(&app, &access, row.organization_id).await?;
    let valid_to = store::superseded_on(app.db.read(), &row).await?;
    let view = SchemeView::of(row, issuer.legal_form, valid_to, language(&headers))?;
    Ok(Answer(StatusCode::OK, view))
}

/// A scheme to start from.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StarterView {
    /// Legal form.
    pub legal_form: LegalForm,
    /// Name.
    pub name: String,
    /// The law and the practice that it follows; "to be checked" where the
    /// article has to be read first.
    pub basis: String,
    /// Terms.
    pub terms: SchemeTerms,
}

/// Schemes to start from, by legal form: proposals, for the issuer to adapt
/// to its own AD/ART; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/surplus-scheme-starters", tag = "investment",
    responses((status = 200, content((Page<StarterView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_surplus_scheme_starters(format: Format) -> ApiResult<Response> {
    let view = |starter: starters::Starter| StarterView {
        legal_form: starter.legal_form,
        name: starter.name.to_owned(),
        basis: starter.basis.to_owned(),
        terms: starter.terms,
    };
    let items = starters::starters().into_iter().map(view).collect();
    Page { items, next_cursor: None }.answer(format)
}
