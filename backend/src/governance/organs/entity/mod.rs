//! Tables of positions, ties and served villages.

pub mod family_tie;
pub mod position;
pub mod served_village;
