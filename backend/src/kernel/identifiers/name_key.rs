//! The key that a name is searched and compared by.
//!
//! Source: house rule (ARCHITECTURE, portability contract 3): the same key on both
//! database engines, whatever their collation.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The search key of a name: lower case, accents folded (`é` to `e`), apostrophes
/// taken out (`Ma'ruf` is `maruf`), other punctuation and blanks as one blank.
///
/// Words are kept as they are, also `koperasi`, `bum desa` and the like: what
/// kind of name it is, is for the caller to know. Empty if the name has neither
/// letters nor digits.
///
/// Source: house rule.
#[must_use]
pub fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    // Lower-casing first: `İ` lower-cases to `i` and a mark, which folds away.
    // Apostrophes go before the folding, which makes `´` a blank and a mark, and
    // after it, which makes `ŉ` an apostrophe and a letter.
    let lower = name.to_lowercase();
    for c in lower.chars().filter(|c| !is_apostrophe(*c)).nfkd() {
        if is_apostrophe(c) || is_combining_mark(c) {
            continue;
        }
        if c.is_alphanumeric() {
            // Some signs come out of the folding with upper case: `℡` as `TEL`.
            key.extend(c.to_lowercase());
        } else if !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.trim().to_owned()
}

/// Marks that stand inside a word; two of them are modifier letters.
const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | 'ʼ' | 'ʻ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::name_key;

    #[test]
    fn a_name_key_folds_case_accents_and_punctuation() {
        let cases = [
            ("  Koperasi Desa Merah-Putih   API API ", "koperasi desa merah putih api api"),
            ("BUM Desa \"Maju Bersama\"", "bum desa maju bersama"),
            ("BUMDES. Ma'ruf", "bumdes maruf"),
            ("Ma’ruf, Ma´ruf & Maʼruf", "maruf maruf maruf"),
            ("Café São Élan", "cafe sao elan"),
            ("Cafe\u{301}", "cafe"),
            ("ＤＥＳＡ №1", "desa no1"),
            ("İSTANBUL", "istanbul"),
            ("Ohoi\u{a0}Letvuan\t(Kei)", "ohoi letvuan kei"),
            ("--", ""),
            ("", ""),
        ];
        for (name, key) in cases {
            assert_eq!(name_key(name), key, "{name:?}");
        }
    }

    #[test]
    fn the_key_of_every_letter_is_its_own_key() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let key = name_key(&c.to_string());
            assert_eq!(name_key(&key), key, "{c:?} {key:?}");
        }
    }

    proptest! {
        #[test]
        fn a_name_key_is_its_own_key_and_ignores_case(name in "\\PC{0,30}") {
            let key = name_key(&name);

            prop_assert_eq!(&name_key(&key), &key);
            prop_assert!(!key.starts_with(' ') && !key.ends_with(' ') && !key.contains("  "));
        }
    }
}
