//! Fault codes of the registry.

use crate::kernel::fault::{Code, Text};

/// A cooperative with too few founders (R25).
pub static TOO_FEW_FOUNDERS: Code = Code {
    name: "too_few_founders",
    status: 422,
    title: Text { id: "Pendiri kurang", en: "Too few founders" },
    detail: Text {
        id: "Perlu sedikitnya {minimum} pendiri pada tanggal itu; tercatat {count}.",
        en: "At least {minimum} founders are needed on that date; {count} are given.",
    },
    basis: "UU 25/1992 Pasal 6, as amended by UU 11/2020 Pasal 86 (UU 6/2023)",
};

/// The region's level does not fit the legal form.
pub static REGION_LEVEL_OF_FORM: Code = Code {
    name: "region_level_of_form",
    status: 422,
    title: Text {
        id: "Tingkat wilayah tidak sesuai bentuk",
        en: "The region's level does not fit the form",
    },
    detail: Text {
        id: "Bentuk {legal_form} berkedudukan di wilayah tingkat {expected}.",
        en: "The form {legal_form} has its seat in a region of level {expected}.",
    },
    basis: "",
};

/// A BUM Desa's name does not begin and end as it must (R23).
pub static BUM_DESA_NAME: Code = Code {
    name: "bum_desa_name",
    status: 422,
    title: Text { id: "Nama BUM Desa tidak sesuai", en: "The BUM Desa's name is not in order" },
    detail: Text {
        id: "Nama harus diawali \"{prefix}\" dan diakhiri nama desa \"{village}\".",
        en: "The name must begin with \"{prefix}\" and end with the village's name \"{village}\".",
    },
    basis: "Permendesa PDTT 3/2021; PP 11/2021 Pasal 9",
};

/// The name of a BUM Desa of several villages does not say so (R23).
pub static BUM_DESA_BERSAMA_NAME: Code = Code {
    name: "bum_desa_bersama_name",
    status: 422,
    title: Text {
        id: "Nama BUM Desa Bersama tidak sesuai",
        en: "The BUM Desa Bersama's name is not in order",
    },
    detail: Text { id: "Nama diawali \"{prefix}\".", en: "The name begins with \"{prefix}\"." },
    basis: "Permendesa PDTT 3/2021; PP 11/2021 Pasal 9",
};

/// A Merah Putih cooperative's name does not carry its village (R24).
pub static KOPDES_NAME: Code = Code {
    name: "kopdes_name",
    status: 422,
    title: Text {
        id: "Nama Kopdes tidak sesuai",
        en: "The village cooperative's name is not in order",
    },
    detail: Text {
        id: "Nama yang benar: \"{expected}\"; bila sudah terpakai, tambahkan nama kecamatan atau kabupaten.",
        en: "The right name: \"{expected}\"; if it is taken, add the name of the district or regency.",
    },
    basis: "SE Menteri Koperasi 1/2025",
};

/// The same cooperative name is registered already (R24).
pub static KOPDES_NAME_TAKEN: Code = Code {
    name: "kopdes_name_taken",
    status: 422,
    title: Text { id: "Nama koperasi sudah terdaftar", en: "The cooperative's name is taken" },
    detail: Text {
        id: "Nama itu sudah terdaftar; tambahkan nama kecamatan atau kabupaten di belakangnya.",
        en: "That name is registered; add the name of the district or regency behind it.",
    },
    basis: "SE Menteri Koperasi 1/2025",
};

/// A village has an active BUM Desa already (R51).
pub static SECOND_BUM_DESA: Code = Code {
    name: "second_bum_desa",
    status: 409,
    title: Text { id: "Desa sudah punya BUM Desa aktif", en: "The village has an active BUM Desa" },
    detail: Text {
        id: "Satu desa hanya boleh punya satu BUM Desa aktif. Nonaktifkan yang lama dahulu, atau catat sebagai unit usaha.",
        en: "A village may have one active BUM Desa only. End the old one first, or record this one as its business unit.",
    },
    basis: "PP 11/2021; statement of the Minister of Villages, 2022",
};

/// A status does not follow the present one.
pub static STATUS_CHANGE: Code = Code {
    name: "status_change",
    status: 409,
    title: Text { id: "Perubahan status tidak berlaku", en: "The status cannot follow" },
    detail: Text {
        id: "Dari status {from} tidak dapat menjadi {to}; yang mungkin: {allowed}.",
        en: "From status {from} it cannot become {to}; possible are: {allowed}.",
    },
    basis: "",
};

/// The approval of a name has run out (R23).
pub static NAME_EXPIRED: Code = Code {
    name: "name_expired",
    status: 409,
    title: Text { id: "Persetujuan nama kedaluwarsa", en: "The approval of the name has expired" },
    detail: Text {
        id: "Persetujuan nama berlaku {days} hari kerja dan habis pada {expired_on}. Ajukan nama lagi.",
        en: "The approval of a name holds {days} working days and ended on {expired_on}. Apply for the name again.",
    },
    basis: "Permendesa PDTT 3/2021",
};

/// A date lies in the future.
pub static DATE_IN_FUTURE: Code = Code {
    name: "date_in_future",
    status: 422,
    title: Text { id: "Tanggal di masa depan", en: "The date is in the future" },
    detail: Text {
        id: "Tanggal tidak boleh setelah hari ini ({today}).",
        en: "The date may not be after today ({today}).",
    },
    basis: "",
};

/// A date before what it must follow.
pub static DATE_TOO_EARLY: Code = Code {
    name: "date_too_early",
    status: 422,
    title: Text { id: "Tanggal terlalu awal", en: "The date is too early" },
    detail: Text {
        id: "Tanggal tidak boleh sebelum {earliest}.",
        en: "The date may not be before {earliest}.",
    },
    basis: "",
};

/// A date after what it must come before.
pub static DATE_TOO_LATE: Code = Code {
    name: "date_too_late",
    status: 422,
    title: Text { id: "Tanggal terlalu akhir", en: "The date is too late" },
    detail: Text {
        id: "Tanggal tidak boleh setelah {latest}.",
        en: "The date may not be after {latest}.",
    },
    basis: "",
};

/// A field that has an operation of its own.
pub static NOT_CHANGED_HERE: Code = Code {
    name: "not_changed_here",
    status: 422,
    title: Text { id: "Diubah lewat tindakan lain", en: "Changed by another operation" },
    detail: Text {
        id: "Kolom ini tidak diubah di sini: pengenal tetap; status dan persetujuan nama lewat /status, wilayah kedudukan lewat /relocation, bentuk lewat /legal-form di bawah alamat lembaga itu.",
        en: "This field is not changed here: the id stays; the status and the approval of the name go by /status, the region of the seat by /relocation, the legal form by /legal-form below the organization's address.",
    },
    basis: "",
};

/// A field of the deed that only a registrar changes.
pub static FOR_REGISTRARS: Code = Code {
    name: "for_registrars",
    status: 403,
    title: Text { id: "Hanya oleh dinas atau koordinator", en: "For registrars only" },
    detail: Text {
        id: "Isi akta (bentuk, nama, kedudukan, pendirian, nomor badan hukum) hanya diubah oleh dinas atau koordinator program.",
        en: "What the deed says (form, name, seat, founding, legal number) is changed by the regional office or the programme coordinator only.",
    },
    basis: "",
};

/// A person's tax number, which is the NIK.
pub static NPWP_IS_PERSONAL: Code = Code {
    name: "npwp_is_personal",
    status: 422,
    title: Text { id: "NPWP itu NIK seseorang", en: "That NPWP is a person's NIK" },
    detail: Text {
        id: "NPWP 16 angka milik orang sama dengan NIK-nya dan tidak dicatat pada lembaga. Isi NPWP badan, atau kosongkan.",
        en: "A person's NPWP of 16 digits is the NIK and is not recorded with an organization. Give the body's own NPWP, or leave it out.",
    },
    basis: "PMK 112/2022 Pasal 2; UU 27/2022 Pasal 4",
};

/// A point outside Indonesia.
pub static POINT_OUTSIDE: Code = Code {
    name: "point_outside",
    status: 422,
    title: Text { id: "Titik di luar Indonesia", en: "The point is outside Indonesia" },
    detail: Text {
        id: "Lintang -11.5 sampai 6.5 dan bujur 94.5 sampai 141.5, dengan titik desimal; periksa apakah keduanya tertukar.",
        en: "Latitude -11.5 to 6.5 and longitude 94.5 to 141.5, with a decimal point; check whether the two are swapped.",
    },
    basis: "",
};

/// A person with this NIK is recorded already (R14).
pub static NIK_TAKEN: Code = Code {
    name: "nik_taken",
    status: 409,
    title: Text { id: "NIK sudah tercatat", en: "The NIK is recorded already" },
    detail: Text {
        id: "NIK itu sudah tercatat untuk seseorang. Cari dengan NIK (POST /api/v1/persons/search) alih-alih mencatat lagi; bila data orang lain, hubungi pengelola.",
        en: "That NIK is recorded for somebody. Search by NIK (POST /api/v1/persons/search) instead of recording again; if it is another person's record, ask the administrator.",
    },
    basis: "UU 24/2013 Pasal 13 (one NIK for life)",
};

/// A NIK of somebody who died and whose membership is not settled (R14, R31).
pub static NIK_OF_DECEASED: Code = Code {
    name: "nik_of_deceased",
    status: 409,
    title: Text {
        id: "NIK milik orang yang tercatat meninggal",
        en: "The NIK of somebody recorded as dead",
    },
    detail: Text {
        id: "NIK itu milik seseorang yang tercatat meninggal dan keanggotaannya belum diselesaikan. Bila ia masih hidup, hapus tanggal meninggalnya; bila sudah meninggal, selesaikan dahulu keanggotaannya.",
        en: "That NIK is of somebody recorded as dead whose membership is not settled. If they live, take the day of death back; if they died, settle the membership first.",
    },
    basis: "UU 24/2013 Pasal 13 (one NIK for life)",
};

/// A death that is taken back though a membership has ended by it (R34).
pub static DEATH_RELIED_ON: Code = Code {
    name: "death_relied_on",
    status: 409,
    title: Text {
        id: "Kematian ini sudah menjadi dasar penyelesaian",
        en: "A settlement rests on this death",
    },
    detail: Text {
        id: "Keanggotaan orang ini sudah berakhir karena meninggal. Tanggal meninggalnya tidak dihapus dan tidak dipindah ke sesudah hari keluarnya; bila keliru, periksa dahulu bersama administrator.",
        en: "A membership of this person has ended by death. The day of death is neither taken back nor moved past the day of leaving; where it is wrong, look at it with an administrator first.",
    },
    basis: "KUHPerdata Pasal 830 (inheritance begins with the death)",
};

/// A death of a member that another than an administrator takes back.
pub static DEATH_OF_MEMBER: Code = Code {
    name: "death_of_member",
    status: 409,
    title: Text {
        id: "Kematian anggota diubah administrator",
        en: "The death of a member is changed by an administrator",
    },
    detail: Text {
        id: "Orang ini ada dalam daftar anggota: simpanannya menjadi hak ahli waris. Tanggal meninggalnya hanya dihapus atau dipindah ke hari yang lebih baru oleh administrator.",
        en: "This person is in a register of members: their savings are the heirs'. The day of death is taken back, or moved to a later one, by an administrator alone.",
    },
    basis: "KUHPerdata Pasal 833 (the heirs)",
};

/// A parameter that rules do not know.
pub static PARAMETER_UNKNOWN: Code = Code {
    name: "parameter_unknown",
    status: 422,
    title: Text { id: "Parameter hukum tidak dikenal", en: "Unknown legal parameter" },
    detail: Text {
        id: "Tidak ada aturan yang memakai parameter {key}; lihat GET /api/v1/parameters.",
        en: "No rule asks for the parameter {key}; see GET /api/v1/parameters.",
    },
    basis: "",
};

/// A parameter's value that is no number.
pub static PARAMETER_VALUE: Code = Code {
    name: "parameter_value",
    status: 422,
    title: Text { id: "Nilai parameter salah", en: "The parameter's value is wrong" },
    detail: Text {
        id: "Tulis angka tanpa pemisah ribuan, dengan titik desimal bila perlu.",
        en: "Write a number without separators for thousands, with a decimal point where needed.",
    },
    basis: "",
};

/// A new value that does not begin after the present one.
pub static PARAMETER_PERIOD: Code = Code {
    name: "parameter_period",
    status: 409,
    title: Text { id: "Masa berlaku bertumpuk", en: "The periods overlap" },
    detail: Text {
        id: "Nilai baru harus mulai setelah {valid_from}, awal nilai terakhir; nilai lama berakhir sendiri.",
        en: "The new value must begin after {valid_from}, the start of the latest value; the old one ends by itself.",
    },
    basis: "",
};

/// A value that is in force, or that another one follows, stays.
pub static PARAMETER_FIXED: Code = Code {
    name: "parameter_fixed",
    status: 409,
    title: Text { id: "Nilai tidak dapat ditarik", en: "The value cannot be taken back" },
    detail: Text {
        id: "Hanya nilai terakhir yang belum berlaku yang dapat dibetulkan atau ditarik; nilai ini berlaku sejak {valid_from}. Catat nilai baru sejak suatu hari.",
        en: "Only the latest value that is not yet in force can be corrected or withdrawn; this one holds from {valid_from}. Record a new value from a day on.",
    },
    basis: "",
};

/// A rule asks for a parameter that has no value on the day of the case.
pub static PARAMETER_MISSING: Code = Code {
    name: "parameter_missing",
    status: 409,
    title: Text { id: "Parameter hukum belum diisi", en: "A legal parameter has no value" },
    detail: Text {
        id: "Parameter {key} tidak punya nilai pada {day}. Minta pengelola mengisinya (POST /api/v1/parameters).",
        en: "The parameter {key} has no value on {day}. Ask the administrator to record one (POST /api/v1/parameters).",
    },
    basis: "",
};

/// Every code of the registry, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &TOO_FEW_FOUNDERS,
    &REGION_LEVEL_OF_FORM,
    &BUM_DESA_NAME,
    &BUM_DESA_BERSAMA_NAME,
    &KOPDES_NAME,
    &KOPDES_NAME_TAKEN,
    &SECOND_BUM_DESA,
    &STATUS_CHANGE,
    &NAME_EXPIRED,
    &DATE_IN_FUTURE,
    &DATE_TOO_EARLY,
    &DATE_TOO_LATE,
    &NOT_CHANGED_HERE,
    &FOR_REGISTRARS,
    &NPWP_IS_PERSONAL,
    &POINT_OUTSIDE,
    &NIK_TAKEN,
    &NIK_OF_DECEASED,
    &DEATH_RELIED_ON,
    &DEATH_OF_MEMBER,
    &PARAMETER_UNKNOWN,
    &PARAMETER_VALUE,
    &PARAMETER_PERIOD,
    &PARAMETER_FIXED,
    &PARAMETER_MISSING,
];
