//! The search for plans: how far it came, and the plan that was found from the first option.
//!
//! A plan is told to three steps after its first, following the likelier answer where there are two. Absent on purpose:
//! the whole tree, which a page has no room for and which changes with every answer.

use super::super::figure::Figure;
use super::super::options::{OptionKind, OptionLine};
use super::held::Held;
use super::menu::{GENERAL, Weighed, YEAR};
use super::order::Valued;
use super::{AdviseConfig, short};
use crate::decide::{self, Answer, Budget, Charted, Next};
use crate::error::Result;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// What a clock is asked: is the time over?
type Over = dyn Fn() -> bool + Send + Sync;

/// A caller's clock, asked now and then whether the search should stop; the default never stops it.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<Over>>);

impl Clock {
    /// A clock that stops the search once this says so.
    pub fn new(over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(over)))
    }

    fn over(&self) -> bool {
        self.0.as_ref().is_some_and(|f| f())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Clock(set)" } else { "Clock(none)" })
    }
}

impl PartialEq for Clock {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// The search behind the worths.
#[derive(Clone, Debug, Serialize)]
pub struct Search {
    /// Simulations done.
    pub simulations: u64,
    /// Simulations asked for.
    pub asked: u64,
    /// Did the clock stop it?
    pub stopped: bool,
    /// Simulations a step of each search for a draw, a flip or a point of the picture.
    pub each: u64,
    /// Periods of two weeks in which steps can be used.
    pub periods: u32,
    /// Worth of the best plan found at the values held.
    pub best: f64,
    /// No plan is worth more at the values held.
    pub at_most: f64,
    /// The printed line.
    pub figure: Figure,
}

/// The search at the values held, with what the later parts need.
pub(super) struct Searched {
    pub charted: Charted,
    /// By place of the menu: worth by the step and going on as now.
    pub by_itself: Vec<f64>,
    /// Simulations a step for each draw.
    pub each: u64,
}

/// Least and most simulations a step for each draw.
const EACH: [u64; 2] = [2, 64];

/// Searches at the values held.
pub(super) fn searched(weighed: &Weighed, config: &AdviseConfig) -> Result<Searched> {
    let problem = weighed.inputs.stopping()?;
    let menu = decide::stated(&weighed.menu)?;
    let budget = Budget { simulations: config.simulations, seed: config.seed };
    let charted = weighed.course(&problem, &menu).search(budget, &|| config.clock.over())?;
    let each = (config.simulations / 150).clamp(EACH[0], EACH[1]);
    let places = 0..weighed.option_at.len();
    // Coming back is paid for by whatever ends the absence, in closed form as in the search.
    let back = if weighed.away { menu.way_back.map_or(0.0, |w| w.cost_return) } else { 0.0 };
    let steps = menu.instruments.len();
    let by_itself = places.map(|k| menu.value_of(k, &problem) - if k < steps { back } else { 0.0 }).collect();
    Ok(Searched { charted, by_itself, each })
}

/// How far the search came.
pub(super) fn search(options: &[OptionLine], weighed: &Weighed, searched: &Searched, held: &Held) -> Search {
    let found = &searched.charted.found;
    let best = found.options.first();
    let (value, place) = best.map_or((0.0, 0), |o| (o.value, o.act));
    let at_most = found.options.iter().map(|o| o.high).fold(value, f64::max);
    let by_itself = searched.by_itself.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let stopped = if found.stopped {
        format!(" The clock stopped it after {} of {}.", found.simulations, found.asked)
    } else {
        String::new()
    };
    let text = format!(
        "Plans over a year were searched, with {} simulations.{stopped} The best that was found begins with {} and is worth {} at \
         the values held; no plan is worth more than {}. With one step only, and going on as now after it, the best would be worth \
         {}.",
        found.simulations,
        weighed.key(options, place),
        short(value),
        short(at_most),
        short(by_itself),
    );
    let rule = "A tree of steps and answers; below, the worth of the plan that was found, above, the worth if it were known whether \
                the sides can settle and every step that gains by itself gained at once.";
    let figure = held.under(Figure::new("Z0", "search for plans", text, rule), &GENERAL).with_assumed(1.0);
    Search {
        simulations: found.simulations,
        asked: found.asked,
        stopped: found.stopped,
        each: searched.each,
        periods: YEAR,
        best: value,
        at_most,
        figure,
    }
}

/// The plan that was found from the first option.
pub(super) fn plan(
    options: &[OptionLine],
    valued: &[Valued],
    weighed: &Weighed,
    searched: &Searched,
    held: &Held,
) -> Option<Figure> {
    let first = valued.first()?;
    let place = weighed.option_at.iter().position(|k| *k == first.option)?;
    let next = searched.charted.next.get(place).filter(|n| !n.is_empty())?;
    let o = &options[first.option];
    let told = Told { options, weighed };
    let text = format!("From {} ({}): {}.", first.key, o.what, told.after(o.kind, next));
    let figure = Figure::new(
        "Z1",
        "plan from the first option",
        text,
        "What the best plan found does after each answer, at the values held; of later answers the likelier is followed.",
    );
    // What it rests on is what the steps it names rest on.
    let mut named = Vec::new();
    places(next, &mut named);
    let mut figure = weighed.under(figure, first.option, o, held).resting_on(o.figure.facts.clone());
    for k in named.into_iter().filter_map(|p| weighed.option_at.get(p).copied()) {
        figure = weighed.under(figure, k, &options[k], held).resting_on(options[k].figure.facts.clone());
    }
    Some(figure.with_assumed(1.0))
}

fn places(next: &[Next], out: &mut Vec<usize>) {
    for n in next {
        if let Some(p) = n.then
            && !out.contains(&p)
        {
            out.push(p);
        }
        places(&n.after, out);
    }
}

struct Told<'a> {
    options: &'a [OptionLine],
    weighed: &'a Weighed,
}

impl Told<'_> {
    /// What follows each answer.
    fn after(&self, kind: OptionKind, next: &[Next]) -> String {
        let each: Vec<String> = next.iter().map(|n| format!("{}{}", heard(kind, n), self.then(n))).collect();
        each.join("; ")
    }

    /// The step, and what follows the likelier answer to it.
    fn then(&self, n: &Next) -> String {
        let Some(o) = n.then.and_then(|p| self.weighed.option_at.get(p)).map(|k| &self.options[*k]) else {
            return "go on as now, as long as that pays".to_owned();
        };
        let mut likelier: Option<&Next> = None;
        for a in &n.after {
            if a.chance > likelier.map_or(f64::NEG_INFINITY, |l| l.chance) {
                likelier = Some(a);
            }
        }
        let rest = match likelier.filter(|l| l.then.is_some()) {
            Some(l) => match l.answer {
                Answer::Nothing => format!(", then {}", self.then(l)),
                _ => format!(", and after {} {}", answer(o.kind, l.answer), self.then(l)),
            },
            None => String::new(),
        };
        format!("{} ({}){rest}", o.figure.key, o.what)
    }
}

fn heard(kind: OptionKind, n: &Next) -> String {
    match n.answer {
        Answer::Nothing => "if it brings no settlement, ".to_owned(),
        a => format!(
            "after {} ({:.0} %, belief then {:.0} %) ",
            answer(kind, a),
            n.chance * 100.0,
            n.belief * 100.0
        ),
    }
}

fn answer(kind: OptionKind, answer: Answer) -> &'static str {
    match (kind, answer) {
        (_, Answer::Nothing) => "nothing",
        (OptionKind::Confidential, Answer::Yes) => "two yeses",
        (OptionKind::Confidential, Answer::No) => "no two yeses",
        (OptionKind::Probe, Answer::Yes) => "an answer with terms",
        (OptionKind::Probe, Answer::No) => "none with terms",
        (OptionKind::Recess, Answer::Yes) => "being asked back",
        (OptionKind::Recess, Answer::No) => "not being asked back",
        (_, Answer::Yes) => "a yes",
        (_, Answer::No) => "a no",
    }
}
