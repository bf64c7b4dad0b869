//! Fault codes of rankings, periodic reports and the status of villages.

use crate::kernel::fault::{Code, Text};

/// Something of a BUM Desa is recorded of another organization.
pub static NOT_A_VILLAGE_ENTERPRISE: Code = Code {
    name: "not_a_village_enterprise",
    status: 409,
    title: Text { id: "Bukan BUM Desa", en: "Not a village enterprise" },
    detail: Text {
        id: "Pemeringkatan dan laporan berkala ini hanya untuk BUM Desa dan BUM Desa Bersama; lembaga itu berbentuk {legal_form}. Periksa lembaga yang dipilih.",
        en: "The ranking and these periodic reports are of BUM Desa and BUM Desa Bersama alone; the organization is a {legal_form}. Check which organization you chose.",
    },
    basis: "PP 11/2021; Permendesa PDTT 3/2021",
};

/// A ranking of a year that is not the one being ranked (R58).
pub static RANKING_NOT_OPEN: Code = Code {
    name: "ranking_not_open",
    status: 409,
    title: Text {
        id: "Pemeringkatan tahun itu tidak dibuka",
        en: "The ranking of that year is not open",
    },
    detail: Text {
        id: "Yang dibuka sekarang adalah pemeringkatan untuk tahun {open}; untuk tahun {year} tidak. Pemeringkatan suatu tahun dibuka pada bulan {month} tahun berikutnya. Kirim year {open}.",
        en: "The ranking that is open now is that of {open}, not of {year}. The ranking of a year opens in month {month} of the year after. Send the year {open}.",
    },
    basis: "Permendesa PDTT 3/2021 Pasal 22, R58",
};

/// An aspect without a score (R58).
pub static RANKING_ASPECT_MISSING: Code = Code {
    name: "ranking_aspect_missing",
    status: 422,
    title: Text { id: "Nilai aspek belum ada", en: "The score of an aspect is missing" },
    detail: Text {
        id: "Aspek {aspect} belum dinilai. Ketujuh aspek wajib dinilai; yang kosong tidak dianggap 0. Tambahkan nilainya.",
        en: "The aspect {aspect} has no score. All seven aspects are needed, and a missing one is not taken for 0. Add its score.",
    },
    basis: "Kepmendesa 145/2022, R58",
};

/// An aspect that is scored twice (R58).
pub static RANKING_ASPECT_TWICE: Code = Code {
    name: "ranking_aspect_twice",
    status: 422,
    title: Text { id: "Aspek dinilai dua kali", en: "An aspect is scored twice" },
    detail: Text {
        id: "Aspek {aspect} dinilai lebih dari sekali. Kirim satu nilai untuk setiap aspek.",
        en: "The aspect {aspect} is scored more than once. Send one score for each aspect.",
    },
    basis: "Kepmendesa 145/2022, R58",
};

/// A second ranking of the same enterprise and year (R58).
pub static RANKING_KNOWN: Code = Code {
    name: "ranking_known",
    status: 409,
    title: Text {
        id: "Pemeringkatan tahun itu sudah ada",
        en: "The ranking of that year is there already",
    },
    detail: Text {
        id: "BUM Desa ini sudah mengirim nilai untuk tahun {year}. Ubah kiriman itu (PUT /api/v1/rankings/{id}) selama belum diverifikasi.",
        en: "This enterprise has handed in its scores for {year} already. Replace them (PUT /api/v1/rankings/{id}) as long as they are not verified.",
    },
    basis: "house rule, R58",
};

/// A change of a ranking that is verified (R59).
pub static RANKING_VERIFIED: Code = Code {
    name: "ranking_verified",
    status: 409,
    title: Text { id: "Pemeringkatan sudah diverifikasi", en: "The ranking is verified" },
    detail: Text {
        id: "Peringkat tahun {year} sudah diverifikasi pada {day} dan tidak diubah lagi. Perubahan keadaan dinilai pada pemeringkatan tahun berikutnya.",
        en: "The ranking of {year} was verified on {day} and is not changed any more. What has changed since is for the ranking of the next year.",
    },
    basis: "house rule, R59, ADR-0040",
};

/// A verifier who wrote the scores (R58, R117).
pub static RANKING_SELF_VERIFIED: Code = Code {
    name: "ranking_self_verified",
    status: 403,
    title: Text {
        id: "Tidak boleh memverifikasi penilaian sendiri",
        en: "Nobody verifies their own scores",
    },
    detail: Text {
        id: "Siapa pun yang pernah mengisi nilai ini tidak boleh memverifikasinya. Minta petugas lain.",
        en: "Nobody who wrote any version of these scores may verify them. Ask another officer.",
    },
    basis: "house rule, R58 and R117",
};

/// Scores that a verifier changed without a word (R116).
pub static RANKING_NOTE_MISSING: Code = Code {
    name: "ranking_note_missing",
    status: 422,
    title: Text {
        id: "Alasan perubahan nilai belum diisi",
        en: "The reason for changed scores is missing",
    },
    detail: Text {
        id: "Nilai yang diverifikasi berbeda dari nilai BUM Desa pada aspek {aspects}. Tulis alasannya di note.",
        en: "The verified scores differ from those of the enterprise in {aspects}. Say why in note.",
    },
    basis: "house rule, R116",
};

/// A formula that cannot be worked out (R59).
pub static RANKING_FORMULA: Code = Code {
    name: "ranking_formula",
    status: 409,
    title: Text {
        id: "Rumus pemeringkatan tidak dapat dihitung",
        en: "The formula of the ranking cannot be worked out",
    },
    detail: Text {
        id: "Bobot aspek pada {day} tidak dapat dipakai: jumlahnya harus lebih dari 0 dan tidak ada yang negatif. Minta pengelola memperbaiki parameter bum_desa_ranking_weight_….",
        en: "The weights of the aspects on {day} cannot be used: they sum to more than 0 and none is negative. Ask the administrator to mend the parameters bum_desa_ranking_weight_….",
    },
    basis: "house rule, R59",
};

/// A half of the year that does not fit the kind of report (R57).
pub static REPORT_PERIOD: Code = Code {
    name: "report_period",
    status: 422,
    title: Text { id: "Periode laporan tidak sesuai", en: "The period does not fit the report" },
    detail: Text {
        id: "Laporan semester memerlukan semester 1 atau 2; laporan tahunan tidak memakai semester.",
        en: "A report on half a year needs the semester, 1 or 2; a yearly report has none.",
    },
    basis: "PP 11/2021 Pasal 58, R57",
};

/// A second report on the same period (R57).
pub static REPORT_KNOWN: Code = Code {
    name: "report_known",
    status: 409,
    title: Text {
        id: "Laporan periode itu sudah tercatat",
        en: "The report on that period is recorded already",
    },
    detail: Text {
        id: "Laporan untuk periode itu sudah tercatat. Lengkapi atau betulkan catatan itu (PUT /api/v1/reports/{id}).",
        en: "The report on that period is recorded already. Complete or mend that record (PUT /api/v1/reports/{id}).",
    },
    basis: "house rule, R57",
};

/// An index that was not in use in that year (R60).
pub static VILLAGE_INDEX_SYSTEM: Code = Code {
    name: "village_index_system",
    status: 422,
    title: Text {
        id: "Sistem indeks tidak sesuai tahun",
        en: "The index was not in use in that year",
    },
    detail: Text {
        id: "Sejak {first} status desa dinilai dengan indeks_desa, sebelumnya dengan idm. Untuk tahun {year} pakai {expected}.",
        en: "From {first} on villages are judged by indeks_desa, before by idm. For {year} use {expected}.",
    },
    basis: "Permendesa 9/2024; Permendesa PDTT 2/2016, R60",
};

/// A year that has not come (R60).
pub static VILLAGE_INDEX_YEAR: Code = Code {
    name: "village_index_year",
    status: 422,
    title: Text { id: "Tahun belum tiba", en: "The year has not come" },
    detail: Text {
        id: "Status desa dicatat paling lambat untuk tahun ini ({year}).",
        en: "The status of a village is recorded for this year ({year}) at the latest.",
    },
    basis: "house rule, R60",
};

/// A value of the IDM that is missing or out of bounds (R60).
pub static VILLAGE_INDEX_VALUE: Code = Code {
    name: "village_index_value",
    status: 422,
    title: Text { id: "Nilai IDM tidak sesuai", en: "The value of the IDM is not in order" },
    detail: Text {
        id: "IDM memerlukan value antara 0 dan 1 dengan paling banyak empat desimal, misalnya 0.6543.",
        en: "An IDM needs a value between 0 and 1 with at most four decimals, such as 0.6543.",
    },
    basis: "Permendesa PDTT 2/2016, R60",
};

/// A status that is missing, or is not that of the value (R60).
pub static VILLAGE_INDEX_STATUS: Code = Code {
    name: "village_index_status",
    status: 422,
    title: Text { id: "Status desa tidak sesuai", en: "The status of the village is not in order" },
    detail: Text {
        id: "Status harus {expected}. Pada idm status mengikuti nilainya; pada indeks_desa isi status yang diumumkan.",
        en: "The status must be {expected}. Of an idm it follows from the value; of an indeks_desa give the one that was published.",
    },
    basis: "Permendesa PDTT 2/2016; Permendesa 9/2024, R60",
};

/// Dimensions that do not fit the index (R60).
pub static VILLAGE_INDEX_DIMENSION: Code = Code {
    name: "village_index_dimension",
    status: 422,
    title: Text { id: "Dimensi indeks tidak sesuai", en: "The dimensions do not fit the index" },
    detail: Text {
        id: "Indeks_desa memerlukan satu nilai untuk setiap dimensi ({dimension}); idm tidak memakai dimensi ini.",
        en: "An indeks_desa needs one score for each dimension ({dimension}); an idm has none of these.",
    },
    basis: "Permendesa 9/2024, R60",
};

/// A second status of the same village and year (R60).
pub static VILLAGE_INDEX_KNOWN: Code = Code {
    name: "village_index_known",
    status: 409,
    title: Text {
        id: "Status desa tahun itu sudah tercatat",
        en: "The status of that year is recorded already",
    },
    detail: Text {
        id: "Status desa itu untuk tahun {year} sudah tercatat. Betulkan catatan itu (PUT /api/v1/village-index/{id}).",
        en: "The status of that village for {year} is recorded already. Mend that record (PUT /api/v1/village-index/{id}).",
    },
    basis: "house rule, R60",
};

/// A line over years that mixes two indexes (R60).
pub static VILLAGE_INDEX_MIXED: Code = Code {
    name: "village_index_mixed",
    status: 422,
    title: Text { id: "Dua sistem indeks dalam satu garis", en: "Two indexes in one line" },
    detail: Text {
        id: "Tahun yang diminta memuat idm dan indeks_desa, yang tidak dapat dibandingkan. Minta satu per satu: system=idm atau system=indeks_desa, atau batasi tahun dengan from_year dan to_year.",
        en: "The years asked for hold both idm and indeks_desa, which cannot be compared. Ask for one: system=idm or system=indeks_desa, or bound the years by from_year and to_year.",
    },
    basis: "Permendesa 9/2024, R60",
};

/// Every code of the slice, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &NOT_A_VILLAGE_ENTERPRISE,
    &RANKING_NOT_OPEN,
    &RANKING_ASPECT_MISSING,
    &RANKING_ASPECT_TWICE,
    &RANKING_KNOWN,
    &RANKING_VERIFIED,
    &RANKING_SELF_VERIFIED,
    &RANKING_NOTE_MISSING,
    &RANKING_FORMULA,
    &REPORT_PERIOD,
    &REPORT_KNOWN,
    &VILLAGE_INDEX_SYSTEM,
    &VILLAGE_INDEX_YEAR,
    &VILLAGE_INDEX_VALUE,
    &VILLAGE_INDEX_STATUS,
    &VILLAGE_INDEX_DIMENSION,
    &VILLAGE_INDEX_KNOWN,
    &VILLAGE_INDEX_MIXED,
];
