//! Fault codes of transitions.

use crate::kernel::fault::{Code, Text};

/// The organization has that seat or form already.
pub static NOTHING_CHANGES: Code = Code {
    name: "nothing_changes",
    status: 409,
    title: Text { id: "Tidak ada yang berubah", en: "Nothing changes" },
    detail: Text {
        id: "Lembaga itu sudah tercatat dengan {present}.",
        en: "The organization is recorded with {present} already.",
    },
    basis: "",
};

/// Every code of transitions, for `docs/problems.md`.
pub static ALL: &[&Code] = &[&NOTHING_CHANGES];
