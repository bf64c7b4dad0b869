//! Fault codes of securities crowdfunding.

use crate::kernel::fault::{Code, Text};

/// A purchase above the yearly limit of the investor (R69).
pub static SCF_INVESTOR_LIMIT: Code = Code {
    name: "scf_investor_limit",
    status: 422,
    title: Text { id: "Melebihi batas pemodal", en: "Above the investor limit" },
    detail: Text {
        id: "Pembelian setahun pemodal ini paling banyak {limit}; jumlah ini melewatinya. Periksa catatan penyelenggara.",
        en: "This investor buys at most {limit} a year; this amount passes it. Check the records of the organiser.",
    },
    basis: "POJK 57/2020 as changed by POJK 16/2021",
};

/// An issuer above its bound of twelve months (R70).
pub static SCF_ISSUER_LIMIT: Code = Code {
    name: "scf_issuer_limit",
    status: 422,
    title: Text { id: "Melebihi batas penerbit", en: "Above the issuer limit" },
    detail: Text {
        id: "Penerbit menghimpun paling banyak {bound} dalam 12 bulan; jumlah ini melewatinya.",
        en: "An issuer raises at most {bound} in 12 months; this amount passes it.",
    },
    basis: "POJK 57/2020 as changed by POJK 16/2021",
};

/// Debt that runs too long (R70).
pub static SCF_TENOR: Code = Code {
    name: "scf_tenor",
    status: 422,
    title: Text { id: "Jatuh tempo tidak sesuai", en: "The maturity does not fit" },
    detail: Text {
        id: "Efek utang atau sukuk jatuh tempo paling lama {months} bulan setelah distribusi; saham tidak punya jatuh tempo.",
        en: "Debt matures at most {months} months after distribution; shares have no maturity.",
    },
    basis: "POJK 57/2020 as changed by POJK 16/2021",
};

/// A resale before its time (R70).
pub static SCF_RESALE_EARLY: Code = Code {
    name: "scf_resale_early",
    status: 409,
    title: Text { id: "Belum dapat dijual kembali", en: "Not to be sold again yet" },
    detail: Text {
        id: "Hanya saham yang diperdagangkan kembali, paling cepat {from}.",
        en: "Only shares are traded again, from {from} on.",
    },
    basis: "POJK 57/2020 as changed by POJK 16/2021",
};

/// A second resale of one purchase.
pub static SCF_RESOLD: Code = Code {
    name: "scf_resold",
    status: 409,
    title: Text { id: "Sudah dijual kembali", en: "Sold again already" },
    detail: Text {
        id: "Pembelian ini sudah dicatat terjual kembali.",
        en: "This purchase is recorded as sold again already.",
    },
    basis: "",
};

/// A purchase that is recorded already.
pub static SCF_RECORDED: Code = Code {
    name: "scf_recorded",
    status: 409,
    title: Text { id: "Pembelian sudah dicatat", en: "The purchase is recorded" },
    detail: Text {
        id: "Pembelian {reference} dari penyelenggara ini sudah dicatat.",
        en: "The purchase {reference} of this organiser is recorded already.",
    },
    basis: "",
};

/// An investor that is not one person with income or one organization (R69).
pub static SCF_INVESTOR: Code = Code {
    name: "scf_investor",
    status: 422,
    title: Text { id: "Pemodal tidak jelas", en: "The investor is unclear" },
    detail: Text {
        id: "Isi satu pemodal: orang (dengan penghasilan setahun) atau lembaga (tanpa penghasilan).",
        en: "Give one investor: a person (with the yearly income) or an organization (without).",
    },
    basis: "POJK 57/2020 as changed by POJK 16/2021",
};

/// A warning: so many buyers look like an offer to the public (R72).
pub static POSSIBLE_PUBLIC_OFFERING: Code = Code {
    name: "possible_public_offering",
    status: 200,
    title: Text { id: "Mungkin penawaran umum", en: "Possibly a public offering" },
    detail: Text {
        id: "Lebih dari {bound} pihak memegang saham ini di luar urun dana. Penawaran kepada sebanyak itu dapat merupakan penawaran umum: tanyakan kepada ahli hukum atau OJK.",
        en: "More than {bound} parties hold these shares outside of crowdfunding. An offer to so many may be a public one: ask a lawyer or OJK.",
    },
    basis: "UU 8/1995 as changed by UU 4/2023; to be checked",
};

/// Every code of securities crowdfunding, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &SCF_INVESTOR_LIMIT,
    &SCF_ISSUER_LIMIT,
    &SCF_TENOR,
    &SCF_RESALE_EARLY,
    &SCF_RESOLD,
    &SCF_RECORDED,
    &SCF_INVESTOR,
    &POSSIBLE_PUBLIC_OFFERING,
];
