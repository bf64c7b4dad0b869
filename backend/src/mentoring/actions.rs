//! Writes of mentoring: load, decide, save, audit.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;

use crate::identity::access::REGISTRARS;
use crate::identity::{Access, Scope, scope};
use crate::kernel::ids::OrganizationId;
use crate::kernel::period;
use crate::platform::audit::Author;
use crate::platform::problem::ApiResult;
use crate::registry::entity::organization;
use crate::registry::parameters::Parameters;

mod assignments;
mod batch;
mod figures;
mod follow_ups;
mod logs;
mod mentors;
mod review;
mod seat;

pub use assignments::{create_assignment, end_assignment};
pub use batch::{Mode, Outcome, create_each, create_together, refusals};
pub use follow_ups::{Closing, close_follow_up};
pub use logs::{SavedLog, create_log, replace_log, stored_warnings};
pub use mentors::{create_mentor, replace_mentor};
pub use review::{return_log, verify_log};
pub use seat::follow_seat;

/// Where an act comes from and what it may touch.
#[derive(Debug, Clone)]
pub struct Context {
    /// On whose behalf.
    pub author: Author,
    /// The day of the act in the capital.
    pub today: NaiveDate,
    /// Legal parameters.
    pub parameters: Parameters,
    /// What the author reaches as a registrar, who writes logs for others.
    pub registrar: Scope,
    /// What the author may know to exist.
    pub visible: Scope,
}

impl Context {
    /// The context of a request.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(access: &Access, conn: &impl ConnectionTrait) -> ApiResult<Self> {
        Ok(Self {
            author: access.author(),
            today: access.today(),
            parameters: crate::registry::store::parameters(conn).await?,
            registrar: scope::scope(&access.actor, REGISTRARS, access.today()),
            visible: access.visible.clone(),
        })
    }

    /// The context of the system itself: command line and demo loader.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn system(author: Author, conn: &impl ConnectionTrait) -> ApiResult<Self> {
        Ok(Self {
            today: period::capital_date(author.at),
            author,
            parameters: crate::registry::store::parameters(conn).await?,
            registrar: Scope::everything(),
            visible: Scope::everything(),
        })
    }

    /// When the act counts as recorded, UTC.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.author.at
    }
}

/// One organization, whatever the scope; the action decides what its author
/// may do there.
async fn organization(
    conn: &impl ConnectionTrait,
    id: OrganizationId,
) -> ApiResult<Option<organization::Model>> {
    let everything = Scope::everything();
    Ok(crate::registry::store::find_organization(conn, &everything, id).await?)
}
