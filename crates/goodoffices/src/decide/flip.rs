//! Flip values: at which belief, fallback, cost or hazard another option comes first.
//!
//! One input is moved over its scan while the others keep their stated values, and every point where the
//! leading option changes is found by bisection. Then the other inputs (and the instruments' numbers) are
//! drawn from their ranges, and for the same two options the crossing is found again: nine tenths of these
//! crossings are the interval. The share that is assumption is 1 − Var(only facts vary) / Var(all vary): how
//! much of the width would go if whatever nobody stated were known. For stay against leave the crossings have
//! closed forms, which the tests use: c* = δph(V−O) − (1−δ)O, O* = (δphV − c) / (δph + 1 − δ),
//! h* = (c + (1−δ)O) / (δp(V−O)).

use super::act::Act;
use super::input::{Basis, Input, Inputs, Quantity};
use super::judge::{Band, Draws, Worths, by_next_step, draw, stated};
use super::menu::Menu;
use super::stopping::Stopping;
use crate::error::Result;
use rayon::prelude::*;

/// How finely changes are looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fineness {
    /// Points of a scan.
    pub scan: usize,
    /// Points of the scan for one drawn crossing.
    pub drawn: usize,
    /// Halvings of a bracket of the first scan.
    pub halvings: usize,
    /// Halvings of the bracket of a drawn crossing.
    pub drawn_halvings: usize,
    /// What counts as a change; nothing where every change of the leader does.
    pub lead: Option<Lead>,
}

/// A change counts where one option, the leader at the stated values, is led by more than so much. Options that are worth
/// nearly the same change places often and to nobody's loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lead {
    /// Place of the leader in [`Menu::acts`].
    pub place: usize,
    /// By how much another must lead it.
    pub by: f64,
}

impl Fineness {
    /// For worths in closed form.
    pub const FINE: Self = Self { scan: 96, drawn: 32, halvings: 48, drawn_halvings: 48, lead: None };
    /// For worths that are searched for: a drawn crossing is found to a five-hundredth of the scan.
    pub const COARSE: Self = Self { scan: 17, drawn: 9, halvings: 16, drawn_halvings: 6, lead: None };
}

/// One point at which the order changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// The input that is moved.
    pub input: Input,
    /// Its value at the change.
    pub value: f64,
    /// What leads below it.
    pub below: Act,
    /// What leads above it.
    pub above: Act,
    /// Where the change may lie, the other inputs being uncertain; nothing if too few draws have one.
    pub band: Option<Band>,
    /// Share of draws in which the two options cross at all.
    pub crosses: f64,
    /// How much of the band's width is assumption; nothing where it has no width.
    pub assumed: Option<f64>,
    /// Probability that the input lies on the side of the change on which its stated value lies.
    pub same_side: f64,
}

/// Over which values an input is moved.
#[must_use]
pub fn scan(input: Input, problem: &Stopping) -> (f64, f64) {
    match input {
        Input::Belief => (0.0, 1.0),
        Input::Hazard => (1e-4, 1.0),
        Input::Discount => (0.5, 1.0),
        Input::Fallback | Input::FallbackIfSettleable => (0.0, problem.settlement),
        Input::Cost => (0.0, problem.settlement),
        Input::Settlement => (0.0, 10.0 * problem.settlement.max(problem.fallback)),
    }
}

/// Where `f` changes its sign between two values, by halving; it does change.
fn bisect(mut low: f64, mut high: f64, halvings: usize, f: impl Fn(f64) -> Result<bool>) -> Result<f64> {
    for _ in 0..halvings {
        let mid = f64::midpoint(low, high);
        if f(mid)? { low = mid } else { high = mid }
    }
    Ok(f64::midpoint(low, high))
}

/// The points at which the leading option changes as one input is moved over a range: value, place below, place above.
///
/// # Errors
/// If the worths cannot be found.
pub fn changes(
    problem: &Stopping,
    menu: &Menu,
    input: Input,
    (from, to): (f64, f64),
    fine: Fineness,
    worths: &Worths<'_>,
) -> Result<Vec<(f64, usize, usize)>> {
    let at = |k: usize| from + (to - from) * k as f64 / (fine.scan - 1) as f64;
    let all: Vec<usize> = (0..menu.acts().len()).collect();
    let at_value = |x: f64| worths(&problem.with(input, x), menu, &all);
    if let Some(lead) = fine.lead {
        return led(problem.get(input), (from, to), fine, lead, &at_value);
    }
    let leader = |x: f64| -> Result<usize> { Ok(leading(&at_value(x)?)) };
    let mut found = Vec::new();
    let (mut x, mut now) = (from, leader(from)?);
    for k in 1..fine.scan {
        let next = at(k);
        let then = leader(next)?;
        // Several options may lead in turn between two points of the scan.
        for _ in 0..4 {
            if now == then {
                break;
            }
            let change = bisect(x, next, fine.halvings, |y| Ok(leader(y)? == now))?;
            // What leads just above: halving stopped within this of the change.
            let width = (next - x) * crate::num::pow(0.5, fine.halvings as f64);
            let step = (next - change).min(width.max((to - from) * 1e-9)).max(0.0);
            let over = leader(change + step)?;
            let over = if over == now { then } else { over };
            found.push((change, now, over));
            (x, now) = (change + step, over);
        }
        (x, now) = (next, then);
    }
    Ok(found)
}

/// Where the option that leads at a value is led by more than so much, nearest below that value and above it.
fn led(
    held: f64,
    (from, to): (f64, f64),
    fine: Fineness,
    lead: Lead,
    at_value: &dyn Fn(f64) -> Result<Vec<f64>>,
) -> Result<Vec<(f64, usize, usize)>> {
    let first = lead.place;
    let beaten = |x: f64| -> Result<Option<usize>> {
        let worths = at_value(x)?;
        let top = leading(&worths);
        Ok((worths[top] > worths[first] + lead.by).then_some(top))
    };
    let mut found = Vec::new();
    for end in [from, to] {
        let steps = fine.scan / 2;
        let at = |k: usize| held + (end - held) * k as f64 / steps as f64;
        for k in 1..=steps {
            let Some(mut other) = beaten(at(k))? else { continue };
            let (mut near, mut far) = (at(k - 1), at(k));
            for _ in 0..fine.halvings {
                let mid = f64::midpoint(near, far);
                match beaten(mid)? {
                    Some(top) => (far, other) = (mid, top),
                    None => near = mid,
                }
            }
            found.push(if end < held { (far, other, first) } else { (far, first, other) });
            break;
        }
    }
    Ok(found)
}

/// The first of the greatest values.
fn leading(values: &[f64]) -> usize {
    let mut best = 0;
    for (k, v) in values.iter().enumerate() {
        if *v > values[best] {
            best = k;
        }
    }
    best
}

/// A change of two options, and how it is looked for again in a draw.
struct Change<'a> {
    input: Input,
    range: (f64, f64),
    /// The option that keeps its place, and the one that takes it by leading by more than `lead`.
    pair: (usize, usize),
    lead: f64,
    near: f64,
    fine: Fineness,
    worths: &'a Worths<'a>,
}

impl Change<'_> {
    /// The crossing of the two options as the input is moved, nearest to where it is at the stated values.
    fn crossing(&self, problem: &Stopping, menu: &Menu) -> Result<Option<f64>> {
        let (from, to) = self.range;
        let first = |x: f64| -> Result<bool> {
            let w = (self.worths)(&problem.with(self.input, x), menu, &[self.pair.0, self.pair.1])?;
            Ok(w[0] + self.lead >= w[1])
        };
        let at = |k: usize| from + (to - from) * k as f64 / (self.fine.drawn - 1) as f64;
        let signs: Vec<bool> = (0..self.fine.drawn).map(|k| first(at(k))).collect::<Result<_>>()?;
        let far = |k: usize| (f64::midpoint(at(k - 1), at(k)) - self.near).abs();
        // The bracket nearest to it; of brackets alike near, the lower.
        let Some(k) = (1..self.fine.drawn)
            .filter(|k| signs[*k] != signs[k - 1])
            .min_by(|a, b| far(*a).total_cmp(&far(*b)))
        else {
            return Ok(None);
        };
        bisect(at(k - 1), at(k), self.fine.drawn_halvings, |x| Ok(first(x)? == signs[k - 1])).map(Some)
    }
}

fn variance(x: &[f64]) -> f64 {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / x.len() as f64
}

/// Every point at which the leading option changes as one input is moved, by the next step only, with what is known
/// of it.
///
/// # Errors
/// If an input is missing or impossible, or there are too few or too many draws.
pub fn flips(inputs: &Inputs, menu: &Menu<Quantity>, input: Input, draws: Draws) -> Result<Vec<Flip>> {
    let range = scan(input, &inputs.stopping()?);
    flips_by(inputs, menu, (input, range), draws, Fineness::FINE, &by_next_step)
}

/// The same over a range of the input, with a way to find the worths.
///
/// # Errors
/// If an input is missing or impossible, there are too few or too many draws, or the worths cannot be found.
pub fn flips_by(
    inputs: &Inputs,
    menu: &Menu<Quantity>,
    (input, range): (Input, (f64, f64)),
    draws: Draws,
    fine: Fineness,
    worths: &Worths<'_>,
) -> Result<Vec<Flip>> {
    let draws = draws.checked()?;
    let problem = inputs.stopping()?;
    let acts = menu.acts();
    let own = inputs.get(input);
    // Where nothing but the input itself rests on facts, facts move nothing.
    let some_facts = facts_vary(inputs, menu, input);
    changes(&problem, &stated(menu)?, input, range, fine, worths)?
        .into_iter()
        .map(|(value, below, above)| {
            // The change lies on the side of the stated value on which the other option leads.
            let keeps = if fine.lead.is_some() && value < problem.get(input) {
                (above, below)
            } else {
                (below, above)
            };
            let change = Change {
                input,
                range,
                pair: keeps,
                lead: fine.lead.map_or(0.0, |l| l.by),
                near: value,
                fine,
                worths,
            };
            // Per draw: the crossing with everything drawn, with facts only, and the input's own draw.
            let drawn: Vec<(Option<f64>, Option<f64>, f64)> = (0..u64::from(draws.count))
                .into_par_iter()
                .map(|n| {
                    let others = |i: Option<Input>| i != Some(input);
                    let find = |(p, m): (Stopping, Menu)| change.crossing(&p, &m);
                    let all = find(draw(inputs, menu, draws.seed, n, |i, _| others(i))?)?;
                    let facts = if some_facts {
                        find(draw(inputs, menu, draws.seed, n, |i, b| others(i) && b == Basis::Fact)?)?
                    } else {
                        Some(value)
                    };
                    let (p, _) = draw(inputs, menu, draws.seed, n, |i, _| i == Some(input))?;
                    Ok((all, facts, p.get(input)))
                })
                .collect::<Result<_>>()?;
            let all: Vec<f64> = drawn.iter().filter_map(|d| d.0).collect();
            let facts: Vec<f64> = drawn.iter().filter_map(|d| d.1).collect();
            let whole = if all.is_empty() { 0.0 } else { variance(&all) };
            let by_facts = if facts.is_empty() { 0.0 } else { variance(&facts) };
            let stated = own.map_or(problem.get(input), |q| q.value);
            let side = |x: f64, flip: f64| (x < flip) == (stated < value);
            let same = drawn.iter().filter(|d| side(d.2, d.0.unwrap_or(value))).count();
            Ok(Flip {
                input,
                value,
                below: acts[below],
                above: acts[above],
                crosses: all.len() as f64 / drawn.len() as f64,
                band: if all.len() < 20 { None } else { Band::of(all) },
                assumed: (whole > 1e-18).then(|| (1.0 - by_facts / whole).clamp(0.0, 1.0)),
                same_side: same as f64 / drawn.len() as f64,
            })
        })
        .collect()
}

/// Does any number but this input rest on facts, and have a range?
fn facts_vary(inputs: &Inputs, menu: &Menu<Quantity>, input: Input) -> bool {
    let mut found = Input::ALL
        .into_iter()
        .filter(|i| *i != input)
        .filter_map(|i| inputs.get(i))
        .any(|q| q.basis == Basis::Fact && q.high > q.low);
    let _ = menu.map(|q| found |= q.basis == Basis::Fact && q.high > q.low);
    found
}

#[cfg(test)]
mod tests {
    use super::super::judge::judge;
    use super::super::menu::Instrument;
    use super::*;

    fn inputs() -> Inputs {
        let q = |v: f64, low: f64, high: f64, basis| Quantity::within(v, low, high, basis).expect("a range");
        Inputs::none()
            .with(Input::Belief, q(0.3, 0.1, 0.6, Basis::Assumption))
            .with(Input::Hazard, q(0.1, 0.05, 0.2, Basis::Fact))
            .with(Input::Settlement, Quantity::exact(1.0, Basis::Assumption))
            .with(Input::Fallback, q(0.2, 0.1, 0.3, Basis::Assumption))
            .with(Input::Cost, q(0.01, 0.005, 0.02, Basis::Assumption))
            .with(Input::Discount, Quantity::exact(0.99, Basis::Assumption))
    }

    fn stay_or_leave() -> Menu<Quantity> {
        let menu = Menu { instruments: vec![Instrument::plain(Act::Facilitate)], way_back: None };
        menu.map(|x| Quantity::exact(x, Basis::Assumption))
    }

    #[test]
    fn stay_against_leave_flips_where_the_closed_forms_say() {
        let (p, h, o, c, d) = (0.3, 0.1, 0.2, 0.01, 0.99);
        let expected = [
            (Input::Belief, (c + (1.0 - d) * o) / (d * h * (1.0 - o)), Act::LeaveForGood),
            (Input::Cost, d * p * h * (1.0 - o) - (1.0 - d) * o, Act::Facilitate),
            (Input::Fallback, (d * p * h - c) / (d * p * h + 1.0 - d), Act::Facilitate),
            (Input::Hazard, (c + (1.0 - d) * o) / (d * p * (1.0 - o)), Act::LeaveForGood),
        ];
        for (input, value, below) in expected {
            let found =
                flips(&inputs(), &stay_or_leave(), input, Draws { count: 100, seed: 3 }).expect("flips");
            assert_eq!(found.len(), 1, "{input:?} {found:?}");
            let f = &found[0];
            assert!((f.value - value).abs() < 1e-9 && f.below == below, "{f:?} {value}");
            let band = f.band.expect("a band");
            assert!(band.low < value && value < band.high && f.crosses > 0.5, "{f:?}");
            assert!(f.assumed.is_some_and(|a| a > 0.0 && (a < 1.0 || input == Input::Hazard)), "{f:?}");
        }
    }

    #[test]
    fn what_only_facts_move_is_not_assumed_and_the_reverse() {
        let exact = |i: Input, x: f64| (i, Quantity::exact(x, Basis::Fact));
        let base = [
            exact(Input::Belief, 0.3),
            exact(Input::Settlement, 1.0),
            exact(Input::Fallback, 0.2),
            exact(Input::Cost, 0.01),
            exact(Input::Discount, 0.99),
        ];
        for (basis, share) in [(Basis::Fact, 0.0), (Basis::Assumption, 1.0)] {
            let inputs = base.iter().fold(Inputs::none(), |all, (i, q)| all.with(*i, *q));
            let inputs =
                inputs.with(Input::Hazard, Quantity::within(0.1, 0.05, 0.2, basis).expect("a range"));
            let menu = stay_or_leave().map(|q| Quantity { basis: Basis::Fact, ..q });
            let f = flips(&inputs, &menu, Input::Belief, Draws { count: 60, seed: 0 }).expect("flips");
            assert_eq!(f[0].assumed, Some(share));
            assert_eq!(f[0].same_side, f[0].same_side.clamp(0.0, 1.0));
            // The hazard itself: nothing else varies, so the flip has no width.
            let f = flips(&inputs, &menu, Input::Hazard, Draws { count: 60, seed: 0 }).expect("flips");
            assert_eq!(f[0].assumed, None);
            // With the hazard the only uncertain input, its side is how often staying leads.
            let judged = judge(&inputs, &menu, Draws { count: 60, seed: 0 }).expect("judged");
            assert!((judged[0].best - f[0].same_side).abs() < 1e-12);
        }
    }

    #[test]
    fn with_a_lead_only_what_is_led_by_so_much_counts_on_either_side_of_the_stated_value() {
        let fine = Fineness { lead: Some(Lead { place: 0, by: 0.005 }), ..Fineness::FINE };
        let menu = stay_or_leave();
        let range = (0.0, 1.0);
        let f = flips_by(
            &inputs(),
            &menu,
            (Input::Fallback, range),
            Draws { count: 60, seed: 3 },
            fine,
            &by_next_step,
        )
        .expect("flips");
        assert_eq!(f.len(), 1, "{f:?}");
        let problem = inputs().stopping().expect("a problem");
        let gap = |x: f64| {
            let w = stated(&menu).expect("numbers").values(&problem.with(Input::Fallback, x));
            w[1] - w[0]
        };
        assert!((gap(f[0].value) - 0.005).abs() < 1e-9 && f[0].above == Act::LeaveForGood, "{f:?}");
        assert!(f[0].band.is_some_and(|b| b.low <= f[0].value && f[0].value <= b.high), "{f:?}");
        let belief = flips_by(
            &inputs(),
            &menu,
            (Input::Belief, range),
            Draws { count: 60, seed: 3 },
            fine,
            &by_next_step,
        )
        .expect("flips");
        assert!(
            belief.len() == 1 && belief[0].value < 0.152 && belief[0].below == Act::LeaveForGood,
            "{belief:?}"
        );
    }

    #[test]
    fn three_options_flip_in_turn() {
        let mut menu = stay_or_leave();
        menu.instruments.push(
            Instrument {
                cost: 0.01,
                reading: Some(super::super::menu::Reading { yes: 0.8, yes_otherwise: 0.02 }),
                ..Instrument::plain(Act::Probe(1))
            }
            .map_for_test(),
        );
        let f = flips(&inputs(), &menu, Input::Belief, Draws { count: 20, seed: 0 }).expect("flips");
        let order: Vec<(Act, Act)> = f.iter().map(|f| (f.below, f.above)).collect();
        assert_eq!(
            order,
            vec![(Act::LeaveForGood, Act::Probe(1)), (Act::Probe(1), Act::Facilitate)],
            "{f:?}"
        );
        assert!(f[0].value < 0.151 && f[1].value > f[0].value);
    }

    impl Instrument {
        fn map_for_test(self) -> Instrument<Quantity> {
            let menu = Menu { instruments: vec![self], way_back: None };
            menu.map(|x| Quantity::exact(x, Basis::Assumption)).instruments[0]
        }
    }
}
