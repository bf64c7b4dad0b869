//! Legal parameters remembered for a moment, for reads that only show.
//!
//! A decision that is saved reads them in its own transaction instead. A new
//! value is known to this process at once, to others within two seconds.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::parameters::Parameters;
use super::store;
use crate::platform::AppState;
use crate::platform::problem::ApiResult;

/// How long the parameters are believed without asking the database.
const LIFE: Duration = Duration::from_secs(2);

#[derive(Debug, Default)]
struct Kept {
    /// Counts the changes, so that what was read before one is not kept after it.
    era: u64,
    parameters: Option<(Instant, Arc<Parameters>)>,
}

/// The parameters that this process remembers.
#[derive(Debug, Default)]
struct Remembered(RwLock<Kept>);

/// All parameters, at most two seconds old.
///
/// # Errors
/// When the database fails.
pub async fn parameters(app: &AppState) -> ApiResult<Arc<Parameters>> {
    let remembered = app.shared.of::<Remembered>();
    let era = {
        let kept = remembered.0.read().unwrap_or_else(PoisonError::into_inner);
        match &kept.parameters {
            Some((read, parameters)) if read.elapsed() < LIFE => return Ok(parameters.clone()),
            _ => kept.era,
        }
    };
    let parameters = Arc::new(store::parameters(app.db.read()).await?);
    let mut kept = remembered.0.write().unwrap_or_else(PoisonError::into_inner);
    if kept.era == era {
        kept.parameters = Some((Instant::now(), parameters.clone()));
    }
    Ok(parameters)
}

/// Forgets them after a change was committed.
pub fn forget_parameters(app: &AppState) {
    let remembered = app.shared.of::<Remembered>();
    let mut kept = remembered.0.write().unwrap_or_else(PoisonError::into_inner);
    kept.era += 1;
    kept.parameters = None;
}
