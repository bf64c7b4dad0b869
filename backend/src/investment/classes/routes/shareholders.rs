//! HTTP of the register of shareholders (daftar pemegang saham).

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::Access;
use crate::investment::actions::Issuer;
use crate::investment::classes::actions;
use crate::investment::classes::rules::votes_per_share;
use crate::investment::classes::store::{self, ShareholderRow};
use crate::investment::papers::{self, ShareholderPaper};
use crate::investment::routes::{issuing, rows_of_paper};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId, ShareCertificateId};
use crate::kernel::money::{AmountOverflow, Money};
use crate::platform::csv_answer::{self, Format};
use crate::platform::pdf;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest};
use crate::registry::actions::open_address;
use crate::registry::drafts::RevealDraft;
use crate::registry::entity::organization;

/// What stands in place of an address that is not revealed.
const MASKED: &str = "***";

/// A line of the register of shareholders: a certificate in force with its
/// holder, and who has a claim on it (UU 40/2007 Pasal 50).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ShareholderView {
    /// Number of the certificate.
    pub number: i64,
    /// The certificate.
    pub certificate_id: ShareCertificateId,
    /// Number of the holder in the register.
    pub register_number: i64,
    /// The holder.
    pub member_id: MemberId,
    /// Name of the holder.
    pub name: Option<String>,
    /// Region where the person lives or the organization has its seat.
    pub region_code: Option<String>,
    /// Address of an organization; of a person `***`, unless it is revealed.
    pub address: Option<String>,
    /// The class of shares.
    pub instrument_id: InstrumentId,
    /// Name of the class.
    pub class_name: String,
    /// Number of the first share.
    pub first_share: i64,
    /// Number of the last share.
    pub last_share: i64,
    /// How many shares.
    pub share_count: i64,
    /// Nominal of one share.
    pub nominal: Money,
    /// What was paid in for them, at nominal.
    pub amount: Money,
    /// Votes of these shares today, as a text since they may be more than fit
    /// into a number of JSON; none of what the company holds itself.
    #[schema(pattern = "^[0-9]+$")]
    pub votes: String,
    /// Day from which on the holder has these shares.
    pub acquired_on: NaiveDate,
    /// Day of the certificate.
    pub issued_on: NaiveDate,
    /// Who has a claim on it: a pledge or seizure.
    pub creditor: Option<String>,
    /// The deed of that claim.
    pub pledge_document: Option<String>,
    /// First day of that claim.
    pub pledged_on: Option<NaiveDate>,
}

impl ShareholderView {
    fn of(row: ShareholderRow, votes_per_share: i64) -> Result<Self, AmountOverflow> {
        let share_count = row.last_share - row.first_share + 1;
        let each = if row.own { 0 } else { votes_per_share };
        Ok(Self {
            number: row.number,
            certificate_id: row.id,
            register_number: row.register_number,
            member_id: row.member_id,
            name: row.name,
            region_code: row.home,
            address: row.address,
            instrument_id: row.instrument_id,
            class_name: row.class_name,
            first_share: row.first_share,
            last_share: row.last_share,
            share_count,
            nominal: row.nominal_sen,
            amount: row.nominal_sen.checked_mul(share_count)?,
            votes: (i128::from(share_count) * i128::from(each)).to_string(),
            acquired_on: row.acquired_on,
            issued_on: row.issued_on,
            creditor: row.creditor,
            pledge_document: row.pledge_document,
            pledged_on: row.pledged_on,
        })
    }
}

/// The register of shareholders of a company by certificate; all of it as CSV by `Accept: text/csv` and as PDF by `Accept: application/pdf`. Addresses of persons are masked.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/shareholder-register", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), PageQuery),
    responses((status = 200, content((Page<ShareholderView> = "application/json"), (String = "text/csv"), (Vec<u8> = "application/pdf")))),
)]
pub async fn list_shareholder_register(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    wanted: pdf::Wanted,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let (issuer, row) = issuing(&app, &access, id).await?;
    let register = Register { app, issuer, row, at: access.at, revealed: false };
    register.answer(format, wanted, query).await
}

/// The register of shareholders with the addresses of persons, in the same forms, for a stated purpose; the reading is audited (R108).
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/shareholder-register/reveal", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), PageQuery),
    request_body = RevealDraft,
    responses((status = 200, content((Page<ShareholderView> = "application/json"), (String = "text/csv"), (Vec<u8> = "application/pdf")))),
)]
pub async fn reveal_shareholder_register(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    wanted: pdf::Wanted,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
    ApiJson(draft): ApiJson<RevealDraft>,
) -> ApiResult<Response> {
    let (issuer, row) = issuing(&app, &access, id).await?;
    let tx = app.db.begin_write().await?;
    actions::record_revealed_register(&tx, &issuer, draft.purpose, &access.author()).await?;
    tx.commit().await?;
    let register = Register { app, issuer, row, at: access.at, revealed: true };
    register.answer(format, wanted, query).await
}

/// The register of one company.
#[derive(Clone)]
struct Register {
    app: AppState,
    issuer: Issuer,
    row: organization::Model,
    at: DateTime<Utc>,
    /// Whether addresses of persons are opened.
    revealed: bool,
}

impl Register {
    async fn answer(
        self,
        format: Format,
        wanted: pdf::Wanted,
        query: PageQuery,
    ) -> ApiResult<Response> {
        if wanted.0 {
            return self.paper().await;
        }
        csv_answer::answer(format, query.cursor, move |cursor| {
            let register = self.clone();
            async move {
                let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
                register.page(&page).await
            }
        })
        .await
    }

    async fn page(&self, page: &PageRequest<i64>) -> ApiResult<Page<ShareholderView>> {
        let (db, today) = (self.app.db.read(), self.issuer.today(self.at));
        let rows = store::list_shareholders(db, self.issuer.id, page).await?;
        let page = Page::of(rows, page.limit, |row| row.number, |row| row);
        let mut classes: Vec<InstrumentId> =
            page.items.iter().map(|row| row.instrument_id).collect();
        classes.sort_unstable();
        classes.dedup();
        let terms = store::terms_of(db, &classes).await?;
        let view = |mut row: ShareholderRow| -> ApiResult<ShareholderView> {
            row.address = self.address(&row)?;
            let terms = terms.get(&row.instrument_id).map(Vec::as_slice);
            let votes = votes_per_share(terms.unwrap_or_default(), today);
            Ok(ShareholderView::of(row, votes).map_err(Fault::from)?)
        };
        let items: ApiResult<Vec<ShareholderView>> = page.items.into_iter().map(view).collect();
        Ok(Page { items: items?, next_cursor: page.next_cursor })
    }

    /// The address of a holder: of a person only where it is revealed.
    fn address(&self, row: &ShareholderRow) -> ApiResult<Option<String>> {
        match row.person_id {
            None => Ok(row.address.clone()),
            Some(_) if !self.revealed => Ok(row.address_sealed.as_ref().map(|_| MASKED.to_owned())),
            Some(id) => open_address(&self.app.vault, id, row.address_sealed.as_deref()),
        }
    }

    async fn paper(self) -> ApiResult<Response> {
        let read = |page: PageRequest<i64>| {
            let (app, id) = (self.app.clone(), self.issuer.id);
            async move { store::list_shareholders(app.db.read(), id, &page).await }
        };
        let mut rows = rows_of_paper(|row: &ShareholderRow| row.number, read).await?;
        for row in &mut rows {
            row.address = self.address(row)?;
        }
        let footer = papers::footer(self.at, self.issuer.region.utc_offset());
        let facts = ShareholderPaper { today: self.issuer.today(self.at), issuer: self.row, rows };
        pdf::answer("daftar-pemegang-saham", footer, move || papers::shareholders(&facts)).await
    }
}
