//! What makes a chain right: pure decisions.
//!
//! Source: R79 (no cycles), R92 and R125 (gaps and prompts); house rules.

use std::collections::{BTreeMap, VecDeque};

use chrono::NaiveDate;

use super::entity::participation::ParticipationRole;
use super::entity::stage::StageKind;
use super::entity::stage_support::SupportFunction;
use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::ids::StageId;
use crate::kernel::period::Quarter;
use crate::kernel::region_code::RegionCode;
use crate::platform::rollup::Delta;

mod gaps;

pub use gaps::{Actor, Gap, StageFacts, gaps, is_complete};

/// The most stages of one chain.
pub const STAGES_MAX: usize = 200;
/// The most links of one chain.
pub const LINKS_MAX: usize = 1_000;

/// Support functions that a stage of each kind usually needs, for stages that
/// name none.
///
/// Source: house rule after ValueLinks 2.0 (support services of a chain).
pub static USUAL_SUPPORT: &[(StageKind, &[SupportFunction])] = &[
    (StageKind::InputSupply, &[SupportFunction::Extension, SupportFunction::Finance]),
    (StageKind::Production, &[SupportFunction::Extension, SupportFunction::Finance]),
    (
        StageKind::PrimaryProcessing,
        &[SupportFunction::Extension, SupportFunction::QualityAssurance],
    ),
    (StageKind::Collection, &[SupportFunction::Finance]),
    (
        StageKind::Processing,
        &[
            SupportFunction::Finance,
            SupportFunction::QualityAssurance,
            SupportFunction::BusinessDevelopment,
        ],
    ),
    (StageKind::Trade, &[SupportFunction::Finance, SupportFunction::MarketInformation]),
    (StageKind::Logistics, &[SupportFunction::Regulation, SupportFunction::Logistics]),
    (
        StageKind::Marketing,
        &[SupportFunction::MarketInformation, SupportFunction::BusinessDevelopment],
    ),
    (StageKind::EndMarket, &[SupportFunction::MarketInformation]),
];

/// The support functions that a stage needs: those it names, else the usual
/// ones of its kind; each once, in a fixed order.
///
/// Source: R125; [`USUAL_SUPPORT`].
#[must_use]
pub fn needed_support(kind: StageKind, named: Option<&[SupportFunction]>) -> Vec<SupportFunction> {
    let usual = || USUAL_SUPPORT.iter().find(|(of, _)| *of == kind).map_or(&[][..], |row| row.1);
    let mut needed = named.unwrap_or_else(usual).to_vec();
    needed.sort();
    needed.dedup();
    needed
}

/// The way that leads from the end of a new link back to its beginning, if
/// there is one: the circle that the link would close, a shortest one, from
/// `from` over `to` back to `from`.
///
/// Source: R79.
#[must_use]
pub fn find_cycle(
    links: &[(StageId, StageId)],
    from: StageId,
    to: StageId,
) -> Option<Vec<StageId>> {
    let mut next: BTreeMap<StageId, Vec<StageId>> = BTreeMap::new();
    for (giver, taker) in links {
        next.entry(*giver).or_default().push(*taker);
    }
    let mut came_from: BTreeMap<StageId, StageId> = BTreeMap::from([(to, from)]);
    let mut waiting = VecDeque::from([to]);
    while let Some(stage) = waiting.pop_front() {
        if stage == from {
            let mut path = vec![from];
            let mut step = came_from.get(&from).copied();
            while let Some(stage) = step.filter(|stage| *stage != from) {
                path.push(stage);
                step = came_from.get(&stage).copied();
            }
            path.push(from);
            path.reverse();
            return Some(path);
        }
        for taker in next.get(&stage).into_iter().flatten() {
            if !came_from.contains_key(taker) {
                came_from.insert(*taker, stage);
                waiting.push_back(*taker);
            }
        }
    }
    None
}

/// Decides a link between two stages of a chain with these stages (with their
/// names) and links.
///
/// Source: R79.
///
/// # Errors
/// A stage of another chain, a link known already, or one that closes a
/// circle, with the names along it.
pub fn check_link(
    stages: &BTreeMap<StageId, String>,
    links: &[(StageId, StageId)],
    from: StageId,
    to: StageId,
) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    for (stage, pointer) in [(from, "/from_stage_id"), (to, "/to_stage_id")] {
        if !stages.contains_key(&stage) {
            faults.push(Fault::at(&problems::STAGE_OF_OTHER_CHAIN, pointer));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if links.contains(&(from, to)) {
        return Err(vec![Fault::new(&problems::LINK_KNOWN)]);
    }
    if let Some(path) = find_cycle(links, from, to) {
        let names: Vec<&str> =
            path.iter().filter_map(|stage| stages.get(stage)).map(String::as_str).collect();
        return Err(vec![Fault::new(&problems::CHAIN_CYCLE).with("path", names.join(" → "))]);
    }
    if links.len() >= LINKS_MAX {
        return Err(vec![Fault::new(&problems::CHAIN_FULL).with("maximum", LINKS_MAX)]);
    }
    Ok(())
}

/// A span of days: from the first until before the second, or open.
pub type Span = (NaiveDate, Option<NaiveDate>);

/// One participation of an organization in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it does there.
    pub role: ParticipationRole,
    /// Which support.
    pub support_function: Option<SupportFunction>,
    /// First day and first day after it.
    pub span: Span,
}

/// Decides a participation after those that the organization had or has in the
/// same stage: dates in order, a support function exactly for a support
/// institution, no overlap with the same role (and support function).
///
/// Source: house rule; R125 for support functions.
///
/// # Errors
/// Every fault found.
pub fn check_participation(known: &[Part], new: &Part) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    let supports = new.role == ParticipationRole::SupportInstitution;
    if supports && new.support_function.is_none() {
        faults.push(Fault::at(&problems::SUPPORT_FUNCTION_MISSING, "/support_function"));
    }
    if !supports && new.support_function.is_some() {
        faults.push(Fault::at(&problems::SUPPORT_FUNCTION_SURPLUS, "/support_function"));
    }
    if let Err(fault) = check_end(new.span.0, new.span.1) {
        faults.push(fault);
    }
    let same = |part: &&Part| {
        part.role == new.role
            && part.support_function == new.support_function
            && overlaps(part.span, new.span)
    };
    if let Some(other) = known.iter().find(same) {
        let fault = Fault::at(&problems::PARTICIPATION_OVERLAPS, "/valid_from");
        faults.push(fault.with("valid_from", other.span.0));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Decides the last bound of a participation.
///
/// Source: house rule.
///
/// # Errors
/// [`problems::PARTICIPATION_REVERSED`].
pub fn check_end(valid_from: NaiveDate, valid_to: Option<NaiveDate>) -> Result<(), Fault> {
    if valid_to.is_none_or(|end| end > valid_from) {
        return Ok(());
    }
    let fault = Fault::at(&problems::PARTICIPATION_REVERSED, "/valid_to");
    Err(fault.with("valid_from", valid_from))
}

fn overlaps(one: Span, other: Span) -> bool {
    one.1.is_none_or(|end| other.0 < end) && other.1.is_none_or(|end| one.0 < end)
}

/// The days on which an organization and a stage are an active pair: the union
/// of its participations as operator or service provider, joined and in order.
///
/// Source: R101 (coverage counts active pairs); the contract of roll-ups.
#[must_use]
pub fn active_spans(parts: &[Part]) -> Vec<Span> {
    let counts = |part: &&Part| part.role != ParticipationRole::SupportInstitution;
    let mut spans: Vec<Span> = parts.iter().filter(counts).map(|part| part.span).collect();
    spans.sort_by_key(|span| span.0);
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.1.is_none_or(|end| span.0 <= end) => {
                last.1 = last.1.zip(span.1).map(|(one, other)| one.max(other));
            }
            _ => joined.push(span),
        }
    }
    joined
}

/// The days on which a pair counts as active: from its first day until the end
/// of the quarter of its last, so that a pair that was active on any day of
/// the quarter up to today counts today.
///
/// Source: R101 (covered and active pairs are those of one quarter).
fn counted_spans(parts: &[Part]) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for (from, to) in active_spans(parts) {
        let last = to.and_then(|end| end.pred_opt());
        let end = last.and_then(|day| Quarter::of(day).last_day().succ_opt());
        match joined.last_mut() {
            Some(earlier) if earlier.1.is_none_or(|known| from <= known) => earlier.1 = end,
            _ => joined.push((from, end)),
        }
    }
    joined
}

/// The changes of the figure of active pairs when the participations of one
/// pair become other ones: +1 on each first day, −1 on the first day of the
/// quarter after each last one. Days that stay as they are need no change.
///
/// Source: R101; the contract of roll-ups, ADR-0008.
#[must_use]
pub fn pair_deltas(region: &RegionCode, before: &[Part], after: &[Part]) -> Vec<Delta> {
    let mut changes: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for (parts, sign) in [(before, -1), (after, 1)] {
        for (from, to) in counted_spans(parts) {
            *changes.entry(from).or_default() += sign;
            if let Some(end) = to {
                *changes.entry(end).or_default() -= sign;
            }
        }
    }
    let moved = changes.into_iter().filter(|(_, amount)| *amount != 0);
    moved.map(|(day, amount)| Delta::on(region, "pairs/active", day, amount)).collect()
}

/// The first day of a quarter on which a pair is active, if any: the day that
/// its coverage counts from.
///
/// Source: R101 (a pair that is not active cannot be covered).
#[must_use]
pub fn first_active_day(parts: &[Part], quarter: Quarter) -> Option<NaiveDate> {
    active_spans(parts)
        .into_iter()
        .map(|(from, to)| (from.max(quarter.first_day()), to))
        .find(|(day, to)| *day <= quarter.last_day() && to.is_none_or(|end| *day < end))
        .map(|(day, _)| day)
}

/// The changes of the figure of covered pairs when the participations of one
/// pair, which was visited in these quarters, become other ones: a pair counts
/// as covered only where it counts as active.
///
/// Source: R101; the contract of roll-ups, ADR-0008.
#[must_use]
pub fn covered_deltas(
    region: &RegionCode,
    visited: &[Quarter],
    before: &[Part],
    after: &[Part],
) -> Vec<Delta> {
    let mut deltas = Vec::new();
    for quarter in visited {
        let days = [before, after].map(|parts| first_active_day(parts, *quarter));
        if days[0] == days[1] {
            continue;
        }
        for (day, amount) in days.into_iter().zip([-1, 1]) {
            deltas.extend(day.map(|day| Delta::on(region, "pairs/covered", day, amount)));
        }
    }
    deltas
}

#[cfg(test)]
mod tests;
