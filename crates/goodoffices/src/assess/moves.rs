//! How far each has come: paths of own positions, and the steps that led away from the other side.

use super::figure::Figure;
use super::words::{Words, counted};
use crate::conduct::{Direction, Path};
use crate::talks::Scope;

/// One line a path of at least two stages; settlement first, then by issue and principal.
pub(super) fn moves(words: Words<'_>, paths: &[Path]) -> Vec<Figure> {
    let case = words.case;
    let mut of: Vec<&Path> = paths.iter().filter(|p| p.stages.len() > 1).collect();
    of.sort_by_key(|p| (p.line.scope, p.line.issue, p.line.principal));
    of.into_iter()
        .enumerate()
        .map(|(k, p)| {
            let stages: Vec<String> = p
                .stages
                .iter()
                .map(|s| {
                    let mut values: Vec<usize> = s.said.iter().map(|x| x.value).collect();
                    values.sort_unstable();
                    values.dedup();
                    let names: Vec<String> = values.iter().map(|v| case.value_label(p.line.issue, *v)).collect();
                    let mark = s.said.iter().map(|x| words.mark(x.evidence)).max().unwrap_or("");
                    let late = s.said.iter().map(|x| words.late(&x.event)).max().unwrap_or("");
                    format!("{} ({}{late}{mark})", names.join(" or "), words.span(s.on))
                })
                .collect();
            let steps: Vec<String> = [
                Direction::Toward,
                Direction::Away,
                Direction::NoChange,
                Direction::Across,
                Direction::Changed,
                Direction::Unclear,
            ]
            .into_iter()
            .filter_map(|d| {
                let n = p.steps.iter().filter(|s| s.against.iter().any(|a| a.direction == d)).count();
                (n > 0).then(|| format!("{} {}", d.words(), counted(n, "time", "times")))
            })
            .collect();
            let scope = match p.line.scope {
                Scope::Settlement => String::new(),
                s => format!(" ({})", words.scope(s)),
            };
            let tail = if steps.is_empty() { String::new() } else { format!(": {}", steps.join(", ")) };
            Figure::new(
                format!("M{}", k + 1),
                format!(
                    "path {} {} {}",
                    case.trace.principals()[p.line.principal].slug,
                    case.space.issues()[p.line.issue].name(),
                    p.line.scope.name()
                ),
                format!(
                    "{}, {}{scope}: {}{tail}.",
                    words.short(p.line.principal),
                    case.issue_label(p.line.issue),
                    stages.join(" - ")
                ),
                "Own values of one scope in the order of the record; a step is measured against the other side's \
                 standing value at that time, where the issue has an order.",
            )
            .resting_on(p.stages.iter().flat_map(|s| s.said.iter().map(|x| x.event.clone())))
        })
        .collect()
}

/// The steps that led away from the other side.
pub(super) fn away(words: Words<'_>, paths: &[Path]) -> Vec<Figure> {
    let case = words.case;
    let mut out = Vec::new();
    for p in paths {
        for s in p.steps.iter().filter(|s| s.against.iter().any(|a| a.direction == Direction::Away)) {
            let (from, to) = (&p.stages[s.to - 1], &p.stages[s.to]);
            let label = |values: &[usize]| {
                values.iter().map(|v| case.value_label(p.line.issue, *v)).collect::<Vec<_>>().join(" or ")
            };
            out.push(
                Figure::new(
                    format!("Y{}", out.len() + 1),
                    format!(
                        "away {} {} {}",
                        case.trace.principals()[p.line.principal].slug,
                        case.space.issues()[p.line.issue].name(),
                        to.on.to
                    ),
                    format!(
                        "{} moved away on {}: {} ({}) to {} ({}).",
                        words.short(p.line.principal),
                        case.issue_label(p.line.issue),
                        label(&from.last),
                        words.span(from.on),
                        label(&to.first),
                        words.span(to.on)
                    ),
                    "Steps of one path that ended further from the other side's standing value than they began.",
                )
                .resting_on(from.said.iter().chain(&to.said).map(|x| x.event.clone())),
            );
        }
    }
    out
}
