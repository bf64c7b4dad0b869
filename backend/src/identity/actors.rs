//! Actors kept in memory for a moment, so that a busy caller does not cost a
//! query a request.
//!
//! Security comes first: every operation that takes rights away empties the
//! cache of its process before it answers, and other processes on the same
//! database forget within two seconds. A credential's own end and the days of
//! grants are checked at each request, not here.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::scope::Actor;
use super::store::Credential;

/// How long an actor is believed without asking the database.
const LIFE: Duration = Duration::from_secs(2);
/// Most actors kept; about a kilobyte each.
const MOST: usize = 10_000;

type Key = (Credential, Vec<u8>);

/// An actor as the database told it.
#[derive(Debug, Clone)]
pub struct KnownActor {
    /// Who, with all grants.
    pub actor: Arc<Actor>,
    /// When the credential ends, UTC.
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Counts the emptyings, so that an answer fetched before one is not kept after it.
    era: u64,
    actors: HashMap<Key, (Instant, KnownActor)>,
}

/// The actors of this process.
#[derive(Debug, Default)]
pub struct Actors(RwLock<Kept>);

impl Actors {
    /// The actor of a credential if it was told within two seconds; else the era
    /// to hand to [`Self::keep`].
    ///
    /// # Errors
    /// The present era.
    pub fn find(&self, credential: Credential, hash: &[u8]) -> Result<KnownActor, u64> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let key = (credential, hash.to_vec());
        let fresh = kept.actors.get(&key).filter(|(told, _)| told.elapsed() < LIFE);
        fresh.map(|(_, known)| known.clone()).ok_or(kept.era)
    }

    /// Keeps an actor that was fetched in `era`, unless rights changed since.
    pub fn keep(&self, era: u64, credential: Credential, hash: &[u8], known: KnownActor) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.era != era {
            return;
        }
        if kept.actors.len() >= MOST {
            kept.actors.retain(|_, (told, _)| told.elapsed() < LIFE);
        }
        if kept.actors.len() < MOST {
            kept.actors.insert((credential, hash.to_vec()), (Instant::now(), known));
        }
    }

    /// Forgets everybody.
    pub fn forget(&self) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.era += 1;
        kept.actors.clear();
    }
}

/// Empties the cache when dropped: after the operation, also when its client
/// went away and the handler was dropped in the middle.
#[derive(Debug)]
pub struct ForgetAfter(pub Arc<Actors>);

impl Drop for ForgetAfter {
    fn drop(&mut self) {
        self.0.forget();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::UserId;

    fn somebody() -> KnownActor {
        let user_id: UserId = "0190a5d0-0000-7000-8000-000000000001".parse().expect("an id");
        let actor =
            Actor { user_id, username: "a".to_owned(), grants: Vec::new(), can_write: true };
        KnownActor { actor: Arc::new(actor), expires_at: DateTime::<Utc>::MAX_UTC }
    }

    #[test]
    fn an_answer_fetched_before_rights_changed_is_not_kept_after() {
        let actors = Actors::default();
        let era = actors.find(Credential::Token, b"x").expect_err("nobody is known yet");

        actors.forget();
        actors.keep(era, Credential::Token, b"x", somebody());

        assert!(actors.find(Credential::Token, b"x").is_err());
    }

    #[test]
    fn a_kept_actor_is_found_by_its_own_credential_only_until_all_are_forgotten() {
        let actors = Actors::default();
        let era = actors.find(Credential::Token, b"x").expect_err("nobody is known yet");
        actors.keep(era, Credential::Token, b"x", somebody());

        assert!(actors.find(Credential::Token, b"x").is_ok());
        assert!(actors.find(Credential::Session, b"x").is_err());
        assert!(actors.find(Credential::Token, b"y").is_err());
        drop(ForgetAfter(Arc::new(Actors::default())));
        actors.forget();
        assert!(actors.find(Credential::Token, b"x").is_err());
    }

    #[test]
    fn the_cache_stays_bounded() {
        let actors = Actors::default();
        for number in 0..=MOST {
            actors.keep(0, Credential::Token, &number.to_be_bytes(), somebody());
        }

        let kept = actors.0.read().expect("nobody panicked");
        assert_eq!(kept.actors.len(), MOST);
    }
}
