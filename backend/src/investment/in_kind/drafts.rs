//! What clients give for capital in kind.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kibm_migrations::{InKindPaper, in_kind_paper};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::paper;
use crate::investment::drafts::{ContributionDraft, OfferedForm};
use crate::investment::entity::ledger_transaction::SourceClass;
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::{InstrumentId, LedgerTransactionId, MemberId, OrganizationId, PledgeId};
use crate::kernel::money::Money;
use crate::platform::clock::fresh_id;

/// What an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssetKind {
    /// Land.
    Land,
    /// A building.
    Building,
    /// Machines, tools, boats, vehicles and other equipment.
    Equipment,
    /// Livestock and growing stock.
    Livestock,
    /// Goods for sale or use: harvest, seed, material.
    Inventory,
    /// A right that can be valued, such as a licence or a claim.
    Right,
}

impl AssetKind {
    /// Whether it is land or a building.
    #[must_use]
    pub fn is_immovable(self) -> bool {
        matches!(self, Self::Land | Self::Building)
    }
}

/// The asset that is brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetDraft {
    /// What it is.
    pub kind: AssetKind,
    /// Enough to find it again: make, number, place, condition, how many.
    #[schema(min_length = 1, max_length = 1000)]
    pub description: String,
    /// Paper of ownership: certificate, registration, invoice. One asset becomes
    /// capital of one issuer up to its value once, whatever reports there are on it.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub title_number: Option<String>,
}

/// Who found a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValuerKind {
    /// An expert who is not affiliated with the issuer (penilai independen).
    IndependentExpert,
    /// People whom the meeting has charged with it.
    MeetingTeam,
}

/// Who found a value, and in what capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValuerDraft {
    /// In what capacity.
    pub kind: ValuerKind,
    /// Name of the valuer or of the team's head; not that of who brings the asset in.
    #[schema(min_length = 1, max_length = 200, pattern = "[A-Za-z]")]
    pub name: String,
    /// The office (KJPP) or body.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub institution: Option<String>,
    /// Licence of an expert.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub licence_number: Option<String>,
}

impl ValuerDraft {
    /// The search keys of the names of valuer and office.
    #[must_use]
    pub fn name_keys(&self) -> Vec<String> {
        let names = std::iter::once(&self.name).chain(&self.institution);
        names.map(|name| name_key(name)).filter(|key| !key.is_empty()).collect()
    }
}

/// By what approach a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValuationMethod {
    /// By prices of the market.
    Market,
    /// By the cost of another one, less wear.
    Cost,
    /// By the income that it yields.
    Income,
}

/// The value of an asset, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValuationDraft {
    /// The value found in the whole report; all that is brought in on it, by
    /// whomever and in however many parts, is at most that.
    pub amount: Money,
    /// Day of the valuation.
    pub valued_on: NaiveDate,
    /// Who found it.
    pub valuer: ValuerDraft,
    /// By what approach.
    pub method: ValuationMethod,
    /// Number of the report.
    #[schema(min_length = 1, max_length = 100)]
    pub document_number: String,
    /// SHA-256 of the report's file, hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub document_sha256: String,
}

/// The announcement of an immovable that is paid in on shares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnouncementDraft {
    /// The newspaper.
    #[schema(min_length = 1, max_length = 200)]
    pub newspaper: String,
    /// Day of the announcement.
    pub announced_on: NaiveDate,
}

/// A contribution in kind as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InKindContributionDraft {
    /// Instrument of this issuer; not savings, which are sums of money.
    pub instrument_id: InstrumentId,
    /// Holder in this issuer's register.
    pub member_id: MemberId,
    /// At what value it becomes capital: above zero, at most that of the valuation.
    pub amount: Money,
    /// Day on which it counts, not in the future; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Why, or what the receipt says.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    /// The decision that takes the asset at this value: of the village's meeting
    /// (Musdes), the members' (RAT) or the shareholders' (RUPS), or the deed.
    #[schema(min_length = 1, max_length = 100)]
    pub decision_number: String,
    /// Day of that decision.
    pub decided_on: NaiveDate,
    /// Source of a village enterprise's capital.
    #[serde(default)]
    pub source_class: Option<SourceClass>,
    /// Number of shares, for `saham`; worked out from the amount if left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub share_count: Option<i64>,
    /// The pledge that it pays, of the same holder and instrument.
    #[serde(default)]
    pub pledge_id: Option<PledgeId>,
    /// The asset.
    pub asset: AssetDraft,
    /// Its value.
    pub valuation: ValuationDraft,
    /// The announcement; needed for land and buildings on `saham`.
    #[serde(default)]
    pub announcement: Option<AnnouncementDraft>,
}

impl InKindContributionDraft {
    /// What it is beside its form.
    #[must_use]
    pub fn contribution(&self) -> ContributionDraft {
        let immovable = self.asset.kind.is_immovable();
        ContributionDraft {
            instrument_id: self.instrument_id,
            member_id: self.member_id,
            amount: self.amount,
            effective_on: self.effective_on,
            reason: self.reason.clone(),
            form: if immovable { OfferedForm::LandOrBuilding } else { OfferedForm::Goods },
            decision_number: Some(self.decision_number.clone()),
            source_class: self.source_class,
            share_count: self.share_count,
            pledge_id: self.pledge_id,
        }
    }

    /// What is kept of the asset and its value.
    #[must_use]
    pub fn valued(&self) -> Valued {
        Valued {
            form: VALUED_FORM.to_owned(),
            asset: self.asset.clone(),
            valuation: self.valuation.clone(),
            decided_on: self.decided_on,
            announcement: self.announcement.clone(),
        }
    }
}

impl Valued {
    /// The papers by which asset and valuation are known again: the report's
    /// file, its number with the name of its valuer, and the paper of ownership.
    #[must_use]
    pub fn papers(&self) -> BTreeSet<String> {
        let valuation = &self.valuation;
        let papers = [
            InKindPaper::File(&valuation.document_sha256),
            InKindPaper::Report {
                number: &valuation.document_number,
                valuer: &valuation.valuer.name,
            },
            InKindPaper::Title(self.asset.title_number.as_deref().unwrap_or_default()),
        ];
        papers.into_iter().filter_map(in_kind_paper).collect()
    }

    /// Those papers, to be kept beside the contribution of an asset.
    #[must_use]
    pub fn rows(&self, issuer: OrganizationId, id: LedgerTransactionId) -> Vec<paper::Model> {
        let row = |paper| paper::Model {
            id: fresh_id(),
            organization_id: issuer,
            transaction_id: id,
            paper,
            value_sen: self.valuation.amount,
        };
        self.papers().into_iter().map(row).collect()
    }
}

/// Name of the canonical text of a valuation.
pub const VALUED_FORM: &str = "kibm-in-kind-valuation/1";

/// A valuation as it is kept: JSON with the fields in this order, without
/// blanks between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Valued {
    /// Name of the form.
    pub form: String,
    /// The asset.
    pub asset: AssetDraft,
    /// Its value.
    pub valuation: ValuationDraft,
    /// Day of the decision that took it.
    pub decided_on: NaiveDate,
    /// The announcement.
    pub announcement: Option<AnnouncementDraft>,
}
