//! Packages as printed figures, so that each can be taken apart.

use super::figure::Figure;
use super::propose::{Package, Proposals};
use super::texts::texts;
use super::words::Words;

/// One figure a package, in the order of the proposals.
pub(super) fn packages(words: Words<'_>, all: &Proposals) -> Vec<Figure> {
    let on_table = texts(words.case);
    all.packages
        .iter()
        .enumerate()
        .map(|(k, p)| {
            let mut figure = Figure::new(
                format!("G{}", k + 1),
                format!("package {}", p.label),
                in_words(words, all, p),
                "Share of draws in which every side can live with it: orders as stated, weights and fallbacks drawn; the \
                 range is over the panel of assumptions.",
            )
            .with_assumed(p.assumed);
            let text = on_table.iter().find(|t| t.label == p.label);
            figure = figure.resting_on(text.into_iter().flat_map(|t| t.facts.clone()));
            let drivers = words.case.estimates.iter().filter(|e| p.drivers.iter().any(|(id, _)| *id == e.id));
            figure = figure.resting_on(drivers.flat_map(|e| e.supports.clone()));
            all.premises.iter().fold(figure, |f, premise| f.assuming(premise.clone()))
        })
        .collect()
}

fn in_words(words: Words<'_>, all: &Proposals, p: &Package) -> String {
    let percent = |x: f64| format!("{:.0} %", x * 100.0);
    let each: Vec<String> = all
        .parties
        .iter()
        .zip(&p.each)
        .map(|(slug, r)| {
            let name = words.case.trace.principal(slug).map_or(slug.as_str(), |k| words.short(k));
            format!("{name} {}", percent(r.value))
        })
        .collect();
    format!(
        "{}: can live with it: {}; all {} (range {} to {} over the assumptions).",
        p.label,
        each.join(", "),
        percent(p.all.value),
        percent(p.all.low),
        percent(p.all.high)
    )
}
