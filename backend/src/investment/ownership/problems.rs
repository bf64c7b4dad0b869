//! Fault codes of ownership.

use crate::kernel::fault::{Code, Text};

/// A share that is nothing, or more than the whole.
pub static SHARE_OUT_OF_RANGE: Code = Code {
    name: "share_out_of_range",
    status: 422,
    title: Text { id: "Bagian di luar batas", en: "Share out of range" },
    detail: Text {
        id: "Bagian harus lebih dari nol dan paling banyak seluruhnya: pembilang 1 atau lebih, penyebut tidak kurang dari pembilang.",
        en: "A share is more than nothing and at most the whole: a numerator of 1 or more, a denominator not less than it.",
    },
    basis: "",
};

/// A share that is given in no way, or in two.
pub static SHARE_UNCLEAR: Code = Code {
    name: "share_unclear",
    status: 422,
    title: Text { id: "Bagian tidak jelas", en: "Share unclear" },
    detail: Text {
        id: "Isi salah satu: `share` (pembilang dan penyebut), atau `amount` dengan `of_total`.",
        en: "Give one of them: `share` (numerator and denominator), or `amount` with `of_total`.",
    },
    basis: "",
};

/// A holder that is given in no way, or in two.
pub static HOLDER_UNCLEAR: Code = Code {
    name: "holder_unclear",
    status: 422,
    title: Text { id: "Pemegang tidak jelas", en: "Holder unclear" },
    detail: Text {
        id: "Isi salah satu: `holder_organization_id`, atau `outside_name` dengan `outside_class`.",
        en: "Give one of them: `holder_organization_id`, or `outside_name` with `outside_class`.",
    },
    basis: "",
};

/// An organization that is to hold itself.
pub static OWN_HOLDER: Code = Code {
    name: "own_holder",
    status: 422,
    title: Text { id: "Memegang diri sendiri", en: "Holds itself" },
    detail: Text {
        id: "Organisasi tidak memiliki dirinya sendiri; saham yang dibeli kembali tidak dicatat sebagai pemegang.",
        en: "An organization does not own itself; shares bought back are not entered as a holder.",
    },
    basis: "UU 40/2007 Pasal 40",
};

/// A period that ends before it begins.
pub static DECLARED_PERIOD: Code = Code {
    name: "declared_period",
    status: 422,
    title: Text { id: "Masa berlaku terbalik", en: "Period ends before it begins" },
    detail: Text {
        id: "Hari berakhir harus sesudah hari mulai.",
        en: "The end must be after the first day.",
    },
    basis: "",
};

/// Declared holdings of more than the whole.
pub static DECLARED_EXCEEDS_WHOLE: Code = Code {
    name: "declared_exceeds_whole",
    status: 409,
    title: Text { id: "Jumlah bagian melebihi seluruhnya", en: "Shares exceed the whole" },
    detail: Text {
        id: "Pada {day} bagian yang dinyatakan menjadi lebih dari 100 persen. Akhiri atau perbaiki pernyataan lama dahulu.",
        en: "On {day} the declared shares would be more than 100 percent. End or correct an earlier declaration first.",
    },
    basis: "",
};

/// A declared holding that was taken back cannot change.
pub static DECLARATION_WITHDRAWN: Code = Code {
    name: "declaration_withdrawn",
    status: 409,
    title: Text { id: "Pernyataan sudah dicabut", en: "The declaration was taken back" },
    detail: Text {
        id: "Pernyataan ini sudah dicabut; catat pernyataan baru.",
        en: "This declaration was taken back; record a new one.",
    },
    basis: "",
};

/// A declaration that replaces another does not say why.
pub static REASON_MISSING: Code = Code {
    name: "reason_missing",
    status: 422,
    title: Text { id: "Alasan belum diisi", en: "Reason missing" },
    detail: Text {
        id: "Mengganti pernyataan memerlukan `reason`.",
        en: "Replacing a declaration needs a `reason`.",
    },
    basis: "",
};

/// Warning: an issuer has books here and declarations too.
pub static DECLARATION_IGNORED: Code = Code {
    name: "declaration_ignored",
    status: 200,
    title: Text { id: "Pernyataan tidak dipakai", en: "Declarations not used" },
    detail: Text {
        id: "{name} punya buku di sini; {count} pernyataan kepemilikan tentangnya tidak dipakai.",
        en: "{name} has its books here; {count} declared holdings of it are not used.",
    },
    basis: "",
};

/// Warning: declared shares add up to more than the whole.
pub static MORE_THAN_THE_WHOLE: Code = Code {
    name: "more_than_the_whole",
    status: 200,
    title: Text { id: "Pernyataan melebihi seluruhnya", en: "Declarations exceed the whole" },
    detail: Text {
        id: "Bagian yang dinyatakan atas {name} lebih dari 100 persen; dihitung menurut perbandingannya.",
        en: "The declared shares of {name} are more than 100 percent; they are taken in proportion.",
    },
    basis: "",
};

/// Warning: no single region has what the law asks of a Perseroda (R62, R63).
pub static REGION_SHARE: Code = Code {
    name: "region_share",
    status: 200,
    title: Text {
        id: "Tidak ada satu daerah dengan bagian yang diwajibkan",
        en: "No single region has the share required",
    },
    detail: Text {
        id: "Daerah dengan bagian terbesar memegang {percent} persen (semua daerah {together} persen); satu daerah harus memegang sedikitnya {minimum} persen.",
        en: "The largest region holds {percent} percent (all regions {together} percent); one region must hold at least {minimum} percent.",
    },
    basis: "UU 23/2014 Pasal 339; PP 54/2017 (to be checked)",
};

/// Which organization, cluster or region is asked for is not clear.
pub static SUBJECT_UNCLEAR: Code = Code {
    name: "subject_unclear",
    status: 400,
    title: Text { id: "Pokok tidak jelas", en: "Subject unclear" },
    detail: Text {
        id: "Sebut satu saja: `organization`, `cluster` atau `region`.",
        en: "Name exactly one of `organization`, `cluster` and `region`.",
    },
    basis: "",
};

/// A series of too many days, or one that ends before it begins.
pub static SERIES_TOO_LONG: Code = Code {
    name: "series_out_of_range",
    status: 400,
    title: Text { id: "Deret di luar batas", en: "Series out of range" },
    detail: Text {
        id: "Deret memuat 1 sampai {maximum} hari; persempit `from` dan `to` atau perbesar `every`.",
        en: "A series has 1 to {maximum} days; bring `from` and `to` closer or widen `every`.",
    },
    basis: "",
};

/// A side of a simulated act is missing, too many, or of another kind.
pub static SIDE_UNCLEAR: Code = Code {
    name: "side_unclear",
    status: 422,
    title: Text { id: "Pihak tidak jelas", en: "Side unclear" },
    detail: Text {
        id: "Setoran memerlukan `to`, penarikan `from`, pemindahan keduanya; tiap pihak disebut dengan satu isian.",
        en: "A contribution needs `to`, a withdrawal `from`, a transfer both; each side is named in one way.",
    },
    basis: "",
};

/// A simulated act takes more than the holder has (R29).
pub static MORE_THAN_HELD: Code = Code {
    name: "more_than_held",
    status: 422,
    title: Text { id: "Lebih dari yang dimiliki", en: "More than is held" },
    detail: Text {
        id: "Pihak ini hanya memegang {held} pada instrumen itu.",
        en: "This side has only {held} of that instrument.",
    },
    basis: "",
};

/// Every code of ownership, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &SHARE_OUT_OF_RANGE,
    &SHARE_UNCLEAR,
    &HOLDER_UNCLEAR,
    &OWN_HOLDER,
    &DECLARED_PERIOD,
    &DECLARED_EXCEEDS_WHOLE,
    &DECLARATION_WITHDRAWN,
    &REASON_MISSING,
    &DECLARATION_IGNORED,
    &MORE_THAN_THE_WHOLE,
    &REGION_SHARE,
    &SUBJECT_UNCLEAR,
    &SERIES_TOO_LONG,
    &SIDE_UNCLEAR,
    &MORE_THAN_HELD,
];
