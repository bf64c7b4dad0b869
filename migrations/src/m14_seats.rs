//! Organizations of a region in the order of their list.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Provinces, regencies and districts by the length of their codes; a village
/// has the index on the whole code already. The same expressions stand in
/// `registry::store`, or the indexes serve nothing.
const UP: &str = r#"
CREATE INDEX organization_province ON organization (substr(region_code, 1, 2), id);
CREATE INDEX organization_regency ON organization (substr(region_code, 1, 5), id);
CREATE INDEX organization_district ON organization (substr(region_code, 1, 8), id);
"#;

const DOWN: &str = r#"
DROP INDEX organization_district;
DROP INDEX organization_regency;
DROP INDEX organization_province;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
