//! Fault codes of transfers, redemptions, conversions and claims.

use crate::kernel::fault::{Code, Text};

/// Savings and membership do not pass to another (R34).
pub static NOT_TRANSFERABLE: Code = Code {
    name: "not_transferable",
    status: 409,
    title: Text { id: "Tidak dapat dialihkan", en: "Not transferable" },
    detail: Text {
        id: "Keanggotaan dan {kind} tidak dapat dialihkan kepada orang lain. Bila anggota meninggal, catat penyelesaian keluar dan bayarkan kepada ahli waris.",
        en: "Membership and {kind} cannot pass to another person. If the member has died, record the exit settlement and pay the heirs.",
    },
    basis: "UU 25/1992 Pasal 19",
};

/// A transfer from a holder to themselves.
pub static TRANSFER_TO_SELF: Code = Code {
    name: "transfer_to_self",
    status: 422,
    title: Text { id: "Pemberi dan penerima sama", en: "Giver and receiver are the same" },
    detail: Text {
        id: "Pilih penerima yang lain; untuk memindah antarinstrumen pakai conversions.",
        en: "Choose another receiver; to move between instruments use conversions.",
    },
    basis: "",
};

/// A claim of somebody else stands on what is to leave (R67).
pub static ENCUMBERED: Code = Code {
    name: "encumbered",
    status: 409,
    title: Text { id: "Sedang dibebani", en: "Encumbered" },
    detail: Text {
        id: "Sebagian dibebani hak pihak lain (gadai, jaminan, sita); yang bebas {free}. Catat pelepasannya dahulu.",
        en: "A claim of somebody else (pledge, security, seizure) stands on part of it; free are {free}. Record its release first.",
    },
    basis: "UU 40/2007 Pasal 60",
};

/// An act that takes the largest region below its part (R62, R63): shares that
/// pass, that others get, that the region gives back, or a reversal.
pub static REGION_SHARE_FALLS: Code = Code {
    name: "region_share_falls",
    status: 422,
    title: Text {
        id: "Bagian daerah terbesar menjadi kurang",
        en: "The largest region's share would be too small",
    },
    detail: Text {
        id: "Sesudahnya daerah dengan bagian terbesar memegang {percent} persen (semua daerah {together} persen); satu daerah harus memegang sedikitnya {minimum} persen.",
        en: "Afterwards the largest region would hold {percent} percent (all regions {together} percent); one region must hold at least {minimum} percent.",
    },
    basis: "UU 23/2014 Pasal 339; PP 54/2017 (to be checked)",
};

/// An instrument that the issuer does not redeem.
pub static NOT_REDEEMABLE: Code = Code {
    name: "not_redeemable",
    status: 409,
    title: Text { id: "Tidak dapat ditebus", en: "Not redeemable" },
    detail: Text {
        id: "{kind} tidak ditebus; pakai withdrawals, atau penyelesaian keluar bagi anggota.",
        en: "{kind} is not redeemed; use withdrawals, or the exit settlement for a member.",
    },
    basis: "PP 33/1998; UU 40/2007 Pasal 37 and 44",
};

/// An amount that does not convert as a whole.
pub static CONVERSION_REMAINDER: Code = Code {
    name: "conversion_remainder",
    status: 422,
    title: Text { id: "Konversi tidak utuh", en: "The conversion leaves a remainder" },
    detail: Text {
        id: "Tersisa {remainder} yang tidak menjadi satuan utuh; ubah jumlahnya menjadi kelipatan yang pas.",
        en: "A remainder of {remainder} makes no whole unit; change the amount to one that does.",
    },
    basis: "",
};

/// A ratio by which value would appear or vanish.
pub static CONVERSION_VALUE: Code = Code {
    name: "conversion_value",
    status: 422,
    title: Text { id: "Nilai berubah oleh rasio", en: "The ratio changes the value" },
    detail: Text {
        id: "Dengan rasio ini nilai {given} menjadi {got}; modal tidak bertambah atau berkurang oleh konversi. Betulkan rasio atau nominalnya.",
        en: "By this ratio a value of {given} becomes {got}; a conversion neither makes nor takes capital. Correct the ratio or the nominal.",
    },
    basis: "",
};

/// A conversion of an instrument into itself.
pub static CONVERSION_TO_SELF: Code = Code {
    name: "conversion_to_self",
    status: 422,
    title: Text { id: "Instrumen asal dan tujuan sama", en: "Both instruments are the same" },
    detail: Text {
        id: "Pilih instrumen tujuan yang lain.",
        en: "Choose another instrument to get.",
    },
    basis: "",
};

/// A claim that was released before.
pub static RELEASED_ALREADY: Code = Code {
    name: "released_already",
    status: 409,
    title: Text { id: "Beban sudah dilepas", en: "Released already" },
    detail: Text {
        id: "Beban ini sudah dilepas pada {released_on}.",
        en: "This claim was released on {released_on}.",
    },
    basis: "",
};

/// The codes of this file.
pub static ALL: &[&Code] = &[
    &NOT_TRANSFERABLE,
    &TRANSFER_TO_SELF,
    &ENCUMBERED,
    &REGION_SHARE_FALLS,
    &NOT_REDEEMABLE,
    &CONVERSION_REMAINDER,
    &CONVERSION_VALUE,
    &CONVERSION_TO_SELF,
    &RELEASED_ALREADY,
];
