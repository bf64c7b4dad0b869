//! Postings that wait, or waited, for a second person.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::kernel::ids::{
    InstrumentId, LedgerTransactionId, MemberId, OrganizationId, PostingRequestId, UserId,
};
use crate::kernel::money::Money;

/// Where a request stands in the table; one that lapsed is still `pending` there.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// Nobody has decided.
    Pending,
    /// Approved and posted.
    Approved,
    /// Refused by a checker.
    Rejected,
    /// Taken back by its maker.
    Withdrawn,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "posting_request")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostingRequestId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when asked.
    pub region_code: String,
    /// What would be posted.
    pub kind: TransactionKind,
    /// The act as it was asked for, sealed, since it may name heirs; gone once
    /// it is decided.
    pub act: Option<Vec<u8>>,
    /// Holder.
    pub member_id: Option<MemberId>,
    /// Instrument.
    pub instrument_id: Option<InstrumentId>,
    /// Amount.
    pub amount_sen: Money,
    /// Day on which it is to count.
    pub effective_on: Date,
    /// Why it is to be posted.
    pub reason: Option<String>,
    /// Whether the amount is above the limit.
    pub above_limit: bool,
    /// Whether the day is too far back for anybody alone.
    pub back_dated: bool,
    /// Whether it passes by the terms of an instrument.
    pub beside_terms: bool,
    /// The limit that held.
    pub limit_sen: Option<Money>,
    /// Where it stands.
    pub status: RequestStatus,
    /// Key of the maker's request.
    pub request_key: Option<String>,
    /// Who asks.
    pub maker_id: UserId,
    /// When.
    pub asked_at: DateTimeUtc,
    /// When it lapses.
    pub expires_at: DateTimeUtc,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
    /// Why.
    pub decision_reason: Option<String>,
    /// What was posted.
    pub transaction_id: Option<LedgerTransactionId>,
}

/// Where the act of a request is sealed (ADR-0005).
#[must_use]
pub fn place_of_act(id: PostingRequestId) -> String {
    format!("posting_request/act/{id}")
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
