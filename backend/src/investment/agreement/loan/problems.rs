//! Fault codes of loans of village cooperatives.

use crate::kernel::fault::{Code, Text};

/// An organization that is no village cooperative (R49).
pub static LOAN_NOT_KOPDES: Code = Code {
    name: "loan_not_kopdes",
    status: 422,
    title: Text {
        id: "Bukan Koperasi Desa Merah Putih",
        en: "Not a Merah Putih village cooperative",
    },
    detail: Text {
        id: "Pinjaman ini hanya untuk Koperasi Desa/Kelurahan Merah Putih (koperasi primer dengan nama itu); catat pinjaman lain pada pembukuan.",
        en: "This loan is for Koperasi Desa/Kelurahan Merah Putih alone (primary cooperatives of that name); keep other loans in the books.",
    },
    basis: "PMK 49/2025",
};

/// A principal that is none, or above the limit (R49).
pub static LOAN_PRINCIPAL: Code = Code {
    name: "loan_principal",
    status: 422,
    title: Text { id: "Pokok pinjaman di luar batas", en: "The principal is out of bounds" },
    detail: Text {
        id: "Pokok pinjaman harus lebih dari nol dan paling banyak {maximum}.",
        en: "The principal must be above zero and at most {maximum}.",
    },
    basis: "PMK 49/2025",
};

/// Loans that come to more than the limit together (R49).
pub static LOAN_TOGETHER: Code = Code {
    name: "loan_together",
    status: 422,
    title: Text { id: "Jumlah pinjaman melampaui batas", en: "The loans pass the limit together" },
    detail: Text {
        id: "Pinjaman lain koperasi yang berjalan pada masa ini berjumlah {beside}; bersama pinjaman ini paling banyak {maximum}.",
        en: "Other loans of the cooperative that run in this time come to {beside}; with this one they may come to {maximum} at most.",
    },
    basis: "PMK 49/2025",
};

/// A loan that is recorded already.
pub static LOAN_RECORDED: Code = Code {
    name: "loan_recorded",
    status: 409,
    title: Text { id: "Pinjaman sudah dicatat", en: "The loan is recorded" },
    detail: Text {
        id: "Kontrak {contract_number} dari pemberi pinjaman ini sudah dicatat.",
        en: "The contract {contract_number} of this lender is recorded already.",
    },
    basis: "",
};

/// A principal with sen.
pub static LOAN_WHOLE_RUPIAH: Code = Code {
    name: "loan_whole_rupiah",
    status: 422,
    title: Text { id: "Pokok harus rupiah bulat", en: "The principal must be whole rupiah" },
    detail: Text {
        id: "Tulis pokok pinjaman tanpa sen; angsuran dihitung sampai rupiah.",
        en: "Give the principal without sen; payments are worked out to the rupiah.",
    },
    basis: "",
};

/// A part for operating costs above the limit (R49).
pub static LOAN_OPERATING_PART: Code = Code {
    name: "loan_operating_part",
    status: 422,
    title: Text {
        id: "Bagian biaya operasional di luar batas",
        en: "The operating part is out of bounds",
    },
    detail: Text {
        id: "Bagian untuk biaya operasional paling banyak {maximum} dan tidak melebihi pokok.",
        en: "The part for operating costs is at most {maximum}, and not above the principal.",
    },
    basis: "PMK 49/2025",
};

/// Another rate than that of the law (R49).
pub static LOAN_RATE: Code = Code {
    name: "loan_rate",
    status: 422,
    title: Text { id: "Suku bunga lain", en: "Another rate" },
    detail: Text {
        id: "Suku bunga pinjaman ini {rate} persen setahun; kosongkan rate_percent.",
        en: "The rate of this loan is {rate} percent a year; leave rate_percent out.",
    },
    basis: "PMK 49/2025",
};

/// A term above the limit, or not longer than the grace (R49).
pub static LOAN_TENOR: Code = Code {
    name: "loan_tenor",
    status: 422,
    title: Text { id: "Jangka waktu di luar batas", en: "The term is out of bounds" },
    detail: Text {
        id: "Jangka waktu paling lama {maximum} bulan dan harus lebih panjang daripada masa tenggang.",
        en: "The term is at most {maximum} months, and longer than the grace.",
    },
    basis: "PMK 49/2025",
};

/// A grace outside its bounds (R49).
pub static LOAN_GRACE: Code = Code {
    name: "loan_grace",
    status: 422,
    title: Text { id: "Masa tenggang di luar batas", en: "The grace is out of bounds" },
    detail: Text {
        id: "Masa tenggang harus {minimum} sampai {maximum} bulan.",
        en: "The grace must be {minimum} to {maximum} months.",
    },
    basis: "PMK 49/2025",
};

/// A cooperative without the number of its legal personality (R49).
pub static LOAN_LEGAL_NUMBER_MISSING: Code = Code {
    name: "loan_legal_number_missing",
    status: 422,
    title: Text { id: "Badan hukum belum tercatat", en: "The legal personality is not recorded" },
    detail: Text {
        id: "Lengkapi nomor badan hukum (legal_number) pada data koperasi.",
        en: "Record the number of the legal personality (legal_number) with the cooperative.",
    },
    basis: "PMK 49/2025",
};

/// A cooperative without its registration number (R49).
pub static LOAN_NIK_KOPERASI_MISSING: Code = Code {
    name: "loan_nik_koperasi_missing",
    status: 422,
    title: Text { id: "NIK koperasi belum tercatat", en: "The NIK koperasi is not recorded" },
    detail: Text {
        id: "Lengkapi nomor induk koperasi (nik_koperasi) pada data koperasi.",
        en: "Record the registration number (nik_koperasi) with the cooperative.",
    },
    basis: "PMK 49/2025",
};

/// A cooperative without its tax number (R49).
pub static LOAN_NPWP_MISSING: Code = Code {
    name: "loan_npwp_missing",
    status: 422,
    title: Text { id: "NPWP belum tercatat", en: "The NPWP is not recorded" },
    detail: Text {
        id: "Lengkapi NPWP (npwp) pada data koperasi.",
        en: "Record the tax number (npwp) with the cooperative.",
    },
    basis: "PMK 49/2025",
};

/// A cooperative without its business number (R49).
pub static LOAN_NIB_MISSING: Code = Code {
    name: "loan_nib_missing",
    status: 422,
    title: Text { id: "NIB belum tercatat", en: "The NIB is not recorded" },
    detail: Text {
        id: "Lengkapi nomor induk berusaha (nib) pada data koperasi.",
        en: "Record the business number (nib) with the cooperative.",
    },
    basis: "PMK 49/2025",
};

/// A loan without the cooperative's account (R49).
pub static LOAN_ACCOUNT_MISSING: Code = Code {
    name: "loan_account_missing",
    status: 422,
    title: Text { id: "Rekening belum ada", en: "The account is missing" },
    detail: Text {
        id: "Isi account: rekening koperasi pada bank itu.",
        en: "Give account: that of the cooperative at the bank.",
    },
    basis: "PMK 49/2025",
};

/// A loan without a proposal (R49).
pub static LOAN_PROPOSAL_MISSING: Code = Code {
    name: "loan_proposal_missing",
    status: 422,
    title: Text { id: "Proposal belum ada", en: "The proposal is missing" },
    detail: Text {
        id: "Isi proposal: nomor atau tempat simpan proposal usaha, dan SHA-256 berkasnya.",
        en: "Give proposal: number or place of the business proposal, and the SHA-256 of its file.",
    },
    basis: "PMK 49/2025",
};

/// A loan without the approval of the village (R49).
pub static LOAN_APPROVAL_MISSING: Code = Code {
    name: "loan_approval_missing",
    status: 422,
    title: Text {
        id: "Persetujuan musyawarah belum ada",
        en: "The approval of the village is missing",
    },
    detail: Text {
        id: "Isi village_approval: tanggal musyawarah dan surat persetujuan kepala desa atau lurah.",
        en: "Give village_approval: day of the deliberation and letter of approval of the village head.",
    },
    basis: "PMK 49/2025",
};

/// A deliberation after the signature, or in the future (R49).
pub static LOAN_APPROVAL_LATE: Code = Code {
    name: "loan_approval_late",
    status: 422,
    title: Text { id: "Musyawarah sesudah kontrak", en: "The deliberation came after" },
    detail: Text {
        id: "Musyawarah harus paling lambat {latest}.",
        en: "The deliberation must be on {latest} at the latest.",
    },
    basis: "PMK 49/2025",
};

/// A term that ends beyond the calendar.
pub static LOAN_CALENDAR: Code = Code {
    name: "loan_calendar",
    status: 422,
    title: Text { id: "Tanggal di luar kalender", en: "Beyond the calendar" },
    detail: Text {
        id: "Periksa drawn_on; angsuran terakhir jatuh di luar kalender.",
        en: "Check drawn_on; the last payment falls beyond the calendar.",
    },
    basis: "",
};

/// Every code of loans of village cooperatives, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &LOAN_NOT_KOPDES,
    &LOAN_PRINCIPAL,
    &LOAN_TOGETHER,
    &LOAN_RECORDED,
    &LOAN_WHOLE_RUPIAH,
    &LOAN_OPERATING_PART,
    &LOAN_RATE,
    &LOAN_TENOR,
    &LOAN_GRACE,
    &LOAN_LEGAL_NUMBER_MISSING,
    &LOAN_NIK_KOPERASI_MISSING,
    &LOAN_NPWP_MISSING,
    &LOAN_NIB_MISSING,
    &LOAN_ACCOUNT_MISSING,
    &LOAN_PROPOSAL_MISSING,
    &LOAN_APPROVAL_MISSING,
    &LOAN_APPROVAL_LATE,
    &LOAN_CALENDAR,
];
