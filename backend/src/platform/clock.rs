//! The one place that reads the time and makes identifiers.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::kernel::ids::Id;

/// The source of "now". Times are UTC in whole microseconds, because that is
/// what both engines keep without loss (ADR-0006).
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Microseconds since the epoch where a test has set the time.
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `instant` until [`Clock::set`] moves it.
    #[must_use]
    pub fn standing_at(instant: DateTime<Utc>) -> Self {
        Self { fixed: Some(Arc::new(AtomicI64::new(instant.timestamp_micros()))) }
    }

    /// Moves a standing clock; the system's clock is left alone.
    pub fn set(&self, instant: DateTime<Utc>) {
        if let Some(fixed) = &self.fixed {
            fixed.store(instant.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// The present instant, UTC, in whole microseconds.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let micros = match &self.fixed {
            Some(fixed) => fixed.load(Ordering::SeqCst),
            None => Utc::now().timestamp_micros(),
        };
        DateTime::from_timestamp_micros(micros).unwrap_or_default()
    }
}

/// A new identifier: UUID version 7, so that rows made later sort later.
#[must_use]
pub fn fresh_id<K>() -> Id<K> {
    Id::from_uuid(Uuid::now_v7())
}
