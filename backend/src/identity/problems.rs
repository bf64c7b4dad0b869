//! Fault codes of identity.

use crate::kernel::fault::{Code, Text};

/// No valid session or token.
pub static NOT_SIGNED_IN: Code = Code {
    name: "not_signed_in",
    status: 401,
    title: Text { id: "Belum masuk", en: "Not signed in" },
    detail: Text {
        id: "Masuk dahulu (POST /api/v1/sessions), atau kirim token API yang masih berlaku.",
        en: "Sign in first (POST /api/v1/sessions), or send an API token that is still valid.",
    },
    basis: "",
};

/// Wrong name or password; which of the two is not told.
pub static LOGIN_REFUSED: Code = Code {
    name: "login_refused",
    status: 401,
    title: Text { id: "Nama atau sandi salah", en: "Wrong name or password" },
    detail: Text {
        id: "Nama pengguna atau kata sandi tidak cocok. Periksa keduanya; setelah sepuluh kali salah akun dikunci seperempat jam.",
        en: "The user name or the password does not match. Check both; after ten wrong ones the account is locked for a quarter of an hour.",
    },
    basis: "",
};

/// The role does not allow it.
pub static NOT_PERMITTED: Code = Code {
    name: "not_permitted",
    status: 403,
    title: Text { id: "Tidak berwenang", en: "Not permitted" },
    detail: Text {
        id: "Peran Anda tidak mengizinkan tindakan ini di wilayah atau lembaga itu. Minta kewenangan kepada pengelola.",
        en: "Your role does not allow this in that region or organization. Ask the administrator for a grant.",
    },
    basis: "",
};

/// A session request that changes something lacks its token.
pub static CSRF_MISSING: Code = Code {
    name: "csrf_missing",
    status: 403,
    title: Text { id: "Token CSRF tidak cocok", en: "CSRF token missing or wrong" },
    detail: Text {
        id: "Kirim `csrf_token` dari sesi Anda di kepala X-CSRF-Token.",
        en: "Send the `csrf_token` of your session in the header X-CSRF-Token.",
    },
    basis: "",
};

/// A token was used where a person has to sign in.
pub static SESSION_NEEDED: Code = Code {
    name: "session_needed",
    status: 403,
    title: Text { id: "Perlu sesi masuk", en: "A session is needed" },
    detail: Text {
        id: "Token API tidak dapat membuat, mengakhiri atau mengganti kredensial; masuk dengan nama dan kata sandi.",
        en: "An API token cannot make, end or replace credentials; sign in with name and password.",
    },
    basis: "",
};

/// A token for reading was used to write.
pub static TOKEN_READ_ONLY: Code = Code {
    name: "token_read_only",
    status: 403,
    title: Text { id: "Token hanya untuk membaca", en: "The token is for reading only" },
    detail: Text {
        id: "Buat token dengan cakupan `write` untuk mengubah data.",
        en: "Make a token with the scope `write` to change data.",
    },
    basis: "",
};

/// A password that is too easy.
pub static WEAK_PASSWORD: Code = Code {
    name: "weak_password",
    status: 422,
    title: Text { id: "Kata sandi terlalu lemah", en: "The password is too weak" },
    detail: Text {
        id: "Pakai 12 sampai 128 karakter, bukan nama Anda dan bukan satu huruf yang diulang. Beberapa kata acak mudah diingat.",
        en: "Use 12 to 128 characters, not your name and not one letter repeated. Some random words are easy to remember.",
    },
    basis: "NIST SP 800-63B 5.1.1.2",
};

/// The present password was given wrong.
pub static WRONG_PASSWORD: Code = Code {
    name: "wrong_password",
    status: 422,
    title: Text { id: "Kata sandi lama salah", en: "The present password is wrong" },
    detail: Text {
        id: "Isi kata sandi Anda yang sekarang dengan benar.",
        en: "Give your present password correctly.",
    },
    basis: "",
};

/// A password that somebody else set is used without one of the user's own.
pub static NEW_PASSWORD_NEEDED: Code = Code {
    name: "new_password_needed",
    status: 403,
    title: Text { id: "Perlu kata sandi baru", en: "A new password is needed" },
    detail: Text {
        id: "Kata sandi itu dibuat orang lain dan hanya untuk sekali masuk. Masuk lagi dengan kata sandi itu dan sertakan `new_password` pilihan Anda sendiri.",
        en: "That password was made by somebody else, for one login only. Sign in with it again and send a `new_password` of your own choice.",
    },
    basis: "",
};

/// An administrator resets the password with which they are signed in.
pub static OWN_PASSWORD: Code = Code {
    name: "own_password",
    status: 409,
    title: Text { id: "Kata sandi Anda sendiri", en: "Your own password" },
    detail: Text {
        id: "Ganti kata sandi Anda sendiri dengan PUT /api/v1/me/password, yang menanyakan kata sandi lama.",
        en: "Change your own password by PUT /api/v1/me/password, which asks for the present one.",
    },
    basis: "",
};

/// The user name is in use.
pub static USERNAME_TAKEN: Code = Code {
    name: "username_taken",
    status: 409,
    title: Text { id: "Nama pengguna sudah dipakai", en: "The user name is taken" },
    detail: Text { id: "Pilih nama pengguna lain.", en: "Choose another user name." },
    basis: "",
};

/// The person has a user already.
pub static PERSON_HAS_USER: Code = Code {
    name: "person_has_user",
    status: 409,
    title: Text { id: "Orang itu sudah punya pengguna", en: "The person has a user already" },
    detail: Text {
        id: "Satu orang dihubungkan dengan satu pengguna. Lepaskan dahulu dari pengguna yang lain.",
        en: "One person is linked to one user. Unlink the other user first.",
    },
    basis: "",
};

/// A grant whose reach lacks or has too much.
pub static REACH_INCOMPLETE: Code = Code {
    name: "reach_incomplete",
    status: 422,
    title: Text { id: "Jangkauan belum lengkap", en: "The reach is incomplete" },
    detail: Text {
        id: "Jangkauan `region` perlu region_code, `organization` perlu organization_id; yang lain tidak memakai keduanya.",
        en: "Reach `region` needs region_code, `organization` needs organization_id; the others take neither.",
    },
    basis: "",
};

/// A period that ends before it begins.
pub static PERIOD_REVERSED: Code = Code {
    name: "period_reversed",
    status: 422,
    title: Text { id: "Masa berlaku terbalik", en: "The period is reversed" },
    detail: Text {
        id: "Tanggal akhir harus setelah tanggal mulai.",
        en: "The end must be after the start.",
    },
    basis: "",
};

/// The last administrator would lock everybody out.
pub static LAST_ADMINISTRATOR: Code = Code {
    name: "last_administrator",
    status: 409,
    title: Text { id: "Pengelola terakhir", en: "The last administrator" },
    detail: Text {
        id: "Harus selalu ada pengelola nasional yang aktif; tunjuk pengelola lain dahulu.",
        en: "There must always be an active national administrator; appoint another one first.",
    },
    basis: "",
};

/// Every code of identity, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &NOT_SIGNED_IN,
    &LOGIN_REFUSED,
    &NOT_PERMITTED,
    &CSRF_MISSING,
    &TOKEN_READ_ONLY,
    &SESSION_NEEDED,
    &WEAK_PASSWORD,
    &WRONG_PASSWORD,
    &NEW_PASSWORD_NEEDED,
    &OWN_PASSWORD,
    &USERNAME_TAKEN,
    &PERSON_HAS_USER,
    &REACH_INCOMPLETE,
    &PERIOD_REVERSED,
    &LAST_ADMINISTRATOR,
];
