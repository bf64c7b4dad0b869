//! Fault codes of clusters.

use crate::kernel::fault::{Code, Text};

/// A phase would be skipped (R93).
pub static PHASE_SKIPPED: Code = Code {
    name: "phase_skipped",
    status: 409,
    title: Text { id: "Fase tidak boleh dilompati", en: "A phase cannot be skipped" },
    detail: Text {
        id: "Dari fase {from} langkah maju berikutnya adalah {next}, bukan {to}.",
        en: "From phase {from} the next step forward is {next}, not {to}.",
    },
    basis: "house rule, R93",
};

/// The cluster is in that phase already.
pub static PHASE_UNCHANGED: Code = Code {
    name: "phase_unchanged",
    status: 409,
    title: Text { id: "Fase tidak berubah", en: "The phase does not change" },
    detail: Text {
        id: "Klaster sudah berada pada fase {to}.",
        en: "The cluster is in phase {to} already.",
    },
    basis: "",
};

/// A step that is not after the latest one.
pub static PHASE_DATE: Code = Code {
    name: "phase_date",
    status: 409,
    title: Text {
        id: "Tanggal mendahului fase sekarang",
        en: "The date is before the present phase",
    },
    detail: Text {
        id: "Fase sekarang mulai pada {since}; langkah berikutnya harus setelah itu.",
        en: "The present phase began on {since}; the next step must be after it.",
    },
    basis: "",
};

/// A gate without its evidence (R93).
pub static EVIDENCE_MISSING: Code = Code {
    name: "evidence_missing",
    status: 409,
    title: Text {
        id: "Bukti gerbang fase belum lengkap",
        en: "The evidence of the gate is incomplete",
    },
    detail: Text {
        id: "Untuk masuk fase {to} pada {day} masih kurang bukti: {kinds}. Catat dahulu di POST /api/v1/clusters/{id}/evidence.",
        en: "To enter phase {to} on {day} evidence is missing: {kinds}. Record it first with POST /api/v1/clusters/{id}/evidence.",
    },
    basis: "house rule, R93",
};

/// A gate passed again with nothing new since the step back (R93).
pub static EVIDENCE_NOT_RENEWED: Code = Code {
    name: "evidence_not_renewed",
    status: 409,
    title: Text { id: "Bukti belum diperbarui", en: "The evidence is not renewed" },
    detail: Text {
        id: "Klaster mundur pada {day}; tunjukkan sedikitnya satu bukti yang disyaratkan dengan tanggal itu atau sesudahnya.",
        en: "The cluster fell back on {day}; show at least one piece of the required evidence dated then or later.",
    },
    basis: "house rule, R93",
};

/// A step back without a reason (R93).
pub static PHASE_REASON_MISSING: Code = Code {
    name: "phase_reason_missing",
    status: 422,
    title: Text { id: "Alasan mundur belum diisi", en: "The reason for the step back is missing" },
    detail: Text {
        id: "Klaster boleh mundur ke fase {to}, dengan alasan tertulis.",
        en: "The cluster may go back to phase {to}, with a written reason.",
    },
    basis: "house rule, R93",
};

/// A step forward without an orchestrator in office (R124).
pub static ORCHESTRATOR_MISSING: Code = Code {
    name: "orchestrator_missing",
    status: 409,
    title: Text { id: "Klaster belum punya orkestrator", en: "The cluster has no orchestrator" },
    detail: Text {
        id: "Pada {day} tidak ada orkestrator yang menjabat. Angkat dahulu di POST /api/v1/clusters/{id}/orchestrators.",
        en: "On {day} no orchestrator is in office. Appoint one first with POST /api/v1/clusters/{id}/orchestrators.",
    },
    basis: "house rule, R124",
};

/// The deputy is the orchestrator (R124).
pub static DEPUTY_IS_ORCHESTRATOR: Code = Code {
    name: "deputy_is_orchestrator",
    status: 422,
    title: Text { id: "Wakil sama dengan orkestrator", en: "The deputy is the orchestrator" },
    detail: Text { id: "Wakil harus orang lain.", en: "The deputy must be another person." },
    basis: "house rule, R124",
};

/// A term that ends before it begins.
pub static TERM_REVERSED: Code = Code {
    name: "term_reversed",
    status: 422,
    title: Text { id: "Masa jabatan terbalik", en: "The term is reversed" },
    detail: Text {
        id: "term_to adalah hari pertama di luar masa jabatan dan harus setelah term_from.",
        en: "term_to is the first day outside the term and must be after term_from.",
    },
    basis: "",
};

/// A term that does not begin after the latest one (R124).
pub static TERM_NOT_LATER: Code = Code {
    name: "term_not_later",
    status: 409,
    title: Text { id: "Masa jabatan bertumpuk", en: "The terms overlap" },
    detail: Text {
        id: "Masa jabatan terakhir mulai pada {from}; yang baru harus mulai setelahnya, dan yang lama berakhir sendiri.",
        en: "The latest term began on {from}; the new one must begin after it, and the old one ends by itself.",
    },
    basis: "house rule, R124",
};

/// Days without an orchestrator between two terms (R124).
pub static ORCHESTRATOR_GAP: Code = Code {
    name: "orchestrator_gap",
    status: 409,
    title: Text { id: "Ada hari tanpa orkestrator", en: "Days without an orchestrator" },
    detail: Text {
        id: "Masa jabatan terakhir berakhir pada {to}; yang baru harus mulai paling lambat hari itu.",
        en: "The latest term ended on {to}; the new one must begin on that day at the latest.",
    },
    basis: "house rule, R124",
};

/// The organization is a member on those days already.
pub static MEMBER_ALREADY: Code = Code {
    name: "member_already",
    status: 409,
    title: Text { id: "Sudah menjadi anggota klaster", en: "A member of the cluster already" },
    detail: Text {
        id: "Lembaga itu sudah tercatat sebagai anggota pada {day}.",
        en: "The organization is recorded as a member on {day} already.",
    },
    basis: "",
};

/// The membership has ended already.
pub static MEMBERSHIP_ENDED: Code = Code {
    name: "membership_ended",
    status: 409,
    title: Text { id: "Keanggotaan sudah berakhir", en: "The membership has ended" },
    detail: Text {
        id: "Keanggotaan itu sudah berakhir pada {left_on}.",
        en: "The membership ended on {left_on} already.",
    },
    basis: "",
};

/// A day of leaving that is not after the day of joining.
pub static LEAVING_DATE: Code = Code {
    name: "leaving_date",
    status: 422,
    title: Text { id: "Tanggal keluar salah", en: "The day of leaving is wrong" },
    detail: Text {
        id: "Tanggal keluar harus setelah tanggal bergabung ({joined_on}).",
        en: "The day of leaving must be after the day of joining ({joined_on}).",
    },
    basis: "",
};

/// The lead organization may not leave.
pub static LEAD_LEAVES: Code = Code {
    name: "lead_leaves",
    status: 409,
    title: Text {
        id: "Lembaga utama tidak dapat keluar",
        en: "The lead organization cannot leave",
    },
    detail: Text {
        id: "Tetapkan lembaga utama lain dahulu (PUT /api/v1/clusters/{id}).",
        en: "Name another lead organization first (PUT /api/v1/clusters/{id}).",
    },
    basis: "",
};

/// A region is named twice, or lies in another one named.
pub static REGION_REPEATED: Code = Code {
    name: "region_repeated",
    status: 422,
    title: Text { id: "Wilayah berulang", en: "A region is repeated" },
    detail: Text {
        id: "Wilayah {code} sudah tercakup oleh {other}.",
        en: "The region {code} is within {other} already.",
    },
    basis: "",
};

/// Evidence with neither a reference nor a hash.
pub static EVIDENCE_WITHOUT_SOURCE: Code = Code {
    name: "evidence_without_source",
    status: 422,
    title: Text { id: "Bukti tanpa rujukan", en: "Evidence without a reference" },
    detail: Text {
        id: "Isi nomor atau alamat dokumen (reference), atau SHA-256 berkasnya.",
        en: "Give the document's number or address (reference), or the SHA-256 of its file.",
    },
    basis: "",
};

/// Every code of clusters, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &PHASE_SKIPPED,
    &PHASE_UNCHANGED,
    &PHASE_DATE,
    &EVIDENCE_MISSING,
    &EVIDENCE_NOT_RENEWED,
    &PHASE_REASON_MISSING,
    &ORCHESTRATOR_MISSING,
    &DEPUTY_IS_ORCHESTRATOR,
    &TERM_REVERSED,
    &TERM_NOT_LATER,
    &ORCHESTRATOR_GAP,
    &MEMBER_ALREADY,
    &MEMBERSHIP_ENDED,
    &LEAVING_DATE,
    &LEAD_LEAVES,
    &REGION_REPEATED,
    &EVIDENCE_WITHOUT_SOURCE,
];
