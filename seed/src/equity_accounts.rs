//! Accounts of the equity view: how each legal form numbers and names what
//! stands in its equity. Effective-dated like any reading of a law.

use chrono::NaiveDate;

/// Side on which an account normally stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normal {
    /// Debit: it takes away from equity.
    Debit,
    /// Credit.
    Credit,
}

/// How an account is parted into sub-accounts `.01`, `.02`, ….
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parted {
    /// Not at all: the code is whole.
    No,
    /// One for each founding village, in the order of the register.
    ByVillage,
    /// One for each instrument, by its number.
    ByInstrument,
    /// The account itself, and one for each further part of a shared surplus,
    /// by the number of its account in the ledger.
    ByPart,
}

/// One account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EquityAccount {
    /// Legal forms that use it, as they stand on the wire.
    pub forms: &'static [&'static str],
    /// Line of the ledger that it shows, as it stands on the wire.
    pub line: &'static str,
    /// Code, without sub-account where it is parted.
    pub code: &'static str,
    /// Name in Indonesian.
    pub name: &'static str,
    /// Side on which it normally stands.
    pub normal: Normal,
    /// How it is parted.
    pub parted: Parted,
    /// First day, if it has one.
    pub valid_from: Option<NaiveDate>,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
    /// The law or house rule behind it.
    pub basis: &'static str,
}

const VILLAGE: &[&str] = &["bum_desa", "bum_desa_bersama"];
const COOPERATIVE: &[&str] = &["koperasi_primer", "koperasi_sekunder"];
const COMPANY: &[&str] = &["perseroda", "perseroan"];

const KEPMENDESA: &str = "Kepmendesa PDTT 136/2022";
const COOPERATIVES_ACT: &str = "UU 25/1992 Pasal 41; nomor akun: aturan aplikasi";
const COMPANY_ACT: &str = "UU 40/2007 Pasal 31, 70, 71; nomor akun: aturan aplikasi";

type Row = (&'static str, &'static str, &'static str, Normal, Parted);

const fn account(
    forms: &'static [&'static str],
    basis: &'static str,
    (line, code, name, normal, parted): Row,
) -> EquityAccount {
    let (valid_from, valid_to) = (None, None);
    EquityAccount { forms, line, code, name, normal, parted, valid_from, valid_to, basis }
}

/// The accounts in the order in which they are shown.
///
/// Source: Kepmendesa PDTT 136/2022 as public implementations of it number
/// the equity of village enterprises; UU 25/1992 Pasal 41 and UU 40/2007 for
/// what the equity of cooperatives and companies is made of, whose numbers are
/// a house rule. A reserve without a named purpose stands in 3.3.01.02.
pub const ACCOUNTS: &[EquityAccount] = {
    use Normal::{Credit, Debit};
    use Parted::{ByInstrument, ByPart, ByVillage, No};
    &[
        account(
            VILLAGE,
            KEPMENDESA,
            ("penyertaan_modal_desa", "3.1.01", "Penyertaan Modal Desa", Credit, ByVillage),
        ),
        account(
            VILLAGE,
            KEPMENDESA,
            (
                "penyertaan_modal_masyarakat",
                "3.1.02",
                "Penyertaan Modal Masyarakat Desa",
                Credit,
                ByInstrument,
            ),
        ),
        account(
            VILLAGE,
            KEPMENDESA,
            ("bagi_hasil_desa", "3.2.01", "Bagi Hasil Penyertaan Modal Desa", Debit, ByPart),
        ),
        account(
            VILLAGE,
            KEPMENDESA,
            (
                "bagi_hasil_masyarakat",
                "3.2.02",
                "Bagi Hasil Penyertaan Modal Masyarakat",
                Debit,
                ByPart,
            ),
        ),
        account(
            VILLAGE,
            KEPMENDESA,
            ("shu_belum_dibagi", "3.3.01.01", "Saldo Laba Tidak Dicadangkan", Credit, No),
        ),
        account(
            VILLAGE,
            KEPMENDESA,
            ("cadangan", "3.3.01.02", "Saldo Laba Dicadangkan", Credit, ByPart),
        ),
        account(VILLAGE, KEPMENDESA, ("hibah", "3.4.01.01", "Modal Donasi/Sumbangan", Credit, No)),
        account(
            COOPERATIVE,
            COOPERATIVES_ACT,
            ("simpanan_pokok", "3.1.11", "Simpanan Pokok", Credit, No),
        ),
        account(
            COOPERATIVE,
            COOPERATIVES_ACT,
            ("simpanan_wajib", "3.1.12", "Simpanan Wajib", Credit, ByInstrument),
        ),
        account(
            COOPERATIVE,
            COOPERATIVES_ACT,
            ("modal_penyertaan", "3.1.13", "Modal Penyertaan", Credit, ByInstrument),
        ),
        account(COOPERATIVE, COOPERATIVES_ACT, ("hibah", "3.2.11", "Hibah", Credit, No)),
        account(
            COOPERATIVE,
            COOPERATIVES_ACT,
            ("cadangan", "3.3.01", "Dana Cadangan", Credit, ByPart),
        ),
        account(
            COOPERATIVE,
            COOPERATIVES_ACT,
            ("shu_belum_dibagi", "3.4.01", "SHU Belum Dibagi", Credit, No),
        ),
        account(COMPANY, COMPANY_ACT, ("saham", "3.1.03", "Modal Saham", Credit, ByInstrument)),
        account(COMPANY, COMPANY_ACT, ("hibah", "3.2.11", "Modal Donasi", Credit, No)),
        account(COMPANY, COMPANY_ACT, ("cadangan", "3.3.01", "Cadangan", Credit, ByPart)),
        account(COMPANY, COMPANY_ACT, ("shu_belum_dibagi", "3.4.01", "Saldo Laba", Credit, No)),
    ]
};

/// Accounts of a legal form on a day.
///
/// Source: [`ACCOUNTS`].
pub fn of(form: &str, day: NaiveDate) -> impl Iterator<Item = &'static EquityAccount> {
    let form = form.to_owned();
    ACCOUNTS.iter().filter(move |account| {
        account.forms.contains(&form.as_str())
            && account.valid_from.is_none_or(|from| from <= day)
            && account.valid_to.is_none_or(|to| day < to)
    })
}
