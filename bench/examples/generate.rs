//! Writes generated talks as a case folder: `cargo run -p goodoffices-bench --example generate -- FOLDER EVENTS`.

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(folder), Some(events)) =
        (args.next().map(PathBuf::from), args.next().and_then(|n| n.parse().ok()))
    else {
        return Err(std::io::Error::other("name a folder and a number of events"));
    };
    let files = goodoffices_bench::talks::files(events, 3650);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("case.toml"), files.case)?;
    std::fs::write(folder.join("record.jsonl"), files.record)
}
