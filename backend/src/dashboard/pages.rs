//! Rendered dashboards kept in memory until the figures or the day change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use chrono::NaiveDate;
use tokio::sync::OnceCell;

/// Most dashboards kept: at some 60 kB each, well below 40 MB.
const MOST: usize = 512;

/// How much of a region a reader may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// All of it.
    Whole,
    /// With counts below this one suppressed (R113).
    From(i64),
}

/// What a page was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// Generation of the folded figures.
    pub generation: i64,
    /// The region's local day.
    pub day: NaiveDate,
}

type Key = (String, Sight);

#[derive(Debug)]
struct Page {
    edition: Edition,
    body: Arc<OnceCell<Bytes>>,
}

/// The pages of this process.
#[derive(Debug, Default)]
pub struct Pages(Mutex<HashMap<Key, Page>>);

impl Pages {
    /// The place of a page of this edition: the first to come fills it, the
    /// others wait for that one.
    #[must_use]
    pub fn place(&self, region: &str, sight: Sight, edition: Edition) -> Arc<OnceCell<Bytes>> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (region.to_owned(), sight);
        if let Some(page) = pages.get(&key).filter(|page| page.edition == edition) {
            return page.body.clone();
        }
        if pages.len() >= MOST {
            pages.retain(|_, page| page.edition.generation == edition.generation);
        }
        if pages.len() >= MOST {
            pages.clear();
        }
        let body = Arc::new(OnceCell::new());
        pages.insert(key, Page { edition, body: body.clone() });
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(generation: i64) -> Edition {
        Edition { generation, day: NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date") }
    }

    #[test]
    fn a_page_is_kept_for_its_edition_and_reader_only() {
        let pages = Pages::default();
        let place = pages.place("81", Sight::Whole, edition(1));
        place.set(Bytes::from_static(b"{}")).expect("the place is empty");

        assert!(pages.place("81", Sight::Whole, edition(1)).get().is_some());
        assert!(pages.place("81", Sight::From(3), edition(1)).get().is_none());
        assert!(pages.place("82", Sight::Whole, edition(1)).get().is_none());
        assert!(pages.place("81", Sight::Whole, edition(2)).get().is_none());
    }

    #[test]
    fn the_pages_stay_bounded() {
        let pages = Pages::default();
        for number in 0..=2 * MOST {
            let _ = pages.place(&number.to_string(), Sight::Whole, edition(1));
        }

        assert!(pages.0.lock().expect("nobody panicked").len() <= MOST);
    }
}
