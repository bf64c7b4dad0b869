//! Linear systems of a few organizations that own each other, solved exactly.
//!
//! Source: house rule, ADR-0021.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::graph::Graph;

/// The largest group that is solved exactly; a larger one is solved by
/// [`super::fixed`] with a bound.
pub const EXACT_GROUP_MAX: usize = 32;

/// The system of one group: how much flows through each of its nodes.
///
/// Let `t_i` be the sum of the weights of node `i`, `w_ij` the weight that `j`
/// of the same group has of it, and `y_i` what flows through `i` for each unit
/// of its weight. What flows into `j` from outside, `b_j`, goes on from there:
/// `t_j y_j − Σ_i w_ij y_i = b_j`.
pub struct System {
    rows: Vec<Vec<BigInt>>,
}

impl System {
    /// The system of a group; its nodes in the order of `group`.
    ///
    /// Source: house rule, ADR-0021: capital held in a circle counts as often
    /// as it goes round, which is what the system sums.
    #[must_use]
    pub fn of(graph: &Graph, group: &[u32]) -> Self {
        let size = group.len();
        let mut rows = vec![vec![BigInt::zero(); size]; size];
        for (i, node) in group.iter().enumerate() {
            rows[i][i] += BigInt::from(graph.total(*node));
            for (holder, weight) in graph.holders(*node) {
                if let Some(j) = group.iter().position(|member| *member == holder) {
                    rows[j][i] -= BigInt::from(weight);
                }
            }
        }
        Self { rows }
    }

    /// The same system read the other way, as shares of each node instead of
    /// flow through it: rows and columns change places.
    #[must_use]
    pub fn transposed(self) -> Self {
        let size = self.rows.len();
        let column = |j: usize| self.rows.iter().map(|row| row[j].clone()).collect();
        Self { rows: (0..size).map(column).collect() }
    }

    /// The determinant, and `adj(M) · right`, by which `y = adj(M) · right / det`.
    ///
    /// Gauss elimination without fractions: every division is exact. The
    /// matrix is diagonally dominant by columns, and a group with a holder
    /// outside is not singular, so that no pivot is zero.
    ///
    /// Source: E. Bareiss, Sylvester's identity and multistep
    /// integer-preserving Gaussian elimination, Math. Comp. 22, 1968.
    #[must_use]
    pub fn solve(&self, right: &[BigInt]) -> (BigInt, Vec<BigInt>) {
        let size = self.rows.len();
        let mut rows = self.rows.clone();
        for (row, value) in rows.iter_mut().zip(right) {
            row.push(value.clone());
        }
        let mut last = BigInt::one();
        for pivot in 0..size {
            let (above, below) = rows.split_at_mut(pivot + 1);
            let lead = &above[pivot];
            for row in below {
                let factor = std::mem::take(&mut row[pivot]);
                for column in pivot + 1..=size {
                    let value = &row[column] * &lead[pivot] - &factor * &lead[column];
                    row[column] = value / &last;
                }
            }
            last = lead[pivot].clone();
        }
        let determinant = last;
        let mut solved = vec![BigInt::zero(); size];
        for i in (0..size).rev() {
            let known: BigInt = (i + 1..size).map(|j| &rows[i][j] * &solved[j]).sum();
            solved[i] = (&determinant * &rows[i][size] - known) / &rows[i][i];
        }
        (determinant, solved)
    }
}

/// The sum of the weights that nodes outside of `group` have of `node`; 0 where
/// the group alone owns it.
///
/// Source: house rule, ADR-0021.
#[must_use]
pub fn outside(graph: &Graph, group: &[u32], node: u32) -> u64 {
    graph.holders(node).filter(|(holder, _)| !group.contains(holder)).map(|(_, w)| w).sum()
}
