use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Zero};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::investment::ownership::rules::graph::{Edge, Graph, components};
use crate::investment::ownership::rules::look_through::{Precision, Solution, look_through};
use crate::investment::ownership::rules::*;

fn edge(issuer: u32, holder: u32, weight: u64) -> Edge {
    Edge { issuer, holder, weight }
}

fn graph(nodes: usize, edges: &[(u32, u32, u64)]) -> Graph {
    let edges: Vec<Edge> = edges.iter().map(|(i, h, w)| edge(*i, *h, *w)).collect();
    Graph::build(nodes, &edges).expect("small weights")
}

/// A fraction by hand, in no hurry.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fraction(BigInt, BigInt);

impl Fraction {
    fn new(top: BigInt, bottom: BigInt) -> Self {
        use num_integer::Integer;
        let common = top.gcd(&bottom);
        let sign = if bottom < BigInt::zero() { -BigInt::one() } else { BigInt::one() };
        let common = if common.is_zero() { BigInt::one() } else { common * sign };
        Self(top / &common, bottom / common)
    }
    fn whole(value: i64) -> Self {
        Self(value.into(), BigInt::one())
    }
    fn plus(&self, other: &Self) -> Self {
        Self::new(&self.0 * &other.1 + &other.0 * &self.1, &self.1 * &other.1)
    }
    fn times(&self, other: &Self) -> Self {
        Self::new(&self.0 * &other.0, &self.1 * &other.1)
    }
    fn minus(&self, other: &Self) -> Self {
        self.plus(&Self(-&other.0, other.1.clone()))
    }
    fn over(&self, other: &Self) -> Self {
        Self::new(&self.0 * &other.1, &self.1 * &other.0)
    }
}

/// Everybody's share by Gauss elimination over all nodes at once, without a
/// thought of components: nodes from which nobody outside can be reached keep
/// what comes to them.
fn naive(graph: &Graph, target: u32) -> (BTreeMap<u32, Fraction>, Fraction) {
    let nodes = u32::try_from(graph.len()).unwrap();
    let escapes = |from: u32| {
        let (mut seen, mut open) = (vec![false; graph.len()], vec![from]);
        while let Some(node) = open.pop() {
            if !graph.is_owned(node) {
                return true;
            }
            if !std::mem::replace(&mut seen[node as usize], true) {
                open.extend(graph.holders(node).map(|(holder, _)| holder));
            }
        }
        false
    };
    let free: Vec<u32> = (0..nodes).filter(|n| graph.is_owned(*n) && escapes(*n)).collect();
    let place: BTreeMap<u32, usize> = free.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    let size = free.len();
    // Rows: flow(j) − Σ flow(i) w_ij / t_i = 1 at the target.
    let mut rows = vec![vec![Fraction::whole(0); size + 1]; size];
    for (i, node) in free.iter().enumerate() {
        rows[i][i] = rows[i][i].plus(&Fraction::whole(1));
        for (holder, weight) in graph.holders(*node) {
            if let Some(j) = place.get(&holder) {
                let share = Fraction::new(weight.into(), graph.total(*node).into());
                rows[*j][i] = rows[*j][i].minus(&share);
            }
        }
        if *node == target {
            rows[i][size] = Fraction::whole(1);
        }
    }
    for pivot in 0..size {
        let found = (pivot..size).find(|row| !rows[*row][pivot].0.is_zero()).unwrap();
        rows.swap(pivot, found);
        for row in 0..size {
            if row != pivot && !rows[row][pivot].0.is_zero() {
                let lead = rows[pivot].clone();
                let factor = rows[row][pivot].over(&lead[pivot]);
                for (value, lead) in rows[row].iter_mut().zip(&lead).skip(pivot) {
                    *value = value.minus(&factor.times(lead));
                }
            }
        }
    }
    let (mut shares, mut caught) = (BTreeMap::new(), Fraction::whole(0));
    if !place.contains_key(&target) {
        if graph.is_owned(target) {
            caught = Fraction::whole(1);
        } else {
            shares.insert(target, Fraction::whole(1));
        }
    }
    for (i, node) in free.iter().enumerate() {
        let flow = rows[i][size].over(&rows[i][i]);
        for (holder, weight) in graph.holders(*node) {
            let part = flow.times(&Fraction::new(weight.into(), graph.total(*node).into()));
            if !graph.is_owned(holder) {
                let sum = shares.entry(holder).or_insert_with(|| Fraction::whole(0));
                *sum = sum.plus(&part);
            } else if !place.contains_key(&holder) {
                caught = caught.plus(&part);
            }
        }
    }
    shares.retain(|_, share| !share.0.is_zero());
    (shares, caught)
}

fn as_fraction(part: &BigUint, whole: &BigUint) -> Fraction {
    Fraction::new(part.clone().into(), whole.clone().into())
}

fn sum(solution: &Solution) -> BigUint {
    let shares: BigUint = solution.shares.iter().map(|(_, part)| part).sum();
    shares + solution.unowned.iter().map(|(_, part)| part).sum::<BigUint>()
}

fn any_graph() -> impl Strategy<Value = Graph> {
    (2_usize..14).prop_flat_map(|nodes| {
        let last = u32::try_from(nodes).unwrap();
        let edge = (0..last, 0..last, 1_u64..50);
        proptest::collection::vec(edge, 0..nodes * 3).prop_map(move |edges| {
            // A third of the nodes, the last ones, have no holder themselves.
            let edges: Vec<_> =
                edges.into_iter().filter(|(issuer, _, _)| *issuer < last - last / 3).collect();
            graph(nodes, &edges)
        })
    })
}

proptest! {
    #[test]
    fn exact_shares_are_those_of_a_plain_elimination_and_sum_to_one(graph in any_graph()) {
        let solution = look_through(&graph, 0);
        let (expected, caught) = naive(&graph, 0);

        prop_assert_eq!(&solution.precision, &Precision::Exact);
        prop_assert_eq!(sum(&solution), solution.whole.clone());
        let found: BTreeMap<u32, Fraction> = solution
            .shares
            .iter()
            .map(|(node, part)| (*node, as_fraction(part, &solution.whole)))
            .collect();
        prop_assert_eq!(found, expected);
        let kept: BigUint = solution.unowned.iter().map(|(_, part)| part).sum();
        prop_assert_eq!(as_fraction(&kept, &solution.whole), Fraction::new(caught.0, caught.1));
    }

    #[test]
    fn rounded_shares_sum_to_one_and_keep_to_their_bound(graph in any_graph()) {
        prop_assume!(graph.is_owned(0));
        let exact = look_through(&graph, 0);
        let rounded = fixed::solve(&graph, &components(&graph, [0]), 0);

        prop_assert_eq!(sum(&rounded), BigUint::from(ONE));
        let Precision::Within(bound) = rounded.precision else { panic!("it is bounded") };
        let exact: BTreeMap<u32, u64> =
            exact.shares.iter().map(|(node, part)| (*node, in_parts(part, &exact.whole))).collect();
        for (node, part) in &rounded.shares {
            let part = u64::try_from(part).unwrap();
            prop_assert!(exact.get(node).copied().unwrap_or_default().abs_diff(part) <= bound + 1);
        }
    }

    #[test]
    fn all_compositions_are_those_of_looking_through_one_by_one(graph in any_graph()) {
        let class = |node: u32| (node % 3) as usize;
        let all: Compositions<4> = compositions(&graph, class, 3);

        for node in 0..u32::try_from(graph.len()).unwrap() {
            let parts = all.parts[node as usize];
            prop_assert_eq!(parts.iter().sum::<u64>(), ONE);
            let solution = look_through(&graph, node);
            for (index, part) in parts.iter().enumerate() {
                let mut exact: BigUint = solution
                    .shares
                    .iter()
                    .filter(|(node, _)| class(*node) == index)
                    .map(|(_, part)| part)
                    .sum();
                if index == 3 {
                    exact = solution.unowned.iter().map(|(_, part)| part).sum();
                }
                let exact = in_parts(&exact, &solution.whole);
                prop_assert!(exact.abs_diff(*part) <= all.within + 1);
            }
        }
    }

    #[test]
    fn r9_shown_shares_always_add_up(weights in proptest::collection::vec(1_u64..1_000_000, 1..40)) {
        let whole: BigUint = weights.iter().map(|weight| BigUint::from(*weight)).sum();
        let parts: Vec<BigUint> = weights.into_iter().map(BigUint::from).collect();

        let percents = shown(&parts, &whole, 100, PERCENT_DIGITS);
        let shares = shown(&parts, &whole, 1, SHARE_DIGITS);

        prop_assert_eq!(percents.iter().sum::<Decimal>(), Decimal::new(10_000, 2));
        prop_assert_eq!(shares.iter().sum::<Decimal>(), Decimal::ONE);
    }

    #[test]
    fn groups_hold_exactly_those_that_reach_each_other(graph in any_graph()) {
        let nodes = u32::try_from(graph.len()).unwrap();
        let reaches = |from: u32, to: u32| {
            let (mut seen, mut open) = (vec![false; graph.len()], vec![from]);
            while let Some(node) = open.pop() {
                for (holder, _) in graph.holders(node) {
                    if holder == to {
                        return true;
                    }
                    if !std::mem::replace(&mut seen[holder as usize], true) {
                        open.push(holder);
                    }
                }
            }
            false
        };
        let found = components(&graph, 0..nodes);
        let groups: Vec<Vec<u32>> = found.holders_first().map(<[u32]>::to_vec).collect();

        for (place, group) in groups.iter().enumerate() {
            for node in group {
                for other in (0..nodes).filter(|other| graph.is_owned(*other) && other != node) {
                    let together = reaches(*node, other) && reaches(other, *node);
                    prop_assert_eq!(group.contains(&other), together);
                }
                for (holder, _) in graph.holders(*node).filter(|(h, _)| graph.is_owned(*h)) {
                    prop_assert!(groups[..=place].iter().any(|group| group.contains(&holder)));
                }
            }
        }
    }
}

#[test]
fn two_companies_that_hold_each_other_belong_to_those_outside() {
    // A: 40 by B, 60 by C. B: 50 by A, 50 by D.
    let graph = graph(4, &[(0, 1, 40), (0, 2, 60), (1, 0, 50), (1, 3, 50)]);

    let solution = look_through(&graph, 0);

    // C has 0.6 / (1 − 0.4 × 0.5) = 3/4, D the rest.
    let shown: Vec<_> = solution
        .shares
        .iter()
        .map(|(node, part)| (*node, fraction(part, &solution.whole).unwrap()))
        .collect();
    assert_eq!(shown, [(2, "3/4".to_owned()), (3, "1/4".to_owned())]);
}

#[test]
fn a_circle_without_an_owner_outside_keeps_what_it_has() {
    let graph = graph(4, &[(0, 1, 1), (0, 3, 3), (1, 2, 7), (2, 1, 5)]);

    let solution = look_through(&graph, 0);

    assert_eq!(solution.unowned.len(), 1);
    let (group, part) = &solution.unowned[0];
    assert_eq!((group.len(), fraction(part, &solution.whole).unwrap()), (2, "1/4".to_owned()));
}

#[test]
fn a_large_circle_is_solved_within_a_bound_that_tells_nothing_wrong() {
    // 100 companies in a ring, each held to nine tenths by the next and to a
    // tenth by an owner of its own.
    let mut edges = Vec::new();
    for company in 0..100 {
        edges.push((company, (company + 1) % 100, 9));
        edges.push((company, 100 + company, 1));
    }
    let graph = graph(200, &edges);

    let solution = look_through(&graph, 0);

    assert_eq!(sum(&solution), BigUint::from(ONE));
    let Precision::Within(bound) = solution.precision else { panic!("the ring is too large") };
    assert!(bound < ONE / 1_000_000_000, "{bound}");
    // The first owner has 0.1 / (1 − 0.9^100) = 0.100002656…
    let first = solution.shares.iter().find(|(node, _)| *node == 100).unwrap();
    let first = u64::try_from(&first.1).unwrap();
    assert!(first.abs_diff(100_002_656_206_000_000) < 1_000_000_000 + bound, "{first}");
}

#[test]
fn classes_in_a_large_circle_are_those_of_looking_through() {
    // A ring of 60, each with an owner of its own and, every third, a wheel
    // back to the first.
    let mut edges = Vec::new();
    for company in 0..60 {
        edges.push((company, (company + 1) % 60, 5));
        edges.push((company, 60 + company, 3));
        if company % 3 == 0 {
            edges.push((company, 0, 2));
        }
    }
    let graph = graph(120, &edges);
    let class = |node: u32| (node % 2) as usize;

    let all: Compositions<3> = compositions(&graph, class, 2);

    assert!(all.within < ONE / 1_000_000_000, "{}", all.within);
    for node in [0, 17, 59] {
        let solution = look_through(&graph, node);
        let Precision::Within(bound) = solution.precision else { panic!("a large circle") };
        let even: BigUint =
            solution.shares.iter().filter(|(node, _)| node % 2 == 0).map(|(_, part)| part).sum();
        let even = u64::try_from(even).unwrap();
        let parts = all.parts[node as usize];
        assert_eq!(parts.iter().sum::<u64>(), ONE);
        assert!(parts[0].abs_diff(even) <= bound + all.within, "{node}");
    }
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let length = 200_000;
    let edges: Vec<_> = (0..length).map(|node| (node, node + 1, 1)).collect();
    let graph = graph(length as usize + 1, &edges);

    let solution = look_through(&graph, 0);

    assert_eq!(solution.shares, [(length, solution.whole)]);
}

#[test]
fn paths_come_largest_first_and_explain_what_they_say() {
    let graph = graph(5, &[(0, 1, 60), (0, 2, 40), (1, 3, 1), (1, 4, 1), (2, 3, 1)]);

    let paths = largest_paths(&graph, 0, 2);

    assert_eq!(paths[0].nodes, [0, 2, 3]);
    assert_eq!((paths[0].parts, paths[1].parts), (ONE / 10 * 4, ONE / 10 * 3));
    let all: u64 = largest_paths(&graph, 0, 10).iter().map(|path| path.parts).sum();
    assert_eq!(all, ONE);
}

#[test]
fn r9_percentages_of_the_worked_example() {
    let parts: Vec<BigUint> = [150_u32, 100, 50, 75].map(BigUint::from).to_vec();
    let third = vec![BigUint::one(); 3];

    let shown_parts = shown(&parts, &BigUint::from(375_u32), 100, 2);
    let thirds = shown(&third, &BigUint::from(3_u32), 100, 2);

    let text = |values: Vec<Decimal>| values.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(text(shown_parts), ["40.00", "26.67", "13.33", "20.00"]);
    assert_eq!(text(thirds), ["33.34", "33.33", "33.33"]);
}
