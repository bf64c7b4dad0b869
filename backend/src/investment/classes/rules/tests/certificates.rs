use proptest::prelude::*;

use super::*;

fn ranges(pairs: &[(i64, i64)]) -> Vec<Range> {
    pairs.iter().map(|(first, last)| Range { first: *first, last: *last }).collect()
}

fn count(ranges: &[Range]) -> i64 {
    ranges.iter().map(|range| range.count()).sum()
}

#[test]
fn r67_taking_gives_up_the_first_certificates_and_cuts_the_last() {
    let held = ranges(&[(1, 100), (201, 250), (101, 110)]);
    for (wanted, certificates, gone, rest) in [
        (0, 0, vec![], None),
        (40, 1, vec![(1, 40)], Some((41, 100))),
        (100, 1, vec![(1, 100)], None),
        (101, 2, vec![(1, 100), (201, 201)], Some((202, 250))),
        (160, 3, vec![(1, 100), (201, 250), (101, 110)], None),
    ] {
        let taken = take(&held, wanted).expect("there are enough");
        let expected = Taken {
            certificates,
            gone: ranges(&gone),
            rest: rest.map(|(first, last)| Range { first, last }),
        };
        assert_eq!(taken, expected, "{wanted}");
    }
    assert_eq!(take(&held, 161), None);
}

#[test]
fn r67_a_split_keeps_the_total() {
    let whole = Range { first: 11, last: 30 };
    for (parts, expected) in [
        (&[5, 15][..], Some(vec![(11, 15), (16, 30)])),
        (&[1, 1, 18][..], Some(vec![(11, 11), (12, 12), (13, 30)])),
        (&[20][..], None),
        (&[5, 14][..], None),
        (&[5, 16][..], None),
        (&[0, 20][..], None),
        (&[-1, 21][..], None),
        (&[][..], None),
        (&[i64::MAX, 1][..], None),
    ] {
        let found = split(whole, parts);
        assert_eq!(
            found.as_ref().err().map(|it| it.code.name),
            expected.is_none().then_some("split_total")
        );
        assert_eq!(found.ok(), expected.map(|pairs| ranges(&pairs)), "{parts:?}");
    }
}

#[test]
fn r67_only_shares_that_follow_each_other_become_one_certificate() {
    for (pairs, expected) in [
        (&[(1, 10), (11, 20)][..], Some((1, 20))),
        (&[(11, 20), (21, 21), (1, 10)][..], Some((1, 21))),
        (&[(1, 10), (12, 20)][..], None),
        (&[(1, 10)][..], None),
        (&[][..], None),
    ] {
        let found = consolidate(&ranges(pairs)).ok();
        assert_eq!(found.map(|it| (it.first, it.last)), expected, "{pairs:?}");
    }
}

/// A certificate book kept by the rules alone, beside plain counts.
#[derive(Default)]
struct Model {
    held: BTreeMap<usize, Vec<Range>>,
    counts: BTreeMap<usize, i64>,
    last: i64,
}

impl Model {
    fn issue(&mut self, holder: usize, shares: i64) {
        let range = Range::of(self.last + 1, shares).expect("shares are above zero");
        self.last = range.last;
        self.held.entry(holder).or_default().push(range);
        *self.counts.entry(holder).or_default() += shares;
    }

    /// Gives shares away; nothing where the holder has fewer.
    fn give(&mut self, holder: usize, shares: i64) -> Vec<Range> {
        let held = self.held.entry(holder).or_default();
        let Some(taken) = take(held, shares) else { return Vec::new() };
        let rest = held.split_off(taken.certificates);
        *held = taken.rest.into_iter().chain(rest).collect();
        *self.counts.entry(holder).or_default() -= shares;
        joined(taken.gone)
    }

    fn check(&self) {
        for (holder, held) in &self.held {
            let shares = self.counts.get(holder).copied().unwrap_or_default();
            assert_eq!(count(held), shares, "holder {holder}");
        }
        let mut all: Vec<Range> = self.held.values().flatten().copied().collect();
        all.sort_unstable();
        for pair in all.windows(2) {
            assert!(pair[0].last < pair[1].first, "a share stands on two certificates: {pair:?}");
        }
    }
}

proptest! {
    #[test]
    fn r67_the_sum_of_ranges_is_the_shares_held_after_any_acts(
        acts in proptest::collection::vec((0_u8..5, 0_usize..4, 0_usize..4, 1_i64..200), 0..80),
    ) {
        let mut model = Model::default();
        for (act, one, other, shares) in acts {
            match act {
                0 => model.issue(one, shares),
                1 => drop(model.give(one, shares)),
                2 if one != other => {
                    let gone = model.give(one, shares);
                    *model.counts.entry(other).or_default() += count(&gone);
                    model.held.entry(other).or_default().extend(gone);
                }
                3 => {
                    let held = model.held.entry(one).or_default();
                    if let Some(whole) = held.first().copied().filter(|it| it.count() > 1) {
                        let cut = 1 + shares % (whole.count() - 1);
                        let parts = split(whole, &[cut, whole.count() - cut]).unwrap();
                        held.splice(..1, parts);
                    }
                }
                _ => {
                    let held = model.held.entry(one).or_default();
                    let merged = joined(held.clone());
                    prop_assert_eq!(count(&merged), count(held));
                    *held = merged;
                }
            }
            model.check();
        }
    }

    #[test]
    fn r67_split_and_consolidation_undo_each_other(
        first in 1_i64..1_000_000,
        parts in proptest::collection::vec(1_i64..1_000, 2..20),
    ) {
        let whole = Range::of(first, parts.iter().sum()).unwrap();
        let mut pieces = split(whole, &parts).unwrap();
        pieces.reverse();
        prop_assert_eq!(consolidate(&pieces).unwrap(), whole);
    }
}
