//! Value chains and supply chains: stages, links, who takes part.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE chain (
    id {uuid} NOT NULL PRIMARY KEY,
    cluster_id {uuid} NOT NULL REFERENCES cluster (id),
    kind {text} NOT NULL CHECK (kind IN ('value_chain', 'supply_chain')),
    name text NOT NULL,
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX chain_cluster ON chain (cluster_id, id);

CREATE TABLE stage (
    id {uuid} NOT NULL PRIMARY KEY,
    chain_id {uuid} NOT NULL REFERENCES chain (id),
    name text NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('input_supply', 'production', 'primary_processing', 'collection', 'processing', 'trade', 'logistics', 'marketing', 'end_market')),
    position integer NOT NULL,
    version {big} NOT NULL,
    created_at {instant} NOT NULL
);
CREATE INDEX stage_chain ON stage (chain_id, id);

CREATE TABLE stage_support (
    stage_id {uuid} NOT NULL REFERENCES stage (id),
    support_function {text} NOT NULL CHECK (support_function IN ('finance', 'quality_assurance', 'extension', 'logistics', 'market_information', 'research', 'regulation', 'business_development', 'infrastructure')),
    PRIMARY KEY (stage_id, support_function)
);

CREATE TABLE stage_link (
    id {uuid} NOT NULL PRIMARY KEY,
    chain_id {uuid} NOT NULL REFERENCES chain (id),
    from_stage_id {uuid} NOT NULL REFERENCES stage (id),
    to_stage_id {uuid} NOT NULL REFERENCES stage (id),
    created_at {instant} NOT NULL,
    UNIQUE (from_stage_id, to_stage_id),
    CHECK (from_stage_id <> to_stage_id)
);
CREATE INDEX stage_link_chain ON stage_link (chain_id, id);
CREATE INDEX stage_link_to ON stage_link (to_stage_id);

CREATE TABLE participation (
    id {uuid} NOT NULL PRIMARY KEY,
    chain_id {uuid} NOT NULL REFERENCES chain (id),
    stage_id {uuid} NOT NULL REFERENCES stage (id),
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL REFERENCES region (code),
    role {text} NOT NULL CHECK (role IN ('operator', 'service_provider', 'support_institution')),
    support_function {text} CHECK (support_function IN ('finance', 'quality_assurance', 'extension', 'logistics', 'market_information', 'research', 'regulation', 'business_development', 'infrastructure')),
    valid_from {date} NOT NULL,
    valid_to {date},
    created_at {instant} NOT NULL,
    CHECK (valid_to IS NULL OR valid_to > valid_from),
    CHECK ((role = 'support_institution') = (support_function IS NOT NULL))
);
CREATE INDEX participation_stage ON participation (stage_id, organization_id);
CREATE INDEX participation_chain ON participation (chain_id, id);
CREATE INDEX participation_organization ON participation (organization_id, id);
"#;

const DOWN: &str = r#"
DROP TABLE participation;
DROP TABLE stage_link;
DROP TABLE stage_support;
DROP TABLE stage;
DROP TABLE chain;
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
