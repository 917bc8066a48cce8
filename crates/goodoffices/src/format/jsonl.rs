//! JSON Lines: one value a line, faults on the line of the file.

use super::NamedFile;
use super::json;
use super::text::decode;
use super::tree::{Cursor, Datum, Node};
use crate::error::{Error, Place, Result};

/// Calls `each` with every line that is not blank.
pub(super) fn each_line(
    file: NamedFile<'_>,
    most: usize,
    mut each: impl FnMut(&Cursor<'_>) -> Result<()>,
) -> Result<()> {
    let text = decode(file.name, file.bytes)?;
    for (seen, (k, line)) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()).enumerate() {
        let place = Place::file(file.name).at_line(k + 1);
        if seen == most {
            return Err(Error::limit(format!("more than {most} lines")).at(place));
        }
        let mut node = json::parse(file.name, line).map_err(|e| relined(&e, place))?;
        shift(&mut node, k);
        each(&Cursor::root(file.name, &node))?;
    }
    Ok(())
}

/// The same fault on the line of the file it stands on.
fn relined(e: &Error, place: Place) -> Error {
    let same = if e.is_limit() { Error::limit(e.message()) } else { Error::input(e.message()) };
    same.at(place).remedy(e.remedy_text().unwrap_or("one JSON object a line"))
}

fn shift(node: &mut Node, by: usize) {
    node.line += by;
    match &mut node.datum {
        Datum::List(list) => list.iter_mut().for_each(|n| shift(n, by)),
        Datum::Map(map) => map.iter_mut().for_each(|(_, n)| shift(n, by)),
        _ => {}
    }
}
