//! One report model, made into text, Markdown, HTML and pictures.

mod assessment;
mod axis;
mod brief;
mod calibration;
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

pub use assessment::{Document, assessment};
pub use brief::{LINES, Sheet, brief, fits, words};
pub use calibration::calibration_page;
pub use html::html;
pub use markdown::markdown;
pub use number_paths::number_paths;
pub use page::{Body, Item, Page, Provenance, Row, Section, Table};
pub use positions_plot::positions_plot;
pub use svg::escape;
pub use text::{COLUMNS, text, wrap};
pub use timeline::timeline;
