//! What makes a cluster's record right: pure decisions.
//!
//! Source: R93 (phases and their gates), R124 (orchestrator); house rules.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::cluster::Phase;
use super::entity::evidence::EvidenceKind;
use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{EvidenceId, OrchestratorId, PersonId};
use crate::kernel::region_code::RegionCode;
use crate::platform::rollup::{Delta, with_ancestors};
use crate::registry::entity::organization::LegalForm;
use crate::registry::problems::DATE_IN_FUTURE;

/// The phases in their order, each with the evidence that its gate asks for.
///
/// The programme names the phases and wants exit evidence; which documents
/// they are is a house rule, shown at `GET /api/v1/programme-phases`.
///
/// Source: programme text of KIBM (phases 1 to 4); R93; Klaster Mandiri for 5.
pub static GATES: &[Gate] = &[
    Gate { phase: Phase::Perencanaan, requires: &[] },
    Gate {
        phase: Phase::PersiapanMasyarakat,
        requires: &[EvidenceKind::ClusterPlan, EvidenceKind::BaselineData],
    },
    Gate {
        phase: Phase::PembangunanIndustri,
        requires: &[EvidenceKind::LegalEntityDeed, EvidenceKind::SiteConsent],
    },
    Gate {
        phase: Phase::PenetrasiPasar,
        requires: &[EvidenceKind::CommissioningReport, EvidenceKind::ProductCertificate],
    },
    Gate {
        phase: Phase::Pemandirian,
        requires: &[
            EvidenceKind::SalesContract,
            EvidenceKind::FinancialReport,
            EvidenceKind::HandoverPlan,
        ],
    },
];

/// The gate into a phase.
#[derive(Debug, Clone, Copy)]
pub struct Gate {
    /// The phase it leads into.
    pub phase: Phase,
    /// Kinds of evidence asked for, one piece of each.
    pub requires: &'static [EvidenceKind],
}

/// The part of society that a member comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberKind {
    /// Owned by its community: cooperative, village enterprise, group.
    Community,
    /// Village, regional or central government.
    Government,
    /// Company, also one that a government owns, and banks.
    Company,
    /// Non-governmental and mentoring institutions.
    Ngo,
    /// University or college.
    University,
}

/// The part of society that a legal form belongs to.
///
/// Source: house rule; the five kinds of parties of a KIBM cluster.
#[must_use]
pub fn member_kind(form: LegalForm) -> MemberKind {
    match form {
        LegalForm::BumDesa
        | LegalForm::BumDesaBersama
        | LegalForm::KoperasiPrimer
        | LegalForm::KoperasiSekunder
        | LegalForm::KelompokUsaha
        | LegalForm::Komunitas => MemberKind::Community,
        LegalForm::PemerintahDesa | LegalForm::PemerintahDaerah | LegalForm::PemerintahPusat => {
            MemberKind::Government
        }
        LegalForm::Perumda
        | LegalForm::Perseroda
        | LegalForm::Perseroan
        | LegalForm::LembagaKeuangan => MemberKind::Company,
        LegalForm::LembagaPendamping | LegalForm::Lsm | LegalForm::LembagaInternasional => {
            MemberKind::Ngo
        }
        LegalForm::PerguruanTinggi => MemberKind::University,
    }
}

/// One piece of evidence on file.
#[derive(Debug, Clone, Copy)]
pub struct OnFile {
    /// Which.
    pub id: EvidenceId,
    /// Kind.
    pub kind: EvidenceKind,
    /// Date of the document.
    pub dated_on: NaiveDate,
}

/// What the rule on a step between phases looks at.
#[derive(Debug, Clone)]
pub struct PhaseStep<'a> {
    /// Phase before.
    pub from: Phase,
    /// First day in it.
    pub since: NaiveDate,
    /// Phase wanted.
    pub to: Phase,
    /// First day in the phase wanted.
    pub changed_on: NaiveDate,
    /// Why.
    pub reason: Option<&'a str>,
    /// All evidence on file.
    pub evidence: &'a [OnFile],
    /// Day of the latest step back since which the phase wanted was not entered.
    pub fell_back_on: Option<NaiveDate>,
    /// Whether an orchestrator is in office on `changed_on`.
    pub has_orchestrator: bool,
}

/// Decides a step between phases and gives the evidence that opens the gate;
/// a step back needs none.
///
/// Forward goes one phase at a time, with an orchestrator in office and one
/// piece of evidence of each kind that the gate asks for, dated by then; after
/// a step back at least one of them is new. Back goes to any earlier phase,
/// with a reason.
///
/// Source: R93, R124; that evidence is renewed after a fall is a house rule.
///
/// # Errors
/// Every fault found.
pub fn check_phase_step(
    step: &PhaseStep<'_>,
    today: NaiveDate,
) -> Result<Vec<EvidenceId>, Vec<Fault>> {
    let mut faults = Vec::new();
    if step.changed_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/changed_on").with("today", today));
    }
    if step.changed_on <= step.since {
        faults.push(Fault::at(&problems::PHASE_DATE, "/changed_on").with("since", step.since));
    }
    let mut opened = Vec::new();
    if step.to == step.from {
        faults.push(Fault::at(&problems::PHASE_UNCHANGED, "/to").with("to", step.to.as_str()));
    } else if step.to < step.from {
        if step.reason.is_none_or(|reason| reason.trim().is_empty()) {
            let fault = Fault::at(&problems::PHASE_REASON_MISSING, "/reason");
            faults.push(fault.with("to", step.to.as_str()));
        }
    } else {
        match pass_gate(step) {
            Ok(evidence) => opened = evidence,
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(opened) } else { Err(faults) }
}

/// The phase after `phase` in the programme.
///
/// Source: programme text of KIBM; R93.
#[must_use]
pub fn next_phase(phase: Phase) -> Option<Phase> {
    GATES.iter().map(|gate| gate.phase).find(|later| *later > phase)
}

fn pass_gate(step: &PhaseStep<'_>) -> Result<Vec<EvidenceId>, Vec<Fault>> {
    let next = next_phase(step.from).unwrap_or(step.from);
    if step.to != next {
        return Err(vec![
            Fault::at(&problems::PHASE_SKIPPED, "/to")
                .with("from", step.from.as_str())
                .with("next", next.as_str())
                .with("to", step.to.as_str()),
        ]);
    }
    let mut faults = Vec::new();
    if !step.has_orchestrator {
        faults.push(Fault::new(&problems::ORCHESTRATOR_MISSING).with("day", step.changed_on));
    }
    let required = GATES.iter().find(|gate| gate.phase == next).map_or(&[][..], |g| g.requires);
    let counts = |item: &&OnFile| required.contains(&item.kind) && item.dated_on <= step.changed_on;
    let shown: Vec<&OnFile> = step.evidence.iter().filter(counts).collect();
    let held: BTreeSet<EvidenceKind> = shown.iter().map(|item| item.kind).collect();
    let missing: Vec<String> =
        required.iter().filter(|kind| !held.contains(*kind)).map(|kind| kind.as_str()).collect();
    if !missing.is_empty() {
        let fault = Fault::at(&problems::EVIDENCE_MISSING, "/to").with("to", next.as_str());
        faults.push(fault.with("day", step.changed_on).with("kinds", missing.join(", ")));
    } else if let Some(fell) = step.fell_back_on
        && !shown.iter().any(|item| item.dated_on >= fell)
    {
        faults.push(Fault::at(&problems::EVIDENCE_NOT_RENEWED, "/to").with("day", fell));
    }
    if faults.is_empty() { Ok(shown.iter().map(|item| item.id).collect()) } else { Err(faults) }
}

/// The day of the latest step back, if the phase left then was not entered
/// again; `history` holds (before, after, day), oldest first.
///
/// Source: house rule on R93.
#[must_use]
pub fn fell_back_on(history: &[(Option<Phase>, Phase, NaiveDate)], to: Phase) -> Option<NaiveDate> {
    let mut fell = None;
    for (before, after, day) in history {
        if before.is_some_and(|before| *after < before && to <= before && to > *after) {
            fell = Some(*day);
        } else if *after == to {
            fell = None;
        }
    }
    fell
}

/// A term of an orchestrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Which.
    pub id: OrchestratorId,
    /// First day.
    pub from: NaiveDate,
    /// First day after it.
    pub to: NaiveDate,
}

/// What appointing an orchestrator does to the term before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Succession {
    /// The first term, or one that follows on the end of the latest.
    Follows,
    /// The latest term ends on the first day of the new one.
    Shortens(OrchestratorId),
}

/// Decides the appointment of an orchestrator for the days `from` to before
/// `to`, after the cluster's `terms` so far: from the first term on there is
/// exactly one orchestrator on any day until the latest term ends.
///
/// Source: R124.
///
/// # Errors
/// Every fault found: deputy and orchestrator are one person, the term is
/// reversed, does not begin after the latest, or leaves days without anybody.
pub fn check_appointment(
    terms: &[Term],
    (person, deputy): (PersonId, PersonId),
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Succession, Vec<Fault>> {
    let mut faults = Vec::new();
    if person == deputy {
        faults.push(Fault::at(&problems::DEPUTY_IS_ORCHESTRATOR, "/deputy_person_id"));
    }
    if to <= from {
        faults.push(Fault::at(&problems::TERM_REVERSED, "/term_to"));
    }
    let mut succession = Succession::Follows;
    if let Some(latest) = terms.iter().max_by_key(|term| term.from) {
        if from <= latest.from {
            let fault = Fault::at(&problems::TERM_NOT_LATER, "/term_from");
            faults.push(fault.with("from", latest.from));
        } else if from > latest.to {
            let fault = Fault::at(&problems::ORCHESTRATOR_GAP, "/term_from");
            faults.push(fault.with("to", latest.to));
        } else if from < latest.to {
            succession = Succession::Shortens(latest.id);
        }
    }
    if faults.is_empty() { Ok(succession) } else { Err(faults) }
}

/// Decides a membership that begins on `joined_on`, after those that the
/// organization had or has: (first day, first day after it).
///
/// Source: house rule.
///
/// # Errors
/// A day in the future, or one on which it is a member already.
pub fn check_joining(
    known: &[(NaiveDate, Option<NaiveDate>)],
    joined_on: NaiveDate,
    today: NaiveDate,
) -> Result<(), Fault> {
    if joined_on > today {
        return Err(Fault::at(&DATE_IN_FUTURE, "/joined_on").with("today", today));
    }
    // The new membership is open, so any that ends after its first day overlaps.
    let overlaps = known.iter().any(|(_, left)| left.is_none_or(|left| left > joined_on));
    if overlaps {
        return Err(Fault::at(&problems::MEMBER_ALREADY, "/joined_on").with("day", joined_on));
    }
    Ok(())
}

/// Decides the end of a membership.
///
/// Source: house rule.
///
/// # Errors
/// A day in the future or not after joining; the lead organization.
pub fn check_leaving(
    joined_on: NaiveDate,
    left_on: NaiveDate,
    is_lead: bool,
    today: NaiveDate,
) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    if left_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/left_on").with("today", today));
    }
    if left_on <= joined_on {
        let fault = Fault::at(&problems::LEAVING_DATE, "/left_on");
        faults.push(fault.with("joined_on", joined_on));
    }
    if is_lead {
        faults.push(Fault::new(&problems::LEAD_LEAVES));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Regions of a cluster: none twice, none within another.
///
/// Source: house rule; a place that is counted twice makes wrong totals.
#[must_use]
pub fn repeated_regions(codes: &[RegionCode]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        let other = codes.iter().enumerate().find(|(place, other)| {
            *place != index && other.contains(code) && (*other != code || *place < index)
        });
        if let Some((_, other)) = other {
            let fault = Fault::at(&problems::REGION_REPEATED, format!("/region_codes/{index}"));
            faults.push(fault.with("code", code.as_str()).with("other", other.as_str()));
        }
    }
    faults
}

/// The smallest region that holds all of a cluster's regions; `None` for the
/// nation. Audit events of a cluster are filed there.
///
/// Source: house rule.
#[must_use]
pub fn common_region(codes: &[RegionCode]) -> Option<RegionCode> {
    let mut common = *codes.first()?;
    while !codes.iter().all(|code| common.contains(code)) {
        common = common.parent()?;
    }
    Some(common)
}

/// The changes of the figure that counts clusters by phase: a cluster counts
/// once in each of its regions, once in each region above, once in the nation.
///
/// Source: ADR-0008 (roll-ups).
#[must_use]
pub fn cluster_deltas(codes: &[RegionCode], phase: Phase, amount: i64) -> Vec<Delta> {
    let places: BTreeSet<String> =
        codes.iter().flat_map(|code| with_ancestors(code.as_str())).collect();
    let metric = format!("clusters/{}", phase.as_str());
    places.into_iter().map(|place| Delta::alone(place, metric.clone(), amount)).collect()
}

#[cfg(test)]
mod tests;
