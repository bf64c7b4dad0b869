//! HTTP of persons.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::Access;
use crate::identity::entity::access_grant::Role;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::identifiers::{Nik, Sex};
use crate::kernel::ids::{OrganizationId, PersonId};
use crate::kernel::region_code::RegionCode;
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::query::search_key;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest, codes};
use crate::registry::actions::{self, Context, Opened, SavedPerson};
use crate::registry::drafts::{PersonDraft, RevealDraft};
use crate::registry::entity::person;
use crate::registry::problems;
use crate::registry::store::{self, PersonFilter};

/// A person; NIK and phone are masked, the address is left out.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PersonView {
    /// Identity.
    pub id: PersonId,
    /// Name.
    pub full_name: String,
    /// NIK, masked: `810201******0001`.
    pub nik_masked: Option<String>,
    /// Phone, masked.
    pub phone_masked: Option<String>,
    /// Whether an address is recorded.
    pub has_address: bool,
    /// Sex.
    pub sex: Option<Sex>,
    /// Day of birth, of a person without a NIK: beside a masked NIK it would
    /// give the hidden digits away.
    pub birth_date: Option<NaiveDate>,
    /// Region where the person lives.
    pub region_code: String,
    /// The organization that keeps this record.
    pub organization_id: Option<OrganizationId>,
    /// Day of death.
    pub deceased_on: Option<NaiveDate>,
    /// Where the record comes from, if nobody typed it in; invented persons of a
    /// demonstration are marked here.
    pub source: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// What should be looked at; only after a write.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<ProblemItem>,
}

impl From<person::Model> for PersonView {
    fn from(row: person::Model) -> Self {
        Self {
            id: row.id,
            full_name: row.full_name,
            nik_masked: row.nik_masked,
            phone_masked: row.phone_masked,
            has_address: row.address_sealed.is_some(),
            sex: row.sex,
            birth_date: row.birth_date.filter(|_| row.nik_index.is_none()),
            region_code: row.region_code,
            organization_id: row.organization_id,
            deceased_on: row.deceased_on,
            source: row.source,
            created_at: row.created_at,
            warnings: Vec::new(),
        }
    }
}

impl PersonView {
    fn warned(self, warnings: &[Fault], language: Language) -> Self {
        Self {
            warnings: warnings.iter().map(|fault| ProblemItem::of(fault, language)).collect(),
            ..self
        }
    }
}

/// Which persons.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PersonQuery {
    /// In this region or below.
    pub region: Option<RegionCode>,
    /// Kept by this organization.
    pub organization: Option<OrganizationId>,
    /// Words of the name.
    #[param(max_length = 100)]
    pub search: Option<String>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// A NIK to search by; in the body, so that it stands in no address and no log.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NikSearch {
    /// Identity number, 16 digits.
    #[schema(min_length = 16, max_length = 40)]
    pub nik: String,
}

/// What a search by NIK found.
#[derive(Debug, Serialize, ToSchema)]
pub struct NikSearchResult {
    /// The person, if one in the caller's reach has this NIK.
    pub person: Option<PersonView>,
}

/// The full numbers and the address of a person.
#[derive(Serialize, ToSchema)]
pub struct RevealedPerson {
    /// Identity.
    pub id: PersonId,
    /// NIK.
    pub nik: Option<String>,
    /// Phone, E.164.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Day of birth.
    pub birth_date: Option<NaiveDate>,
}

/// Persons that the caller may see, oldest first, masked; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/persons", tag = "registry",
    params(PersonQuery),
    responses((status = 200, content((Page<PersonView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_persons(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<PersonQuery>,
) -> ApiResult<Response> {
    let filter = PersonFilter {
        region: query.region,
        organization: query.organization,
        name_key: search_key(query.search.as_deref())?,
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_persons(app.db.read(), &scope, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, PersonView::from))
        }
    })
    .await
}

/// Record a person. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/persons", tag = "registry",
    request_body = PersonDraft,
    responses((status = 201, body = PersonView), (status = 200, body = PersonView, description = "An identical resend")),
)]
pub async fn create_person(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiJson(draft): ApiJson<PersonDraft>,
) -> ApiResult<Versioned<PersonView>> {
    let tx = app.db.begin_write().await?;
    require_place(&tx, &access, &draft.region_code, draft.organization_id).await?;
    let saved = actions::create_person(&tx, &app.vault, draft, None, &Context::of(&access)).await;
    let saved = saved.map_err(|error| hinted(&app, &access, error))?;
    tx.commit().await?;
    let fresh = saved.fresh;
    let (version, view) = view(saved, &headers);
    Ok(Versioned::created(version, view, fresh))
}

/// One person, masked.
#[utoipa::path(
    get, path = "/api/v1/persons/{id}", tag = "registry",
    params(("id" = PersonId, Path, description = "The person")),
    responses((status = 200, body = PersonView)),
)]
pub async fn find_person(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<PersonId>,
) -> ApiResult<Versioned<PersonView>> {
    let row = store::find_person(app.db.read(), &access.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    Ok(Versioned::ok(row.version, row.into()))
}

/// Replace what is recorded of a person.
#[utoipa::path(
    put, path = "/api/v1/persons/{id}", tag = "registry",
    params(("id" = PersonId, Path, description = "The person"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = PersonDraft,
    responses((status = 200, body = PersonView)),
)]
pub async fn replace_person(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    if_match: IfMatch,
    ApiPath(id): ApiPath<PersonId>,
    ApiJson(draft): ApiJson<PersonDraft>,
) -> ApiResult<Versioned<PersonView>> {
    let tx = app.db.begin_write().await?;
    let before =
        store::lock_person(&tx, &access.scope, id).await?.ok_or_else(ApiError::not_found)?;
    if_match.check(before.version)?;
    require_place(&tx, &access, &draft.region_code, draft.organization_id).await?;
    if before.organization_id != draft.organization_id {
        // Moving a person needs the reach of both organizations.
        let region = before.region_code.parse().map_err(ApiError::internal)?;
        require_place(&tx, &access, &region, before.organization_id).await?;
    }
    let context = Context::of(&access);
    let region = before.region_code.parse().map_err(ApiError::internal)?;
    let senior = access.reaches_as(&[Role::Administrator], &region, before.organization_id);
    let draft = (draft, senior);
    let saved = actions::replace_person(&tx, &app.vault, before, draft, &context).await;
    let saved = saved.map_err(|error| hinted(&app, &access, error))?;
    tx.commit().await?;
    let (version, view) = view(saved, &headers);
    Ok(Versioned::ok(version, view))
}

/// Search a person by exact NIK, within the caller's reach (R108).
#[utoipa::path(
    post, path = "/api/v1/persons/search", tag = "registry",
    request_body = NikSearch,
    responses((status = 200, body = NikSearchResult)),
)]
pub async fn search_person(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<NikSearch>,
) -> ApiResult<Answer<NikSearchResult>> {
    let nik = Nik::parse(&draft.nik, access.today()).map_err(|fault| fault.below("/nik"))?;
    let tx = app.db.begin_write().await?;
    let found = store::find_person_by_nik(&tx, &actions::nik_index(&app.vault, &nik)).await?;
    let person = match found {
        Some(row) => store::find_person(&tx, &access.scope, row.id).await?,
        None => None,
    };
    actions::audit_search(&tx, person.as_ref(), &Context::of(&access)).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, NikSearchResult { person: person.map(PersonView::from) }))
}

/// Show a person's full NIK, phone and address for a stated purpose; the reading is audited (R108).
#[utoipa::path(
    post, path = "/api/v1/persons/{id}/reveal", tag = "registry",
    params(("id" = PersonId, Path, description = "The person")),
    request_body = RevealDraft,
    responses((status = 200, body = RevealedPerson)),
)]
pub async fn reveal_person(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<PersonId>,
    ApiJson(draft): ApiJson<RevealDraft>,
) -> ApiResult<Answer<RevealedPerson>> {
    let tx = app.db.begin_write().await?;
    let row = store::find_person(&tx, &access.scope, id).await?.ok_or_else(ApiError::not_found)?;
    let context = Context::of(&access);
    let opened = actions::reveal_person(&tx, &app.vault, &row, &draft.purpose, &context).await?;
    tx.commit().await?;
    let Opened { nik, phone, address } = opened;
    let revealed = RevealedPerson { id, nik, phone, address, birth_date: row.birth_date };
    Ok(Answer(StatusCode::OK, revealed))
}

/// A person is recorded for an organization of the caller's reach, or, without
/// one, in a region of it.
async fn require_place(
    tx: &DatabaseTransaction,
    access: &Access,
    region: &RegionCode,
    organization: Option<OrganizationId>,
) -> ApiResult<()> {
    let Some(id) = organization else { return access.require_region(region) };
    let unknown = || Fault::at(&codes::REFERENCE_UNKNOWN, "/organization_id");
    let row = store::find_organization(tx, &access.visible, id).await?.ok_or_else(unknown)?;
    let seat = row.region_code.parse().map_err(ApiError::internal)?;
    access.require(&seat, row.id)
}

/// A refusal for a NIK that is taken tells of somebody beyond the caller's
/// reach: so many, and no more, in a while.
fn hinted(app: &AppState, access: &Access, error: ApiError) -> ApiError {
    let tells = error.faults().iter().any(|fault| fault.code.name == problems::NIK_TAKEN.name);
    if !tells {
        return error;
    }
    tracing::warn!(user.id = %access.user_id(), "a NIK that is taken was given");
    app.logins.hints_by_user.attempt(&access.user_id().to_string()).err().unwrap_or(error)
}

fn view(saved: SavedPerson, headers: &HeaderMap) -> (i64, PersonView) {
    let version = saved.row.version;
    (version, PersonView::from(saved.row).warned(&saved.warnings, language(headers)))
}
