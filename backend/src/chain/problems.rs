//! Fault codes of chains, and the gaps and prompts that a chain's review shows.

use crate::kernel::fault::{Code, Text};

/// A link that closes a circle (R79).
pub static CHAIN_CYCLE: Code = Code {
    name: "chain_cycle",
    status: 409,
    title: Text { id: "Tautan membentuk lingkaran", en: "The link closes a circle" },
    detail: Text {
        id: "Aliran tidak boleh kembali ke asalnya: {path}.",
        en: "A flow may not come back to where it began: {path}.",
    },
    basis: "house rule, R79",
};

/// A stage that is not of this chain.
pub static STAGE_OF_OTHER_CHAIN: Code = Code {
    name: "stage_of_other_chain",
    status: 422,
    title: Text { id: "Tahap bukan bagian rantai ini", en: "The stage is not of this chain" },
    detail: Text {
        id: "Kedua tahap harus berada dalam rantai ini.",
        en: "Both stages must be in this chain.",
    },
    basis: "",
};

/// A chain that should move to another cluster.
pub static CHAIN_STAYS: Code = Code {
    name: "chain_stays",
    status: 422,
    title: Text { id: "Rantai tidak dapat dipindah", en: "A chain stays in its cluster" },
    detail: Text {
        id: "Rantai tetap dalam klasternya; buat rantai baru di klaster lain.",
        en: "A chain stays in its cluster; make a new one in the other cluster.",
    },
    basis: "",
};

/// These stages are linked already.
pub static LINK_KNOWN: Code = Code {
    name: "link_known",
    status: 409,
    title: Text { id: "Tautan sudah ada", en: "The link is there already" },
    detail: Text { id: "Kedua tahap itu sudah tertaut.", en: "These stages are linked already." },
    basis: "",
};

/// A chain at its bound.
pub static CHAIN_FULL: Code = Code {
    name: "chain_full",
    status: 409,
    title: Text { id: "Rantai sudah penuh", en: "The chain is full" },
    detail: Text {
        id: "Satu rantai memuat paling banyak {maximum}; pecah menjadi dua rantai.",
        en: "A chain holds at most {maximum}; split it into two chains.",
    },
    basis: "",
};

/// A stage that organizations took part in.
pub static STAGE_IN_USE: Code = Code {
    name: "stage_in_use",
    status: 409,
    title: Text { id: "Tahap dipakai", en: "The stage is in use" },
    detail: Text {
        id: "Tahap ini punya riwayat peserta dan tidak dapat dihapus; akhiri keikutsertaannya dan ganti namanya bila perlu.",
        en: "Organizations took part in this stage, so it cannot be deleted; end their participations and rename it if need be.",
    },
    basis: "",
};

/// A support institution without its function.
pub static SUPPORT_FUNCTION_MISSING: Code = Code {
    name: "support_function_missing",
    status: 422,
    title: Text { id: "Fungsi dukungan belum diisi", en: "The support function is missing" },
    detail: Text {
        id: "Lembaga pendukung perlu support_function.",
        en: "A support institution needs a support_function.",
    },
    basis: "",
};

/// A support function of one who is no support institution.
pub static SUPPORT_FUNCTION_SURPLUS: Code = Code {
    name: "support_function_surplus",
    status: 422,
    title: Text { id: "Fungsi dukungan tidak berlaku", en: "A support function does not apply" },
    detail: Text {
        id: "support_function hanya untuk peran support_institution.",
        en: "support_function is for the role support_institution only.",
    },
    basis: "",
};

/// A participation that ends before it begins.
pub static PARTICIPATION_REVERSED: Code = Code {
    name: "participation_reversed",
    status: 422,
    title: Text { id: "Masa keikutsertaan terbalik", en: "The participation is reversed" },
    detail: Text {
        id: "valid_to adalah hari pertama di luar keikutsertaan dan harus setelah {valid_from}.",
        en: "valid_to is the first day outside the participation and must be after {valid_from}.",
    },
    basis: "",
};

/// The organization has that role in that stage on those days already.
pub static PARTICIPATION_OVERLAPS: Code = Code {
    name: "participation_overlaps",
    status: 409,
    title: Text { id: "Keikutsertaan bertumpuk", en: "The participations overlap" },
    detail: Text {
        id: "Lembaga ini sudah tercatat dengan peran yang sama sejak {valid_from}; akhiri dahulu yang lama.",
        en: "The organization is recorded with the same role since {valid_from}; end that one first.",
    },
    basis: "",
};

/// The participation has ended already.
pub static PARTICIPATION_ENDED: Code = Code {
    name: "participation_ended",
    status: 409,
    title: Text { id: "Keikutsertaan sudah berakhir", en: "The participation has ended" },
    detail: Text {
        id: "Keikutsertaan itu sudah berakhir pada {valid_to}.",
        en: "The participation ended on {valid_to} already.",
    },
    basis: "",
};

/// The organization is no member of the cluster on the first day.
pub static NOT_A_CLUSTER_MEMBER: Code = Code {
    name: "not_a_cluster_member",
    status: 409,
    title: Text { id: "Bukan anggota klaster", en: "No member of the cluster" },
    detail: Text {
        id: "Lembaga itu bukan anggota klaster pada {day}. Catat keanggotaannya dahulu di POST /api/v1/clusters/{cluster}/members.",
        en: "The organization is no member of the cluster on {day}. Record its membership first with POST /api/v1/clusters/{cluster}/members.",
    },
    basis: "",
};

/// A chain without an origin (R79).
pub static GAP_NO_ORIGIN: Code = Code {
    name: "gap_no_origin",
    status: 200,
    title: Text { id: "Rantai tanpa asal", en: "A chain without an origin" },
    detail: Text {
        id: "Rantai belum punya tahap asal (penyediaan sarana atau produksi tanpa tahap sebelumnya).",
        en: "The chain has no origin yet (input supply or production with no stage before it).",
    },
    basis: "house rule, R79",
};

/// A chain without an end market (R79).
pub static GAP_NO_END_MARKET: Code = Code {
    name: "gap_no_end_market",
    status: 200,
    title: Text { id: "Rantai tanpa pasar akhir", en: "A chain without an end market" },
    detail: Text {
        id: "Rantai belum punya tahap pasar akhir.",
        en: "The chain has no end market yet.",
    },
    basis: "house rule, R79",
};

/// A stage without any link.
pub static GAP_ISOLATED_STAGE: Code = Code {
    name: "gap_isolated_stage",
    status: 200,
    title: Text { id: "Tahap terpisah", en: "An isolated stage" },
    detail: Text {
        id: "Tahap {stage} tidak tertaut ke tahap lain.",
        en: "The stage {stage} is linked to no other.",
    },
    basis: "",
};

/// A stage that nobody runs.
pub static GAP_NO_OPERATOR: Code = Code {
    name: "gap_no_operator",
    status: 200,
    title: Text { id: "Tahap tanpa pelaku", en: "A stage without an operator" },
    detail: Text {
        id: "Tahap {stage} tidak punya pelaku utama pada {day}.",
        en: "The stage {stage} has no operator on {day}.",
    },
    basis: "",
};

/// A support function without an institution (R125).
pub static GAP_NO_SUPPORT: Code = Code {
    name: "gap_no_support",
    status: 200,
    title: Text { id: "Fungsi dukungan kosong", en: "A support function is missing" },
    detail: Text {
        id: "Tahap {stage} memerlukan {function}, tetapi tidak ada lembaga yang memberikannya pada {day}.",
        en: "The stage {stage} needs {function}, and no institution gives it on {day}.",
    },
    basis: "house rule, R125",
};

/// Enterprises whose goods nobody takes (R125).
pub static GAP_NO_MARKET: Code = Code {
    name: "gap_no_market",
    status: 200,
    title: Text { id: "Pelaku tanpa pasar", en: "Enterprises without a market" },
    detail: Text {
        id: "Hasil tahap {stage} tidak diambil siapa pun pada {day}; {count} pelaku kehilangan pasar.",
        en: "Nobody takes what the stage {stage} makes on {day}; {count} operators are without a market.",
    },
    basis: "house rule, R125",
};

/// A stage that depends on one actor (R92).
pub static PROMPT_ONE_ACTOR: Code = Code {
    name: "prompt_one_actor",
    status: 200,
    title: Text { id: "Tahap bergantung pada satu pelaku", en: "A stage with one actor" },
    detail: Text {
        id: "Tahap {stage} hanya punya satu pelaku pada {day}; pikirkan pelaku kedua.",
        en: "The stage {stage} has one operator only on {day}; think of a second one.",
    },
    basis: "house rule, R92",
};

/// An organization takes part that has left the cluster.
pub static PROMPT_FORMER_MEMBER: Code = Code {
    name: "prompt_former_member",
    status: 200,
    title: Text {
        id: "Peserta sudah keluar dari klaster",
        en: "A participant has left the cluster",
    },
    detail: Text {
        id: "Pada tahap {stage} ada peserta yang bukan lagi anggota klaster pada {day}; akhiri keikutsertaannya atau catat keanggotaannya.",
        en: "In the stage {stage} organizations take part that are no members of the cluster on {day}; end their participations or record their memberships.",
    },
    basis: "",
};

/// Every code of chains, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &CHAIN_CYCLE,
    &STAGE_OF_OTHER_CHAIN,
    &CHAIN_STAYS,
    &LINK_KNOWN,
    &CHAIN_FULL,
    &STAGE_IN_USE,
    &SUPPORT_FUNCTION_MISSING,
    &SUPPORT_FUNCTION_SURPLUS,
    &PARTICIPATION_REVERSED,
    &PARTICIPATION_OVERLAPS,
    &PARTICIPATION_ENDED,
    &NOT_A_CLUSTER_MEMBER,
    &GAP_NO_ORIGIN,
    &GAP_NO_END_MARKET,
    &GAP_ISOLATED_STAGE,
    &GAP_NO_OPERATOR,
    &GAP_NO_SUPPORT,
    &GAP_NO_MARKET,
    &PROMPT_ONE_ACTOR,
    &PROMPT_FORMER_MEMBER,
];
