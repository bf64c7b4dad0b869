//! Draws laid-out pages with the PDF library: the one place that knows floats,
//! since the library's coordinates are; nothing is computed with them.

use std::num::NonZeroU16;

use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Stroke;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, ListNumbering, Node, SpanTag, TableHeaderScope, Tag,
    TagGroup, TagKind, TagTree,
};
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};

use super::structure::{Part, Role, Structure};
use super::{Mark, PAGE_HEIGHT, PAGE_WIDTH, Text};

/// Language of all papers.
const LANGUAGE: &str = "id-ID";

/// Why a paper could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("a paper could not be drawn: {0}")]
pub struct PdfError(&'static str);

/// Points of a number of tenths.
#[expect(clippy::float_arithmetic, reason = "the library's coordinates are floats")]
fn points(tenths: i32) -> f32 {
    f32::from(i16::try_from(tenths).unwrap_or(i16::MAX)) / 10.0
}

/// The bytes of a document of these pages, by PDF/UA-1. A letter that the font
/// lacks, as in a name of another script, keeps a paper from conforming, but not
/// from being drawn and tagged.
pub(super) fn draw(
    pages: &[Vec<Mark>],
    structure: &Structure,
    title: &str,
) -> Result<Vec<u8>, PdfError> {
    let accessible = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    let accessible = accessible.finish().map_err(|_| PdfError("no such standard"))?;
    draw_by(accessible, pages, structure, title)
        .or_else(|_| draw_by(Configuration::default(), pages, structure, title))
}

fn draw_by(
    configuration: Configuration,
    pages: &[Vec<Mark>],
    structure: &Structure,
    title: &str,
) -> Result<Vec<u8>, PdfError> {
    let font = |bytes: &'static [u8]| Font::new(bytes.into(), 0).ok_or(PdfError("no font"));
    let fonts = [font(notosans::REGULAR_TTF)?, font(notosans::BOLD_TTF)?];
    let settings =
        SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let about = Metadata::new().title(title.to_owned()).language(LANGUAGE.to_owned());
    document.set_metadata(about.creator("kibm".to_owned()));
    let mut inside: Vec<Vec<Node>> = vec![Vec::new(); structure.parts.len()];
    for marks in pages {
        let size = PageSettings::from_wh(points(PAGE_WIDTH), points(PAGE_HEIGHT));
        let mut page = document.start_page_with(size.ok_or(PdfError("no page"))?);
        let mut surface = page.surface();
        for mark in marks {
            match mark {
                Mark::Text(text) => write(&mut surface, &fonts, text, &mut inside),
                Mark::Rule { x, y, length } => rule(&mut surface, (*x, *y), *length),
            }
        }
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tree(structure, inside, title));
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(points(0), points(0)));
    outline.push_child(OutlineNode::new(title.to_owned(), top));
    document.set_outline(outline);
    document.finish().map_err(|_| PdfError("the library refused"))
}

/// Writes a text, as a leaf of its part.
fn write(surface: &mut Surface<'_>, fonts: &[Font; 2], text: &Text, inside: &mut [Vec<Node>]) {
    let pagination = ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther));
    let part = text.part.and_then(|Part(place)| inside.get_mut(place));
    let tag = if part.is_some() { ContentTag::Span(SpanTag::empty()) } else { pagination };
    let leaf = surface.start_tagged(tag);
    let start = Point::from_xy(points(text.x), points(text.y));
    let font = fonts[usize::from(text.bold)].clone();
    let direction = TextDirection::LeftToRight;
    surface.draw_text(start, font, points(text.size), &text.text, false, direction);
    surface.end_tagged();
    if let Some(part) = part {
        part.push(leaf.into());
    }
}

fn rule(surface: &mut Surface<'_>, (x, y): (i32, i32), length: i32) {
    let mut path = PathBuilder::new();
    path.move_to(points(x), points(y));
    path.line_to(points(x + length), points(y));
    let Some(path) = path.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_stroke(Some(Stroke { width: 0.5, ..Stroke::default() }));
    surface.draw_path(&path);
    surface.set_stroke(None);
    surface.end_tagged();
}

/// The tree of the parts, whose texts stand `inside` them.
fn tree(structure: &Structure, mut inside: Vec<Vec<Node>>, title: &str) -> TagTree {
    let mut top: Vec<Node> = Vec::new();
    // A part comes before those within it: from the last one on, all that
    // stands within a part is there when its turn comes.
    for (place, (role, holder)) in structure.parts.iter().enumerate().rev() {
        let mut children = inside.get_mut(place).map(std::mem::take).unwrap_or_default();
        if !role.holds_text() {
            children.reverse();
        }
        let group = TagGroup::with_children(tag(*role, title), children);
        match holder.and_then(|Part(holder)| inside.get_mut(holder)) {
            Some(holder) => holder.push(group.into()),
            None => top.push(group.into()),
        }
    }
    top.reverse();
    TagTree::from(top).with_lang(Some(LANGUAGE.to_owned()))
}

fn tag(role: Role, title: &str) -> TagKind {
    match role {
        Role::Heading => Tag::Hn(NonZeroU16::MIN, Some(title.to_owned())).into(),
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Head => Tag::THead.into(),
        Role::Rows => Tag::TBody.into(),
        Role::Foot => Tag::TFoot.into(),
        Role::Row => Tag::TR.into(),
        Role::HeadCell => Tag::TH(TableHeaderScope::Column).into(),
        Role::Cell => Tag::TD.into(),
    }
}
