//! HTTP of members' statements.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::members::reach;
use super::{issuing, require_room};
use crate::identity::Access;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::entity::member;
use crate::investment::papers::{self, StatementPaper};
use crate::investment::statement::{self, Asked};
use crate::investment::store::{self, StatementRow};
use crate::kernel::ids::{InstrumentId, LedgerEntryId, LedgerTransactionId, MemberId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::pdf;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiPath, ApiQuery, AppState, Page, PageRequest};

/// One line of a member's statement.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StatementEntryView {
    /// The entry.
    pub id: LedgerEntryId,
    /// Its transaction.
    pub transaction_id: LedgerTransactionId,
    /// What the transaction is.
    pub kind: TransactionKind,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// When we learned of it.
    pub recorded_at: DateTime<Utc>,
    /// Place of the transaction in the issuer's chain.
    pub sequence: i64,
    /// Instrument.
    pub instrument_id: InstrumentId,
    /// Line of the capital statement.
    pub line: Line,
    /// Taken out.
    pub debit: Money,
    /// Brought in.
    pub credit: Money,
    /// Balance of this instrument after the entry.
    pub balance: Money,
    /// Why.
    pub reason: Option<String>,
    /// The transaction taken back.
    pub reverses: Option<LedgerTransactionId>,
}

impl From<(StatementRow, Money)> for StatementEntryView {
    fn from((row, balance): (StatementRow, Money)) -> Self {
        Self {
            id: row.id,
            transaction_id: row.transaction_id,
            kind: row.kind,
            effective_on: row.effective_on,
            recorded_at: row.recorded_at,
            sequence: row.sequence,
            instrument_id: row.instrument_id,
            line: row.line,
            debit: row.debit_sen,
            credit: row.credit_sen,
            balance,
            reason: row.reason,
            reverses: row.reverses,
        }
    }
}

/// How far a statement looks.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StatementQuery {
    /// What counts on or before this day; today if left out.
    pub as_of: Option<NaiveDate>,
    /// What was recorded at or before this instant; all if left out.
    pub known_at: Option<DateTime<Utc>>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// A member's postings with the running balance of each instrument, by the day
/// on which they count; whole as CSV by `Accept: text/csv`, and in Indonesian as
/// PDF by `Accept: application/pdf`.
#[utoipa::path(
    get, path = "/api/v1/members/{id}/statement", tag = "investment",
    params(("id" = MemberId, Path, description = "The member"), StatementQuery),
    responses((status = 200, content((Page<StatementEntryView> = "application/json"), (String = "text/csv"), (Vec<u8> = "application/pdf")))),
)]
pub async fn list_statement_entries(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    wanted: pdf::Wanted,
    ApiPath(id): ApiPath<MemberId>,
    ApiQuery(query): ApiQuery<StatementQuery>,
) -> ApiResult<Response> {
    let (member, issuer) = reach(&app, &access, id).await?;
    let today = issuer.today(access.at);
    let asked = Asked { as_of: query.as_of, known_at: query.known_at, today };
    if wanted.0 {
        return paper(&app, &access, member, &asked).await;
    }
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let part = statement::read(app.db.read(), &app.vault, id, &asked, &page).await?;
            Ok(Page::of(part.lines, page.limit, |_| part.next.clone(), StatementEntryView::from))
        }
    })
    .await
}

/// Lines of a paper that are read at once.
const LINES_AT_ONCE: u64 = 1_000;

async fn paper(
    app: &AppState,
    access: &Access,
    member: member::Model,
    asked: &Asked,
) -> ApiResult<Response> {
    let conn = app.db.read();
    let (issuer, organization) = issuing(app, access, member.organization_id).await?;
    let mut lines: Vec<(StatementRow, Money)> = Vec::new();
    let mut page = PageRequest { after: None, limit: LINES_AT_ONCE };
    let horizon = loop {
        let mut part = statement::read(conn, &app.vault, member.id, asked, &page).await?;
        let limit = usize::try_from(LINES_AT_ONCE).unwrap_or(usize::MAX);
        let more = part.lines.len() > limit;
        // The line beyond the limit only tells that there is a next page.
        part.lines.truncate(limit);
        lines.extend(part.lines);
        require_room(lines.len())?;
        if !more {
            break part.horizon;
        }
        page.after = Some(part.next);
    };
    let instruments = store::instrument_names(conn, member.organization_id).await?;
    let mut names = store::holder_names(conn, std::slice::from_ref(&member)).await?;
    let name = names.remove(&member.id).unwrap_or_default();
    let offset = issuer.region.utc_offset();
    let holder = (member.register_number, name);
    let facts =
        StatementPaper { issuer: organization, offset, holder, horizon, lines, instruments };
    let footer = papers::footer(access.at, offset);
    pdf::answer("rekening-koran", footer, move || papers::statement(&facts)).await
}
