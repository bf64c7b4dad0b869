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

/// Every code of regions, for `docs/problems.md`.
pub static ALL: &[&Code] =
    &[&REGION_UNKNOWN, &REGION_CLOSED, &REGION_LEVEL, &CODE_NOT_IN_CROSSWALK];
