//! The indicators of conduct in words, each with its interval and its limits. Kept off the first page.

use super::figure::Figure;
use super::words::Words;
use crate::conduct::indicator::{Found, Indicator};

pub(super) fn indicators(words: Words<'_>, all: &[Indicator]) -> Vec<Figure> {
    let case = words.case;
    all.iter()
        .enumerate()
        .map(|(k, i)| {
            let who = words.short(i.principal);
            let about = i.about;
            let found = match &i.found {
                Found::NoData { why } => format!("no data: {why}"),
                Found::Value { value, interval, count, of } => {
                    let value = value.map_or_else(|| "without an upper bound".to_owned(), number);
                    let band = interval
                        .map(|x| {
                            format!(
                                " [{} to {}]",
                                number(x.low),
                                x.high.map_or_else(|| "no bound".to_owned(), number)
                            )
                        })
                        .unwrap_or_default();
                    let of = if *of > 0 { format!("; {count} of {of}") } else { String::new() };
                    format!("{value} {}{band}{of}", about.unit)
                }
            };
            Figure::new(
                format!("I{}", k + 1),
                format!("indicator {} {}", case.trace.principals()[i.principal].slug, about.key),
                format!(
                    "{:?}  {who}, {}: {found}. Shows: {} Cannot show: {}",
                    about.family,
                    about.name,
                    ended(about.shows),
                    ended(about.cannot)
                ),
                format!(
                    "An indicator of conduct ({}), with its 90 % interval; no indicator is a verdict.",
                    about.anchor
                ),
            )
            .resting_on(i.events.iter().cloned())
        })
        .collect()
}

fn number(x: f64) -> String {
    let text = if x.abs() >= 100.0 { format!("{x:.0}") } else { format!("{x:.2}") };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn ended(text: &str) -> String {
    if text.ends_with('.') { text.to_owned() } else { format!("{text}.") }
}
