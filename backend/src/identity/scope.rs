//! Who asks, and what of the data they reach: pure values.
//!
//! Source: R114, R115; UU 27/2022 Pasal 39 (unlawful access is prevented).

use chrono::NaiveDate;

use super::entity::access_grant::Role;
use crate::kernel::ids::{OrganizationId, UserId};
use crate::kernel::region_code::RegionCode;

/// Where a grant holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The whole nation.
    National,
    /// One region and all below it.
    Region(RegionCode),
    /// One organization.
    Organization(OrganizationId),
    /// What is the user's own.
    Own,
}

/// A role and where it holds, from `valid_from` until before `valid_to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// What.
    pub role: Role,
    /// Where.
    pub reach: Reach,
    /// First day.
    pub valid_from: NaiveDate,
    /// Day after the last day.
    pub valid_to: Option<NaiveDate>,
}

impl Grant {
    /// Whether the grant holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }
}

/// The one who asks: a user with the grants that hold.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who.
    pub user_id: UserId,
    /// Name to sign in with.
    pub username: String,
    /// All grants, also ended and coming ones.
    pub grants: Vec<Grant>,
    /// Whether the credential may change anything.
    pub can_write: bool,
}

/// What of the data an actor reaches for one operation: the union of reaches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Everything.
    pub national: bool,
    /// These regions and all below them.
    pub regions: Vec<RegionCode>,
    /// These organizations.
    pub organizations: Vec<OrganizationId>,
    /// What is the user's own.
    pub own: Option<UserId>,
}

impl Scope {
    /// The scope of the system itself: command line, demo loader, verifier.
    #[must_use]
    pub fn everything() -> Self {
        Self { national: true, ..Self::default() }
    }

    /// Whether nothing is reached.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.national
            && self.regions.is_empty()
            && self.organizations.is_empty()
            && self.own.is_none()
    }

    /// The region that is all that is reached, where it is one.
    #[must_use]
    pub fn sole_region(&self) -> Option<RegionCode> {
        match self.regions.as_slice() {
            [region] if !self.national && self.organizations.is_empty() => Some(*region),
            _ => None,
        }
    }

    /// Whether all of a region is reached (R115: by dotted segment).
    #[must_use]
    pub fn covers_region(&self, code: &RegionCode) -> bool {
        self.national || self.regions.iter().any(|region| region.contains(code))
    }

    /// Whether an organization in a region is reached.
    #[must_use]
    pub fn covers(&self, code: &RegionCode, organization: OrganizationId) -> bool {
        self.covers_region(code) || self.organizations.contains(&organization)
    }
}

/// What `actor` reaches on `today` with one of `roles`.
///
/// Source: R114; UU 27/2022 Pasal 39 (unlawful access is prevented).
#[must_use]
pub fn scope(actor: &Actor, roles: &[Role], today: NaiveDate) -> Scope {
    let mut scope = Scope::default();
    let held =
        actor.grants.iter().filter(|grant| grant.holds_on(today) && roles.contains(&grant.role));
    for grant in held {
        match &grant.reach {
            Reach::National => scope.national = true,
            Reach::Region(code) => scope.regions.push(*code),
            Reach::Organization(id) => scope.organizations.push(*id),
            Reach::Own => scope.own = Some(actor.user_id),
        }
    }
    scope
}

#[cfg(test)]
mod tests;
