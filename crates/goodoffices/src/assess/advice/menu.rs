//! The options as numbers: what each uses up, how it changes the chance of a settlement, and what its answer tells.
//!
//! One instrument of `decide` an option, from the quantities of its kind. A warning works only as far as it is
//! believed: its effect is κ times that of a believed one, and it costs what is lost if it lapses (1 − κ) or has to be
//! carried out (κ). A measure whose partner has not joined counts with the chance that the partner does. While the
//! mediator is away, every step but staying away costs what coming back costs.

use super::super::options::{OptionKind, OptionLine};
use super::credibility::Believed;
use super::delivered::not_joined;
use super::held::Held;
use crate::decide::{Act, Basis, Input, Inputs, Instrument, Menu, Quantity, Reading, WayBack};
use crate::talks::Case;

/// Periods of two weeks after which the way back is closed: a year.
pub(super) const WAY_BACK: u32 = 26;

/// The stay-or-leave problem, the menu, and the place of each option in it.
pub(super) struct Weighed {
    pub inputs: Inputs,
    pub menu: Menu<Quantity>,
    /// Per place of the menu: the option (index).
    pub option_at: Vec<usize>,
}

/// What the general quantities are.
pub(super) const GENERAL: [&str; 6] = ["belief", "hazard", "fallback", "fallback-if-can", "cost", "discount"];

/// What standing back rests on besides.
pub(super) const AWAY: [&str; 6] = [
    "alone.hazard",
    "alone.worth",
    "away.cost",
    "return.cost",
    "return.asked-if-can",
    "return.asked-if-cannot",
];

/// The keys that an option's worth rests on.
pub(super) fn keys(kind: OptionKind, held: &Held) -> Vec<String> {
    let mut out: Vec<String> = GENERAL.iter().map(|k| (*k).to_owned()).collect();
    if kind == OptionKind::Recess {
        out.extend(AWAY.iter().map(|k| (*k).to_owned()));
    }
    if let Some(kind) = kind.key() {
        let start = format!("{kind}.");
        out.extend(held.all().iter().filter(|h| h.key.starts_with(&start)).map(|h| h.key.clone()));
    }
    out
}

fn times(a: Quantity, b: Quantity) -> Quantity {
    Quantity { value: a.value * b.value, low: a.low * b.low, high: a.high * b.high, basis: Basis::Assumption }
}

fn plus(a: Quantity, b: Quantity) -> Quantity {
    Quantity { value: a.value + b.value, low: a.low + b.low, high: a.high + b.high, basis: Basis::Assumption }
}

/// One less a probability; its ends change places.
fn complement(a: Quantity) -> Quantity {
    Quantity { value: 1.0 - a.value, low: 1.0 - a.high, high: 1.0 - a.low, basis: a.basis }
}

/// The problem and the menu; only where there are options.
pub(super) fn weighed(
    case: &Case,
    options: &[OptionLine],
    believed: &[Believed],
    held: &Held,
    away: bool,
) -> Weighed {
    let general = [
        (Input::Belief, "belief"),
        (Input::Hazard, "hazard"),
        (Input::Fallback, "fallback"),
        (Input::FallbackIfSettleable, "fallback-if-can"),
        (Input::Cost, "cost"),
        (Input::Discount, "discount"),
    ];
    let mut inputs = Inputs::none().with(Input::Settlement, Quantity::exact(1.0, Basis::Assumption));
    for (input, key) in general {
        inputs = inputs.with(input, held.number(key));
    }
    let nothing = Quantity::exact(0.0, Basis::Assumption);
    let coming_back = if away { held.number("return.cost") } else { nothing };
    let mut instruments = Vec::new();
    let mut option_at = Vec::new();
    for (k, o) in options.iter().enumerate() {
        if matches!(o.kind, OptionKind::Recess | OptionKind::Leave) {
            continue;
        }
        let part = |name: &str| {
            let key = format!("{}.{name}", o.kind.key()?);
            held.has(&key).then(|| held.number(&key))
        };
        let mut cost = part("cost").unwrap_or(nothing);
        let mut turns = part("turns").unwrap_or(nothing);
        if o.kind == OptionKind::Warn {
            let kappa = kappa(o, believed);
            turns = times(turns, kappa);
            cost = plus(cost, times(held.number("warn.lapse"), complement(kappa)));
            cost = plus(cost, times(held.number("warn.bound"), kappa));
        }
        if o.instrument.is_some_and(|i| !not_joined(case, i).is_empty()) {
            turns = times(turns, held.number("partner"));
        }
        let reading = match (part("yes-if-can"), part("yes-if-cannot")) {
            (Some(yes), Some(yes_otherwise)) => Some(Reading { yes, yes_otherwise }),
            _ => None,
        };
        instruments.push(Instrument {
            act: act(o.kind, k),
            cost: plus(cost, coming_back),
            period_cost: None,
            hazard: part("settles"),
            turns,
            reading,
        });
        option_at.push(k);
    }
    let place = |kind: OptionKind| options.iter().position(|o| o.kind == kind);
    let way_back = place(OptionKind::Recess).map(|k| {
        option_at.push(k);
        WayBack {
            cost_away: held.number("away.cost"),
            cost_return: held.number("return.cost"),
            hazard_unaided: held.number("alone.hazard"),
            settlement_unaided: held.number("alone.worth"),
            asks: held.number("return.asked-if-can"),
            asks_otherwise: held.number("return.asked-if-cannot"),
            periods: WAY_BACK,
        }
    });
    option_at.extend(place(OptionKind::Leave));
    Weighed { inputs, menu: Menu { instruments, way_back }, option_at }
}

/// How far the warning that an option dates is believed; nothing known where it is not on the list.
fn kappa(o: &OptionLine, believed: &[Believed]) -> Quantity {
    let [value, low, high] =
        believed.iter().find(|b| b.instrument == o.instrument).map_or([0.5, 0.05, 0.95], |b| b.all);
    Quantity { value, low: low.min(value), high: high.max(value), basis: Basis::Fact }
}

/// The act that stands for an option: its number keeps acts of one kind apart.
fn act(kind: OptionKind, number: usize) -> Act {
    match kind {
        OptionKind::Ask | OptionKind::Probe => Act::Probe(number),
        OptionKind::Warn => Act::Warn(number),
        OptionKind::Pressure => Act::Sanction(number),
        OptionKind::Text => Act::Table,
        OptionKind::Confidential => Act::AskBoth,
        OptionKind::Truce => Act::Truce,
        OptionKind::Convene | OptionKind::Offer | OptionKind::Quiet | OptionKind::Agreed => {
            Act::Offer(number)
        }
        OptionKind::Recess => Act::LeaveWithWayBack,
        OptionKind::Leave => Act::LeaveForGood,
        OptionKind::GoOn => Act::Facilitate,
    }
}
