//! The report model: what a page says, before it is text, Markdown, HTML or JSON.
//!
//! Every item and row carries the key under which `explain` takes it apart. Renderers add nothing.

use serde::Serialize;

/// What made a page, so that it can be made again.
#[derive(Clone, Debug, Serialize)]
pub struct Provenance {
    /// Name of the case.
    pub case: String,
    /// Hash of the case as it was seen.
    pub fingerprint: String,
    /// Program and version.
    pub made_by: String,
    /// How the case was read.
    pub lens: String,
    /// Seed, where anything was drawn.
    pub seed: Option<u64>,
}

/// A page or a longer report.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// Version of this layout.
    pub schema_version: u32,
    /// `brief` or `assessment`.
    pub kind: &'static str,
    /// Title.
    pub title: String,
    /// The day, in words.
    pub as_of: String,
    /// Lines under the title: audience, counts.
    pub lines: Vec<String>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// What made it.
    pub provenance: Provenance,
}

/// One section.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Stable name.
    pub id: &'static str,
    /// Heading.
    pub title: String,
    /// A line under the heading, if any.
    pub note: Option<String>,
    /// What it says.
    pub body: Body,
}

/// What a section says.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Body {
    /// Keyed statements.
    Items {
        /// The statements.
        items: Vec<Item>,
    },
    /// A table.
    Table {
        /// The table.
        table: Table,
    },
    /// A picture.
    Picture {
        /// Name of the picture.
        name: String,
        /// What it shows, in words.
        caption: String,
        /// The picture.
        svg: String,
    },
}

/// One keyed statement.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Key for `explain`; empty where nothing is to be explained.
    pub key: String,
    /// The statement.
    pub text: String,
}

/// A table with keyed rows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    /// Headings of the columns after the key.
    pub head: Vec<String>,
    /// Widths of the columns in characters, for text; 0 takes what is left.
    pub widths: Vec<usize>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Notes under the table.
    pub notes: Vec<String>,
}

/// One row.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Key for `explain`.
    pub key: String,
    /// One text a column.
    pub cells: Vec<String>,
}

impl Section {
    /// A section of keyed statements.
    #[must_use]
    pub fn items(id: &'static str, title: impl Into<String>, items: Vec<Item>) -> Self {
        Self { id, title: title.into(), note: None, body: Body::Items { items } }
    }

    /// A section with a table.
    #[must_use]
    pub fn table(id: &'static str, title: impl Into<String>, table: Table) -> Self {
        Self { id, title: title.into(), note: None, body: Body::Table { table } }
    }

    /// A section with a picture.
    #[must_use]
    pub fn picture(
        id: &'static str,
        title: impl Into<String>,
        caption: impl Into<String>,
        svg: String,
    ) -> Self {
        let body = Body::Picture { name: id.to_owned(), caption: caption.into(), svg };
        Self { id, title: title.into(), note: None, body }
    }

    /// The same section with a line under its heading.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl Item {
    /// A keyed statement.
    #[must_use]
    pub fn new(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self { key: key.into(), text: text.into() }
    }
}
