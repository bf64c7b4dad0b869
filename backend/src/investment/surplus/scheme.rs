//! The terms of a scheme: values on the wire, in the tables and in the rules.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::investment::entity::instrument::InstrumentKind;
use crate::kernel::money::{Money, SEN_PER_RUPIAH};
use crate::kernel::percent::Percent;

/// Where a part of the surplus goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// To holders by their capital: jasa modal, dividend, the community's part of a BUM Desa.
    MemberCapital,
    /// To members by their business with the cooperative: jasa usaha.
    MemberPatronage,
    /// Reserve, and result kept as capital.
    Reserve,
    /// To the owning government: PADes of a village, PAD of a region.
    Government,
    /// Funds for education, social work, the working area.
    Funds,
    /// Management and employees.
    Staff,
    /// Stays undistributed.
    Unallocated,
}

impl Destination {
    /// The destination as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MemberCapital => "member_capital",
            Self::MemberPatronage => "member_patronage",
            Self::Reserve => "reserve",
            Self::Government => "government",
            Self::Funds => "funds",
            Self::Staff => "staff",
            Self::Unallocated => "unallocated",
        }
    }
}

/// What a holder's capital is measured by (R43).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapitalBase {
    /// Balance at the end of the period; the average for who came or left within it (R46).
    Closing,
    /// Half the sum of the balances before and at the end of the period.
    Average,
    /// The balance of each day, summed over the days.
    ShareDays,
}

impl CapitalBase {
    /// The base as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closing => "closing",
            Self::Average => "average",
            Self::ShareDays => "share_days",
        }
    }
}

/// To what amount shares are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// Whole rupiah.
    #[default]
    Rupiah,
    /// Sen.
    Sen,
}

impl Rounding {
    /// The unit in sen.
    #[must_use]
    pub const fn unit(self) -> i64 {
        match self {
            Self::Rupiah => SEN_PER_RUPIAH,
            Self::Sen => 1,
        }
    }

    /// The rounding as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rupiah => "rupiah",
            Self::Sen => "sen",
        }
    }
}

/// What the by-laws (ART) give a member who left before the period ended (R46).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExitedMembers {
    /// A share by the average capital and the business done.
    #[default]
    Paid,
    /// Nothing.
    Excluded,
}

impl ExitedMembers {
    /// The flag as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Excluded => "excluded",
        }
    }
}

/// What a member did with the cooperative, by its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PatronageKind {
    /// Bought from it (konsumen).
    Purchases,
    /// Delivered to it (produsen).
    Deliveries,
    /// Paid interest to it (simpan pinjam).
    Interest,
}

impl PatronageKind {
    /// The kind as it stands on the wire and in the tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Purchases => "purchases",
            Self::Deliveries => "deliveries",
            Self::Interest => "interest",
        }
    }
}

/// One named part of the surplus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Short name for programs, unique in the scheme: `jasa_modal`.
    #[schema(min_length = 1, max_length = 40, pattern = "^[a-z][a-z0-9_]*$")]
    pub key: String,
    /// Name as the by-laws give it.
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// Percent of the surplus that is left after fixed amounts; or else `amount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Percent>,
    /// A fixed amount, taken off first and never touched by rounding; or else `percent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Where it goes.
    pub destination: Destination,
    /// What capital is measured by; for `member_capital` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<CapitalBase>,
    /// Whose capital counts, for `member_capital` and `government`; what the
    /// legal form suggests if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 7)]
    pub instruments: Vec<InstrumentKind>,
    /// Which business counts; for `member_patronage` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patronage: Option<PatronageKind>,
    /// Account that the part is taken from in the issuer's chart: the one that
    /// the legal form prescribes, or a sub-account of it. A number below 3.2.01
    /// or 3.2.02 of a village enterprise is the one that is posted to; without
    /// it the part gets the account of its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20, pattern = r"^[1-9](\.[0-9]{1,2}){0,4}$")]
    pub account: Option<String>,
}

/// What a part gets of the surplus that comes from business with non-members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherShare {
    /// Key of a part of the scheme that is no `member_patronage`.
    #[schema(min_length = 1, max_length = 40)]
    pub key: String,
    /// Percent of the non-members' surplus.
    pub percent: Percent,
}

/// The terms of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemeTerms {
    /// The parts, whose percents total exactly 100.
    #[schema(min_items = 1, max_items = 30)]
    pub parts: Vec<Part>,
    /// Split of the surplus from non-members, totalling 100; if left out, the
    /// parts' own percents, with those of `member_patronage` going to the reserve (R44).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 30)]
    pub non_member_parts: Vec<OtherShare>,
    /// To what amount shares are rounded.
    #[serde(default)]
    pub rounding: Rounding,
    /// What a member who left within the period gets.
    #[serde(default)]
    pub exited_members: ExitedMembers,
    /// The meeting's decision to do without a reserve, where there is none (R38).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub reserve_waiver: Option<String>,
}

impl SchemeTerms {
    /// The part with this key, and its position.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<(usize, &Part)> {
        self.parts.iter().enumerate().find(|(_, part)| part.key == key)
    }

    /// The first part that goes to the reserve, else the first that stays undistributed.
    #[must_use]
    pub fn reserve(&self) -> Option<usize> {
        let at = |wanted: Destination| {
            self.parts.iter().position(|part| {
                part.destination == wanted && part.percent.is_some_and(|percent| !percent.is_zero())
            })
        };
        at(Destination::Reserve).or_else(|| at(Destination::Unallocated))
    }
}
