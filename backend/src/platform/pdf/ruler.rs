//! How wide texts are.

use std::sync::LazyLock;

use ttf_parser::Face;

/// Faces of the fonts that papers are set in.
static FACES: LazyLock<[Option<Face<'static>>; 2]> = LazyLock::new(|| {
    [notosans::REGULAR_TTF, notosans::BOLD_TTF].map(|bytes| Face::parse(bytes, 0).ok())
});

/// Width of a text in tenths of a point, rounded up.
pub(super) fn width(text: &str, size: i32, bold: bool) -> i32 {
    let Some(face) = &FACES[usize::from(bold)] else { return 0 };
    let advance = |letter: char| {
        let glyph = face.glyph_index(letter).unwrap_or_default();
        i64::from(face.glyph_hor_advance(glyph).unwrap_or_default())
    };
    let units: i64 = text.chars().map(advance).sum();
    let whole = i64::from(face.units_per_em()).max(1);
    i32::try_from((units * i64::from(size) + whole - 1) / whole).unwrap_or(i32::MAX)
}

/// The lines of a text that is no wider than `most`: parted at blanks, and
/// inside a word that is too long by itself.
pub(super) fn wrap(text: &str, most: i32, size: i32, bold: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&joined, size, bold) <= most {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if width(&line, size, bold) > most && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, letter.to_string()));
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// The lines of a text as [`wrap`] gives them, with a blank at the end of each
/// that was parted at one: so that words stay apart where a text is copied or
/// read aloud. The blank takes no place at the end of a line.
pub(super) fn wrap_spoken(text: &str, most: i32, size: i32, bold: bool) -> Vec<String> {
    let mut lines = wrap(text, most, size, bold);
    let words: Vec<&str> = text.split_whitespace().collect();
    let whole = words.join(" ");
    let mut rest = whole.as_str();
    for line in &mut lines {
        rest = rest.strip_prefix(line.as_str()).unwrap_or_default();
        if let Some(after) = rest.strip_prefix(' ') {
            rest = after;
            line.push(' ');
        }
    }
    lines
}
