//! Fault codes of tables in text files.

use crate::kernel::fault::{Code, Text};

/// A file without a row.
pub static FILE_EMPTY: Code = Code {
    name: "file_empty",
    status: 422,
    title: Text { id: "Berkas kosong", en: "The file is empty" },
    detail: Text {
        id: "Berkas tidak berisi satu baris data pun.",
        en: "The file holds no row of data.",
    },
    basis: "",
};

/// A file whose letters cannot be told.
pub static ENCODING_UNKNOWN: Code = Code {
    name: "encoding_unknown",
    status: 422,
    title: Text { id: "Pengodean huruf tidak dikenal", en: "Unknown encoding" },
    detail: Text {
        id: "Berkas ini bukan teks, atau UTF-16 tanpa tanda awal (BOM). Simpan sebagai CSV UTF-8, atau sebutkan pengodeannya dalam profil impor.",
        en: "This file is no text, or UTF-16 without a byte order mark. Save it as CSV UTF-8, or name the encoding in the import profile.",
    },
    basis: "",
};

/// A file that mixes encodings or was cut.
pub static ENCODING_BROKEN: Code = Code {
    name: "encoding_broken",
    status: 422,
    title: Text { id: "Pengodean huruf rusak", en: "Broken encoding" },
    detail: Text {
        id: "Berkas sebagian UTF-8, tetapi rusak pada baris teks {line}. Simpan lagi sebagai CSV UTF-8, atau sebutkan pengodeannya dalam profil impor.",
        en: "The file is UTF-8 in part, but broken at text line {line}. Save it again as CSV UTF-8, or name the encoding in the import profile.",
    },
    basis: "",
};

/// An encoding that nothing in the file proves (a note).
pub static ENCODING_ASSUMED: Code = Code {
    name: "encoding_assumed",
    status: 200,
    title: Text { id: "Pengodean huruf diandaikan", en: "Encoding assumed" },
    detail: Text {
        id: "Berkas bukan UTF-8; dibaca sebagai {encoding}. Periksa huruf beraksen.",
        en: "The file is not UTF-8; it was read as {encoding}. Check accented letters.",
    },
    basis: "",
};

/// A row with too many columns.
pub static TOO_MANY_COLUMNS: Code = Code {
    name: "too_many_columns",
    status: 422,
    title: Text { id: "Kolom terlalu banyak", en: "Too many columns" },
    detail: Text {
        id: "Baris {row} punya lebih dari {maximum} kolom.",
        en: "Row {row} has more than {maximum} columns.",
    },
    basis: "",
};

/// A file with too many rows.
pub static TOO_MANY_ROWS: Code = Code {
    name: "too_many_rows",
    status: 422,
    title: Text { id: "Baris terlalu banyak", en: "Too many rows" },
    detail: Text {
        id: "Paling banyak {maximum} baris sekali impor. Bagi berkasnya.",
        en: "At most {maximum} rows in one import. Split the file.",
    },
    basis: "",
};

/// A cell or a row that is too long, often for a quotation mark that never ends.
pub static CELL_TOO_LARGE: Code = Code {
    name: "cell_too_large",
    status: 422,
    title: Text { id: "Isian terlalu panjang", en: "Cell too large" },
    detail: Text {
        id: "Baris {row} berisi lebih dari {maximum} bita dalam satu isian atau baris. Periksa tanda kutip yang tidak ditutup.",
        en: "Row {row} holds more than {maximum} bytes in one cell or row. Look for a quotation mark that is not closed.",
    },
    basis: "",
};

/// A row that is longer or shorter than the first one.
pub static ROW_LENGTH: Code = Code {
    name: "row_length",
    status: 422,
    title: Text { id: "Jumlah kolom berbeda", en: "Other number of columns" },
    detail: Text {
        id: "Baris ini punya {found} kolom, baris pertama {expected}. Periksa pemisah dan tanda kutip.",
        en: "This row has {found} columns, the first one {expected}. Check separators and quotation marks.",
    },
    basis: "",
};

/// A cell with characters that could not be decoded or stored.
pub static UNREADABLE_CHARACTER: Code = Code {
    name: "unreadable_character",
    status: 422,
    title: Text { id: "Huruf tidak terbaca", en: "Unreadable character" },
    detail: Text {
        id: "Isian memuat huruf yang rusak atau tidak tercetak. Perbaiki isiannya atau pengodean berkas.",
        en: "The cell holds a broken or unprintable character. Mend the cell or the file's encoding.",
    },
    basis: "",
};

/// A formula where a value is expected.
pub static FORMULA_CELL: Code = Code {
    name: "formula_cell",
    status: 422,
    title: Text { id: "Isian berupa rumus", en: "The cell is a formula" },
    detail: Text {
        id: "Isian tampak seperti rumus lembar sebar. Tulis nilainya.",
        en: "The cell looks like a spreadsheet's formula. Write its value.",
    },
    basis: "",
};

/// A workbook that cannot be read.
pub static WORKBOOK_UNREADABLE: Code = Code {
    name: "workbook_unreadable",
    status: 422,
    title: Text { id: "Buku kerja tidak terbaca", en: "Workbook not readable" },
    detail: Text {
        id: "Berkas ini bukan buku kerja Excel (.xlsx) yang utuh. Buka dengan lembar sebar, simpan lagi sebagai .xlsx tanpa kata sandi, atau sebagai CSV UTF-8.",
        en: "This file is no whole Excel workbook (.xlsx). Open it with a spreadsheet and save it again as .xlsx without a password, or as CSV UTF-8.",
    },
    basis: "",
};

/// A workbook that grows beyond bounds when it is unpacked.
pub static WORKBOOK_TOO_LARGE: Code = Code {
    name: "workbook_too_large",
    status: 422,
    title: Text { id: "Buku kerja terlalu besar", en: "Workbook too large" },
    detail: Text {
        id: "Isi buku kerja lebih dari {maximum} MB setelah dibuka. Hapus lembar, gambar, dan baris kosong berformat yang tidak perlu, atau simpan sebagai CSV.",
        en: "The workbook holds more than {maximum} MB once unpacked. Remove sheets, pictures and formatted blank rows that are not needed, or save it as CSV.",
    },
    basis: "",
};

/// A sheet with too many merged ranges.
pub static TOO_MANY_MERGED: Code = Code {
    name: "too_many_merged",
    status: 422,
    title: Text { id: "Sel gabungan terlalu banyak", en: "Too many merged cells" },
    detail: Text {
        id: "Lembar punya lebih dari {maximum} sel gabungan. Pisahkan sel gabungan (unmerge), lalu isi tiap sel.",
        en: "The sheet has more than {maximum} merged ranges. Unmerge them and fill each cell.",
    },
    basis: "",
};

/// Several sheets with cells, and none is named.
pub static SHEET_UNCLEAR: Code = Code {
    name: "sheet_unclear",
    status: 422,
    title: Text { id: "Lembar mana yang dibaca?", en: "Which sheet is meant?" },
    detail: Text {
        id: "Lebih dari satu lembar berisi data: {sheets}. Sebutkan satu dengan parameter sheet.",
        en: "More than one sheet holds data: {sheets}. Name one by the parameter sheet.",
    },
    basis: "",
};

/// A sheet that the workbook has not.
pub static SHEET_NOT_FOUND: Code = Code {
    name: "sheet_not_found",
    status: 422,
    title: Text { id: "Lembar tidak ada", en: "No such sheet" },
    detail: Text {
        id: "Buku kerja tidak punya lembar itu. Yang ada: {sheets}.",
        en: "The workbook has no such sheet. There are: {sheets}.",
    },
    basis: "",
};

/// A cell of a workbook that shows an error.
pub static CELL_BROKEN: Code = Code {
    name: "cell_broken",
    status: 422,
    title: Text { id: "Isian galat", en: "The cell shows an error" },
    detail: Text {
        id: "Isian menampilkan galat lembar sebar ({error}). Tulis nilainya.",
        en: "The cell shows a spreadsheet's error ({error}). Write its value.",
    },
    basis: "",
};

/// A cell that is merged with others.
pub static CELL_MERGED: Code = Code {
    name: "cell_merged",
    status: 422,
    title: Text { id: "Sel gabungan", en: "Merged cell" },
    detail: Text {
        id: "Isian ini digabung dengan sel lain, sehingga tidak jelas milik baris atau kolom mana. Pisahkan (unmerge) dan isi tiap sel.",
        en: "This cell is merged with others, so that it is unclear to which row or column it belongs. Unmerge it and fill each cell.",
    },
    basis: "",
};

/// Several values in one cell.
pub static SEVERAL_VALUES: Code = Code {
    name: "several_values",
    status: 422,
    title: Text { id: "Beberapa nilai dalam satu isian", en: "Several values in one cell" },
    detail: Text {
        id: "Isian memuat {count} nilai. Pilih satu.",
        en: "The cell holds {count} values. Choose one.",
    },
    basis: "",
};

/// A number that a spreadsheet has shortened.
pub static DIGITS_LOST: Code = Code {
    name: "digits_lost",
    status: 422,
    title: Text { id: "Angka kehilangan digit", en: "Digits were lost" },
    detail: Text {
        id: "Lembar sebar menyingkat nomor ini menjadi bilangan berpangkat. Ambil nomor lengkapnya dari sumber, lalu simpan kolom sebagai teks.",
        en: "A spreadsheet shortened this number to an exponent. Take the whole number from its source and keep the column as text.",
    },
    basis: "",
};

/// A value was brought to its normal form (a note).
pub static CELL_NORMALISED: Code = Code {
    name: "cell_normalised",
    status: 200,
    title: Text { id: "Isian dirapikan", en: "Cell normalised" },
    detail: Text { id: "Isian dibaca sebagai {to}.", en: "The cell was read as {to}." },
    basis: "",
};

/// A text that stands for no data (a note).
pub static READ_AS_NO_DATA: Code = Code {
    name: "read_as_no_data",
    status: 200,
    title: Text { id: "Dibaca sebagai tanpa data", en: "Read as no data" },
    detail: Text {
        id: "Isian ini dianggap kosong; data yang sudah tercatat tidak dihapus.",
        en: "This cell counts as blank; what is recorded already is not erased.",
    },
    basis: "",
};

/// Every code of tables, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &FILE_EMPTY,
    &ENCODING_UNKNOWN,
    &ENCODING_BROKEN,
    &ENCODING_ASSUMED,
    &TOO_MANY_COLUMNS,
    &TOO_MANY_ROWS,
    &CELL_TOO_LARGE,
    &ROW_LENGTH,
    &UNREADABLE_CHARACTER,
    &FORMULA_CELL,
    &WORKBOOK_UNREADABLE,
    &WORKBOOK_TOO_LARGE,
    &TOO_MANY_MERGED,
    &SHEET_UNCLEAR,
    &SHEET_NOT_FOUND,
    &CELL_BROKEN,
    &CELL_MERGED,
    &SEVERAL_VALUES,
    &DIGITS_LOST,
    &CELL_NORMALISED,
    &READ_AS_NO_DATA,
];
