//! The figures of one region as a row of CSV.

use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::views::RegionFigures;
use crate::kernel::money::Money;

/// The figures of one region, flat; a suppressed figure is an empty cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionRow {
    /// Kemendagri code, or `ID` for the nation.
    pub code: String,
    /// Official name.
    pub name: String,
    /// All enterprises.
    pub enterprises: Option<i64>,
    /// Enterprises by form and status, as JSON.
    pub enterprises_by_form: String,
    /// All partners of enterprises.
    pub partners: Option<i64>,
    /// Partners by form and status, as JSON.
    pub partners_by_form: String,
    /// All active members.
    pub members: Option<i64>,
    /// Women among them.
    pub members_female: Option<i64>,
    /// Men among them.
    pub members_male: Option<i64>,
    /// Those of unknown sex.
    pub members_unknown: Option<i64>,
    /// All capital, rupiah.
    pub capital: Option<Money>,
    /// The community's.
    pub capital_community: Option<Money>,
    /// Governments'.
    pub capital_government: Option<Money>,
    /// Companies'.
    pub capital_company: Option<Money>,
    /// Capital by kind of instrument, as JSON.
    pub capital_by_kind: String,
    /// Clusters by phase, as JSON.
    pub clusters: String,
    /// Active pairs of enterprise and stage.
    pub active_pairs: Option<i64>,
    /// Covered pairs of the quarter.
    pub covered_pairs: Option<i64>,
    /// Covered of active, percent.
    pub coverage_percent: Option<Decimal>,
    /// Logs of the last 90 days.
    pub logs: Option<i64>,
    /// Hours of the last 90 days.
    pub hours: Option<Decimal>,
    /// Open follow-ups.
    pub follow_ups_open: Option<i64>,
    /// Overdue follow-ups.
    pub follow_ups_overdue: Option<i64>,
}

impl From<RegionFigures> for RegionRow {
    fn from(figures: RegionFigures) -> Self {
        let RegionFigures { enterprises, members, capital, coverage, mentoring, .. } = figures;
        let (capital, by_kind) = match capital {
            Some(capital) => {
                let sums = [capital.total, capital.community, capital.government, capital.company];
                (sums.map(Some), capital.by_kind)
            }
            None => ([None; 4], Vec::new()),
        };
        let [total, community, government, company] = capital;
        Self {
            code: figures.code,
            name: figures.name,
            enterprises: enterprises.total,
            enterprises_by_form: json_text(&enterprises.by_form),
            partners: figures.partners.total,
            partners_by_form: json_text(&figures.partners.by_form),
            members: members.total,
            members_female: members.female,
            members_male: members.male,
            members_unknown: members.unknown,
            capital: total,
            capital_community: community,
            capital_government: government,
            capital_company: company,
            capital_by_kind: json_text(&by_kind),
            clusters: json_text(&figures.clusters),
            active_pairs: coverage.as_ref().map(|it| it.active_pairs),
            covered_pairs: coverage.as_ref().map(|it| it.covered_pairs),
            coverage_percent: coverage.and_then(|it| it.percent),
            logs: mentoring.as_ref().map(|it| it.logs),
            hours: mentoring.map(|it| it.hours),
            follow_ups_open: figures.follow_ups.as_ref().map(|it| it.open),
            follow_ups_overdue: figures.follow_ups.map(|it| it.overdue),
        }
    }
}

/// A list in one cell, as JSON: its length differs from region to region.
fn json_text(list: &impl Serialize) -> String {
    serde_json::to_string(list).unwrap_or_default()
}
