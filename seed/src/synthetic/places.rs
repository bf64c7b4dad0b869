//! Where organizations stand: where people live.

use crate::regions::Region;

use super::draw;

/// Inhabitants by province in hundreds of thousands, as weights only.
///
/// Source: BPS, Sensus Penduduk 2020, rounded; the provinces that were cut out
/// of Papua and Papua Barat in 2022 share their numbers by a house rule.
const POPULATION: [(&str, u32); 38] = [
    ("11", 53),
    ("12", 148),
    ("13", 55),
    ("14", 64),
    ("15", 35),
    ("16", 85),
    ("17", 20),
    ("18", 90),
    ("19", 15),
    ("21", 21),
    ("31", 106),
    ("32", 483),
    ("33", 365),
    ("34", 37),
    ("35", 407),
    ("36", 119),
    ("51", 43),
    ("52", 53),
    ("53", 53),
    ("61", 54),
    ("62", 27),
    ("63", 41),
    ("64", 38),
    ("65", 7),
    ("71", 26),
    ("72", 30),
    ("73", 91),
    ("74", 26),
    ("75", 12),
    ("76", 14),
    ("81", 18),
    ("82", 13),
    ("91", 10),
    ("92", 6),
    ("93", 5),
    ("94", 14),
    ("95", 14),
    ("96", 6),
];

/// Villages of one province, a span of the list.
#[derive(Debug)]
struct Province {
    first: usize,
    count: u32,
    /// Weights of this province and all before it.
    weight_up_to: u32,
}

/// Villages to choose from.
#[derive(Debug)]
pub(super) struct Places<'a> {
    villages: Vec<&'a Region>,
    /// Villages that may have a BUM Desa: desa and desa adat, not kelurahan.
    desa: Vec<&'a Region>,
    provinces: Vec<Province>,
}

impl<'a> Places<'a> {
    /// Takes the villages out of a list of regions in code order.
    pub(super) fn new(regions: &'a [Region]) -> Self {
        let villages: Vec<_> = regions.iter().filter(|region| region.code.len() == 13).collect();
        let desa = villages.iter().copied().filter(|v| !v.code[9..].starts_with('1')).collect();
        let mut provinces = Vec::new();
        let mut weight_up_to = 0;
        for group in villages.chunk_by(|a, b| a.code[..2] == b.code[..2]) {
            let code = &group[0].code[..2];
            let listed = POPULATION.iter().find(|(province, _)| *province == code);
            weight_up_to += listed.map_or(10, |(_, weight)| *weight);
            let first = provinces.last().map_or(0, |p: &Province| p.first + p.count as usize);
            let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
            provinces.push(Province { first, count, weight_up_to });
        }
        Self { villages, desa, provinces }
    }

    /// Whether there is no village.
    pub(super) fn is_empty(&self) -> bool {
        self.villages.is_empty()
    }

    /// Number of villages that may have a BUM Desa.
    pub(super) fn desa_count(&self) -> u32 {
        u32::try_from(self.desa.len()).unwrap_or(u32::MAX)
    }

    /// A desa for each rank below [`Self::desa_count`], none twice.
    pub(super) fn desa_by_rank(&self, rank: u32, offset: u64) -> &'a Region {
        let place = draw::spread(u64::from(rank) + offset % 1_000_000, self.desa_count());
        self.desa[place as usize]
    }

    /// A village of a province drawn by its inhabitants; within a province
    /// some villages are drawn far more often than others.
    pub(super) fn by_population(&self, province_bits: u64, village_bits: u64) -> &'a Region {
        let total = self.provinces.last().map_or(0, |p| p.weight_up_to);
        let at = draw::scale(province_bits, total);
        let place = self.provinces.partition_point(|p| p.weight_up_to <= at);
        let province = &self.provinces[place];
        self.villages[province.first + draw::skewed(village_bits, province.count) as usize]
    }
}
