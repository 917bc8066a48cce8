//! The exact frontier of additive functions, issue by issue: F ← ND(F ⊕ values of the next issue).
//!
//! Any part of a non-dominated sum is non-dominated (Nemhauser & Ullmann 1969), so dominated partial
//! outcomes may go at once. Issues are merged from the last to the first, so that of two partial outcomes
//! the one earlier in enumeration order is known at their first differing digit; links lead back to the
//! digits. Constraints ride along as a small automaton (`admissible`): partial outcomes compete only within
//! a state. Caps are not additive: merging is uncapped, a capped party's difference never decides alone,
//! and the caller caps and prunes again. Cost O(Σ |F| m log(|F| m)) for two parties.
//!
//! ε-version: after each of n merges the points are boxed (`epsilon`) at width ε/n. Each merge then loses
//! at most ε/n to any party.

use super::admissible::{Automaton, State};
use super::dominance::{Rule, survivors};
use super::epsilon::boxed;
use super::problem::Problem;
use super::sweep::{Spot, sweep};
use crate::error::{Error, Result};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Candidates of one list beyond which they are pruned before more are made.
const BATCH: usize = 4_000_000;

/// The additive parts of some parties' utilities over the values left of each issue.
#[derive(Debug)]
pub(super) struct Parts {
    n: usize,
    issues: Vec<IssueParts>,
    /// What a partial outcome must still be able to reach, per party.
    floors: Vec<f64>,
    rule: Rule,
}

#[derive(Debug)]
struct IssueParts {
    values: Vec<u32>,
    /// One row of `n` per value.
    rows: Vec<f64>,
}

impl Parts {
    /// Every party's parts.
    pub(super) fn all(problem: &Problem<'_>) -> Option<Self> {
        let parties: Vec<usize> = (0..problem.parties()).collect();
        let mut parts = Self::of(problem, &parties, 1.0)?;
        let functions = problem.additive.as_ref()?;
        for (k, u) in functions.iter().enumerate() {
            parts.floors[k] = problem.floors[k] - problem.tie[k] - u.bias();
            let high = problem.additive_range(k).map_or(f64::INFINITY, |(_, high)| high);
            let uncapped = parts.high(k) + u.bias();
            if uncapped > high + problem.noise[k] {
                parts.rule.clear[k] = f64::INFINITY;
            }
        }
        Some(parts)
    }

    /// One party alone, its utility times `sign`: its best (or worst) admissible outcome.
    pub(super) fn one(problem: &Problem<'_>, party: usize, sign: f64) -> Option<Self> {
        Self::of(problem, &[party], sign)
    }

    fn of(problem: &Problem<'_>, parties: &[usize], sign: f64) -> Option<Self> {
        let functions = problem.additive.as_ref()?;
        let n = parties.len();
        let issues = problem
            .allowed
            .iter()
            .enumerate()
            .map(|(issue, values)| {
                let mut rows = Vec::with_capacity(values.len() * n);
                for v in values {
                    rows.extend(parties.iter().map(|p| sign * functions[*p].part(issue, *v as usize)));
                }
                IssueParts { values: values.clone(), rows }
            })
            .collect();
        let rule = Rule {
            cover: parties.iter().map(|p| problem.noise[*p]).collect(),
            clear: parties.iter().map(|p| problem.tie[*p]).collect(),
        };
        Some(Self { n, issues, floors: vec![f64::NEG_INFINITY; n], rule })
    }

    /// Highest sum of one party's parts.
    fn high(&self, party: usize) -> f64 {
        self.issues.iter().map(|i| i.best(self.n, party)).sum()
    }
}

impl IssueParts {
    fn best(&self, n: usize, party: usize) -> f64 {
        self.rows.iter().skip(party).step_by(n).fold(f64::NEG_INFINITY, |m, x| m.max(*x))
    }
}

/// Bounds of a merge.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Most partial outcomes kept at once.
    pub(super) max_frontier: usize,
    /// Additive error allowed in all, if any.
    pub(super) epsilon: Option<f64>,
}

/// Complete outcomes that may be on the frontier, one row of digits each.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) digits: Vec<u32>,
    /// The error the ε-version may have made, 0 where no box ever held two points.
    pub(super) bound: f64,
}

/// Where a partial outcome came from: the value of its first issue and the rest.
#[derive(Clone, Copy, Debug)]
struct Link {
    value: u32,
    list: u32,
    next: u32,
}

#[derive(Debug, Default)]
struct List {
    coords: Vec<f64>,
    links: Vec<Link>,
}

/// Links of every list of every stage so far, last issue first.
type Stages = Vec<Vec<Vec<Link>>>;

/// Merges every issue.
pub(super) fn merge(parts: &Parts, problem: &Problem<'_>, limits: Limits) -> Result<Merged> {
    let automaton = Automaton::new(problem.constraints, problem.issues());
    let count = parts.issues.len();
    // What the issues before each one can add at most, per party.
    let mut before = Vec::with_capacity(count);
    let mut reach = vec![0.0; parts.n];
    for issue in &parts.issues {
        before.push(reach.clone());
        for (j, r) in reach.iter_mut().enumerate() {
            *r += issue.best(parts.n, j);
        }
    }
    let mut stages: Stages = Vec::with_capacity(count);
    let origin = List { coords: vec![0.0; parts.n], links: vec![Link { value: 0, list: 0, next: 0 }] };
    let mut lists: Vec<(State, List)> = automaton.start().map(|s| (s, origin)).into_iter().collect();
    let mut coarse = 0_usize;
    for k in (0..count).rev() {
        let stage = Stage { parts, automaton: &automaton, issue: k, reach: &before[k], stages: &stages };
        let mut next = stage.extend(&lists, limits)?;
        if let Some(epsilon) = limits.epsilon {
            let width = epsilon / count as f64;
            let lost = next.iter_mut().fold(false, |any, (_, list)| any | coarsen(list, parts.n, width));
            coarse += usize::from(lost);
            within(next.iter().map(|(_, l)| l.links.len()).sum(), limits)?;
        }
        stages.push(next.iter_mut().map(|(_, l)| std::mem::take(&mut l.links)).collect());
        lists = next;
    }
    let bound = limits.epsilon.map_or(0.0, |e| e * coarse as f64 / count.max(1) as f64);
    let mut digits = Vec::new();
    match stages.last() {
        None => {}
        Some(last) => {
            for list in last {
                digits.reserve(list.len() * count);
                for link in list {
                    walk(&stages, *link, &mut digits);
                }
            }
        }
    }
    Ok(Merged { digits, bound })
}

fn walk(stages: &Stages, first: Link, digits: &mut Vec<u32>) {
    let mut link = first;
    for stage in (0..stages.len()).rev() {
        digits.push(link.value);
        if stage > 0 {
            link = stages[stage - 1][link.list as usize][link.next as usize];
        }
    }
}

/// Order of two partial outcomes over the same issues; `done` stages lie behind them.
fn order(stages: &Stages, mut a: Link, mut b: Link) -> Ordering {
    let mut behind = stages.len();
    loop {
        match a.value.cmp(&b.value) {
            Ordering::Equal if behind == 0 || (a.list, a.next) == (b.list, b.next) => return Ordering::Equal,
            Ordering::Equal => {
                behind -= 1;
                a = stages[behind][a.list as usize][a.next as usize];
                b = stages[behind][b.list as usize][b.next as usize];
            }
            unequal => return unequal,
        }
    }
}

struct Stage<'a> {
    parts: &'a Parts,
    automaton: &'a Automaton,
    issue: usize,
    /// What the issues still to come can add.
    reach: &'a [f64],
    stages: &'a Stages,
}

impl Stage<'_> {
    fn extend(&self, lists: &[(State, List)], limits: Limits) -> Result<Vec<(State, List)>> {
        let n = self.parts.n;
        let issue = &self.parts.issues[self.issue];
        let chosen = self.useful_values();
        let mut groups: BTreeMap<State, List> = BTreeMap::new();
        for (from, (state, list)) in lists.iter().enumerate() {
            for &v in &chosen {
                let value = issue.values[v];
                let Some(to) = self.automaton.step(state, self.issue, value) else { continue };
                let group = groups.entry(to).or_default();
                let row = &issue.rows[v * n..(v + 1) * n];
                group.coords.reserve(list.coords.len());
                for (next, at) in list.coords.chunks_exact(n).enumerate() {
                    let keeps = (0..n).all(|j| at[j] + row[j] + self.reach[j] >= self.parts.floors[j]);
                    if keeps {
                        group.coords.extend((0..n).map(|j| at[j] + row[j]));
                        group.links.push(Link { value, list: from as u32, next: next as u32 });
                    }
                }
                if group.links.len() > BATCH.max(limits.max_frontier.saturating_mul(4)) {
                    self.prune(group);
                    within(group.links.len(), limits)?;
                }
            }
        }
        let mut total = 0;
        let mut next = Vec::with_capacity(groups.len());
        for (state, mut group) in groups {
            self.prune(&mut group);
            if limits.epsilon.is_none() {
                total += group.links.len();
                within(total, limits)?;
            }
            next.push((state, group));
        }
        Ok(next)
    }

    /// Numbers of the issue's values that no other makes superfluous; all where a constraint is involved.
    fn useful_values(&self) -> Vec<usize> {
        let issue = &self.parts.issues[self.issue];
        if issue.values.len() < 3 || self.automaton.touches(self.issue) {
            return (0..issue.values.len()).collect();
        }
        prune(&self.parts.rule, self.parts.n, &issue.rows, &|a, b| a < b)
    }

    fn prune(&self, list: &mut List) {
        let n = self.parts.n;
        let links = &list.links;
        let earlier =
            |a: u32, b: u32| order(self.stages, links[a as usize], links[b as usize]) == Ordering::Less;
        let kept = prune(&self.parts.rule, n, &list.coords, &earlier);
        let mut coords = Vec::with_capacity(kept.len() * n);
        for k in &kept {
            coords.extend_from_slice(&list.coords[k * n..(k + 1) * n]);
        }
        list.links = kept.iter().map(|k| links[*k]).collect();
        list.coords = coords;
    }
}

/// Rows worth keeping: in the plane by sweep, first coordinate falling; else by the tree.
fn prune(rule: &Rule, n: usize, coords: &[f64], earlier: &(dyn Fn(u32, u32) -> bool + Sync)) -> Vec<usize> {
    if n == 2 && rule.clear.iter().all(|c| c.is_finite()) {
        let mut spots: Vec<Spot> = coords
            .chunks_exact(2)
            .enumerate()
            .map(|(k, at)| Spot { x: at[0], y: at[1], id: k as u32 })
            .collect();
        sweep(&mut spots, rule, earlier);
        return spots.iter().map(|s| s.id as usize).collect();
    }
    survivors(n, coords, rule, earlier).into_iter().map(|k| k as usize).collect()
}

pub(super) fn within(size: usize, limits: Limits) -> Result<()> {
    if size <= limits.max_frontier {
        return Ok(());
    }
    Err(Error::limit(format!("the frontier passes {} points", limits.max_frontier))
        .remedy("allow an error with --epsilon, such as --epsilon 0.01, or raise --max-frontier"))
}

/// Keeps the best of each box; says whether a box held more than one point.
fn coarsen(list: &mut List, n: usize, width: f64) -> bool {
    let kept = boxed(&list.coords, n, width);
    if kept.len() == list.links.len() {
        return false;
    }
    list.coords = kept.iter().flat_map(|k| list.coords[k * n..(k + 1) * n].iter().copied()).collect();
    list.links = kept.iter().map(|k| list.links[*k]).collect();
    true
}
