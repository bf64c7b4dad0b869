//! Fault codes of pledges.

use crate::kernel::fault::{Code, Text};

/// A payment above what is still open of a pledge.
pub static PLEDGE_OPEN_AMOUNT: Code = Code {
    name: "pledge_open_amount",
    status: 422,
    title: Text { id: "Melebihi janji yang terbuka", en: "More than is open of the pledge" },
    detail: Text {
        id: "Dari janji ini masih terbuka {open}. Bayar sampai jumlah itu; selebihnya catat sebagai setoran tersendiri.",
        en: "Of this pledge {open} is still open. Pay up to that; record what is above it as a contribution of its own.",
    },
    basis: "",
};

/// A payment on a pledge of somebody else or of something else.
pub static PLEDGE_MISMATCH: Code = Code {
    name: "pledge_mismatch",
    status: 422,
    title: Text { id: "Janji tidak sesuai setoran", en: "The pledge is not of this contribution" },
    detail: Text {
        id: "Janji itu dari pemegang atau untuk instrumen lain; sebutkan pemegang dan instrumen yang sama.",
        en: "That pledge is of another holder or of another instrument; name the same ones.",
    },
    basis: "",
};

/// A payment on a pledge, or its cancellation, after its last day.
pub static PLEDGE_EXPIRED: Code = Code {
    name: "pledge_expired",
    status: 409,
    title: Text { id: "Janji sudah lewat waktu", en: "The pledge has expired" },
    detail: Text {
        id: "Janji ini berlaku sampai {last_on}. Catat janji baru, atau setoran tanpa janji.",
        en: "This pledge was good until {last_on}. Record a new pledge, or a contribution without one.",
    },
    basis: "",
};

/// A payment on a pledge that was cancelled, or a second cancellation.
pub static PLEDGE_CANCELLED: Code = Code {
    name: "pledge_cancelled",
    status: 409,
    title: Text { id: "Janji sudah dibatalkan", en: "The pledge was cancelled" },
    detail: Text {
        id: "Janji ini dibatalkan mulai {cancelled_on}. Catat janji baru, atau setoran tanpa janji.",
        en: "This pledge was cancelled from {cancelled_on} on. Record a new pledge, or a contribution without one.",
    },
    basis: "",
};

/// The cancellation of a pledge that is paid in full.
pub static PLEDGE_COMPLETED: Code = Code {
    name: "pledge_completed",
    status: 409,
    title: Text { id: "Janji sudah lunas", en: "The pledge is paid in full" },
    detail: Text {
        id: "Janji yang lunas tidak dibatalkan; setoran yang salah dibalik dengan reversal.",
        en: "A pledge that is paid in full is not cancelled; a wrong payment is taken back by a reversal.",
    },
    basis: "",
};

/// Every code of pledges, for `docs/problems.md`.
pub static ALL: &[&Code] =
    &[&PLEDGE_OPEN_AMOUNT, &PLEDGE_MISMATCH, &PLEDGE_EXPIRED, &PLEDGE_CANCELLED, &PLEDGE_COMPLETED];
