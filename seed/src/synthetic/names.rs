//! Indonesian names for invented people and organizations.
//!
//! Source: Faker, `person/id_ID` (MIT, notice in `seed/data/NOTICE.md`).

use std::sync::LazyLock;

use super::draw;
use super::rows::Sex;

/// Given names of men, of women, family names of men, of women.
static PERSON: LazyLock<[Words; 4]> = LazyLock::new(|| {
    let mut blocks = include_str!("../../data/names_id.txt").split("\n\n");
    std::array::from_fn(|_| Words::new(blocks.next().unwrap_or_default()))
});

/// Words that names of enterprises are made of.
pub(super) static ORGANIZATION_WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "Bahari\nBersama\nHarapan\nJaya\nKarya\nLestari\nMaju\nMakmur\nMandiri\nMitra\n\
         Mulia\nRukun\nSejahtera\nSentosa\nSinar\nSubur\nSumber\nTani\nUsaha\nUtama",
    )
});

/// A list of words.
#[derive(Debug)]
pub(super) struct Words(Vec<&'static str>);

impl Words {
    fn new(lines: &'static str) -> Self {
        Self(lines.lines().collect())
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(0)
    }

    /// The word of an index below [`Self::len`]; empty beyond.
    pub(super) fn pick(&self, index: u32) -> &'static str {
        self.0.get(index as usize).copied().unwrap_or_default()
    }
}

/// A given name and a family name.
pub(super) fn person(sex: Sex, bits: u64) -> String {
    let [men, women, sires, dames] = &*PERSON;
    let (given, family) = match sex {
        Sex::Female => (women, dames),
        Sex::Male => (men, sires),
    };
    let given = given.pick(draw::scale(bits, given.len()));
    let family = family.pick(draw::scale(bits << 32, family.len()));
    let mut name = String::with_capacity(given.len() + 1 + family.len());
    name.push_str(given);
    name.push(' ');
    name.push_str(family);
    name
}
