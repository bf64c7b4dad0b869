//! Fault codes of consents to the use of land.

use crate::kernel::fault::{Code, Text};

/// Title to land offered as a contribution (R78).
pub static LAND_TITLE: Code = Code {
    name: "land_title",
    status: 422,
    title: Text { id: "Hak milik tidak dialihkan", en: "Title to land is not taken" },
    detail: Text {
        id: "Tanah disediakan dengan hak pakai, sewa atau pengelolaan untuk jangka waktu tertentu, tidak dengan pengalihan hak milik sebagai setoran. Pilih use, lease atau management.",
        en: "Land is made available by a right of use, lease or management for a term, not by a transfer of title as a contribution. Choose use, lease or management.",
    },
    basis: "PP 11/2021 Pasal 40; house rule, ADR-0039",
};

/// A right holder who is given in no way or in several.
pub static RIGHT_HOLDER_UNCLEAR: Code = Code {
    name: "right_holder_unclear",
    status: 422,
    title: Text { id: "Pemegang hak tidak jelas", en: "The right holder is not clear" },
    detail: Text {
        id: "Isi tepat satu pemegang hak: holder_person_id, holder_organization_id atau holder_community (masyarakat adat); bukan organisasi ini sendiri.",
        en: "Give exactly one right holder: holder_person_id, holder_organization_id or holder_community (a customary community); not this organization itself.",
    },
    basis: "",
};

/// A customary right of a holder who is no community, or the other way round.
pub static LAND_BASIS_HOLDER: Code = Code {
    name: "land_basis_holder",
    status: 422,
    title: Text { id: "Dasar hak tidak cocok", en: "The basis does not fit the holder" },
    detail: Text {
        id: "Masyarakat adat (holder_community) memegang tanah menurut adat atau izin; sertifikat hak milik atas nama orang atau badan.",
        en: "A customary community (holder_community) has land by adat or by a permit; a certificate of ownership names a person or a body.",
    },
    basis: "UU 5/1960 Pasal 3, 21",
};

/// A certificate or permit without its number (R78).
pub static LAND_BASIS_NUMBER: Code = Code {
    name: "land_basis_number",
    status: 422,
    title: Text { id: "Nomor dasar hak belum ada", en: "The number of the basis is missing" },
    detail: Text {
        id: "Isi basis_number: nomor sertifikat (shm) atau izin.",
        en: "Give basis_number: that of the certificate (shm) or permit.",
    },
    basis: "",
};

/// Land that lies in no village.
pub static LAND_NOT_IN_VILLAGE: Code = Code {
    name: "land_not_in_village",
    status: 422,
    title: Text { id: "Bukan kode desa", en: "Not the code of a village" },
    detail: Text {
        id: "Isi land_region_code dengan kode desa atau kelurahan tempat bidang tanah itu, misalnya 81.02.16.2003.",
        en: "Give land_region_code the code of the village in which the parcel lies, such as 81.02.16.2003.",
    },
    basis: "",
};

/// Land outside the regency of the enterprise's seat (R78).
pub static LAND_ELSEWHERE: Code = Code {
    name: "land_elsewhere",
    status: 403,
    title: Text { id: "Lahan di luar kabupaten", en: "Land outside the regency" },
    detail: Text {
        id: "Lembaga mencatat persetujuan untuk lahan dalam kabupaten/kota kedudukannya ({around}). Untuk lahan di luar itu, mintalah administrator wilayah lahan tersebut.",
        en: "An organization records consents to land in the regency of its own seat ({around}). For land elsewhere ask an administrator of the land's region.",
    },
    basis: "house rule, ADR-0044",
};

/// Another consent binds on the parcel in these days (R78).
pub static LAND_OVERLAP: Code = Code {
    name: "land_overlap",
    status: 409,
    title: Text { id: "Bidang sudah terikat", en: "The parcel is bound already" },
    detail: Text {
        id: "Bidang ini sudah disetujui untuk dipakai dari {from} sampai sebelum {to}. Pilih masa lain, atau akhiri persetujuan itu lebih dahulu bersama pemegang hak.",
        en: "There is a consent to the use of this parcel from {from} until before {to}. Choose other days, or have that consent ended with the right holder first.",
    },
    basis: "",
};

/// A consent that has ended before.
pub static LAND_CONSENT_ENDED: Code = Code {
    name: "land_consent_ended",
    status: 409,
    title: Text { id: "Persetujuan sudah berakhir", en: "The consent has ended" },
    detail: Text {
        id: "Persetujuan ini berakhir pada {ended_on}; tidak perlu diakhiri lagi.",
        en: "This consent ended on {ended_on}; it need not be ended again.",
    },
    basis: "",
};

/// A last day outside the term of the consent.
pub static LAND_END_OUTSIDE_TERM: Code = Code {
    name: "land_end_outside_term",
    status: 422,
    title: Text { id: "Di luar jangka waktu", en: "Outside the term" },
    detail: Text {
        id: "Tanggal berakhir harus dari {from} sampai sebelum {to}.",
        en: "The end must be from {from} until before {to}.",
    },
    basis: "",
};

/// Every code of consents to the use of land, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &LAND_TITLE,
    &RIGHT_HOLDER_UNCLEAR,
    &LAND_BASIS_HOLDER,
    &LAND_BASIS_NUMBER,
    &LAND_NOT_IN_VILLAGE,
    &LAND_ELSEWHERE,
    &LAND_OVERLAP,
    &LAND_CONSENT_ENDED,
    &LAND_END_OUTSIDE_TERM,
];
