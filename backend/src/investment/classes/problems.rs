//! Fault codes of classes: terms of instruments, certificates of shares.

use crate::kernel::fault::{Code, Text};

/// Terms that do not begin after the latest ones.
pub static TERMS_PERIOD: Code = Code {
    name: "terms_period",
    status: 409,
    title: Text { id: "Masa berlaku ketentuan bertumpuk", en: "The periods of the terms overlap" },
    detail: Text {
        id: "Ketentuan baru harus mulai setelah {valid_from}, awal ketentuan terakhir.",
        en: "The new terms must begin after {valid_from}, the start of the latest ones.",
    },
    basis: "",
};

/// Terms that begin further ahead than anybody decides.
pub static TERMS_TOO_FAR: Code = Code {
    name: "terms_too_far",
    status: 422,
    title: Text {
        id: "Ketentuan mulai terlalu jauh ke depan",
        en: "The terms begin too far ahead",
    },
    detail: Text {
        id: "Ketentuan mulai berlaku paling lambat {latest}; periksa tahunnya.",
        en: "Terms begin on {latest} at the latest; check the year.",
    },
    basis: "",
};

/// A lock-in of what is there already.
pub static LOCK_IN_LATE: Code = Code {
    name: "lock_in_late",
    status: 409,
    title: Text {
        id: "Penguncian tidak berlaku surut",
        en: "A lock-in does not bind what is there",
    },
    detail: Text {
        id: "Sudah ada setoran yang dihitung pada atau sesudah hari pertama ketentuan ini; uang yang sudah masuk tidak dikunci kemudian. Mulai penguncian pada {earliest} atau sesudahnya.",
        en: "Something that counts on or after the first day of these terms is there already, and it is not locked afterwards. Begin the lock-in on {earliest} or later.",
    },
    basis: "",
};

/// Terms that were cancelled before.
pub static TERMS_CANCELLED: Code = Code {
    name: "terms_cancelled",
    status: 409,
    title: Text { id: "Ketentuan sudah dibatalkan", en: "The terms are cancelled already" },
    detail: Text {
        id: "Ketentuan ini sudah dibatalkan pada {cancelled_at}.",
        en: "These terms were cancelled at {cancelled_at}.",
    },
    basis: "",
};

/// Who set the terms does not cancel them.
pub static TERMS_OWN: Code = Code {
    name: "terms_own",
    status: 403,
    title: Text { id: "Orang lain yang membatalkan", en: "Somebody else cancels them" },
    detail: Text {
        id: "Anda yang menetapkan ketentuan ini; pembatalannya dicatat administrator yang lain.",
        en: "You set these terms; another administrator cancels them.",
    },
    basis: "R117 (maker and checker)",
};

/// A cancellation after which older terms would lock what came in free.
pub static CANCELLATION_LOCKS: Code = Code {
    name: "cancellation_locks",
    status: 409,
    title: Text {
        id: "Pembatalan ini akan mengunci setoran",
        en: "The cancellation would lock what came in",
    },
    detail: Text {
        id: "Ketentuan sebelumnya mengunci lebih lama, dan sudah ada setoran selama ketentuan ini berlaku. Tetapkan ketentuan baru mulai hari ini sebagai gantinya.",
        en: "The terms before these lock for longer, and something came in under these. Set new terms from today on instead.",
    },
    basis: "",
};

/// Bounds that leave no room between them.
pub static TERMS_CONTRADICT: Code = Code {
    name: "terms_contradict",
    status: 422,
    title: Text { id: "Batas saling bertentangan", en: "The bounds contradict each other" },
    detail: Text {
        id: "Batas ini tidak boleh di bawah minimum per pemegang, {minimum}.",
        en: "This bound must not be below the minimum per holder, {minimum}.",
    },
    basis: "",
};

/// A lock-in in months and in days.
pub static LOCK_IN_UNCLEAR: Code = Code {
    name: "lock_in_unclear",
    status: 422,
    title: Text { id: "Masa penguncian tidak jelas", en: "The lock-in is not clear" },
    detail: Text {
        id: "Isi salah satu saja: lock_in_months atau lock_in_days.",
        en: "Give one of them only: lock_in_months or lock_in_days.",
    },
    basis: "",
};

/// A bound in rupiah and in shares, or in shares of what has none.
pub static BOUND_UNCLEAR: Code = Code {
    name: "bound_unclear",
    status: 422,
    title: Text { id: "Batas tidak jelas", en: "The bound is not clear" },
    detail: Text {
        id: "Isi salah satu saja: jumlah rupiah atau jumlah saham. Jumlah saham hanya untuk jenis saham.",
        en: "Give one of them only: an amount in rupiah, or a number of shares. A number of shares goes with shares alone.",
    },
    basis: "",
};

/// A total that is lowered below what is issued.
pub static TOTAL_BELOW_ISSUED: Code = Code {
    name: "total_below_issued",
    status: 409,
    title: Text { id: "Jumlah yang terbit sudah lebih", en: "More than that is issued" },
    detail: Text {
        id: "Sudah terbit {issued}; jumlah yang dapat diterbitkan ({total}) tidak boleh di bawah itu.",
        en: "Issued are {issued}; the issuable total ({total}) must not be below that.",
    },
    basis: "UU 40/2007 Pasal 32 and 33",
};

/// More would be issued than may be.
pub static ISSUABLE_EXHAUSTED: Code = Code {
    name: "issuable_exhausted",
    status: 409,
    title: Text { id: "Melebihi jumlah yang dapat diterbitkan", en: "Beyond the issuable total" },
    detail: Text {
        id: "Paling banyak {total} dapat diterbitkan; jumlah ini melebihinya sebesar {over}. Kurangi, atau tetapkan jumlah baru dengan keputusan (POST /api/v1/instruments/<id>/terms).",
        en: "At most {total} can be issued; this amount is {over} too much. Reduce it, or set a new total by decision (POST /api/v1/instruments/<id>/terms).",
    },
    basis: "UU 40/2007 Pasal 32 and 33",
};

/// A holder would have less than the least.
pub static BELOW_MINIMUM: Code = Code {
    name: "below_minimum",
    status: 422,
    title: Text { id: "Kurang dari minimum per pemegang", en: "Below the minimum per holder" },
    detail: Text {
        id: "Seorang pemegang memiliki sedikitnya {minimum}, atau tidak sama sekali; ubah jumlahnya.",
        en: "A holder has at least {minimum}, or nothing at all; change the amount.",
    },
    basis: "",
};

/// A holder would have more than the most.
pub static ABOVE_MAXIMUM: Code = Code {
    name: "above_maximum",
    status: 409,
    title: Text { id: "Melebihi maksimum per pemegang", en: "Above the maximum per holder" },
    detail: Text {
        id: "Seorang pemegang memiliki paling banyak {maximum}; kurangi jumlahnya.",
        en: "A holder has at most {maximum}; reduce the amount.",
    },
    basis: "",
};

/// A share of a surplus, or interest, that savings do not take.
pub static SAVINGS_FULL: Code = Code {
    name: "savings_full",
    status: 409,
    title: Text { id: "Simpanan tidak dapat menerima", en: "The savings cannot take it" },
    detail: Text {
        id: "Menurut ketentuannya simpanan ini tidak dapat menerima jumlah untuk pemegang nomor {register_number}: melebihi maksimum atau jumlah yang dapat diterbitkan. Bagian SHU bayarkan sebagai bagian yang terutang (payable); untuk jasa simpanan, naikkan batasnya dengan keputusan atau catat penarikan dahulu.",
        en: "By its terms these savings cannot take the amount for the holder with number {register_number}: beyond the maximum or the issuable total. Pay shares of a surplus as owed (payable); for interest, raise the bound by decision or record a withdrawal first.",
    },
    basis: "",
};

/// Somebody who may not hold this instrument by its terms.
pub static NOT_ELIGIBLE: Code = Code {
    name: "not_eligible",
    status: 422,
    title: Text { id: "Tidak berhak memegang", en: "Not eligible" },
    detail: Text {
        id: "Menurut ketentuannya, instrumen ini hanya untuk: {expected}.",
        en: "By its terms this instrument is for: {expected_en}.",
    },
    basis: "UU 40/2007 Pasal 48(2) for shares",
};

/// What is to be taken out is locked.
pub static LOCKED_IN: Code = Code {
    name: "locked_in",
    status: 409,
    title: Text { id: "Masih terkunci", en: "Still locked" },
    detail: Text {
        id: "Setoran terlama keluar lebih dahulu, dan sebagian masih terkunci: jumlah ini dapat diambil mulai {free_on}; yang bebas sekarang {free}.",
        en: "The oldest contribution goes first, and part of it is locked: this amount can be taken from {free_on} on; free now are {free}.",
    },
    basis: "",
};

/// A reversal would bring back more than the terms allow.
pub static REVERSAL_BEYOND_TERMS: Code = Code {
    name: "reversal_beyond_terms",
    status: 409,
    title: Text { id: "Pembalikan melampaui ketentuan", en: "The reversal goes beyond the terms" },
    detail: Text {
        id: "Sejak itu diterbitkan lagi; pembalikan ini membuat jumlah melebihi maksimum per pemegang atau jumlah yang dapat diterbitkan. Balik setoran yang belakangan, atau naikkan batasnya dahulu.",
        en: "More was issued since; this reversal would go beyond the maximum per holder or the issuable total. Reverse the later contribution or raise the bound first.",
    },
    basis: "",
};

/// A reversal on a later day that takes out what is locked.
pub static REVERSAL_OF_LOCKED: Code = Code {
    name: "reversal_of_locked",
    status: 409,
    title: Text {
        id: "Pembalikan mengeluarkan yang terkunci",
        en: "The reversal takes out what is locked",
    },
    detail: Text {
        id: "Pembalikan pada hari lain adalah penarikan: setoran ini masih terkunci, atau sisanya kurang dari minimum per pemegang. Koreksi salah catat dihitung pada hari transaksinya sendiri (tanpa effective_on) dan menunggu orang kedua.",
        en: "A reversal on another day is a withdrawal: this is still locked, or what is left is below the minimum per holder. To correct an error, let it count on the transaction's own day (without effective_on); it then waits for a second person.",
    },
    basis: "R28",
};

/// A certificate on which somebody has a claim.
pub static CERTIFICATE_PLEDGED: Code = Code {
    name: "certificate_pledged",
    status: 409,
    title: Text { id: "Surat saham digadaikan", en: "The certificate is pledged" },
    detail: Text {
        id: "Surat saham yang dibebani tidak dialihkan, dipecah, digabung atau ditarik; yang bebas {free} saham. Catat pelepasan bebannya dahulu.",
        en: "An encumbered certificate is not transferred, split, consolidated or taken back; free are {free} shares. Record the release of the claim first.",
    },
    basis: "UU 40/2007 Pasal 60",
};

/// A certificate that was cancelled.
pub static CERTIFICATE_ENDED: Code = Code {
    name: "certificate_ended",
    status: 409,
    title: Text { id: "Surat saham sudah batal", en: "The certificate is cancelled" },
    detail: Text {
        id: "Surat saham nomor {number} sudah batal; pakai penggantinya.",
        en: "Certificate number {number} is cancelled; use those that took its place.",
    },
    basis: "UU 40/2007 Pasal 51",
};

/// Parts that are not the whole.
pub static SPLIT_TOTAL: Code = Code {
    name: "split_total",
    status: 422,
    title: Text { id: "Jumlah pecahan tidak sama", en: "The parts are not the whole" },
    detail: Text {
        id: "Pecahan sedikitnya dua, masing-masing sedikitnya satu saham, dan jumlahnya tepat {shares} saham.",
        en: "Parts are two at least, of one share at least each, and {shares} shares in sum.",
    },
    basis: "UU 40/2007 Pasal 51",
};

/// Certificates whose shares do not follow each other.
pub static CERTIFICATES_APART: Code = Code {
    name: "certificates_apart",
    status: 422,
    title: Text { id: "Nomor saham tidak berurutan", en: "The shares do not follow each other" },
    detail: Text {
        id: "Gabungkan sedikitnya dua surat saham milik satu pemegang dan satu kelas, dengan nomor saham yang berurutan tanpa sela.",
        en: "Consolidate two certificates at least, of one holder and one class, whose share numbers follow each other without a gap.",
    },
    basis: "UU 40/2007 Pasal 51",
};

/// A claim on a certificate that is not its value.
pub static CLAIM_NOT_CERTIFICATE: Code = Code {
    name: "claim_not_certificate",
    status: 422,
    title: Text {
        id: "Beban tidak sama dengan surat saham",
        en: "The claim is not the certificate",
    },
    detail: Text {
        id: "Beban atas surat saham mencakup surat itu seutuhnya: {amount}. Pecah suratnya dahulu bila hanya sebagian yang dibebani.",
        en: "A claim on a certificate covers it as a whole: {amount}. Split the certificate first where only a part is encumbered.",
    },
    basis: "UU 40/2007 Pasal 60",
};

/// Every code of classes, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &TERMS_PERIOD,
    &TERMS_TOO_FAR,
    &LOCK_IN_LATE,
    &TERMS_CANCELLED,
    &TERMS_OWN,
    &CANCELLATION_LOCKS,
    &TERMS_CONTRADICT,
    &LOCK_IN_UNCLEAR,
    &BOUND_UNCLEAR,
    &TOTAL_BELOW_ISSUED,
    &ISSUABLE_EXHAUSTED,
    &BELOW_MINIMUM,
    &ABOVE_MAXIMUM,
    &SAVINGS_FULL,
    &NOT_ELIGIBLE,
    &LOCKED_IN,
    &REVERSAL_BEYOND_TERMS,
    &REVERSAL_OF_LOCKED,
    &CERTIFICATE_PLEDGED,
    &CERTIFICATE_ENDED,
    &SPLIT_TOTAL,
    &CERTIFICATES_APART,
    &CLAIM_NOT_CERTIFICATE,
];
