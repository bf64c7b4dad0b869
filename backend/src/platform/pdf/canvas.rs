//! Draws laid-out pages with the PDF library: the one place that knows floats,
//! since the library's coordinates are; nothing is computed with them.

use krilla::Document;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Stroke;
use krilla::text::{Font, TextDirection};

use super::{Mark, PAGE_HEIGHT, PAGE_WIDTH};

/// Why a paper could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("a paper could not be drawn: {0}")]
pub struct PdfError(&'static str);

/// Points of a number of tenths.
#[expect(clippy::float_arithmetic, reason = "the library's coordinates are floats")]
fn points(tenths: i32) -> f32 {
    f32::from(i16::try_from(tenths).unwrap_or(i16::MAX)) / 10.0
}

/// The bytes of a document of these pages.
pub(super) fn draw(pages: &[Vec<Mark>], title: &str) -> Result<Vec<u8>, PdfError> {
    let font = |bytes: &'static [u8]| Font::new(bytes.into(), 0).ok_or(PdfError("no font"));
    let (regular, bold_font) = (font(notosans::REGULAR_TTF)?, font(notosans::BOLD_TTF)?);
    let mut document = Document::new();
    let about = Metadata::new().title(title.to_owned()).language("id-ID".to_owned());
    document.set_metadata(about.creator("kibm".to_owned()));
    for marks in pages {
        let size = PageSettings::from_wh(points(PAGE_WIDTH), points(PAGE_HEIGHT));
        let mut page = document.start_page_with(size.ok_or(PdfError("no page"))?);
        let mut surface = page.surface();
        for mark in marks {
            match mark {
                Mark::Text { x, y, size, bold, text } => {
                    let font = if *bold { &bold_font } else { &regular };
                    let start = Point::from_xy(points(*x), points(*y));
                    let direction = TextDirection::LeftToRight;
                    surface.draw_text(start, font.clone(), points(*size), text, false, direction);
                }
                Mark::Rule { x, y, length } => {
                    let mut path = PathBuilder::new();
                    path.move_to(points(*x), points(*y));
                    path.line_to(points(x + length), points(*y));
                    let Some(path) = path.finish() else { continue };
                    surface.set_stroke(Some(Stroke { width: 0.5, ..Stroke::default() }));
                    surface.draw_path(&path);
                    surface.set_stroke(None);
                }
            }
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|_| PdfError("the library refused"))
}
