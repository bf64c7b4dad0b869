//! What clients give for agreements and their reckonings.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::agreement::AgreementKind;
use crate::kernel::ids::{AgreementId, AgreementStatementId, MemberId, PartnershipId};
use crate::kernel::money::Money;
use crate::kernel::percent::Percent;

/// Terms of a mudharabah: one brings all capital, the other works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MudharabahTerms {
    /// Capital, all from its owner (shahibul maal).
    pub capital: Money,
    /// The owner's share of profit (nisbah).
    pub owner_percent: Percent,
    /// The manager's share of profit (mudharib); both total 100.
    pub manager_percent: Percent,
    /// Where the owner manages others' money: their share of the owner's part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_tier_percent: Option<Percent>,
}

/// A partner of a musyarakah.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Name of the partner in the contract, which no other partner of it has; no
    /// number of a natural person.
    #[schema(
        min_length = 1,
        max_length = 120,
        pattern = "^[^0-9]*(([0-9][^0-9A-Za-z]*){1,9}[A-Za-z][^0-9]*)*([0-9][^0-9A-Za-z]*){0,9}$"
    )]
    pub name: String,
    /// Capital.
    pub capital: Money,
    /// Share of profit (nisbah).
    pub percent: Percent,
}

/// Terms of a musyarakah: all bring capital.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MusyarakahTerms {
    /// The partners, whose shares of profit total 100.
    #[schema(min_items = 2, max_items = 100)]
    pub partners: Vec<Partner>,
}

/// How a fishing vessel is driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Vessel {
    /// By sail.
    Sailing,
    /// By motor.
    Motor,
}

/// Terms between owner and crew of a vessel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FisheriesTerms {
    /// How it is driven.
    pub vessel: Vessel,
    /// The crew's share of the net result.
    pub crew_percent: Percent,
}

/// Terms between nucleus and plasma.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IntiPlasmaTerms {
    /// What of each month's deliveries goes to the debt.
    pub deduction_percent: Percent,
}

/// The terms of an agreement: those of its kind, and no others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementTerms {
    /// For `mudharabah`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mudharabah: Option<MudharabahTerms>,
    /// For `musyarakah`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub musyarakah: Option<MusyarakahTerms>,
    /// For `fisheries`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fisheries: Option<FisheriesTerms>,
    /// For `inti_plasma`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inti_plasma: Option<IntiPlasmaTerms>,
    /// A fixed return in rupiah, as some contracts have it; no akad may (R74).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_return: Option<Money>,
}

/// An agreement as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<AgreementId>,
    /// Kind.
    pub kind: AgreementKind,
    /// Number of the contract.
    #[schema(min_length = 1, max_length = 100)]
    pub number: String,
    /// When it was signed.
    pub signed_on: NaiveDate,
    /// Its terms.
    pub terms: AgreementTerms,
}

/// The result of a common business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessResult {
    /// Profit, or as a negative amount loss.
    pub result: Money,
    /// Whether a loss came by the manager's negligence (mudharabah).
    #[serde(default)]
    pub negligence: bool,
}

/// What a shared cost of a fishing trip was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TripCost {
    /// Fee of the auction.
    Auction,
    /// Provisions at sea.
    Provisions,
    /// Sedekah laut.
    SedekahLaut,
    /// Levies.
    Levies,
    /// Fuel: the owner's cost.
    Fuel,
    /// Ice: the owner's cost.
    Ice,
    /// Maintenance: the owner's cost.
    Maintenance,
}

/// One shared cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedCost {
    /// What for.
    pub kind: TripCost,
    /// How much.
    pub amount: Money,
}

/// A fishing trip, or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CatchResult {
    /// Sale of the catch.
    pub catch_value: Money,
    /// What the crew took home to eat (lawuhan).
    #[serde(default)]
    pub lawuhan: Money,
    /// Costs that owner and crew share.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub shared_costs: Vec<SharedCost>,
    /// What the crew was paid; by the agreed percent if left out.
    #[serde(default)]
    pub crew_paid: Option<Money>,
}

/// One delivery of a plasma member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Quantity in kilograms.
    #[schema(value_type = String, pattern = r"^\d{1,9}(\.\d{1,3})?$")]
    pub quantity_kg: Decimal,
    /// Price of a kilogram.
    pub price: Money,
}

/// A plasma member's month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlasmaMonth {
    /// Debt before the month: needed for a member's first month alone, and
    /// otherwise the closing debt of the month before.
    #[serde(default)]
    pub opening_debt: Option<Money>,
    /// Deliveries.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub deliveries: Vec<Delivery>,
    /// New debt: seed, feed, loans.
    #[serde(default)]
    pub new_debt: Money,
}

/// A reckoning as a client gives it: the section of the agreement's kind.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<AgreementStatementId>,
    /// First day.
    pub period_start: NaiveDate,
    /// Last day, not in the future.
    pub period_end: NaiveDate,
    /// The plasma member; for `inti_plasma` alone.
    #[serde(default)]
    pub member_id: Option<MemberId>,
    /// For `mudharabah` and `musyarakah`.
    #[serde(default)]
    pub business: Option<BusinessResult>,
    /// For `fisheries`.
    #[serde(default)]
    pub catch: Option<CatchResult>,
    /// For `inti_plasma`.
    #[serde(default)]
    pub plasma: Option<PlasmaMonth>,
    /// The partnership contract behind it, of the same organization and in force
    /// for the whole period; for `inti_plasma` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partnership_id: Option<PartnershipId>,
}

/// A document that is kept elsewhere: how it is found, and by what it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentDraft {
    /// Number of the document, or where it is kept.
    #[schema(min_length = 1, max_length = 200)]
    pub reference: String,
    /// SHA-256 of its file, hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
}

/// The end of a contract or consent before its term.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementEndDraft {
    /// First day on which it no longer binds, in the term and not in the future.
    pub ended_on: NaiveDate,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}
