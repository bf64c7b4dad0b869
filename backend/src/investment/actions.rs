//! Writes of investment: load, decide, save, roll-up deltas, audit.

use chrono::{DateTime, NaiveDate, Utc};

use crate::identity::Scope;
use crate::kernel::ids::OrganizationId;
use crate::kernel::period::local_date;
use crate::kernel::region_code::RegionCode;
use crate::platform::ApiError;
use crate::platform::audit::Author;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::registry::entity::organization::{self, LegalForm};

mod encumbrances;
mod exits;
mod instruments;
mod members;
mod postings;
mod seat;

pub use encumbrances::{create_encumbrance, release_encumbrance};
pub use exits::{create_exit_rule, open_heirs, reveal_heirs, seal_heirs};
pub use instruments::{SavedInstrument, create_instrument, create_instrument_amount};
pub use members::{Applicant, Newcomer, create_member, create_members, end_membership};
pub use postings::{desa_share_warning, post, post_bulk, post_in};
pub use seat::{follow_seat, require_fitting_form};

/// An organization as the issuer of capital.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// Which.
    pub id: OrganizationId,
    /// Form.
    pub legal_form: LegalForm,
    /// Region of its seat.
    pub region: RegionCode,
}

impl Issuer {
    /// The organization of a row.
    ///
    /// # Errors
    /// 500 where the stored region code is malformed.
    pub fn of(row: &organization::Model) -> ApiResult<Self> {
        Ok(Self {
            id: row.id,
            legal_form: row.legal_form,
            region: stored_region(&row.region_code)?,
        })
    }

    /// The issuer's local day at an instant (R7).
    #[must_use]
    pub fn today(&self, at: DateTime<Utc>) -> NaiveDate {
        local_date(at, self.region.utc_offset())
    }

    fn day(&self, author: &Author) -> NaiveDate {
        self.today(author.at)
    }
}

/// An organization that is locked for a change of its register or instruments.
///
/// # Errors
/// 404 where it is not in scope.
pub async fn lock_issuer(
    tx: &sea_orm::DatabaseTransaction,
    scope: &Scope,
    id: OrganizationId,
) -> ApiResult<Issuer> {
    let row = crate::registry::store::lock_organization(tx, scope, id).await?;
    Issuer::of(&row.ok_or_else(ApiError::not_found)?)
}
