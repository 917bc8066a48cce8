//! Time-based concession: a(t) = 1 − t^{1/e} (Faratin, Sierra & Jennings 1998).
//!
//! With L the reservation or least utility, H the best, and a slack ε:
//! lo = clip(L + (H − L)·a(t) − ε, L, H). Accepts what is worth lo or more; offers the outcome of lowest
//! utility from lo up, or one just below it (within 1e-6) if that is strictly nearer. Slack is 1e-4; the
//! `aspiration` variant has 1e-3 and does not shun what is worse than no agreement when looking just below.

use super::simple::leave_or;
use crate::error::Result;
use crate::num;
use crate::preference::inverse::Ranked;
use crate::protocol::{Briefing, Fault, Move, Negotiator, Observation, Side};

/// How far below the target an outcome may be.
const BELOW: f64 = 1e-6;

/// The concession curve with exponent 1/e.
#[derive(Clone, Copy, Debug)]
pub(super) struct Curve {
    power: f64,
}

impl Curve {
    /// The curve of Faratin's e.
    pub(super) fn new(e: f64) -> Self {
        Self { power: 1.0 / e }
    }

    /// 1 − t^{1/e}. Powers of two and their roots are taken by exact operations.
    pub(super) fn at(self, t: f64) -> f64 {
        let p = self.power;
        let raised = if p == 1.0 {
            t
        } else if p == 4.0 {
            (t * t) * (t * t)
        } else if p == 0.25 {
            t.sqrt().sqrt()
        } else if p == 2.0 {
            t * t
        } else if p == 0.5 {
            t.sqrt()
        } else {
            num::pow(t, p)
        };
        1.0 - raised
    }
}

/// A time-based negotiator.
#[derive(Clone, Debug)]
pub(super) struct TimeBased {
    curve: Curve,
    slack: f64,
    irrational: bool,
    low: f64,
    high: f64,
}

impl TimeBased {
    pub(super) fn new(e: f64) -> Self {
        Self { curve: Curve::new(e), slack: 1e-4, irrational: false, low: 0.0, high: 1.0 }
    }

    pub(super) fn aspiration(e: f64) -> Self {
        Self { slack: 1e-3, irrational: true, ..Self::new(e) }
    }

    /// The least utility acceptable at a time.
    pub(super) fn target(&self, time: f64) -> f64 {
        let aspiration = (self.high - self.low) * self.curve.at(time) + self.low;
        (aspiration - self.slack).max(self.low).min(self.high)
    }

    /// What it would offer at a time.
    pub(super) fn bid(&self, time: f64, side: &mut Side) -> Option<Ranked> {
        self.near(self.target(time), side)
    }

    /// The offer for a target.
    fn near(&self, target: f64, side: &mut Side) -> Option<Ranked> {
        let floor = if self.irrational { target - BELOW } else { (target - BELOW).max(side.reservation) };
        side.inverse.nearest(target, floor)
    }
}

impl Negotiator for TimeBased {
    fn start(&mut self, _briefing: &Briefing<'_>, side: &mut Side) -> Result<()> {
        self.low = side.floor();
        self.high = side.inverse.highest();
        Ok(())
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        let target = self.target(seen.time);
        if let Some((offer, _)) = seen.standing
            && side.is_rational()
            && side.inverse.utility(offer) >= target
        {
            return Ok(Move::Accept);
        }
        leave_or(side, |side| self.near(target, side))
    }

    fn revalue(&mut self, side: &mut Side) {
        self.low = side.floor();
    }
}
