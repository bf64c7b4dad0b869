//! Writes of regions: loading those that the program carries, and new editions.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr, Value};

use crate::kernel::identifiers::name_key::name_key;
use crate::kernel::region_code::RegionCode;
use crate::platform::db::{self, Database, statement};

mod codes;

pub use codes::{Closure, NewRegion, close_region, create_region};

/// Rows of one INSERT: 9 values each, SQLite takes at most 32,766.
const ROWS_PER_STATEMENT: usize = 2_000;

/// Why regions could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadFailed {
    /// The embedded data does not read: the program was built wrongly.
    #[error("the embedded region data does not read: {0}")]
    Data(String),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Loads the embedded regions and the crosswalk in one transaction, if there
/// are none yet; returns how many regions were loaded.
///
/// # Errors
/// [`LoadFailed`].
pub async fn load_regions(database: &Database) -> Result<usize, LoadFailed> {
    if super::store::any_region(database.read()).await? {
        return Ok(0);
    }
    let regions =
        kibm_seed::regions::regions().map_err(|error| LoadFailed::Data(error.to_string()))?;
    let tx = database.begin_write().await?;
    // Level by level, because a parent must stand before its children.
    let mut levels: BTreeMap<usize, Vec<Vec<Value>>> = BTreeMap::new();
    for region in &regions {
        let code: RegionCode =
            region.code.parse().map_err(|_| LoadFailed::Data(format!("code {}", region.code)))?;
        let parent: Value = code.parent().map(|parent| parent.as_str().to_owned()).into();
        levels.entry(region.code.len()).or_default().push(vec![
            region.code.clone().into(),
            parent,
            code.level().as_str().into(),
            region.name.clone().into(),
            name_key(&region.name).into(),
            region.postal_code.clone().into(),
            kibm_seed::regions::EDITION.into(),
            kibm_seed::regions::VALID_FROM.into(),
        ]);
    }
    for rows in levels.into_values() {
        for some in rows.chunks(ROWS_PER_STATEMENT) {
            let sql = format!(
                "INSERT INTO region (code, parent_code, level, name, name_key, postal_code, edition, valid_from) VALUES {}",
                db::placeholders(tx.get_database_backend(), some.len(), 8)
            );
            tx.execute_raw(statement(&tx, sql, some.concat())).await?;
        }
    }
    load_crosswalk(&tx).await?;
    super::store::raise_generation(&tx).await?;
    tx.commit().await?;
    Ok(regions.len())
}

async fn load_crosswalk(tx: &impl ConnectionTrait) -> Result<(), LoadFailed> {
    let pairs = kibm_seed::crosswalk::bps_regencies();
    let rows: Vec<Vec<Value>> = pairs
        .into_iter()
        .map(|pair| vec!["bps".into(), pair.bps_code.into(), pair.kemendagri_code.into()])
        .collect();
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        let sql = format!(
            "INSERT INTO region_crosswalk (code_system, foreign_code, code) VALUES {}",
            db::placeholders(tx.get_database_backend(), some.len(), 3)
        );
        tx.execute_raw(statement(tx, sql, some.concat())).await?;
    }
    Ok(())
}
