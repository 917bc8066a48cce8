//! Packages by the estimates: how likely each side could live with a text, and how much of that is assumed.
//!
//! Nobody's weights are known, so a party is drawn many times: weights from a Dirichlet (concentration 1
//! unless an assumption says otherwise), the order of each issue's options uniformly among the orders its
//! statements allow (random keys, best free option first), red lines real with their probability, the worth
//! of no agreement uniform on an interval. A party can live with a text if no real red line is crossed and
//! its utility on the issues the text settles reaches that worth. P(both) is the share of draws in which all
//! parties can.
//!
//! The panel moves one assumption at a time; the range over the panel is the interval that is shown, because
//! the draws' own error is small beside it. The share that is assumption is the movement made by assumptions
//! over the movement made by assumptions and by removing each statement in turn. Absent on purpose: any
//! claim that these are the parties' preferences.

use super::figure::Premise;
use super::preferences::{declared_lines, ordinal, premise};
use super::texts::{Text, texts};
use crate::outcome::Values;
use crate::preference::{Ordinal, RedLine};
use crate::rng::{Stream, stream};
use crate::scenario::{Constraint, Term};
use crate::talks::{Case, Scope, Setting};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, Gamma};
use serde::Serialize;

/// How packages are made.
#[derive(Clone, Debug)]
pub struct ProposeConfig {
    /// Draws of each party.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// Packages printed besides the texts on the table.
    pub packages: usize,
}

impl Default for ProposeConfig {
    fn default() -> Self {
        Self { draws: 800, seed: 1, packages: 3 }
    }
}

/// A probability under the stated assumptions, and its range as they move.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Ranged {
    /// Under the assumptions as stated.
    pub value: f64,
    /// Lowest over the panel.
    pub low: f64,
    /// Highest over the panel.
    pub high: f64,
}

/// One text or package, judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Package {
    /// What it is: a text on the table, or how it was found.
    pub label: String,
    /// Value index per issue; `None` where it is silent.
    pub terms: Vec<Option<usize>>,
    /// Probability that each party can live with it, in the order of the parties.
    pub each: Vec<Ranged>,
    /// Probability that all can.
    pub all: Ranged,
    /// Share of the movement of `all` that is owed to assumption.
    pub assumed: f64,
    /// `all` under each setting of the panel.
    pub panel: Vec<(String, f64)>,
    /// The statements that move `all` most when removed: estimate id and the value without it.
    pub drivers: Vec<(String, f64)>,
}

/// Packages with what they rest on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposals {
    /// Slugs of the parties, in the order of each package's probabilities.
    pub parties: Vec<String>,
    /// Texts on the table, then packages by P(all).
    pub packages: Vec<Package>,
    /// What the assumptions are.
    pub premises: Vec<Premise>,
    /// Per party: issues on which its statements taught nothing.
    pub not_learned: Vec<(String, Vec<String>)>,
    /// Draws per party.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
}

/// Worth of no agreement where nobody assumed another: uniform on this interval.
pub const FALLBACK: (f64, f64) = (0.3, 0.7);

/// How the draws are made; the panel changes one part at a time.
#[derive(Clone, Copy, Debug)]
struct Stance {
    name: &'static str,
    red_line: Option<f64>,
    fallback_shift: f64,
    concentration: f64,
}

const STATED: Stance = Stance { name: "as stated", red_line: None, fallback_shift: 0.0, concentration: 1.0 };

const PANEL: [Stance; 6] = [
    Stance { name: "every red line real with .95", red_line: Some(0.95), ..STATED },
    Stance { name: "every red line real with .30", red_line: Some(0.30), ..STATED },
    Stance { name: "no agreement worth .2 less", fallback_shift: -0.2, ..STATED },
    Stance { name: "no agreement worth .2 more", fallback_shift: 0.2, ..STATED },
    Stance { name: "weights nearly equal", concentration: 20.0, ..STATED },
    Stance { name: "one issue outweighs the rest", concentration: 0.2, ..STATED },
];

/// One draw of one party.
struct Draw {
    /// Weighted value per issue and value; minus infinity where a real red line stands.
    parts: Vec<Vec<f64>>,
    weights: Vec<f64>,
    fallback: f64,
}

impl Draw {
    /// Utility on the issues the text settles, between 0 and 1; minus infinity across a red line.
    fn utility(&self, terms: &[Option<usize>]) -> f64 {
        let (mut sum, mut weight) = (0.0, 0.0);
        for (k, v) in terms.iter().enumerate() {
            if let Some(v) = v {
                sum += self.parts[k][*v];
                weight += self.weights[k];
            }
        }
        if weight > 0.0 { sum / weight } else { 0.0 }
    }

    fn can_live_with(&self, terms: &[Option<usize>]) -> bool {
        self.utility(terms) >= self.fallback
    }
}

/// What is known of one party, ready to be drawn from.
struct Belief {
    slug: String,
    /// Number of the party: what its dice are keyed by, so that a name decides nothing.
    party: u64,
    /// Order pairs (better, worse) per issue.
    pairs: Vec<Vec<(usize, usize)>>,
    ordinal: Ordinal,
    concentration: Vec<f64>,
    fallback: (f64, f64),
}

fn belief(whole: &Case, principal: usize, without: Option<&str>) -> Belief {
    let reduced;
    let case = match without {
        Some(id) => {
            let mut c = whole.clone();
            c.estimates.retain(|e| e.id != id);
            reduced = c;
            &reduced
        }
        None => whole,
    };
    let mut known = ordinal(case, principal);
    // A line that goes with the statement keeps its place in the dice, with no chance of being real.
    let same = |a: &RedLine, b: &RedLine| (a.issue, a.value) == (b.issue, b.value);
    let of_whole = ordinal(whole, principal).red_lines;
    let more: Vec<RedLine> =
        known.red_lines.iter().filter(|l| !of_whole.iter().any(|w| same(w, l))).copied().collect();
    let real = |l: &RedLine| known.red_lines.iter().find(|k| same(k, l)).map_or(0.0, |k| k.real);
    known.red_lines = of_whole.iter().map(|l| RedLine { real: real(l), ..*l }).chain(more).collect();
    let issues = case.space.issues();
    let mut concentration = vec![1.0; issues.len()];
    let mut fallback = FALLBACK;
    for a in &case.assumptions {
        match a.setting {
            Setting::Weight { principal: p, issue, concentration: c } if p == principal => {
                concentration[issue] = c
            }
            Setting::Fallback { principal: p, low, high } if p == principal => fallback = (low, high),
            _ => {}
        }
    }
    Belief {
        slug: case.trace.principals()[principal].slug.clone(),
        party: case.trace.parties().iter().position(|p| *p == principal).unwrap_or_default() as u64,
        pairs: issues.iter().enumerate().map(|(k, i)| known.pairs(k, i.len())).collect(),
        ordinal: known,
        concentration,
        fallback,
    }
}

impl Belief {
    fn draws(&self, case: &Case, stance: Stance, config: &ProposeConfig) -> Vec<Draw> {
        (0..config.draws)
            .map(|k| {
                // The same dice under every stance and with every statement removed, so that what moves is
                // the assumption: weights, whose draws vary in number, come last.
                let mut rng = stream(config.seed, &["propose".into(), self.party.into(), (k as u64).into()]);
                self.draw(case, stance, &mut rng)
            })
            .collect()
    }

    fn draw(&self, case: &Case, stance: Stance, rng: &mut Stream) -> Draw {
        let issues = case.space.issues();
        let mut parts: Vec<Vec<f64>> = issues
            .iter()
            .zip(&self.pairs)
            .map(|(issue, pairs)| match issue.values() {
                Values::Number(_) | Values::Real(_) => monotone(issue.len(), pairs, rng),
                _ => linear_extension(issue.len(), pairs, rng),
            })
            .collect();
        let (low, high) = self.fallback;
        let fallback = low + (high - low) * rng.random::<f64>() + stance.fallback_shift;
        let crossed: Vec<bool> = self
            .ordinal
            .red_lines
            .iter()
            .map(|l| rng.random::<f64>() < stance.red_line.filter(|_| l.real > 0.0).unwrap_or(l.real))
            .collect();
        let raw: Vec<f64> = self
            .concentration
            .iter()
            .map(|a| {
                Gamma::new(a * stance.concentration, 1.0)
                    .map_or(0.0, |g| g.sample(rng))
                    .max(f64::MIN_POSITIVE)
            })
            .collect();
        let total: f64 = raw.iter().sum();
        let weights: Vec<f64> = raw.iter().map(|w| w / total).collect();
        for (values, weight) in parts.iter_mut().zip(&weights) {
            values.iter_mut().for_each(|v| *v *= weight);
        }
        for (line, _) in self.ordinal.red_lines.iter().zip(&crossed).filter(|(_, real)| **real) {
            parts[line.issue][line.value] = f64::NEG_INFINITY;
        }
        Draw { parts, weights, fallback: fallback.clamp(0.0, 1.0) }
    }
}

/// Values of a number issue: linear in the number, upward or downward as the statements say, by lot if they
/// say nothing.
fn monotone(n: usize, pairs: &[(usize, usize)], rng: &mut impl Rng) -> Vec<f64> {
    let upward = pairs.iter().filter(|(better, worse)| better > worse).count();
    let coin = rng.random::<bool>();
    let up = match upward.cmp(&(pairs.len() - upward)) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => coin,
    };
    let top = (n.max(2) - 1) as f64;
    (0..n).map(|v| if up { v as f64 / top } else { (n - 1 - v) as f64 / top }).collect()
}

/// Values of the options of one issue: an order that respects the pairs, with uniform spacings, best 1 and
/// worst 0.
fn linear_extension(n: usize, pairs: &[(usize, usize)], rng: &mut impl Rng) -> Vec<f64> {
    if n == 1 {
        return vec![1.0];
    }
    let keys: Vec<f64> = (0..n).map(|_| rng.random::<f64>()).collect();
    let mut levels: Vec<f64> = (0..n - 2).map(|_| rng.random::<f64>()).chain([0.0, 1.0]).collect();
    levels.sort_by(|a, b| b.total_cmp(a));
    let mut blocked = vec![0_usize; n];
    for (_, worse) in pairs {
        blocked[*worse] += 1;
    }
    let mut placed = vec![false; n];
    let mut values = vec![0.0; n];
    for level in levels {
        // Statements of different days can run in a circle; then the least blocked option goes first.
        let Some(next) = (0..n)
            .filter(|v| !placed[*v])
            .min_by(|a, b| blocked[*a].cmp(&blocked[*b]).then(keys[*b].total_cmp(&keys[*a])))
        else {
            break;
        };
        placed[next] = true;
        values[next] = level;
        for (_, worse) in pairs.iter().filter(|(better, _)| *better == next) {
            blocked[*worse] = blocked[*worse].saturating_sub(1);
        }
    }
    values
}

/// All parties' draws under one stance.
struct World(Vec<Vec<Draw>>);

impl World {
    fn each(&self, terms: &[Option<usize>]) -> Vec<f64> {
        self.0.iter().map(|draws| share(draws.iter().map(|d| d.can_live_with(terms)))).collect()
    }

    fn all(&self, terms: &[Option<usize>]) -> f64 {
        let n = self.0.first().map_or(0, Vec::len);
        share((0..n).map(|k| self.0.iter().all(|draws| draws[k].can_live_with(terms))))
    }

    /// Mean over draws of the product of what each gains over no agreement, 0 where one would not sign.
    fn mean_product(&self, terms: &[Option<usize>]) -> f64 {
        let n = self.0.first().map_or(0, Vec::len);
        let sum: f64 = (0..n)
            .map(|k| {
                self.0
                    .iter()
                    .map(|draws| (draws[k].utility(terms) - draws[k].fallback).max(0.0))
                    .product::<f64>()
            })
            .sum();
        sum / n.max(1) as f64
    }

    /// Mean over draws of the smallest gain.
    fn mean_least(&self, terms: &[Option<usize>]) -> f64 {
        let n = self.0.first().map_or(0, Vec::len);
        let sum: f64 = (0..n)
            .map(|k| {
                self.0
                    .iter()
                    .map(|draws| draws[k].utility(terms).max(-1.0) - draws[k].fallback)
                    .fold(f64::INFINITY, f64::min)
            })
            .sum();
        sum / n.max(1) as f64
    }
}

fn share(yes: impl Iterator<Item = bool>) -> f64 {
    let (mut n, mut k) = (0_usize, 0_usize);
    for y in yes {
        n += 1;
        k += usize::from(y);
    }
    k as f64 / n.max(1) as f64
}

/// Packages by the estimates of the case.
#[must_use]
pub fn propose(case: &Case, config: &ProposeConfig) -> Proposals {
    let parties = case.trace.parties();
    let beliefs: Vec<Belief> = parties.iter().map(|p| belief(case, *p, None)).collect();
    let world = |stance: Stance| World(beliefs.iter().map(|b| b.draws(case, stance, config)).collect());
    let stated = world(STATED);
    let panel: Vec<(Stance, World)> = PANEL.iter().map(|s| (*s, world(*s))).collect();
    let bearing: Vec<(usize, &str)> = case
        .estimates
        .iter()
        .filter_map(|e| Some((parties.iter().position(|p| *p == e.principal)?, e.id.as_str())))
        .collect();
    let without: Vec<(usize, &str, Vec<Draw>)> = bearing
        .iter()
        .map(|(k, id)| (*k, *id, belief(case, parties[*k], Some(id)).draws(case, STATED, config)))
        .collect();

    let on_table = texts(case);
    let mut candidates: Vec<(String, Vec<Option<usize>>)> =
        on_table.iter().map(|t| (t.label.clone(), t.terms.clone())).collect();
    candidates.extend(found(case, &stated, &on_table, config));

    let packages =
        candidates.into_iter().map(|(label, terms)| judge(label, terms, &stated, &panel, &without)).collect();
    let mut premises: Vec<Premise> = parties
        .iter()
        .flat_map(|p| declared_lines(case, *p))
        .map(|l| l.premise)
        .chain(
            case.assumptions.iter().filter(|a| !matches!(a.setting, Setting::Observable { .. })).map(premise),
        )
        .collect();
    premises.push(Premise {
        id: "default:weights".into(),
        text: "weights of the issues: Dirichlet, concentration 1 (nobody stated any; assumed)".into(),
    });
    premises.push(Premise {
        id: "default:fallback".into(),
        text: "worth of no agreement: uniform on .3 to .7 of the best text (assumed)".into(),
    });
    premises.sort();
    premises.dedup();
    Proposals {
        parties: beliefs.iter().map(|b| b.slug.clone()).collect(),
        packages,
        premises,
        not_learned: beliefs
            .iter()
            .map(|b| {
                let silent = (0..case.space.issues().len())
                    .filter(|k| b.pairs[*k].is_empty() && !b.ordinal.red_lines.iter().any(|l| l.issue == *k))
                    .map(|k| case.space.issues()[k].name().to_owned())
                    .collect();
                (b.slug.clone(), silent)
            })
            .collect(),
        draws: config.draws,
        seed: config.seed,
    }
}

fn judge(
    label: String,
    terms: Vec<Option<usize>>,
    stated: &World,
    panel: &[(Stance, World)],
    without: &[(usize, &str, Vec<Draw>)],
) -> Package {
    let all = stated.all(&terms);
    let moved: Vec<(String, f64)> = panel.iter().map(|(s, w)| (s.name.to_owned(), w.all(&terms))).collect();
    let range = |value: f64, others: &mut dyn Iterator<Item = f64>| {
        let (low, high) = others.fold((value, value), |(l, h), x| (l.min(x), h.max(x)));
        Ranged { value, low, high }
    };
    let own = stated.each(&terms);
    let each = own
        .iter()
        .enumerate()
        .map(|(k, value)| range(*value, &mut panel.iter().map(|(_, w)| w.each(&terms)[k])))
        .collect();
    let live: Vec<Vec<bool>> =
        stated.0.iter().map(|draws| draws.iter().map(|d| d.can_live_with(&terms)).collect()).collect();
    let mut drivers: Vec<(String, f64)> = without
        .iter()
        .map(|(party, id, draws)| {
            let p = share(draws.iter().enumerate().map(|(k, d)| {
                d.can_live_with(&terms) && live.iter().enumerate().all(|(q, l)| q == *party || l[k])
            }));
            ((*id).to_owned(), p)
        })
        .collect();
    let by_assumption: f64 = moved.iter().map(|(_, p)| (p - all).abs()).sum();
    let by_statement: f64 = drivers.iter().map(|(_, p)| (p - all).abs()).sum();
    let total = by_assumption + by_statement;
    drivers.retain(|(_, p)| (p - all).abs() > 0.0);
    drivers.sort_by(|a, b| (b.1 - all).abs().total_cmp(&(a.1 - all).abs()).then(a.0.cmp(&b.0)));
    drivers.truncate(3);
    Package {
        label,
        terms,
        each,
        all: range(all, &mut moved.iter().map(|(_, p)| *p)),
        assumed: if total > 0.0 { by_assumption / total } else { 1.0 },
        panel: moved,
        drivers,
    }
}

/// Packages found by search: the likeliest, the one with the largest mean product of gains, the one with the
/// largest mean least gain. Coordinate ascent from every text and from each option set's first values.
fn found(
    case: &Case,
    world: &World,
    on_table: &[Text],
    config: &ProposeConfig,
) -> Vec<(String, Vec<Option<usize>>)> {
    let open: Vec<usize> = (0..case.space.issues().len())
        .filter(|k| {
            case.events().iter().any(|e| e.scope == Scope::Settlement && e.proposal.get(*k).is_some())
        })
        .collect();
    if open.is_empty() || world.0.is_empty() || config.packages == 0 {
        return Vec::new();
    }
    let constraints: Vec<Constraint> = case.scenario_constraints();
    let lawful = |terms: &[Option<usize>]| constraints.iter().all(|c| admits_partial(c, terms));
    let values: Vec<Vec<usize>> = (0..case.space.issues().len()).map(|k| candidates(case, k)).collect();
    let mut starts: Vec<Vec<Option<usize>>> =
        on_table.iter().rev().take(6).map(|t| t.terms.clone()).collect();
    starts.push(vec![None; values.len()]);
    for start in &mut starts {
        for k in &open {
            start[*k].get_or_insert(values[*k][0]);
        }
    }
    type Objective = fn(&World, &[Option<usize>]) -> f64;
    let aims: [(&str, Objective); 3] = [
        ("likeliest that all can live with", World::all),
        ("largest mean product of gains (Nash)", World::mean_product),
        ("largest mean least gain (egalitarian)", World::mean_least),
    ];
    let mut out: Vec<(String, Vec<Option<usize>>)> = Vec::new();
    for (name, aim) in aims.iter().take(config.packages) {
        let mut best: Option<(f64, Vec<Option<usize>>)> = None;
        for start in starts.iter().filter(|s| lawful(s)).chain(starts.iter().filter(|s| !lawful(s))) {
            let (score, terms) = ascend(start.clone(), &open, &values, &lawful, &|t| aim(world, t));
            if lawful(&terms) && best.as_ref().is_none_or(|(b, _)| score > *b) {
                best = Some((score, terms));
            }
        }
        if let Some((_, terms)) = best
            && !out.iter().any(|(_, t)| *t == terms)
        {
            out.push(((*name).to_owned(), terms));
        }
    }
    out
}

/// Values worth trying: those somebody named, and of a number issue the middle between the extremes too.
fn candidates(case: &Case, issue: usize) -> Vec<usize> {
    let n = case.space.issues()[issue].len();
    if !case.space.issues()[issue].is_number() {
        return (0..n).collect();
    }
    let mut v: Vec<usize> = case.events().iter().filter_map(|e| e.proposal.get(issue)).collect();
    v.extend(case.issues[issue].status_quo);
    v.sort_unstable();
    v.dedup();
    let between: Vec<usize> = v.windows(2).map(|w| w[0].midpoint(w[1])).collect();
    v.extend(between);
    v.sort_unstable();
    v.dedup();
    if v.is_empty() { vec![0] } else { v }
}

fn ascend(
    mut terms: Vec<Option<usize>>,
    open: &[usize],
    values: &[Vec<usize>],
    lawful: &impl Fn(&[Option<usize>]) -> bool,
    aim: &impl Fn(&[Option<usize>]) -> f64,
) -> (f64, Vec<Option<usize>>) {
    let mut score = if lawful(&terms) { aim(&terms) } else { f64::NEG_INFINITY };
    loop {
        let mut improved = false;
        for k in open {
            let kept = terms[*k];
            let mut best = kept;
            for v in &values[*k] {
                terms[*k] = Some(*v);
                if !lawful(&terms) {
                    continue;
                }
                let s = aim(&terms);
                if s > score + 1e-12 {
                    (score, best, improved) = (s, Some(*v), true);
                }
            }
            terms[*k] = best;
        }
        if !improved {
            return (score, terms);
        }
    }
}

fn admits_partial(c: &Constraint, terms: &[Option<usize>]) -> bool {
    let holds = |t: &Term| terms[t.issue].map(|v| t.values.contains(&v));
    !c.when.iter().all(|t| holds(t) == Some(true)) || c.then.iter().all(|t| holds(t) != Some(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_order_respects_what_was_said() {
        let mut rng = stream(3, &["test".into()]);
        for _ in 0..200 {
            let v = linear_extension(5, &[(4, 0), (0, 2)], &mut rng);
            assert!(v[4] > v[0] && v[0] > v[2]);
            assert_eq!(v.iter().copied().fold(0.0, f64::max), 1.0);
            assert_eq!(v.iter().copied().fold(1.0, f64::min), 0.0);
        }
    }

    #[test]
    fn without_statements_every_order_is_as_likely() {
        let mut rng = stream(4, &["test".into()]);
        let n = 6000;
        let first = (0..n).filter(|_| linear_extension(3, &[], &mut rng)[0] == 1.0).count();
        assert!((first as f64 / f64::from(n) - 1.0 / 3.0).abs() < 0.025, "{first}");
    }

    #[test]
    fn statements_in_a_circle_do_not_hang() {
        let mut rng = stream(5, &["test".into()]);
        assert_eq!(linear_extension(3, &[(0, 1), (1, 2), (2, 0)], &mut rng).len(), 3);
    }
}
