//! Recomputes the roll-ups from the tables they sum up.
