//! A CSV table of a tournament once more as Parquet, for readers that want types. Needs the `parquet` feature.
//!
//! Every column is optional; integers are 64 bits, texts UTF-8, utilities of an offer one text as in the CSV.

use anyhow::Result;
use std::path::Path;

/// Columns of text; all others are numbers.
#[cfg(feature = "parquet")]
const TEXT: &[&str] = &["scenario", "party", "strategy", "partners", "ending", "fault", "utilities"];
/// Columns of fractions; all other numbers are whole.
#[cfg(feature = "parquet")]
const FRACTION: &[&str] =
    &["utility", "advantage", "welfare", "nash_optimality", "kalai_optimality", "pareto_optimality", "time"];
/// Rows held in memory at once.
#[cfg(feature = "parquet")]
const GROUP: usize = 1 << 16;

/// Without the feature nothing can be written, and that is said before anything else is.
#[cfg(not(feature = "parquet"))]
pub fn available() -> Result<()> {
    anyhow::bail!("this binary was built without Parquet (build it with --features parquet, or use the CSV)")
}

/// With the feature, always.
#[cfg(feature = "parquet")]
pub fn available() -> Result<()> {
    Ok(())
}

/// Never called without the feature.
#[cfg(not(feature = "parquet"))]
pub fn convert(_from: &Path, _to: &Path) -> Result<()> {
    available()
}

/// Writes the table at `from` to `to`.
#[cfg(feature = "parquet")]
pub fn convert(from: &Path, to: &Path) -> Result<()> {
    use anyhow::Context;
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use std::sync::Arc;

    let cannot = || format!("cannot write {}", to.display());
    let mut reader = csv::Reader::from_path(from).with_context(|| from.display().to_string())?;
    let names: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let fields = names.iter().map(|n| match n.as_str() {
        n if TEXT.contains(&n) => format!("optional binary {n} (UTF8);"),
        n if FRACTION.contains(&n) => format!("optional double {n};"),
        n => format!("optional int64 {n};"),
    });
    let text = format!("message row {{ {} }}", fields.collect::<Vec<_>>().join(" "));
    let schema = Arc::new(parse_message_type(&text).context("schema")?);
    let by = format!("goodoffices {}", env!("CARGO_PKG_VERSION"));
    let properties = Arc::new(WriterProperties::builder().set_created_by(by).build());
    let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary =
        tempfile::NamedTempFile::new_in(folder).map_err(|e| crate::whole_file::unwritable(to, folder, &e))?;
    let mut writer = SerializedFileWriter::new(temporary.reopen().with_context(cannot)?, schema, properties)
        .with_context(cannot)?;
    let mut records = reader.records();
    loop {
        let rows = records.by_ref().take(GROUP).collect::<Result<Vec<_>, _>>()?;
        if rows.is_empty() {
            break;
        }
        let mut group = writer.next_row_group().with_context(cannot)?;
        for (k, name) in names.iter().enumerate() {
            let cells = || rows.iter().map(move |r| r.get(k).unwrap_or_default());
            let present: Vec<i16> = cells().map(|c| i16::from(!c.is_empty())).collect();
            let filled = || cells().filter(|c| !c.is_empty());
            let Some(mut column) = group.next_column().with_context(cannot)? else { break };
            if TEXT.contains(&name.as_str()) {
                let values: Vec<ByteArray> = filled().map(ByteArray::from).collect();
                column.typed::<ByteArrayType>().write_batch(&values, Some(&present), None)
            } else if FRACTION.contains(&name.as_str()) {
                let values = filled().map(str::parse).collect::<Result<Vec<f64>, _>>()?;
                column.typed::<DoubleType>().write_batch(&values, Some(&present), None)
            } else {
                let values = filled().map(str::parse).collect::<Result<Vec<i64>, _>>()?;
                column.typed::<Int64Type>().write_batch(&values, Some(&present), None)
            }
            .with_context(cannot)?;
            column.close().with_context(cannot)?;
        }
        group.close().with_context(cannot)?;
    }
    writer.close().with_context(cannot)?;
    temporary.as_file().sync_all().with_context(cannot)?;
    temporary.persist(to).with_context(cannot)?;
    Ok(())
}
