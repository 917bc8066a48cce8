//! Packages by the estimates: how likely each side could live with a text, and how much of that is assumed.
//!
//! Nobody's weights are known, so a party is drawn many times: weights from a Dirichlet (concentration 1
//! unless an assumption says otherwise), the order of each issue's options uniformly among the orders its
//! statements allow (random keys, best free option first), red lines real with their probability, the worth
//! of no agreement uniform on an interval. A party can live with a text if no real red line is crossed and
//! its utility reaches that worth; what the text leaves open counts as the middle of what it could become. A
//! party's own standing term of a settlement counts as its best value of that issue. P(both) is the share of draws in which all
//! parties can.
//!
//! The panel moves one assumption at a time; the range over the panel is the interval that is shown, because
//! the draws' own error is small beside it. The share that is assumption is the movement made by assumptions
//! over the movement made by assumptions and by removing each statement in turn. Absent on purpose: any
//! claim that these are the parties' preferences.

use super::draws::{Belief, Dice, Draw, PANEL, STATED, Stance, World, belief, share};
use super::figure::Premise;
use super::preferences::{declared_lines, premise};
use super::texts::{Text, texts};
use super::worth::{Fronts, Worth, worth};
use crate::scenario::{Constraint, Term};
use crate::talks::{Case, Scope, Setting};
use serde::Serialize;

/// How packages are made.
#[derive(Clone, Debug)]
pub struct ProposeConfig {
    /// Draws of each party.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// Packages printed besides the texts on the table, at most four; each differs from the others.
    pub packages: usize,
}

impl Default for ProposeConfig {
    fn default() -> Self {
        Self { draws: 800, seed: 1, packages: 4 }
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
    /// What it is worth to each by the draws, and whether another text beats it.
    pub worth: Worth,
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

/// Packages by the estimates of the case.
#[must_use]
pub fn propose(case: &Case, config: &ProposeConfig) -> Proposals {
    let parties = case.trace.parties();
    let dice = Dice { draws: config.draws, seed: config.seed };
    let beliefs: Vec<Belief> = parties.iter().map(|p| belief(case, *p, None)).collect();
    let world = |stance: Stance| World(beliefs.iter().map(|b| b.draws(case, stance, dice)).collect());
    let stated = world(STATED);
    let panel: Vec<(Stance, World)> = PANEL.iter().map(|s| (*s, world(*s))).collect();
    let bearing: Vec<(usize, &str)> = case
        .estimates
        .iter()
        .filter_map(|e| Some((parties.iter().position(|p| *p == e.principal)?, e.id.as_str())))
        .collect();
    let without: Vec<(usize, &str, Vec<Draw>)> = bearing
        .iter()
        .map(|(k, id)| (*k, *id, belief(case, parties[*k], Some(id)).draws(case, STATED, dice)))
        .collect();

    let on_table = texts(case);
    let mut texts_found: Vec<(String, Vec<Option<usize>>)> =
        on_table.iter().map(|t| (t.label.clone(), t.terms.clone())).collect();
    texts_found.extend(found(case, &stated, &on_table, config));

    let slugs: Vec<String> = beliefs.iter().map(|b| b.slug.clone()).collect();
    let tried: Vec<Vec<usize>> = (0..case.space.issues().len()).map(|k| candidates(case, k)).collect();
    let fronts = Fronts::of(&stated, &tried);
    let packages = texts_found
        .into_iter()
        .map(|(label, terms)| {
            let worth = worth(&stated, &slugs, &terms, &fronts);
            judge(label, terms, worth, &stated, &panel, &without)
        })
        .collect();
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
        id: "default:own-terms".into(),
        text: "a side's own standing term is its best value of the issue; what a text leaves open counts as the middle \
               (assumed)"
            .into(),
    });
    premises.push(Premise {
        id: "default:fallback".into(),
        text: "worth of no agreement: uniform on .3 to .7 of the best text (assumed)".into(),
    });
    premises.sort();
    premises.dedup();
    Proposals {
        parties: slugs,
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
    worth: Worth,
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
        worth,
        drivers,
    }
}

/// Packages found by search, one an aim and each different from the others: the greatest acceptance times welfare, the largest mean product
/// of gains, the largest mean least share of the greatest gain, the largest mean least gain. Coordinate ascent from every text and from each
/// issue's first values; where an aim's best was found for another aim already, the best text one term away from it.
pub(super) fn found(
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
    let aims: [(&str, Objective); 4] = [
        ("likeliest, weighed by what it is worth to all", World::accepted_welfare),
        ("largest mean product of gains (Nash)", World::mean_product),
        ("largest mean least gain (egalitarian)", World::mean_least),
        ("largest mean least share of the possible gain (Kalai\u{2013}Smorodinsky)", World::mean_least_share),
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
        let taken = |terms: &[Option<usize>]| out.iter().any(|(_, t)| t == terms);
        let Some((_, terms)) = best else { continue };
        if !taken(&terms) {
            out.push(((*name).to_owned(), terms));
            continue;
        }
        let mut next: Option<(f64, Vec<Option<usize>>)> = None;
        for k in &open {
            for v in &values[*k] {
                let mut other = terms.clone();
                other[*k] = Some(*v);
                if lawful(&other) && !taken(&other) {
                    let score = aim(world, &other);
                    if next.as_ref().is_none_or(|(b, _)| score > *b) {
                        next = Some((score, other));
                    }
                }
            }
        }
        if let Some((_, terms)) = next {
            out.push((format!("{name}, one term from a text above"), terms));
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
