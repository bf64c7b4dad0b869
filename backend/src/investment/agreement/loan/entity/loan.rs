//! Loans of village cooperatives, append-only.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{KopdesLoanId, OrganizationId, UserId};
use crate::kernel::money::Money;

/// How a loan is paid back after the grace.
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
pub enum RepaymentMethod {
    /// The same payment each month: interest on what is left, the rest on the
    /// principal (anuitas).
    #[default]
    Annuity,
    /// The same part of the principal and the same interest on all of it each
    /// month (flat).
    Flat,
}

/// One loan.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kopdes_loan")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: KopdesLoanId,
    /// The cooperative.
    pub organization_id: OrganizationId,
    /// Region of the cooperative when recorded.
    pub region_code: String,
    /// The bank.
    pub lender: String,
    /// Number of the contract.
    pub contract_number: String,
    /// When it was signed.
    pub signed_on: Date,
    /// When it is drawn.
    pub drawn_on: Date,
    /// Principal.
    pub principal_sen: Money,
    /// What of it is for operating costs.
    pub operating_sen: Money,
    /// Per cent a year that were charged by the law of that day.
    pub rate_percent: String,
    /// Months from the drawing to the last payment, grace included.
    pub tenor_months: i64,
    /// Months in which interest alone is paid.
    pub grace_months: i64,
    /// How it is paid back.
    pub method: RepaymentMethod,
    /// The papers, as [`crate::investment::agreement::loan::rules::Requirements`].
    #[sea_orm(column_type = "JsonBinary")]
    pub requirements: Json,
    /// The lines, as [`crate::investment::agreement::loan::rules::Instalment`].
    #[sea_orm(column_type = "JsonBinary")]
    pub schedule: Json,
    /// Who recorded it.
    pub user_id: Option<UserId>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
