//! The demonstration's cluster, its phases, chains and participants.

use kibm_seed::demo::{self, ClusterData, Kind, Origin};
use rust_decimal::Decimal;
use sea_orm::DatabaseTransaction;

use super::{Loader, code, day_after, demo_id, wire};
use crate::chain::actions::{create_chain, create_stage, link_stages, record_participation};
use crate::chain::drafts::{ChainDraft, ParticipationDraft, StageDraft, StageLinkDraft};
use crate::chain::entity::{chain, stage};
use crate::cli::{Failure, told};
use crate::cluster::Located;
use crate::cluster::actions::{
    Published, appoint_orchestrator, change_phase, create_cluster, join_cluster, record_evidence,
    record_published_figures,
};
use crate::cluster::drafts::{
    ClusterDraft, ClusterMemberDraft, EvidenceDraft, OrchestratorDraft, PhaseChangeDraft,
};
use crate::cluster::store::lock_cluster;
use crate::identity::Scope;
use crate::kernel::region_code::RegionCode;
use crate::registry::actions::Context;

/// Loads the cluster with all its parts.
pub(super) async fn load(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    data: &ClusterData,
) -> Result<(), Failure> {
    let mut cluster = found(tx, loader, &data.cluster).await?;
    for member in &data.cluster.members {
        let draft = ClusterMemberDraft {
            id: None,
            organization_id: demo_id(Kind::Organization, &member.organization),
            contribution: None,
            joined_on: Some(member.joined_on),
        };
        join_cluster(tx, &cluster, draft, &loader.on(member.joined_on)).await.map_err(told)?;
    }
    for term in &data.cluster.orchestrators {
        let draft = OrchestratorDraft {
            id: None,
            person_id: demo_id(Kind::Person, &term.orchestrator),
            deputy_person_id: demo_id(Kind::Person, &term.deputy),
            term_from: term.from,
            term_to: day_after(Some(term.until)).ok_or("a term has no end")?,
        };
        let context = loader.on(term.from);
        appoint_orchestrator(tx, &cluster, draft, &Scope::everything(), &context)
            .await
            .map_err(told)?;
    }
    // The first phase is the one that a cluster is founded in.
    for step in data.cluster.phases.iter().skip(1) {
        enter_phase(tx, loader, &mut cluster, step).await?;
    }
    let figures = published(data)?;
    record_published_figures(tx, &cluster, figures, &loader.now()).await.map_err(told)?;
    for chain in &data.chains {
        load_chain(tx, loader, &cluster, chain).await?;
    }
    Ok(())
}

/// The published prices and costs, actor by actor, and the other published facts.
fn published(data: &ClusterData) -> Result<Vec<Published>, Failure> {
    let mut figures = Vec::new();
    for row in &data.margins {
        let per = format!("rupiah_per_{}", row.unit);
        let per = per.as_str();
        for (metric, value, unit) in [
            ("acquisition_cost", &row.acquisition, per),
            ("operating_cost", &row.operation, per),
            ("depreciation", &row.depreciation, per),
            ("total_cost", &row.total, per),
            ("selling_price", &row.selling_price, per),
            ("margin", &row.margin, per),
            ("margin_share", &row.margin_percent, "percent"),
        ] {
            figures.push(Published {
                metric: metric.to_owned(),
                subject: Some(format!("{} ({})", row.actor, row.form)),
                region_code: code(&row.region_code)?,
                period: row.period.clone(),
                value: Decimal::from_str_exact(value)?,
                unit: unit.to_owned(),
                source: publication(&row.origin)?,
            });
        }
    }
    for fact in &data.facts {
        figures.push(Published {
            metric: fact.metric.clone(),
            subject: None,
            region_code: code(&fact.region_code)?,
            period: fact.period.clone(),
            value: Decimal::from_str_exact(&fact.value)?,
            unit: fact.unit.clone(),
            source: publication(&fact.origin)?,
        });
    }
    Ok(figures)
}

fn publication(origin: &Origin) -> Result<String, Failure> {
    Ok(origin.source().ok_or("a figure that nobody published")?.to_owned())
}

async fn found(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    cluster: &demo::Cluster,
) -> Result<Located, Failure> {
    let regions: Result<Vec<RegionCode>, Failure> =
        cluster.regions.iter().map(|text| code(text)).collect();
    let regions = regions?;
    let draft = ClusterDraft {
        id: Some(demo_id(Kind::Cluster, &cluster.key)),
        name: cluster.name.clone(),
        commodity: cluster.commodity.clone(),
        region_codes: regions.clone(),
        lead_organization_id: demo_id(Kind::Organization, &cluster.lead_organization),
        goal: cluster.shared_goal.clone(),
        founded_on: Some(cluster.founded_on),
    };
    create_cluster(tx, draft, &loader.on(cluster.founded_on)).await.map_err(told)?;
    let (everything, id) = (Scope::everything(), demo_id(Kind::Cluster, &cluster.key));
    let row = lock_cluster(tx, &everything, id).await?.ok_or("the cluster was not saved")?;
    Ok(Located { row, regions })
}

async fn enter_phase(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    cluster: &mut Located,
    step: &demo::PhaseStep,
) -> Result<(), Failure> {
    let context = loader.on(step.entered_on);
    for evidence in &step.evidence {
        let draft = EvidenceDraft {
            id: None,
            kind: wire(&evidence.kind)?,
            title: evidence.title.clone(),
            reference: Some(format!("Arsip sekretariat: {}", evidence.title)),
            sha256: None,
            dated_on: step.entered_on,
        };
        record_evidence(tx, cluster, draft, &context).await.map_err(told)?;
    }
    let draft = PhaseChangeDraft {
        id: None,
        to: wire(&step.phase)?,
        changed_on: Some(step.entered_on),
        reason: Some(step.reason.clone()),
    };
    change_phase(tx, cluster, draft, &context).await.map_err(told)?;
    cluster.row.phase = wire(&step.phase)?;
    cluster.row.version += 1;
    Ok(())
}

async fn load_chain(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    cluster: &Located,
    data: &demo::Chain,
) -> Result<(), Failure> {
    let first_day = data.participations.iter().map(|part| part.from).min();
    let context = loader.on(first_day.unwrap_or_else(|| loader.now().today));
    let draft = ChainDraft {
        id: Some(demo_id(Kind::Chain, &data.key)),
        cluster_id: cluster.row.id,
        kind: wire(&format!("{}_chain", data.kind))?,
        name: data.name.clone(),
    };
    let chain = create_chain(tx, cluster, draft, &context).await.map_err(told)?.row;
    let stages = load_stages(tx, cluster, &chain, data, &context).await?;
    for part in &data.participations {
        let stage = stages.iter().find(|(key, _)| *key == part.stage);
        let (_, stage) = stage.ok_or("a participation names no stage of its chain")?;
        let draft = ParticipationDraft {
            id: None,
            organization_id: demo_id(Kind::Organization, &part.organization),
            role: wire(&part.role)?,
            support_function: part.support_function.as_deref().map(wire).transpose()?,
            valid_from: Some(part.from),
            valid_to: day_after(part.until),
        };
        let context = loader.on(part.from);
        record_participation(tx, cluster, stage, draft, &context).await.map_err(told)?;
    }
    Ok(())
}

async fn load_stages(
    tx: &DatabaseTransaction,
    cluster: &Located,
    chain: &chain::Model,
    data: &demo::Chain,
    context: &Context,
) -> Result<Vec<(String, stage::Model)>, Failure> {
    let id = |stage: &str| demo_id(Kind::Stage, &format!("{}/{stage}", data.key));
    let mut stages = Vec::new();
    for stage in &data.stages {
        let needed: Result<_, Failure> = stage.needed_support.iter().map(|one| wire(one)).collect();
        let draft = StageDraft {
            id: Some(id(&stage.key)),
            name: stage.name.clone(),
            kind: wire(&stage.kind)?,
            position: i32::try_from(stage.position)?,
            needed_support: Some(needed?),
        };
        let made = create_stage(tx, cluster, chain, draft, context).await.map_err(told)?;
        stages.push((stage.key.clone(), made.row));
    }
    for link in &data.links {
        let draft =
            StageLinkDraft { id: None, from_stage_id: id(&link.from), to_stage_id: id(&link.to) };
        link_stages(tx, cluster, chain, draft, context).await.map_err(told)?;
    }
    Ok(stages)
}
