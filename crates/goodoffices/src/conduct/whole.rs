//! Everything that conduct finds, in one value.

use super::as_of::AsOf;
use super::{ask, dated, distance, finality, indicator, path, position, side_by_side, silence, warning};

/// The conduct of everybody in a trace, as of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Conduct {
    /// Standing positions, by principal, issue and scope.
    pub positions: Vec<position::Position>,
    /// Paths of positions, in the same order.
    pub paths: Vec<path::Path>,
    /// Distances between parties, by issue, scope and pair.
    pub distances: Vec<distance::Distance>,
    /// What was called final.
    pub final_calls: Vec<finality::FinalCall>,
    /// Last words and silence, by principal and issue.
    pub silences: Vec<silence::Silence>,
    /// Asks and answers.
    pub asks: ask::Asks,
    /// What happened on each date.
    pub dates: dated::Dates,
    /// Warnings taken apart.
    pub warnings: Vec<warning::Warning>,
    /// Statements of one principal's speakers side by side.
    pub side_by_side: Vec<side_by_side::SideBySide>,
    /// Indicators of every party; kept off the first page.
    pub indicators: Vec<indicator::Indicator>,
}

impl Conduct {
    /// Reads everything. `n log n` in the events of the trace.
    #[must_use]
    pub fn of(as_of: &AsOf<'_>) -> Self {
        let mut whole = Self::for_first_page(as_of);
        whole.distances = distance::distances(as_of, &whole.paths);
        whole.silences = silence::silences(as_of);
        whole.side_by_side = side_by_side::side_by_side(as_of);
        whole.indicators = indicator::indicators(as_of, &whole);
        whole
    }

    /// Reads what a first page shows, and leaves distances, silences, statements side by side and indicators empty.
    #[must_use]
    pub fn for_first_page(as_of: &AsOf<'_>) -> Self {
        let paths = path::paths(as_of);
        let asks = ask::asks(as_of);
        Self {
            positions: position::positions(as_of),
            distances: Vec::new(),
            final_calls: finality::final_calls(as_of, &paths),
            silences: Vec::new(),
            dates: dated::dates(as_of, &asks),
            warnings: warning::warnings(as_of),
            side_by_side: Vec::new(),
            indicators: Vec::new(),
            paths,
            asks,
        }
    }
}
