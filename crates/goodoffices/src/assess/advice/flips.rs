//! Flip values: where the order changes, as the belief, the worth of having left, the cost or the weekly chance moves.
//!
//! Two orders are looked at: staying as now against leaving for good (closed form), and the step that leads the whole list
//! (by search), which counts as led where it gives away more than two weeks of mediation use up. Costs and chances of a settlement are moved up to twice the high end of what is held. Values, intervals
//! and the share that is assumption are `decide::flips`'; for the second order the interval has fewer draws, each searched.

use super::super::figure::Figure;
use super::super::options::{OptionKind, OptionLine};
use super::held::Held;
use super::menu::{GENERAL, Weighed};
use super::order::close;
use super::plan::Searched;
use super::{short, worth};
use crate::decide::{
    Act, Basis, Draws, Fineness, Flip, Input, Instrument, Lead, Menu, Quantity, flips, flips_by, scan,
};
use crate::error::Result;
use serde::Serialize;

/// Which order changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pair {
    /// Staying, as now, against leaving for good.
    StayOrLeave,
    /// The step that leads the list.
    Leader,
}

/// One point at which the order changes.
#[derive(Clone, Debug, Serialize)]
pub struct FlipLine {
    /// Which order.
    pub pair: Pair,
    /// The quantity that is moved, by its key.
    pub quantity: String,
    /// Its value at the change; nothing where no value changes the order.
    pub value: Option<f64>,
    /// The interval, where enough draws have a change.
    pub band: Option<[f64; 2]>,
    /// What is held of it.
    pub held: [f64; 3],
    /// What comes first below: key of the option, or `stay` or `leave`.
    pub below: String,
    /// What comes first above.
    pub above: String,
    /// Chance that the quantity lies on the side on which its value lies.
    pub same_side: f64,
    /// Share of the interval's width that is assumption.
    pub assumed: f64,
    /// The printed line.
    pub figure: Figure,
}

const RULE: &str = "One quantity is moved while the others keep their values, until another option comes first; the \
                    interval is that of the same point when the other quantities are drawn.";

/// Most draws behind an interval whose worths are searched.
const SEARCHED_DRAWS: u32 = 60;

/// The quantities that are moved.
const MOVED: [(Input, &str, &str); 4] = [
    (Input::Belief, "belief", "the chance that they can settle"),
    (Input::Fallback, "fallback", "the worth of having left (what settling alone adds is kept)"),
    (Input::Cost, "cost", "what two weeks of mediation use up"),
    (Input::Hazard, "hazard", "the chance of a settlement in two weeks, if they can"),
];

/// All lines: staying against leaving first.
pub(super) fn lines(
    options: &[OptionLine],
    weighed: &Weighed,
    held: &Held,
    draws: Draws,
    searched: &Searched,
) -> Result<Vec<FlipLine>> {
    let each = searched.each;
    let plain = Menu { instruments: vec![plain()], way_back: None };
    let problem = weighed.inputs.stopping()?;
    let first = searched.charted.found.options.first().map_or(0, |o| o.act);
    let fine = Fineness { lead: Some(Lead { place: first, by: close(held) }), ..Fineness::COARSE };
    let few = Draws { count: draws.count.min(SEARCHED_DRAWS), ..draws };
    let mut out: Vec<FlipLine> = Vec::new();
    for (pair, menu) in [(Pair::StayOrLeave, &plain), (Pair::Leader, &weighed.menu)] {
        let acts = menu.acts();
        let lead = weighed.key(options, first);
        let name = |act: Act| -> String {
            match (pair, act) {
                (Pair::StayOrLeave, Act::LeaveForGood) => "leave".to_owned(),
                (Pair::StayOrLeave, _) => "stay".to_owned(),
                (Pair::Leader, _) => acts
                    .iter()
                    .position(|a| *a == act)
                    .map_or_else(String::new, |place| weighed.key(options, place).to_owned()),
            }
        };
        for (input, key, words) in MOVED {
            let reach = reach(input, held.get(key).high);
            let (from, to) = scan(input, &problem);
            let mut found = match pair {
                Pair::StayOrLeave => flips(&weighed.inputs, menu, input, draws)?,
                Pair::Leader => {
                    let range = (from, to.min(reach));
                    flips_by(&weighed.inputs, menu, (input, range), few, fine, &|p, m, places| {
                        Ok(weighed.course(p, m).worths(places, each))
                    })?
                }
            };
            found.retain(|f| f.value <= reach);
            if found.is_empty() {
                out.push(none((pair, lead), (key, words), reach, held, out.len() + 1));
            }
            for f in found {
                out.push(line(
                    pair,
                    &f,
                    (key, words),
                    [name(f.below), name(f.above)],
                    (options, weighed),
                    held,
                    out.len() + 1,
                ));
            }
        }
    }
    Ok(out)
}

/// How far a change is looked for: costs and weekly chances far above all that is held are nobody's question.
fn reach(input: Input, high: f64) -> f64 {
    match input {
        Input::Cost | Input::Hazard => 2.0 * high,
        _ => f64::INFINITY,
    }
}

/// Talking on, as an instrument without ranges.
fn plain() -> Instrument<Quantity> {
    let nothing = Quantity::exact(0.0, Basis::Assumption);
    Instrument {
        act: Act::Facilitate,
        cost: nothing,
        period_cost: None,
        hazard: None,
        turns: nothing,
        reading: None,
    }
}

fn order_words(place: &str) -> &'static str {
    if place == "stay" { "staying comes before leaving" } else { "leaving comes before staying" }
}

fn subject(pair: Pair, key: &str, below: &str, above: &str) -> String {
    match pair {
        Pair::StayOrLeave => format!("flip stay or leave {key}"),
        Pair::Leader => format!("flip leader {key} {below} {above}"),
    }
}

fn line(
    pair: Pair,
    f: &Flip,
    (key, words): (&str, &str),
    [below, above]: [String; 2],
    (options, weighed): (&[OptionLine], &Weighed),
    held: &Held,
    number: usize,
) -> FlipLine {
    let h = held.get(key);
    let at = match f.band {
        Some(b) => worth([f.value, b.low.min(f.value), b.high.max(f.value)]),
        None => short(f.value),
    };
    let assumed = f.assumed.unwrap_or(1.0);
    let crosses = if f.crosses < 0.995 {
        format!(" In {:.0} % of the draws no value changes it.", (1.0 - f.crosses) * 100.0)
    } else {
        String::new()
    };
    let order = match pair {
        Pair::StayOrLeave => format!(
            "{} by {words}: below {at} {}, above it {}",
            if weighed.away { "Stay or leave, once back," } else { "Stay or leave," },
            order_words(&below),
            order_words(&above)
        ),
        // The step that leads at the value held, and the one that leads it by more than a little beyond the change.
        Pair::Leader => {
            let (side, leads, led) =
                if f.value < h.value { ("below", &below, &above) } else { ("above", &above, &below) };
            format!(
                "First step, by {words}: {side} {at} {leads} leads {led} by more than two weeks of mediation use up ({})",
                short(close(held))
            )
        }
    };
    let text = format!(
        "{order}. Held: {}; on the side of that value in {:.0} % of the draws.{crosses} {:.0} % of the width is assumption.",
        worth([h.value, h.low, h.high]),
        f.same_side * 100.0,
        assumed * 100.0,
    );
    let mut figure = Figure::new(format!("X{number}"), subject(pair, key, &below, &above), text, RULE);
    figure = held.under(figure, &GENERAL);
    for (k, o) in options.iter().enumerate().filter(|(_, o)| o.figure.key == below || o.figure.key == above) {
        figure = weighed.under(figure, k, o, held);
        if o.kind == OptionKind::Warn {
            figure = figure.resting_on(o.figure.facts.clone());
        }
    }
    FlipLine {
        pair,
        quantity: key.to_owned(),
        value: Some(f.value),
        band: f.band.map(|b| [b.low.min(f.value), b.high.max(f.value)]),
        held: [h.value, h.low, h.high],
        below,
        above,
        same_side: f.same_side,
        assumed,
        figure: figure.with_assumed(assumed),
    }
}

/// No value of the quantity changes the order.
fn none(
    (pair, lead): (Pair, &str),
    (key, words): (&str, &str),
    reach: f64,
    held: &Held,
    number: usize,
) -> FlipLine {
    let upto = if reach.is_finite() { format!(" up to {}", short(reach)) } else { String::new() };
    let h = held.get(key);
    let text = match pair {
        Pair::StayOrLeave => format!("Stay or leave, by {words}: no value of it{upto} changes the order."),
        Pair::Leader => {
            format!(
                "First step, by {words}: no value of it{upto} makes {lead} give away more than two weeks of mediation use up ({}).",
                short(close(held))
            )
        }
    };
    let mut figure = Figure::new(format!("X{number}"), subject(pair, key, "", ""), text, RULE);
    figure = held.under(figure, &GENERAL);
    FlipLine {
        pair,
        quantity: key.to_owned(),
        value: None,
        band: None,
        held: [h.value, h.low, h.high],
        below: String::new(),
        above: String::new(),
        same_side: 1.0,
        assumed: 1.0,
        figure: figure.with_assumed(1.0),
    }
}
