use proptest::prelude::*;

use super::*;

const MIN: i64 = 3;
const CELLS: [&str; 3] = ["a", "b", "c"];

fn counts(values: [i64; 3]) -> Counts {
    CELLS.iter().map(|cell| (*cell).to_owned()).zip(values).collect()
}

fn hidden(cells: &[&str]) -> BTreeSet<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn r113_the_limit_itself_is_shown_and_one_less_is_not() {
    for (values, expected) in [
        ([3, 3, 3], Shown::all()),
        ([0, 0, 3], Shown::all()),
        ([0, 0, 0], Shown::all()),
        // One cell alone would be the total less the others: a second goes with it.
        ([2, 4, 9], Shown { total: true, hidden: hidden(&["a", "b"]) }),
        // Two small cells whose sum is small still tell too much.
        ([1, 1, 9], Shown { total: true, hidden: hidden(&["a", "b", "c"]) }),
        ([1, 2, 9], Shown { total: true, hidden: hidden(&["a", "b"]) }),
        ([2, 0, 0], Shown { total: false, hidden: hidden(&["a", "b", "c"]) }),
    ] {
        assert_eq!(suppress(&Shown::all(), &[counts(values)], MIN), expected, "{values:?}");
    }
}

#[test]
fn r113_a_small_cell_of_one_village_hides_it_for_all_its_siblings() {
    let shown = suppress(&Shown::all(), &[counts([2, 9, 9]), counts([50, 60, 70])], MIN);

    assert!(!shown.shows("a"));
    assert!(shown.total);
    assert_eq!(shown.hidden.len(), 2);
}

#[test]
fn r113_what_is_hidden_above_stays_hidden_below() {
    let above = suppress(&Shown::all(), &[counts([2, 4, 90])], MIN);

    let below = suppress(&above, &[counts([0, 0, 45]), counts([0, 0, 45])], MIN);

    assert_eq!(below.hidden, hidden(&["a", "b"]));
}

/// Three levels: a nation, its provinces, their regencies; the leaves hold the counts.
type Leaves = Vec<Vec<[i64; 3]>>;

/// All that a reader sees: each total and each cell shown, by node.
fn published(leaves: &Leaves, masks: &(Shown, Shown, Vec<Shown>)) -> Vec<Option<i64>> {
    let mut seen = Vec::new();
    let mut show = |node: [i64; 3], mask: &Shown| {
        seen.push(mask.total.then(|| node.iter().sum()));
        for (cell, count) in CELLS.iter().zip(node) {
            seen.push(mask.shows(cell).then_some(count));
        }
    };
    show(sum(&leaves.concat()), &masks.0);
    for (province, mask) in leaves.iter().zip(&masks.2) {
        show(sum(province), &masks.1);
        province.iter().for_each(|leaf| show(*leaf, mask));
    }
    seen
}

fn sum(leaves: &[[i64; 3]]) -> [i64; 3] {
    leaves.iter().fold([0; 3], |mut total, leaf| {
        (0..3).for_each(|cell| total[cell] += leaf[cell]);
        total
    })
}

fn masks(leaves: &Leaves) -> (Shown, Shown, Vec<Shown>) {
    let nation = suppress(&Shown::all(), &[counts(sum(&leaves.concat()))], MIN);
    let provinces: Vec<Counts> = leaves.iter().map(|province| counts(sum(province))).collect();
    let provinces = suppress(&nation, &provinces, MIN);
    let below = leaves.iter().map(|province| {
        let leaves: Vec<Counts> = province.iter().map(|leaf| counts(*leaf)).collect();
        suppress(&provinces, &leaves, MIN)
    });
    let below = below.collect();
    (nation, provinces, below)
}

/// Every nation that differs from this one by moving one or two units.
fn neighbours(leaves: &Leaves) -> Vec<Leaves> {
    let spots: Vec<(usize, usize, usize)> = leaves
        .iter()
        .enumerate()
        .flat_map(|(p, province)| {
            (0..province.len()).flat_map(move |r| (0..3).map(move |c| (p, r, c)))
        })
        .collect();
    let changed = |changes: &[((usize, usize, usize), i64)]| {
        let mut other = leaves.clone();
        for ((p, r, c), by) in changes {
            other[*p][*r][*c] += by;
        }
        other.concat().concat().iter().all(|count| *count >= 0).then_some(other)
    };
    let mut found = Vec::new();
    for one in &spots {
        found.extend(changed(&[(*one, 1)]));
        found.extend(changed(&[(*one, -1)]));
        for two in &spots {
            found.extend(changed(&[(*one, 1), (*two, -1)]));
            // The same two columns of two rows: no row's and no column's sum changes.
            let (corner, other) = ((one.0, one.1, two.2), (two.0, two.1, one.2));
            found.extend(changed(&[(*one, 1), (corner, -1), (*two, 1), (other, -1)]));
        }
    }
    found
}

/// Value of every cell and total, in the order of [`published`].
fn truth(leaves: &Leaves) -> Vec<i64> {
    let open = (Shown::all(), Shown::all(), vec![Shown::all(); leaves.len()]);
    published(leaves, &open).into_iter().flatten().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn r113_no_small_count_can_be_derived_from_all_that_is_published(
        leaves in prop::collection::vec(
            prop::collection::vec(prop::array::uniform3(prop_oneof![Just(0_i64), 0_i64..6]), 1..4),
            1..4,
        ),
    ) {
        let masks = masks(&leaves);
        let seen = published(&leaves, &masks);
        let truth_here = truth(&leaves);
        // Nations that a reader cannot tell from this one.
        let alike: Vec<Vec<i64>> = neighbours(&leaves)
            .iter()
            .filter(|other| published(other, &masks) == seen)
            .map(truth)
            .collect();

        for (place, count) in truth_here.iter().enumerate() {
            if is_small(*count, MIN) {
                prop_assert!(seen[place].is_none(), "a small count is shown");
                prop_assert!(
                    alike.iter().any(|other| other[place] != *count),
                    "place {place} with {count} follows from the rest: {leaves:?}"
                );
            }
        }
    }

    #[test]
    fn r113_large_counts_alone_are_all_shown(
        rows in prop::collection::vec(prop::array::uniform3(MIN..1_000), 1..6),
    ) {
        let siblings: Vec<Counts> = rows.into_iter().map(counts).collect();

        prop_assert_eq!(suppress(&Shown::all(), &siblings, MIN), Shown::all());
    }
}

#[test]
fn r113_a_rounded_count_hides_one_who_comes_or_goes() {
    for (count, step, seen) in [
        (0, 3, 0),
        (3, 3, 3),
        (4, 3, 3),
        (5, 3, 6),
        (41, 3, 42),
        (42, 3, 42),
        (43, 3, 42),
        (7, 1, 7),
    ] {
        assert_eq!(rounded(count, step), seen, "{count} to {step}");
    }
    assert_eq!(rounded(i64::MAX, 5) % 5, 0);
}

proptest! {
    #[test]
    fn r113_a_rounded_count_is_near_and_shows_none_below_the_least(
        count in 0i64..10_000, step in 1i64..20,
    ) {
        let seen = rounded(count, step);

        prop_assert!((seen - count).abs() <= step / 2);
        prop_assert_eq!(seen % step, 0);
        prop_assert!(count < step || seen >= step);
    }
}
