//! Votes, which are not shares of capital.
//!
//! Source: R31; UU 25/1992 Pasal 24(3), PP 33/1998; UU 40/2007 Pasal 84.

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

/// The votes in an organization's meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Votes {
    /// By what they go.
    pub basis: VoteBasis,
    /// Votes of members; absent where they are not counted by head.
    pub members: Option<i64>,
    /// Votes of who holds capital without being a member.
    pub holders: Option<i64>,
}

/// Who votes in an organization with so many members in force.
///
/// A cooperative's member has one vote with a hundred times the savings of
/// another, and who holds participating capital alone has none.
///
/// Source: R31; UU 25/1992 Pasal 24(3); PP 33/1998; UU 40/2007 Pasal 84 (one
/// share, one vote); PP 11/2021 (musyawarah desa).
#[must_use]
pub fn votes_of(form: LegalForm, members: i64) -> Votes {
    let basis = match form {
        LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder => VoteBasis::OneMemberOneVote,
        LegalForm::Perseroda | LegalForm::Perseroan => VoteBasis::Shares,
        LegalForm::BumDesa | LegalForm::BumDesaBersama => VoteBasis::VillageMeeting,
        LegalForm::Perumda => VoteBasis::Region,
        _ => VoteBasis::OwnRules,
    };
    let by_head = basis == VoteBasis::OneMemberOneVote;
    Votes { basis, members: by_head.then_some(members), holders: by_head.then_some(0) }
}
