//! HTTP of what is read from the ledger.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{issuer, issuing};
use crate::identity::{Access, Scope};
use crate::investment::entity::ledger_account::{AccountClass, Line};
use crate::investment::entity::ledger_transaction::{
    self, PaymentForm, SourceClass, TransactionKind,
};
use crate::investment::entity::{ledger_entry, member::MemberStatus};
use crate::investment::in_kind;
use crate::investment::papers::{self, ReceiptFacts};
use crate::investment::store::{self, BalanceRow, Horizon, TransactionFilter};
use crate::kernel::ids::{
    ExitSettlementId, InstrumentId, LedgerAccountId, LedgerEntryId, LedgerTransactionId, MemberId,
    OrganizationId, PledgeId, UserId,
};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::pdf;
use crate::platform::problem::{ApiResult, ProblemItem};
use crate::platform::vault::hex;
use crate::platform::{ApiError, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::entity::organization;

/// A transaction of the ledger.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TransactionView {
    /// Identity.
    pub id: LedgerTransactionId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer's seat when it was recorded.
    pub region_code: String,
    /// What it is.
    pub kind: TransactionKind,
    /// Instrument.
    pub instrument_id: Option<InstrumentId>,
    /// Holder.
    pub member_id: Option<MemberId>,
    /// Amount, always positive.
    pub amount: Money,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// When we learned of it.
    pub recorded_at: DateTime<Utc>,
    /// Why.
    pub reason: Option<String>,
    /// The transaction taken back.
    pub reverses: Option<LedgerTransactionId>,
    /// Who recorded it.
    pub user_id: Option<UserId>,
    /// Key of the request that made it.
    pub idempotency_key: Option<String>,
    /// In what form.
    pub payment_form: Option<PaymentForm>,
    /// Decision behind it.
    pub decision_number: Option<String>,
    /// Source of a village enterprise's capital.
    pub source_class: Option<SourceClass>,
    /// Number of shares.
    pub share_count: Option<i64>,
    /// The second person who approved it, where the issuer asks for one (R117).
    pub approved_by: Option<UserId>,
    /// The holder to whom capital passes.
    pub counter_member_id: Option<MemberId>,
    /// The instrument to which capital passes.
    pub counter_instrument_id: Option<InstrumentId>,
    /// The pledge that it pays.
    pub pledge_id: Option<PledgeId>,
    /// The settlement that it is, or pays.
    pub settlement_id: Option<ExitSettlementId>,
    /// What else is known of it, as a JSON object whose text is part of the hash.
    pub details: Option<String>,
    /// Place in the issuer's chain of transactions, from 1, without gaps.
    pub sequence: i64,
    /// Hash of the transaction before it; zeros for the first.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub previous_hash: String,
    /// SHA-256 of its canonical form, hexadecimal (ADR-0015).
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub hash: String,
    /// Its lines; left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<EntryView>>,
    /// Balance of the holder's account after it; only after a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Money>,
    /// Where the membership stands after it; only after a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_status: Option<MemberStatus>,
    /// What should be looked at; only after a write.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<ProblemItem>,
}

/// One line of a transaction.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct EntryView {
    /// Identity.
    pub id: LedgerEntryId,
    /// The account.
    pub account_id: LedgerAccountId,
    /// Debit, or zero.
    pub debit: Money,
    /// Credit, or zero.
    pub credit: Money,
}

impl From<ledger_entry::Model> for EntryView {
    fn from(row: ledger_entry::Model) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            debit: row.debit_sen,
            credit: row.credit_sen,
        }
    }
}

impl TransactionView {
    /// A transaction with its lines.
    pub(in crate::investment) fn with_lines(
        row: ledger_transaction::Model,
        entries: Vec<ledger_entry::Model>,
    ) -> Self {
        let entries = entries.into_iter().map(EntryView::from).collect();
        Self { entries: Some(entries), ..Self::from(row) }
    }
}

impl From<ledger_transaction::Model> for TransactionView {
    fn from(row: ledger_transaction::Model) -> Self {
        Self {
            id: row.id,
            organization_id: row.organization_id,
            region_code: row.region_code,
            kind: row.kind,
            instrument_id: row.instrument_id,
            member_id: row.member_id,
            amount: row.amount_sen,
            effective_on: row.effective_on,
            recorded_at: row.recorded_at,
            reason: row.reason,
            reverses: row.reverses,
            user_id: row.user_id,
            idempotency_key: row.idempotency_key,
            payment_form: row.payment_form,
            decision_number: row.decision_number,
            source_class: row.source_class,
            share_count: row.share_count,
            approved_by: row.approved_by,
            counter_member_id: row.counter_member_id,
            counter_instrument_id: row.counter_instrument_id,
            pledge_id: row.pledge_id,
            settlement_id: row.settlement_id,
            details: row.details,
            sequence: row.sequence,
            previous_hash: hex(&row.previous_hash),
            hash: hex(&row.hash),
            entries: None,
            balance: None,
            member_status: None,
            warnings: Vec::new(),
        }
    }
}

/// Which transactions.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TransactionQuery {
    /// Of this kind.
    pub kind: Option<TransactionKind>,
    /// Of this holder.
    pub member: Option<MemberId>,
    /// Of this instrument.
    pub instrument: Option<InstrumentId>,
    /// That pay on this pledge, or take such a payment back.
    pub pledge: Option<PledgeId>,
    /// That count on or after this day.
    pub from: Option<NaiveDate>,
    /// That count on or before this day: those of the books as of then.
    pub to: Option<NaiveDate>,
    /// That were recorded at or before this instant; all if left out.
    pub known_at: Option<DateTime<Utc>>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Transactions of an issuer in the order of recording; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/ledger-transactions", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), TransactionQuery),
    responses((status = 200, content((Page<TransactionView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_ledger_transactions(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<TransactionQuery>,
) -> ApiResult<Response> {
    let issuer = issuer(&app, &access, id).await?;
    let filter = TransactionFilter {
        kind: query.kind,
        member: query.member,
        instrument: query.instrument,
        pledge: query.pledge,
        from: query.from,
        to: query.to,
        known_at: query.known_at,
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_transactions(app.db.read(), issuer.id, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, TransactionView::from))
        }
    })
    .await
}

/// One transaction with its lines; as CSV by `Accept: text/csv`, as a receipt
/// in Indonesian by `Accept: application/pdf`.
#[utoipa::path(
    get, path = "/api/v1/ledger-transactions/{id}", tag = "investment",
    params(("id" = LedgerTransactionId, Path, description = "The transaction")),
    responses((status = 200, content((TransactionView = "application/json"), (String = "text/csv"), (Vec<u8> = "application/pdf")))),
)]
pub async fn find_ledger_transaction(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    wanted: pdf::Wanted,
    ApiPath(id): ApiPath<LedgerTransactionId>,
) -> ApiResult<Response> {
    let row = store::find_transaction(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let (issuer, organization) = issuing(&app, &access, row.organization_id).await?;
    let entries = store::entries_of(app.db.read(), id).await?;
    if wanted.0 {
        let offset = issuer.region.utc_offset();
        let name = format!("bukti-transaksi-{}", row.sequence);
        let facts = receipt_facts(&app, (organization, offset), row, &entries).await?;
        let footer = papers::footer(access.at, offset);
        return pdf::answer(&name, footer, move || Ok(papers::receipt(&facts))).await;
    }
    if format == Format::Csv {
        return super::reports::whole_csv(vec![TransactionView::from(row)]).await;
    }
    Ok(Answer(StatusCode::OK, TransactionView::with_lines(row, entries)).into_response())
}

async fn receipt_facts(
    app: &AppState,
    (issuer, offset): (organization::Model, FixedOffset),
    row: ledger_transaction::Model,
    entries: &[ledger_entry::Model],
) -> ApiResult<ReceiptFacts> {
    let conn = app.db.read();
    let everything = Scope::everything();
    let holder = match row.member_id {
        None => None,
        Some(id) => {
            let member = store::find_member(conn, &everything, id).await?;
            let member = member.ok_or_else(|| ApiError::internal("a holder is missing"))?;
            let mut names = store::holder_names(conn, std::slice::from_ref(&member)).await?;
            Some((member.register_number, names.remove(&id).unwrap_or_default()))
        }
    };
    let instrument = match row.instrument_id {
        None => None,
        Some(id) => store::find_instrument(conn, &everything, id).await?.map(|row| row.name),
    };
    let reverses = match row.reverses {
        None => None,
        Some(id) => store::find_transaction(conn, &everything, id).await?.map(|row| row.sequence),
    };
    let accounts: Vec<LedgerAccountId> = entries.iter().map(|entry| entry.account_id).collect();
    let accounts = store::accounts_named(conn, &accounts).await?;
    let line = |entry: &ledger_entry::Model| {
        let (code, name) = accounts.get(&entry.account_id).cloned().unwrap_or_default();
        (code, name, entry.debit_sen, entry.credit_sen)
    };
    let lines = entries.iter().map(line).collect();
    let valued = in_kind::store::find_valuation(conn, &everything, row.id).await?;
    let valued = valued.map(|row| serde_json::from_str(&row.content)).transpose();
    let valued = valued.map_err(ApiError::internal)?;
    Ok(ReceiptFacts { issuer, offset, row, holder, instrument, reverses, valued, lines })
}

/// An account with its balance.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BalanceView {
    /// The account.
    pub id: LedgerAccountId,
    /// Code in the issuer's chart.
    pub code: String,
    /// Name.
    pub name: String,
    /// Side of the balance sheet.
    pub class: AccountClass,
    /// Line of the capital statement.
    pub line: Line,
    /// Instrument of a holder's account.
    pub instrument_id: Option<InstrumentId>,
    /// Holder of a holder's account.
    pub member_id: Option<MemberId>,
    /// Debits less credits for assets, credits less debits for the others.
    pub balance: Money,
}

impl From<BalanceRow> for BalanceView {
    fn from(row: BalanceRow) -> Self {
        Self {
            id: row.id,
            code: row.code,
            name: row.name,
            class: row.class,
            line: row.line,
            instrument_id: row.instrument_id,
            member_id: row.member_id,
            balance: row.balance,
        }
    }
}

/// How far balances look.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BalanceQuery {
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

/// Accounts of an issuer with their balances; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/balances", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), BalanceQuery),
    responses((status = 200, content((Page<BalanceView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_balances(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<BalanceQuery>,
) -> ApiResult<Response> {
    let issuer = issuer(&app, &access, id).await?;
    let as_of = query.as_of.unwrap_or_else(|| issuer.today(access.at));
    let horizon = Horizon { as_of, known_at: query.known_at };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_balances(app.db.read(), issuer.id, &horizon, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, BalanceView::from))
        }
    })
    .await
}
