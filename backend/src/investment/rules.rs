//! What may be issued, held, paid in and taken out: pure decisions.
//!
//! Source: RULES C to F; each rule names its law.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::entity::instrument::InstrumentKind;
use super::entity::ledger_account::{AccountClass, Line};
use super::entity::member::{HolderClass, Standing};
use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::registry::entity::organization::LegalForm;
use crate::registry::problems::DATE_IN_FUTURE;

mod acts;
mod books;
mod capital;
mod exits;
mod opening;
mod posting;
mod tax;

pub use acts::{Converted, check_claims, check_redemption, check_transfer, convert};
pub use books::{EquityLine, TrialLine, Village, equity, trial_balance};
pub use capital::{
    CapitalGroup, CapitalTotals, check_desa_share, check_private_offer, group_of, totals,
};
pub use exits::{
    ExitSums, check_death, check_exit, check_exit_day, check_payable, masked_name, payable_on,
};
pub use opening::{check_opening, member_since};
pub use posting::{
    Holding, PostingFacts, Principal, active_since, belongs_to_heirs, check_contribution,
    check_interest, check_kept, check_overdraw, check_size, check_withdrawal, lowest_balance,
    share_count,
};
pub use tax::{check_remittance, check_withheld, evidence_key, not_withheld, over_withheld};

/// The first day that the books and papers beside them take; older ones have no
/// ledger to go with.
pub const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day of the calendar");

/// A day on which something happened: not in the future, not implausibly old.
///
/// Source: house rule; the future has not happened.
#[must_use]
pub fn check_day(day: NaiveDate, today: NaiveDate, pointer: &str) -> Option<Fault> {
    if day > today {
        return Some(Fault::at(&DATE_IN_FUTURE, pointer).with("today", today));
    }
    (day < EARLIEST).then(|| {
        Fault::at(&crate::registry::problems::DATE_TOO_EARLY, pointer).with("earliest", EARLIEST)
    })
}

/// Whose capital a holder's is; `None` stands for a person.
///
/// Source: house rule: the programme calls people, and the organizations that
/// they own together, the community.
#[must_use]
pub fn holder_class(form: Option<LegalForm>) -> HolderClass {
    use LegalForm as Form;
    match form {
        None
        | Some(
            Form::BumDesa
            | Form::BumDesaBersama
            | Form::KoperasiPrimer
            | Form::KoperasiSekunder
            | Form::KelompokUsaha
            | Form::Komunitas,
        ) => HolderClass::Community,
        Some(Form::PemerintahDesa | Form::PemerintahDaerah | Form::PemerintahPusat) => {
            HolderClass::Government
        }
        Some(_) => HolderClass::Company,
    }
}

/// What an issuer of this form may issue.
///
/// Source: UU 25/1992 Pasal 41 and PP 33/1998 (cooperatives); PP 11/2021
/// Pasal 40 (village enterprises); UU 40/2007 Pasal 31 and PP 54/2017
/// (companies); R61: a Perumda has no shares.
#[must_use]
pub fn issuable(form: LegalForm) -> &'static [InstrumentKind] {
    use InstrumentKind as Kind;
    match form {
        LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder => &[
            Kind::SimpananPokok,
            Kind::SimpananWajib,
            Kind::SimpananSukarela,
            Kind::ModalPenyertaan,
        ],
        LegalForm::BumDesa | LegalForm::BumDesaBersama => {
            &[Kind::PenyertaanModalDesa, Kind::PenyertaanModalMasyarakat]
        }
        LegalForm::Perseroda | LegalForm::Perseroan => &[Kind::Saham],
        _ => &[],
    }
}

/// The terms that go with a kind of instrument.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Kind.
    pub kind: InstrumentKind,
    /// The amount that is the same for all.
    pub fixed_amount: Option<Money>,
    /// Nominal of one share.
    pub nominal: Option<Money>,
    /// The written agreement.
    pub agreement_number: Option<&'a str>,
    /// Whether it may be paid in parts.
    pub instalments: bool,
}

/// Whether an issuer may issue an instrument on these terms.
///
/// Source: R26, R61, R68; UU 25/1992 Pasal 41, PP 33/1998, PP 54/2017.
#[must_use]
pub fn check_instrument(form: LegalForm, terms: &Terms<'_>) -> Vec<Fault> {
    use InstrumentKind as Kind;
    if form == LegalForm::Perumda {
        return vec![Fault::at(&problems::PERUMDA_NO_SHARES, "/kind")];
    }
    let allowed = issuable(form);
    if !allowed.contains(&terms.kind) {
        let names: Vec<String> = allowed.iter().map(|kind| kind.as_str()).collect();
        return vec![
            Fault::at(&problems::INSTRUMENT_FORM, "/kind")
                .with("legal_form", form.as_str())
                .with("kind", terms.kind.as_str())
                .with("allowed", if names.is_empty() { "-".to_owned() } else { names.join(", ") }),
        ];
    }
    let kind = terms.kind;
    let agreed = terms.agreement_number.is_some_and(|text| !text.trim().is_empty());
    let mut faults = Vec::new();
    faults.extend(term(kind, "/nominal", kind == Kind::Saham, terms.nominal.is_some()));
    faults.extend(term(kind, "/agreement_number", kind == Kind::ModalPenyertaan, agreed));
    if kind != Kind::SimpananWajib {
        let needed = kind == Kind::SimpananPokok;
        faults.extend(term(kind, "/fixed_amount", needed, terms.fixed_amount.is_some()));
    }
    if terms.instalments && kind != Kind::SimpananPokok {
        faults.extend(term(kind, "/instalments", false, true));
    }
    for (pointer, amount) in [("/nominal", terms.nominal), ("/fixed_amount", terms.fixed_amount)] {
        if amount.is_some_and(|amount| !amount.is_positive()) {
            faults.push(Fault::at(&problems::AMOUNT_NOT_POSITIVE, pointer));
        }
    }
    faults
}

fn term(kind: InstrumentKind, pointer: &str, needed: bool, given: bool) -> Option<Fault> {
    let (expected, expected_en) = if needed {
        ("wajib diisi", "is needed")
    } else {
        ("tidak boleh diisi", "must be left out")
    };
    (needed != given).then(|| {
        Fault::at(&problems::INSTRUMENT_TERMS, pointer)
            .with("kind", kind.as_str())
            .with("expected_en", expected_en)
            .with("expected", expected)
    })
}

/// What of an issuer's books another legal form could not have: kinds of
/// instruments that it may not issue, capacities in which nobody may hold.
///
/// `capacities`: form of the holder (none for a person), capacity, how many.
///
/// Source: [`issuable`] and [`check_holder`]; house rule, ADR-0020.
#[must_use]
pub fn misfits(
    form: LegalForm,
    kinds: &[InstrumentKind],
    capacities: &[(Option<LegalForm>, Standing, i64)],
) -> Vec<String> {
    let allowed = issuable(form);
    let forbidden = kinds.iter().filter(|kind| !allowed.contains(kind));
    let mut found: BTreeSet<String> = forbidden.map(|kind| kind.as_str()).collect();
    let holders: i64 = capacities.iter().map(|(_, _, count)| count).sum();
    for (holder, standing, _) in capacities {
        if check_holder(form, *holder, *standing, holders > 1).is_some() {
            found.insert(standing.as_str());
        }
    }
    found.into_iter().collect()
}

/// Whether somebody may be entered in an issuer's register.
///
/// `holder`: the organization's form, `None` for a person. `others`: whether a
/// Perumda has an owner already.
///
/// Source: UU 25/1992 Pasal 1 and 15 (persons in primary cooperatives,
/// cooperatives in secondary ones); R61: UU 23/2014 Pasal 334, PP 54/2017
/// (a Perumda belongs to one region alone).
#[must_use]
pub fn check_holder(
    issuer: LegalForm,
    holder: Option<LegalForm>,
    standing: Standing,
    has_owner: bool,
) -> Option<Fault> {
    use LegalForm as Form;
    let misfit = |what: &str, expected: &str| {
        Some(Fault::new(&problems::HOLDER_KIND).with("what", what).with("expected", expected))
    };
    let cooperative = matches!(issuer, Form::KoperasiPrimer | Form::KoperasiSekunder);
    if issuer == Form::Perumda {
        let owner = holder == Some(Form::PemerintahDaerah) && !has_owner;
        return (!owner || standing == Standing::Member)
            .then(|| Fault::new(&problems::PERUMDA_NO_SHARES));
    }
    if issuable(issuer).is_empty() {
        return misfit(&issuer.as_str(), "-");
    }
    if standing == Standing::Holder {
        return None;
    }
    match (issuer, holder) {
        (Form::KoperasiPrimer, None)
        | (Form::KoperasiSekunder, Some(Form::KoperasiPrimer | Form::KoperasiSekunder)) => None,
        (Form::KoperasiPrimer, _) => misfit("koperasi_primer", "person"),
        (Form::KoperasiSekunder, _) => misfit("koperasi_sekunder", "koperasi_primer"),
        _ if !cooperative => misfit(&issuer.as_str(), "standing holder"),
        _ => None,
    }
}

/// The line of the capital statement that an instrument counts in.
///
/// Source: R30, UU 25/1992 Pasal 41.
#[must_use]
pub fn line_of(kind: InstrumentKind) -> Line {
    match kind {
        InstrumentKind::SimpananPokok => Line::SimpananPokok,
        InstrumentKind::SimpananWajib => Line::SimpananWajib,
        InstrumentKind::SimpananSukarela => Line::SimpananSukarela,
        InstrumentKind::PenyertaanModalDesa => Line::PenyertaanModalDesa,
        InstrumentKind::PenyertaanModalMasyarakat => Line::PenyertaanModalMasyarakat,
        InstrumentKind::Saham => Line::Saham,
        InstrumentKind::ModalPenyertaan => Line::ModalPenyertaan,
    }
}

/// Code prefix and side of the balance sheet of a line. The prefixes follow
/// the village enterprises' chart where it has one (3.1.01, 3.1.02).
///
/// Source: R30; UU 25/1992 Pasal 41; Kepmendesa 136/2022 for 3.1.01, 3.1.02,
/// 3.2.01 and 3.2.02.
#[must_use]
pub fn chart(line: Line) -> (&'static str, AccountClass) {
    use AccountClass::{Asset, Equity, Liability};
    match line {
        Line::Kas => ("1.1.01", Asset),
        Line::Persediaan => ("1.1.05", Asset),
        Line::AsetTetap => ("1.3.01", Asset),
        Line::AsetAwal => ("1.9.01", Asset),
        Line::AsetHasilUsaha => ("1.9.02", Asset),
        Line::SimpananSukarela => ("2.1.01", Liability),
        Line::DanaShu => ("2.2.01", Liability),
        Line::BagianShu => ("2.2.02", Liability),
        Line::PinjamanAnggota => ("1.1.03", Asset),
        Line::PiutangAnggotaKeluar => ("1.1.04", Asset),
        Line::UtangAnggotaKeluar => ("2.2.03", Liability),
        Line::UtangPajak => ("2.1.02", Liability),
        Line::BagiHasilDesa => ("3.2.01", Equity),
        Line::BagiHasilMasyarakat => ("3.2.02", Equity),
        Line::PenyertaanModalDesa => ("3.1.01", Equity),
        Line::PenyertaanModalMasyarakat => ("3.1.02", Equity),
        Line::Saham => ("3.1.03", Equity),
        Line::SimpananPokok => ("3.1.11", Equity),
        Line::SimpananWajib => ("3.1.12", Equity),
        Line::ModalPenyertaan => ("3.1.13", Equity),
        Line::Hibah => ("3.2.11", Equity),
        Line::Cadangan => ("3.3.01", Equity),
        Line::ShuBelumDibagi => ("3.4.01", Equity),
    }
}

/// Code of a numbered sub-account of an issuer's line: `3.2.01.02`.
///
/// Source: Kepmendesa 136/2022 (3.2.01.xx, 3.2.02.xx); house rule for the
/// other lines, ADR-0029.
#[must_use]
pub fn part_code(line: Line, part: u8) -> String {
    format!("{}.{part:02}", chart(line).0)
}

/// The number of the sub-account with this code, 1 to 99; `None` for the
/// line's own account and for codes of another shape.
///
/// Source: house rule, ADR-0029.
#[must_use]
pub fn part_of(line: Line, code: &str) -> Option<u8> {
    let number = code.strip_prefix(chart(line).0)?.strip_prefix('.')?;
    (number.len() == 2).then(|| number.parse().ok()).flatten().filter(|number| *number > 0)
}

/// Votes of a holder in the members' meeting of a cooperative, whatever the
/// savings; `None` where votes go by shares or by agreement.
///
/// Source: R31; UU 25/1992 Pasal 24(3); PP 33/1998 for the holder without vote.
#[must_use]
pub fn votes(issuer: LegalForm, standing: Standing, in_force: bool) -> Option<i64> {
    matches!(issuer, LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder)
        .then(|| i64::from(standing == Standing::Member && in_force))
}

#[cfg(test)]
mod tests;
