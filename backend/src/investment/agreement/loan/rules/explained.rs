//! Why a line of a schedule is as it is, in words.

use super::{Instalment, InstalmentKind, LoanTerms};
use crate::investment::agreement::loan::entity::loan::RepaymentMethod;
use crate::kernel::fault::{Language, Text};
use crate::kernel::ratio::display_percent;

const GRACE: Text = Text {
    id: "Masa tenggang: bunga {rate} % : 12 x {base} = {interest}; pokok belum dibayar.",
    en: "Grace: interest {rate} % : 12 x {base} = {interest}; no principal is paid.",
};
const ANNUITY: Text = Text {
    id: "Anuitas {payment}: bunga {rate} % : 12 x {base} = {interest}, sisanya pokok {principal}.",
    en: "Annuity {payment}: interest {rate} % : 12 x {base} = {interest}, the rest is principal {principal}.",
};
const FLAT: Text = Text {
    id: "Flat: pokok {whole} : {months} bulan = {principal}; bunga {rate} % : 12 x {base} = {interest}.",
    en: "Flat: principal {whole} : {months} months = {principal}; interest {rate} % : 12 x {base} = {interest}.",
};
const LAST: Text = Text {
    id: "Terakhir: seluruh sisa pokok {principal}, termasuk sisa pembulatan; bunga {rate} % : 12 x {base} = {interest}.",
    en: "Last: all principal that is left, {principal}, with what rounding left over; interest {rate} % : 12 x {base} = {interest}.",
};

/// The reckoning of one line in words; amounts are rounded half up to the rupiah.
///
/// Source: R49 and house rule: every line explains itself.
#[must_use]
pub fn explain(terms: &LoanTerms, line: &Instalment, language: Language) -> String {
    let flat = terms.method == RepaymentMethod::Flat;
    let text = match line.kind {
        InstalmentKind::Grace => GRACE,
        InstalmentKind::Last => LAST,
        InstalmentKind::Repayment if flat => FLAT,
        InstalmentKind::Repayment => ANNUITY,
    };
    let on_all = flat && line.kind != InstalmentKind::Grace;
    let base = if on_all { terms.principal } else { line.opening };
    let months = terms.tenor_months - terms.grace_months;
    let values = [
        ("{rate}", display_percent(terms.rate.normalize(), language)),
        ("{base}", base.display_rupiah()),
        ("{interest}", line.interest.display_rupiah()),
        ("{payment}", line.payment.display_rupiah()),
        ("{principal}", line.principal.display_rupiah()),
        ("{whole}", terms.principal.display_rupiah()),
        ("{months}", months.to_string()),
    ];
    let mut written = text.in_language(language).to_owned();
    for (name, value) in values {
        written = written.replace(name, &value);
    }
    written
}
