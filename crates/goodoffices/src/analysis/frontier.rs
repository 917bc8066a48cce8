//! The Pareto frontier of a scenario, with what is claimed for it.
//!
//! Outcome p is dominated by q if q gives every party at least as much (within the tie of 1e-9) and some
//! party clearly more. Of undominated outcomes that are equal for everybody (within the tie) one stands for
//! all: the first in enumeration order, first issue slowest (where a space of rectangles could be enumerated
//! only after dropping values that others are better than, one of the equal outcomes). Points come in the stated order: falling by
//! the first party's utility, then the second's, and so on, then enumeration order. With reservations
//! respected only rational outcomes count; the frontier of these is the rational part of the frontier.

use super::dominance::{Rule, survivors};
use super::enumerate::{Enumerated, enumerate};
use super::merge::{Limits, Parts, merge};
use super::problem::Problem;
use super::search::search;
use super::substitute::{Keep, needed};
use super::{Settings, zopa::Zopa};
use crate::error::{Error, Result};
use crate::scenario::Scenario;

/// How a frontier was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Issue by issue, for additive functions.
    Merge,
    /// Every outcome looked at.
    Enumeration,
    /// Local search in a space too large for either.
    Search,
}

impl Method {
    /// One word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Method::Merge => "merge",
            Method::Enumeration => "enumeration",
            Method::Search => "search",
        }
    }
}

/// What is claimed for a frontier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Guarantee {
    /// It is the frontier.
    Exact,
    /// Every outcome is matched by a point that gives each party at least its utility less this. Where
    /// reservations count, that is said of outcomes this far above them.
    Within(f64),
    /// Outcomes that were found and dominate one another nowhere. Better ones may exist.
    LowerBound,
}

impl Guarantee {
    fn bounded(error: f64) -> Self {
        if error > 0.0 { Guarantee::Within(error) } else { Guarantee::Exact }
    }
}

/// Least, greatest and mean utility of a party over the admissible outcomes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Least.
    pub low: f64,
    /// Greatest.
    pub high: f64,
    /// Mean over all admissible outcomes, where it can be computed.
    pub mean: Option<f64>,
}

/// A point of the frontier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point<'a> {
    /// One value index per issue.
    pub digits: &'a [u32],
    /// One utility per party.
    pub utilities: &'a [f64],
}

/// The frontier.
#[derive(Clone, Debug)]
pub struct Frontier {
    issues: usize,
    parties: usize,
    digits: Vec<u32>,
    utilities: Vec<f64>,
    method: Method,
    guarantee: Guarantee,
    pub(super) extents: Vec<Extent>,
    /// Known after enumeration.
    pub(super) zopa: Option<Zopa>,
    /// Do the extents tell of every admissible outcome?
    pub(super) seen_all: bool,
}

impl Frontier {
    /// The frontier of a scenario: merged where every function is additive, enumerated where the space is
    /// small enough, else searched for.
    ///
    /// # Errors
    /// If a party's utilities are not known or not finite, a red line or constraint does not fit, or the
    /// frontier passes [`Settings::max_frontier`].
    pub fn of(scenario: &Scenario, settings: &Settings) -> Result<Self> {
        settings.check()?;
        let problem = Problem::new(scenario, settings)?;
        let limits = Limits { max_frontier: settings.max_frontier, epsilon: settings.epsilon };
        let found = match Parts::all(&problem) {
            Some(parts) => {
                let merged = merge(&parts, &problem, limits)?;
                let guarantee = Guarantee::bounded(merged.bound);
                let extents = additive_extents(&problem)?;
                let (digits, method) = (merged.digits, Method::Merge);
                Found { digits, extents, zopa: None, method, guarantee, seen_all: true }
            }
            None => Found::by_looking(&problem, settings, limits)?,
        };
        let frontier = found.settle(&problem);
        super::merge::within(frontier.len(), limits)?;
        Ok(frontier)
    }

    /// Number of points.
    #[must_use]
    pub fn len(&self) -> usize {
        self.utilities.len() / self.parties
    }

    /// Has it no points? So it is where no admissible outcome satisfies every reservation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.utilities.is_empty()
    }

    /// A point, in the stated order.
    ///
    /// # Panics
    /// If there is no such point.
    #[must_use]
    pub fn point(&self, k: usize) -> Point<'_> {
        Point {
            digits: &self.digits[k * self.issues..(k + 1) * self.issues],
            utilities: &self.utilities[k * self.parties..(k + 1) * self.parties],
        }
    }

    /// The points in the stated order.
    pub fn points(&self) -> impl ExactSizeIterator<Item = Point<'_>> {
        (0..self.len()).map(|k| self.point(k))
    }

    /// How it was found.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// What is claimed for it.
    #[must_use]
    pub fn guarantee(&self) -> Guarantee {
        self.guarantee
    }

    /// Least, greatest and mean utility per party over the admissible outcomes. Where the space was too
    /// large to look at whole, the least is that of the outcomes seen; after a search the greatest too.
    #[must_use]
    pub fn extents(&self) -> &[Extent] {
        &self.extents
    }
}

/// Outcomes among which the frontier is.
struct Found {
    digits: Vec<u32>,
    extents: Vec<Extent>,
    zopa: Option<Zopa>,
    method: Method,
    guarantee: Guarantee,
    seen_all: bool,
}

impl Found {
    /// Enumerates the space, or what substitutes leave of it; searches if that is still too much.
    fn by_looking(problem: &Problem<'_>, settings: &Settings, limits: Limits) -> Result<Self> {
        let fits =
            |p: &Problem<'_>| p.cardinality().is_some_and(|n| n <= u128::from(settings.max_enumeration));
        if fits(problem) {
            let all = enumerate(problem, limits)?;
            let zopa = Some(Zopa::exact(all.rational, all.admissible));
            return Ok(Self::enumerated(all, zopa));
        }
        let mut smaller = problem.with_values(needed(problem, Keep::First));
        if !fits(&smaller) {
            smaller = problem.with_values(needed(problem, Keep::Best));
        }
        if fits(&smaller) {
            return Ok(Self::enumerated(enumerate(&smaller, limits)?, None));
        }
        let (digits, extents) = search(&smaller, settings)?;
        let (method, guarantee) = (Method::Search, Guarantee::LowerBound);
        Ok(Self { digits, extents, zopa: None, method, guarantee, seen_all: false })
    }

    fn enumerated(all: Enumerated, zopa: Option<Zopa>) -> Self {
        let seen_all = zopa.is_some();
        // Over the values that are left neither the least nor the mean is that of the space.
        let mean = |e: &Extent| e.mean.filter(|_| seen_all);
        Self {
            digits: all.digits,
            extents: all.extents.iter().map(|e| Extent { mean: mean(e), ..*e }).collect(),
            zopa,
            method: Method::Enumeration,
            guarantee: Guarantee::bounded(all.bound),
            seen_all,
        }
    }

    /// Evaluates every outcome as the functions do (caps included) and applies the definition.
    fn settle(self, problem: &Problem<'_>) -> Frontier {
        let (n, issues) = (problem.parties(), problem.issues());
        let count = self.digits.len().checked_div(issues).unwrap_or(1);
        let mut utilities = vec![0.0; count * n];
        let mut kept = Vec::with_capacity(count);
        for k in 0..count {
            let at = &mut utilities[k * n..(k + 1) * n];
            problem.evaluate(&self.digits[k * issues..(k + 1) * issues], at);
            if problem.is_rational(at) {
                kept.push(k);
            }
        }
        let digits = |k: usize| &self.digits[k * issues..(k + 1) * issues];
        let at = |k: usize| &utilities[k * n..(k + 1) * n];
        let falling = |a: &usize, b: &usize| {
            let by_utility = at(*a).iter().zip(at(*b)).map(|(x, y)| y.total_cmp(x)).find(|o| o.is_ne());
            by_utility.unwrap_or_else(|| digits(*a).cmp(digits(*b)))
        };
        kept.sort_unstable_by(falling);
        let undominated = undominated(n, &kept, &utilities, &problem.tie);
        let mut chosen = representatives(n, &undominated, &utilities, &problem.tie, &digits);
        chosen.sort_unstable_by(falling);
        let mut frontier = Frontier {
            issues,
            parties: n,
            digits: Vec::with_capacity(chosen.len() * issues),
            utilities: Vec::with_capacity(chosen.len() * n),
            method: self.method,
            guarantee: self.guarantee,
            extents: self.extents,
            zopa: self.zopa,
            seen_all: self.seen_all,
        };
        for k in chosen {
            frontier.digits.extend_from_slice(digits(k));
            frontier.utilities.extend_from_slice(at(k));
        }
        frontier
    }
}

/// Those of `order` (falling by utility) that none clearly dominates.
fn undominated(n: usize, order: &[usize], utilities: &[f64], tie: &[f64]) -> Vec<usize> {
    if n == 2 {
        // Highest second utility among points with the first above p's, and above p's by more than the tie.
        let (mut near, mut far) = (0, 0);
        let (mut high_near, mut high_far) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        let x = |k: usize| utilities[2 * order[k]];
        let y = |k: usize| utilities[2 * order[k] + 1];
        return (0..order.len())
            .filter(|k| {
                while near < order.len() && x(near) >= x(*k) - tie[0] {
                    high_near = high_near.max(y(near));
                    near += 1;
                }
                while far < order.len() && x(far) > x(*k) + tie[0] {
                    high_far = high_far.max(y(far));
                    far += 1;
                }
                high_near <= y(*k) + tie[1] && high_far < y(*k) - tie[1]
            })
            .map(|k| order[k])
            .collect();
    }
    let coords: Vec<f64> = order.iter().flat_map(|k| utilities[k * n..(k + 1) * n].iter().copied()).collect();
    let rule = Rule { cover: tie.to_vec(), clear: tie.to_vec() };
    survivors(n, &coords, &rule, &|_, _| false).into_iter().map(|k| order[k as usize]).collect()
}

/// The earliest of each group of equal points. `order` falls by the first utility.
fn representatives<'a>(
    n: usize,
    order: &[usize],
    utilities: &[f64],
    tie: &[f64],
    digits: &dyn Fn(usize) -> &'a [u32],
) -> Vec<usize> {
    let at = |k: usize| &utilities[k * n..(k + 1) * n];
    let mut taken = vec![false; order.len()];
    let mut chosen = Vec::with_capacity(order.len());
    for (k, &centre) in order.iter().enumerate() {
        if taken[k] {
            continue;
        }
        let mut first = centre;
        for (j, &other) in order.iter().enumerate().skip(k + 1) {
            if at(centre)[0] - at(other)[0] > tie[0] {
                break;
            }
            let equal = at(centre).iter().zip(at(other)).zip(tie).all(|((a, b), t)| (a - b).abs() <= *t);
            if equal && !taken[j] {
                taken[j] = true;
                if digits(other) < digits(first) {
                    first = other;
                }
            }
        }
        chosen.push(first);
    }
    chosen
}

/// Least, greatest and mean utility of additive parties: in closed form, or by merging one party alone
/// where there are constraints.
fn additive_extents(problem: &Problem<'_>) -> Result<Vec<Extent>> {
    let additive = problem.additive.as_deref().unwrap_or_default();
    let mut extents = Vec::with_capacity(additive.len());
    let alone = Limits { max_frontier: usize::MAX, epsilon: None };
    for (k, u) in additive.iter().enumerate() {
        let (mut low, mut high) = problem.additive_range(k).unwrap_or((0.0, 0.0));
        let mut mean = None;
        if problem.constraints.is_empty() {
            let uncapped = problem.allowed.iter().enumerate().fold(u.bias(), |sum, (issue, values)| {
                let all: f64 = values.iter().map(|v| u.part(issue, *v as usize)).sum();
                sum + all / values.len() as f64
            });
            let best = problem.allowed.iter().enumerate().fold(u.bias(), |sum, (issue, values)| {
                sum + values.iter().map(|v| u.part(issue, *v as usize)).fold(f64::NEG_INFINITY, f64::max)
            });
            // Where the cap bites the mean is not that of the parts.
            if best <= high + problem.noise[k] {
                mean = Some(uncapped);
            }
        } else {
            for sign in [1.0, -1.0] {
                let Some(parts) = Parts::one(problem, k, sign) else { continue };
                let merged = merge(&parts, problem, alone)?;
                let utilities = merged
                    .digits
                    .chunks_exact(problem.issues().max(1))
                    .map(|d| sign * problem.functions[k].utility(d));
                let best = utilities.fold(f64::NEG_INFINITY, f64::max);
                if best == f64::NEG_INFINITY {
                    return Err(Error::input("the constraints leave no outcome at all"));
                }
                if sign > 0.0 { high = best } else { low = -best }
            }
        }
        extents.push(Extent { low, high, mean });
    }
    Ok(extents)
}
