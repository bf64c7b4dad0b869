//! Fault codes of agreements.

use crate::kernel::fault::{Code, Text};

/// A section of an agreement or reckoning that is missing or of another kind.
pub static TERMS_OF_KIND: Code = Code {
    name: "terms_of_kind",
    status: 422,
    title: Text {
        id: "Isian tidak sesuai jenis perjanjian",
        en: "The section does not fit the kind of agreement",
    },
    detail: Text {
        id: "Isi tepat bagian yang sesuai dengan jenis {kind}.",
        en: "Give exactly the section that belongs to the kind {kind}.",
    },
    basis: "",
};

/// A fixed return in rupiah in an akad (R74).
pub static FIXED_RETURN: Code = Code {
    name: "fixed_return",
    status: 422,
    title: Text { id: "Imbal hasil tetap tidak boleh", en: "A fixed return is not allowed" },
    detail: Text {
        id: "Akad bagi hasil tidak menjanjikan rupiah tetap; tulis nisbah dalam persen.",
        en: "A sharing contract promises no fixed rupiah; give the shares of profit in per cent.",
    },
    basis: "Fatwa DSN-MUI 7/2000 dan 8/2000",
};

/// Shares of profit that do not total 100.
pub static SHARES_NOT_WHOLE: Code = Code {
    name: "shares_not_whole",
    status: 422,
    title: Text { id: "Nisbah tidak genap 100", en: "The shares do not total 100" },
    detail: Text {
        id: "Jumlah nisbah {sum}; harus tepat 100.",
        en: "The shares of profit total {sum}; they must total exactly 100.",
    },
    basis: "",
};

/// An ordinary loss above the capital of a mudharabah (R73).
pub static LOSS_ABOVE_CAPITAL: Code = Code {
    name: "loss_above_capital",
    status: 422,
    title: Text { id: "Rugi melebihi modal", en: "The loss is above the capital" },
    detail: Text {
        id: "Rugi biasa ditanggung pemilik modal paling banyak sebesar modalnya; kelebihannya karena kelalaian dicatat dengan negligence = true.",
        en: "An ordinary loss falls on the owner up to the capital; record what is above by negligence with negligence = true.",
    },
    basis: "Fatwa DSN-MUI 7/2000",
};

/// A cost of the owner entered as shared (R75); a warning.
pub static OWNERS_COST: Code = Code {
    name: "owners_cost",
    status: 200,
    title: Text { id: "Biaya pemilik", en: "An owner's cost" },
    detail: Text {
        id: "Bahan bakar, es dan perawatan adalah beban pemilik, bukan biaya bersama.",
        en: "Fuel, ice and maintenance are borne by the owner, not shared.",
    },
    basis: "UU 16/1964 Pasal 4",
};

/// A crew share below the legal floor (R75); a warning.
pub static CREW_BELOW_FLOOR: Code = Code {
    name: "crew_below_floor",
    status: 200,
    title: Text { id: "Bagian awak di bawah batas", en: "The crew share is below the floor" },
    detail: Text {
        id: "Bagian awak sekurangnya {percent} persen hasil bersih, {floor}.",
        en: "The crew gets at least {percent} percent of net, {floor}.",
    },
    basis: "UU 16/1964 Pasal 3",
};

/// A crew that was paid more than there was to share; a warning.
pub static CREW_ABOVE_NET: Code = Code {
    name: "crew_above_net",
    status: 200,
    title: Text { id: "Bagian awak melebihi hasil bersih", en: "The crew got more than net" },
    detail: Text {
        id: "Awak dibayar lebih dari hasil bersih, {net}; kekurangannya ditanggung pemilik. Periksa crew_paid.",
        en: "The crew was paid more than net, {net}; the owner bears what is missing. Check crew_paid.",
    },
    basis: "",
};

/// A loss above all capital of a musyarakah (R74); a warning.
pub static LOSS_ABOVE_ALL_CAPITAL: Code = Code {
    name: "loss_above_all_capital",
    status: 200,
    title: Text { id: "Rugi melebihi seluruh modal", en: "The loss is above all capital" },
    detail: Text {
        id: "Rugi ini melebihi seluruh modal para mitra, {capital}; mereka menanggung lebih dari yang disetor. Periksa angkanya dan akadnya.",
        en: "This loss is above all capital of the partners, {capital}; they bear more than they brought in. Check the figure and the contract.",
    },
    basis: "Fatwa DSN-MUI 8/2000",
};

/// Two partners of one name in one contract.
pub static PARTNER_TWICE: Code = Code {
    name: "partner_twice",
    status: 422,
    title: Text { id: "Nama mitra sama", en: "Two partners of one name" },
    detail: Text {
        id: "Nama ini sudah dipakai mitra lain dalam akad ini. Bedakan namanya agar jelas bagian siapa.",
        en: "Another partner of this contract has this name. Tell them apart, so that it is clear whose share is whose.",
    },
    basis: "",
};

/// A period that was reckoned before.
pub static PERIOD_SETTLED: Code = Code {
    name: "period_settled",
    status: 409,
    title: Text { id: "Periode sudah dihitung", en: "The period is settled already" },
    detail: Text {
        id: "Perhitungan sampai {until} sudah ada; periode baru mulai sesudahnya.",
        en: "There is a reckoning up to {until}; a new period begins after it.",
    },
    basis: "",
};

/// An opening debt that is not the closing one of the month before (R77).
pub static OPENING_DEBT: Code = Code {
    name: "opening_debt",
    status: 422,
    title: Text { id: "Utang awal tidak sesuai", en: "The opening debt does not fit" },
    detail: Text {
        id: "Utang awal harus sama dengan utang akhir bulan sebelumnya, {closing}; kosongkan isian ini.",
        en: "The opening debt must equal the closing debt of the month before, {closing}; leave it out.",
    },
    basis: "",
};

/// Every code of agreements, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &TERMS_OF_KIND,
    &FIXED_RETURN,
    &SHARES_NOT_WHOLE,
    &LOSS_ABOVE_CAPITAL,
    &OWNERS_COST,
    &CREW_BELOW_FLOOR,
    &CREW_ABOVE_NET,
    &LOSS_ABOVE_ALL_CAPITAL,
    &PARTNER_TWICE,
    &PERIOD_SETTLED,
    &OPENING_DEBT,
];
