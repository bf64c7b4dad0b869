//! What a slice keeps in memory between requests, one value of each type.
//!
//! The platform knows no domain, so it cannot name the caches of the slices
//! above it; a slice asks for its own type, which is made at the first asking.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

type Values = HashMap<TypeId, Arc<dyn Any + Send + Sync>>;

/// Values of the process by their type; cloning shares them.
#[derive(Clone, Default)]
pub struct Shared(Arc<RwLock<Values>>);

impl std::fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Shared(..)")
    }
}

impl Shared {
    /// The process's value of type `T`, made by `Default` at the first asking.
    #[must_use]
    pub fn of<T: Any + Send + Sync + Default>(&self) -> Arc<T> {
        let kind = TypeId::of::<T>();
        // A panic elsewhere leaves the map whole: it is only ever added to.
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&kind).cloned();
        let value = known.unwrap_or_else(|| {
            let mut values = self.0.write().unwrap_or_else(PoisonError::into_inner);
            values.entry(kind).or_insert_with(|| Arc::new(T::default())).clone()
        });
        value.downcast().expect("the value under a type's id is of that type")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    #[test]
    fn all_clones_share_one_value_of_a_type() {
        let shared = Shared::default();

        shared.of::<AtomicU8>().store(7, Ordering::Relaxed);

        assert_eq!(shared.clone().of::<AtomicU8>().load(Ordering::Relaxed), 7);
    }
}
