//! Fault codes of surplus sharing.

pub mod parts;

pub use parts::{
    PART_ACCOUNT_NAMED, PART_ACCOUNTS_FULL, PART_NAME_TAKEN, PART_NOT_PAID_OUT,
    PART_RECIPIENT_UNFIT,
};

use crate::kernel::fault::{Code, Text};

/// Two parts of a scheme share a key.
pub static PART_KEY_TAKEN: Code = Code {
    name: "part_key_taken",
    status: 422,
    title: Text { id: "Kunci bagian ganda", en: "Part key used twice" },
    detail: Text {
        id: "Kunci {key} dipakai lebih dari sekali; beri tiap bagian kunci sendiri.",
        en: "The key {key} is used more than once; give each part its own.",
    },
    basis: "",
};

/// The parts of a scheme do not total exactly 100 percent (R37).
pub static PARTS_NOT_WHOLE: Code = Code {
    name: "parts_not_whole",
    status: 422,
    title: Text { id: "Persentase tidak genap 100", en: "The percentages do not total 100" },
    detail: Text {
        id: "Jumlah persentase {sum}; harus tepat 100.",
        en: "The percentages total {sum}; they must total exactly 100.",
    },
    basis: "AD/ART of the issuer; UU 25/1992 Pasal 45",
};

/// A term of a part is missing or does not belong to its destination.
pub static PART_TERMS: Code = Code {
    name: "part_terms",
    status: 422,
    title: Text { id: "Isian bagian tidak sesuai", en: "The part's terms are not in order" },
    detail: Text {
        id: "Untuk tujuan {destination}, isian ini {expected}.",
        en: "For the destination {destination} this field {expected_en}.",
    },
    basis: "",
};

/// A part that the legal form does not know.
pub static PART_OF_FORM: Code = Code {
    name: "part_of_form",
    status: 422,
    title: Text {
        id: "Bagian tidak sesuai bentuk badan",
        en: "The part does not fit the legal form",
    },
    detail: Text {
        id: "Bentuk {legal_form} tidak mengenal bagian {destination} seperti ini.",
        en: "The form {legal_form} has no part {destination} of this kind.",
    },
    basis: "UU 25/1992 Pasal 45 (cooperatives); PP 11/2021 (village enterprises); PP 54/2017 (regional enterprises)",
};

/// A cooperative scheme without a reserve and without the decision to do so (R38).
pub static RESERVE_MISSING: Code = Code {
    name: "reserve_missing",
    status: 422,
    title: Text { id: "Dana cadangan belum ada", en: "The reserve is missing" },
    detail: Text {
        id: "Sisihkan bagian untuk dana cadangan, atau isi reserve_waiver dengan keputusan RAT yang meniadakannya.",
        en: "Set a part aside for the reserve, or give the decision of the RAT to do without in reserve_waiver.",
    },
    basis: "UU 25/1992 Pasal 41 and 45",
};

/// A cooperative scheme that shares by capital alone (R38); a warning.
pub static SOLELY_BY_CAPITAL: Code = Code {
    name: "solely_by_capital",
    status: 200,
    title: Text { id: "Pembagian semata-mata berdasarkan modal", en: "Shared solely by capital" },
    detail: Text {
        id: "Skema ini membagi jasa modal tanpa jasa usaha; SHU tidak dibagi semata-mata berdasarkan modal.",
        en: "This scheme shares by capital and not by business done; a surplus is not shared solely by capital.",
    },
    basis: "UU 25/1992 Pasal 5",
};

/// A part named for the non-members surplus that cannot take it (R44).
pub static OTHER_PART_UNFIT: Code = Code {
    name: "other_part_unfit",
    status: 422,
    title: Text {
        id: "Bagian untuk SHU nonanggota tidak sesuai",
        en: "Not a part for the surplus from non-members",
    },
    detail: Text {
        id: "{key} bukan bagian persentase skema ini, atau bagian jasa usaha; SHU dari nonanggota tidak dibagi menurut jasa usaha.",
        en: "{key} is no percentage part of this scheme, or a part by business done; the surplus from non-members is not shared by business.",
    },
    basis: "UU 25/1992 Pasal 45; AD/ART of the issuer",
};

/// A part mapped to an expense (R55).
pub static SHARE_NOT_EXPENSE: Code = Code {
    name: "share_not_expense",
    status: 422,
    title: Text { id: "Bagi hasil bukan beban", en: "Sharing a result is no expense" },
    detail: Text {
        id: "Akun {account} adalah akun laba rugi. Pembagian hasil didebit di ekuitas: 3.2.01.xx untuk desa, 3.2.02.xx untuk masyarakat.",
        en: "Account {account} is one of profit and loss. A shared result is debited in equity: 3.2.01.xx for the village, 3.2.02.xx for the community.",
    },
    basis: "Kepmendesa 136/2022",
};

/// A part mapped to an account that is not the prescribed one (R55).
pub static SHARE_ACCOUNT: Code = Code {
    name: "share_account",
    status: 422,
    title: Text { id: "Akun tidak sesuai", en: "The account does not fit" },
    detail: Text {
        id: "Akun {account} tidak sesuai; pakai akun {expected}.",
        en: "Account {account} does not fit; use an account of {expected}.",
    },
    basis: "Kepmendesa 136/2022",
};

/// A scheme that does not begin after the latest one.
pub static SCHEME_PERIOD: Code = Code {
    name: "scheme_period",
    status: 409,
    title: Text { id: "Masa berlaku skema bertumpuk", en: "The periods of the schemes overlap" },
    detail: Text {
        id: "Skema baru harus mulai setelah {valid_from}, awal skema terakhir; skema lama tidak diubah, hanya digantikan.",
        en: "A new scheme must begin after {valid_from}, the start of the latest one; a scheme is never edited, only superseded.",
    },
    basis: "",
};

/// No scheme holds at the end of the period.
pub static SCHEME_MISSING: Code = Code {
    name: "scheme_missing",
    status: 409,
    title: Text { id: "Belum ada skema", en: "There is no scheme" },
    detail: Text {
        id: "Tidak ada skema pembagian yang berlaku pada {day}; catat dulu di surplus-schemes.",
        en: "No scheme holds on {day}; record one under surplus-schemes first.",
    },
    basis: "AD/ART of the issuer",
};

/// Fixed amounts that are more than the surplus.
pub static FIXED_PARTS_EXCEED: Code = Code {
    name: "fixed_parts_exceed",
    status: 422,
    title: Text { id: "Bagian tetap melebihi surplus", en: "The fixed parts exceed the surplus" },
    detail: Text {
        id: "Bagian tetap sampai dengan {key} lebih besar dari surplus yang tersisa.",
        en: "The fixed parts up to {key} are more than the surplus that is left.",
    },
    basis: "",
};

/// A loss, or nothing, is to be shared (R45).
pub static SURPLUS_NOT_POSITIVE: Code = Code {
    name: "surplus_not_positive",
    status: 422,
    title: Text { id: "Tidak ada surplus untuk dibagi", en: "There is no surplus to share" },
    detail: Text {
        id: "Kerugian tidak dibagikan: tutup dari dana cadangan dengan keputusan rapat (loss-coverings). Rugi dari satu sumber diperhitungkan dulu dengan laba sumber lain.",
        en: "A loss is not distributed: cover it from the reserve by decision of the meeting (loss-coverings). A loss of one source is set off against the other first.",
    },
    basis: "UU 25/1992 Pasal 41 and 45",
};

/// A period that is no book year.
pub static PERIOD_UNFIT: Code = Code {
    name: "period_unfit",
    status: 422,
    title: Text {
        id: "Periode tidak sesuai tahun buku",
        en: "The period does not fit the book year",
    },
    detail: Text {
        id: "Periode harus berakhir di tahun {year}, tidak lebih dari satu tahun, dan awalnya sebelum akhirnya.",
        en: "The period must end in {year}, be at most a year, and begin before it ends.",
    },
    basis: "UU 25/1992 Pasal 45",
};

/// A change of a run that was submitted (R36).
pub static RUN_FROZEN: Code = Code {
    name: "run_frozen",
    status: 409,
    title: Text { id: "Tidak dapat diubah lagi", en: "Cannot be changed any more" },
    detail: Text {
        id: "Pembagian ini berstatus {status}; perubahan hanya selama {needed}.",
        en: "This run is {status}; changes are for {needed} only.",
    },
    basis: "UU 25/1992 Pasal 23 and 45",
};

/// Paying what no meeting approved (R36).
pub static RUN_NOT_APPROVED: Code = Code {
    name: "run_not_approved",
    status: 409,
    title: Text { id: "Belum disahkan", en: "Not approved" },
    detail: Text {
        id: "Pembagian ini berstatus {status}; dibayar setelah {needed} oleh rapat.",
        en: "This run is {status}; it is paid once it is {needed} by the meeting.",
    },
    basis: "UU 25/1992 Pasal 23 and 45; PP 11/2021; UU 40/2007 Pasal 71",
};

/// A step that the run does not take now (R36).
pub static RUN_STATUS: Code = Code {
    name: "run_status",
    status: 409,
    title: Text { id: "Status tidak sesuai", en: "Not in the right status" },
    detail: Text {
        id: "Pembagian ini berstatus {status}; langkah ini perlu {needed}.",
        en: "This run is {status}; this step needs {needed}.",
    },
    basis: "",
};

/// A second run of a book year beyond the draft.
pub static RUN_EXISTS: Code = Code {
    name: "run_exists",
    status: 409,
    title: Text { id: "Tahun buku sudah dibagi", en: "The book year is shared already" },
    detail: Text {
        id: "Sudah ada pembagian tahun buku {year} yang diajukan, disahkan atau dibagikan.",
        en: "A run of the book year {year} was submitted, approved or paid already.",
    },
    basis: "",
};

/// Lines are asked for before any were worked out.
pub static RUN_NOT_COMPUTED: Code = Code {
    name: "run_not_computed",
    status: 409,
    title: Text { id: "Belum dihitung", en: "Not worked out yet" },
    detail: Text {
        id: "Simulasikan dulu: POST /api/v1/surplus-runs/<id>/simulation.",
        en: "Simulate first: POST /api/v1/surplus-runs/<id>/simulation.",
    },
    basis: "",
};

/// What would be submitted is not what was simulated last.
pub static RUN_CHANGED_UNDERNEATH: Code = Code {
    name: "run_changed_underneath",
    status: 409,
    title: Text {
        id: "Data dasar berubah sejak simulasi",
        en: "The data have changed since the simulation",
    },
    detail: Text {
        id: "Saldo atau jasa anggota berubah sejak simulasi terakhir; simulasikan lagi, periksa, lalu ajukan.",
        en: "Balances or business of members have changed since the last simulation; simulate again, look, then submit.",
    },
    basis: "",
};

/// Stored lines differ from the digest.
pub static RUN_TAMPERED: Code = Code {
    name: "run_tampered",
    status: 409,
    title: Text {
        id: "Rincian tidak cocok dengan sidiknya",
        en: "The lines do not match their digest",
    },
    detail: Text {
        id: "Rincian pembagian tersimpan tidak cocok dengan sidik SHA-256 saat diajukan; jangan dibayar, periksa basis data dan cadangannya.",
        en: "The stored lines do not match the SHA-256 digest of the submission; do not pay, check the database and its backups.",
    },
    basis: "",
};

/// Patronage of a year whose run was submitted.
pub static PATRONAGE_FROZEN: Code = Code {
    name: "patronage_frozen",
    status: 409,
    title: Text { id: "Jasa tahun ini sudah dipakai", en: "The business of this year is in use" },
    detail: Text {
        id: "Pembagian tahun buku {year} sudah diajukan; jasa anggota tidak diubah lagi.",
        en: "The run of the book year {year} was submitted; the business of members is not changed any more.",
    },
    basis: "",
};

/// A member stands twice in a list of patronage.
pub static PATRONAGE_TWICE: Code = Code {
    name: "patronage_twice",
    status: 422,
    title: Text { id: "Anggota tercantum dua kali", en: "The member stands twice" },
    detail: Text {
        id: "Anggota nomor {register_number} tercantum lebih dari sekali; jumlahkan dulu.",
        en: "Member {register_number} stands more than once; add up first.",
    },
    basis: "",
};

/// Patronage of somebody who is no member (R44).
pub static PATRONAGE_MEMBER: Code = Code {
    name: "patronage_member",
    status: 422,
    title: Text { id: "Bukan anggota", en: "Not a member" },
    detail: Text {
        id: "Tidak ada anggota koperasi ini dengan nomor atau id tersebut; hanya anggota yang mendapat jasa usaha.",
        en: "No member of this cooperative has that number or id; only members share by business.",
    },
    basis: "UU 25/1992 Pasal 45",
};

/// A file of patronage without its two columns.
pub static PATRONAGE_HEADINGS: Code = Code {
    name: "patronage_headings",
    status: 422,
    title: Text { id: "Kolom tidak dikenali", en: "Columns not recognised" },
    detail: Text {
        id: "Berkas perlu dua kolom: nomor_anggota dan jumlah.",
        en: "The file needs two columns: register_number and amount.",
    },
    basis: "",
};

/// A company shares profit without adding to a reserve that is not full (R65).
pub static RESERVE_DUTY: Code = Code {
    name: "reserve_duty",
    status: 422,
    title: Text { id: "Cadangan wajib belum cukup", en: "The mandatory reserve is not full" },
    detail: Text {
        id: "Cadangan masih di bawah {percent} persen modal disetor; pembagian harus menyisihkan bagian untuk cadangan.",
        en: "The reserve is below {percent} percent of paid-up capital; the sharing must add to it.",
    },
    basis: "UU 40/2007 Pasal 70",
};

/// A dividend without positive retained earnings (R65).
pub static NO_RETAINED_EARNINGS: Code = Code {
    name: "no_retained_earnings",
    status: 409,
    title: Text { id: "Saldo laba tidak positif", en: "Retained earnings do not suffice" },
    detail: Text {
        id: "Dividen hanya dari saldo laba positif; saldo laba {retained}.",
        en: "A dividend is paid from positive retained earnings only; they are {retained}.",
    },
    basis: "UU 40/2007 Pasal 71(3)",
};

/// A joint village enterprise with capital of fewer than two villages (R56).
pub static FOUNDERS_TOO_FEW: Code = Code {
    name: "founders_too_few",
    status: 422,
    title: Text { id: "Desa pendiri kurang dari dua", en: "Fewer than two founding villages" },
    detail: Text {
        id: "BUM Desa Bersama dibagi menurut penyertaan sedikitnya dua desa; catat penyertaan tiap desa dulu.",
        en: "The result of a joint village enterprise is shared by the capital of at least two villages; record the capital of each first.",
    },
    basis: "PP 11/2021",
};

/// Shares are to go to savings that the issuer does not have.
pub static SAVINGS_UNFIT: Code = Code {
    name: "savings_unfit",
    status: 422,
    title: Text { id: "Tidak dapat ke simpanan", en: "Not payable to savings" },
    detail: Text {
        id: "Pembayaran ke simpanan perlu instrumen simpanan_sukarela milik koperasi ini; badan lain membayar sebagai utang (payable).",
        en: "Payment to savings needs a simpanan_sukarela instrument of this cooperative; other issuers pay as payable.",
    },
    basis: "UU 25/1992 Pasal 41",
};

/// The surplus to be paid does not stand in the books.
pub static SURPLUS_NOT_IN_BOOKS: Code = Code {
    name: "surplus_not_in_books",
    status: 409,
    title: Text { id: "Surplus belum ada di buku", en: "The surplus is not in the books" },
    detail: Text {
        id: "Saldo surplus belum dibagi (3.4.01) {held}, kurang dari {needed}. Catat dulu, atau kirim surplus_in_books = false agar dibukukan bersama pembayaran.",
        en: "Undistributed surplus (3.4.01) is {held}, less than {needed}. Record it first, or send surplus_in_books = false to book it with the payment.",
    },
    basis: "",
};

/// A payout to somebody who is owed nothing, or was paid.
pub static SHARE_NOT_OWED: Code = Code {
    name: "share_not_owed",
    status: 422,
    title: Text { id: "Tidak ada bagian terutang", en: "No share is owed" },
    detail: Text {
        id: "Anggota ini tidak punya bagian yang masih terutang dari pembagian ini.",
        en: "This holder has no share of this run that is still owed.",
    },
    basis: "",
};

/// A loss above the reserve (R45).
pub static RESERVE_TOO_LOW: Code = Code {
    name: "reserve_too_low",
    status: 422,
    title: Text { id: "Cadangan tidak cukup", en: "The reserve does not suffice" },
    detail: Text {
        id: "Dana cadangan {held} pada {day} tidak cukup untuk menutup kerugian ini.",
        en: "The reserve of {held} on {day} does not suffice to cover this loss.",
    },
    basis: "UU 25/1992 Pasal 41",
};

/// A loss that is said to stand in the books and does not (R45).
pub static LOSS_NOT_IN_BOOKS: Code = Code {
    name: "loss_not_in_books",
    status: 422,
    title: Text { id: "Rugi belum ada di buku", en: "The loss is not in the books" },
    detail: Text {
        id: "Rugi di akun 3.4.01 pada {day} dan sesudahnya {held}, kurang dari jumlah ini. Kirim loss_in_books = false agar dibukukan sekaligus.",
        en: "The loss on account 3.4.01 on {day} and after is {held}, less than this amount. Send loss_in_books = false to book it as well.",
    },
    basis: "UU 25/1992 Pasal 41",
};

/// Every code of surplus sharing, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &PART_KEY_TAKEN,
    &PARTS_NOT_WHOLE,
    &PART_TERMS,
    &PART_OF_FORM,
    &RESERVE_MISSING,
    &SOLELY_BY_CAPITAL,
    &OTHER_PART_UNFIT,
    &SHARE_NOT_EXPENSE,
    &SHARE_ACCOUNT,
    &SCHEME_PERIOD,
    &SCHEME_MISSING,
    &FIXED_PARTS_EXCEED,
    &SURPLUS_NOT_POSITIVE,
    &PERIOD_UNFIT,
    &RUN_FROZEN,
    &RUN_NOT_APPROVED,
    &RUN_STATUS,
    &RUN_EXISTS,
    &RUN_NOT_COMPUTED,
    &RUN_CHANGED_UNDERNEATH,
    &RUN_TAMPERED,
    &PATRONAGE_FROZEN,
    &PATRONAGE_TWICE,
    &PATRONAGE_MEMBER,
    &PATRONAGE_HEADINGS,
    &RESERVE_DUTY,
    &NO_RETAINED_EARNINGS,
    &FOUNDERS_TOO_FEW,
    &SAVINGS_UNFIT,
    &SURPLUS_NOT_IN_BOOKS,
    &SHARE_NOT_OWED,
    &RESERVE_TOO_LOW,
    &LOSS_NOT_IN_BOOKS,
];
