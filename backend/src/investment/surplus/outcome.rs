//! What came of working a run out: on the wire and in the run's row.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::scheme::Destination;
use crate::kernel::ids::MemberId;
use crate::kernel::money::Money;
use crate::kernel::percent::Percent;

/// A founding village's share of the part that goes to governments (R56).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VillageShare {
    /// The village government in the register.
    pub member_id: MemberId,
    /// Its number in the register.
    pub register_number: i64,
    /// Its capital.
    pub capital: Money,
    /// Its share in per cent with two places; all together 100.00 (R9).
    pub percent: String,
    /// What it gets.
    pub amount: Money,
}

/// What one part of the scheme gets, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartOutcome {
    /// Key of the part.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Where it goes.
    pub destination: Destination,
    /// Its per cent; absent for a fixed amount.
    pub percent: Option<Percent>,
    /// What it gets of the surplus from members.
    pub from_members: Money,
    /// What it gets of the surplus from others.
    pub from_others: Money,
    /// Together.
    pub amount: Money,
    /// What is taken in the books: account code.
    pub account: String,
    /// How it was worked out, in words of the reader's own arithmetic.
    pub formula: String,
    /// What the holders' claims are measured by; absent where nobody shares.
    pub measure: Option<String>,
    /// Sum of all claims.
    pub total_weight: Option<String>,
    /// Number of its first line among the run's lines; absent without lines.
    pub first_line: Option<i64>,
    /// How many holders share.
    pub lines: i64,
    /// Share of each founding village, for a joint village enterprise.
    pub villages: Vec<VillageShare>,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunOutcome {
    /// The parts in the order of the scheme.
    pub parts: Vec<PartOutcome>,
    /// All lines together.
    pub lines: i64,
    /// How shares were rounded, in words.
    pub rounding_method: String,
}
