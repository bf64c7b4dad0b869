//! Schemes to start from, by legal form: common practice, each with its basis.
//!
//! They are proposals. The issuer's own AD/ART and meeting decide, and where
//! the basis says "to be checked", a person has to read the article first.

use super::scheme::{CapitalBase, Destination, Part, PatronageKind, SchemeTerms};
use crate::kernel::percent::Percent;
use crate::registry::entity::organization::LegalForm;

/// A scheme to start from.
#[derive(Debug, Clone)]
pub struct Starter {
    /// Legal form.
    pub legal_form: LegalForm,
    /// Name.
    pub name: &'static str,
    /// The law and the practice that it follows.
    pub basis: &'static str,
    /// Terms.
    pub terms: SchemeTerms,
}

/// All starters.
///
/// Source: DOMAIN 1 to 3; the basis of each names its own.
#[must_use]
pub fn starters() -> Vec<Starter> {
    use LegalForm as Form;
    let starter = |legal_form, name, basis, parts: Vec<Part>| Starter {
        legal_form,
        name,
        basis,
        terms: SchemeTerms {
            parts,
            non_member_parts: Vec::new(),
            rounding: super::scheme::Rounding::default(),
            exited_members: super::scheme::ExitedMembers::default(),
            reserve_waiver: None,
        },
    };
    let cooperative = "UU 25/1992 Pasal 5, 41 dan 45; pembagian persentase menurut praktik \
                       koperasi, ditetapkan AD/ART dan RAT";
    vec![
        starter(Form::KoperasiPrimer, "SHU koperasi", cooperative, cooperative_parts()),
        starter(Form::KoperasiSekunder, "SHU koperasi sekunder", cooperative, cooperative_parts()),
        starter(
            Form::BumDesa,
            "Hasil usaha BUM Desa",
            "PP 11/2021 Pasal 60 dan 61 (to be checked); Kepmendesa 136/2022 untuk akun 3.2; \
             persentase menurut praktik, ditetapkan AD/ART dan musyawarah desa",
            village_parts("Pendapatan asli desa (PADes)"),
        ),
        starter(
            Form::BumDesaBersama,
            "Hasil usaha BUM Desa Bersama",
            "PP 11/2021 (to be checked); Kepmendesa 136/2022 untuk akun 3.1.01.xx dan 3.2; PADes \
             tiap desa menurut penyertaannya, ditetapkan AD/ART dan musyawarah antar desa",
            village_parts("PADes tiap desa pendiri"),
        ),
        starter(
            Form::Perumda,
            "Laba Perumda",
            "PP 54/2017 (to be checked); contoh terbit: Perumda BPR Bank Blora Artha 55/20/4/8/10/3",
            vec![
                part("pad", "Bagian daerah (PAD)", 55, Destination::Government),
                part("cadangan", "Cadangan", 20, Destination::Reserve),
                part("tantiem", "Tantiem dan bonus", 4, Destination::Staff),
                part("jasa_produksi", "Jasa produksi", 8, Destination::Staff),
                part("kesejahteraan", "Dana kesejahteraan", 10, Destination::Funds),
                part("tjsl", "Tanggung jawab sosial", 3, Destination::Funds),
            ],
        ),
        starter(
            Form::Perseroda,
            "Laba Perseroda",
            "UU 40/2007 Pasal 70 dan 71; PP 54/2017 (to be checked); persentase ditetapkan RUPS",
            vec![
                Part {
                    base: Some(CapitalBase::Closing),
                    ..part("dividen", "Dividen", 55, Destination::MemberCapital)
                },
                part("cadangan", "Cadangan wajib", 20, Destination::Reserve),
                part("tantiem", "Tantiem", 4, Destination::Staff),
                part("jasa_produksi", "Jasa produksi", 8, Destination::Staff),
                part("tjsl", "Tanggung jawab sosial", 3, Destination::Funds),
                part("laba_ditahan", "Laba ditahan", 10, Destination::Unallocated),
            ],
        ),
    ]
}

/// The split of a working cooperative: 25/20/30/10/5/5/3/2.
fn cooperative_parts() -> Vec<Part> {
    vec![
        part("cadangan", "Dana cadangan", 25, Destination::Reserve),
        Part {
            base: Some(CapitalBase::Average),
            ..part("jasa_modal", "Jasa modal", 20, Destination::MemberCapital)
        },
        Part {
            patronage: Some(PatronageKind::Purchases),
            ..part("jasa_usaha", "Jasa usaha", 30, Destination::MemberPatronage)
        },
        part("pengurus", "Dana pengurus dan pengawas", 10, Destination::Staff),
        part("karyawan", "Dana karyawan", 5, Destination::Staff),
        part("pendidikan", "Dana pendidikan", 5, Destination::Funds),
        part("sosial", "Dana sosial", 3, Destination::Funds),
        part("daerah_kerja", "Dana pembangunan daerah kerja", 2, Destination::Funds),
    ]
}

/// A common split of village enterprises: 30/30/20/10/5/5.
fn village_parts(pades: &str) -> Vec<Part> {
    vec![
        part("pades", pades, 30, Destination::Government),
        part("modal", "Tambahan modal", 30, Destination::Reserve),
        Part {
            base: Some(CapitalBase::Closing),
            ..part("masyarakat", "Bagian penyertaan masyarakat", 20, Destination::MemberCapital)
        },
        part("pengurus", "Pengurus", 10, Destination::Staff),
        part("sosial", "Sosial", 5, Destination::Funds),
        part("pendidikan", "Pendidikan dan pelatihan", 5, Destination::Funds),
    ]
}

fn part(key: &str, name: &str, percent: u8, destination: Destination) -> Part {
    Part {
        key: key.to_owned(),
        name: name.to_owned(),
        percent: Some(Percent::whole(percent)),
        amount: None,
        destination,
        base: None,
        instruments: Vec::new(),
        patronage: None,
        account: None,
    }
}
