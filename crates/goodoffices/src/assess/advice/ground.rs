//! What no agreement is worth as each side may see it, from the ground; and why its first demand may be high.
//!
//! d = max(p̂ − c, flow) (`decide::Winning`): a side's belief p̂ that it gets its way without a settlement begins where
//! `ground` says, wanders with time (`ground-drift`), and is moved by the events for which somebody has entered an
//! `[[assumption]]` that sets "ground". Where one of these is held for a side, d takes the place of the default of its worth of no
//! agreement (`fallback`). A first demand is set beside belief, test and anchor; a fit, never a finding. Absent on purpose: any
//! reading of events that nobody has made.

use super::super::figure::Figure;
use super::super::preferences::premise;
use super::super::words::{Words, counted};
use super::held::{Held, Holder};
use super::{short, worth};
use crate::decide::{Demand, Quantity, Standing, Winning};
use crate::error::Result;
use crate::talks::{Assumption, Case, Day, Setting};

/// What a side may expect without a settlement.
#[derive(Clone, Debug)]
struct Outside<'a> {
    /// Its belief today.
    winning: Winning,
    /// Worth of no agreement: value, low, high.
    worth: [f64; 3],
    /// The events (ids) that moved the belief, with the assumption that says so.
    moved: Vec<(&'a str, &'a Assumption)>,
}

/// What somebody entered of a side's ground: event, assumption, and the range on the logit.
fn entered(case: &Case, party: usize) -> impl Iterator<Item = (&str, &Assumption, [f64; 2])> {
    case.assumptions.iter().filter_map(move |a| match &a.setting {
        Setting::Ground { event, principal, low, high } if *principal == party => {
            Some((event.as_str(), a, [*low, *high]))
        }
        _ => None,
    })
}

/// The side's outside option on a day.
fn outside<'a>(case: &'a Case, held: &Held, today: Day, party: usize) -> Result<Outside<'a>> {
    let slug = &case.trace.principals()[party].slug;
    let of = |key: &str| held.number(&format!("{key}.{slug}"));
    let begins = of("ground");
    let mut winning = Winning::ranged(begins.low, begins.value, begins.high)?;
    let mut moved = Vec::new();
    for (event, a, [low, high]) in entered(case, party) {
        winning = winning.moved_within(low, high)?;
        moved.push((event, a));
    }
    let weeks = case.trace.first_day().map_or(0.0, |d| d.days_until(today).max(0) as f64 / 7.0);
    winning = winning.later(weeks, held.get("ground-drift").value)?;
    let at = |cost: f64, flow: f64| winning.outside(Standing { cost, flow });
    let (cost, flow): (Quantity, Quantity) = (of("ground-cost"), of("ground-flow"));
    let (value, _) = at(cost.value, flow.value)?;
    let (_, least) = at(cost.high, flow.low)?;
    let (_, most) = at(cost.low, flow.high)?;
    let share = |x: f64| x.clamp(0.0, 1.0);
    Ok(Outside { winning, worth: [share(value), share(least.low), share(most.high)], moved })
}

/// Where something is held of a side's ground, its outside option takes the place of the default worth of no agreement.
pub(super) fn hold(words: Words<'_>, held: &mut Held) -> Result<()> {
    let case = words.case;
    for p in case.trace.parties().into_iter().filter(|p| said(case, held, *p)).collect::<Vec<_>>() {
        let o = outside(case, held, words.today, p)?;
        let facts = o.moved.iter().map(|(event, _)| (*event).to_owned()).collect();
        held.hold_by_ground(&format!("fallback.{}", case.trace.principals()[p].slug), o.worth, facts);
    }
    Ok(())
}

/// Has anybody said anything of a side's ground?
fn said(case: &Case, held: &Held, party: usize) -> bool {
    let slug = &case.trace.principals()[party].slug;
    ["ground", "ground-cost", "ground-flow"]
        .iter()
        .any(|k| held.get(&format!("{k}.{slug}")).holder != Holder::Default)
        || entered(case, party).next().is_some()
}

/// One line a side.
pub(super) fn lines(words: Words<'_>, held: &Held) -> Result<Vec<Figure>> {
    let case = words.case;
    let parties = case.trace.parties();
    let mut out = Vec::new();
    for (k, p) in parties.iter().enumerate() {
        let other = parties.iter().find(|q| *q != p).filter(|_| parties.len() == 2);
        let mut f = line(words, held, *p, other.copied())?;
        f.key = format!("G{}", k + 1);
        out.push(f);
    }
    Ok(out)
}

fn line(words: Words<'_>, held: &Held, party: usize, other: Option<usize>) -> Result<Figure> {
    let case = words.case;
    let slug = &case.trace.principals()[party].slug;
    let key = |k: &str| format!("{k}.{slug}");
    let o = outside(case, held, words.today, party)?;
    let (begins, cost) = (held.get(&key("ground")), held.get(&key("ground-cost")));
    let belief = o.winning.band();
    let moved = match o.moved.len() {
        0 => "nobody has entered an event that moves it".to_owned(),
        n => format!("{} moved it", counted(n, "event, as entered,", "events, as entered,")),
    };
    let used = if !said(case, held, party) {
        "Nobody has said anything of it, so it stands for nothing above."
    } else if held.get(&key("fallback")).holder == Holder::Ground {
        "It is held as this side's worth of no agreement."
    } else {
        "Its worth of no agreement is held otherwise."
    };
    let mut text = format!(
        "{}: chance of getting its way without a settlement, as it may see it: {} when the record begins; {moved}; today {}. Less {} \
         for what that costs, no agreement is worth {} to it. {used}",
        words.short(party),
        worth([begins.value, begins.low, begins.high]),
        worth([o.winning.median(), belief.low, belief.high]),
        worth([cost.value, cost.low, cost.high]),
        worth(o.worth),
    );
    let first = case
        .events()
        .iter()
        .filter(|e| e.is_own_proposal() && e.principals.contains(&party))
        .min_by_key(|e| (e.happened.from, e.id.clone()));
    let asked = held.get(&key("demand"));
    if let (Some(first), Some(other)) = (first, other) {
        let when = words.dated_event(first);
        text.push_str(&if asked.holder == Holder::Default {
            format!(" Its first own proposal is of {when}; how much of everything it asked for nobody has entered (demand.{slug}).")
        } else {
            explained(&o.winning, held, slug, &case.trace.principals()[other].slug, &when)?
        });
    }
    let mut figure = Figure::new(
        "",
        format!("ground {slug}"),
        text,
        "max(p - cost, what the present state gives), p a random walk on the logit moved by the events that somebody entered; a \
         first demand beside p + the other's cost (belief), p + (C - c)/2 (test; Fearon 1995) and anything above both (anchor).",
    )
    .resting_on(first.map(|e| e.id.clone()));
    for (event, a) in &o.moved {
        figure = figure.resting_on([(*event).to_owned()]).assuming(premise(a));
    }
    let keys = ["ground", "ground-cost", "ground-flow", "demand"].map(key);
    let all: Vec<&str> = keys.iter().map(String::as_str).chain(["ground-drift", "demand-spread"]).collect();
    Ok(held.under(figure, &all).with_assumed(1.0))
}

/// The first demand beside its three plain explanations.
fn explained(winning: &Winning, held: &Held, slug: &str, other: &str, when: &str) -> Result<String> {
    let theirs = held.get(&format!("ground-cost.{other}"));
    let demand = Demand {
        share: held.get(&format!("demand.{slug}")).value,
        own_cost: held.get(&format!("ground-cost.{slug}")).value,
        other_cost: theirs.value,
        other_cost_most: theirs.high,
        spread: held.get("demand-spread").value,
    };
    let e = demand.explained(winning)?;
    let needs = match e.needs_belief {
        Some(p) => format!("a belief of {} would explain all of it", short(p)),
        None => "no belief would explain all of it".to_owned(),
    };
    let [belief, test, anchor] = e.fit.map(|f| format!("{:.0} %", f * 100.0));
    Ok(format!(
        " Its first demand ({when}) was {} of everything: what it believes would ask for {}, a test of the other's cost for {}; {needs}. \
         Fit: belief {belief}, test {test}, a place to come down from {anchor}. A high first demand is explained here, not judged.",
        short(demand.share),
        short(e.by_belief),
        short(e.by_test),
    ))
}
