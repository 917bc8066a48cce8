//! Where each unknown sits in a particle's numbers, and what they mean.
//!
//! A particle of a type is a row of numbers in (0, 1): its parameters, the deadline where none is on record,
//! its own utility, the other side's. Weights are the gaps between sorted uniform numbers, which is uniform
//! on the simplex (Dirichlet(1)). Shapes of ordered values: rising, falling, a peak inside, a third each.

use super::setup::{Clock, IssueShape, Setup, Utility};
use super::types::{MOST_PARAMETERS, TypeLikelihood};
use crate::num;
use std::ops::Range;

/// Possible deadlines in multiples of the time elapsed, where none is on record.
pub(crate) const HORIZONS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];

/// Numbers that change together in one move.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub range: Range<usize>,
    pub what: Part,
    /// Does a small step make sense, or only a fresh draw?
    pub smooth: bool,
    pub form: Form,
}

/// What a step moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// This block.
    Block(usize),
    /// Parameters and own utility together.
    Together,
}

/// How the numbers of a block relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Not.
    Plain,
    /// They cut [0, 1] into weights, in whatever order.
    Cuts,
    /// The values of this issue, alike beforehand.
    Values(usize),
}

/// What a block is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Parameters,
    Own,
    Other,
}

/// The numbers of one type's particles.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub parameters: &'static [super::types::Parameter],
    /// Position of the regard among the parameters.
    pub regard: Option<usize>,
    deadline: Option<usize>,
    own: usize,
    other: usize,
    pub dimension: usize,
    pub blocks: Vec<Block>,
    /// The order in which they are moved.
    pub turns: Vec<Turn>,
    grid: Option<u32>,
    bins: f64,
}

/// What a particle's parameters say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Decoded {
    pub p: [f64; MOST_PARAMETERS],
    pub eta: f64,
    /// Logarithm of the deadline in units of the anchor; 0 where it is on record.
    pub ln_horizon: f64,
}

impl Layout {
    pub fn new(setup: &Setup, kind: &dyn TypeLikelihood, bins: usize) -> Self {
        let parameters = kind.parameters();
        let mut dimension = parameters.len();
        // A type without parameters offers at random: nothing else about it matters.
        let plain = parameters.is_empty();
        let deadline = (!plain && setup.clock == Clock::Unknown).then_some(dimension);
        dimension += usize::from(deadline.is_some());
        let mut blocks = Vec::new();
        let regard = parameters.iter().position(|p| p.name == "regard");
        let own = regard.unwrap_or(parameters.len());
        if own > 0 {
            blocks.push(Block { range: 0..own, what: Part::Parameters, smooth: true, form: Form::Plain });
        }
        if let Some(k) = regard {
            blocks.push(Block { range: k..k + 1, what: Part::Other, smooth: true, form: Form::Plain });
        }
        if let Some(k) = deadline {
            blocks.push(Block { range: k..k + 1, what: Part::Parameters, smooth: false, form: Form::Plain });
        }
        let mut starts = [0; 2];
        for (k, (utility, what)) in
            [(&setup.own, Part::Own), (&setup.other, Part::Other)].into_iter().enumerate()
        {
            starts[k] = dimension;
            if plain {
                continue;
            }
            match utility {
                Utility::Known(_) => {}
                Utility::Estimated(_) => {
                    blocks.push(Block {
                        range: dimension..dimension + 1,
                        what,
                        smooth: false,
                        form: Form::Plain,
                    });
                    dimension += 1;
                }
                Utility::Unknown => {
                    let weights = setup.issues.len() - 1;
                    if weights > 0 {
                        // Cells of a grid are not kept when weight is passed from issue to issue.
                        let form = if setup.grid.is_some() { Form::Plain } else { Form::Cuts };
                        blocks.push(Block {
                            range: dimension..dimension + weights,
                            what,
                            smooth: true,
                            form,
                        });
                        dimension += weights;
                    }
                    for (index, issue) in setup.issues.iter().enumerate() {
                        let n = shape_numbers(*issue);
                        if n > 0 {
                            let smooth = !issue.ordered;
                            let form = if n > 1 { Form::Values(index) } else { Form::Plain };
                            blocks.push(Block { range: dimension..dimension + n, what, smooth, form });
                        }
                        dimension += n;
                    }
                }
            }
        }
        // What is the party's own three times, with moves of all of it together, for once what is the other's.
        let mut turns = Vec::new();
        for round in 0..3 {
            let mine = |k: &usize| blocks[*k].what != Part::Other;
            for k in (0..blocks.len()).filter(|k| round == 2 || mine(k)) {
                turns.push(Turn::Block(k));
                if mine(&k) && turns.len() % 3 == 2 {
                    turns.push(Turn::Together);
                }
            }
        }
        Self {
            parameters,
            regard,
            deadline,
            own: starts[0],
            other: starts[1],
            dimension,
            blocks,
            turns,
            grid: setup.grid,
            bins: bins as f64,
        }
    }

    fn cell(&self, z: f64) -> f64 {
        self.grid.map_or(z, |g| ((z * f64::from(g)).floor().min(f64::from(g) - 1.0) + 0.5) / f64::from(g))
    }

    /// The parameters.
    pub fn decode(&self, z: &[f64]) -> Decoded {
        let mut d = Decoded::default();
        for (k, p) in self.parameters.iter().enumerate() {
            d.p[k] = p.prior.quantile(self.cell(z[k]));
        }
        d.eta = self.regard.map_or(0.0, |k| d.p[k]);
        if let Some(k) = self.deadline {
            d.ln_horizon =
                num::ln(HORIZONS[((z[k] * HORIZONS.len() as f64) as usize).min(HORIZONS.len() - 1)]);
        }
        d
    }

    /// Own part-worths in bins; `parts` is room to work in.
    pub fn own(&self, setup: &Setup, z: &[f64], parts: &mut Vec<f64>, out: &mut Vec<u16>) {
        parts.clear();
        self.utility(&setup.own, &setup.issues, z, self.own, parts);
        out.clear();
        out.extend(parts.iter().map(|x| (x * self.bins + 0.5) as u16));
    }

    /// The other side's part-worths.
    pub fn other(&self, setup: &Setup, z: &[f64], out: &mut Vec<f64>) {
        out.clear();
        self.utility(&setup.other, &setup.issues, z, self.other, out);
    }

    fn utility(&self, utility: &Utility, issues: &[IssueShape], z: &[f64], at: usize, out: &mut Vec<f64>) {
        match utility {
            Utility::Known(parts) => out.extend(parts.iter().flatten()),
            Utility::Estimated(draws) => {
                // A type without parameters has no numbers: any table does.
                let z = z.get(at).copied().unwrap_or(0.0);
                let k = ((z * draws.len() as f64) as usize).min(draws.len() - 1);
                out.extend(draws[k].iter().flatten());
            }
            Utility::Unknown => self.unknown(issues, z, at, out),
        }
    }

    fn unknown(&self, issues: &[IssueShape], z: &[f64], mut at: usize, out: &mut Vec<f64>) {
        let n = issues.len();
        if self.dimension == 0 {
            out.resize(issues.iter().map(|i| i.values).sum(), 0.0);
            return;
        }
        let mut cuts = [0.0; 64];
        let cuts = &mut cuts[..n - 1];
        for (c, x) in cuts.iter_mut().zip(&z[at..at + n - 1]) {
            *c = self.cell(*x);
        }
        cuts.sort_unstable_by(f64::total_cmp);
        at += n - 1;
        let mut before = 0.0;
        for (k, issue) in issues.iter().enumerate() {
            let end = cuts.get(k).copied().unwrap_or(1.0);
            let weight = end - before;
            before = end;
            let numbers = shape_numbers(*issue);
            shape(*issue, &z[at..at + numbers], |v| out.push(weight * v));
            at += numbers;
        }
    }
}

/// How many numbers the values of an issue take.
fn shape_numbers(issue: IssueShape) -> usize {
    match (issue.values, issue.ordered) {
        (1, _) => 0,
        (_, true) => 1,
        (m, false) => m,
    }
}

/// The values of an issue on [0, 1].
pub(crate) fn shape(issue: IssueShape, z: &[f64], mut put: impl FnMut(f64)) {
    let m = issue.values;
    if m == 1 {
        return put(1.0);
    }
    let last = (m - 1) as f64;
    if issue.ordered {
        let shapes = if m > 2 { 3.0 } else { 2.0 };
        let x = z[0] * shapes;
        match x as usize {
            0 => (0..m).for_each(|o| put(o as f64 / last)),
            1 => (0..m).for_each(|o| put((last - o as f64) / last)),
            _ => {
                let inside = m - 2;
                let peak = (1 + (((x - 2.0) * inside as f64) as usize).min(inside - 1)) as f64;
                for o in 0..m {
                    let o = o as f64;
                    put(if o <= peak { o / peak } else { (last - o) / (last - peak) });
                }
            }
        }
        return;
    }
    let low = z.iter().copied().fold(f64::INFINITY, f64::min);
    let high = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = (high - low).max(1e-12);
    z.iter().for_each(|x| put((x - low) / range));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::types::standard;

    #[test]
    fn an_unknown_utility_is_on_zero_to_one_whatever_the_numbers() {
        let issues = vec![
            IssueShape { values: 4, ordered: true },
            IssueShape { values: 3, ordered: false },
            IssueShape { values: 1, ordered: false },
            IssueShape { values: 2, ordered: true },
        ];
        let setup = Setup::new(issues, 1);
        let types = standard();
        let layout = Layout::new(&setup, types[1].as_ref(), 200);
        for k in 0..200_u32 {
            let z: Vec<f64> = (0..layout.dimension)
                .map(|d| f64::from((k * 7919 + d as u32 * 104_729) % 1000) / 1000.0 + 5e-4)
                .collect();
            let mut u = Vec::new();
            layout.other(&setup, &z, &mut u);
            let best: f64 = [&u[0..4], &u[4..7], &u[7..8], &u[8..10]]
                .iter()
                .map(|r| r.iter().copied().fold(0.0, f64::max))
                .sum();
            assert!((best - 1.0).abs() < 1e-9 && u.iter().all(|x| (0.0..=1.0).contains(x)));
        }
    }

    #[test]
    fn blocks_cover_every_number_once() {
        let setup = Setup {
            clock: Clock::Unknown,
            ..Setup::new(vec![IssueShape { values: 3, ordered: true }; 3], 1)
        };
        for kind in standard() {
            let layout = Layout::new(&setup, kind.as_ref(), 200);
            let covered: Vec<usize> = layout.blocks.iter().flat_map(|b| b.range.clone()).collect();
            assert_eq!(covered, (0..layout.dimension).collect::<Vec<_>>());
        }
    }
}
