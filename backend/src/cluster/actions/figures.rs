//! Figures that somebody published.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use crate::cluster::Located;
use crate::cluster::entity::published_figure;
use crate::kernel::region_code::RegionCode;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::registry::actions::Context;

/// A figure as its publication has it.
#[derive(Debug, Clone)]
pub struct Published {
    /// What is told, `snake_case`.
    pub metric: String,
    /// Of whom or what, as the publication names it.
    pub subject: Option<String>,
    /// Where.
    pub region_code: RegionCode,
    /// When: a year, or a span as the publication has it.
    pub period: String,
    /// The number; its decimals are kept.
    pub value: Decimal,
    /// Unit of the number.
    pub unit: String,
    /// The publication.
    pub source: String,
}

/// Records published figures of a cluster, in their order.
///
/// # Errors
/// When the database refuses, also a region that it does not know.
pub async fn record_published_figures(
    tx: &DatabaseTransaction,
    cluster: &Located,
    figures: Vec<Published>,
    context: &Context,
) -> ApiResult<()> {
    let sources: BTreeSet<String> = figures.iter().map(|one| one.source.clone()).collect();
    let row = |figure: Published| {
        let row = published_figure::Model {
            id: fresh_id(),
            cluster_id: cluster.row.id,
            metric: figure.metric,
            subject: figure.subject,
            region_code: figure.region_code.to_string(),
            period: figure.period,
            value: figure.value.to_string(),
            unit: figure.unit,
            source: figure.source,
            created_at: context.author.at,
        };
        published_figure::ActiveModel::from(row).reset_all()
    };
    let rows: Vec<_> = figures.into_iter().map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let act = Act {
        action: "record_published_figures",
        subject_kind: "cluster",
        subject_id: cluster.row.id.to_string(),
        region_code: cluster.audit_region(),
        after: Some(json!({ "figures": rows.len(), "sources": sources })),
        ..Act::default()
    };
    published_figure::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(audit::record(tx, &context.author, act).await?)
}
