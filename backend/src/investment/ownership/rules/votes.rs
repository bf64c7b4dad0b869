//! Votes, which are not shares of capital.
//!
//! Source: R31; UU 25/1992 Pasal 24(3), PP 33/1998; UU 40/2007 Pasal 84.

use crate::kernel::ids::InstrumentId;
use crate::registry::entity::organization::LegalForm;

/// By what votes go.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum VoteBasis {
    /// One member, one vote, whatever the capital.
    OneMemberOneVote,
    /// By shares.
    Shares,
    /// By the village's meeting (musyawarah), not by capital.
    VillageMeeting,
    /// By the region alone.
    Region,
    /// By its own rules.
    OwnRules,
}

/// Shares of one class, and their votes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassVotes {
    /// The class.
    pub instrument_id: InstrumentId,
    /// Its name.
    pub name: String,
    /// Shares that have a vote; the company's own have none.
    pub shares: i64,
    /// Votes of each.
    pub votes_per_share: i64,
}

impl ClassVotes {
    /// Votes of all of them: no product of two such numbers is too large.
    ///
    /// Source: UU 40/2007 Pasal 84(1).
    #[must_use]
    pub fn votes(&self) -> i128 {
        i128::from(self.shares) * i128::from(self.votes_per_share)
    }
}

/// The votes in an organization's meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Votes {
    /// By what they go.
    pub basis: VoteBasis,
    /// Votes of members; absent where they are not counted by head.
    pub members: Option<i64>,
    /// Votes of who holds capital without being a member.
    pub holders: Option<i64>,
    /// Votes of shares; absent where votes do not go by shares.
    pub shares: Option<i128>,
}

/// Who votes in an organization with so many members in force and these shares.
///
/// A cooperative's member has one vote with a hundred times the savings of
/// another, and who holds participating capital alone has none. A share has
/// one vote, or as many as the terms of its class say.
///
/// Source: R31; UU 25/1992 Pasal 24(3); PP 33/1998; UU 40/2007 Pasal 84 (one
/// share, one vote, unless the articles say otherwise); PP 11/2021 (musyawarah
/// desa).
#[must_use]
pub fn votes_of(form: LegalForm, members: i64, classes: &[ClassVotes]) -> Votes {
    let basis = match form {
        LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder => VoteBasis::OneMemberOneVote,
        LegalForm::Perseroda | LegalForm::Perseroan => VoteBasis::Shares,
        LegalForm::BumDesa | LegalForm::BumDesaBersama => VoteBasis::VillageMeeting,
        LegalForm::Perumda => VoteBasis::Region,
        _ => VoteBasis::OwnRules,
    };
    let by_head = basis == VoteBasis::OneMemberOneVote;
    let shares = classes.iter().map(ClassVotes::votes).sum();
    let shares = (basis == VoteBasis::Shares).then_some(shares);
    let (members, holders) = (by_head.then_some(members), by_head.then_some(0));
    Votes { basis, members, holders, shares }
}
