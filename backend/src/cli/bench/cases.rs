//! What is measured: the request, and the same statements without the service.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, EntityTrait, QueryTrait};

use super::CaseName;
use super::client::Call;
use super::drive::{Request, Sql};
use crate::cli::Failure;
use crate::dashboard;
use crate::kernel::ids::UserId;
use crate::kernel::period::capital_date;
use crate::platform::clock::Clock;
use crate::platform::db::{Database, statement};
use crate::registry::entity::organization;

mod posting;
mod posting_once;
mod posting_sql;
mod visit;

/// Why there is nothing to measure on.
const NO_DATA: &str = "the database has no synthetic data; run kibm seed synthetic first";

/// One case, ready to be driven.
pub struct Case {
    /// Makes the requests.
    pub request: Request,
    /// Does the same on the engine.
    pub sql: Sql,
    /// Entries of one request.
    pub of_request: u64,
    /// Entries of one piece of raw work.
    pub of_sql: u64,
}

impl Case {
    /// A case whose calls do one thing each.
    fn of(request: Request, sql: Sql) -> Self {
        Self { request, sql, of_request: 1, of_sql: 1 }
    }
}

/// Looks up what the case needs in the data.
///
/// # Errors
/// When the data has nothing to measure on; `kibm seed synthetic` makes some.
pub async fn prepare(name: CaseName, db: &Database, caller: UserId) -> Result<Case, Failure> {
    match name {
        CaseName::Posting => posting::prepare(db, caller).await,
        CaseName::HotPosting => posting::prepare_hot(db, caller).await,
        CaseName::GroupPosting => posting::prepare_group(db, caller).await,
        CaseName::BulkPosting => posting::prepare_bulk(db, caller).await,
        CaseName::Visit => visit::prepare(db, caller).await,
        CaseName::List => list(db).await,
        CaseName::Dashboard => province_dashboards(db).await,
    }
}

/// The member of `values` for a number.
fn pick<T>(values: &[T], number: u64) -> Option<&T> {
    // Consecutive numbers and the clients' far apart ones both spread well.
    let place = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let count = u64::try_from(values.len()).unwrap_or(u64::MAX).max(1);
    usize::try_from(place % count).ok().and_then(|place| values.get(place))
}

/// Any of `values`, which are not empty.
fn any<T>(values: &[T]) -> Result<&T, Failure> {
    values.get(rand::random_range(0..values.len().max(1))).ok_or_else(|| NO_DATA.into())
}

/// One column of codes; an error where there is none.
pub async fn codes(db: &Database, sql: &str) -> Result<Vec<String>, Failure> {
    let rows = db.read().query_all_raw(statement(db.read(), sql, vec![])).await?;
    let codes: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    let codes = codes?;
    if codes.is_empty() {
        return Err(NO_DATA.into());
    }
    Ok(codes)
}

async fn list(db: &Database) -> Result<Case, Failure> {
    let regencies = codes(
        db,
        "SELECT substr(region_code, 1, 5) AS regency FROM organization \
         WHERE length(region_code) >= 5 GROUP BY 1 HAVING COUNT(*) >= 50 ORDER BY 1 LIMIT 500",
    )
    .await?;
    let regencies: Arc<[String]> = regencies.into();
    let (named, db) = (regencies.clone(), db.clone());
    let columns = organization::Entity::find().build(db.engine()).sql;
    let columns = columns.split(" FROM ").next().unwrap_or("SELECT *").to_owned();
    Ok(Case::of(
        Arc::new(move |number| {
            let region = pick(&named, number).map_or("", String::as_str);
            Call::get(format!("/api/v1/organizations?region={region}&limit=50"))
        }),
        Arc::new(move |number| {
            let (db, columns) = (db.clone(), columns.clone());
            let region = pick(&regencies, number).cloned().unwrap_or_default();
            Box::pin(async move {
                let sql = format!(
                    "{columns} FROM organization WHERE substr(region_code, 1, 5) = $1 \
                     ORDER BY id LIMIT 51"
                );
                let values = vec![region.into()];
                let rows = db.read().query_all_raw(statement(db.read(), sql, values)).await?;
                if rows.len() < 50 { Err("a regency lost its enterprises".into()) } else { Ok(()) }
            })
        }),
    ))
}

async fn province_dashboards(db: &Database) -> Result<Case, Failure> {
    let provinces =
        codes(db, "SELECT DISTINCT substr(region_code, 1, 2) FROM organization ORDER BY 1").await?;
    let provinces: Arc<[String]> = provinces.into();
    let (named, db) = (provinces.clone(), db.clone());
    let today = capital_date(Clock::system().now());
    Ok(Case::of(
        Arc::new(move |number| {
            let code = pick(&named, number).map_or("", String::as_str);
            Call::get(format!("/api/v1/dashboards/regions/{code}"))
        }),
        Arc::new(move |number| {
            let db = db.clone();
            let code = pick(&provinces, number).cloned().unwrap_or_default();
            Box::pin(async move {
                dashboard::store::figures(db.read(), &code, today).await?;
                Ok(())
            })
        }),
    ))
}
