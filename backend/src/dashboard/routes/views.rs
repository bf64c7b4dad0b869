//! The figures of one region on the wire, made from sums.

use rust_decimal::Decimal;
use sea_orm::ActiveEnum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::dashboard::rules::{Counts, Shown, rounded};
use crate::dashboard::store::Sums;
use crate::kernel::money::Money;
use crate::kernel::ratio::percent;
use crate::registry::entity::organization::LegalForm;

/// Kinds of capital by who gives it.
const CLASSES: [&str; 3] = ["community", "government", "company"];

/// What of the siblings' figures a reader sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    /// Of enterprises by form and status.
    pub enterprises: Shown,
    /// Of their partners by form and status.
    pub partners: Shown,
    /// Of members by sex.
    pub members: Shown,
    /// Whether the reader reaches the region: capital is for nobody else, since
    /// one enterprise's share, or one posting, could be read off it (R113).
    pub insider: bool,
    /// What counts are rounded to multiples of; 1 for none (R113).
    pub step: i64,
}

impl Mask {
    /// Everything.
    #[must_use]
    pub fn open() -> Self {
        Self {
            enterprises: Shown::all(),
            partners: Shown::all(),
            members: Shown::all(),
            insider: true,
            step: 1,
        }
    }

    /// Money and work of one or two enterprises are theirs to tell: where a
    /// total is hidden, so are the figures that they alone make up.
    fn shows_work(&self) -> bool {
        self.enterprises.total && self.members.total
    }
}

/// A dashboard: a region and its children.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DashboardView {
    /// Instant up to which the figures are complete, UTC.
    pub as_of: chrono::DateTime<chrono::Utc>,
    /// The region's local day that "today" is in the figures.
    pub day: chrono::NaiveDate,
    /// The least count of enterprises and members that this reader sees, and
    /// what their counts are rounded to multiples of; absent for a reader who
    /// sees all.
    pub smallest_count: Option<i64>,
    /// The region.
    pub region: RegionFigures,
    /// The regions one level down, by code.
    pub children: Vec<RegionFigures>,
}

/// The figures of one region; `null` where a figure is suppressed (R113).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RegionFigures {
    /// Kemendagri code, or `ID` for the nation.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Enterprises: village enterprises, cooperatives, regional enterprises,
    /// companies and business groups.
    pub enterprises: EnterpriseFigures,
    /// Their partners: governments, institutions and communities.
    pub partners: EnterpriseFigures,
    /// Active members.
    pub members: MemberFigures,
    /// Capital.
    pub capital: Option<CapitalFigures>,
    /// Clusters by programme phase; a cluster of several regions counts once in each.
    pub clusters: Vec<PhaseCount>,
    /// Coverage of mentoring in the present quarter (R101).
    pub coverage: Option<CoverageFigures>,
    /// Mentoring of the last 90 days, today included.
    pub mentoring: Option<MentoringFigures>,
    /// Agreed actions (R103).
    pub follow_ups: Option<FollowUpFigures>,
}

/// Enterprises, or partners, by legal form and status.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct EnterpriseFigures {
    /// All.
    pub total: Option<i64>,
    /// Each form and status that occurs.
    pub by_form: Vec<FormCount>,
}

/// Organizations of one legal form and status.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FormCount {
    /// Legal form.
    pub legal_form: String,
    /// Status.
    pub status: String,
    /// How many.
    pub count: Option<i64>,
}

/// Members by sex.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MemberFigures {
    /// All.
    pub total: Option<i64>,
    /// Women.
    pub female: Option<i64>,
    /// Men.
    pub male: Option<i64>,
    /// Of unknown sex, also bodies.
    pub unknown: Option<i64>,
}

/// Capital by the class of its giver and by kind.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CapitalFigures {
    /// All, rupiah.
    pub total: Money,
    /// The community's.
    pub community: Money,
    /// Governments'.
    pub government: Money,
    /// Companies'.
    pub company: Money,
    /// By kind of instrument.
    pub by_kind: Vec<KindAmount>,
}

/// Capital of one kind.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct KindAmount {
    /// Kind of instrument, such as `principal_savings`.
    pub kind: String,
    /// Rupiah.
    pub amount: Money,
}

/// Clusters in one phase.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PhaseCount {
    /// Programme phase.
    pub phase: String,
    /// How many.
    pub count: i64,
}

/// Coverage of active pairs of enterprise and stage.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CoverageFigures {
    /// Pairs that are active on a day of the quarter, up to today.
    pub active_pairs: i64,
    /// Those with a verified log in the quarter.
    pub covered_pairs: i64,
    /// Covered of active, percent with two decimals; `null` without pairs.
    pub percent: Option<Decimal>,
}

/// Mentoring of the last 90 days.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MentoringFigures {
    /// Logs submitted.
    pub logs: i64,
    /// Hours, two decimals.
    pub hours: Decimal,
}

/// Follow-ups.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FollowUpFigures {
    /// Open.
    pub open: i64,
    /// Open past their due day.
    pub overdue: i64,
}

impl RegionFigures {
    /// The figures of a region as a reader behind `mask` sees them.
    #[must_use]
    pub fn of(code: String, name: String, sums: &Sums, mask: &Mask) -> Self {
        let work = mask.shows_work();
        Self {
            enterprises: by_form(&organizations(sums, true), &mask.enterprises, mask.step),
            partners: by_form(&organizations(sums, false), &mask.partners, mask.step),
            members: members(&group(sums, "members/"), &mask.members, mask.step),
            capital: mask.insider.then(|| capital(&group(sums, "capital/"))),
            clusters: group(sums, "clusters/")
                .into_iter()
                .map(|(phase, count)| PhaseCount { phase, count })
                .collect(),
            coverage: work.then(|| coverage(sums)),
            mentoring: work.then(|| mentoring(sums)),
            follow_ups: work.then(|| FollowUpFigures {
                open: one(sums, "follow_ups/open"),
                overdue: sums.overdue,
            }),
            code,
            name,
        }
    }
}

/// The counts of one group by what follows its prefix; zeros left out.
#[must_use]
pub fn group(sums: &Sums, prefix: &str) -> Counts {
    let cells = sums.by_metric.iter().filter(|(_, amount)| **amount != 0);
    cells
        .filter_map(|(metric, amount)| Some((metric.strip_prefix(prefix)?.to_owned(), *amount)))
        .collect()
}

/// The counts of organizations by form and status: of enterprises, or of their
/// partners. A form that is not known is no enterprise.
#[must_use]
pub fn organizations(sums: &Sums, enterprises: bool) -> Counts {
    let is_enterprise = |cell: &str| {
        let form = cell.split('/').next().unwrap_or_default().to_owned();
        LegalForm::try_from_value(&form).is_ok_and(LegalForm::is_enterprise)
    };
    let mut counts = group(sums, "enterprises/");
    counts.retain(|cell, _| is_enterprise(cell) == enterprises);
    counts
}

fn one(sums: &Sums, metric: &str) -> i64 {
    sums.by_metric.get(metric).copied().unwrap_or_default()
}

fn by_form(counts: &Counts, shown: &Shown, step: i64) -> EnterpriseFigures {
    // Hidden cells stand in every sibling's list, or their absence would tell of a zero.
    let mut cells: Vec<&String> = counts.keys().chain(&shown.hidden).collect();
    cells.sort();
    cells.dedup();
    let by_form = cells.into_iter().filter_map(|cell| {
        let (legal_form, status) = cell.split_once('/')?;
        Some(FormCount {
            legal_form: legal_form.to_owned(),
            status: status.to_owned(),
            count: shown.shows(cell).then(|| seen(counts, cell, step)),
        })
    });
    EnterpriseFigures {
        total: shown.total.then(|| rounded(total(counts), step)),
        by_form: by_form.collect(),
    }
}

fn members(counts: &Counts, shown: &Shown, step: i64) -> MemberFigures {
    let cell = |name: &str| shown.shows(name).then(|| seen(counts, name, step));
    MemberFigures {
        total: shown.total.then(|| rounded(total(counts), step)),
        female: cell("female"),
        male: cell("male"),
        unknown: cell("unknown"),
    }
}

fn seen(counts: &Counts, cell: &str, step: i64) -> i64 {
    rounded(counts.get(cell).copied().unwrap_or_default(), step)
}

fn total(counts: &Counts) -> i64 {
    counts.values().fold(0, |sum: i64, count| sum.saturating_add(*count))
}

fn capital(cells: &Counts) -> CapitalFigures {
    let of_class = |class: &str| {
        let own =
            cells.iter().filter(|(cell, _)| cell.split_once('/').is_some_and(|it| it.0 == class));
        Money::from_sen(own.fold(0, |sum: i64, (_, sen)| sum.saturating_add(*sen)))
    };
    let mut kinds = Counts::new();
    for (cell, sen) in cells {
        if let Some((_, kind)) = cell.split_once('/') {
            let sum = kinds.entry(kind.to_owned()).or_default();
            *sum = sum.saturating_add(*sen);
        }
    }
    let [community, government, company] = CLASSES.map(of_class);
    CapitalFigures {
        total: Money::from_sen(cells.values().fold(0, |sum: i64, sen| sum.saturating_add(*sen))),
        community,
        government,
        company,
        by_kind: kinds
            .into_iter()
            .map(|(kind, sen)| KindAmount { kind, amount: Money::from_sen(sen) })
            .collect(),
    }
}

fn coverage(sums: &Sums) -> CoverageFigures {
    let (active_pairs, covered_pairs) = (one(sums, "pairs/active"), one(sums, "pairs/covered"));
    CoverageFigures { active_pairs, covered_pairs, percent: percent(covered_pairs, active_pairs) }
}

fn mentoring(sums: &Sums) -> MentoringFigures {
    let minutes = one(sums, "log_minutes");
    // Hundredths of an hour, half up.
    let hundredths = minutes.saturating_mul(100).saturating_add(30).div_euclid(60);
    MentoringFigures { logs: one(sums, "logs"), hours: Decimal::new(hundredths, 2) }
}
