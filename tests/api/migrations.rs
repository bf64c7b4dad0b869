//! The schema goes up, down to nothing, and up again, on the engine at hand.

use chrono::{DateTime, NaiveDate};
use kibm::platform::clock::fresh_id;
use kibm::platform::db::Database;
use kibm::registry::entity::parameter;
use kibm_migrations::{Migrator, MigratorTrait};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;

use crate::support::fresh_database;

#[tokio::test]
async fn the_schema_goes_down_to_nothing_and_up_again() {
    let fresh = fresh_database().await;
    let database = Database::open(&fresh.url, 2).await.unwrap();

    Migrator::down(database.write(), None).await.expect("every step can be taken back");
    let left = Migrator::get_applied_migrations(database.write()).await.unwrap().len();
    Migrator::up(database.write(), None).await.expect("and applied again");
    let applied = Migrator::get_applied_migrations(database.write()).await.unwrap().len();

    assert_eq!((left, applied), (0, Migrator::migrations().len()));
    database.close().await.unwrap();
}

/// Steps from the present schema back to that of before `name`.
pub fn steps_before(name: &str) -> u32 {
    let later = Migrator::migrations();
    let at = later.iter().position(|step| step.name() == name).expect("the migration is there");
    u32::try_from(later.len() - at).expect("few migrations")
}

#[tokio::test]
async fn a_database_made_before_loses_the_parameters_that_no_rule_reads() {
    let fresh = fresh_database().await;
    let database = Database::open(&fresh.url, 2).await.unwrap();
    let steps = steps_before("m28a_unread_parameters");
    Migrator::down(database.write(), Some(steps)).await.expect("the steps can be taken back");
    let row = parameter::ActiveModel {
        id: Set(fresh_id()),
        key: Set("max_active_bum_desa_per_village".to_owned()),
        value: Set("1".to_owned()),
        unit: Set("count".to_owned()),
        basis: Set("as it was before".to_owned()),
        valid_from: Set(NaiveDate::default()),
        valid_to: Set(None),
        created_at: Set(DateTime::default()),
    };
    parameter::Entity::insert(row).exec_without_returning(database.write()).await.unwrap();

    Migrator::up(database.write(), None).await.expect("and applied again");

    let kept = parameter::Entity::find().all(database.write()).await.unwrap();
    let kept: Vec<_> = kept.iter().map(|row| row.key.as_str()).collect();
    assert!(kept.contains(&"small_cell_min"), "{kept:?}");
    assert!(!kept.contains(&"max_active_bum_desa_per_village"), "{kept:?}");
    database.close().await.unwrap();
}
