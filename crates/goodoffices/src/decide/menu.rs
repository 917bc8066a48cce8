//! The options of one moment, each worth what using it once and then following the stopping rule is worth.
//!
//! At belief p, an instrument used now costs a beyond the period's cost; with probability τ it makes parties
//! able to settle that were not; they then settle within the period with probability h′; and it may bring an
//! answer y. Its worth is
//!
//! Q(p) = −c′ − a + δ[p₁h′V + Σ_y P(y, no settlement)·W(p_y)],  p₁ = p + (1−p)τ,
//!
//! where W is the value of the stopping problem (`stopping`), or of leaving with a way back. This is one step
//! of policy improvement on the stopping rule (a rollout; Bertsekas 2005, §6.1): never more than the worth of
//! the best plan, and simple enough to be taken apart. Plans that combine instruments are `course`'s.

use super::act::Act;
use super::stopping::Stopping;
use super::way_back::WayBack;
use crate::error::{Error, Place, Result};

/// How an answer tells settleable from not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading<N = f64> {
    /// Probability of a yes if the parties can settle.
    pub yes: N,
    /// Probability of a yes if they cannot.
    pub yes_otherwise: N,
}

impl Reading {
    /// Two probabilities?
    ///
    /// # Errors
    /// If one is not.
    pub fn checked(self) -> Result<Self> {
        for (name, x) in [("yes", self.yes), ("yes_otherwise", self.yes_otherwise)] {
            if !(0.0..=1.0).contains(&x) {
                return Err(Error::parameter(format!("{name} {x} is impossible"))
                    .at(Place::default().at_field(name))
                    .remedy("a probability, between 0 and 1"));
            }
        }
        Ok(self)
    }

    /// Probability of a yes, and the belief after a yes and after a no.
    #[must_use]
    pub fn read(self, belief: f64) -> (f64, f64, f64) {
        let yes = belief * self.yes + (1.0 - belief) * self.yes_otherwise;
        let after = |can: f64, p: f64| if p > 0.0 { belief * can / p } else { belief };
        (yes, after(self.yes, yes), after(1.0 - self.yes, 1.0 - yes))
    }

    /// Likelihood ratio of a no: how far it speaks against settleable. Infinite where only one side says no.
    #[must_use]
    pub fn ratio_of_no(self) -> f64 {
        (1.0 - self.yes_otherwise) / (1.0 - self.yes)
    }
}

/// One instrument, as numbers, or as quantities with ranges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Instrument<N = f64> {
    /// Which.
    pub act: Act,
    /// Cost beyond that of the period.
    pub cost: N,
    /// Cost of the period while it is used; the problem's where absent.
    pub period_cost: Option<N>,
    /// Probability of settlement in the period if the parties can settle; the problem's where absent, and where
    /// that is greater: using an instrument does not slow talks down.
    pub hazard: Option<N>,
    /// Probability that parties unable to settle become able.
    pub turns: N,
    /// What answer it brings, if any.
    pub reading: Option<Reading<N>>,
}

impl Instrument {
    /// An instrument that is talking on: no cost, no answer, no effect beyond a period's.
    #[must_use]
    pub fn plain(act: Act) -> Self {
        Self { act, cost: 0.0, period_cost: None, hazard: None, turns: 0.0, reading: None }
    }

    /// A period in which it is used: what is paid, the chance of a settlement, and the belief if there is none,
    /// before any answer.
    #[must_use]
    pub fn period(&self, problem: &Stopping, belief: f64) -> (f64, f64, f64) {
        let able = belief + (1.0 - belief) * self.turns;
        let hazard = self.hazard.map_or(problem.hazard, |h| h.max(problem.hazard));
        let settles = able * hazard;
        let open = 1.0 - settles;
        let after = if open > 0.0 { able * (1.0 - hazard) / open } else { able };
        (self.cost + self.period_cost.unwrap_or(problem.cost), settles, after)
    }

    /// Every number possible?
    ///
    /// # Errors
    /// Names the first that is not.
    pub fn checked(&self) -> Result<()> {
        let bad = |field: &str, x: f64, right: &str| {
            Err(Error::parameter(format!("{} of {} is impossible: {x}", field, self.act.name()))
                .at(Place::default().at_field(field))
                .remedy(right))
        };
        for (name, x) in [("cost", Some(self.cost)), ("period_cost", self.period_cost)] {
            if let Some(x) = x.filter(|x| !(x.is_finite() && *x >= 0.0)) {
                return bad(name, x, "a finite number, at least 0");
            }
        }
        for (name, x) in [("hazard", self.hazard), ("turns", Some(self.turns))] {
            if let Some(x) = x.filter(|x| !(0.0..=1.0).contains(x)) {
                return bad(name, x, "a probability, between 0 and 1");
            }
        }
        self.reading.map_or(Ok(()), |r| r.checked().map(|_| ()))
    }
}

/// The options there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu<N = f64> {
    /// Instruments, talking on among them; leaving for good is always there besides.
    pub instruments: Vec<Instrument<N>>,
    /// How leaving with a way back works, if that is an option.
    pub way_back: Option<WayBack<N>>,
}

impl Menu {
    /// Every number possible, and no act twice?
    ///
    /// # Errors
    /// Names the first fault.
    pub fn checked(&self) -> Result<()> {
        for (k, i) in self.instruments.iter().enumerate() {
            i.checked()?;
            let own = matches!(i.act, Act::LeaveForGood | Act::LeaveWithWayBack | Act::Return);
            if own || self.instruments[..k].iter().any(|j| j.act == i.act) {
                return Err(Error::parameter(format!("{} cannot stand among the instruments", i.act.name()))
                    .remedy("leaving has its own entries, and each other act stands once"));
            }
        }
        self.way_back.map_or(Ok(()), |w| w.checked())
    }

    /// Worth of each act, in the order of [`Menu::acts`], at the problem's belief.
    #[must_use]
    pub fn values(&self, problem: &Stopping) -> Vec<f64> {
        let p = problem.belief;
        let way = self.way_back.map(|w| w.value(problem, p).value);
        self.instruments.iter().map(|i| used(i, problem)).chain(way).chain([problem.leave(p)]).collect()
    }

    /// Worth of the act at this place of [`Menu::acts`], at the problem's belief.
    #[must_use]
    pub fn value_of(&self, place: usize, problem: &Stopping) -> f64 {
        let p = problem.belief;
        match (self.instruments.get(place), self.way_back) {
            (Some(i), _) => used(i, problem),
            (None, Some(w)) if place == self.instruments.len() => w.value(problem, p).value,
            _ => problem.leave(p),
        }
    }
}

impl<N: Copy> Menu<N> {
    /// The same menu with every number replaced, always in the same order.
    #[must_use]
    pub fn map<M>(&self, mut f: impl FnMut(N) -> M) -> Menu<M> {
        let instruments = self
            .instruments
            .iter()
            .map(|i| Instrument {
                act: i.act,
                cost: f(i.cost),
                period_cost: i.period_cost.map(&mut f),
                hazard: i.hazard.map(&mut f),
                turns: f(i.turns),
                reading: i.reading.map(|r| Reading { yes: f(r.yes), yes_otherwise: f(r.yes_otherwise) }),
            })
            .collect();
        Menu { instruments, way_back: self.way_back.map(|w| w.map(&mut f)) }
    }

    /// The acts in the order of their values: instruments, leaving with a way back, leaving for good.
    #[must_use]
    pub fn acts(&self) -> Vec<Act> {
        let way = self.way_back.map(|_| Act::LeaveWithWayBack);
        self.instruments.iter().map(|i| i.act).chain(way).chain([Act::LeaveForGood]).collect()
    }
}

/// Worth of using an instrument now and following the stopping rule after it.
fn used(i: &Instrument, problem: &Stopping) -> f64 {
    let (paid, settles, belief) = i.period(problem, problem.belief);
    let open = 1.0 - settles;
    let then = match i.reading {
        None => problem.value(belief),
        Some(r) => {
            let (yes, after_yes, after_no) = r.read(belief);
            yes * problem.value(after_yes) + (1.0 - yes) * problem.value(after_no)
        }
    };
    problem.discount * (settles * problem.settlement + open * then) - paid
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn problem(belief: f64) -> Stopping {
        Stopping::textbook(belief)
    }

    #[test]
    fn talking_on_is_one_step_of_the_stopping_problem() {
        let menu = Menu { instruments: vec![Instrument::plain(Act::Facilitate)], way_back: None };
        for b in [0.05, 0.16, 0.7] {
            let v = menu.values(&problem(b));
            assert!((v[0] - problem(b).stay(b)).abs() < 1e-12 && v[1] == 0.2);
            assert!((v[0].max(v[1]) - problem(b).value(b)).abs() < 1e-12);
        }
        assert_eq!(menu.acts(), vec![Act::Facilitate, Act::LeaveForGood]);
    }

    #[test]
    fn a_reading_is_bayes_rule() {
        let (yes, up, down) = Reading { yes: 0.8, yes_otherwise: 0.02 }.read(0.5);
        assert!(
            (yes - 0.41).abs() < 1e-12
                && (up - 0.4 / 0.41).abs() < 1e-12
                && (down - 0.1 / 0.59).abs() < 1e-12
        );
        assert!((Reading { yes: 0.8, yes_otherwise: 0.02 }.ratio_of_no() - 4.9).abs() < 1e-12);
    }

    #[test]
    fn faults_are_named() {
        let twice = Menu { instruments: vec![Instrument::plain(Act::Table); 2], way_back: None };
        assert!(twice.checked().is_err());
        let leaving = Menu { instruments: vec![Instrument::plain(Act::LeaveForGood)], way_back: None };
        assert!(leaving.checked().is_err());
        let odd = Instrument { turns: 1.2, ..Instrument::plain(Act::Table) };
        assert!(odd.checked().is_err_and(|e| e.to_string().contains("turns of table")));
    }

    proptest! {
        #[test]
        fn an_answer_that_is_free_is_never_worth_less_than_none(
            b in 0.01..0.99_f64, yes in 0.0..1.0_f64, no in 0.0..1.0_f64, turns in 0.0..0.3_f64,
        ) {
            let plain = Instrument::plain(Act::Probe(0));
            let asked = Instrument { reading: Some(Reading { yes, yes_otherwise: no }), ..plain };
            let value = |i: Instrument| Menu { instruments: vec![i], way_back: None }.values(&problem(b))[0];
            prop_assert!(value(asked) >= value(plain) - 1e-12);
            let (turning, dear) = (Instrument { turns, ..plain }, Instrument { cost: 0.1, ..plain });
            prop_assert!(value(turning) >= value(plain) - 1e-12);
            prop_assert!(value(dear) <= value(plain) - 0.1 + 1e-12);
        }
    }
}
