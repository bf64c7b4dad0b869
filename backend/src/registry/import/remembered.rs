//! The gazetteer, kept in memory for the imports to come.
//!
//! It holds the names of all regions, some tens of megabytes: imports of one
//! process share one, read again only after regions changed, in whatever process.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::rules::gazetteer::Gazetteer;
use super::store;
use crate::platform::AppState;
use crate::platform::problem::ApiResult;
use crate::region;

/// The gazetteer of this process, with the generation of regions it was read in.
#[derive(Debug, Default)]
struct Kept(Mutex<Option<(i64, Arc<Gazetteer>)>>);

/// All regions as they are now.
///
/// # Errors
/// When the database fails.
pub async fn gazetteer(app: &AppState) -> ApiResult<Arc<Gazetteer>> {
    let kept = app.shared.of::<Kept>();
    // Held while reading: two imports at once must not read it twice.
    let mut kept = kept.0.lock().await;
    // Before the regions: what changes meanwhile is read again the next time.
    let generation = region::store::generation(app.db.read()).await?;
    if let Some((_, gazetteer)) = kept.as_ref().filter(|(known, _)| *known == generation) {
        return Ok(gazetteer.clone());
    }
    // The old one goes before the new one comes, so that memory holds one.
    *kept = None;
    let gazetteer = Arc::new(store::gazetteer(app.db.read()).await?);
    *kept = Some((generation, gazetteer.clone()));
    Ok(gazetteer)
}
