//! Fault codes of meetings.

use crate::kernel::fault::{Code, Text};

/// A meeting that is not the one of the organization's legal form.
pub static MEETING_UNFIT: Code = Code {
    name: "meeting_unfit",
    status: 422,
    title: Text { id: "Bukan rapat yang berwenang", en: "Not the meeting that decides" },
    detail: Text {
        id: "Yang berwenang pada bentuk ini: {expected}.",
        en: "For this legal form it is: {expected}.",
    },
    basis: "UU 25/1992 Pasal 23; PP 11/2021; UU 40/2007 Pasal 71; PP 54/2017",
};

/// More present than entitled.
pub static QUORUM_UNFIT: Code = Code {
    name: "quorum_unfit",
    status: 422,
    title: Text { id: "Jumlah hadir tidak masuk akal", en: "The attendance cannot be" },
    detail: Text {
        id: "Yang hadir tidak mungkin lebih banyak dari yang berhak.",
        en: "More cannot be present than are entitled.",
    },
    basis: "",
};

/// A book year that does not end in the year of its number.
pub static BOOK_YEAR_END: Code = Code {
    name: "book_year_end",
    status: 422,
    title: Text { id: "Akhir tahun buku tidak cocok", en: "The end of the book year" },
    detail: Text {
        id: "Tahun buku {book_year} berakhir dalam tahun {book_year}.",
        en: "The book year {book_year} ends in the year {book_year}.",
    },
    basis: "",
};

/// A meeting that is recorded already.
pub static MEETING_RECORDED: Code = Code {
    name: "meeting_recorded",
    status: 409,
    title: Text { id: "Rapat sudah dicatat", en: "The meeting is recorded" },
    detail: Text {
        id: "Rapat nomor {number} tentang tahun buku {book_year} sudah dicatat. Bila keliru, tarik dahulu catatan itu.",
        en: "The meeting {number} on the book year {book_year} is recorded. If that record is wrong, withdraw it first.",
    },
    basis: "",
};

/// Minutes that stand for a meeting on another book year (R35).
pub static MINUTES_OF_ANOTHER_YEAR: Code = Code {
    name: "minutes_of_another_year",
    status: 409,
    title: Text { id: "Berita acara tahun buku lain", en: "Minutes of another book year" },
    detail: Text {
        id: "Berkas berita acara ini sudah dicatat untuk rapat nomor {number} tentang tahun buku {book_year}. Tiap tahun buku punya berita acara sendiri; periksa berkasnya, atau tarik catatan yang keliru.",
        en: "The file of these minutes is recorded for the meeting {number} on the book year {book_year}. Each book year has minutes of its own; check the file, or withdraw the wrong record.",
    },
    basis: "house rule, ADR-0044",
};

/// A decision that says other than the record of its meeting.
pub static MEETING_DIFFERS: Code = Code {
    name: "meeting_differs",
    status: 422,
    title: Text { id: "Tidak sama dengan catatan rapat", en: "Other than the meeting's record" },
    detail: Text {
        id: "Rapat nomor {number} tercatat dengan {recorded} di sini. Samakan isian, atau tarik catatan rapat yang keliru.",
        en: "The meeting {number} is recorded with {recorded} here. Give the same, or withdraw the record if it is wrong.",
    },
    basis: "",
};

/// A meeting whose record was withdrawn already.
pub static MEETING_WITHDRAWN: Code = Code {
    name: "meeting_withdrawn",
    status: 409,
    title: Text { id: "Catatan sudah ditarik", en: "Withdrawn already" },
    detail: Text {
        id: "Catatan rapat ini sudah ditarik; catat rapat yang benar.",
        en: "This record was withdrawn; record the meeting as it was.",
    },
    basis: "",
};

/// A meeting that approved a sharing of surplus: its record stands.
pub static MEETING_BINDS: Code = Code {
    name: "meeting_binds",
    status: 409,
    title: Text { id: "Rapat mengesahkan pembagian", en: "The meeting approved a sharing" },
    detail: Text {
        id: "Rapat ini mengesahkan pembagian hasil usaha, sehingga catatannya tidak dapat ditarik.",
        en: "This meeting approved a sharing of surplus, so that its record cannot be withdrawn.",
    },
    basis: "UU 25/1992 Pasal 23",
};

/// The yearly meeting is late (R35); a warning.
pub static MEETING_LATE: Code = Code {
    name: "meeting_late",
    status: 200,
    title: Text { id: "Rapat tahunan terlambat", en: "The yearly meeting is late" },
    detail: Text {
        id: "Belum ada {kind} tentang tahun buku {book_year}, yang semestinya sampai {until}. Adakan dan catat rapatnya.",
        en: "There is no {kind} on the book year {book_year}, which was due by {until}. Hold the meeting and record it.",
    },
    basis: "Permenkop 19/2015; PP 11/2021",
};

/// The yearly meeting is later than the law allows (R35); a finding.
pub static MEETING_MISSED: Code = Code {
    name: "meeting_missed",
    status: 200,
    title: Text { id: "Rapat tahunan melewati batas", en: "The yearly meeting was missed" },
    detail: Text {
        id: "Belum ada {kind} tentang tahun buku {book_year}; batas hukumnya {until}. Adakan dan catat rapatnya segera.",
        en: "There is no {kind} on the book year {book_year}; the law's limit was {until}. Hold the meeting and record it at once.",
    },
    basis: "UU 25/1992 Pasal 26; UU 40/2007 Pasal 78",
};

/// Every code of meetings, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &MEETING_UNFIT,
    &QUORUM_UNFIT,
    &BOOK_YEAR_END,
    &MEETING_RECORDED,
    &MINUTES_OF_ANOTHER_YEAR,
    &MEETING_DIFFERS,
    &MEETING_WITHDRAWN,
    &MEETING_BINDS,
    &MEETING_LATE,
    &MEETING_MISSED,
];
