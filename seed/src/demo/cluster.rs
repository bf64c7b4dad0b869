//! The cluster, its chains, and published numbers about its commodity.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Origin;

/// Content of `cluster.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterData {
    /// The cluster.
    pub cluster: Cluster,
    /// Its value chain and its supply chain.
    pub chains: Vec<Chain>,
    /// Cost and price table, published.
    pub margins: Vec<Margin>,
    /// Other published numbers.
    pub facts: Vec<PublishedFact>,
}

/// A community-based industry cluster.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// Key within the demonstration.
    pub key: String,
    /// Name.
    pub name: String,
    /// Commodity.
    pub commodity: String,
    /// Codes of the regencies it covers.
    pub regions: Vec<String>,
    /// Key of the organization in front.
    pub lead_organization: String,
    /// Day of founding.
    pub founded_on: NaiveDate,
    /// Goal that all parties accepted.
    pub shared_goal: String,
    /// Terms of the orchestrator, exactly one at any day.
    pub orchestrators: Vec<OrchestratorTerm>,
    /// Way through the programme, oldest first; the last one holds.
    pub phases: Vec<PhaseStep>,
    /// Member organizations.
    pub members: Vec<ClusterMember>,
    /// Always invented.
    pub origin: Origin,
}

/// One term of an orchestrator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrchestratorTerm {
    /// Key of the person.
    pub orchestrator: String,
    /// Key of the deputy, another person.
    pub deputy: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

/// One entry into a programme phase.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseStep {
    /// `perencanaan`, `persiapan_masyarakat`, `pembangunan_industri` ...
    pub phase: String,
    /// First day in it.
    pub entered_on: NaiveDate,
    /// `forward` or `back`.
    pub direction: String,
    /// Why.
    pub reason: String,
    /// Evidence shown at the gate.
    pub evidence: Vec<Evidence>,
}

/// A document that was shown at a gate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// `cluster_plan`, `baseline_data`, `legal_entity_deed` ...
    pub kind: String,
    /// Its title.
    pub title: String,
}

/// Membership of an organization in the cluster.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterMember {
    /// Key of the organization.
    pub organization: String,
    /// First day.
    pub joined_on: NaiveDate,
}

/// A value chain or supply chain.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Key within the demonstration.
    pub key: String,
    /// Key of the cluster.
    pub cluster: String,
    /// `value` or `supply`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Stages in their order; stages of one position run side by side.
    pub stages: Vec<Stage>,
    /// Flows between stages.
    pub links: Vec<Link>,
    /// Who takes part where.
    pub participations: Vec<Participation>,
    /// Always invented.
    pub origin: Origin,
}

/// One stage.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Key, unique over all chains.
    pub key: String,
    /// `input_supply`, `production`, `primary_processing`, `collection`,
    /// `trade`, `processing`, `logistics` or `end_market`.
    pub kind: String,
    /// Indonesian name.
    pub name: String,
    /// Position along the chain, from 1.
    pub position: u32,
    /// Support functions that the stage needs; one without an institution is
    /// a gap to be listed.
    pub needed_support: Vec<String>,
}

/// A flow from one stage to the next.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Key of the stage that gives.
    pub from: String,
    /// Key of the stage that takes.
    pub to: String,
}

/// An organization's part in a stage.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participation {
    /// Key of the organization.
    pub organization: String,
    /// Key of the stage.
    pub stage: String,
    /// `operator`, `service_provider` or `support_institution`.
    pub role: String,
    /// What a support institution does there.
    pub support_function: Option<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` while it goes on.
    pub until: Option<NaiveDate>,
}

/// One actor's row of a published cost and price table. Money is rupiah for
/// one `unit` of the product, as published: recompute, never trust.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margin {
    /// Actor as the publication names it.
    pub actor: String,
    /// Key of the stage it fits.
    pub stage: String,
    /// Cost of production or purchase.
    pub acquisition: String,
    /// Operating cost.
    pub operation: String,
    /// Depreciation.
    pub depreciation: String,
    /// Total cost.
    pub total: String,
    /// Selling price.
    pub selling_price: String,
    /// Margin in rupiah.
    pub margin: String,
    /// Margin in percent of the selling price.
    pub margin_percent: String,
    /// `kg`.
    pub unit: String,
    /// Form of the product: `kering` (dry).
    pub form: String,
    /// Year.
    pub period: String,
    /// Where.
    pub region_code: String,
    /// Always published.
    pub origin: Origin,
}

/// One published number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedFact {
    /// What is counted, `snake_case`.
    pub metric: String,
    /// Where.
    pub region_code: String,
    /// Year.
    pub period: String,
    /// Number as text.
    pub value: String,
    /// Unit of the number.
    pub unit: String,
    /// Always published.
    pub origin: Origin,
}
