//! The schema goes up, down to nothing, and up again, on the engine at hand.

use kibm::platform::db::Database;
use kibm_migrations::{Migrator, MigratorTrait};

use crate::support::fresh_database;

#[tokio::test]
async fn the_schema_goes_down_to_nothing_and_up_again() {
    let (url, file) = fresh_database().await;
    let database = Database::open(&url, 2).await.unwrap();

    Migrator::down(database.write(), None).await.expect("every step can be taken back");
    let left = Migrator::get_applied_migrations(database.write()).await.unwrap().len();
    Migrator::up(database.write(), None).await.expect("and applied again");
    let applied = Migrator::get_applied_migrations(database.write()).await.unwrap().len();

    assert_eq!((left, applied), (0, Migrator::migrations().len()));
    database.close().await.unwrap();
    if let Some(file) = file {
        std::fs::remove_file(file).ok();
    }
}
