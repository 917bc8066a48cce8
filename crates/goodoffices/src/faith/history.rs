//! What was seen, made ready for being valued many times: values as positions, steps as differences.
//!
//! Only what was surely before an offer counts as having been answered by it. A step of the other side is
//! the change of its terms issue by issue: a term stated before and after; a first statement opens an issue
//! and is no step.

use super::frame::{Frame, Slots};
use super::observation::{Asked, Observation, Seen, Term, When, allowed};

/// An act of the party whose likelihood hangs on its demands.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub when: When,
    pub ln_time: f64,
    pub pressed: bool,
    /// Values the other side moved to and from since the party's last offer.
    pub steps: Vec<(u32, u32)>,
    pub what: ActKind,
    /// Of an offer that names every issue: its number among the outcomes offered, and one over all outcomes.
    pub slot: Option<(u32, f64)>,
}

/// Which act.
#[derive(Clone, Debug)]
pub(crate) enum ActKind {
    Offer(Named),
    Answer { named: Named, yes: bool, asked: Asked },
}

/// Terms as positions of values.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// Positions that are certain.
    pub fixed: Vec<u32>,
    /// Lists of positions that may be.
    pub open: Vec<Vec<u32>>,
    /// Share of all outcomes that these terms allow.
    pub share: f64,
}

/// The other side's terms at some time: the steps that led to them.
#[derive(Clone, Debug)]
struct Step {
    when: When,
    moved: Vec<(u32, u32)>,
}

/// What was seen so far.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub frame: Frame,
    pub acts: Vec<Act>,
    /// Outcomes offered, each once.
    pub slots: Slots,
    theirs: Vec<Step>,
    their_terms: Vec<Option<u32>>,
    last_offer: Option<When>,
    /// Time of the last observation.
    pub elapsed: f64,
    /// Complete offers.
    pub complete: usize,
    /// Offers, partial ones too.
    pub offers: usize,
}

impl History {
    pub fn new(sizes: &[usize]) -> Self {
        Self {
            their_terms: vec![None; sizes.len()],
            frame: Frame::new(sizes),
            acts: Vec::new(),
            slots: Slots::new(sizes.len()),
            theirs: Vec::new(),
            last_offer: None,
            elapsed: 0.0,
            complete: 0,
            offers: 0,
        }
    }

    /// Terms as positions.
    pub fn named(&self, terms: &[Term]) -> Named {
        let mut named = Named { fixed: Vec::new(), open: Vec::new(), share: 1.0 };
        for (issue, term) in terms.iter().enumerate() {
            let (start, size) =
                (self.frame.starts[issue], self.frame.starts[issue + 1] - self.frame.starts[issue]);
            let values = allowed(term, size);
            named.share *= values.len() as f64 / size as f64;
            match values[..] {
                [v] => named.fixed.push(start as u32 + v),
                _ => named.open.push(values.iter().map(|v| start as u32 + v).collect()),
            }
        }
        named
    }

    /// Takes in an observation; true if it is an act to be valued against demands.
    pub fn push(&mut self, o: &Observation) -> bool {
        self.elapsed = self.elapsed.max(o.when.time);
        let (what, pressed) = match &o.what {
            Seen::Offer { terms, pressed } => {
                let named = self.named(terms);
                self.offers += 1;
                self.complete += usize::from(named.open.is_empty());
                (ActKind::Offer(named), *pressed)
            }
            Seen::Answer { terms, yes, asked } => {
                (ActKind::Answer { named: self.named(terms), yes: *yes, asked: *asked }, false)
            }
            Seen::Theirs { terms } => {
                self.theirs(o.when, terms);
                return false;
            }
            _ => return false,
        };
        let since = self.last_offer;
        let steps = self.theirs.iter().filter(|s| s.when.surely_before(o.when));
        let steps = steps.filter(|s| since.is_none_or(|last| !s.when.surely_before(last)));
        // A step at the very time of the last offer, order unknown, was not counted then and counts now.
        let steps = steps.flat_map(|s| s.moved.iter().copied()).collect();
        if matches!(what, ActKind::Offer(_)) {
            self.last_offer = Some(o.when);
        }
        let ln_time = crate::num::ln(o.when.time);
        let slot = match &what {
            ActKind::Offer(named) if named.open.is_empty() => {
                Some((self.slots.number(&named.fixed) as u32, named.share))
            }
            _ => None,
        };
        self.acts.push(Act { when: o.when, ln_time, pressed, steps, what, slot });
        true
    }

    /// The other side's latest term on each issue.
    pub fn their_terms(&self) -> Vec<Term> {
        let starts = self.frame.starts.iter();
        let term =
            |(t, start): (&Option<u32>, &usize)| t.map_or(Term::Open, |k| Term::Value(k - *start as u32));
        self.their_terms.iter().zip(starts).map(term).collect()
    }

    fn theirs(&mut self, when: When, terms: &[Term]) {
        let mut moved = Vec::new();
        for (issue, term) in terms.iter().enumerate() {
            if let Term::Value(v) = term {
                let now = self.frame.starts[issue] as u32 + v;
                if let Some(before) = self.their_terms[issue].replace(now)
                    && before != now
                {
                    moved.push((now, before));
                }
            }
        }
        self.theirs.push(Step { when, moved });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::observation::whole;

    fn see(time: f64, what: Seen) -> Observation {
        Observation { when: When::at(time), what }
    }

    #[test]
    fn steps_count_once_and_only_if_surely_before() {
        let mut h = History::new(&[3, 2]);
        let offer = |t| see(t, Seen::Offer { terms: whole(&[0, 0]), pressed: false });
        let theirs = |t, d: &[u32]| see(t, Seen::Theirs { terms: whole(d) });
        h.push(&theirs(0.1, &[2, 1]));
        h.push(&offer(0.1));
        h.push(&theirs(0.2, &[1, 1]));
        h.push(&theirs(0.3, &[1, 0]));
        h.push(&offer(0.3));
        h.push(&offer(0.4));
        let steps: Vec<&[(u32, u32)]> = h.acts.iter().map(|a| a.steps.as_slice()).collect();
        assert_eq!(steps, [&[][..], &[(1, 2)], &[(3, 4)]]);
    }

    #[test]
    fn a_partial_offer_keeps_what_it_leaves_open() {
        let h = History::new(&[3, 2, 4]);
        let n = h.named(&[Term::Open, Term::Value(1), Term::OneOf(vec![0, 3])]);
        assert_eq!((n.fixed, n.open), (vec![4], vec![vec![0, 1, 2], vec![5, 8]]));
        assert!((n.share - 0.25).abs() < 1e-12);
    }
}
