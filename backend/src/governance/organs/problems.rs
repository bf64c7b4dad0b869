//! Fault codes of positions, ties and served villages.

use crate::kernel::fault::{Code, Text};

const KOPDES: &str = "Inpres 9/2025; SE Menteri Koperasi 1/2025";

/// A position that the organization's form does not have.
pub static POSITION_OF_FORM: Code = Code {
    name: "position_of_form",
    status: 422,
    title: Text { id: "Jabatan tidak ada pada bentuk ini", en: "The form has no such position" },
    detail: Text {
        id: "Bentuk {legal_form} tidak mengenal {role} dalam {organ}. Yang ada: {allowed}.",
        en: "The form {legal_form} knows no {role} in {organ}. There are: {allowed}.",
    },
    basis: "UU 25/1992; PP 11/2021; UU 6/2014",
};

/// A position that ends before it begins.
pub static POSITION_REVERSED: Code = Code {
    name: "position_reversed",
    status: 422,
    title: Text { id: "Masa jabatan terbalik", en: "The term runs backwards" },
    detail: Text {
        id: "Hari berakhir harus sesudah hari mulai {from}.",
        en: "The day of the end must be after the first day {from}.",
    },
    basis: "",
};

/// A position that only one person holds at a time, and another holds already.
pub static POSITION_TAKEN: Code = Code {
    name: "position_taken",
    status: 409,
    title: Text { id: "Jabatan sudah terisi", en: "The position is held" },
    detail: Text {
        id: "Jabatan {role} dalam {organ} dipegang orang lain sejak {from}. Catat dahulu akhirnya.",
        en: "Somebody else has been {role} in {organ} since {from}. Record the end of that first.",
    },
    basis: "",
};

/// Somebody who sits in the organ already.
pub static ALREADY_SEATED: Code = Code {
    name: "already_seated",
    status: 409,
    title: Text { id: "Sudah duduk dalam organ ini", en: "Sits in the organ already" },
    detail: Text {
        id: "Orang ini sudah duduk dalam {organ} sejak {from}. Catat dahulu akhir jabatan itu.",
        en: "This person has sat in {organ} since {from}. Record the end of that position first.",
    },
    basis: "",
};

/// One person in more organs of one BUM Desa than the law allows (R52).
pub static TWO_ORGANS: Code = Code {
    name: "two_organs",
    status: 422,
    title: Text { id: "Rangkap organ", en: "One person in several organs" },
    detail: Text {
        id: "Orang ini sudah duduk dalam {organ}. Satu orang hanya dalam {maximum} organ; akhiri jabatan itu atau pilih orang lain.",
        en: "This person sits in {organ} already. One person serves in {maximum} organ only; end that position or choose somebody else.",
    },
    basis: "PP 11/2021",
};

/// One person both on the board and among the supervisors of a cooperative; a warning.
pub static MANAGES_AND_SUPERVISES: Code = Code {
    name: "manages_and_supervises",
    status: 200,
    title: Text { id: "Mengurus sekaligus mengawasi", en: "Manages and supervises" },
    detail: Text {
        id: "Orang ini juga duduk dalam {organ}. Pengawas sebaiknya bukan pengurus; periksa anggaran dasar.",
        en: "This person sits in {organ} as well. Supervisors should not be managers; look into the by-laws.",
    },
    basis: "UU 25/1992 Pasal 21 (separate organs); house rule",
};

/// The adviser of a BUM Desa is not the sitting village head (R52).
pub static ADVISER_NOT_HEAD: Code = Code {
    name: "adviser_not_head",
    status: 422,
    title: Text { id: "Penasihat bukan kepala desa", en: "The adviser is not the village head" },
    detail: Text {
        id: "Penasihat BUM Desa adalah kepala desa yang menjabat; tercatat orang lain. Kirim ex_officio = true, atau mutakhirkan jabatan kepala desa pada pemerintah desa.",
        en: "The adviser of a BUM Desa is the sitting village head; somebody else is recorded as such. Send ex_officio = true, or bring the village government's record up to date.",
    },
    basis: "PP 11/2021",
};

/// The chief supervisor of a Merah Putih cooperative is not the sitting village head (R48).
pub static SUPERVISOR_NOT_HEAD: Code = Code {
    name: "supervisor_not_head",
    status: 422,
    title: Text {
        id: "Ketua pengawas bukan kepala desa",
        en: "The chief supervisor is not the village head",
    },
    detail: Text {
        id: "Ketua pengawas Kopdes adalah kepala desa yang menjabat; tercatat orang lain. Kirim ex_officio = true, atau mutakhirkan jabatan kepala desa pada pemerintah desa.",
        en: "The chief supervisor of the village cooperative is the sitting village head; somebody else is recorded as such. Send ex_officio = true, or bring the village government's record up to date.",
    },
    basis: KOPDES,
};

/// Nobody is recorded as head of the village; a warning.
pub static VILLAGE_HEAD_UNKNOWN: Code = Code {
    name: "village_head_unknown",
    status: 200,
    title: Text { id: "Kepala desa belum tercatat", en: "The village head is not recorded" },
    detail: Text {
        id: "Jabatan {role} melekat pada kepala desa, yang belum tercatat untuk hari itu. Catat pada pemerintah desa agar dapat diperiksa.",
        en: "The position {role} goes with the village head, who is not recorded for that day. Record them with the village government, so that it can be checked.",
    },
    basis: "PP 11/2021; SE Menteri Koperasi 1/2025",
};

/// Somebody who died before the end of the term (R48, R52).
pub static HOLDER_DECEASED: Code = Code {
    name: "holder_deceased",
    status: 422,
    title: Text { id: "Pemegang jabatan telah meninggal", en: "The holder has died" },
    detail: Text {
        id: "Menurut catatan, orang ini meninggal sebelum masa jabatan itu berakhir. Akhiri jabatan pada hari wafatnya, atau sebutkan orang lain.",
        en: "By the record this person died before the end of that term. End the position with the day of death, or name somebody else.",
    },
    basis: "KUHPerdata Pasal 1813; house rule, ADR-0044",
};

/// The village head is asked for, and none is recorded.
pub static NO_VILLAGE_HEAD: Code = Code {
    name: "no_village_head",
    status: 422,
    title: Text { id: "Kepala desa belum tercatat", en: "No village head is recorded" },
    detail: Text {
        id: "Tidak ada kepala desa yang tercatat untuk hari itu. Catat dahulu pada pemerintah desa, atau sebutkan orangnya.",
        en: "No village head is recorded for that day. Record one with the village government first, or name the person.",
    },
    basis: "",
};

/// A position for which nobody stands ex officio, or both or none of person and office.
pub static HOLDER_OF_POSITION: Code = Code {
    name: "holder_of_position",
    status: 422,
    title: Text { id: "Pemegang jabatan tidak jelas", en: "Who holds it is not clear" },
    detail: Text {
        id: "Isi person_id, atau ex_officio = true untuk penasihat BUM Desa dan ketua pengawas Kopdes; tidak keduanya.",
        en: "Give person_id, or ex_officio = true for the adviser of a BUM Desa and the chief supervisor of a Merah Putih cooperative; not both.",
    },
    basis: "",
};

/// A village head or official on the board of a Merah Putih cooperative (R48).
pub static OFFICIAL_ON_BOARD: Code = Code {
    name: "official_on_board",
    status: 422,
    title: Text { id: "Perangkat desa sebagai pengurus", en: "A village official on the board" },
    detail: Text {
        id: "Kepala desa dan perangkat desa tidak menjadi pengurus Kopdes. Pilih anggota lain.",
        en: "Village head and officials do not sit on the board of a village cooperative. Choose another member.",
    },
    basis: KOPDES,
};

/// The same, found where the village office is recorded: a fact, so a warning.
pub static OFFICIAL_SITS_ON_BOARD: Code = Code {
    name: "official_sits_on_board",
    status: 200,
    title: Text { id: "Masih pengurus Kopdes", en: "Still on a cooperative's board" },
    detail: Text {
        id: "Orang ini masih tercatat sebagai pengurus Kopdes, yang tidak boleh dirangkap. Akhiri salah satu jabatan.",
        en: "This person is still recorded on the board of a village cooperative, which does not go together. End one of the positions.",
    },
    basis: KOPDES,
};

/// Two relatives among board and supervisors of a Merah Putih cooperative (R48).
pub static FAMILY_ON_BOARD: Code = Code {
    name: "family_on_board",
    status: 422,
    title: Text { id: "Hubungan keluarga dalam organ", en: "Relatives in the organs" },
    detail: Text {
        id: "Pengurus dan pengawas Kopdes tidak boleh berhubungan keluarga; hubungan dengan seorang di antaranya dinyatakan. Akhiri salah satu jabatan.",
        en: "Board and supervisors of a village cooperative are not related; a tie with one of them is declared. End one of the positions.",
    },
    basis: KOPDES,
};

/// A board of too few, or of an even number (R48).
pub static BOARD_SIZE: Code = Code {
    name: "board_size",
    status: 422,
    title: Text { id: "Jumlah pengurus tidak sesuai", en: "The size of the board" },
    detail: Text {
        id: "Pengurus Kopdes berjumlah ganjil, sedikitnya {minimum}; tercatat {count}.",
        en: "The board of a village cooperative has an odd number, {minimum} at least; {count} are given.",
    },
    basis: KOPDES,
};

/// Too few women on the board (R48); a warning.
pub static FEW_WOMEN: Code = Code {
    name: "few_women",
    status: 200,
    title: Text { id: "Keterwakilan perempuan kurang", en: "Few women" },
    detail: Text {
        id: "Perempuan {women} dari {count} pengurus; dianjurkan sedikitnya {percent} persen.",
        en: "{women} of {count} on the board are women; {percent} per cent at least are wanted.",
    },
    basis: KOPDES,
};

/// An organ that nobody sits in; a warning.
pub static ORGAN_VACANT: Code = Code {
    name: "organ_vacant",
    status: 200,
    title: Text { id: "Jabatan kosong", en: "A position is vacant" },
    detail: Text {
        id: "Tidak ada {role} dalam {organ} pada hari itu. Catat pemegangnya.",
        en: "There is no {role} in {organ} on that day. Record who it is.",
    },
    basis: "UU 25/1992; PP 11/2021",
};

/// A board that begins before one which is recorded already.
pub static BOARD_NOT_LATER: Code = Code {
    name: "board_not_later",
    status: 409,
    title: Text { id: "Ada jabatan yang lebih baru", en: "There are later positions" },
    detail: Text {
        id: "Dalam organ itu sudah ada jabatan yang mulai {from}. Susunan baru mulai sesudahnya.",
        en: "A position in that organ begins on {from} already. A new board begins after it.",
    },
    basis: "",
};

/// The end of a position is recorded already.
pub static POSITION_ENDED: Code = Code {
    name: "position_ended",
    status: 409,
    title: Text { id: "Jabatan sudah berakhir", en: "The position has ended" },
    detail: Text {
        id: "Akhir jabatan ini sudah dicatat: {ended_on}.",
        en: "The end of this position is recorded: {ended_on}.",
    },
    basis: "",
};

/// A tie of somebody with themselves.
pub static TIE_WITH_SELF: Code = Code {
    name: "tie_with_self",
    status: 422,
    title: Text { id: "Orang yang sama", en: "The same person" },
    detail: Text {
        id: "Hubungan keluarga ada di antara dua orang yang berbeda.",
        en: "A family tie is between two different persons.",
    },
    basis: "",
};

/// A tie that is declared already.
pub static TIE_RECORDED: Code = Code {
    name: "tie_recorded",
    status: 409,
    title: Text { id: "Hubungan sudah dicatat", en: "The tie is recorded" },
    detail: Text {
        id: "Hubungan kedua orang ini sudah dinyatakan di lembaga ini.",
        en: "The tie between the two is declared with this organization already.",
    },
    basis: "",
};

/// A tie that was taken back already.
pub static TIE_WITHDRAWN: Code = Code {
    name: "tie_withdrawn",
    status: 409,
    title: Text { id: "Sudah ditarik", en: "Taken back already" },
    detail: Text {
        id: "Pernyataan ini sudah ditarik; nyatakan lagi bila perlu.",
        en: "This declaration was taken back; declare it anew if needed.",
    },
    basis: "",
};

/// A member whose village the cooperative does not serve (R48).
pub static OTHER_VILLAGE: Code = Code {
    name: "other_village",
    status: 422,
    title: Text { id: "Domisili di desa lain", en: "Lives in another village" },
    detail: Text {
        id: "Anggota Kopdes ber-KTP di desa yang dilayani ({served}); orang ini tercatat di {home}. Mutakhirkan wilayah orangnya, atau catat desa itu sebagai desa yang dilayani bersama.",
        en: "Members of a village cooperative live in a village that it serves ({served}); this person is recorded in {home}. Bring the person's region up to date, or record that village as served together.",
    },
    basis: KOPDES,
};

/// A village that no Merah Putih cooperative may serve, or serves already.
pub static VILLAGE_NOT_SERVED: Code = Code {
    name: "village_not_served",
    status: 422,
    title: Text { id: "Desa tidak dapat ditambahkan", en: "The village cannot be added" },
    detail: Text {
        id: "Hanya Kopdes mencatat desa yang dilayani bersama: tingkat desa, dalam kabupaten/kota kedudukannya, bukan desa kedudukannya, dan sekali saja.",
        en: "Only a Merah Putih cooperative records villages served together: of the level of a village, in the regency of its seat, not that of its seat, and each once.",
    },
    basis: KOPDES,
};

/// The serving of a village has ended already.
pub static SERVING_ENDED: Code = Code {
    name: "serving_ended",
    status: 409,
    title: Text { id: "Pelayanan sudah berakhir", en: "The serving has ended" },
    detail: Text {
        id: "Desa ini tidak dilayani lagi sejak {ended_on}.",
        en: "This village has not been served since {ended_on}.",
    },
    basis: "",
};

/// Every code of positions, for `docs/problems.md`.
pub static ALL: &[&Code] = &[
    &POSITION_OF_FORM,
    &POSITION_REVERSED,
    &POSITION_TAKEN,
    &ALREADY_SEATED,
    &TWO_ORGANS,
    &MANAGES_AND_SUPERVISES,
    &ADVISER_NOT_HEAD,
    &SUPERVISOR_NOT_HEAD,
    &VILLAGE_HEAD_UNKNOWN,
    &HOLDER_DECEASED,
    &NO_VILLAGE_HEAD,
    &HOLDER_OF_POSITION,
    &OFFICIAL_ON_BOARD,
    &OFFICIAL_SITS_ON_BOARD,
    &FAMILY_ON_BOARD,
    &BOARD_SIZE,
    &FEW_WOMEN,
    &ORGAN_VACANT,
    &BOARD_NOT_LATER,
    &POSITION_ENDED,
    &TIE_WITH_SELF,
    &TIE_RECORDED,
    &TIE_WITHDRAWN,
    &OTHER_VILLAGE,
    &VILLAGE_NOT_SERVED,
    &SERVING_ENDED,
];
