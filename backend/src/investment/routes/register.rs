//! HTTP of the register of members as a book.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{issuing, rows_of_paper};
use crate::identity::Access;
use crate::investment::entity::member::{ExitReason, MemberStatus, Standing};
use crate::investment::papers::{self, RegisterPaper};
use crate::investment::store::{self, RegisterRow};
use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{MemberId, OrganizationId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::pdf;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiPath, ApiQuery, AppState, Page, PageRequest};

/// A line of the register (buku daftar anggota).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RegisterEntryView {
    /// The member.
    pub id: MemberId,
    /// Number in the register, without gaps.
    pub register_number: i64,
    /// Name of the holder.
    pub name: Option<String>,
    /// Sex of a person.
    pub sex: Option<Sex>,
    /// In what capacity.
    pub standing: Standing,
    /// Where it stands.
    pub status: MemberStatus,
    /// Day of application.
    pub applied_on: NaiveDate,
    /// First day in force.
    pub joined_on: Option<NaiveDate>,
    /// Blank: the member signs here on paper.
    pub member_signature: Option<String>,
    /// First day no longer in force.
    pub left_on: Option<NaiveDate>,
    /// Why it ended.
    pub exit_reason: Option<ExitReason>,
    /// Blank: the board signs here on paper.
    pub board_signature: Option<String>,
}

impl From<RegisterRow> for RegisterEntryView {
    fn from(row: RegisterRow) -> Self {
        Self {
            id: row.id,
            register_number: row.register_number,
            name: row.name,
            sex: row.sex,
            standing: row.standing,
            status: row.status,
            applied_on: row.applied_on,
            joined_on: row.joined_on,
            member_signature: None,
            left_on: row.left_on,
            exit_reason: row.exit_reason,
            board_signature: None,
        }
    }
}

/// Which lines.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegisterQuery {
    /// In this capacity.
    pub standing: Option<Standing>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// The register of an issuer by number; all of it as CSV by `Accept: text/csv`
/// and, with room for signatures, as PDF by `Accept: application/pdf`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/member-register", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), RegisterQuery),
    responses((status = 200, content((Page<RegisterEntryView> = "application/json"), (String = "text/csv"), (Vec<u8> = "application/pdf")))),
)]
pub async fn list_member_register(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    wanted: pdf::Wanted,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<RegisterQuery>,
) -> ApiResult<Response> {
    let (issuer, row) = issuing(&app, &access, id).await?;
    let standing = query.standing;
    if wanted.0 {
        let read = |page: PageRequest<i64>| {
            let app = app.clone();
            async move { store::list_register(app.db.read(), id, standing, &page).await }
        };
        let rows = rows_of_paper(|row: &RegisterRow| row.register_number, read).await?;
        let footer = papers::footer(access.at, issuer.region.utc_offset());
        let facts = RegisterPaper { issuer: row, today: issuer.today(access.at), rows };
        return pdf::answer("buku-daftar-anggota", footer, move || Ok(papers::register(&facts)))
            .await;
    }
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_register(app.db.read(), id, standing, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.register_number, RegisterEntryView::from))
        }
    })
    .await
}
