//! Versions of the terms of instruments, append-only.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{InstrumentId, InstrumentTermsId, UserId};
use crate::kernel::money::Money;

/// Who may hold an instrument.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum HolderSort {
    /// Persons and organizations.
    #[default]
    Anyone,
    /// Persons alone.
    Individuals,
    /// Organizations alone.
    Organizations,
}

/// The terms of one instrument from a day on, until the next row's day.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument_terms")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InstrumentTermsId,
    /// The instrument.
    pub instrument_id: InstrumentId,
    /// Which version of the instrument's terms, from 1 in the order in which they
    /// were set.
    pub version: i64,
    /// First day on which they hold.
    pub valid_from: Date,
    /// The least that a holder has, who has any.
    pub minimum_sen: Option<Money>,
    /// The most that a holder has.
    pub maximum_sen: Option<Money>,
    /// Who may hold it.
    pub holder_sort: HolderSort,
    /// Whether only members in force may.
    pub members_only: bool,
    /// Codes of the regions whose residents may; a list, empty for all.
    #[sea_orm(column_type = "JsonBinary")]
    pub regions: Json,
    /// The most that is issued in all.
    pub issuable_sen: Option<Money>,
    /// Months for which what was brought in is locked.
    pub lock_in_months: Option<i64>,
    /// Days for which what was brought in is locked.
    pub lock_in_days: Option<i64>,
    /// Votes of one share; shares alone have it.
    pub votes_per_share: Option<i64>,
    /// The decision behind them.
    pub decision_number: String,
    /// When they were recorded.
    pub recorded_at: DateTimeUtc,
    /// Who recorded them; absent where nobody kept that yet.
    pub recorded_by: Option<UserId>,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
