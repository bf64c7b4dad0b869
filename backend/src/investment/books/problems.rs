//! Fault codes of imports of books.

use crate::kernel::fault::{Code, Text};

/// How amounts and days are written was not stated.
pub static LOCALE_NOT_STATED: Code = Code {
    name: "locale_not_stated",
    status: 422,
    title: Text { id: "Format angka belum disebut", en: "The notation is not stated" },
    detail: Text {
        id: "Sebutkan locale: id (1.234,56 dan 31/12/2026), en (1,234.56), atau iso (1234.56 dan 2026-12-31). 1.500 tidak pernah ditebak.",
        en: "State the locale: id (1.234,56 and 31/12/2026), en (1,234.56) or iso (1234.56 and 2026-12-31). 1.500 is never guessed.",
    },
    basis: "house rule R5, R6",
};

/// No row of headings.
pub static BOOK_HEADINGS: Code = Code {
    name: "book_headings",
    status: 422,
    title: Text { id: "Judul kolom tidak ditemukan", en: "Headings not found" },
    detail: Text {
        id: "Dalam {rows} baris pertama tidak ada baris dengan sedikitnya dua judul kolom yang dikenal, misalnya Nama dan NIK. Tulis judulnya, atau sebutkan dengan parameter column_….",
        en: "None of the first {rows} rows has two headings that are known, such as Nama and NIK. Write them, or name them by the parameters column_….",
    },
    basis: "",
};

/// A column of an instrument that the issuer has not.
pub static BOOK_INSTRUMENT_MISSING: Code = Code {
    name: "book_instrument_missing",
    status: 422,
    title: Text { id: "Jenis modal belum dicatat", en: "Instrument not recorded" },
    detail: Text {
        id: "Kolom {column} berisi {kind}, tetapi lembaga belum punya jenis modal itu (atau dengan nama itu). Catat dahulu dengan POST /api/v1/organizations/<id>/instruments.",
        en: "Column {column} holds {kind}, which the issuer does not have (or not by that name). Record it first with POST /api/v1/organizations/<id>/instruments.",
    },
    basis: "",
};

/// A column that could be of several instruments.
pub static BOOK_INSTRUMENT_UNCLEAR: Code = Code {
    name: "book_instrument_unclear",
    status: 422,
    title: Text { id: "Jenis modal yang mana?", en: "Which instrument is meant?" },
    detail: Text {
        id: "Lembaga punya beberapa {kind}: {names}. Beri kolom {column} judul yang sama dengan nama jenis modalnya.",
        en: "The issuer has several {kind}: {names}. Give column {column} the instrument's name as its heading.",
    },
    basis: "",
};

/// A name without a letter.
pub static BOOK_NAME_UNREADABLE: Code = Code {
    name: "book_name_unreadable",
    status: 422,
    title: Text { id: "Nama tidak terbaca", en: "Name not readable" },
    detail: Text {
        id: "Nama harus memuat huruf. Hapus baris nomor kolom, atau perbaiki namanya.",
        en: "A name has letters. Remove a row of column numbers, or mend the name.",
    },
    basis: "",
};

/// A NIK that a spreadsheet keeps as a number.
pub static NIK_AS_NUMBER: Code = Code {
    name: "nik_as_number",
    status: 422,
    title: Text { id: "NIK tersimpan sebagai angka", en: "The NIK is a number" },
    detail: Text {
        id: "Lembar sebar hanya menyimpan 15 angka, sehingga angka terakhir NIK hilang. Ubah format kolom menjadi Teks, lalu ketik ulang NIK dari KTP-el.",
        en: "A spreadsheet keeps 15 digits of a number, so that the last one of the NIK is lost. Format the column as text, then type the NIK anew from the identity card.",
    },
    basis: "",
};

/// A number in the register that is no whole number.
pub static REGISTER_NUMBER_UNREADABLE: Code = Code {
    name: "register_number_unreadable",
    status: 422,
    title: Text { id: "Nomor anggota tidak terbaca", en: "Register number not readable" },
    detail: Text {
        id: "Nomor anggota adalah bilangan bulat mulai 1. Tulis tanpa huruf, atau pakai register_numbers=assigned agar nomor diberikan berurutan.",
        en: "A register number is a whole number from 1. Write it without letters, or use register_numbers=assigned to have numbers given in order.",
    },
    basis: "",
};

/// A newcomer without a number, where the book gives numbers.
pub static REGISTER_NUMBER_MISSING: Code = Code {
    name: "register_number_missing",
    status: 422,
    title: Text { id: "Nomor anggota belum ada", en: "Register number missing" },
    detail: Text {
        id: "Isi nomor anggota, atau pakai register_numbers=assigned agar semua nomor diberikan berurutan.",
        en: "Fill in the register number, or use register_numbers=assigned to have all numbers given in order.",
    },
    basis: "",
};

/// A number that would leave a gap in the register.
pub static REGISTER_NUMBER_GAP: Code = Code {
    name: "register_number_gap",
    status: 422,
    title: Text { id: "Nomor anggota melompat", en: "The register numbers have a gap" },
    detail: Text {
        id: "Nomor buku anggota berurutan tanpa lompatan; di sini seharusnya {expected}. Masukkan juga anggota dengan nomor itu, atau pakai register_numbers=assigned agar nomor diberikan berurutan.",
        en: "Numbers of a register have no gaps; here {expected} should stand. Add the member with that number, or use register_numbers=assigned to have numbers given in order.",
    },
    basis: "house rule ADR-0026",
};

/// A number of somebody else.
pub static REGISTER_NUMBER_TAKEN: Code = Code {
    name: "register_number_taken",
    status: 409,
    title: Text { id: "Nomor anggota milik orang lain", en: "The register number is another's" },
    detail: Text {
        id: "Nomor ini sudah dipakai anggota dengan nama atau NIK lain. Periksa nomornya; bila orangnya sama, lengkapi dahulu NIK atau namanya pada data orang.",
        en: "This number belongs to a member with another name or NIK. Check it; if they are the same person, complete the NIK or name in their record first.",
    },
    basis: "",
};

/// A member stands under another number.
pub static REGISTER_NUMBER_DIFFERS: Code = Code {
    name: "register_number_differs",
    status: 409,
    title: Text { id: "Nomor anggota berbeda", en: "Another register number" },
    detail: Text {
        id: "Orang dengan NIK ini sudah terdaftar dengan nomor anggota {register_number}. Samakan nomornya atau kosongkan.",
        en: "The person with this NIK stands in the register under number {register_number}. Use that number, or leave it blank.",
    },
    basis: "",
};

/// A recorded person has another name (a warning).
pub static BOOK_NAME_DIFFERS: Code = Code {
    name: "book_name_differs",
    status: 200,
    title: Text { id: "Nama berbeda", en: "Another name" },
    detail: Text {
        id: "Orang dengan NIK ini tercatat dengan nama lain. Nama yang tercatat tidak diubah; periksa apakah NIK-nya benar.",
        en: "The person with this NIK is recorded under another name, which is not changed. Check whether the NIK is right.",
    },
    basis: "",
};

/// A row that names nobody for certain.
pub static BOOK_IDENTITY_MISSING: Code = Code {
    name: "book_identity_missing",
    status: 422,
    title: Text { id: "Orang tidak dapat dikenali", en: "Nobody is named for certain" },
    detail: Text {
        id: "Isi NIK atau nomor anggota: nama saja dapat berarti dua orang.",
        en: "Fill in the NIK or the register number: a name alone may be that of two people.",
    },
    basis: "",
};

/// Two rows for one member.
pub static BOOK_ROW_TWICE: Code = Code {
    name: "book_row_twice",
    status: 422,
    title: Text { id: "Anggota muncul dua kali", en: "A member stands twice" },
    detail: Text {
        id: "Baris {row} sudah memuat NIK, nomor anggota, atau lembaga ini. Satu baris untuk satu anggota.",
        en: "Row {row} has this NIK, register number or organization already. One row a member.",
    },
    basis: "",
};

/// A member who entered after the day of the balances.
pub static JOINED_AFTER_CUT_OVER: Code = Code {
    name: "joined_after_cut_over",
    status: 422,
    title: Text { id: "Masuk setelah tanggal saldo", en: "Entered after the day of the balances" },
    detail: Text {
        id: "Tanggal masuk harus paling lambat {day}, tanggal saldo awal. Catat anggota yang masuk sesudahnya seperti biasa.",
        en: "The day of entry is {day} at the latest, the day of the balances. Record members who entered later as usual.",
    },
    basis: "",
};

/// A member without a day of entry (a warning).
pub static JOINED_ON_ASSUMED: Code = Code {
    name: "joined_on_assumed",
    status: 200,
    title: Text { id: "Tanggal masuk diandaikan", en: "Day of entry assumed" },
    detail: Text {
        id: "Tanggal masuk kosong; dicatat {day}, tanggal saldo awal.",
        en: "The day of entry is blank; {day} was recorded, the day of the balances.",
    },
    basis: "",
};

/// A sum of the rows, which is not booked (a note).
pub static TOTAL_ROW: Code = Code {
    name: "total_row",
    status: 200,
    title: Text { id: "Baris jumlah", en: "Row of totals" },
    detail: Text {
        id: "Baris ini dibaca sebagai baris jumlah: dicocokkan dengan baris di atasnya dan tidak diimpor.",
        en: "This row was read as one of totals: compared with the rows above it and not imported.",
    },
    basis: "",
};

/// A row of totals is not the sum of its rows.
pub static TOTAL_DIFFERS: Code = Code {
    name: "total_differs",
    status: 422,
    title: Text { id: "Baris jumlah tidak cocok", en: "A row of totals differs" },
    detail: Text {
        id: "Baris ini menyebut {stated}, sedangkan baris anggota di atasnya berjumlah {found}. Periksa baris yang kurang, ganda, atau salah ketik, atau betulkan jumlahnya.",
        en: "This row says {stated}, the members above it add up to {found}. Look for rows that are missing, double or mistyped, or mend the total.",
    },
    basis: "house rule, ADR-0034",
};

/// The file adds up to something else than was stated.
pub static CONTROL_TOTAL: Code = Code {
    name: "control_total",
    status: 422,
    title: Text { id: "Jumlah kontrol tidak cocok", en: "A control total differs" },
    detail: Text {
        id: "{what}: dinyatakan {stated}, berkas berjumlah {found}. Periksa baris yang kurang, ganda, atau salah ketik.",
        en: "{what}: {stated} was stated, the file has {found}. Look for rows that are missing, double or mistyped.",
    },
    basis: "",
};

/// A book with too many members.
pub static BOOK_TOO_LONG: Code = Code {
    name: "book_too_long",
    status: 422,
    title: Text { id: "Anggota terlalu banyak", en: "Too many members" },
    detail: Text {
        id: "Paling banyak {maximum} anggota sekali impor. Bagi berkasnya.",
        en: "At most {maximum} members in one import. Split the file.",
    },
    basis: "",
};

/// A row with the numbers of a person and of an organization.
pub static BOOK_HOLDER_UNCLEAR: Code = Code {
    name: "book_holder_unclear",
    status: 422,
    title: Text { id: "Orang atau lembaga?", en: "A person or an organization?" },
    detail: Text {
        id: "Baris ini memuat NIK dan nomor lembaga. Kosongkan salah satunya.",
        en: "This row has a NIK and the number of an organization. Leave one of them blank.",
    },
    basis: "",
};

/// An organization that the registry does not have.
pub static BOOK_ORGANIZATION_UNKNOWN: Code = Code {
    name: "book_organization_unknown",
    status: 422,
    title: Text { id: "Lembaga belum tercatat", en: "The organization is not recorded" },
    detail: Text {
        id: "Tidak ada lembaga dengan NIB, NPWP, NIK koperasi, atau nomor badan hukum ini. Periksa nomornya, atau catat dahulu lembaganya dengan POST /api/v1/organizations.",
        en: "No organization has this NIB, NPWP, cooperative number or legal number. Check it, or record the organization first with POST /api/v1/organizations.",
    },
    basis: "",
};

/// A number that several organizations have.
pub static BOOK_ORGANIZATION_UNCLEAR: Code = Code {
    name: "book_organization_unclear",
    status: 422,
    title: Text { id: "Lembaga yang mana?", en: "Which organization is meant?" },
    detail: Text {
        id: "Beberapa lembaga tercatat dengan nomor ini. Pakai nomor lain dari lembaga itu, misalnya NIB.",
        en: "Several organizations are recorded with this number. Use another number of it, such as the NIB.",
    },
    basis: "",
};

/// A control total of an instrument that the issuer has not.
pub static CONTROL_TOTAL_UNCLEAR: Code = Code {
    name: "control_total_unclear",
    status: 422,
    title: Text { id: "Jumlah kontrol untuk apa?", en: "A control total of what?" },
    detail: Text {
        id: "{name} bukan nama satu jenis modal lembaga ini. Tulis namanya seperti tercatat, lalu = dan jumlahnya; pisahkan dengan titik koma.",
        en: "{name} is not the name of one instrument of this issuer. Write its name as recorded, then = and the sum; separate several by semicolons.",
    },
    basis: "",
};

/// A book with too many columns of amounts.
pub static BOOK_TOO_WIDE: Code = Code {
    name: "book_too_wide",
    status: 422,
    title: Text { id: "Kolom jumlah terlalu banyak", en: "Too many columns of amounts" },
    detail: Text {
        id: "Paling banyak {maximum} kolom simpanan atau modal sekali impor. Bagi berkasnya.",
        en: "At most {maximum} columns of savings or capital in one import. Split the file.",
    },
    basis: "",
};

/// More faults than are told (a note).
pub static FAULTS_UNTOLD: Code = Code {
    name: "faults_untold",
    status: 200,
    title: Text { id: "Kesalahan lain tidak dirinci", en: "More faults are not told" },
    detail: Text {
        id: "Masih ada {count} kesalahan lain; hanya satu per baris yang disebut. Perbaiki yang disebut, lalu kirim lagi.",
        en: "There are {count} more faults; only one a row is told of. Mend what is told, then send again.",
    },
    basis: "",
};

/// Too many members whose NIK belongs to somebody out of sight.
pub static NIK_CHECK_STOPPED: Code = Code {
    name: "nik_check_stopped",
    status: 409,
    title: Text { id: "Pemeriksaan NIK dihentikan", en: "The check of NIK was stopped" },
    detail: Text {
        id: "Sudah {maximum} NIK dalam berkas ini terdaftar di luar jangkauan Anda; baris sesudahnya tidak diperiksa. Mintalah administrator mengimpor berkas ini, atau perbaiki NIK-nya dahulu.",
        en: "Of this file {maximum} NIK are recorded beyond your reach already; the rows after that were not checked. Have an administrator import it, or mend the NIK first.",
    },
    basis: "UU 27/2022; house rule, ADR-0034",
};

/// The codes of this room.
pub static ALL: &[&Code] = &[
    &LOCALE_NOT_STATED,
    &BOOK_HEADINGS,
    &BOOK_INSTRUMENT_MISSING,
    &BOOK_INSTRUMENT_UNCLEAR,
    &BOOK_NAME_UNREADABLE,
    &NIK_AS_NUMBER,
    &REGISTER_NUMBER_UNREADABLE,
    &REGISTER_NUMBER_MISSING,
    &REGISTER_NUMBER_GAP,
    &REGISTER_NUMBER_TAKEN,
    &REGISTER_NUMBER_DIFFERS,
    &BOOK_NAME_DIFFERS,
    &BOOK_IDENTITY_MISSING,
    &BOOK_ROW_TWICE,
    &BOOK_HOLDER_UNCLEAR,
    &BOOK_ORGANIZATION_UNKNOWN,
    &BOOK_ORGANIZATION_UNCLEAR,
    &CONTROL_TOTAL_UNCLEAR,
    &JOINED_AFTER_CUT_OVER,
    &JOINED_ON_ASSUMED,
    &TOTAL_ROW,
    &TOTAL_DIFFERS,
    &CONTROL_TOTAL,
    &BOOK_TOO_LONG,
    &BOOK_TOO_WIDE,
    &FAULTS_UNTOLD,
    &NIK_CHECK_STOPPED,
];
