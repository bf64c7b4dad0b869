//! Fault codes of imports.

use crate::kernel::fault::{Code, Text};

/// A column that nothing was taken from (a note).
pub static COLUMN_NOT_MAPPED: Code = Code {
    name: "column_not_mapped",
    status: 200,
    title: Text { id: "Kolom tidak dipakai", en: "Column not used" },
    detail: Text {
        id: "Kolom ini tidak dikenal dan tidak diimpor. Bila perlu, petakan dalam profil impor.",
        en: "This column is not known and was not imported. Map it in an import profile if it is needed.",
    },
    basis: "",
};

/// A profile names a column that the file has not.
pub static HEADING_NOT_FOUND: Code = Code {
    name: "heading_not_found",
    status: 422,
    title: Text { id: "Kolom profil tidak ada", en: "The profile's column is missing" },
    detail: Text {
        id: "Profil memetakan kolom {column}, tetapi berkas ini tidak punya kolom itu.",
        en: "The profile maps the column {column}, which this file does not have.",
    },
    basis: "",
};

/// A column of a profile without heading or position, or with both.
pub static COLUMN_UNCLEAR: Code = Code {
    name: "column_unclear",
    status: 422,
    title: Text { id: "Kolom profil tidak jelas", en: "The profile's column is unclear" },
    detail: Text {
        id: "Sebutkan judul kolom atau posisinya, salah satu saja.",
        en: "Name the column by its heading or by its position, by one of them.",
    },
    basis: "",
};

/// Two columns for one field.
pub static FIELD_TWICE: Code = Code {
    name: "field_twice",
    status: 422,
    title: Text { id: "Dua kolom untuk satu isian", en: "Two columns for one field" },
    detail: Text {
        id: "Kolom {columns} sama-sama berarti {field}. Pilih satu dalam profil impor dan abaikan yang lain (ignore).",
        en: "The columns {columns} both mean {field}. Choose one in an import profile and ignore the others.",
    },
    basis: "",
};

/// No column for a field that every row needs.
pub static FIELD_NOT_MAPPED: Code = Code {
    name: "field_not_mapped",
    status: 422,
    title: Text { id: "Kolom wajib tidak ditemukan", en: "A needed column was not found" },
    detail: Text {
        id: "Tidak ada kolom untuk {field}. Buat profil impor yang menyebut judul atau posisi kolomnya (POST /api/v1/import-profiles).",
        en: "No column holds {field}. Make an import profile that names its heading or position (POST /api/v1/import-profiles).",
    },
    basis: "",
};

/// Numbers of a source that is not named.
pub static SOURCE_MISSING: Code = Code {
    name: "source_missing",
    status: 422,
    title: Text { id: "Sumber data belum disebut", en: "The source is not named" },
    detail: Text {
        id: "Berkas memuat nomor dari sistem lain; sebutkan sistemnya dengan parameter source, agar impor berikutnya mengenali baris yang sama.",
        en: "The file holds numbers of another system; name it by the parameter source, so that the next import knows the same rows again.",
    },
    basis: "",
};

/// A name that another profile bears.
pub static PROFILE_NAME_TAKEN: Code = Code {
    name: "profile_name_taken",
    status: 409,
    title: Text { id: "Nama profil sudah dipakai", en: "The profile's name is taken" },
    detail: Text {
        id: "Sudah ada profil impor bernama {name}. Ganti profil itu (PUT) atau pilih nama lain.",
        en: "There is an import profile named {name}. Replace that one (PUT) or choose another name.",
    },
    basis: "",
};

/// A profile that is not there.
pub static PROFILE_UNKNOWN: Code = Code {
    name: "profile_unknown",
    status: 422,
    title: Text { id: "Profil impor tidak dikenal", en: "Unknown import profile" },
    detail: Text {
        id: "Tidak ada profil impor dengan nama itu; lihat GET /api/v1/import-profiles.",
        en: "There is no import profile of that name; see GET /api/v1/import-profiles.",
    },
    basis: "",
};

/// A word that stands for no value of its field.
pub static VALUE_NOT_KNOWN: Code = Code {
    name: "value_not_known",
    status: 422,
    title: Text { id: "Nilai tidak dikenal", en: "Unknown value" },
    detail: Text {
        id: "Isian ini bukan nilai {field} yang dikenal: {options}.",
        en: "This is no known value of {field}: {options}.",
    },
    basis: "",
};

/// A row whose legal form nothing tells.
pub static LEGAL_FORM_MISSING: Code = Code {
    name: "legal_form_missing",
    status: 422,
    title: Text { id: "Bentuk hukum tidak diketahui", en: "The legal form is not known" },
    detail: Text {
        id: "Baris ini tidak menyebut bentuk hukum. Isi kolomnya, atau beri parameter legal_form untuk seluruh berkas.",
        en: "This row names no legal form. Fill its column, or give the parameter legal_form for the whole file.",
    },
    basis: "",
};

/// A legal form told by the name (a note).
pub static LEGAL_FORM_FROM_NAME: Code = Code {
    name: "legal_form_from_name",
    status: 200,
    title: Text { id: "Bentuk hukum dari nama", en: "Legal form from the name" },
    detail: Text {
        id: "Bentuk hukum {legal_form} dibaca dari nama.",
        en: "The legal form {legal_form} was read from the name.",
    },
    basis: "",
};

/// A new organization of which nothing tells the status (a warning).
pub static STATUS_ASSUMED: Code = Code {
    name: "status_assumed",
    status: 200,
    title: Text { id: "Status dianggap", en: "The status is assumed" },
    detail: Text {
        id: "Baris ini tidak menyebut status; usaha dicatat {status} sejak {since}, hari impor. Bila bukan itu, isi kolom status, atau beri status sebagai konstanta dalam profil impor, sebelum mengimpor.",
        en: "This row tells no status; the organization is recorded as {status} since {since}, the day of the import. If that is not so, fill the column of the status, or give the status as a constant of an import profile, before importing.",
    },
    basis: "",
};

/// A text that is no date.
pub static DATE_UNREADABLE: Code = Code {
    name: "date_unreadable",
    status: 422,
    title: Text { id: "Tanggal tidak terbaca", en: "Date not readable" },
    detail: Text {
        id: "Tulis tanggal sebagai 2026-12-31, 31/12/2026 atau 31 Desember 2026.",
        en: "Write dates as 2026-12-31, 31/12/2026 or 31 Desember 2026.",
    },
    basis: "",
};

/// A date that could be read in two ways.
pub static DATE_AMBIGUOUS: Code = Code {
    name: "date_ambiguous",
    status: 422,
    title: Text { id: "Tanggal bermakna ganda", en: "Ambiguous date" },
    detail: Text {
        id: "Hari dan bulan tidak dapat dibedakan. Tulis sebagai 2026-12-31, atau pilih locale id.",
        en: "Day and month cannot be told apart. Write it as 2026-12-31, or choose the locale id.",
    },
    basis: "",
};

/// A year where a day is expected (a warning).
pub static DATE_YEAR_ONLY: Code = Code {
    name: "date_year_only",
    status: 200,
    title: Text { id: "Hanya tahun", en: "Only a year" },
    detail: Text {
        id: "Hanya tahun {year} yang diketahui, bukan harinya; tanggal dibiarkan kosong.",
        en: "Only the year {year} is known, not the day; the date is left blank.",
    },
    basis: "",
};

/// A text that is no count.
pub static NUMBER_UNREADABLE: Code = Code {
    name: "number_unreadable",
    status: 422,
    title: Text { id: "Bilangan tidak terbaca", en: "Number not readable" },
    detail: Text {
        id: "Tulis bilangan bulat tanpa satuan, 0 sampai 1000000.",
        en: "Write a whole number without a unit, 0 to 1000000.",
    },
    basis: "",
};

/// A text that is no coordinate.
pub static COORDINATE_UNREADABLE: Code = Code {
    name: "coordinate_unreadable",
    status: 422,
    title: Text { id: "Koordinat tidak terbaca", en: "Coordinate not readable" },
    detail: Text {
        id: "Tulis derajat desimal, misalnya -5.6753.",
        en: "Write decimal degrees, such as -5.6753.",
    },
    basis: "",
};

/// One coordinate without the other (a warning).
pub static COORDINATE_INCOMPLETE: Code = Code {
    name: "coordinate_incomplete",
    status: 200,
    title: Text { id: "Koordinat tidak lengkap", en: "Coordinate incomplete" },
    detail: Text {
        id: "Hanya satu dari lintang dan bujur yang terisi; titik dibiarkan kosong.",
        en: "Only one of latitude and longitude is given; the point is left blank.",
    },
    basis: "",
};

/// Latitude and longitude in each other's column.
pub static COORDINATES_SWAPPED: Code = Code {
    name: "coordinates_swapped",
    status: 422,
    title: Text { id: "Lintang dan bujur tertukar", en: "Latitude and longitude are swapped" },
    detail: Text {
        id: "Lintang dan bujur tampaknya tertukar. Perbaiki, atau tukar pemetaan kolomnya.",
        en: "Latitude and longitude seem to be swapped. Mend them, or swap the columns' mapping.",
    },
    basis: "",
};

/// A point that several rows share (a warning).
pub static COORDINATES_SHARED: Code = Code {
    name: "coordinates_shared",
    status: 200,
    title: Text { id: "Koordinat dipakai bersama", en: "Coordinates are shared" },
    detail: Text {
        id: "Titik yang sama dengan baris {row}; mungkin titik kantor, bukan titik usaha.",
        en: "The same point as row {row}; it may be that of an office, not of the enterprise.",
    },
    basis: "",
};

/// A region found by its name (a note).
pub static PLACE_BY_NAME: Code = Code {
    name: "place_by_name",
    status: 200,
    title: Text { id: "Wilayah ditemukan dari nama", en: "Region found by name" },
    detail: Text {
        id: "Wilayah dibaca sebagai {code} {path}, satu-satunya yang cocok.",
        en: "The region was read as {code} {path}, the only one that fits.",
    },
    basis: "",
};

/// A village found inside the enterprise's name (a note).
pub static PLACE_IN_NAME: Code = Code {
    name: "place_in_name",
    status: 200,
    title: Text {
        id: "Desa ditemukan dalam nama usaha",
        en: "Village found in the enterprise's name",
    },
    detail: Text {
        id: "Desa dibaca dari nama usaha sebagai {code} {path}, satu-satunya yang cocok.",
        en: "The village was read from the enterprise's name as {code} {path}, the only one that fits.",
    },
    basis: "",
};

/// Several regions fit.
pub static PLACE_AMBIGUOUS: Code = Code {
    name: "place_ambiguous",
    status: 422,
    title: Text { id: "Beberapa wilayah cocok", en: "Several regions fit" },
    detail: Text {
        id: "Lebih dari satu wilayah cocok. Isi kodenya.",
        en: "More than one region fits. Give its code.",
    },
    basis: "",
};

/// No region fits.
pub static PLACE_NOT_FOUND: Code = Code {
    name: "place_not_found",
    status: 422,
    title: Text { id: "Wilayah tidak ditemukan", en: "Region not found" },
    detail: Text {
        id: "Tidak ada wilayah tingkat {level} yang cocok dalam {within}. Periksa ejaannya atau isi kodenya.",
        en: "No region of level {level} fits in {within}. Check the spelling or give its code.",
    },
    basis: "",
};

/// A row without a place.
pub static PLACE_MISSING: Code = Code {
    name: "place_missing",
    status: 422,
    title: Text { id: "Wilayah belum diisi", en: "The region is missing" },
    detail: Text {
        id: "Baris ini tidak menyebut wilayah, dan namanya tidak menunjukkan satu desa yang pasti.",
        en: "This row names no region, and its name does not point at one certain village.",
    },
    basis: "",
};

/// A code and a name that do not agree (a warning).
pub static PLACE_NAME_DIFFERS: Code = Code {
    name: "place_name_differs",
    status: 200,
    title: Text { id: "Kode dan nama wilayah berbeda", en: "Code and name of the region differ" },
    detail: Text {
        id: "Kode {code} adalah {path}, bukan seperti nama di berkas; yang dipakai kodenya.",
        en: "The code {code} is {path}, other than the name in the file; the code was taken.",
    },
    basis: "",
};

/// A foreign code that no crosswalk resolves.
pub static CODE_NEEDS_NAMES: Code = Code {
    name: "code_needs_names",
    status: 422,
    title: Text { id: "Kode BPS perlu nama wilayah", en: "A BPS code needs names" },
    detail: Text {
        id: "Kode {value} hanya dapat dipadankan sampai kabupaten atau kota. Isi juga nama kecamatan dan desa.",
        en: "The code {value} can be translated down to the regency only. Give the names of district and village as well.",
    },
    basis: "",
};

/// A row about the organization of another row.
pub static ROW_REPEATED: Code = Code {
    name: "row_repeated",
    status: 422,
    title: Text { id: "Baris ganda", en: "Repeated row" },
    detail: Text {
        id: "Baris ini tentang organisasi yang sama dengan baris {row}. Sisakan satu.",
        en: "This row is about the same organization as row {row}. Keep one of them.",
    },
    basis: "",
};

/// Several recorded organizations fit a row.
pub static ORGANIZATION_AMBIGUOUS: Code = Code {
    name: "organization_ambiguous",
    status: 422,
    title: Text { id: "Beberapa organisasi cocok", en: "Several organizations fit" },
    detail: Text {
        id: "{count} organisasi tercatat cocok dengan baris ini. Beri nomor sumber, atau gabungkan catatannya dahulu.",
        en: "{count} recorded organizations fit this row. Give the source's number, or settle the records first.",
    },
    basis: "",
};

/// The organization of this name bears another number of the same source.
pub static IDENTIFIER_DIFFERS: Code = Code {
    name: "identifier_differs",
    status: 422,
    title: Text { id: "Nomor sumber berbeda", en: "The source's number differs" },
    detail: Text {
        id: "Organisasi dengan bentuk, wilayah dan nama ini sudah tercatat dengan nomor {known} dari sumber yang sama. Bila memang lain, bedakan namanya.",
        en: "The organization of this form, place and name is recorded with number {known} of the same source. If it is another one, tell them apart by name.",
    },
    basis: "",
};

/// Every code of imports, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &COLUMN_NOT_MAPPED,
    &HEADING_NOT_FOUND,
    &COLUMN_UNCLEAR,
    &FIELD_TWICE,
    &FIELD_NOT_MAPPED,
    &SOURCE_MISSING,
    &PROFILE_NAME_TAKEN,
    &PROFILE_UNKNOWN,
    &VALUE_NOT_KNOWN,
    &LEGAL_FORM_MISSING,
    &LEGAL_FORM_FROM_NAME,
    &STATUS_ASSUMED,
    &DATE_UNREADABLE,
    &DATE_AMBIGUOUS,
    &DATE_YEAR_ONLY,
    &NUMBER_UNREADABLE,
    &COORDINATE_UNREADABLE,
    &COORDINATE_INCOMPLETE,
    &COORDINATES_SWAPPED,
    &COORDINATES_SHARED,
    &PLACE_BY_NAME,
    &PLACE_IN_NAME,
    &PLACE_AMBIGUOUS,
    &PLACE_NOT_FOUND,
    &PLACE_MISSING,
    &PLACE_NAME_DIFFERS,
    &CODE_NEEDS_NAMES,
    &ROW_REPEATED,
    &ORGANIZATION_AMBIGUOUS,
    &IDENTIFIER_DIFFERS,
];
