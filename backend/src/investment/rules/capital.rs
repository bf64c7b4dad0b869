//! The capital statement.
//!
//! Source: R30, R51.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::investment::crowdfunding::problems::POSSIBLE_PUBLIC_OFFERING;
use crate::investment::entity::ledger_account::Line;
use crate::investment::problems;
use crate::kernel::fault::Fault;
use crate::kernel::money::{AmountOverflow, Money};
use crate::kernel::ratio::percent;
use crate::registry::parameters::Parameters;

/// Parts of the capital statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapitalGroup {
    /// Own capital (modal sendiri).
    OwnCapital,
    /// Participating capital, shown apart from own capital.
    ParticipatingCapital,
    /// What is owed to savers and from the surplus.
    Liability,
}

/// The part in which a line is shown; assets have none.
///
/// Source: R30; UU 25/1992 Pasal 41 (own capital), PP 33/1998 (participating
/// capital stands apart). Voluntary savings are a liability.
#[must_use]
pub fn group_of(line: Line) -> Option<CapitalGroup> {
    match line {
        Line::Kas
        | Line::Persediaan
        | Line::AsetTetap
        | Line::AsetAwal
        | Line::AsetHasilUsaha
        | Line::PinjamanAnggota
        | Line::PiutangAnggotaKeluar => None,
        Line::SimpananPokok
        | Line::SimpananWajib
        | Line::PenyertaanModalDesa
        | Line::PenyertaanModalMasyarakat
        | Line::Saham
        | Line::Cadangan
        | Line::Hibah
        | Line::BagiHasilDesa
        | Line::BagiHasilMasyarakat
        | Line::ShuBelumDibagi => Some(CapitalGroup::OwnCapital),
        Line::ModalPenyertaan => Some(CapitalGroup::ParticipatingCapital),
        Line::SimpananSukarela
        | Line::DanaShu
        | Line::BagianShu
        | Line::UtangAnggotaKeluar
        | Line::UtangPajak => Some(CapitalGroup::Liability),
    }
}

/// The three totals of the capital statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CapitalTotals {
    /// Own capital.
    pub own: Money,
    /// Participating capital.
    pub participating: Money,
    /// Liabilities.
    pub liability: Money,
}

/// Adds up lines by their part of the statement.
///
/// Source: R30; UU 25/1992 Pasal 41.
///
/// # Errors
/// [`AmountOverflow`].
pub fn totals(lines: &[(Line, Money)]) -> Result<CapitalTotals, AmountOverflow> {
    let sum = |group: CapitalGroup| {
        let of_group = lines.iter().filter(|(line, _)| group_of(*line) == Some(group));
        Money::checked_sum(of_group.map(|(_, amount)| *amount))
    };
    Ok(CapitalTotals {
        own: sum(CapitalGroup::OwnCapital)?,
        participating: sum(CapitalGroup::ParticipatingCapital)?,
        liability: sum(CapitalGroup::Liability)?,
    })
}

/// The warning that shares have been sold to more than may buy them before it
/// looks like an offer to the public. `buyers`: holders who did not buy through
/// a licensed organiser of securities crowdfunding.
///
/// Source: R72; UU 40/2007 and the law on capital markets; the bound is the
/// parameter `private_offer_max_buyers`.
#[must_use]
pub fn check_private_offer(buyers: usize, bound: i64) -> Option<Fault> {
    let many = i64::try_from(buyers).unwrap_or(i64::MAX) > bound;
    many.then(|| Fault::new(&POSSIBLE_PUBLIC_OFFERING).with("bound", bound))
}

/// The warning that the village does not hold more than the bound of a village
/// enterprise's capital on `day`; none without capital.
///
/// The comparison is exact: 50.004 percent, shown as 50.00, is enough.
///
/// Source: R51; PP 11/2021, the bound is the parameter `min_desa_share_percent`.
///
/// # Errors
/// [`crate::registry::problems::PARAMETER_MISSING`].
pub fn check_desa_share(
    desa: Money,
    masyarakat: Money,
    parameters: &Parameters,
    day: NaiveDate,
) -> Result<Option<Fault>, Fault> {
    let total = desa.checked_add(masyarakat).map_err(Fault::from)?;
    if !total.is_positive() {
        return Ok(None);
    }
    let minimum = parameters.decimal("min_desa_share_percent", day)?;
    let hundredfold = desa.to_decimal().checked_mul(Decimal::ONE_HUNDRED);
    let bound = total.to_decimal().checked_mul(minimum);
    let enough = matches!((hundredfold, bound), (Some(held), Some(bound)) if held > bound);
    let shown = percent(desa.to_decimal(), total.to_decimal()).unwrap_or_default();
    let fault = || {
        let fault = Fault::new(&problems::DESA_SHARE).with_percent("percent", shown);
        fault.with_percent("minimum", minimum)
    };
    Ok((!enough).then(fault))
}
