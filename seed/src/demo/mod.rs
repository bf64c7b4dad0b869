//! The demonstration: the seaweed cluster of the Kei islands as plain data.
//!
//! Villages and regencies are real, and so are the numbers whose [`Origin`] is
//! published. Every organization, person, number of a register and posting is
//! invented, even where a public body or a village gives the name. Records
//! refer to each other by `key`; [`id`] makes the stable identifier of a key,
//! so that loading twice finds the same rows. All dates are fixed.
//!
//! The JSON in `seed/data/demo` is written by `seed/demo/write.py`.

mod cluster;
mod contracts;
mod investment;
mod mentoring;
mod registry;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub use cluster::{
    Chain, Cluster, ClusterData, ClusterMember, Evidence, Link, Margin, OrchestratorTerm,
    Participation, PhaseStep, PublishedFact, Stage,
};
pub use contracts::{ContractsData, Document, LandConsent, Partnership};
pub use investment::{
    Holder, HolderKind, Instrument, InvestmentData, Meeting, Membership, Patronage, Posting,
    Sharing,
};
pub use mentoring::{
    Assignment, FollowUp, LogStatus, Mentor, MentoringData, MentoringLog, Participants,
};
pub use registry::{KbliRef, Organization, Person, Reach, RegistryData, User};

use crate::SeedError;

/// Where a record comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Made up for the demonstration.
    Invented,
    /// A number that somebody published, kept as published, slips included.
    Published {
        /// The publication.
        source: String,
    },
}

impl Origin {
    /// Whether somebody published this number.
    pub fn is_published(&self) -> bool {
        matches!(self, Self::Published { .. })
    }

    /// The publication, of a published number.
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::Invented => None,
            Self::Published { source } => Some(source),
        }
    }
}

/// What a key of the demonstration names; part of the stable identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// [`Organization`].
    Organization,
    /// [`Person`].
    Person,
    /// [`User`], keyed by the username.
    User,
    /// [`Cluster`].
    Cluster,
    /// [`Chain`].
    Chain,
    /// [`Stage`], keyed `chain/stage`.
    Stage,
    /// [`Link`], keyed `from/to`.
    Link,
    /// [`Participation`], keyed `organization/stage`.
    Participation,
    /// [`Instrument`].
    Instrument,
    /// [`Membership`].
    Membership,
    /// [`Posting`].
    Posting,
    /// [`Mentor`].
    Mentor,
    /// [`Assignment`], keyed `mentor/organization/stage`.
    Assignment,
    /// [`MentoringLog`].
    MentoringLog,
    /// [`FollowUp`].
    FollowUp,
    /// [`Partnership`].
    Partnership,
    /// [`LandConsent`].
    LandConsent,
}

impl Kind {
    /// Name in the identifiers; never to be changed.
    fn as_str(self) -> &'static str {
        match self {
            Self::Organization => "Organization",
            Self::Person => "Person",
            Self::User => "User",
            Self::Cluster => "Cluster",
            Self::Chain => "Chain",
            Self::Stage => "Stage",
            Self::Link => "Link",
            Self::Participation => "Participation",
            Self::Instrument => "Instrument",
            Self::Membership => "Membership",
            Self::Posting => "Posting",
            Self::Mentor => "Mentor",
            Self::Assignment => "Assignment",
            Self::MentoringLog => "MentoringLog",
            Self::FollowUp => "FollowUp",
            Self::Partnership => "Partnership",
            Self::LandConsent => "LandConsent",
        }
    }
}

/// Namespace of the identifiers below; a random UUID, fixed for good.
const NAMESPACE: Uuid = Uuid::from_u128(0x5d0c_9b1e_7a64_4f0b_9a3d_2c81_6e57_f0a4);

/// Stable identifier of a record of the demonstration: version 5 of its kind
/// and key, the same in every installation and at every load.
pub fn id(kind: Kind, key: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{}:{key}", kind.as_str()).as_bytes())
}

/// The whole demonstration.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Organizations, persons, users.
    pub registry: RegistryData,
    /// Instruments, members, postings.
    pub investment: InvestmentData,
    /// The cluster, its chains, published margins and facts.
    pub cluster: ClusterData,
    /// Mentors, assignments, logs.
    pub mentoring: MentoringData,
    /// Contracts and consents to the use of land.
    pub contracts: ContractsData,
}

/// Reads the demonstration from the embedded files.
///
/// # Errors
/// [`SeedError::Malformed`] if a file does not fit its types.
pub fn load() -> Result<Demo, SeedError> {
    Ok(Demo {
        registry: parse("demo/registry.json", include_str!("../../data/demo/registry.json"))?,
        investment: parse("demo/investment.json", include_str!("../../data/demo/investment.json"))?,
        cluster: parse("demo/cluster.json", include_str!("../../data/demo/cluster.json"))?,
        mentoring: parse("demo/mentoring.json", include_str!("../../data/demo/mentoring.json"))?,
        contracts: parse("demo/contracts.json", include_str!("../../data/demo/contracts.json"))?,
    })
}

fn parse<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, SeedError> {
    serde_json::from_str(text).map_err(|fault| {
        SeedError::malformed(
            file,
            format!("line {}, column {}", fault.line(), fault.column()),
            fault,
        )
    })
}
