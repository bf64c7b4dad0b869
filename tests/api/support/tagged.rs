//! Whether a paper can be read aloud: its structure tree, parsed.
//!
//! Source: ISO 14289-1 (PDF/UA-1), 7.1 to 7.5; ISO 32000-1, 14.7 and 14.8.

use lopdf::{Dictionary, Document, Object};

/// A node of the structure tree.
#[derive(Debug)]
struct Element {
    /// What it is, such as `Table`.
    role: String,
    /// The scope of a heading of a table.
    scope: Option<String>,
    /// Pieces of content that it holds itself.
    leaves: usize,
    /// What it holds.
    children: Vec<Element>,
}

impl Element {
    fn of(document: &Document, object: &Object) -> Self {
        let node = resolved(document, object).as_dict().expect("a node is a dictionary");
        let mut element =
            Self { role: name(document, node, b"S"), scope: None, leaves: 0, children: Vec::new() };
        for attributes in each(document, node.get(b"A").ok()) {
            let attributes = attributes.as_dict().expect("attributes are a dictionary");
            element.scope = attributes.has(b"Scope").then(|| name(document, attributes, b"Scope"));
        }
        for kid in each(document, node.get(b"K").ok()) {
            match kid {
                Object::Integer(_) => element.leaves += 1,
                Object::Dictionary(kid) if kid.has(b"MCID") => element.leaves += 1,
                kid => element.children.push(Self::of(document, kid)),
            }
        }
        element
    }

    /// Everything of a role, at any depth.
    fn all(&self, role: &str) -> Vec<&Self> {
        let below = self.children.iter().flat_map(|child| child.all(role));
        (self.role == role).then_some(self).into_iter().chain(below).collect()
    }

    fn leaves(&self) -> usize {
        self.leaves + self.children.iter().map(Self::leaves).sum::<usize>()
    }
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).expect("a reference leads somewhere").1
}

/// The objects of an entry that is one of them, an array, or nothing.
fn each<'a>(document: &'a Document, entry: Option<&'a Object>) -> Vec<&'a Object> {
    match entry.map(|object| resolved(document, object)) {
        Some(Object::Array(some)) => some.iter().map(|one| resolved(document, one)).collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

fn name(document: &Document, of: &Dictionary, key: &[u8]) -> String {
    let value = resolved(document, of.get(key).expect("the entry is there"));
    String::from_utf8_lossy(value.as_name().expect("a name")).into_owned()
}

fn flag(document: &Document, of: &Dictionary, holder: &[u8], key: &[u8]) -> bool {
    let holder = of.get(holder).map(|holder| resolved(document, holder));
    let holder = holder.and_then(Object::as_dict).expect("the entry is there");
    holder.get(key).and_then(Object::as_bool).unwrap_or_default()
}

/// Pieces of content of all pages that the tree refers to; every text must
/// stand in such a piece or be an artifact.
fn pieces(document: &Document) -> usize {
    let mut count = 0;
    for page in document.get_pages().into_values() {
        let content = document.get_and_decode_page_content(page).expect("content is readable");
        let mut marked = false;
        for operation in content.operations {
            match operation.operator.as_str() {
                "BDC" | "BMC" => {
                    assert!(!marked, "marked content is not nested");
                    marked = true;
                    let properties = operation.operands.get(1).and_then(|it| it.as_dict().ok());
                    count += usize::from(properties.is_some_and(|it| it.has(b"MCID")));
                }
                "EMC" => marked = false,
                "Tj" | "TJ" | "'" | "\"" | "S" | "f" => {
                    assert!(marked, "something is drawn that is neither tagged nor an artifact");
                }
                _ => {}
            }
        }
    }
    count
}

/// Checks the structure tree of a paper: language and title, one heading,
/// tables whose rows have a cell for each heading, lists whose items have label
/// and body, and every piece of content at one place of the tree.
pub fn assert_tagged(document: &Document) {
    let catalog = document.catalog().expect("a catalog");
    assert!(flag(document, catalog, b"MarkInfo", b"Marked"), "the paper is tagged");
    assert!(flag(document, catalog, b"ViewerPreferences", b"DisplayDocTitle"));
    let language = catalog.get(b"Lang").and_then(Object::as_str).expect("a language");
    assert_eq!(language, b"id-ID");
    let about = resolved(document, catalog.get(b"Metadata").expect("metadata"));
    let about = about.as_stream().expect("a stream");
    let about = about.decompressed_content().unwrap_or_else(|_| about.content.clone());
    let about = String::from_utf8_lossy(&about).into_owned();
    assert!(about.contains("pdfuaid"), "the paper says that it is PDF/UA: {about}");
    let root = resolved(document, catalog.get(b"StructTreeRoot").expect("a structure tree"));
    let root = root.as_dict().expect("a dictionary");
    let tops = each(document, root.get(b"K").ok());
    let [top] = tops.as_slice() else { panic!("one document: {tops:?}") };
    let tree = Element::of(document, top);

    assert_eq!(tree.role, "Document");
    assert_eq!(tree.leaves(), pieces(document), "each piece of content has its place");
    assert_eq!(tree.all("H1").len(), 1, "one heading");
    for table in tree.all("Table") {
        let head = table.all("THead");
        let [head] = head.as_slice() else { panic!("a table has headings: {table:?}") };
        let headings = head.all("TH");
        assert!(!headings.is_empty());
        assert!(headings.iter().all(|it| it.scope.as_deref() == Some("Column") && it.leaves > 0));
        for row in table.all("TR") {
            assert_eq!(row.children.len(), headings.len(), "a cell for each heading: {row:?}");
        }
    }
    for item in tree.all("LI") {
        let roles: Vec<&str> = item.children.iter().map(|it| it.role.as_str()).collect();
        assert_eq!(roles, ["Lbl", "LBody"]);
    }
}
