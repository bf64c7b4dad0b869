//! Schema of kibm for SQLite and PostgreSQL, one topic a file.
//!
//! The SQL is written once with tokens for what differs ([`dialect`]); reviewed
//! by hand, applied in order, and every step can be taken back.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

pub mod dialect;
mod m01_platform;
mod m02_region;
mod m03_identity;
mod m04_registry;
mod m05_cluster;
mod m06_chain;
mod m07_mentoring;
mod m08_investment;
mod m09_import;
mod m10_registry_moves;
mod m11_mending;
mod m12_surplus;
mod m13_ownership;
mod m14_seats;
mod m15_acts;
mod m16_control;
mod m17_classes;
mod m18_books_import;
mod m19_pledges;
mod m21_treasurer;
mod m22_recorded;
mod m23_owed;
mod m24_papers;
mod m26_signing;
mod m27_goods;
mod m28a_unread_parameters;
mod m28b_provenance;
mod m29_one_time_passwords;
mod m31_governance;
mod m32_contracts;
mod m33_performance;
mod m34_leaving;
mod m35_kept;
mod m36_compression;
mod m37_recorded_late;

pub use m35_kept::{InKindPaper, in_kind_paper};

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m01_platform::Migration),
            Box::new(m02_region::Migration),
            Box::new(m03_identity::Migration),
            Box::new(m04_registry::Migration),
            Box::new(m05_cluster::Migration),
            Box::new(m06_chain::Migration),
            Box::new(m07_mentoring::Migration),
            Box::new(m08_investment::Migration),
            Box::new(m09_import::Migration),
            Box::new(m10_registry_moves::Migration),
            Box::new(m11_mending::Migration),
            Box::new(m12_surplus::Migration),
            Box::new(m13_ownership::Migration),
            Box::new(m14_seats::Migration),
            Box::new(m15_acts::Migration),
            Box::new(m16_control::Migration),
            Box::new(m17_classes::Migration),
            Box::new(m18_books_import::Migration),
            Box::new(m19_pledges::Migration),
            Box::new(m21_treasurer::Migration),
            Box::new(m22_recorded::Migration),
            Box::new(m23_owed::Migration),
            Box::new(m24_papers::Migration),
            Box::new(m26_signing::Migration),
            Box::new(m27_goods::Migration),
            Box::new(m28a_unread_parameters::Migration),
            Box::new(m28b_provenance::Migration),
            Box::new(m29_one_time_passwords::Migration),
            Box::new(m31_governance::Migration),
            Box::new(m32_contracts::Migration),
            Box::new(m33_performance::Migration),
            Box::new(m34_leaving::Migration),
            Box::new(m35_kept::Migration),
            Box::new(m36_compression::Migration),
            Box::new(m37_recorded_late::Migration),
        ]
    }
}
