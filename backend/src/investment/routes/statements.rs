//! HTTP of members' statements.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::members::reach;
use crate::identity::Access;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::statement::{self, Asked};
use crate::investment::store::StatementRow;
use crate::kernel::ids::{InstrumentId, LedgerEntryId, LedgerTransactionId, MemberId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
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
/// on which they count; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/members/{id}/statement", tag = "investment",
    params(("id" = MemberId, Path, description = "The member"), StatementQuery),
    responses((status = 200, content((Page<StatementEntryView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_statement_entries(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<MemberId>,
    ApiQuery(query): ApiQuery<StatementQuery>,
) -> ApiResult<Response> {
    let (_, issuer) = reach(&app, &access, id).await?;
    let today = issuer.today(access.at);
    let asked = Asked { as_of: query.as_of, known_at: query.known_at, today };
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
