//! What a chain lacks on a day: gaps to close and prompts to think about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::chain::entity::participation::ParticipationRole;
use crate::chain::entity::stage::StageKind;
use crate::chain::entity::stage_support::SupportFunction;
use crate::chain::problems;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{OrganizationId, StageId};

/// A stage as the review of a chain sees it.
#[derive(Debug, Clone)]
pub struct StageFacts {
    /// Which.
    pub id: StageId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: StageKind,
    /// What support it needs.
    pub needed_support: Vec<SupportFunction>,
}

/// An organization that takes part in a stage on the day.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Where.
    pub stage: StageId,
    /// Who.
    pub organization: OrganizationId,
    /// What it does there.
    pub role: ParticipationRole,
    /// Which support.
    pub support_function: Option<SupportFunction>,
    /// Whether it is a member of the cluster on the day.
    pub is_member: bool,
}

/// One thing that is missing, or worth a thought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What, with its text.
    pub fault: Fault,
    /// Whether it is a thought only.
    pub is_prompt: bool,
    /// In which stage.
    pub stage: Option<StageId>,
    /// Which support function.
    pub support_function: Option<SupportFunction>,
    /// Which organizations it concerns.
    pub organizations: Vec<OrganizationId>,
}

/// The chain on a day, indexed for the questions below.
struct Review<'a> {
    links: &'a [(StageId, StageId)],
    operators: BTreeMap<StageId, BTreeSet<OrganizationId>>,
    support: BTreeSet<(StageId, SupportFunction)>,
    strangers: BTreeMap<StageId, BTreeSet<OrganizationId>>,
    day: NaiveDate,
}

/// Everything that a chain lacks on `day`; first what concerns the chain, then
/// stage by stage in the order given. `actors` are those of the day.
///
/// Source: R79 (origin, end market), R92 (one actor), R125 (support functions,
/// enterprises without a market).
#[must_use]
pub fn gaps(
    stages: &[StageFacts],
    links: &[(StageId, StageId)],
    actors: &[Actor],
    day: NaiveDate,
) -> Vec<Gap> {
    let mut review = Review {
        links,
        operators: BTreeMap::new(),
        support: BTreeSet::new(),
        strangers: BTreeMap::new(),
        day,
    };
    for actor in actors {
        if actor.role == ParticipationRole::Operator {
            review.operators.entry(actor.stage).or_default().insert(actor.organization);
        }
        if let Some(function) = actor.support_function {
            review.support.insert((actor.stage, function));
        }
        if !actor.is_member {
            review.strangers.entry(actor.stage).or_default().insert(actor.organization);
        }
    }
    let mut found = Vec::new();
    if !stages.iter().any(|stage| is_origin(stage, links)) {
        found.push(whole(Fault::new(&problems::GAP_NO_ORIGIN)));
    }
    if !stages.iter().any(|stage| stage.kind == StageKind::EndMarket) {
        found.push(whole(Fault::new(&problems::GAP_NO_END_MARKET)));
    }
    for stage in stages {
        review.stage(stage, stages.len() > 1, &mut found);
    }
    found
}

/// Whether a chain has an origin and an end market.
///
/// Source: R79.
#[must_use]
pub fn is_complete(stages: &[StageFacts], links: &[(StageId, StageId)]) -> bool {
    stages.iter().any(|stage| is_origin(stage, links))
        && stages.iter().any(|stage| stage.kind == StageKind::EndMarket)
}

/// Input supply or production with nothing before it.
fn is_origin(stage: &StageFacts, links: &[(StageId, StageId)]) -> bool {
    matches!(stage.kind, StageKind::InputSupply | StageKind::Production)
        && !links.iter().any(|(_, taker)| *taker == stage.id)
}

fn whole(fault: Fault) -> Gap {
    Gap { fault, is_prompt: false, stage: None, support_function: None, organizations: Vec::new() }
}

impl Review<'_> {
    fn at(&self, code: &'static crate::kernel::fault::Code, stage: &StageFacts) -> Gap {
        let fault = Fault::new(code).with("stage", &stage.name).with("day", self.day);
        Gap { stage: Some(stage.id), ..whole(fault) }
    }

    fn operators_of(&self, stage: StageId) -> Vec<OrganizationId> {
        self.operators.get(&stage).into_iter().flatten().copied().collect()
    }

    fn stage(&self, stage: &StageFacts, has_others: bool, found: &mut Vec<Gap>) {
        let operators = self.operators_of(stage.id);
        let linked = self.links.iter().any(|(from, to)| *from == stage.id || *to == stage.id);
        if has_others && !linked {
            found.push(self.at(&problems::GAP_ISOLATED_STAGE, stage));
        }
        if operators.is_empty() {
            found.push(self.at(&problems::GAP_NO_OPERATOR, stage));
        }
        for function in &stage.needed_support {
            if !self.support.contains(&(stage.id, *function)) {
                let gap = self.at(&problems::GAP_NO_SUPPORT, stage);
                let fault = gap.fault.clone().with("function", function.as_str());
                found.push(Gap { fault, support_function: Some(*function), ..gap });
            }
        }
        if stage.kind != StageKind::EndMarket && !operators.is_empty() && !self.has_buyer(stage.id)
        {
            let gap = self.at(&problems::GAP_NO_MARKET, stage);
            let fault = gap.fault.clone().with("count", operators.len());
            found.push(Gap { fault, organizations: operators.clone(), ..gap });
        }
        if operators.len() == 1 {
            let gap = self.at(&problems::PROMPT_ONE_ACTOR, stage);
            found.push(Gap { is_prompt: true, organizations: operators, ..gap });
        }
        if let Some(strangers) = self.strangers.get(&stage.id) {
            let gap = self.at(&problems::PROMPT_FORMER_MEMBER, stage);
            let organizations = strangers.iter().copied().collect();
            found.push(Gap { is_prompt: true, organizations, ..gap });
        }
    }

    /// Whether anybody runs a stage that takes what this one makes.
    fn has_buyer(&self, stage: StageId) -> bool {
        let takers = self.links.iter().filter(|(from, _)| *from == stage).map(|(_, to)| to);
        takers.into_iter().any(|taker| self.operators.contains_key(taker))
    }
}
