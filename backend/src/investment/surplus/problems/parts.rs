//! Fault codes of the accounts of parts.

use crate::kernel::fault::{Code, Text};

/// A line has no number left for another part.
pub static PART_ACCOUNTS_FULL: Code = Code {
    name: "part_accounts_full",
    status: 409,
    title: Text { id: "Nomor akun bagian habis", en: "No account number is left" },
    detail: Text {
        id: "Akun ini sudah punya 99 bagian. Pakai nama bagian yang sudah ada di bagan akun.",
        en: "This account has 99 parts already. Use the name of a part that is in the chart.",
    },
    basis: "",
};

/// Two parts of a scheme that would stand on one account.
pub static PART_NAME_TAKEN: Code = Code {
    name: "part_name_taken",
    status: 422,
    title: Text { id: "Dua bagian memakai satu akun", en: "Two parts on one account" },
    detail: Text {
        id: "Bagian {part} akan memakai akun yang sama dengan bagian {name}. Beri nama yang berbeda (huruf besar dan spasi tidak membedakan), atau gabungkan.",
        en: "The part {part} would have the same account as {name}. Give it another name (case and blanks do not tell), or make them one.",
    },
    basis: "house rule, ADR-0029 and ADR-0034",
};

/// A given account number that bears another name.
pub static PART_ACCOUNT_NAMED: Code = Code {
    name: "part_account_named",
    status: 409,
    title: Text { id: "Nomor akun milik bagian lain", en: "The account is another part's" },
    detail: Text {
        id: "Akun {account} sudah bernama {name}, bukan {part}. Pakai nama itu atau nomor lain.",
        en: "The account {account} is named {name} and not {part}. Use that name or another number.",
    },
    basis: "house rule, ADR-0029 and ADR-0034",
};

/// The part is not paid out this way.
pub static PART_NOT_PAID_OUT: Code = Code {
    name: "part_not_paid_out",
    status: 422,
    title: Text { id: "Bagian ini tidak dibayar begini", en: "This part is not paid so" },
    detail: Text {
        id: "Isi kunci bagian dana, pengurus atau karyawan, atau pemerintah yang tidak dibagi per pemegang. Bagian anggota dibayar lewat /payouts.",
        en: "Give the key of a part for funds, staff, or a government that no holder shares. Holders' shares are paid by /payouts.",
    },
    basis: "",
};

/// Only a government gets what is meant for one.
pub static PART_RECIPIENT_UNFIT: Code = Code {
    name: "part_recipient_unfit",
    status: 422,
    title: Text { id: "Penerima tidak sesuai", en: "The recipient does not fit" },
    detail: Text {
        id: "Isi pemerintah desa atau pemerintah daerah, dan hanya untuk bagian pemerintah.",
        en: "Give a village or regional government, and only for a part that goes to one.",
    },
    basis: "PP 11/2021 Pasal 61",
};

/// Every code of the accounts of parts, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &PART_ACCOUNTS_FULL,
    &PART_NAME_TAKEN,
    &PART_ACCOUNT_NAMED,
    &PART_NOT_PAID_OUT,
    &PART_RECIPIENT_UNFIT,
];
