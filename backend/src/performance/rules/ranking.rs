//! The ranking of village enterprises.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::fault::Fault;
use crate::kernel::ids::UserId;
use crate::performance::drafts::AspectScore;
use crate::performance::entity::ranking::{Aspect, RankingClass};
use crate::performance::problems;
use crate::registry::entity::organization::LegalForm;
use crate::registry::parameters::Parameters;

/// The weight of one aspect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Weight {
    /// The aspect.
    pub aspect: Aspect,
    /// Its parts of the sum of all weights.
    pub weight: Decimal,
}

/// The formula that a class was worked out by, kept with it (R59).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Formula {
    /// Names the version: the first day on which all its numbers held.
    pub version: NaiveDate,
    /// Weights of the seven aspects.
    pub weights: Vec<Weight>,
    /// First score of Pemula; below it is Perintis.
    pub pemula_min: Decimal,
    /// First score of Berkembang.
    pub berkembang_min: Decimal,
    /// First score of Maju.
    pub maju_min: Decimal,
}

/// What scores come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Hundredths of a point.
    pub hundredths: i64,
    /// The class.
    pub class: RankingClass,
}

/// Refuses organizations that are no village enterprises.
///
/// Source: PP 11/2021, Permendesa PDTT 3/2021 (ranking), R57, R58.
///
/// # Errors
/// `not_a_village_enterprise`.
pub fn check_form(form: LegalForm) -> Result<(), Fault> {
    match form {
        LegalForm::BumDesa | LegalForm::BumDesaBersama => Ok(()),
        _ => {
            let fault = Fault::new(&problems::NOT_A_VILLAGE_ENTERPRISE);
            Err(fault.with("legal_form", form.as_str()))
        }
    }
}

/// The year whose ranking is open on `today`: the calendar year before, from the
/// opening month on; until then still the one before that.
///
/// Source: Permendesa PDTT 3/2021 Pasal 22, R58; that it stays open until the
/// next opens is a house rule, ADR-0040.
///
/// # Errors
/// `parameter_missing`.
pub fn open_year(parameters: &Parameters, today: NaiveDate) -> Result<i32, Fault> {
    let opened = i64::from(today.month()) >= opening_month(parameters, today)?;
    Ok(today.year() - if opened { 1 } else { 2 })
}

/// The month in which rankings open, asked on a day.
fn opening_month(parameters: &Parameters, day: NaiveDate) -> Result<i64, Fault> {
    parameters.integer("bum_desa_ranking_opens_month", day)
}

/// Refuses a year other than the one that is open, and gives the day on which
/// its ranking opened, by whose formula it is ranked.
///
/// Source: Permendesa PDTT 3/2021 Pasal 22, R58; house rule, ADR-0040.
///
/// # Errors
/// `ranking_not_open`, `parameter_missing`.
pub fn opening_day(
    parameters: &Parameters,
    year: i32,
    today: NaiveDate,
) -> Result<NaiveDate, Fault> {
    let (open, month) = (open_year(parameters, today)?, opening_month(parameters, today)?);
    let day = u32::try_from(month)
        .ok()
        .and_then(|month| NaiveDate::from_ymd_opt(year.checked_add(1)?, month, 1));
    day.filter(|_| year == open).ok_or_else(|| {
        Fault::at(&problems::RANKING_NOT_OPEN, "/year")
            .with("open", open)
            .with("year", year)
            .with("month", month)
    })
}

/// The formula that holds on `day`.
///
/// Source: Kepmendesa 145/2022, R58, R59; equal weights are a house reading until
/// its annex is read, ADR-0040.
///
/// # Errors
/// `parameter_missing`; `ranking_formula` for weights that cannot be used.
pub fn formula(parameters: &Parameters, day: NaiveDate) -> Result<Formula, Fault> {
    let mut version = NaiveDate::MIN;
    let mut ask = |key: &str| {
        version = version.max(parameters.since(key, day)?);
        parameters.decimal(key, day)
    };
    let bounds = [
        ask("bum_desa_ranking_pemula_min")?,
        ask("bum_desa_ranking_berkembang_min")?,
        ask("bum_desa_ranking_maju_min")?,
    ];
    let weights = Aspect::ALL.map(|aspect| {
        let key = match aspect {
            Aspect::Institution => "bum_desa_ranking_weight_institution",
            Aspect::Management => "bum_desa_ranking_weight_management",
            Aspect::Business => "bum_desa_ranking_weight_business",
            Aspect::Partnership => "bum_desa_ranking_weight_partnership",
            Aspect::Capital => "bum_desa_ranking_weight_capital",
            Aspect::Accountability => "bum_desa_ranking_weight_accountability",
            Aspect::Benefit => "bum_desa_ranking_weight_benefit",
        };
        ask(key).map(|weight| Weight { aspect, weight })
    });
    let weights = weights.into_iter().collect::<Result<Vec<_>, Fault>>()?;
    let none_negative = weights.iter().all(|one| !one.weight.is_sign_negative());
    if !none_negative || weights.iter().all(|one| one.weight.is_zero()) {
        return Err(Fault::new(&problems::RANKING_FORMULA).with("day", day));
    }
    let [pemula_min, berkembang_min, maju_min] = bounds;
    Ok(Formula { version, weights, pemula_min, berkembang_min, maju_min })
}

/// The scores by aspect, if each of the seven is there once. `pointer`: where
/// the list stands in the body.
///
/// Source: Kepmendesa 145/2022, R58: a missing aspect is never taken for 0.
///
/// # Errors
/// `ranking_aspect_missing` and `ranking_aspect_twice`, one for each aspect.
pub fn scored(
    given: &[AspectScore],
    pointer: &str,
) -> Result<BTreeMap<Aspect, Decimal>, Vec<Fault>> {
    let mut scores = BTreeMap::new();
    let mut faults = Vec::new();
    for (index, one) in given.iter().enumerate() {
        if scores.insert(one.aspect, one.score).is_some() {
            let fault = Fault::at(&problems::RANKING_ASPECT_TWICE, format!("{pointer}/{index}"));
            faults.push(fault.with("aspect", one.aspect.as_str()));
        }
    }
    let missing = Aspect::ALL.iter().filter(|aspect| !scores.contains_key(aspect));
    faults.extend(missing.map(|aspect| {
        Fault::at(&problems::RANKING_ASPECT_MISSING, pointer).with("aspect", aspect.as_str())
    }));
    if faults.is_empty() { Ok(scores) } else { Err(faults) }
}

/// What scores come to by a formula: their weighted mean, rounded down to 0.01,
/// and the class of that score. Rounded down, so that a score shown as 55.00
/// has reached 55.
///
/// Source: Kepmendesa 145/2022, R58; the rounding is a house rule, ADR-0040.
///
/// # Errors
/// `ranking_formula` where the numbers leave 96 bits.
pub fn work_out(formula: &Formula, scores: &BTreeMap<Aspect, Decimal>) -> Result<Outcome, Fault> {
    let unusable = || Fault::new(&problems::RANKING_FORMULA).with("day", formula.version);
    let (mut sum, mut whole) = (Decimal::ZERO, Decimal::ZERO);
    for Weight { aspect, weight } in &formula.weights {
        let score = scores.get(aspect).copied().unwrap_or_default();
        let part = score.checked_mul(*weight).ok_or_else(unusable)?;
        sum = sum.checked_add(part).ok_or_else(unusable)?;
        whole = whole.checked_add(*weight).ok_or_else(unusable)?;
    }
    let hundredfold = sum.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(unusable)?;
    let hundredths = hundredfold
        .checked_div(whole)
        .and_then(|mean| mean.floor().to_i64())
        .ok_or_else(unusable)?;
    let score = Decimal::new(hundredths, 2);
    let class = match score {
        score if score >= formula.maju_min => RankingClass::Maju,
        score if score >= formula.berkembang_min => RankingClass::Berkembang,
        score if score >= formula.pemula_min => RankingClass::Pemula,
        _ => RankingClass::Perintis,
    };
    Ok(Outcome { hundredths, class })
}

/// Refuses a verifier who wrote any version of the scores.
///
/// Source: R58, R117, house rule.
///
/// # Errors
/// `ranking_self_verified`.
pub fn check_verifier(verifier: Option<UserId>, writers: &[UserId]) -> Result<(), Fault> {
    let wrote = verifier.is_some_and(|verifier| writers.contains(&verifier));
    if wrote { Err(Fault::new(&problems::RANKING_SELF_VERIFIED)) } else { Ok(()) }
}

/// The aspects in which verified scores differ from the enterprise's own.
///
/// Source: R116, house rule: a score is not changed without a reason.
#[must_use]
pub fn changed_aspects(
    own: &BTreeMap<Aspect, Decimal>,
    verified: &BTreeMap<Aspect, Decimal>,
) -> Vec<&'static str> {
    let differs = |aspect: &&Aspect| own.get(aspect) != verified.get(aspect);
    Aspect::ALL.iter().filter(differs).map(|aspect| aspect.as_str()).collect()
}
