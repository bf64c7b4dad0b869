//! Votes, which go their own way beside the capital.

use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::investment::classes::rules::votes_per_share;
use crate::investment::classes::store::{ClassShares, shares_of_classes, terms_of};
use crate::investment::ownership::rules::{ClassVotes, VoteBasis, votes_of};
use crate::investment::store::{Horizon, count_members};
use crate::kernel::ids::InstrumentId;
use crate::platform::problem::ApiResult;
use crate::registry::entity::organization;

/// The votes in the organization's own meeting: not a share of capital (R31).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct VotesView {
    /// By what votes go.
    pub basis: VoteBasis,
    /// Votes of members, one each; absent where votes are not by head.
    pub members: Option<i64>,
    /// Votes of who holds capital without being a member: none.
    pub holders: Option<i64>,
    /// Votes of shares in all, as a text since they may be more than fit into a
    /// number of JSON; absent where votes do not go by shares.
    #[schema(pattern = "^[0-9]+$")]
    pub shares: Option<String>,
    /// Votes of shares by class.
    pub classes: Vec<ClassVotesView>,
}

/// Votes of a class of shares.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ClassVotesView {
    /// The class.
    pub instrument_id: InstrumentId,
    /// Its name.
    pub name: String,
    /// Shares that have a vote; the company's own have none.
    pub shares: i64,
    /// Votes of each on the day.
    pub votes_per_share: i64,
    /// Votes of all of them, as a text.
    #[schema(pattern = "^[0-9]+$")]
    pub votes: String,
}

/// The votes in an organization's meeting at the horizon.
///
/// # Errors
/// Where the database fails.
pub async fn votes(
    conn: &impl ConnectionTrait,
    organization: &organization::Model,
    horizon: &Horizon,
) -> ApiResult<VotesView> {
    let members = count_members(conn, organization.id, horizon.as_of).await?.members;
    let counted = (horizon.as_of, horizon.known_at);
    let shares = shares_of_classes(conn, organization.id, counted).await?;
    let ids: Vec<InstrumentId> = shares.iter().map(|class| class.instrument_id).collect();
    let terms = terms_of(conn, &ids).await?;
    let of_class = |class: ClassShares| {
        let terms = terms.get(&class.instrument_id).map(Vec::as_slice);
        ClassVotes {
            instrument_id: class.instrument_id,
            name: class.name,
            shares: class.shares,
            votes_per_share: votes_per_share(terms.unwrap_or_default(), horizon.as_of),
        }
    };
    let classes: Vec<ClassVotes> = shares.into_iter().map(of_class).collect();
    let votes = votes_of(organization.legal_form, members, &classes);
    let view = |class: ClassVotes| ClassVotesView {
        votes: class.votes().to_string(),
        instrument_id: class.instrument_id,
        name: class.name,
        shares: class.shares,
        votes_per_share: class.votes_per_share,
    };
    Ok(VotesView {
        basis: votes.basis,
        members: votes.members,
        holders: votes.holders,
        shares: votes.shares.map(|votes| votes.to_string()),
        classes: classes.into_iter().map(view).collect(),
    })
}
