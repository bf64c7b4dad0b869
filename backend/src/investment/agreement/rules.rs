//! The arithmetic of agreements: pure decisions.
//!
//! Source: R73 to R75, R77; each rule names its law or practice.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::drafts::{
    AgreementTerms, BusinessResult, CatchResult, FisheriesTerms, IntiPlasmaTerms, MudharabahTerms,
    MusyarakahTerms, PlasmaMonth, TripCost, Vessel,
};
use super::entity::agreement::AgreementKind;
use super::problems;
use crate::investment::problems::AMOUNT_NOT_POSITIVE;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::money::{AMOUNT_OUT_OF_RANGE, Money, SEN_PER_RUPIAH, largest_remainder};
use crate::kernel::percent::Percent;
use crate::registry::parameters::Parameters;

/// A named amount of a reckoning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    /// What it is: `net`, `owner`, or the name of a partner.
    pub name: String,
    /// The amount; negative for a loss that is borne.
    pub amount: Money,
}

/// What came of a reckoning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reckoning {
    /// The way to the shares: gross, costs, net, debts.
    pub figures: Vec<Figure>,
    /// Who gets or bears what.
    pub shares: Vec<Figure>,
}

fn figure(name: impl Into<String>, amount: Money) -> Figure {
    Figure { name: name.into(), amount }
}

/// Every reason against the terms of an agreement.
///
/// Source: R73, R74 (no fixed return in an akad: practice of sharia
/// contracts, DSN-MUI), R75, R77; percents total 100 as in R37.
#[must_use]
pub fn check_terms(kind: AgreementKind, terms: &AgreementTerms) -> Vec<Fault> {
    use AgreementKind as Kind;
    let mut faults = Vec::new();
    for (of, given, name) in [
        (Kind::Mudharabah, terms.mudharabah.is_some(), "mudharabah"),
        (Kind::Musyarakah, terms.musyarakah.is_some(), "musyarakah"),
        (Kind::Fisheries, terms.fisheries.is_some(), "fisheries"),
        (Kind::IntiPlasma, terms.inti_plasma.is_some(), "inti_plasma"),
    ] {
        if (of == kind) != given {
            let fault = Fault::at(&problems::TERMS_OF_KIND, format!("/{name}"));
            faults.push(fault.with("kind", kind.as_str()));
        }
    }
    if terms.fixed_return.is_some() {
        faults.push(Fault::at(&problems::FIXED_RETURN, "/fixed_return"));
    }
    if let Some(terms) = &terms.mudharabah {
        faults.extend(check_positive(terms.capital, "/mudharabah/capital"));
        let percents = [terms.owner_percent, terms.manager_percent];
        faults.extend(check_whole(&percents, "/mudharabah"));
    }
    if let Some(terms) = &terms.musyarakah {
        for (place, partner) in terms.partners.iter().enumerate() {
            let pointer = format!("/musyarakah/partners/{place}/capital");
            faults.extend(check_positive(partner.capital, &pointer));
        }
        faults.extend(check_names(terms));
        let percents: Vec<Percent> = terms.partners.iter().map(|it| it.percent).collect();
        faults.extend(check_whole(&percents, "/musyarakah/partners"));
    }
    faults
}

fn check_positive(amount: Money, pointer: &str) -> Option<Fault> {
    (!amount.is_positive()).then(|| Fault::at(&AMOUNT_NOT_POSITIVE, pointer))
}

fn check_whole(percents: &[Percent], pointer: &str) -> Option<Fault> {
    let (sum, whole) = Percent::sum(percents.iter().copied());
    (!whole).then(|| Fault::at(&problems::SHARES_NOT_WHOLE, pointer).with_percent("sum", sum))
}

/// A name that stands for two partners: which share is whose would be unclear.
fn check_names(terms: &MusyarakahTerms) -> Vec<Fault> {
    let mut known = BTreeSet::new();
    let places = terms.partners.iter().enumerate();
    let twice = places.filter(|(_, partner)| !known.insert(name_key(&partner.name)));
    twice
        .map(|(place, _)| format!("/musyarakah/partners/{place}/name"))
        .map(|pointer| Fault::at(&problems::PARTNER_TWICE, pointer))
        .collect()
}

/// Splits an amount by percents, to whole rupiah.
fn split(amount: Money, percents: &[Percent]) -> Result<Vec<Money>, Fault> {
    let weights: Vec<u128> = percents.iter().map(|percent| percent.steps()).collect();
    largest_remainder(amount, &weights, SEN_PER_RUPIAH)
}

/// A mudharabah's profit by nisbah; its loss on the owner of the capital
/// alone, unless the manager was negligent.
///
/// Source: R73; practice of mudharabah (DSN-MUI fatwa 7/2000).
///
/// # Errors
/// [`AMOUNT_OUT_OF_RANGE`], [`problems::LOSS_ABOVE_CAPITAL`].
pub fn mudharabah(terms: &MudharabahTerms, business: &BusinessResult) -> Result<Reckoning, Fault> {
    let figures = vec![figure("result", business.result)];
    if business.result.is_negative() {
        let loss = business.result.checked_neg().map_err(Fault::from)?;
        if loss > terms.capital && !business.negligence {
            return Err(Fault::at(&problems::LOSS_ABOVE_CAPITAL, "/business/result"));
        }
        let (owner, manager) = if business.negligence {
            (Money::ZERO, business.result)
        } else {
            (business.result, Money::ZERO)
        };
        let shares = vec![figure("owner", owner), figure("manager", manager)];
        return Ok(Reckoning { figures, shares });
    }
    let parts = split(business.result, &[terms.owner_percent, terms.manager_percent])?;
    let mut shares = vec![figure("owner", parts[0]), figure("manager", parts[1])];
    if let Some(percent) = terms.second_tier_percent {
        let tiers = split(parts[0], &[percent.rest(), percent])?;
        shares[0].amount = tiers[0];
        shares.insert(1, figure("investors", tiers[1]));
    }
    Ok(Reckoning { figures, shares })
}

/// A musyarakah's profit by nisbah, its loss strictly by capital; warns of a loss
/// above all capital, which partners bear beyond what they brought in.
///
/// Source: R74; practice of musyarakah (DSN-MUI fatwa 8/2000).
///
/// # Errors
/// [`AMOUNT_OUT_OF_RANGE`].
pub fn musyarakah(
    terms: &MusyarakahTerms,
    business: &BusinessResult,
) -> Result<(Reckoning, Vec<Fault>), Fault> {
    let brought = terms.partners.iter().map(|partner| partner.capital);
    let brought = Money::checked_sum(brought).map_err(Fault::from)?;
    let lost = business.result.is_negative()
        && business.result.checked_neg().map_err(Fault::from)? > brought;
    let above = lost.then(|| {
        Fault::at(&problems::LOSS_ABOVE_ALL_CAPITAL, "/business/result")
            .with("capital", brought.display_rupiah())
    });
    let weights: Vec<u128> = if business.result.is_negative() {
        let capital = |amount: Money| u128::from(amount.sen().max(0).unsigned_abs());
        terms.partners.iter().map(|partner| capital(partner.capital)).collect()
    } else {
        terms.partners.iter().map(|partner| partner.percent.steps()).collect()
    };
    let parts = largest_remainder(business.result, &weights, SEN_PER_RUPIAH)?;
    let share = |(partner, amount): (&super::drafts::Partner, Money)| figure(&partner.name, amount);
    let reckoning = Reckoning {
        figures: vec![figure("result", business.result)],
        shares: terms.partners.iter().zip(parts).map(share).collect(),
    };
    Ok((reckoning, above.into_iter().collect()))
}

/// The crew's agreed part of net, rounded up to the rupiah and never above it:
/// what the contract promises is not cut by rounding.
fn agreed_part(net: Money, percent: Percent) -> Result<Money, Fault> {
    let step = i128::try_from(Percent::WHOLE.steps()).unwrap_or(1) * i128::from(SEN_PER_RUPIAH);
    let steps = i128::try_from(percent.steps()).unwrap_or_default();
    let rupiah = (i128::from(net.sen()) * steps + step - 1) / step;
    let sen = i64::try_from(rupiah * i128::from(SEN_PER_RUPIAH));
    let sen = sen.map_err(|_| Fault::new(&AMOUNT_OUT_OF_RANGE))?;
    Ok(Money::from_sen(sen).min(net))
}

/// A catch between owner and crew: net of what the crew ate and of shared
/// costs; warns of a crew share below the floor or above net, and of owner's
/// costs shared.
///
/// Source: R75; UU 16/1964 Pasal 3 and 4 (parameters
/// `fisheries_crew_sailing_min_percent`, `fisheries_crew_motor_min_percent`).
///
/// # Errors
/// `parameter_missing`, [`AMOUNT_OUT_OF_RANGE`], a negative amount.
pub fn fisheries(
    terms: &FisheriesTerms,
    catch: &CatchResult,
    parameters: &Parameters,
    day: NaiveDate,
) -> Result<(Reckoning, Vec<Fault>), Fault> {
    let mut warnings = Vec::new();
    let amounts = [catch.catch_value, catch.lawuhan];
    let costs = catch.shared_costs.iter().map(|cost| cost.amount);
    if amounts.into_iter().chain(costs.clone()).chain(catch.crew_paid).any(Money::is_negative) {
        return Err(Fault::at(&AMOUNT_NOT_POSITIVE, "/catch"));
    }
    for (place, cost) in catch.shared_costs.iter().enumerate() {
        if matches!(cost.kind, TripCost::Fuel | TripCost::Ice | TripCost::Maintenance) {
            let pointer = format!("/catch/shared_costs/{place}/kind");
            warnings.push(Fault::at(&problems::OWNERS_COST, pointer));
        }
    }
    let shared = Money::checked_sum(costs).map_err(Fault::from)?;
    let net = catch.catch_value.checked_sub(catch.lawuhan).map_err(Fault::from)?;
    let net = net.checked_sub(shared).map_err(Fault::from)?;
    let positive = net.max(Money::ZERO);
    let crew = match catch.crew_paid {
        Some(paid) => paid,
        None => agreed_part(positive, terms.crew_percent)?,
    };
    if crew > positive {
        let fault = Fault::at(&problems::CREW_ABOVE_NET, "/catch/crew_paid");
        warnings.push(fault.with("net", net.display_rupiah()));
    }
    let key = match terms.vessel {
        Vessel::Sailing => "fisheries_crew_sailing_min_percent",
        Vessel::Motor => "fisheries_crew_motor_min_percent",
    };
    let percent = parameters.decimal(key, day)?;
    let out_of_range = || Fault::new(&AMOUNT_OUT_OF_RANGE);
    let floor = positive.to_decimal().checked_mul(percent).ok_or_else(out_of_range)?;
    let floor = floor.checked_div(Decimal::ONE_HUNDRED).ok_or_else(out_of_range)?;
    let floor = Money::from_decimal_rounded(floor, RoundingStrategy::ToPositiveInfinity)?;
    if crew < floor {
        let fault = Fault::new(&problems::CREW_BELOW_FLOOR).with("floor", floor.display_rupiah());
        warnings.push(fault.with_percent("percent", percent));
    }
    let owner = net.checked_sub(crew).map_err(Fault::from)?;
    let figures = vec![
        figure("catch", catch.catch_value),
        figure("lawuhan", catch.lawuhan),
        figure("shared_costs", shared),
        figure("net", net),
        figure("crew_floor", floor),
    ];
    let shares = vec![figure("crew", crew), figure("owner", owner)];
    Ok((Reckoning { figures, shares }, warnings))
}

/// A plasma member's month: deliveries, deduction, debt. The deduction is
/// rounded down to the rupiah and never more than the debt.
///
/// Source: R77; UU 20/2008 Pasal 26 to 35 and PP 7/2021 (a transparent
/// account for every plasma member).
///
/// # Errors
/// [`AMOUNT_OUT_OF_RANGE`], a negative amount.
pub fn inti_plasma(
    terms: &IntiPlasmaTerms,
    opening: Money,
    month: &PlasmaMonth,
) -> Result<Reckoning, Fault> {
    let prices = month.deliveries.iter().map(|delivery| delivery.price);
    if prices.chain([opening, month.new_debt]).any(Money::is_negative) {
        return Err(Fault::at(&AMOUNT_NOT_POSITIVE, "/plasma"));
    }
    let mut gross = Money::ZERO;
    for delivery in &month.deliveries {
        let value = delivery.quantity_kg.checked_mul(delivery.price.to_decimal());
        let value = value.ok_or_else(|| Fault::new(&AMOUNT_OUT_OF_RANGE))?;
        let value = Money::from_decimal_rounded(value, RoundingStrategy::MidpointAwayFromZero)?;
        gross = gross.checked_add(value).map_err(Fault::from)?;
    }
    let steps = i128::from(gross.sen())
        * i128::try_from(terms.deduction_percent.steps()).unwrap_or_default()
        / i128::try_from(Percent::WHOLE.steps()).unwrap_or(1);
    let agreed = i64::try_from(steps).map_err(|_| Fault::new(&AMOUNT_OUT_OF_RANGE))?;
    let agreed = Money::from_sen(agreed - agreed % SEN_PER_RUPIAH);
    let debt = opening.checked_add(month.new_debt).map_err(Fault::from)?;
    let deduction = agreed.min(debt);
    let net = gross.checked_sub(deduction).map_err(Fault::from)?;
    let closing = debt.checked_sub(deduction).map_err(Fault::from)?;
    Ok(Reckoning {
        figures: vec![
            figure("opening_debt", opening),
            figure("gross", gross),
            figure("deduction", deduction),
            figure("new_debt", month.new_debt),
            figure("closing_debt", closing),
        ],
        shares: vec![figure("member", net)],
    })
}

#[cfg(test)]
mod tests;
