//! `cargo xtask pictures [DIR]`: every picture of the reports of the bundled cases as PNG, so that people look at
//! them. The fonts are those of the machine; without any the texts would be missing, so that is an error.

use anyhow::{Context, Result, bail};
use goodoffices::assess::{AdviseConfig, AssessConfig, Part, assess, since};
use goodoffices::format::case::{CaseFiles, NamedBytes, read};
use goodoffices::report::{Body, assessment};
use goodoffices::talks::{Case, Day, Lens};
use resvg::{tiny_skia, usvg};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The days the pictures are drawn for; the last day of each record besides.
const DAYS: [(&str, &str); 2] = [("ukraine-2025", "2025-05-09"), ("nba-2011", "2011-10-19")];
/// Pixels per unit of the picture.
const SCALE: f32 = 2.0;

/// Draws every picture into a folder (`pictures` unless named).
pub fn draw(into: Option<String>) -> Result<ExitCode> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = into.map_or_else(|| root.join("pictures"), PathBuf::from);
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let mut options = usvg::Options { font_family: "Liberation Sans".to_owned(), ..usvg::Options::default() };
    options.fontdb_mut().load_system_fonts();
    if options.fontdb.is_empty() {
        bail!("no font on this machine (install one, such as Liberation Sans)");
    }
    options.fontdb_mut().set_sans_serif_family("Liberation Sans");
    let mut drawn = 0;
    for (name, day) in DAYS {
        let case = load(&root.join("cases").join(name))?;
        let last = case.trace.last_day().context("an empty record")?;
        for day in [day.parse::<Day>()?, last] {
            let lens = Lens::until(day);
            let advise = AdviseConfig { without: vec![Part::Ripeness], ..AdviseConfig::default() };
            let config =
                AssessConfig { since: Some(day.plus(-7)), advise: Some(advise), ..AssessConfig::default() };
            let before = assess(&case, &Lens::until(day.plus(-7)), &AssessConfig::default())?.snapshot();
            let now = assess(&case, &lens, &config)?;
            let page = assessment(&now, &since(&before, &now, &case));
            for s in page.sections {
                if let Body::Picture { name: picture, svg, .. } = s.body {
                    let file = folder.join(format!("{name}-{day}-{picture}.png"));
                    render(&svg, &options, &file)?;
                    println!("{}", file.display());
                    drawn += 1;
                }
            }
        }
    }
    println!("{drawn} pictures");
    Ok(ExitCode::SUCCESS)
}

fn render(svg: &str, options: &usvg::Options<'_>, file: &Path) -> Result<()> {
    let tree = usvg::Tree::from_str(svg, options)?;
    let size = tree.size();
    let (w, h) = ((size.width() * SCALE).ceil() as u32, (size.height() * SCALE).ceil() as u32);
    let mut pixels = tiny_skia::Pixmap::new(w, h).context("a picture without size")?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.save_png(file).with_context(|| file.display().to_string())
}

fn load(folder: &Path) -> Result<Case> {
    let bytes =
        |name: &str| std::fs::read(folder.join(name)).with_context(|| format!("{}/{name}", folder.display()));
    let (case, record, estimates, sources) =
        (bytes("case.toml")?, bytes("record.jsonl")?, bytes("estimates.toml")?, bytes("SOURCES.md")?);
    let reading = read(&CaseFiles {
        case: Some(NamedBytes { name: "case.toml", bytes: &case }),
        record: Some(NamedBytes { name: "record.jsonl", bytes: &record }),
        estimates: Some(NamedBytes { name: "estimates.toml", bytes: &estimates }),
        sources: Some(NamedBytes { name: "SOURCES.md", bytes: &sources }),
    });
    reading
        .case
        .with_context(|| format!("{} has errors (`goodoffices case check` shows them)", folder.display()))
}
