//! What may become capital in kind, at what value and found by whom.
//!
//! Source: UU 40/2007 Pasal 34, UU 25/1992 Pasal 41, PP 33/1998, PP 11/2021
//! Pasal 40; house rules, ADR-0027. R50 for land is with every contribution.

use chrono::{Days, NaiveDate};

use super::drafts::{AssetKind, InKindContributionDraft, ValuationMethod, ValuerKind};
use super::entity::paper::Used;
use super::problems;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_account::Line;
use crate::investment::problems::AMOUNT_NOT_POSITIVE;
use crate::investment::rules::check_day;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::registry::parameters::Parameters;
use crate::registry::problems::{DATE_TOO_EARLY, PARAMETER_MISSING};

/// What is known of a contribution in kind besides what its client says.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances {
    /// Kind of the instrument.
    pub kind: InstrumentKind,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// The issuer's local day.
    pub today: NaiveDate,
    /// Whether valuer or office has the name of who brings the asset in.
    pub valuer_is_contributor: bool,
    /// Whether one of them has the name of a holder in the issuer's register.
    pub valuer_is_holder: bool,
}

/// The issuer's asset account that takes an asset.
///
/// Source: house rule after Kepmendesa 136/2022, which keeps stock apart from
/// fixed assets.
#[must_use]
pub fn asset_line(kind: AssetKind) -> Line {
    match kind {
        AssetKind::Inventory => Line::Persediaan,
        AssetKind::Land
        | AssetKind::Building
        | AssetKind::Equipment
        | AssetKind::Livestock
        | AssetKind::Right => Line::AsetTetap,
    }
}

/// Refuses what would make more capital of one paper than the least value that
/// was ever found by it: a boat may be split between two owners, but becomes
/// capital once. `used`: what stands on the papers of `fresh`, and on others.
///
/// Source: UU 40/2007 Pasal 34(2); house rule, ADR-0027.
///
/// # Errors
/// [`problems::VALUATION_USED`]; amounts out of range.
pub fn check_papers<'a>(
    fresh: &[Used],
    used: impl Iterator<Item = &'a Used> + Clone,
) -> Result<(), Fault> {
    for new in fresh {
        let same = |it: &&Used| {
            let (known, new) = (&it.paper, &new.paper);
            (known.organization_id, &known.paper) == (new.organization_id, &new.paper)
        };
        let standing: Vec<&Used> = used.clone().filter(same).collect();
        let Some(first) = standing.first() else { continue };
        let taken = Money::checked_sum(standing.iter().map(|it| it.amount_sen))?;
        let least =
            standing.iter().map(|it| it.paper.value_sen).fold(new.paper.value_sen, Money::min);
        if taken.checked_add(new.amount_sen)? > least {
            let fault = Fault::at(&problems::VALUATION_USED, "/valuation");
            let fault = fault.with("taken", taken.display_rupiah());
            let fault = fault.with("value", least.display_rupiah());
            return Err(fault.with("transaction", first.paper.transaction_id));
        }
    }
    Ok(())
}

/// Every reason against a contribution in kind that lies in the asset, its
/// value and the decision; those against any contribution come besides.
///
/// Source: UU 40/2007 Pasal 34(2) and (3); UU 25/1992 Pasal 41; house rules,
/// ADR-0027, for the age of a valuation and for that nobody values what is
/// their own.
///
/// # Errors
/// `parameter_missing`.
pub fn check_in_kind(
    draft: &InKindContributionDraft,
    of: &Circumstances,
    parameters: &Parameters,
) -> Result<Vec<Fault>, Fault> {
    use InstrumentKind::{Saham, SimpananPokok, SimpananSukarela, SimpananWajib};
    let mut faults = Vec::new();
    if matches!(of.kind, SimpananPokok | SimpananWajib | SimpananSukarela) {
        let fault = Fault::at(&problems::IN_KIND_SAVINGS, "/instrument_id");
        faults.push(fault.with("kind", of.kind.as_str()));
    }
    let value = draft.valuation.amount;
    if !value.is_positive() {
        faults.push(Fault::at(&AMOUNT_NOT_POSITIVE, "/valuation/amount"));
    } else if draft.amount > value {
        let fault = Fault::at(&problems::ABOVE_VALUATION, "/amount");
        faults.push(fault.with("value", value.display_rupiah()));
    }
    faults.extend(check_days(draft, of, parameters)?);
    if of.valuer_is_contributor {
        faults.push(Fault::at(&problems::VALUER_IS_CONTRIBUTOR, "/valuation/valuer"));
    }
    if of.kind == Saham {
        if !is_fair(draft, of) {
            faults.push(Fault::at(&problems::VALUER_NOT_INDEPENDENT, "/valuation/valuer"));
        }
        if draft.asset.kind.is_immovable() {
            faults.extend(check_announcement(draft, of, parameters)?);
        }
    }
    Ok(faults)
}

/// Whether the value is that of the market or of an unaffiliated expert. Who
/// holds capital of the issuer is taken to be affiliated, however little it is.
fn is_fair(draft: &InKindContributionDraft, of: &Circumstances) -> bool {
    let valuer = &draft.valuation.valuer;
    if valuer.kind == ValuerKind::IndependentExpert {
        let licensed = valuer.licence_number.as_ref().is_some_and(|text| !text.trim().is_empty());
        return licensed && !of.valuer_is_holder;
    }
    draft.valuation.method == ValuationMethod::Market
}

/// Valuation and decision come before the contribution, and not long before.
fn check_days(
    draft: &InKindContributionDraft,
    of: &Circumstances,
    parameters: &Parameters,
) -> Result<Vec<Fault>, Fault> {
    let mut faults = Vec::new();
    let valued_on = draft.valuation.valued_on;
    for (pointer, day) in [("/valuation/valued_on", valued_on), ("/decided_on", draft.decided_on)] {
        if let Some(fault) = check_day(day, of.today, pointer) {
            faults.push(fault);
        } else if day > of.effective_on {
            let fault = Fault::at(&problems::AFTER_CONTRIBUTION, pointer);
            faults.push(fault.with("effective_on", of.effective_on));
        }
    }
    let days = parameters.integer("in_kind_valuation_max_days", of.effective_on)?;
    if (of.effective_on - valued_on).num_days() > days {
        let fault = Fault::at(&problems::VALUATION_STALE, "/valuation/valued_on");
        faults.push(fault.with("days", days));
    }
    Ok(faults)
}

/// Immovables on shares are announced within some days of the decision.
fn check_announcement(
    draft: &InKindContributionDraft,
    of: &Circumstances,
    parameters: &Parameters,
) -> Result<Option<Fault>, Fault> {
    const KEY: &str = "in_kind_announcement_days";
    let days = parameters.integer(KEY, draft.decided_on)?;
    let last =
        u64::try_from(days).ok().and_then(|it| draft.decided_on.checked_add_days(Days::new(it)));
    let last = last.ok_or_else(|| {
        Fault::new(&PARAMETER_MISSING).with("key", KEY).with("day", draft.decided_on)
    })?;
    let missing = |pointer: &str| {
        let fault = Fault::at(&problems::ANNOUNCEMENT_MISSING, pointer);
        Some(fault.with("days", days).with("from", draft.decided_on).with("to", last))
    };
    let Some(announcement) = &draft.announcement else { return Ok(missing("/announcement")) };
    let day = announcement.announced_on;
    const AT: &str = "/announcement/announced_on";
    if let Some(fault) = check_day(day, of.today, AT) {
        return Ok(Some(fault));
    }
    if day < draft.decided_on {
        return Ok(Some(Fault::at(&DATE_TOO_EARLY, AT).with("earliest", draft.decided_on)));
    }
    Ok(if day > last { missing(AT) } else { None })
}

#[cfg(test)]
mod tests;
