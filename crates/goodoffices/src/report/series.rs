//! What a side said on one issue over time, as the pictures draw it: its path, and where its standing position
//! is known only from reports that make no path, that position too.

use crate::assess::Assessment;
use crate::talks::{Day, Evidence, Scope};

/// One stretch: said from a day until the next stretch begins.
pub(super) struct Stretch {
    /// First day.
    pub from: Day,
    /// Value indices; several only where their order is unknown.
    pub values: Vec<usize>,
    /// Known from reports or others' accounts only.
    pub reported: bool,
}

/// The stretches of a side on an issue in a scope, in order.
pub(super) fn series(a: &Assessment, principal: usize, issue: usize, scope: Scope) -> Vec<Stretch> {
    let of = |l: &crate::conduct::Line| l.principal == principal && l.issue == issue && l.scope == scope;
    let path = a.conduct.paths.iter().find(|p| of(&p.line));
    let stretch = |from: Day, said: &[crate::conduct::Stated]| {
        let mut values: Vec<usize> = said.iter().map(|s| s.value).collect();
        values.sort_unstable();
        values.dedup();
        Stretch { from, values, reported: said.iter().all(|s| s.evidence != Evidence::OnRecord) }
    };
    let mut out: Vec<Stretch> =
        path.map_or(&[][..], |p| &p.stages).iter().map(|s| stretch(s.on.from, &s.said)).collect();
    let cell = a.conduct.positions.iter().find(|p| of(&p.line)).and_then(|p| p.cell.as_ref());
    if let Some(first) = cell.and_then(|c| c.values.first()) {
        let on_path =
            path.is_some_and(|p| p.stages.iter().flat_map(|s| &s.said).any(|s| s.event == first.event));
        if !on_path && out.last().is_none_or(|last| last.from <= first.on.from) {
            out.extend(cell.map(|c| stretch(first.on.from, &c.values)));
        }
    }
    out
}
