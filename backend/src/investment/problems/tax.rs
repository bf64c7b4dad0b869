//! Fault codes of tax that was withheld.

use crate::kernel::fault::{Code, Text};

/// More is remitted than is owed (R47).
pub static TAX_NOT_OWED: Code = Code {
    name: "tax_not_owed",
    status: 422,
    title: Text { id: "Melebihi pajak yang terutang", en: "More than the tax owed" },
    detail: Text {
        id: "Pada {day} dan sesudahnya pajak yang dipotong dan belum disetor {owed}. Setor paling banyak sebesar itu, atau catat dahulu pemotongan yang kurang.",
        en: "On {day} and after it, tax withheld and not yet remitted is {owed}. Remit at most that, or first record what was withheld besides.",
    },
    basis: "PP 15/2009 (to be checked)",
};

/// Less was withheld than is due, since the interest was too small (R47).
pub static TAX_NOT_WITHHELD: Code = Code {
    name: "tax_not_withheld",
    status: 200,
    title: Text { id: "Pajak belum terpotong penuh", en: "Not all of the tax was withheld" },
    detail: Text {
        id: "Pajak jasa bulan ini {due}, tetapi jasa ini hanya cukup untuk memotong sampai {withheld}: kurang {shortfall}, yang tetap terutang kepada negara. Potong dari jasa berikutnya dalam bulan yang sama, atau tagih anggota dan setor sendiri; buku ini belum mencatat kekurangan itu.",
        en: "The tax on the interest of this month is {due}, but this interest lets only {withheld} be withheld: {shortfall} is missing and owed to the state all the same. Withhold it of the next interest of the same month, or claim it from the member and remit it apart; these books do not have it yet.",
    },
    basis: "R47; PP 15/2009 (to be checked)",
};

/// More was withheld than is due, since interest was taken back (R47).
pub static TAX_OVER_WITHHELD: Code = Code {
    name: "tax_over_withheld",
    status: 200,
    title: Text { id: "Pajak terpotong berlebih", en: "Too much tax was withheld" },
    detail: Text {
        id: "Pajak jasa bulan ini {due}, tetapi sudah dipotong {withheld}: lebih {excess}, hak anggota. Balikkan jasa yang dipotong terlalu banyak dan catat lagi; jasa berikutnya dalam bulan yang sama tidak dipotong sampai seimbang.",
        en: "The tax on the interest of this month is {due}, but {withheld} was withheld: {excess} too much, which is the member's. Reverse the interest of which too much was withheld and record it anew; of further interest of the same month nothing is withheld until it is even.",
    },
    basis: "R47; PP 15/2009 (to be checked)",
};

/// Evidence of a payment to the state that stands for another one.
pub static EVIDENCE_USED: Code = Code {
    name: "evidence_used",
    status: 409,
    title: Text { id: "Bukti setor sudah dipakai", en: "The evidence was used before" },
    detail: Text {
        id: "Nomor bukti ini (NTPN) sudah mencatat penyetoran lain. Periksa nomornya; bila penyetoran itu salah, balikkan dahulu.",
        en: "This number (NTPN) already stands for another remittance. Check it; if that one is wrong, reverse it first.",
    },
    basis: "",
};

/// The codes of this file.
pub static ALL: &[&Code] = &[&TAX_NOT_OWED, &TAX_NOT_WITHHELD, &TAX_OVER_WITHHELD, &EVIDENCE_USED];
