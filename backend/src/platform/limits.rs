//! Bounds on attempts, such as logins, per key.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::codes;
use super::problem::ApiError;

/// At most so many attempts for each key, refilled evenly over a period.
#[derive(Debug)]
pub struct AttemptLimit<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
}

impl<K: Hash + Eq + Clone> AttemptLimit<K> {
    /// `attempts` at once, and as many again every `period`.
    #[must_use]
    pub fn new(attempts: NonZeroU32, period: Duration) -> Self {
        let every = period / attempts.get();
        // A zero period would mean no limit at all; Quota refuses it, we mean the shortest.
        let quota = Quota::with_period(every.max(Duration::from_nanos(1)))
            .unwrap_or_else(|| Quota::per_second(attempts))
            .allow_burst(attempts);
        Self { limiter: RateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    /// Counts one attempt.
    ///
    /// # Errors
    /// 429 with the seconds to wait when the key has used up its attempts.
    pub fn attempt(&self, key: &K) -> Result<(), ApiError> {
        // Forget keys that are full again, so that memory stays bounded.
        if self.limiter.len() > 10_000 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            ApiError::retry_after(&codes::TOO_MANY_REQUESTS, wait.as_secs() + 1)
        })
    }
}
