//! Fault codes of partnership contracts.

use crate::kernel::fault::{Code, Text};

/// A partner that is given in no way, in two, or is the keeper itself.
pub static PARTNER_UNCLEAR: Code = Code {
    name: "partner_unclear",
    status: 422,
    title: Text { id: "Mitra tidak jelas", en: "The partner is not clear" },
    detail: Text {
        id: "Isi tepat satu: partner_organization_id (terdaftar di sini, bukan organisasi ini sendiri) atau partner_name.",
        en: "Give exactly one: partner_organization_id (registered here, not this organization itself) or partner_name.",
    },
    basis: "",
};

/// A contract without its activity (R76).
pub static CONTRACT_ACTIVITY_MISSING: Code = Code {
    name: "contract_activity_missing",
    status: 422,
    title: Text { id: "Kegiatan usaha belum ada", en: "The activity is missing" },
    detail: Text {
        id: "Isi activity (kegiatan usaha) pada kontrak sebelum mengaktifkannya.",
        en: "Give the contract its activity before you activate it.",
    },
    basis: "UU 20/2008 Pasal 34",
};

/// A contract without rights and duties of a party (R76).
pub static CONTRACT_DUTIES_MISSING: Code = Code {
    name: "contract_duties_missing",
    status: 422,
    title: Text { id: "Hak dan kewajiban belum ada", en: "Rights and duties are missing" },
    detail: Text {
        id: "Isi hak dan kewajiban kedua pihak (keeper_duties dan partner_duties) sebelum mengaktifkan kontrak.",
        en: "Give the rights and duties of both parties (keeper_duties and partner_duties) before you activate the contract.",
    },
    basis: "UU 20/2008 Pasal 34",
};

/// A contract without a form of development (R76).
pub static CONTRACT_DEVELOPMENT_MISSING: Code = Code {
    name: "contract_development_missing",
    status: 422,
    title: Text { id: "Bentuk pengembangan belum ada", en: "The form of development is missing" },
    detail: Text {
        id: "Isi development (bentuk pengembangan) sebelum mengaktifkan kontrak.",
        en: "Give the form of development before you activate the contract.",
    },
    basis: "UU 20/2008 Pasal 34",
};

/// A contract without a term (R76).
pub static CONTRACT_TERM_MISSING: Code = Code {
    name: "contract_term_missing",
    status: 422,
    title: Text { id: "Jangka waktu belum ada", en: "The term is missing" },
    detail: Text {
        id: "Isi valid_from dan valid_to (jangka waktu) sebelum mengaktifkan kontrak.",
        en: "Give valid_from and valid_to (the term) before you activate the contract.",
    },
    basis: "UU 20/2008 Pasal 34",
};

/// A contract without a clause on disputes (R76).
pub static CONTRACT_DISPUTE_CLAUSE_MISSING: Code = Code {
    name: "contract_dispute_clause_missing",
    status: 422,
    title: Text {
        id: "Penyelesaian perselisihan belum ada",
        en: "The settlement of disputes is missing",
    },
    detail: Text {
        id: "Isi dispute_clause (penyelesaian perselisihan) sebelum mengaktifkan kontrak.",
        en: "Give the dispute_clause before you activate the contract.",
    },
    basis: "UU 20/2008 Pasal 34",
};

/// A contract without a text in Indonesian (R76).
pub static CONTRACT_INDONESIAN_TEXT_MISSING: Code = Code {
    name: "contract_indonesian_text_missing",
    status: 422,
    title: Text { id: "Naskah Indonesia belum ada", en: "The Indonesian text is missing" },
    detail: Text {
        id: "Isi indonesian_text (naskah berbahasa Indonesia: nomor atau tempat simpan, dan SHA-256) sebelum mengaktifkan kontrak.",
        en: "Give indonesian_text (the text in Indonesian: where it is kept, and its SHA-256) before you activate the contract.",
    },
    basis: "UU 20/2008 Pasal 34",
};

/// A director of the larger party where neither is the larger one (R76).
pub static NO_LARGER_PARTY: Code = Code {
    name: "no_larger_party",
    status: 422,
    title: Text { id: "Tidak ada pihak yang lebih besar", en: "Neither party is the larger" },
    detail: Text {
        id: "Menurut larger_party tidak ada pihak yang lebih besar, sehingga larger_has_director tidak dapat diisi true. Sebutkan pihaknya, atau kosongkan isian itu.",
        en: "By larger_party neither party is the larger one, so that larger_has_director cannot be true. Say which it is, or leave that out.",
    },
    basis: "UU 20/2008 Pasal 35",
};

/// A signed contract is not changed.
pub static CONTRACT_SIGNED: Code = Code {
    name: "contract_signed",
    status: 409,
    title: Text { id: "Kontrak sudah ditandatangani", en: "The contract is signed" },
    detail: Text {
        id: "Kontrak ini ditandatangani pada {signed_on} dan tidak diubah lagi; akhiri, lalu buat kontrak baru.",
        en: "This contract was signed on {signed_on} and is not changed any more; end it and draft a new one.",
    },
    basis: "",
};

/// A contract that does not bind on the days in question.
pub static CONTRACT_NOT_IN_FORCE: Code = Code {
    name: "contract_not_in_force",
    status: 409,
    title: Text { id: "Kontrak tidak berlaku", en: "The contract is not in force" },
    detail: Text {
        id: "Kontrak ini berstatus {status} pada {day}; pilih kontrak yang aktif.",
        en: "This contract is {status} on {day}; choose one that is aktif.",
    },
    basis: "",
};

/// The contract of a plasma statement is one of another pattern.
pub static CONTRACT_OF_ANOTHER_PATTERN: Code = Code {
    name: "contract_of_another_pattern",
    status: 422,
    title: Text { id: "Pola kontrak lain", en: "A contract of another pattern" },
    detail: Text {
        id: "Perhitungan inti-plasma merujuk kontrak berpola inti_plasma; kontrak ini berpola {pattern}.",
        en: "An inti-plasma statement refers to a contract of the pattern inti_plasma; this one is {pattern}.",
    },
    basis: "",
};

/// The larger party holds capital of the smaller one (R76); a warning.
pub static LARGER_PARTY_HOLDS: Code = Code {
    name: "larger_party_holds",
    status: 200,
    title: Text {
        id: "Mitra besar memiliki mitra kecil",
        en: "The larger partner owns the smaller",
    },
    detail: Text {
        id: "Menurut catatan kepemilikan pada {day}, pihak yang lebih besar memiliki bagian modal pihak yang lebih kecil ({holding}). Usaha besar dilarang memiliki atau menguasai mitranya; periksa bersama dinas atau KPPU.",
        en: "By the records of ownership on {day} the larger party holds capital of the smaller one ({holding}). It may neither own nor control its partner; look into it with the regional office or KPPU.",
    },
    basis: "UU 20/2008 Pasal 35",
};

/// The larger party has a director in the smaller one (R76); a warning.
pub static LARGER_PARTY_DIRECTS: Code = Code {
    name: "larger_party_directs",
    status: 200,
    title: Text {
        id: "Mitra besar duduk di direksi mitra kecil",
        en: "The larger partner sits among the smaller one's directors",
    },
    detail: Text {
        id: "Pihak yang lebih besar dinyatakan punya kursi direksi atau pengurus pihak yang lebih kecil. Usaha besar dilarang menguasai mitranya; periksa bersama dinas atau KPPU.",
        en: "The larger party is declared to have a seat among the directors of the smaller one. It may not control its partner; look into it with the regional office or KPPU.",
    },
    basis: "UU 20/2008 Pasal 35",
};

/// Every code of partnership contracts, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &PARTNER_UNCLEAR,
    &CONTRACT_ACTIVITY_MISSING,
    &CONTRACT_DUTIES_MISSING,
    &CONTRACT_DEVELOPMENT_MISSING,
    &CONTRACT_TERM_MISSING,
    &CONTRACT_DISPUTE_CLAUSE_MISSING,
    &CONTRACT_INDONESIAN_TEXT_MISSING,
    &NO_LARGER_PARTY,
    &CONTRACT_SIGNED,
    &CONTRACT_NOT_IN_FORCE,
    &CONTRACT_OF_ANOTHER_PATTERN,
    &LARGER_PARTY_HOLDS,
    &LARGER_PARTY_DIRECTS,
];
