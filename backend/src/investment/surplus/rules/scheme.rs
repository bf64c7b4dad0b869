//! What a scheme may say.

use std::collections::BTreeSet;

use super::parts::{PartNeed, share_an_account};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::rules::issuable;
use crate::investment::surplus::problems;
use crate::investment::surplus::scheme::{Destination, Part, SchemeTerms};
use crate::kernel::fault::Fault;
use crate::kernel::percent::Percent;
use crate::registry::entity::organization::LegalForm;

/// Whether an issuer of this form may share by these terms: the faults, and
/// what should be looked at.
///
/// Source: R37 (parts total 100), R38 (reserve; not solely by capital), R55,
/// R61; UU 25/1992 Pasal 5, 41, 45; PP 11/2021; PP 54/2017.
#[must_use]
pub fn check_scheme(form: LegalForm, terms: &SchemeTerms) -> (Vec<Fault>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut keys = BTreeSet::new();
    for (position, part) in terms.parts.iter().enumerate() {
        if !keys.insert(part.key.as_str()) {
            let fault = Fault::at(&problems::PART_KEY_TAKEN, format!("/parts/{position}/key"));
            faults.push(fault.with("key", &part.key));
        }
        let before = terms.parts.iter().take(position);
        let own = PartNeed::of(part);
        let mut same = before.filter(|it| share_an_account(form, &PartNeed::of(it), &own));
        if let Some(other) = same.next() {
            let fault = Fault::at(&problems::PART_NAME_TAKEN, format!("/parts/{position}/name"));
            faults.push(fault.with("part", part.name.trim()).with("name", other.name.trim()));
        }
        let own = check_part(form, part);
        faults.extend(own.into_iter().map(|fault| fault.below(&format!("/parts/{position}"))));
    }
    faults.extend(check_total(terms.parts.iter().filter_map(|part| part.percent), "/parts"));
    faults.extend(check_others(terms));
    let mut warnings = Vec::new();
    if is_cooperative(form) {
        let has = |wanted: Destination| {
            terms.parts.iter().any(|part| part.destination == wanted && !is_nothing(part))
        };
        let waived = terms.reserve_waiver.as_deref().is_some_and(|text| !text.trim().is_empty());
        if !has(Destination::Reserve) && !waived {
            faults.push(Fault::at(&problems::RESERVE_MISSING, "/parts"));
        }
        if has(Destination::MemberCapital) && !has(Destination::MemberPatronage) {
            warnings.push(Fault::at(&problems::SOLELY_BY_CAPITAL, "/parts"));
        }
    }
    (faults, warnings)
}

fn is_cooperative(form: LegalForm) -> bool {
    matches!(form, LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder)
}

fn is_nothing(part: &Part) -> bool {
    part.percent.is_none_or(Percent::is_zero)
        && part.amount.is_none_or(|amount| !amount.is_positive())
}

/// R37: 99.99 and 105 are both refused.
fn check_total(percents: impl Iterator<Item = Percent>, pointer: &str) -> Option<Fault> {
    let (sum, whole) = Percent::sum(percents);
    (!whole).then(|| Fault::at(&problems::PARTS_NOT_WHOLE, pointer).with_percent("sum", sum))
}

fn check_part(form: LegalForm, part: &Part) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut term = |field: &str, needed: bool, given: bool| {
        if needed != given {
            let (expected, expected_en) = if needed {
                ("wajib diisi", "is needed")
            } else {
                ("tidak boleh diisi", "must be left out")
            };
            let fault = Fault::at(&problems::PART_TERMS, format!("/{field}"));
            let fault = fault.with("destination", part.destination.as_str());
            faults.push(fault.with("expected_en", expected_en).with("expected", expected));
        }
    };
    let capital = part.destination == Destination::MemberCapital;
    let patronage = part.destination == Destination::MemberPatronage;
    term("base", capital, part.base.is_some());
    term("patronage", patronage, part.patronage.is_some());
    term("amount", part.percent.is_none(), part.amount.is_some());
    if !part.instruments.is_empty() && !capital && part.destination != Destination::Government {
        term("instruments", false, true);
    }
    if part.amount.is_some_and(|amount| !amount.is_positive()) {
        faults.push(Fault::at(&crate::investment::problems::AMOUNT_NOT_POSITIVE, "/amount"));
    }
    faults.extend(check_recipients(form, part));
    faults.extend(check_account(form, part));
    faults
}

/// Who can receive by capital or by business in this legal form.
fn check_recipients(form: LegalForm, part: &Part) -> Option<Fault> {
    let misfit = |pointer: &str| {
        Some(
            Fault::at(&problems::PART_OF_FORM, pointer)
                .with("legal_form", form.as_str())
                .with("destination", part.destination.as_str()),
        )
    };
    if part.destination == Destination::MemberPatronage && !is_cooperative(form) {
        return misfit("/destination");
    }
    let kinds = capital_instruments(form, part);
    if part.destination == Destination::MemberCapital && kinds.is_empty() {
        return misfit("/destination");
    }
    let own = issuable(form);
    kinds.iter().any(|kind| !own.contains(kind)).then(|| misfit("/instruments")).flatten()
}

/// R55: sharing a result is a withdrawal of equity or a debt, never an expense.
fn check_account(form: LegalForm, part: &Part) -> Option<Fault> {
    let account = part.account.as_deref()?;
    if account.starts_with(['4', '5', '6', '7']) {
        let fault = Fault::at(&problems::SHARE_NOT_EXPENSE, "/account");
        return Some(fault.with("account", account));
    }
    let prefix = super::pay_from(form, part.destination).code;
    let fits = account == prefix || account.starts_with(&format!("{prefix}."));
    (!fits).then(|| {
        Fault::at(&problems::SHARE_ACCOUNT, "/account")
            .with("account", account)
            .with("expected", prefix)
    })
}

/// R44: non-members' surplus has no recipient by business.
fn check_others(terms: &SchemeTerms) -> Vec<Fault> {
    if terms.non_member_parts.is_empty() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let mut keys = BTreeSet::new();
    for (position, other) in terms.non_member_parts.iter().enumerate() {
        let pointer = format!("/non_member_parts/{position}/key");
        let fits = terms.find(&other.key).is_some_and(|(_, part)| {
            part.destination != Destination::MemberPatronage && part.percent.is_some()
        });
        if !fits {
            faults.push(Fault::at(&problems::OTHER_PART_UNFIT, pointer).with("key", &other.key));
        } else if !keys.insert(other.key.as_str()) {
            faults.push(Fault::at(&problems::PART_KEY_TAKEN, pointer).with("key", &other.key));
        }
    }
    let percents = terms.non_member_parts.iter().map(|other| other.percent);
    faults.extend(check_total(percents, "/non_member_parts"));
    faults
}

/// Instruments whose holders share in a part: those that the scheme names, or
/// what the legal form suggests. Empty where nobody shares by capital.
///
/// Source: DOMAIN 1 (S = pokok + wajib; UU 25/1992 Pasal 41), R54, R56 (PP
/// 11/2021), UU 40/2007 Pasal 52 (dividend by shares).
#[must_use]
pub fn capital_instruments(form: LegalForm, part: &Part) -> Vec<InstrumentKind> {
    use InstrumentKind as Kind;
    if !part.instruments.is_empty() {
        return part.instruments.clone();
    }
    let village = matches!(form, LegalForm::BumDesa | LegalForm::BumDesaBersama);
    match (part.destination, form) {
        (Destination::MemberCapital, LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder) => {
            vec![Kind::SimpananPokok, Kind::SimpananWajib]
        }
        (Destination::MemberCapital, LegalForm::Perseroda | LegalForm::Perseroan) => {
            vec![Kind::Saham]
        }
        (Destination::MemberCapital, _) if village => vec![Kind::PenyertaanModalMasyarakat],
        (Destination::Government, _) if village => vec![Kind::PenyertaanModalDesa],
        _ => Vec::new(),
    }
}
