//! Fault codes of regions.

use crate::kernel::fault::{Code, Text};

/// No region has this code.
pub static REGION_UNKNOWN: Code = Code {
    name: "region_unknown",
    status: 422,
    title: Text { id: "Kode wilayah tidak dikenal", en: "Unknown region code" },
    detail: Text {
        id: "Kode {code} tidak ada dalam daftar Kemendagri edisi {edition}. Cari di GET /api/v1/regions?search=, atau bila itu kode BPS terjemahkan dahulu di /api/v1/region-codes.",
        en: "The code {code} is not in the Kemendagri list, edition {edition}. Search GET /api/v1/regions?search=, or if it is a BPS code translate it first at /api/v1/region-codes.",
    },
    basis: "Kepmendagri on codes and data of administrative regions",
};

/// The code was closed.
pub static REGION_CLOSED: Code = Code {
    name: "region_closed",
    status: 422,
    title: Text { id: "Kode wilayah sudah tidak berlaku", en: "The region code is closed" },
    detail: Text {
        id: "Kode {code} tidak berlaku lagi sejak {valid_to}; penggantinya: {successor}.",
        en: "The code {code} is not valid since {valid_to}; its successor: {successor}.",
    },
    basis: "Kepmendagri on codes and data of administrative regions",
};

/// A region of another level is needed.
pub static REGION_LEVEL: Code = Code {
    name: "region_level",
    status: 422,
    title: Text { id: "Tingkat wilayah tidak sesuai", en: "Wrong level of region" },
    detail: Text {
        id: "Di sini diperlukan wilayah tingkat {expected}.",
        en: "A region of level {expected} is needed here.",
    },
    basis: "",
};

/// A foreign code that the crosswalk does not hold.
pub static CODE_NOT_IN_CROSSWALK: Code = Code {
    name: "code_not_in_crosswalk",
    status: 404,
    title: Text { id: "Kode tidak ada padanannya", en: "No counterpart for the code" },
    detail: Text {
        id: "Tidak ada padanan kode itu yang diketahui. Kode tidak ditebak: cari wilayahnya menurut nama.",
        en: "No counterpart of that code is known. Codes are never guessed: search the region by name.",
    },
    basis: "",
};

/// The region above a new code is missing or not in force.
pub static REGION_PARENT: Code = Code {
    name: "region_parent",
    status: 422,
    title: Text { id: "Wilayah induk tidak berlaku", en: "The region above is not in force" },
    detail: Text {
        id: "Wilayah induk {parent} tidak tercatat atau tidak berlaku pada {day}. Catat dahulu kode induknya.",
        en: "The region above, {parent}, is not recorded or not in force on {day}. Record its code first.",
    },
    basis: "Kepmendagri on codes and data of administrative regions",
};

/// A code ends before it begins.
pub static REGION_PERIOD: Code = Code {
    name: "region_period",
    status: 422,
    title: Text { id: "Masa berlaku kode terbalik", en: "The period of the code is reversed" },
    detail: Text {
        id: "Kode berlaku sejak {valid_from}; hari berakhirnya harus sesudah itu.",
        en: "The code holds since {valid_from}; it must end after that day.",
    },
    basis: "",
};

/// A code with regions in force below it.
pub static REGION_HAS_CHILDREN: Code = Code {
    name: "region_has_children",
    status: 409,
    title: Text { id: "Masih ada wilayah di bawahnya", en: "Regions below are still in force" },
    detail: Text {
        id: "Wilayah {child} di bawahnya masih berlaku pada {day}. Tutup dahulu wilayah-wilayah di bawahnya.",
        en: "The region {child} below it is still in force on {day}. Close the regions below first.",
    },
    basis: "Kepmendagri on codes and data of administrative regions",
};

/// A successor that does not fit.
pub static REGION_SUCCESSOR: Code = Code {
    name: "region_successor",
    status: 422,
    title: Text { id: "Kode pengganti tidak sesuai", en: "The successor does not fit" },
    detail: Text {
        id: "Pengganti {code} harus kode lain setingkat {level} yang berlaku pada {day}. Catat dahulu kode barunya.",
        en: "The successor {code} must be another code of level {level} in force on {day}. Record the new code first.",
    },
    basis: "",
};

/// A code that is recorded with another content.
pub static REGION_KNOWN: Code = Code {
    name: "region_known",
    status: 409,
    title: Text { id: "Kode sudah tercatat", en: "The code is recorded already" },
    detail: Text {
        id: "Kode {code} sudah tercatat sebagai {name}, edisi {edition}. Kode tidak dipakai ulang.",
        en: "The code {code} is recorded as {name}, edition {edition}. Codes are not used again.",
    },
    basis: "Kepmendagri on codes and data of administrative regions",
};

/// Every code of regions, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &REGION_UNKNOWN,
    &REGION_CLOSED,
    &REGION_LEVEL,
    &CODE_NOT_IN_CROSSWALK,
    &REGION_PARENT,
    &REGION_PERIOD,
    &REGION_HAS_CHILDREN,
    &REGION_SUCCESSOR,
    &REGION_KNOWN,
];
