//! Declarations for a table that comes without any: principals, issues and instruments as its cells name
//! them. A start to be edited, and says so: nobody can read roles or orders off a table.

use super::fault::{Fault, Faults};
use super::names::Names;
use super::record::NEEDED;
use super::table::{ISSUE, check_header, read as read_table, rows, split};
use super::write::quoted;
use super::{CaseFiles, NamedBytes, Reading, read, read_declarations};
use crate::error::Error;
use crate::num::Decimal;
use crate::outcome::Grid;
use crate::talks::{Case, Confidence, Day};
use std::fmt::Write as _;

/// A case made of a table.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The case.
    pub case: Case,
    /// `case.toml`, to be edited.
    pub case_toml: String,
    /// `record.jsonl`.
    pub record: String,
}

/// Most values of a grid that is made of numbers in a column.
const MOST_VALUES: usize = 1_000;

/// An issue as its column shows it: values with the day and id of the event that first named each.
struct Column {
    name: String,
    values: Vec<(String, Option<Day>, String)>,
}

/// Makes a case of a table.
///
/// # Errors
/// Every fault of the table, if there is one.
pub fn derive(table: &NamedBytes<'_>, slug: &str) -> Result<Derived, Vec<Fault>> {
    let faults = Faults::of(table.name);
    let Some(rows) = rows(table, &faults) else { return Err(faults.into_vec()) };
    check_header(&rows.header, &Names::unread(), &faults);
    if faults.has_errors() {
        return Err(faults.into_vec());
    }
    let column = |name: &str| rows.header.iter().position(|h| h == name);
    let (mut principals, mut instruments) = (Vec::<String>::new(), Vec::<(String, String)>::new());
    let mut issues: Vec<Column> = Vec::new();
    for name in rows.header.iter().filter_map(|h| h.strip_prefix(ISSUE)) {
        issues.push(Column { name: name.to_owned(), values: Vec::new() });
    }
    for (_, cells) in &rows.rows {
        let cell = |name: &str| column(name).and_then(|k| cells.get(k)).map_or("", String::as_str);
        let named = |list: &str| split(list).into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>();
        let confidence = cell("confidence").parse::<Confidence>().unwrap_or_default();
        let told: Vec<String> = confidence.names().map(str::to_owned).collect();
        for name in named(cell("principal")).into_iter().chain(named(cell("asks.of"))).chain(told) {
            if !principals.contains(&name) {
                principals.push(name);
            }
        }
        let instrument = cell("instrument");
        if !instrument.is_empty() && instruments.iter().all(|i| i.0 != instrument) {
            let whose = named(cell("principal")).into_iter().next().unwrap_or_default();
            instruments.push((instrument.to_owned(), whose));
        }
        let day: Option<Day> = cell("happened").parse().ok();
        for issue in &mut issues {
            let value = cell(&format!("{ISSUE}{}", issue.name));
            if value.is_empty() {
                continue;
            }
            match issue.values.iter_mut().find(|v| v.0 == value) {
                Some(seen) if day < seen.1 => (seen.1, seen.2) = (day, cell("id").to_owned()),
                Some(_) => {}
                None => issue.values.push((value.to_owned(), day, cell("id").to_owned())),
            }
        }
    }
    issues.retain(|i| !i.values.is_empty());
    if principals.is_empty() {
        let e = Error::input("no row names a principal");
        faults.error(1, "principal", e.remedy(format!("fill the columns {}", NEEDED.join(", "))));
        return Err(faults.into_vec());
    }
    let named = |bytes| Some(NamedBytes { name: "case.toml", bytes });
    let case_toml = toml(slug, &principals, &issues, &instruments);
    let case = read_declarations(named(case_toml.as_bytes()))?;
    let record = read_table(table, &case)?;
    let whole = CaseFiles {
        case: named(case_toml.as_bytes()),
        record: Some(NamedBytes { name: table.name, bytes: record.as_bytes() }),
        estimates: None,
        sources: Some(NamedBytes { name: "SOURCES.md", bytes: b"" }),
    };
    match read(&whole) {
        Reading { case: Some(case), .. } => Ok(Derived { case, case_toml, record }),
        Reading { faults, .. } => Err(faults),
    }
}

fn toml(slug: &str, principals: &[String], issues: &[Column], instruments: &[(String, String)]) -> String {
    let words = |s: &str| quoted(&s.replace('_', " "));
    let mut t = String::from("# Made from a table. Roles, kinds and orders are guesses: go through them.\n");
    let _ = writeln!(t, "slug = {}\ntitle = {}", quoted(slug), words(slug));
    for (k, p) in principals.iter().enumerate() {
        let role = if k < 2 { "party" } else { "other" };
        let _ = writeln!(t, "\n[[principal]]\nslug = {}\nname = {}\nrole = \"{role}\"", quoted(p), words(p));
    }
    for i in issues {
        let _ = writeln!(t, "\n[[issue]]\nslug = {}\ntitle = {}", quoted(&i.name), words(&i.name));
        if let Some(g) = grid(&i.values) {
            let (low, high, step) = (g.low(), g.high(), g.step());
            let _ = writeln!(t, "kind = \"number\"\nmin = {low}\nmax = {high}\nstep = {step}");
            continue;
        }
        t.push_str("kind = \"categorical\"\n");
        for (value, _, id) in &i.values {
            let _ =
                writeln!(t, "\n  [[issue.option]]\n  slug = {}\n  text = {}", quoted(value), words(value));
            let _ = writeln!(t, "  first = {}", quoted(id));
        }
    }
    for (name, whose) in instruments {
        let (slug, principal, text) = (quoted(name), quoted(whose), words(name));
        let _ = writeln!(t, "\n[[instrument]]\nslug = {slug}\nprincipal = {principal}\ntext = {text}");
    }
    t
}

/// The grid under a column of numbers, if all are numbers and it is not too fine.
fn grid(values: &[(String, Option<Day>, String)]) -> Option<Grid> {
    let numbers: Vec<Decimal> = values.iter().map(|v| v.0.parse().ok()).collect::<Option<_>>()?;
    Grid::covering(&numbers, MOST_VALUES)
}
