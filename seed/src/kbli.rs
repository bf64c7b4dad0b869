//! Business classification codes (KBLI) that the demonstration uses.
//!
//! The full lists of BPS carry no free licence, so only these few facts stand
//! here; an importer loads the rest. One code of 2020 may become several codes
//! of 2025, so the edition belongs to the key and nothing is converted.

/// Edition of the classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KbliEdition {
    /// KBLI 2020. Source: Peraturan BPS Nomor 2 Tahun 2020.
    Kbli2020,
    /// KBLI 2025. Source: Peraturan BPS Nomor 7 Tahun 2025.
    Kbli2025,
}

impl KbliEdition {
    /// Year of the edition as stored: `2020` or `2025`.
    pub fn year(self) -> u16 {
        match self {
            Self::Kbli2020 => 2020,
            Self::Kbli2025 => 2025,
        }
    }
}

/// One five-digit class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KbliClass {
    /// The edition the code belongs to.
    pub edition: KbliEdition,
    /// Five digits, with leading zero.
    pub code: &'static str,
    /// Title in Indonesian.
    pub title: &'static str,
}

const fn class(edition: KbliEdition, code: &'static str, title: &'static str) -> KbliClass {
    KbliClass { edition, code, title }
}

/// The classes, ordered by edition and code.
///
/// Source: BPS, KBLI 2020 (Peraturan BPS 2/2020) and KBLI 2025 (Peraturan BPS
/// 7/2025), titles as quoted in public code lists.
pub const CLASSES: &[KbliClass] = &[
    class(KbliEdition::Kbli2020, "03217", "Pembesaran Tumbuhan Air Laut"),
    class(KbliEdition::Kbli2020, "03231", "Jasa Sarana Produksi Budidaya Ikan Laut"),
    class(KbliEdition::Kbli2020, "03233", "Jasa Pasca Panen Budidaya Ikan Laut"),
    class(KbliEdition::Kbli2020, "10291", "Industri Penggaraman/Pengeringan Biota Air Lainnya"),
    class(KbliEdition::Kbli2020, "10298", "Industri Pengolahan Rumput Laut"),
    class(KbliEdition::Kbli2020, "46206", "Perdagangan Besar Hasil Perikanan"),
    class(KbliEdition::Kbli2025, "10798", "Industri Bahan Makanan dari Rumput Laut"),
    class(KbliEdition::Kbli2025, "46324", "Perdagangan Besar Hasil Perikanan dan Olahan Terkait"),
];
