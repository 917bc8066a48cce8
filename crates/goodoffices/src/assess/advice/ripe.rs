//! Ripeness over time: would a text have left every side better off than going on, on this day and on days before?
//!
//! R is the greatest least gain over no agreement among the texts on the table and the packages found for the day
//! (`propose`), so it is a lower bound of the greatest over all texts. Sides are drawn as for packages: orders as
//! stated, weights and worths of no agreement by lot. A day is called ripe by the three conditions of
//! `decide::ripeness`. Earlier days are read from what is known today. Absent on purpose: how a side feels the cost of
//! going on, which no record states.

use super::super::draws::{Belief, Dice, STATED, World, belief};
use super::super::figure::{Figure, Premise};
use super::super::propose::{ProposeConfig, found};
use super::super::texts::texts;
use super::super::words::{Words, listed};
use super::held::Held;
use super::worth;
use crate::decide::{Draws, Moment, NotRipe, margin, ripeness};
use crate::error::Result;
use crate::talks::{Case, Day, Lens};
use serde::Serialize;

/// Days looked back, the earliest first, and today.
const BACK: [i64; 5] = [84, 56, 28, 14, 0];
/// Most draws of each side.
const DRAWS: usize = 100;

/// Ripeness of one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RipeDay {
    /// The day.
    pub day: String,
    /// The margin over going on: mean, low, high.
    pub margin: [f64; 3],
    /// Share of draws in which a text beats going on for every side.
    pub positive: f64,
    /// Is nothing lacking?
    pub ripe: bool,
    /// The printed line.
    pub figure: Figure,
}

/// A day with what was on the table.
struct Looked {
    day: Day,
    moment: Moment,
    facts: Vec<String>,
}

/// One line a day; keys go on from a number.
pub(super) fn ripe(words: Words<'_>, held: &Held, draws: Draws, from: usize) -> Result<Vec<RipeDay>> {
    let dice = Dice { draws: DRAWS.min(draws.count as usize), seed: draws.seed };
    let mut days: Vec<Looked> = Vec::new();
    for back in BACK {
        let day = words.today.plus(-back);
        let then = words.case.seen(&Lens::until(day))?;
        days.extend(looked(&then, day, held, dice)?);
    }
    let moments: Vec<Moment> = days.iter().map(|d| d.moment.clone()).collect();
    let parties = words.case.trace.parties();
    let judged = ripeness(&moments)?;
    Ok(days
        .iter()
        .zip(&judged)
        .enumerate()
        .map(|(k, (d, r))| {
            let values = [r.margin, r.band.low, r.band.high];
            let lacking: Vec<String> = r
                .lacking
                .iter()
                .filter_map(|l| match l {
                    NotRipe::NoWayOut(_) => Some("too few draws have such a text".to_owned()),
                    NotRipe::MayWin(i, p) => Some(format!(
                        "{} may soon get what it wants without ({:.0} %)",
                        parties.get(*i).map_or("", |p| words.short(*p)),
                        p * 100.0
                    )),
                    NotRipe::GoingOnRises(i, _) => Some(format!(
                        "going on becomes worth more to {}",
                        parties.get(*i).map_or("", |p| words.short(*p))
                    )),
                    NotRipe::NothingBefore => None,
                })
                .collect();
            let end = if lacking.is_empty() {
                "on these assumptions nothing of what ripeness asks for is lacking; that no side sees a way to win is assumed, not on \
                 record"
                    .to_owned()
            } else {
                format!("not ripe: {}", listed(lacking.into_iter()))
            };
            let text = format!(
                "{}: the best text known leaves the side that gains least {} above no agreement; in {:.0} % of the draws a text \
                 beats going on for every side; {end}.",
                words.day(d.day),
                worth(values),
                r.positive * 100.0,
            );
            let mut figure = Figure::new(
                format!("E{}", from + k),
                format!("ripe {} days before", d.day.days_until(words.today)),
                text,
                "Greatest least gain over no agreement among the texts of the day and the packages found for it; ripe if it is above \
                 nothing in .8 of the draws, no side is likelier than .2 to get what it wants soon, and going on becomes worth \
                 more to none.",
            )
            .resting_on(d.facts.clone());
            for p in &parties {
                let slug = &words.case.trace.principals()[*p].slug;
                let keys = [format!("fallback.{slug}"), format!("wins.{slug}")];
                figure = held.under(figure, &keys);
            }
            figure = figure.assuming(Premise {
                id: "default:weights".into(),
                text: "weights of the issues: Dirichlet, concentration 1 (nobody stated any; assumed)".into(),
            });
            RipeDay {
                day: d.day.to_string(),
                margin: values,
                positive: r.positive,
                ripe: r.lacking.iter().all(|l| matches!(l, NotRipe::NothingBefore)),
                figure: figure.with_assumed(1.0),
            }
        })
        .collect())
}

/// What was on the table on a day; nothing where no text was, or fewer than two sides are there.
fn looked(case: &Case, day: Day, held: &Held, dice: Dice) -> Result<Option<Looked>> {
    let parties = case.trace.parties();
    let on_table = texts(case);
    if parties.len() < 2 || on_table.is_empty() {
        return Ok(None);
    }
    let mut beliefs: Vec<Belief> = parties.iter().map(|p| belief(case, *p, None)).collect();
    let slug = |p: usize| case.trace.principals()[p].slug.as_str();
    for (b, p) in beliefs.iter_mut().zip(&parties) {
        let h = held.get(&format!("fallback.{}", slug(*p)));
        b.fallback = (h.low, h.high);
    }
    let drawn = |seed: u64| {
        let dice = Dice { seed, ..dice };
        World(beliefs.iter().map(|b| b.draws(case, STATED, dice)).collect::<Vec<_>>())
    };
    // Packages are found on draws of their own, so that they are not judged on what they were fitted to.
    let search = drawn(dice.seed.wrapping_add(1));
    let world = drawn(dice.seed);
    let config = ProposeConfig { draws: dice.draws, seed: dice.seed, packages: 3 };
    let mut terms: Vec<Vec<Option<usize>>> = on_table.iter().map(|t| t.terms.clone()).collect();
    terms.extend(found(case, &search, &on_table, &config).into_iter().map(|(_, t)| t));
    let mut margins = Vec::with_capacity(dice.draws);
    for k in 0..dice.draws {
        let points: Vec<Vec<f64>> = terms
            .iter()
            // A text across a real line is worth nothing to that side; the scale ends there.
            .map(|t| world.0.iter().map(|side| side[k].utility(t).max(0.0)).collect())
            .collect();
        let going_on: Vec<f64> = world.0.iter().map(|side| side[k].fallback).collect();
        margins.push(margin(points.iter().map(Vec::as_slice), &going_on)?);
    }
    // The middle of what is held, not of the draws, whose noise would look like a change.
    let going_on = |p: &usize| held.get(&format!("fallback.{}", slug(*p))).value;
    let moment = Moment {
        margins,
        wins_soon: parties.iter().map(|p| held.get(&format!("wins.{}", slug(*p))).value).collect(),
        going_on: parties.iter().map(going_on).collect(),
    };
    Ok(Some(Looked { day, moment, facts: on_table.into_iter().flat_map(|t| t.facts).collect() }))
}
