//! Fault codes of opening balances.

use crate::kernel::fault::{Code, Text};

/// An opening balance is of a collective line, or of one holder's account.
pub static OPENING_TARGET: Code = Code {
    name: "opening_target",
    status: 422,
    title: Text { id: "Saldo awal milik siapa?", en: "Whose opening balance?" },
    detail: Text {
        id: "Isi line untuk saldo milik bersama, atau member_id dan instrument_id untuk saldo satu pemegang. decision_number, source_class, dan share_count hanya untuk saldo pemegang.",
        en: "Give line for what belongs to all together, or member_id and instrument_id for one holder. decision_number, source_class and share_count are for a holder only.",
    },
    basis: "",
};

/// An account is opened once.
pub static OPENED_ALREADY: Code = Code {
    name: "opened_already",
    status: 409,
    title: Text { id: "Saldo awal sudah ada", en: "Opening balance recorded already" },
    detail: Text {
        id: "Anggota ini sudah punya saldo awal pada jenis modal ini. Bila salah, balikkan dahulu transaksinya (reversal), lalu catat lagi.",
        en: "This holder has an opening balance in this instrument already. If it is wrong, reverse that transaction first and record it anew.",
    },
    basis: "house rule ADR-0026",
};

/// What was there before the ledger began comes before everything else.
pub static OPENING_TOO_LATE: Code = Code {
    name: "opening_too_late",
    status: 409,
    title: Text { id: "Sudah ada transaksi sebelumnya", en: "There are earlier postings" },
    detail: Text {
        id: "Pada atau sebelum {day} sudah tercatat transaksi pada akun ini; saldo awal akan menghitungnya dua kali. Pakai tanggal sebelum transaksi pertama, atau balikkan transaksi itu.",
        en: "This account has postings on or before {day}, which an opening balance would count twice. Use a day before the first posting, or reverse those.",
    },
    basis: "house rule ADR-0026",
};

/// The codes of this file.
pub static ALL: &[&Code] = &[&OPENING_TARGET, &OPENED_ALREADY, &OPENING_TOO_LATE];
