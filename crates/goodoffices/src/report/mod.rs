//! One report model, made into text, Markdown, HTML and pictures.

mod advice;
mod assessment;
mod axis;
mod brief;
mod conflict_plot;
mod curve_plot;
mod curves;
mod decision_plot;
mod html;
mod markdown;
mod number_paths;
mod page;
pub mod plane;
mod positions_plot;
mod series;
mod svg;
mod text;
mod timeline;
mod worlds_plot;

pub use advice::{AdviceDocument, advice};
pub use assessment::{Document, assessment};
pub use brief::{LINES, Sheet, brief, fits, words};
pub use conflict_plot::{MOST_DRAWN, conflict_plot};
pub use curve_plot::curve_plot;
pub use curves::{Curve, Curves};
pub use decision_plot::decision_plot;
pub use html::html;
pub use markdown::markdown;
pub use number_paths::number_paths;
pub use page::{Body, Item, Page, Provenance, Row, Section, Table};
pub use positions_plot::positions_plot;
pub use svg::escape;
pub use text::{COLUMNS, text, wrap};
pub use timeline::timeline;
pub use worlds_plot::worlds_plot;
