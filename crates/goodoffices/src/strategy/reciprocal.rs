//! Tit for tat on utilities: concede as the other conceded (Faratin, Sierra & Jennings 1998).
//!
//! v_k is one's own utility of the k-th offer received, on [0, 1]; u the target of one's last offer.
//! - `tft`, the naive one of NegMAS: target 1 − v of the last offer received; at the first turn the best.
//! - `relative-tft(delta)`: u·v_{k−δ}/v_{k−δ+1}, at most 1.
//! - `absolute-tft(delta,noise)`: u − (v_{k−δ+1} − v_{k−δ}) ± noise.
//! - `average-tft(window)`: u·v_{k−γ}/v_k.
//!
//! The source imitates issue by issue, which needs ordered numbers; on named options there is only utility.

use super::simple::{leave_or, unused};
use crate::error::Result;
use crate::protocol::{Briefing, Fault, Move, Negotiator, Observation, Side};
use crate::rng::Stream;
use rand::RngExt;

/// Which imitation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tactic {
    Naive,
    Relative { delta: usize },
    Absolute { delta: usize, noise: f64 },
    Average { window: usize },
}

/// Offers remembered.
const MEMORY: usize = 64;
/// Largest lag.
pub(super) const MOST_LAG: usize = MEMORY - 2;

/// The negotiator.
#[derive(Debug)]
pub(super) struct TitForTat {
    tactic: Tactic,
    received: [f64; MEMORY],
    count: usize,
    target: f64,
    stream: Stream,
    second: f64,
}

impl TitForTat {
    pub(super) fn new(tactic: Tactic) -> Self {
        Self { tactic, received: [0.0; MEMORY], count: 0, target: 1.0, stream: unused(), second: 1.0 }
    }

    /// v of the k-th offer before the last, as far back as there are any.
    fn back(&self, k: usize) -> f64 {
        let k = k.min(self.count - 1);
        self.received[(self.count - 1 - k) % MEMORY]
    }

    fn aim(&mut self, round: u64) -> f64 {
        if self.tactic == Tactic::Naive {
            return match round {
                0 => 1.0,
                1 | 2 => self.second,
                _ if self.count > 0 => 1.0 - self.back(0),
                _ => 1.0,
            };
        }
        if self.count < 2 {
            return 1.0;
        }
        let ratio =
            |before: f64, after: f64| if after > 0.0 { (before / after).min(1.0 / 0.05) } else { 1.0 };
        let aim = match self.tactic {
            Tactic::Relative { delta } => self.target * ratio(self.back(delta), self.back(delta - 1)),
            Tactic::Absolute { delta, noise } => {
                let step = self.back(delta - 1) - self.back(delta);
                let draw = if noise == 0.0 { 0.0 } else { 2.0 * self.stream.random::<f64>() - 1.0 };
                self.target - step + noise * draw
            }
            Tactic::Average { window } => self.target * ratio(self.back(window), self.back(0)),
            Tactic::Naive => 1.0,
        };
        aim.clamp(0.0, 1.0)
    }
}

impl Negotiator for TitForTat {
    fn start(&mut self, briefing: &Briefing<'_>, side: &mut Side) -> Result<()> {
        self.count = 0;
        self.target = 1.0;
        if matches!(self.tactic, Tactic::Absolute { noise, .. } if noise != 0.0) {
            self.stream = briefing.stream("tit-for-tat");
        }
        let gap = match (side.inverse.best(0), side.inverse.best(1)) {
            (Some(a), Some(b)) => a.utility - b.utility,
            _ => 0.0,
        };
        let span = side.inverse.highest() - side.inverse.lowest();
        self.second = if span > 0.0 { 1.0 - gap / span } else { 1.0 };
        Ok(())
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        let offer = seen.standing.map(|(o, _)| side.inverse.utility(o));
        if let Some(u) = offer {
            self.received[self.count % MEMORY] = side.share(u);
            self.count += 1;
        }
        self.target = self.aim(seen.round);
        let span = side.inverse.highest() - side.inverse.lowest();
        let naive = self.tactic == Tactic::Naive;
        let raw = side.inverse.lowest() + self.target * span;
        let least = if naive { raw } else { raw.max(side.floor()) }.min(side.inverse.highest());
        if let Some(u) = offer
            && side.share(u) >= self.target
            && (naive || u >= side.reservation)
        {
            return Ok(Move::Accept);
        }
        leave_or(side, |side| side.inverse.at_least(least))
    }
}
