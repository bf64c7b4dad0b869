//! Fault codes of mentoring; those of status 200 are warnings.

use crate::kernel::fault::{Code, Text};

/// A person or a login that is a mentor already.
pub static MENTOR_TAKEN: Code = Code {
    name: "mentor_taken",
    status: 409,
    title: Text { id: "Sudah tercatat sebagai pendamping", en: "Already a mentor" },
    detail: Text {
        id: "Orang itu sudah pendamping lembaga ini, atau akun itu sudah dipakai pendamping lain. Akhiri yang lama dahulu.",
        en: "That person is a mentor of this organization already, or the login is another mentor's. End the old record first.",
    },
    basis: "",
};

/// An end before its beginning.
pub static DATES_REVERSED: Code = Code {
    name: "dates_reversed",
    status: 422,
    title: Text { id: "Tanggal terbalik", en: "The dates are reversed" },
    detail: Text { id: "Tanggal akhir harus setelah {from}.", en: "The end must be after {from}." },
    basis: "",
};

/// The same duty twice on one day (R94).
pub static ASSIGNMENT_OVERLAP: Code = Code {
    name: "assignment_overlap",
    status: 409,
    title: Text { id: "Penugasan bertumpuk", en: "The assignments overlap" },
    detail: Text {
        id: "Pendamping ini sudah ditugaskan pada lembaga dan tahap itu sejak {from}. Akhiri penugasan itu dahulu.",
        en: "This mentor is assigned to that organization and stage since {from}. End that assignment first.",
    },
    basis: "",
};

/// An assignment that has ended already.
pub static ASSIGNMENT_ENDED: Code = Code {
    name: "assignment_ended",
    status: 409,
    title: Text { id: "Penugasan sudah berakhir", en: "The assignment has ended" },
    detail: Text {
        id: "Penugasan ini berakhir pada {valid_to}; buat penugasan baru bila dilanjutkan.",
        en: "This assignment ends on {valid_to}; make a new one to go on.",
    },
    basis: "",
};

/// A duty before the mentor's first day.
pub static MENTOR_NOT_STARTED: Code = Code {
    name: "mentor_not_started",
    status: 422,
    title: Text { id: "Pendamping belum mulai", en: "The mentor has not started" },
    detail: Text {
        id: "Pendamping ini mulai bertugas pada {started_on}.",
        en: "This mentor's first day is {started_on}.",
    },
    basis: "",
};

/// A visit that does not end after it starts (R94).
pub static LOG_SPAN: Code = Code {
    name: "log_span",
    status: 422,
    title: Text { id: "Waktu kunjungan terbalik", en: "The visit's times are reversed" },
    detail: Text {
        id: "Waktu mulai harus sebelum waktu selesai.",
        en: "The start must be before the end.",
    },
    basis: "",
};

/// A visit that is too long (R94).
pub static LOG_TOO_LONG: Code = Code {
    name: "log_too_long",
    status: 422,
    title: Text { id: "Kunjungan terlalu lama", en: "The visit is too long" },
    detail: Text {
        id: "Satu log paling lama {hours} jam; pecah menjadi beberapa log.",
        en: "One log spans at most {hours} hours; split it into several.",
    },
    basis: "",
};

/// A visit in the future (R94).
pub static LOG_IN_FUTURE: Code = Code {
    name: "log_in_future",
    status: 422,
    title: Text { id: "Kunjungan di masa depan", en: "The visit is in the future" },
    detail: Text {
        id: "Waktu selesai lebih dari {minutes} menit setelah sekarang. Periksa jam dan zona waktu perangkat.",
        en: "The end is more than {minutes} minutes after now. Check the device's clock and zone.",
    },
    basis: "",
};

/// A visit before the mentor was assigned (R94).
pub static LOG_BEFORE_ASSIGNMENT: Code = Code {
    name: "log_before_assignment",
    status: 422,
    title: Text { id: "Sebelum penugasan", en: "Before the assignment" },
    detail: Text {
        id: "Pendamping baru ditugaskan pada lembaga dan tahap itu sejak {from}.",
        en: "The mentor is assigned to that organization and stage from {from} on.",
    },
    basis: "",
};

/// A visit without an assignment on its day (R94).
pub static NOT_ASSIGNED: Code = Code {
    name: "not_assigned",
    status: 422,
    title: Text { id: "Tidak ditugaskan", en: "Not assigned" },
    detail: Text {
        id: "Pendamping tidak ditugaskan pada lembaga dan tahap itu pada {day}. Minta koordinator membuat penugasan.",
        en: "The mentor is not assigned to that organization and stage on {day}. Ask the coordinator for an assignment.",
    },
    basis: "",
};

/// A stage where the organization does not work (R94).
pub static STAGE_NOT_OF_ORGANIZATION: Code = Code {
    name: "stage_not_of_organization",
    status: 422,
    title: Text { id: "Tahap bukan milik lembaga", en: "The stage is not the organization's" },
    detail: Text {
        id: "Lembaga itu bukan pelaku atau penyedia jasa pada tahap itu pada {day}. Catat keikutsertaannya dalam rantai dahulu.",
        en: "The organization is no operator or service provider at that stage on {day}. Record its participation in the chain first.",
    },
    basis: "",
};

/// A visit after the mentor's end or death (R98).
pub static MENTOR_ENDED: Code = Code {
    name: "mentor_ended",
    status: 422,
    title: Text { id: "Pendamping sudah tidak bertugas", en: "The mentor is no longer at work" },
    detail: Text {
        id: "Tanggal itu setelah hari terakhir pendamping ({last_day}).",
        en: "That date is after the mentor's last day ({last_day}).",
    },
    basis: "Kepmendesa 40/2021",
};

/// A place of a visit that is no village.
pub static PLACE_NOT_VILLAGE: Code = Code {
    name: "place_not_village",
    status: 422,
    title: Text { id: "Tempat bukan desa", en: "The place is no village" },
    detail: Text {
        id: "Tulis kode desa atau kelurahan, misalnya 81.02.16.2003.",
        en: "Give the code of a village, such as 81.02.16.2003.",
    },
    basis: "",
};

/// More women, young or disabled people than heads.
pub static PARTICIPANTS_EXCEEDED: Code = Code {
    name: "participants_exceeded",
    status: 422,
    title: Text { id: "Jumlah peserta tidak cocok", en: "The heads do not add up" },
    detail: Text {
        id: "Bagian dari peserta ({count}) melebihi jumlah peserta ({total}).",
        en: "A part of the participants ({count}) exceeds their number ({total}).",
    },
    basis: "",
};

/// An agreed action due before the visit (R103).
pub static FOLLOW_UP_DUE: Code = Code {
    name: "follow_up_due",
    status: 422,
    title: Text { id: "Tenggat sebelum kunjungan", en: "Due before the visit" },
    detail: Text {
        id: "Tenggat tindak lanjut tidak boleh sebelum hari kunjungan ({day}).",
        en: "An agreed action is due on the day of the visit ({day}) or later.",
    },
    basis: "",
};

/// A change of an action that is closed.
pub static FOLLOW_UP_CLOSED: Code = Code {
    name: "follow_up_closed",
    status: 409,
    title: Text { id: "Tindak lanjut sudah ditutup", en: "The follow-up is closed" },
    detail: Text {
        id: "Tindak lanjut ini sudah ditutup pada {closed_on}; catat yang baru pada kunjungan berikutnya.",
        en: "This follow-up was closed on {closed_on}; record a new one at the next visit.",
    },
    basis: "",
};

/// A follow-up of a log that was not sent.
pub static FOLLOW_UP_PLANNED: Code = Code {
    name: "follow_up_planned",
    status: 409,
    title: Text { id: "Log belum dikirim", en: "The log is not sent" },
    detail: Text {
        id: "Tindak lanjut ini berasal dari log yang masih draf. Kirim log dahulu.",
        en: "This follow-up belongs to a draft. Send the log first.",
    },
    basis: "",
};

/// A follow-up that is given up without saying why.
pub static NOTE_MISSING: Code = Code {
    name: "note_missing",
    status: 422,
    title: Text { id: "Alasan belum ditulis", en: "The reason is missing" },
    detail: Text {
        id: "Tulis mengapa tindak lanjut dibatalkan.",
        en: "Say why the follow-up is given up.",
    },
    basis: "",
};

/// A follow-up closed before it was agreed.
pub static CLOSED_BEFORE_VISIT: Code = Code {
    name: "closed_before_visit",
    status: 422,
    title: Text { id: "Ditutup sebelum kunjungan", en: "Closed before the visit" },
    detail: Text {
        id: "Tanggal penutupan tidak boleh sebelum kunjungan ({day}).",
        en: "The day of closing may not be before the visit ({day}).",
    },
    basis: "",
};

/// A verifier who wrote the log or is its mentor (R99).
pub static SELF_VERIFICATION: Code = Code {
    name: "self_verification",
    status: 403,
    title: Text {
        id: "Tidak boleh memverifikasi log sendiri",
        en: "Nobody verifies their own log",
    },
    detail: Text {
        id: "Siapa pun yang pernah menulis log ini dan pendamping di dalamnya tidak boleh memverifikasi atau mengembalikan. Minta orang lain.",
        en: "Nobody who wrote any version of a log, and not the mentor in it, may verify or return it. Ask another person.",
    },
    basis: "",
};

/// A log that is given to another mentor (R99).
pub static MENTOR_FIXED: Code = Code {
    name: "mentor_fixed",
    status: 422,
    title: Text { id: "Pendamping log tidak diganti", en: "The mentor of a log stays" },
    detail: Text {
        id: "Log ini milik pendamping yang dicatat semula. Buat log baru untuk pendamping lain.",
        en: "This log is that of the mentor it was recorded for. Record another log for another mentor.",
    },
    basis: "",
};

/// A change of a verified log (R99).
pub static LOG_VERIFIED: Code = Code {
    name: "log_verified",
    status: 409,
    title: Text { id: "Log sudah diverifikasi", en: "The log is verified" },
    detail: Text {
        id: "Log yang sudah diverifikasi tidak dapat diubah. Catat perbaikan pada log kunjungan berikutnya.",
        en: "A verified log stays as it is. Record what is to be put right in the log of the next visit.",
    },
    basis: "",
};

/// A review of a log that does not wait for one (R99).
pub static LOG_NOT_SUBMITTED: Code = Code {
    name: "log_not_submitted",
    status: 409,
    title: Text { id: "Log tidak menunggu verifikasi", en: "The log does not wait for a review" },
    detail: Text {
        id: "Log berstatus {status}; hanya log terkirim (submitted) yang dapat diverifikasi atau dikembalikan.",
        en: "The log is {status}; only a submitted log can be verified or returned.",
    },
    basis: "",
};

/// A sent log made a draft again.
pub static LOG_SENT: Code = Code {
    name: "log_sent",
    status: 409,
    title: Text { id: "Log sudah dikirim", en: "The log is sent" },
    detail: Text {
        id: "Log yang sudah dikirim tidak dapat menjadi draf lagi; kirim perbaikannya dengan status submitted.",
        en: "A sent log cannot become a draft again; send the correction with status submitted.",
    },
    basis: "",
};

/// A correction after its window (R97).
pub static CORRECTION_CLOSED: Code = Code {
    name: "correction_closed",
    status: 409,
    title: Text { id: "Masa perbaikan sudah lewat", en: "The time for corrections is over" },
    detail: Text {
        id: "Log dapat diperbaiki sendiri sampai {until}. Setelah itu minta verifikator mengembalikan log, lalu perbaiki dan kirim lagi; isi asli tetap tersimpan.",
        en: "A log can be corrected by its author until {until}. After that ask the verifier to return it, then correct and send it again; the original is kept.",
    },
    basis: "Kepmendesa 40/2021",
};

/// A log that was sent late (R96): a warning.
pub static LOG_LATE: Code = Code {
    name: "log_late",
    status: 200,
    title: Text { id: "Terlambat", en: "Late" },
    detail: Text {
        id: "Log diterima, tetapi terlambat: batasnya {until}.",
        en: "The log is accepted, but late: the limit was {until}.",
    },
    basis: "Kepmendesa 40/2021",
};

/// Two visits of one mentor at one time (R98): a warning.
pub static LOG_OVERLAP: Code = Code {
    name: "log_overlap",
    status: 200,
    title: Text { id: "Waktu bertumpuk", en: "The times overlap" },
    detail: Text {
        id: "Pendamping ini punya log lain pada waktu yang sama.",
        en: "This mentor has another log at the same time.",
    },
    basis: "",
};

/// Two visits too far apart for the time between (R98): a warning.
pub static LOG_DISTANCE: Code = Code {
    name: "log_distance",
    status: 200,
    title: Text { id: "Jarak diragukan", en: "The distance is doubtful" },
    detail: Text {
        id: "Log lain pendamping ini lebih dari {km} km jauhnya dengan jeda kurang dari {minutes} menit.",
        en: "Another log of this mentor is more than {km} km away with less than {minutes} minutes between.",
    },
    basis: "",
};

/// A visit after the mentor's certificate ran out (R107): a warning.
pub static CERTIFICATE_EXPIRED: Code = Code {
    name: "certificate_expired",
    status: 200,
    title: Text { id: "Sertifikat kedaluwarsa", en: "The certificate has expired" },
    detail: Text {
        id: "Sertifikat pendamping sudah tidak berlaku pada hari kunjungan; log tetap diterima.",
        en: "The mentor's certificate had run out on the day of the visit; the log is accepted.",
    },
    basis: "",
};

/// Every code of mentoring, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &MENTOR_TAKEN,
    &DATES_REVERSED,
    &ASSIGNMENT_OVERLAP,
    &ASSIGNMENT_ENDED,
    &MENTOR_NOT_STARTED,
    &LOG_SPAN,
    &LOG_TOO_LONG,
    &LOG_IN_FUTURE,
    &LOG_BEFORE_ASSIGNMENT,
    &NOT_ASSIGNED,
    &STAGE_NOT_OF_ORGANIZATION,
    &MENTOR_ENDED,
    &PLACE_NOT_VILLAGE,
    &PARTICIPANTS_EXCEEDED,
    &FOLLOW_UP_DUE,
    &FOLLOW_UP_CLOSED,
    &FOLLOW_UP_PLANNED,
    &NOTE_MISSING,
    &CLOSED_BEFORE_VISIT,
    &SELF_VERIFICATION,
    &MENTOR_FIXED,
    &LOG_VERIFIED,
    &LOG_NOT_SUBMITTED,
    &LOG_SENT,
    &CORRECTION_CLOSED,
    &LOG_LATE,
    &LOG_OVERLAP,
    &LOG_DISTANCE,
    &CERTIFICATE_EXPIRED,
];
