//! Fault codes of control.

use crate::kernel::fault::{Code, Text};

/// Nothing is posted into a closed book year.
pub static BOOK_YEAR_CLOSED: Code = Code {
    name: "book_year_closed",
    status: 409,
    title: Text { id: "Tahun buku sudah ditutup", en: "The book year is closed" },
    detail: Text {
        id: "Tahun buku {year} sudah ditutup (buku ditutup sampai {through}). Pakai tanggal sesudahnya, atau buka kembali dengan POST /api/v1/organizations/<id>/book-years/{last_year}/reopen.",
        en: "The book year {year} is closed (the books are closed through {through}). Use a later day, or reopen with POST /api/v1/organizations/<id>/book-years/{last_year}/reopen.",
    },
    basis: "UU 25/1992 Pasal 35; house rule ADR-0023",
};

/// A book year is closed once it is over.
pub static BOOK_YEAR_NOT_OVER: Code = Code {
    name: "book_year_not_over",
    status: 409,
    title: Text { id: "Tahun buku belum berakhir", en: "The book year is not over" },
    detail: Text {
        id: "Tahun buku {year} berakhir pada {last_on}; tutup sesudah hari itu.",
        en: "The book year {year} ends on {last_on}; close it after that day.",
    },
    basis: "",
};

/// A book year is closed once.
pub static BOOK_YEAR_CLOSED_ALREADY: Code = Code {
    name: "book_year_closed_already",
    status: 409,
    title: Text { id: "Tahun buku sudah ditutup", en: "The book year is closed already" },
    detail: Text {
        id: "Tahun buku {year}, atau tahun sesudahnya, sudah ditutup.",
        en: "The book year {year}, or one after it, is closed already.",
    },
    basis: "",
};

/// What waits for a second person is decided before its year is closed.
pub static BOOK_YEAR_REQUESTS_WAIT: Code = Code {
    name: "book_year_requests_wait",
    status: 409,
    title: Text { id: "Masih ada permintaan yang menunggu", en: "Requests are waiting" },
    detail: Text {
        id: "Permintaan {request} akan dihitung pada atau sebelum tahun buku {year} dan masih menunggu orang kedua. Setujui, tolak, atau tarik dahulu.",
        en: "Request {request} would count in or before the book year {year} and waits for a second person. Approve, reject or withdraw it first.",
    },
    basis: "R117; house rule ADR-0029",
};

/// Only a closed year is opened again.
pub static BOOK_YEAR_OPEN: Code = Code {
    name: "book_year_open",
    status: 409,
    title: Text { id: "Tahun buku masih terbuka", en: "The book year is open" },
    detail: Text {
        id: "Tahun buku {year} tidak sedang ditutup.",
        en: "The book year {year} is not closed.",
    },
    basis: "",
};

/// Years are opened from the latest one back.
pub static BOOK_YEAR_LATER_CLOSED: Code = Code {
    name: "book_year_later_closed",
    status: 409,
    title: Text { id: "Tahun sesudahnya masih ditutup", en: "A later year is closed" },
    detail: Text {
        id: "Buka kembali dari yang terakhir: tahun buku {later} masih ditutup.",
        en: "Reopen from the latest one: the book year {later} is closed.",
    },
    basis: "",
};

/// No such book year.
pub static BOOK_YEAR_UNFIT: Code = Code {
    name: "book_year_unfit",
    status: 422,
    title: Text { id: "Tahun buku tidak dikenal", en: "No such book year" },
    detail: Text { id: "Isi tahun antara 1900 dan 2999.", en: "Give a year from 1900 to 2999." },
    basis: "",
};

/// Whom a limit binds does not lift it (R117).
pub static SETTINGS_LOOSENED: Code = Code {
    name: "settings_loosened",
    status: 403,
    title: Text {
        id: "Batas hanya dilonggarkan administrator",
        en: "An administrator loosens limits",
    },
    detail: Text {
        id: "Menaikkan atau mencabut batas persetujuan, atau menambah hari tanggal mundur, dilakukan administrator. Mengetatkannya boleh Anda lakukan sendiri.",
        en: "Raising or lifting the limit of approval, or more days back, is for an administrator. You may tighten them yourself.",
    },
    basis: "R117 (maker and checker)",
};

/// A posting that waits for a second person cannot be part of a bulk.
pub static APPROVAL_NEEDED: Code = Code {
    name: "approval_needed",
    status: 409,
    title: Text { id: "Perlu persetujuan orang kedua", en: "A second person has to approve" },
    detail: Text {
        id: "Melebihi batas penerbit, bertanggal terlalu jauh ke belakang, atau melewati ketentuan instrumen. Kirim transaksi ini sendiri, atau dalam bulk dengan mode=each tanpa link, agar masuk ke daftar persetujuan. Saldo dari berkas impor yang perlu persetujuan dicatat sendiri sebagai opening_balance.",
        en: "Above the issuer's limit, dated too far back, or beside the terms of the instrument. Send this posting alone, or in a bulk with mode=each and without a link, so that it enters the list of approvals. A balance of an imported file that needs it is recorded apart as an opening_balance.",
    },
    basis: "R117 (maker and checker)",
};

/// A decision is final.
pub static REQUEST_DECIDED: Code = Code {
    name: "request_decided",
    status: 409,
    title: Text { id: "Permintaan sudah diputus", en: "The request is decided" },
    detail: Text {
        id: "Permintaan ini sudah disetujui, ditolak, atau ditarik.",
        en: "This request was approved, rejected or withdrawn before.",
    },
    basis: "",
};

/// Nobody decided in time.
pub static REQUEST_LAPSED: Code = Code {
    name: "request_lapsed",
    status: 409,
    title: Text { id: "Permintaan kedaluwarsa", en: "The request has lapsed" },
    detail: Text {
        id: "Permintaan ini kedaluwarsa pada {expired_at}; kirim transaksinya lagi dengan kunci baru.",
        en: "This request lapsed at {expired_at}; send the posting again with a new key.",
    },
    basis: "",
};

/// The books have moved since a second person was asked.
pub static REQUEST_CHANGED: Code = Code {
    name: "request_changed",
    status: 409,
    title: Text {
        id: "Yang akan tercatat bukan lagi yang diminta",
        en: "What would be posted is not what was asked",
    },
    detail: Text {
        id: "Sejak permintaan ini dibuat pembukuan berubah, sehingga jumlah atau barisnya kini lain daripada yang Anda lihat. Tolak permintaan ini; pembuatnya mengirim transaksinya lagi dengan kunci baru.",
        en: "The books have moved since this request was made, so that its sums or lines are no longer those that you saw. Reject it; its maker sends the posting again with a new key.",
    },
    basis: "R117 (maker and checker)",
};

/// Who asks does not approve (R117).
pub static MAKER_IS_CHECKER: Code = Code {
    name: "maker_is_checker",
    status: 403,
    title: Text { id: "Pembuat bukan pemeriksa", en: "Maker and checker differ" },
    detail: Text {
        id: "Orang lain yang memutus permintaan ini; Anda pembuatnya dan dapat menariknya.",
        en: "Somebody else decides this request; you made it, and may withdraw it.",
    },
    basis: "R117 (maker and checker)",
};

/// Only the maker withdraws.
pub static NOT_THE_MAKER: Code = Code {
    name: "not_the_maker",
    status: 403,
    title: Text { id: "Bukan pembuat permintaan", en: "Not the maker" },
    detail: Text {
        id: "Hanya pembuat yang menarik permintaan; Anda dapat menolaknya.",
        en: "Only its maker withdraws a request; you may reject it.",
    },
    basis: "",
};

/// Every code of control, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &BOOK_YEAR_CLOSED,
    &BOOK_YEAR_NOT_OVER,
    &BOOK_YEAR_CLOSED_ALREADY,
    &BOOK_YEAR_REQUESTS_WAIT,
    &BOOK_YEAR_OPEN,
    &BOOK_YEAR_LATER_CLOSED,
    &BOOK_YEAR_UNFIT,
    &SETTINGS_LOOSENED,
    &APPROVAL_NEEDED,
    &REQUEST_DECIDED,
    &REQUEST_LAPSED,
    &REQUEST_CHANGED,
    &MAKER_IS_CHECKER,
    &NOT_THE_MAKER,
];
