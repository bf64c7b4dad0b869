//! Writes of positions, boards, ties and served villages: load, decide, save, audit.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::entity::position;
use super::rules::{Body, Head, Sitting, Span, check_alive};
use super::store;
use crate::kernel::ids::{OrganizationId, PersonId};
use crate::kernel::period::local_date;
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::platform::audit::Author;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::registry::entity::organization;
use crate::registry::rules::is_kopdes;

mod boards;
mod check;
mod positions;
mod residence;
mod ties;
mod villages;

pub use boards::{SavedBoard, record_board};
pub use check::check_governance;
pub use positions::{SavedPosition, end_position, record_position};
pub use residence::check_residence;
pub use ties::{declare_family_tie, withdraw_family_tie};
pub use villages::{end_served_village, record_served_village};

/// An organization as the house of its organs.
#[derive(Debug, Clone)]
pub struct House {
    /// Which.
    pub id: OrganizationId,
    /// Region of its seat.
    pub region: RegionCode,
    /// Day of founding.
    pub founded_on: Option<NaiveDate>,
    /// What the rules ask of it.
    pub body: Body,
}

impl House {
    /// The organization of a row.
    ///
    /// # Errors
    /// 500 where the stored region code is malformed.
    pub fn of(row: &organization::Model) -> ApiResult<Self> {
        let region = stored_region(&row.region_code)?;
        Ok(Self { id: row.id, region, founded_on: row.founded_on, body: body_of(row) })
    }

    /// Its local day at the time of an act (R7).
    #[must_use]
    pub fn today(&self, author: &Author) -> NaiveDate {
        local_date(author.at, self.region.utc_offset())
    }

    /// Who is head of its village on a day; nobody where it lies in no one
    /// village, or the one on record had died by then. The governments are given, so that a writer can hold them.
    async fn head(
        &self,
        conn: &impl ConnectionTrait,
        governments: &[OrganizationId],
        day: NaiveDate,
    ) -> ApiResult<Head> {
        let head = store::village_head(conn, governments, day).await?;
        let head = store::holders(conn, head.into_iter().collect()).await?;
        let span = Span { from: day, to: day.succ_opt() };
        let alive = head.iter().find(|head| check_alive(&span, head.deceased_on).is_none());
        Ok(alive.map_or(Head::Unknown, |head| Head::Is(head.id)))
    }

    /// The governments of its village.
    async fn governments(&self, conn: &impl ConnectionTrait) -> ApiResult<Vec<OrganizationId>> {
        if self.region.level() != RegionLevel::Village {
            return Ok(Vec::new());
        }
        Ok(store::government_of(conn, self.region.as_str()).await?)
    }

    /// The same, held for this transaction: no other head is recorded meanwhile.
    async fn hold_governments(&self, tx: &DatabaseTransaction) -> ApiResult<Vec<OrganizationId>> {
        let governments = self.governments(tx).await?;
        for id in governments.iter().filter(|id| **id != self.id) {
            crate::registry::store::hold_seat(tx, *id).await?;
        }
        Ok(governments)
    }
}

/// What the rules ask of an organization.
fn body_of(row: &organization::Model) -> Body {
    Body { form: row.legal_form, kopdes: is_kopdes(&row.name_key) }
}

/// A row as the rules see it.
fn sitting(row: &position::Model) -> Sitting {
    Sitting {
        organ: row.organ,
        role: row.role,
        person: row.person_id,
        span: Span { from: row.held_from, to: row.held_to },
    }
}

/// Persons of some seats, each once, in the order of their ids: that in which
/// they are locked.
fn persons_of<'a>(seats: impl Iterator<Item = &'a Sitting>) -> Vec<PersonId> {
    let mut persons: Vec<PersonId> = seats.map(|seat| seat.person).collect();
    persons.sort_unstable();
    persons.dedup();
    persons
}
