//! What is settled with a member who leaves.

use sea_orm::entity::prelude::*;
use serde_json::json;

use super::member::ExitReason;
use crate::kernel::ids::{ExitSettlementId, MemberId, OrganizationId};
use crate::kernel::money::Money;

/// One settlement; its payment is a transaction of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exit_settlement")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExitSettlementId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when recorded.
    pub region_code: String,
    /// Who leaves.
    pub member_id: MemberId,
    /// First day no longer in force.
    pub left_on: Date,
    /// Why.
    pub exit_reason: ExitReason,
    /// Principal savings.
    pub principal_sen: Money,
    /// Mandatory savings.
    pub mandatory_sen: Money,
    /// Voluntary savings.
    pub voluntary_sen: Money,
    /// Loans that are set off.
    pub loans_sen: Money,
    /// Part of a loss that the member bears.
    pub borne_loss_sen: Money,
    /// What is paid out; below zero what the member still owes.
    pub refund_sen: Money,
    /// Day from which the days of the by-laws count, or after which the annual
    /// meeting is; none in what was recorded before there was such a day, which
    /// counts from the day of leaving.
    pub counted_from: Option<Date>,
    /// First day on which it may be paid; none: after the next annual meeting.
    pub payable_on: Option<Date>,
    /// Heirs that were recorded before they were sealed, as a list; the service
    /// seals them at its start, and nothing is written here any more.
    pub heirs: Option<Json>,
    /// Heirs of a member who died, sealed (ADR-0005); a list once opened.
    pub heirs_sealed: Option<Vec<u8>>,
    /// How many they are.
    pub heir_count: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

impl Model {
    /// What the transaction of the settlement keeps of it, and so its hash: the
    /// sums that its lines do not tell, and the days on which payment depends.
    #[must_use]
    pub fn details(&self) -> Json {
        json!({
            "borne_loss": self.borne_loss_sen, "loans": self.loans_sen, "refund": self.refund_sen,
            "left_on": self.left_on, "counted_from": self.counted_from,
            "payable_on": self.payable_on,
        })
    }
}

/// Where the heirs of a settlement are sealed (ADR-0005).
#[must_use]
pub fn place_of_heirs(id: ExitSettlementId) -> String {
    format!("exit_settlement/heirs/{id}")
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
