//! Fault codes of the HTTP edge; slices keep theirs in `problems.rs`.

use crate::kernel::fault::{Code, Text};

/// Several faults at once; `errors` lists them.
pub static INVALID: Code = Code {
    name: "invalid",
    status: 422,
    title: Text { id: "Data belum benar", en: "The data is not valid" },
    detail: Text {
        id: "Ada {count} hal yang perlu diperbaiki; lihat daftar `errors`.",
        en: "{count} things need mending; see the list `errors`.",
    },
    basis: "",
};

/// The body is not JSON.
pub static MALFORMED_JSON: Code = Code {
    name: "malformed_json",
    status: 400,
    title: Text { id: "Bukan JSON yang sah", en: "Not well-formed JSON" },
    detail: Text {
        id: "Isi permintaan tidak dapat dibaca sebagai JSON pada baris {line}, kolom {column}. Periksa tanda kutip, koma dan kurung.",
        en: "The body cannot be read as JSON at line {line}, column {column}. Check quotes, commas and brackets.",
    },
    basis: "",
};

/// The body has another media type.
pub static UNSUPPORTED_MEDIA_TYPE: Code = Code {
    name: "unsupported_media_type",
    status: 415,
    title: Text { id: "Jenis isi tidak didukung", en: "Unsupported media type" },
    detail: Text {
        id: "Kirim isi dengan Content-Type {expected}.",
        en: "Send the body with Content-Type {expected}.",
    },
    basis: "",
};

/// A required field is missing.
pub static FIELD_MISSING: Code = Code {
    name: "field_missing",
    status: 422,
    title: Text { id: "Isian wajib belum ada", en: "A required field is missing" },
    detail: Text { id: "Isi kolom {field}.", en: "Fill in the field {field}." },
    basis: "",
};

/// A field that the operation does not know.
pub static FIELD_UNKNOWN: Code = Code {
    name: "field_unknown",
    status: 422,
    title: Text { id: "Isian tidak dikenal", en: "Unknown field" },
    detail: Text {
        id: "Kolom {field} tidak dikenal; hapus atau perbaiki ejaannya.",
        en: "The field {field} is not known; remove it or mend its spelling.",
    },
    basis: "",
};

/// A field of the wrong JSON type.
pub static WRONG_TYPE: Code = Code {
    name: "wrong_type",
    status: 422,
    title: Text { id: "Jenis isian salah", en: "Wrong type" },
    detail: Text {
        id: "Isian harus berjenis {expected}.",
        en: "The value must be of type {expected}.",
    },
    basis: "",
};

/// A text in the wrong format.
pub static WRONG_FORMAT: Code = Code {
    name: "wrong_format",
    status: 422,
    title: Text { id: "Bentuk isian salah", en: "Wrong format" },
    detail: Text {
        id: "Isian tidak sesuai bentuk yang diminta: {expected}.",
        en: "The value does not have the expected form: {expected}.",
    },
    basis: "",
};

/// A value outside a closed list.
pub static NOT_AN_OPTION: Code = Code {
    name: "not_an_option",
    status: 422,
    title: Text { id: "Bukan pilihan yang tersedia", en: "Not one of the options" },
    detail: Text { id: "Pilih salah satu dari: {options}.", en: "Choose one of: {options}." },
    basis: "",
};

/// A value, text or list that is too small, large, short or long.
pub static OUT_OF_BOUNDS: Code = Code {
    name: "out_of_bounds",
    status: 422,
    title: Text { id: "Isian di luar batas", en: "Out of bounds" },
    detail: Text {
        id: "Isian melampaui batas ({bound}).",
        en: "The value is beyond the bound ({bound}).",
    },
    basis: "",
};

/// A text with a control character that no database text can hold.
pub static CONTROL_CHARACTER: Code = Code {
    name: "control_character",
    status: 422,
    title: Text { id: "Ada karakter kendali", en: "Control character" },
    detail: Text {
        id: "Teks memuat karakter yang tidak tampak (kendali, arah tulis, atau tanpa lebar); ketik ulang teks itu.",
        en: "The text holds characters that cannot be seen (controls, direction marks, or without width); type it again.",
    },
    basis: "",
};

/// A text of nothing but blanks.
pub static BLANK_TEXT: Code = Code {
    name: "blank_text",
    status: 422,
    title: Text { id: "Teks kosong", en: "Blank text" },
    detail: Text {
        id: "Isian hanya berisi spasi; tulis isinya, atau hilangkan kolomnya.",
        en: "The value is nothing but blanks; write something, or leave the field out.",
    },
    basis: "",
};

/// A search that is too short.
pub static SEARCH_TOO_SHORT: Code = Code {
    name: "search_too_short",
    status: 400,
    title: Text { id: "Kata cari terlalu pendek", en: "The search is too short" },
    detail: Text {
        id: "Tulis sedikitnya dua huruf atau angka.",
        en: "Write at least two letters or digits.",
    },
    basis: "",
};

/// A query parameter that cannot be read.
pub static BAD_PARAMETER: Code = Code {
    name: "bad_parameter",
    status: 400,
    title: Text { id: "Parameter salah", en: "Bad parameter" },
    detail: Text {
        id: "Parameter {field} tidak dapat dibaca: {reason_id}.",
        en: "The parameter {field} cannot be read: {reason_en}.",
    },
    basis: "",
};

/// A query parameter that the operation does not know.
pub static UNKNOWN_PARAMETER: Code = Code {
    name: "unknown_parameter",
    status: 400,
    title: Text { id: "Parameter tidak dikenal", en: "Unknown parameter" },
    detail: Text {
        id: "Parameter {field} tidak dikenal; yang dikenal: {options}.",
        en: "The parameter {field} is not known; known are: {options}.",
    },
    basis: "",
};

/// A cursor that this list did not hand out.
pub static BAD_CURSOR: Code = Code {
    name: "bad_cursor",
    status: 400,
    title: Text { id: "Kursor tidak sah", en: "Bad cursor" },
    detail: Text {
        id: "Pakai `next_cursor` dari halaman sebelumnya tanpa diubah, atau mulai tanpa kursor.",
        en: "Use the `next_cursor` of the page before, unchanged, or start without a cursor.",
    },
    basis: "",
};

/// Nothing is there, or nothing that the caller may see.
pub static NOT_FOUND: Code = Code {
    name: "not_found",
    status: 404,
    title: Text { id: "Tidak ditemukan", en: "Not found" },
    detail: Text {
        id: "Data itu tidak ada, atau berada di luar kewenangan Anda.",
        en: "There is no such thing, or it is outside what you may see.",
    },
    basis: "",
};

/// The path does not take this method.
pub static METHOD_NOT_ALLOWED: Code = Code {
    name: "method_not_allowed",
    status: 405,
    title: Text { id: "Metode tidak berlaku", en: "Method not allowed" },
    detail: Text {
        id: "Alamat ini tidak menerima metode itu; lihat /docs.",
        en: "This address does not take that method; see /docs.",
    },
    basis: "",
};

/// The client was too slow to send.
pub static REQUEST_TIMEOUT: Code = Code {
    name: "request_timeout",
    status: 408,
    title: Text { id: "Waktu habis", en: "Request timed out" },
    detail: Text {
        id: "Permintaan tidak selesai dalam batas waktu. Ulangi; permintaan uang aman diulang dengan Idempotency-Key yang sama.",
        en: "The request did not finish in time. Try again; a money request is safe to repeat with the same Idempotency-Key.",
    },
    basis: "",
};

/// The body is larger than the limit.
pub static BODY_TOO_LARGE: Code = Code {
    name: "body_too_large",
    status: 413,
    title: Text { id: "Isi terlalu besar", en: "The body is too large" },
    detail: Text {
        id: "Isi permintaan melampaui batas; kirim dalam beberapa bagian.",
        en: "The body is beyond the limit; send it in parts.",
    },
    basis: "",
};

/// `If-Match` is needed and missing.
pub static PRECONDITION_MISSING: Code = Code {
    name: "precondition_missing",
    status: 428,
    title: Text { id: "Syarat If-Match belum ada", en: "If-Match is missing" },
    detail: Text {
        id: "Baca data dahulu, lalu kirim ETag-nya di kepala If-Match supaya perubahan orang lain tidak tertimpa.",
        en: "Read the resource first and send its ETag in If-Match, so that nobody's change is overwritten.",
    },
    basis: "",
};

/// The resource has changed since it was read.
pub static STALE: Code = Code {
    name: "stale",
    status: 412,
    title: Text { id: "Data sudah berubah", en: "The data has changed" },
    detail: Text {
        id: "Data ini sudah diubah orang lain. Baca lagi, lalu ulangi perubahan Anda.",
        en: "Somebody has changed this since. Read it again and repeat your change.",
    },
    basis: "",
};

/// `Idempotency-Key` is needed and missing or malformed.
pub static IDEMPOTENCY_KEY_MISSING: Code = Code {
    name: "idempotency_key_missing",
    status: 428,
    title: Text { id: "Idempotency-Key belum ada", en: "Idempotency-Key is missing" },
    detail: Text {
        id: "Kirim kepala Idempotency-Key: 1 sampai 128 huruf, angka, titik, garis bawah atau tanda hubung, baru untuk setiap transaksi, sama untuk pengulangannya.",
        en: "Send the header Idempotency-Key: 1 to 128 letters, digits, dots, underscores or hyphens; a new one for each transaction, the same one for its retry.",
    },
    basis: "",
};

/// The key was used with another request.
pub static IDEMPOTENCY_KEY_REUSED: Code = Code {
    name: "idempotency_key_reused",
    status: 422,
    title: Text { id: "Idempotency-Key sudah dipakai", en: "Idempotency-Key reused" },
    detail: Text {
        id: "Kunci ini sudah dipakai untuk permintaan lain; yang berbeda: {fields}. Pakai kunci baru, atau kirim ulang isi yang sama persis.",
        en: "This key was used for another request; what differs: {fields}. Use a new key, or send exactly the same body again.",
    },
    basis: "",
};

/// The id that the client chose names another thing.
pub static ID_TAKEN: Code = Code {
    name: "id_taken",
    status: 409,
    title: Text { id: "Pengenal sudah dipakai", en: "The id is taken" },
    detail: Text {
        id: "Pengenal itu sudah dipakai untuk isi yang berbeda. Pakai UUID baru.",
        en: "That id is already used with other content. Use a new UUID.",
    },
    basis: "",
};

/// Something with the same key is already there.
pub static CONFLICT: Code = Code {
    name: "conflict",
    status: 409,
    title: Text { id: "Bertentangan dengan data lain", en: "Conflict" },
    detail: Text {
        id: "Perubahan ini bertentangan dengan data yang sudah ada.",
        en: "This change conflicts with what is already there.",
    },
    basis: "",
};

/// The request refers to something that does not exist.
pub static REFERENCE_UNKNOWN: Code = Code {
    name: "reference_unknown",
    status: 422,
    title: Text { id: "Rujukan tidak dikenal", en: "Unknown reference" },
    detail: Text {
        id: "Permintaan merujuk ke data yang tidak ada (wilayah, lembaga, orang, ...). Periksa kode dan pengenalnya.",
        en: "The request refers to something that does not exist (region, organization, person, ...). Check its codes and ids.",
    },
    basis: "",
};

/// The database is busy or the server is at its limit.
pub static BUSY: Code = Code {
    name: "busy",
    status: 503,
    title: Text { id: "Sedang sibuk", en: "Busy" },
    detail: Text {
        id: "Layanan sedang penuh. Ulangi setelah beberapa detik; permintaan uang aman diulang dengan Idempotency-Key yang sama.",
        en: "The service is full. Try again in some seconds; a money request is safe to repeat with the same Idempotency-Key.",
    },
    basis: "",
};

/// Somebody else holds what the request has to change: one of the many, not the
/// service.
pub static HELD: Code = Code {
    name: "held",
    status: 503,
    title: Text { id: "Sedang dipakai", en: "In use" },
    detail: Text {
        id: "Pekerjaan lain (misalnya impor buku atau pembayaran besar) sedang mengubah data yang sama. Ulangi setelah beberapa detik; permintaan uang aman diulang dengan Idempotency-Key yang sama.",
        en: "Other work (an import of books or a large payment, say) is changing the same records. Try again in some seconds; a money request is safe to repeat with the same Idempotency-Key.",
    },
    basis: "",
};

/// The database has no room left, or cannot write to its disk.
pub static STORAGE_FULL: Code = Code {
    name: "storage_full",
    status: 507,
    title: Text { id: "Penyimpanan penuh", en: "No storage left" },
    detail: Text {
        id: "Server tidak dapat menulis ke penyimpanannya; permintaan ini tidak dicatat. Beri tahu pengelola server, lalu ulangi; permintaan uang aman diulang dengan Idempotency-Key yang sama.",
        en: "The server cannot write to its storage; this request was not recorded. Tell the operator, then try again; a money request is safe to repeat with the same Idempotency-Key.",
    },
    basis: "",
};

/// Too many tries.
pub static TOO_MANY_REQUESTS: Code = Code {
    name: "too_many_requests",
    status: 429,
    title: Text { id: "Terlalu banyak percobaan", en: "Too many requests" },
    detail: Text {
        id: "Tunggu {seconds} detik sebelum mencoba lagi.",
        en: "Wait {seconds} seconds before trying again.",
    },
    basis: "",
};

/// A failure of ours; the log has the cause under the request id.
pub static INTERNAL: Code = Code {
    name: "internal",
    status: 500,
    title: Text { id: "Kesalahan di pihak kami", en: "A failure of ours" },
    detail: Text {
        id: "Ada kesalahan di layanan. Tidak ada data yang berubah. Sebutkan request_id kepada pengelola.",
        en: "Something failed in the service. Nothing was changed. Give the request_id to the operator.",
    },
    basis: "",
};

/// Every code of the platform, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &INVALID,
    &MALFORMED_JSON,
    &UNSUPPORTED_MEDIA_TYPE,
    &FIELD_MISSING,
    &FIELD_UNKNOWN,
    &WRONG_TYPE,
    &WRONG_FORMAT,
    &NOT_AN_OPTION,
    &OUT_OF_BOUNDS,
    &CONTROL_CHARACTER,
    &BLANK_TEXT,
    &SEARCH_TOO_SHORT,
    &BAD_PARAMETER,
    &UNKNOWN_PARAMETER,
    &BAD_CURSOR,
    &NOT_FOUND,
    &METHOD_NOT_ALLOWED,
    &REQUEST_TIMEOUT,
    &BODY_TOO_LARGE,
    &PRECONDITION_MISSING,
    &STALE,
    &IDEMPOTENCY_KEY_MISSING,
    &IDEMPOTENCY_KEY_REUSED,
    &ID_TAKEN,
    &CONFLICT,
    &REFERENCE_UNKNOWN,
    &BUSY,
    &HELD,
    &STORAGE_FULL,
    &TOO_MANY_REQUESTS,
    &INTERNAL,
];
