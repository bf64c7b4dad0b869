//! Fault codes of capital in kind.

use crate::kernel::fault::{Code, Text};

/// Goods offered as a plain contribution.
pub static VALUATION_MISSING: Code = Code {
    name: "valuation_missing",
    status: 422,
    title: Text { id: "Penilaian belum ada", en: "The valuation is missing" },
    detail: Text {
        id: "Setoran barang dicatat bersama penilaiannya: POST /api/v1/organizations/<id>/in-kind-contributions.",
        en: "What comes as goods is recorded with its valuation: POST /api/v1/organizations/<id>/in-kind-contributions.",
    },
    basis: "UU 40/2007 Pasal 34(2); PP 33/1998; PP 11/2021 Pasal 40",
};

/// Savings paid in goods.
pub static IN_KIND_SAVINGS: Code = Code {
    name: "in_kind_savings",
    status: 422,
    title: Text { id: "Simpanan berupa uang", en: "Savings are money" },
    detail: Text {
        id: "{kind} adalah sejumlah uang dan tidak disetor berupa barang. Barang dapat menjadi modal_penyertaan dengan perjanjian.",
        en: "{kind} is a sum of money and not paid in goods. Goods may become modal_penyertaan by agreement.",
    },
    basis: "UU 25/1992 Pasal 41 and its elucidation; PP 33/1998",
};

/// More capital than the asset is worth.
pub static ABOVE_VALUATION: Code = Code {
    name: "above_valuation",
    status: 422,
    title: Text { id: "Melebihi nilai barang", en: "Above the value of the asset" },
    detail: Text {
        id: "Barang dinilai {value}; sebagai modal paling banyak sebesar itu.",
        en: "The asset is valued at {value}; it becomes capital at that at most.",
    },
    basis: "UU 40/2007 Pasal 34(2)",
};

/// A report or an asset that has become capital already.
pub static VALUATION_USED: Code = Code {
    name: "valuation_used",
    status: 409,
    title: Text { id: "Barang ini sudah menjadi modal", en: "This asset is capital already" },
    detail: Text {
        id: "Dengan berkas, nomor laporan, atau bukti kepemilikan yang sama sudah tercatat modal {taken} dari nilai {value} (transaksi {transaction}). Batalkan transaksi itu bila salah; bila satu laporan menilai beberapa barang, isi nilai seluruh laporan.",
        en: "On the same file, report number or paper of ownership {taken} of {value} is capital already (transaction {transaction}). Reverse that one if it is wrong; where one report values several assets, give the value of the whole report.",
    },
    basis: "UU 40/2007 Pasal 34(2); house rule, ADR-0027",
};

/// A valuation that is too old on the day of the contribution.
pub static VALUATION_STALE: Code = Code {
    name: "valuation_stale",
    status: 422,
    title: Text { id: "Penilaian terlalu lama", en: "The valuation is too old" },
    detail: Text {
        id: "Penilaian paling lama {days} hari sebelum setoran berlaku. Mintalah penilaian baru.",
        en: "A valuation is at most {days} days old when the contribution counts. Have a new one made.",
    },
    basis: "house rule, ADR-0027",
};

/// A valuation or decision after the contribution it is for.
pub static AFTER_CONTRIBUTION: Code = Code {
    name: "after_contribution",
    status: 422,
    title: Text { id: "Sesudah setoran berlaku", en: "After the contribution counts" },
    detail: Text {
        id: "Penilaian dan keputusan mendahului setoran, yang berlaku {effective_on}. Betulkan tanggalnya.",
        en: "Valuation and decision come before the contribution, which counts on {effective_on}. Correct the day.",
    },
    basis: "house rule, ADR-0027",
};

/// The one who brings the asset in has valued it.
pub static VALUER_IS_CONTRIBUTOR: Code = Code {
    name: "valuer_is_contributor",
    status: 422,
    title: Text { id: "Penilai adalah penyetor", en: "The valuer is the contributor" },
    detail: Text {
        id: "Penyetor tidak menilai barangnya sendiri; tunjuk penilai lain.",
        en: "Who brings an asset in does not value it; name another valuer.",
    },
    basis: "house rule, ADR-0027; UU 40/2007 Pasal 34(2) for shares",
};

/// A valuer of shares who is not independent.
pub static VALUER_NOT_INDEPENDENT: Code = Code {
    name: "valuer_not_independent",
    status: 422,
    title: Text { id: "Penilai tidak independen", en: "The valuer is not independent" },
    detail: Text {
        id: "Setoran saham berupa barang dinilai menurut harga pasar atau oleh ahli yang tidak terafiliasi, dengan nomor izin, yang bukan pemegang dalam daftar lembaga ini.",
        en: "Shares are paid in kind at the market's price or at the value found by an unaffiliated expert, with a licence, who is no holder in this issuer's register.",
    },
    basis: "UU 40/2007 Pasal 34(2)",
};

/// Land or a building on shares without an announcement in time.
pub static ANNOUNCEMENT_MISSING: Code = Code {
    name: "announcement_missing",
    status: 422,
    title: Text { id: "Pengumuman belum ada", en: "The announcement is missing" },
    detail: Text {
        id: "Setoran saham berupa benda tidak bergerak diumumkan dalam surat kabar paling lama {days} hari setelah keputusan, antara {from} dan {to}.",
        en: "Immovables paid in on shares are announced in a newspaper within {days} days of the decision, between {from} and {to}.",
    },
    basis: "UU 40/2007 Pasal 34(3)",
};

/// Every code of capital in kind, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &VALUATION_MISSING,
    &IN_KIND_SAVINGS,
    &ABOVE_VALUATION,
    &VALUATION_USED,
    &VALUATION_STALE,
    &AFTER_CONTRIBUTION,
    &VALUER_IS_CONTRIBUTOR,
    &VALUER_NOT_INDEPENDENT,
    &ANNOUNCEMENT_MISSING,
];
