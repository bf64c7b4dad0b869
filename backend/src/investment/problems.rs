//! Fault codes of investment.

pub mod acts;
pub mod exits;
pub mod opening;
pub mod tax;

pub use acts::{
    CONVERSION_REMAINDER, CONVERSION_TO_SELF, CONVERSION_VALUE, ENCUMBERED, NOT_REDEEMABLE,
    NOT_TRANSFERABLE, REGION_SHARE_FALLS, RELEASED_ALREADY, TRANSFER_TO_SELF,
};
pub use exits::{
    DEATH_NOT_RECORDED, EXIT_BACK_DATED, EXIT_DAYS_DIFFER, EXIT_REASON_DIFFERS, EXIT_RULE_PAST,
    EXIT_SETTLEMENT_FIRST, GUARANTOR_BOUND, HEIRS_UNCLEAR, HOLDER_HAS_DIED, MEMBER_HAS_DIED,
    NOTHING_TO_SETTLE, REFUND_NOT_OWED, REFUND_NOT_PAYABLE, REVERSAL_OF_SETTLEMENT,
    SETTLED_ALREADY,
};
pub use opening::{OPENED_ALREADY, OPENING_TARGET, OPENING_TOO_LATE};
pub use tax::{EVIDENCE_USED, TAX_NOT_OWED, TAX_NOT_WITHHELD, TAX_OVER_WITHHELD};

use crate::kernel::fault::{Code, Text};

/// An issuer of this legal form may not issue this instrument (R68 for savings).
pub static INSTRUMENT_FORM: Code = Code {
    name: "instrument_form",
    status: 422,
    title: Text {
        id: "Bentuk badan tidak boleh menerbitkan instrumen ini",
        en: "The legal form may not issue this instrument",
    },
    detail: Text {
        id: "Bentuk {legal_form} tidak menerbitkan {kind}; yang mungkin: {allowed}.",
        en: "The form {legal_form} does not issue {kind}; possible are: {allowed}.",
    },
    basis: "UU 25/1992 Pasal 41 (cooperatives); PP 11/2021 (village enterprises); UU 40/2007 (companies)",
};

/// A Perumda's capital is not divided into shares (R61).
pub static PERUMDA_NO_SHARES: Code = Code {
    name: "perumda_no_shares",
    status: 422,
    title: Text {
        id: "Modal Perumda tidak terbagi atas saham",
        en: "A Perumda's capital is not divided into shares",
    },
    detail: Text {
        id: "Seluruh modal Perumda dimiliki satu daerah dan tidak terbagi atas saham. Masyarakat atau koperasi dapat ikut lewat Perseroda, kerja sama, atau koperasi dan BUM Desa yang memegang saham Perseroda.",
        en: "All capital of a Perumda belongs to one region and is not divided into shares. The community or a cooperative may take part through a Perseroda, a partnership contract, or a cooperative or BUM Desa that holds shares of a Perseroda.",
    },
    basis: "UU 23/2014 Pasal 334; PP 54/2017",
};

/// An item of a bulk whose link has a refused item.
pub static LINKED_ITEM_REFUSED: Code = Code {
    name: "linked_item_refused",
    status: 409,
    title: Text { id: "Butir tertaut ditolak", en: "A linked item was refused" },
    detail: Text {
        id: "Butir lain dengan link yang sama ditolak; betulkan butir itu, lalu kirim semuanya lagi.",
        en: "Another item of the same link was refused; mend that one, then send all of them again.",
    },
    basis: "",
};

/// An item of a bulk that names no act, or more than one.
pub static BULK_ITEM_ACT: Code = Code {
    name: "bulk_item_act",
    status: 422,
    title: Text { id: "Butir harus memuat satu transaksi", en: "An item has one act" },
    detail: Text { id: "Isi tepat satu dari: {acts}.", en: "Give exactly one of: {acts}." },
    basis: "",
};

/// The issuer has this kind of savings already (R26).
pub static INSTRUMENT_EXISTS: Code = Code {
    name: "instrument_exists",
    status: 409,
    title: Text { id: "Jenis simpanan ini sudah ada", en: "This kind of savings exists already" },
    detail: Text {
        id: "Satu koperasi punya satu {kind}. Untuk mengubah jumlahnya pakai POST /api/v1/instruments/<id>/amounts.",
        en: "A cooperative has one {kind}. To change its amount use POST /api/v1/instruments/<id>/amounts.",
    },
    basis: "UU 25/1992 Pasal 41",
};

/// A term of the instrument is missing or does not belong to its kind.
pub static INSTRUMENT_TERMS: Code = Code {
    name: "instrument_terms",
    status: 422,
    title: Text {
        id: "Syarat instrumen tidak sesuai",
        en: "The instrument's terms are not in order",
    },
    detail: Text {
        id: "Untuk {kind}, isian ini {expected}.",
        en: "For {kind} this field {expected_en}.",
    },
    basis: "",
};

/// A new fixed amount that does not begin after the latest one (R26).
pub static AMOUNT_PERIOD: Code = Code {
    name: "amount_period",
    status: 409,
    title: Text { id: "Masa berlaku jumlah bertumpuk", en: "The periods of the amounts overlap" },
    detail: Text {
        id: "Jumlah baru harus mulai setelah {valid_from}, awal jumlah terakhir.",
        en: "The new amount must begin after {valid_from}, the start of the latest one.",
    },
    basis: "",
};

/// This holder may not hold this instrument or join this issuer.
pub static HOLDER_KIND: Code = Code {
    name: "holder_kind",
    status: 422,
    title: Text { id: "Pemegang tidak sesuai", en: "The holder does not fit" },
    detail: Text {
        id: "Pemegang untuk {what} harus: {expected}.",
        en: "The holder for {what} must be: {expected}.",
    },
    basis: "UU 25/1992 Pasal 1 and 15 (cooperatives); PP 11/2021 (village enterprises)",
};

/// The holder stands in the register already.
pub static ALREADY_REGISTERED: Code = Code {
    name: "already_registered",
    status: 409,
    title: Text { id: "Sudah terdaftar", en: "Registered already" },
    detail: Text {
        id: "Pemegang ini sudah tercatat dalam daftar dengan nomor {register_number}.",
        en: "This holder stands in the register under number {register_number}.",
    },
    basis: "UU 25/1992 Pasal 17 (register of members)",
};

/// Savings of somebody who is no member (R68).
pub static NOT_A_MEMBER: Code = Code {
    name: "not_a_member",
    status: 422,
    title: Text { id: "Bukan anggota", en: "Not a member" },
    detail: Text {
        id: "Simpanan hanya dari anggota atau calon anggota koperasi ini. Untuk dana dari luar anggota, catat sebagai modal_penyertaan dengan perjanjian.",
        en: "Savings come from members or applicants of this cooperative only. Record money from others as modal_penyertaan with an agreement.",
    },
    basis: "UU 25/1992 Pasal 44; PP 9/1995 Pasal 18; PP 33/1998",
};

/// The holder is not in the issuer's register, or left it.
pub static HOLDER_UNKNOWN: Code = Code {
    name: "holder_unknown",
    status: 422,
    title: Text { id: "Pemegang tidak terdaftar", en: "The holder is not registered" },
    detail: Text {
        id: "Daftarkan pemegang lebih dahulu: POST /api/v1/organizations/<id>/members.",
        en: "Register the holder first: POST /api/v1/organizations/<id>/members.",
    },
    basis: "",
};

/// An amount of nothing or less.
pub static AMOUNT_NOT_POSITIVE: Code = Code {
    name: "amount_not_positive",
    status: 422,
    title: Text { id: "Jumlah harus lebih dari nol", en: "The amount must be above zero" },
    detail: Text {
        id: "Tulis jumlah positif; untuk menarik pakai withdrawals, untuk membetulkan pakai reversal.",
        en: "Give a positive amount; to take out use withdrawals, to correct use a reversal.",
    },
    basis: "",
};

/// An amount beyond what one posting may have.
pub static POSTING_TOO_LARGE: Code = Code {
    name: "posting_too_large",
    status: 422,
    title: Text { id: "Jumlah terlalu besar", en: "The amount is too large" },
    detail: Text {
        id: "Satu transaksi paling banyak {bound}; periksa apakah ada nol yang berlebih.",
        en: "One posting is at most {bound}; check for a zero too many.",
    },
    basis: "",
};

/// Capital for an organization that is not at work.
pub static ISSUER_NOT_ACTIVE: Code = Code {
    name: "issuer_not_active",
    status: 409,
    title: Text { id: "Lembaga tidak aktif", en: "The organization is not active" },
    detail: Text {
        id: "Lembaga berstatus {status} tidak menerima modal; penarikan dan pembalikan tetap dapat dicatat.",
        en: "An organization of status {status} takes no capital; withdrawals and reversals can still be recorded.",
    },
    basis: "",
};

/// An instrument that the issuer's present form does not have.
pub static INSTRUMENT_OF_FORM_ENDED: Code = Code {
    name: "instrument_of_form_ended",
    status: 409,
    title: Text {
        id: "Instrumen tidak berlaku lagi",
        en: "The instrument no longer fits the form",
    },
    detail: Text {
        id: "Bentuk {legal_form} tidak mengenal instrumen ini; kembalikan modalnya atau betulkan bentuk lembaga.",
        en: "The form {legal_form} does not have this instrument; pay the capital back or correct the organization's form.",
    },
    basis: "",
};

/// Principal savings of another amount than the same for all (R26).
pub static PRINCIPAL_AMOUNT: Code = Code {
    name: "principal_amount",
    status: 422,
    title: Text {
        id: "Jumlah simpanan pokok tidak sesuai",
        en: "The principal savings' amount does not fit",
    },
    detail: Text {
        id: "Simpanan pokok sama bagi semua anggota: {due}. Tanpa angsuran dibayar sekaligus; dengan angsuran jumlahnya tidak melebihi itu.",
        en: "Principal savings are the same for all members: {due}. Without instalments they are paid at once; with instalments they do not exceed it in sum.",
    },
    basis: "UU 25/1992 Pasal 41 and its elucidation",
};

/// No amount of principal savings holds on the day of application (R26).
pub static PRINCIPAL_AMOUNT_UNSET: Code = Code {
    name: "principal_amount_unset",
    status: 409,
    title: Text {
        id: "Jumlah simpanan pokok belum ditetapkan",
        en: "The principal savings' amount is not set",
    },
    detail: Text {
        id: "Tidak ada jumlah simpanan pokok yang berlaku pada {day}, hari pengajuan anggota.",
        en: "No amount of principal savings holds on {day}, the day of the member's application.",
    },
    basis: "UU 25/1992 Pasal 41 and its elucidation",
};

/// Principal or mandatory savings taken out while a member (R27).
pub static MEMBER_STILL_ACTIVE: Code = Code {
    name: "member_still_active",
    status: 409,
    title: Text { id: "Masih anggota aktif", en: "Still an active member" },
    detail: Text {
        id: "Simpanan pokok dan wajib tidak dapat diambil selama menjadi anggota; catat keluarnya anggota dahulu.",
        en: "Principal and mandatory savings cannot be taken out while a member; record the member's exit first.",
    },
    basis: "UU 25/1992 Pasal 41 and its elucidation",
};

/// More taken out than is there (R29).
pub static INSUFFICIENT_BALANCE: Code = Code {
    name: "insufficient_balance",
    status: 422,
    title: Text { id: "Saldo tidak cukup", en: "The balance is too low" },
    detail: Text {
        id: "Saldo pada {day} atau sesudahnya tidak cukup untuk jumlah ini.",
        en: "The balance on {day} or later does not suffice for this amount.",
    },
    basis: "",
};

/// Shares are not withdrawn.
pub static SHARES_STAY: Code = Code {
    name: "shares_stay",
    status: 409,
    title: Text { id: "Saham tidak dapat ditarik", en: "Shares cannot be withdrawn" },
    detail: Text {
        id: "Modal saham hanya berkurang lewat keputusan RUPS; salah catat dibetulkan dengan reversal.",
        en: "Share capital is reduced by the shareholders' meeting only; a wrong posting is corrected by a reversal.",
    },
    basis: "UU 40/2007 Pasal 44",
};

/// The amount is not that of whole shares.
pub static SHARES_NOMINAL: Code = Code {
    name: "shares_nominal",
    status: 422,
    title: Text {
        id: "Jumlah tidak sesuai nilai nominal",
        en: "The amount does not fit the nominal value",
    },
    detail: Text {
        id: "Jumlah harus kelipatan nilai nominal {nominal}, dan sama dengan banyaknya saham kali nominal.",
        en: "The amount must be a multiple of the nominal value {nominal}, and equal the number of shares times it.",
    },
    basis: "UU 40/2007 Pasal 31",
};

/// Capital without the decision behind it (R50, R64).
pub static DECISION_MISSING: Code = Code {
    name: "decision_missing",
    status: 422,
    title: Text { id: "Nomor keputusan belum ada", en: "The decision's number is missing" },
    detail: Text {
        id: "Isi nomor keputusan: Perdes atau berita acara musyawarah (BUM Desa), Perda (modal daerah), RUPS, rapat anggota atau perjanjian (penebusan).",
        en: "Give the decision's number: village regulation or minutes (BUM Desa), regional regulation (regional capital), shareholders' or members' meeting or agreement (redemption).",
    },
    basis: "PP 11/2021 Pasal 40 (BUM Desa); PP 54/2017 (regional capital)",
};

/// Capital of a village enterprise without its right source class (R50).
pub static SOURCE_CLASS: Code = Code {
    name: "source_class",
    status: 422,
    title: Text { id: "Sumber modal tidak sesuai", en: "The source of the capital does not fit" },
    detail: Text { id: "Sumber untuk {kind}: {expected}.", en: "Source for {kind}: {expected}." },
    basis: "PP 11/2021 Pasal 40",
};

/// Land or a building as capital of a village enterprise (R50).
pub static LAND_NOT_CAPITAL: Code = Code {
    name: "land_not_capital",
    status: 422,
    title: Text {
        id: "Tanah dan bangunan bukan penyertaan",
        en: "Land and buildings are no capital",
    },
    detail: Text {
        id: "Tanah dan bangunan tidak dijadikan penyertaan modal; gunakan perjanjian kerja sama.",
        en: "Land and buildings are not brought in as capital; use a cooperation agreement.",
    },
    basis: "PP 11/2021 Pasal 41",
};

/// The village's share of a BUM Desa is not above the bound (R51); a warning.
pub static DESA_SHARE: Code = Code {
    name: "desa_share",
    status: 200,
    title: Text {
        id: "Porsi desa tidak lebih dari separuh",
        en: "The village's share is not above the bound",
    },
    detail: Text {
        id: "Porsi penyertaan desa {percent} persen; seharusnya lebih dari {minimum} persen.",
        en: "The village's share of the capital is {percent} percent; it should be above {minimum} percent.",
    },
    basis: "PP 11/2021; statement of the Minister of Villages, 2022",
};

/// A transaction is taken back once (R28).
pub static REVERSED_ALREADY: Code = Code {
    name: "reversed_already",
    status: 409,
    title: Text { id: "Sudah dibalik", en: "Reversed already" },
    detail: Text {
        id: "Transaksi ini sudah dibalik; catat transaksi baru bila perlu.",
        en: "This transaction was reversed before; record a new one if needed.",
    },
    basis: "",
};

/// A reversal is not taken back.
pub static REVERSAL_OF_REVERSAL: Code = Code {
    name: "reversal_of_reversal",
    status: 409,
    title: Text { id: "Pembalikan tidak dibalik", en: "A reversal is not reversed" },
    detail: Text {
        id: "Catat transaksinya sekali lagi alih-alih membalik pembalikannya.",
        en: "Record the transaction anew instead of reversing its reversal.",
    },
    basis: "",
};

/// Taking back would leave less than nothing (R28, R29).
pub static REVERSAL_OVERDRAWS: Code = Code {
    name: "reversal_overdraws",
    status: 409,
    title: Text { id: "Pembalikan membuat saldo kurang", en: "The reversal would overdraw" },
    detail: Text {
        id: "Sebagian sudah dipakai: {short} pada {day} atau sesudahnya akan negatif. Balik {first} dahulu.",
        en: "Part was used since: {short_en} on {day} or later would fall below zero. Reverse {first_en} first.",
    },
    basis: "",
};

/// A reversal would bring principal savings above what is due (R26).
pub static REVERSAL_BEYOND_PRINCIPAL: Code = Code {
    name: "reversal_beyond_principal",
    status: 409,
    title: Text {
        id: "Simpanan pokok melebihi kewajiban",
        en: "Principal savings above what is due",
    },
    detail: Text {
        id: "Sejak itu simpanan pokok dibayar lagi; pembalikan ini membuatnya melebihi {due}. Balik setoran yang belakangan dahulu.",
        en: "Principal savings were paid in again since; this reversal would bring them above {due}. Reverse the later contribution first.",
    },
    basis: "UU 25/1992 Pasal 41",
};

/// A membership that has ended cannot end.
pub static MEMBERSHIP_NOT_IN_FORCE: Code = Code {
    name: "membership_not_in_force",
    status: 409,
    title: Text { id: "Keanggotaan sudah berakhir", en: "The membership has ended" },
    detail: Text {
        id: "Keanggotaan ini sudah berakhir pada {left_on}.",
        en: "This membership ended on {left_on}.",
    },
    basis: "",
};

/// The books hold what another legal form could not have.
pub static BOOKS_BIND_FORM: Code = Code {
    name: "books_bind_form",
    status: 409,
    title: Text { id: "Buku modal mengikat bentuk", en: "The books bind the legal form" },
    detail: Text {
        id: "Bentuk {legal_form} tidak dapat memiliki: {misfits}. Selesaikan dan tutup dahulu, atau catat badan baru dan pindahkan modalnya ke sana.",
        en: "The form {legal_form} cannot have: {misfits}. Settle and end them first, or record a new body and move its capital there.",
    },
    basis: "UU 25/1992 Pasal 41; PP 11/2021 Pasal 40; UU 40/2007 Pasal 31; PP 54/2017",
};

/// A shared surplus is not taken back by reversing one of its transactions.
pub static REVERSAL_OF_SURPLUS: Code = Code {
    name: "reversal_of_surplus",
    status: 409,
    title: Text { id: "Pembagian surplus tidak dibalik", en: "A shared surplus is not reversed" },
    detail: Text {
        id: "Pembagian yang disahkan rapat dibetulkan dengan keputusan rapat berikutnya, bukan dengan membalik salah satu transaksinya.",
        en: "A sharing that a meeting approved is corrected by its next decision, not by reversing one of its transactions.",
    },
    basis: "UU 25/1992 Pasal 23 and 45",
};

/// A paper that would have too many lines.
pub static PAPER_TOO_LONG: Code = Code {
    name: "paper_too_long",
    status: 422,
    title: Text { id: "Dokumen terlalu panjang", en: "The paper is too long" },
    detail: Text {
        id: "PDF memuat paling banyak {maximum} baris. Persempit permintaan atau ambil sebagai CSV (Accept: text/csv).",
        en: "A PDF takes at most {maximum} lines. Ask for less, or take it as CSV (Accept: text/csv).",
    },
    basis: "",
};

/// Every code of investment, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &POSTING_TOO_LARGE,
    &ISSUER_NOT_ACTIVE,
    &INSTRUMENT_OF_FORM_ENDED,
    &INSTRUMENT_FORM,
    &PERUMDA_NO_SHARES,
    &INSTRUMENT_EXISTS,
    &INSTRUMENT_TERMS,
    &AMOUNT_PERIOD,
    &LINKED_ITEM_REFUSED,
    &BULK_ITEM_ACT,
    &HOLDER_KIND,
    &ALREADY_REGISTERED,
    &NOT_A_MEMBER,
    &HOLDER_UNKNOWN,
    &AMOUNT_NOT_POSITIVE,
    &PRINCIPAL_AMOUNT,
    &PRINCIPAL_AMOUNT_UNSET,
    &MEMBER_STILL_ACTIVE,
    &INSUFFICIENT_BALANCE,
    &SHARES_STAY,
    &SHARES_NOMINAL,
    &DECISION_MISSING,
    &SOURCE_CLASS,
    &LAND_NOT_CAPITAL,
    &DESA_SHARE,
    &REVERSED_ALREADY,
    &REVERSAL_OF_REVERSAL,
    &REVERSAL_OF_SURPLUS,
    &REVERSAL_OVERDRAWS,
    &REVERSAL_BEYOND_PRINCIPAL,
    &MEMBERSHIP_NOT_IN_FORCE,
    &BOOKS_BIND_FORM,
    &PAPER_TOO_LONG,
];
