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
    for c in name.to_lowercase().nfkd() {
        if c.is_alphanumeric() {
            // Some letters (ſ in ligatures) come out of the folding with upper case.
            key.extend(c.to_lowercase());
        } else if !is_combining_mark(c) && !is_apostrophe(c) && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.trim().to_owned()
}

/// Marks that stand inside a word; two of them are modifier letters.
const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | 'ʼ' | 'ʻ')
}
