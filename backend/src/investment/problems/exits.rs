//! Fault codes of the settlement with a member who leaves.

use crate::kernel::fault::{Code, Text};

/// A guarantor does not leave while the loan is out (R33).
pub static GUARANTOR_BOUND: Code = Code {
    name: "guarantor_bound",
    status: 409,
    title: Text { id: "Masih menjadi penjamin", en: "Still a guarantor" },
    detail: Text {
        id: "Anggota masih menanggung pinjaman {amount}; lunasi atau ganti penjaminnya dahulu.",
        en: "The member still stands surety for loans of {amount}; have them repaid or the guarantor replaced first.",
    },
    basis: "KUHPerdata Pasal 1820 (suretyship)",
};

/// A refund before the day that the by-laws set (R33).
pub static REFUND_NOT_PAYABLE: Code = Code {
    name: "refund_not_payable",
    status: 409,
    title: Text { id: "Belum dapat dibayar", en: "Not payable yet" },
    detail: Text {
        id: "Menurut anggaran rumah tangga, pengembalian dibayar {when}. Bila menunggu RAT, isi nomor dan tanggal RAT sesudah anggota keluar.",
        en: "By the by-laws the refund is paid {when_en}. Where it waits for the annual meeting, give the number and day of the one after the exit.",
    },
    basis: "UU 25/1992 Pasal 8 (the budget and by-laws)",
};

/// Principal or mandatory savings of who left, or any of who died, without their
/// settlement (R33, R34).
pub static EXIT_SETTLEMENT_FIRST: Code = Code {
    name: "exit_settlement_first",
    status: 409,
    title: Text { id: "Catat penyelesaian keluar dahulu", en: "Record the exit settlement first" },
    detail: Text {
        id: "Simpanan pokok dan wajib orang yang sudah keluar, atau yang pernah menjadi anggota, dan semua simpanan orang yang sudah meninggal hanya dibayar lewat penyelesaian keluar: POST /api/v1/members/<id>/exit-settlement, lalu pembayarannya.",
        en: "Principal and mandatory savings of somebody who has left, or was a member before, and all savings of somebody who has died are paid by the exit settlement alone: POST /api/v1/members/<id>/exit-settlement, then its payment.",
    },
    basis: "UU 25/1992 Pasal 8 (the budget and by-laws); KUHPerdata Pasal 833 (the heirs)",
};

/// Nothing is owed to the member, or what was has been paid (R32).
pub static REFUND_NOT_OWED: Code = Code {
    name: "refund_not_owed",
    status: 409,
    title: Text { id: "Tidak ada yang harus dibayar", en: "Nothing is to be paid" },
    detail: Text {
        id: "Penyelesaian ini sudah dibayar, atau hasilnya piutang kepada anggota.",
        en: "This settlement was paid before, or its result is owed by the member.",
    },
    basis: "",
};

/// A member with whom all was settled before.
pub static SETTLED_ALREADY: Code = Code {
    name: "settled_already",
    status: 409,
    title: Text { id: "Sudah diselesaikan", en: "Settled already" },
    detail: Text {
        id: "Penyelesaian keluar anggota ini sudah dicatat.",
        en: "The exit settlement of this member was recorded before.",
    },
    basis: "",
};

/// Neither savings nor debts.
pub static NOTHING_TO_SETTLE: Code = Code {
    name: "nothing_to_settle",
    status: 422,
    title: Text { id: "Tidak ada yang diselesaikan", en: "Nothing to settle" },
    detail: Text {
        id: "Anggota tidak punya simpanan atau kewajiban; catat keluarnya saja: POST /api/v1/members/<id>/exit.",
        en: "The member has neither savings nor debts; record the exit alone: POST /api/v1/members/<id>/exit.",
    },
    basis: "",
};

/// Heirs without a death, or a death without heirs (R34).
pub static HEIRS_UNCLEAR: Code = Code {
    name: "heirs_unclear",
    status: 422,
    title: Text { id: "Ahli waris tidak jelas", en: "The heirs are not clear" },
    detail: Text {
        id: "Sebutkan ahli waris bila anggota meninggal, dan hanya bila demikian.",
        en: "Name the heirs where the member has died, and only then.",
    },
    basis: "UU 25/1992 Pasal 19; KUHPerdata Pasal 833",
};

/// A death that the registry does not know.
pub static DEATH_NOT_RECORDED: Code = Code {
    name: "death_not_recorded",
    status: 422,
    title: Text { id: "Kematian belum tercatat", en: "The death is not recorded" },
    detail: Text {
        id: "Catat dahulu tanggal meninggal pada data orangnya (deceased_on, PUT /api/v1/persons/<id>); anggota keluar pada hari itu atau sesudahnya.",
        en: "Record the day of death with the person first (deceased_on, PUT /api/v1/persons/<id>); the member leaves on that day or later.",
    },
    basis: "KUHPerdata Pasal 830 (inheritance begins with the death)",
};

/// Another reason for the exit of somebody who had died by then.
pub static MEMBER_HAS_DIED: Code = Code {
    name: "member_has_died",
    status: 409,
    title: Text { id: "Anggota ini sudah meninggal", en: "This member has died" },
    detail: Text {
        id: "Menurut data orangnya ia meninggal pada {died_on}: keanggotaannya berakhir karena meninggal. Kirim reason meninggal dan, pada penyelesaian, ahli warisnya.",
        en: "By the registry this person died on {died_on}: the membership ends by death. Send the reason meninggal and, with the settlement, the heirs.",
    },
    basis: "UU 25/1992 Pasal 19; KUHPerdata Pasal 833",
};

/// A settlement is not taken back: the membership has ended with it.
pub static REVERSAL_OF_SETTLEMENT: Code = Code {
    name: "reversal_of_settlement",
    status: 409,
    title: Text { id: "Penyelesaian tidak dibalik", en: "A settlement is not reversed" },
    detail: Text {
        id: "Keanggotaan sudah berakhir bersamanya; pembayarannya dapat dibalik, dan orangnya dapat mendaftar lagi.",
        en: "The membership has ended with it; its payment can be reversed, and the person may join anew.",
    },
    basis: "",
};

/// A settlement that ends a membership on another day than it counts on.
pub static EXIT_DAYS_DIFFER: Code = Code {
    name: "exit_days_differ",
    status: 422,
    title: Text {
        id: "Hari keluar dan hari penyelesaian berbeda",
        en: "The days of exit and settlement differ",
    },
    detail: Text {
        id: "Keanggotaan ini belum berakhir: penyelesaiannya dihitung pada hari keluarnya, {left_on}. Kosongkan effective_on. Bila hari keluar itu ada dalam tahun buku yang sudah ditutup, catat keluar mulai hari ini.",
        en: "This membership has not ended: its settlement counts on the day of leaving, {left_on}. Leave effective_on out. Where that day is in a closed book year, let the membership end from today on.",
    },
    basis: "UU 25/1992 Pasal 8 (the budget and by-laws)",
};

/// An exit by one person further back than the issuer lets everybody go.
pub static EXIT_BACK_DATED: Code = Code {
    name: "exit_back_dated",
    status: 409,
    title: Text {
        id: "Hari keluar terlalu lama berlalu",
        en: "The day of leaving is too far back",
    },
    detail: Text {
        id: "Tanggal keluar paling jauh {days} hari ke belakang. Catat penyelesaian keluar saja (POST /api/v1/members/<id>/exit-settlement): itu menunggu orang kedua. Atau minta administrator mencatat keluarnya.",
        en: "The day of leaving is at most {days} days back. Record the exit settlement instead (POST /api/v1/members/<id>/exit-settlement), which waits for a second person, or ask an administrator to record the exit.",
    },
    basis: "",
};

/// A settlement for another reason than the register has.
pub static EXIT_REASON_DIFFERS: Code = Code {
    name: "exit_reason_differs",
    status: 409,
    title: Text { id: "Alasan keluar berbeda", en: "Another reason of the exit" },
    detail: Text {
        id: "Daftar anggota mencatat keluarnya dengan alasan \"{reason}\". Kirim penyelesaian dengan alasan itu.",
        en: "The register has this exit with the reason \"{reason}\". Send the settlement with that reason.",
    },
    basis: "UU 25/1992 Pasal 19; KUHPerdata Pasal 833",
};

/// Capital that comes from somebody who has died.
pub static HOLDER_HAS_DIED: Code = Code {
    name: "holder_has_died",
    status: 409,
    title: Text { id: "Orang ini sudah meninggal", en: "This person has died" },
    detail: Text {
        id: "Menurut data orangnya ia meninggal pada {died_on}; sesudah itu tidak ada setoran atas namanya. Selesaikan keanggotaannya dengan ahli waris (penyelesaian keluar), atau catat setoran pada hari ia masih hidup.",
        en: "By the registry this person died on {died_on}; nothing is paid in in their name after that. Settle the membership with the heirs (exit settlement), or date what was paid on a day when they lived.",
    },
    basis: "KUHPerdata Pasal 830 (inheritance begins with the death)",
};

/// A rule for refunds that begins in the past.
pub static EXIT_RULE_PAST: Code = Code {
    name: "exit_rule_past",
    status: 409,
    title: Text {
        id: "Aturan keluar mulai hari ini atau sesudahnya",
        en: "The rule begins today or later",
    },
    detail: Text {
        id: "Aturan pengembalian simpanan tidak berlaku surut: isi valid_from {today} atau sesudahnya.",
        en: "A rule for refunds does not reach back: give valid_from {today} or later.",
    },
    basis: "UU 25/1992 Pasal 8 (the budget and by-laws)",
};

/// The codes of this file.
pub static ALL: &[&Code] = &[
    &GUARANTOR_BOUND,
    &REFUND_NOT_PAYABLE,
    &EXIT_SETTLEMENT_FIRST,
    &REFUND_NOT_OWED,
    &SETTLED_ALREADY,
    &NOTHING_TO_SETTLE,
    &HEIRS_UNCLEAR,
    &DEATH_NOT_RECORDED,
    &MEMBER_HAS_DIED,
    &REVERSAL_OF_SETTLEMENT,
    &EXIT_DAYS_DIFFER,
    &EXIT_BACK_DATED,
    &EXIT_REASON_DIFFERS,
    &HOLDER_HAS_DIED,
    &EXIT_RULE_PAST,
];
