//! The options as numbers: what each uses up, how it changes the chance of a settlement, and what its answer tells.
//!
//! One instrument of `decide` an option, from the quantities of its kind. A warning works only as far as it is
//! believed: its effect is κ times that of a believed one, and it costs what is lost if it lapses (1 − κ) or has to be
//! carried out (κ). A measure whose partner has not joined counts with the chance that the partner does. While the
//! mediator is away, every step but staying away costs what coming back costs.
//!
//! A step that was used on this record and brought nothing is less likely to bring it now: its chance is weighed by
//! (1 − x)ⁿ for n earlier uses, each counted as the part of a trial that `tried` says. That is what tells the steps of
//! one record apart where nobody has said more.

use super::super::figure::{Figure, Premise};
use super::super::options::{OptionKind, OptionLine};
use super::super::words::counted;
use super::credibility::Believed;
use super::delivered::not_joined;
use super::held::{Held, Holder};
use crate::decide::{
    Act, Basis, Course, Input, Inputs, Instrument, Menu, Quantity, Reading, Stopping, WayBack,
};
use crate::talks::Case;

/// Periods of two weeks after which the way back is closed: a year.
pub(super) const WAY_BACK: u32 = 26;

/// Periods in which steps can be used: a year.
pub(super) const YEAR: u32 = WAY_BACK;

/// The stay-or-leave problem, the menu, and the place of each option in it.
pub(super) struct Weighed {
    pub inputs: Inputs,
    pub menu: Menu<Quantity>,
    /// Per place of the menu: the option (index).
    pub option_at: Vec<usize>,
    /// Is the mediator away, so that any step costs coming back besides?
    pub away: bool,
    /// Chances that earlier uses on this record have lowered.
    pub lowered: Vec<Lowered>,
}

/// A chance that earlier uses of its step have lowered.
pub(super) struct Lowered {
    /// The option (index).
    pub option: usize,
    /// Key of the quantity.
    pub key: String,
    /// Value and range before and after.
    pub before: Quantity,
    pub after: Quantity,
}

impl Weighed {
    /// The options over a year, for a problem and a menu of numbers.
    pub(super) fn course<'a>(&self, problem: &'a Stopping, menu: &'a Menu) -> Course<'a> {
        Course { problem, menu, away: self.away, horizon: YEAR }
    }

    /// Key of the option at a place of the menu.
    pub(super) fn key<'a>(&self, options: &'a [OptionLine], place: usize) -> &'a str {
        self.option_at.get(place).and_then(|k| options.get(*k)).map_or("", |o| o.figure.key.as_str())
    }

    /// A line that rests on the worth of an option: on what its quantities rest on, and on earlier uses of it.
    pub(super) fn under(&self, figure: Figure, number: usize, o: &OptionLine, held: &Held) -> Figure {
        let mut figure = held.under(figure, &keys(o.kind, held));
        for l in self.lowered.iter().filter(|l| l.option == number) {
            figure = held
                .under(figure, &["tried"])
                .assuming(Premise { id: format!("record:{}", l.key), text: l.words(o, held) })
                .resting_on(o.tried.facts.clone());
        }
        figure
    }
}

impl Lowered {
    /// As in "chance of …: .06 [.04 to .17] after 9 earlier uses, from .09 [.04 to .20] before them".
    pub(super) fn words(&self, o: &OptionLine, held: &Held) -> String {
        let range = |q: &Quantity| super::worth([q.value, q.low, q.high]);
        format!(
            "{}: {} after {} on this record that brought no settlement, from {} before",
            held.get(&self.key).means,
            range(&self.after),
            counted(o.tried.uses, "earlier use", "earlier uses"),
            range(&self.before)
        )
    }
}

/// What earlier uses have lowered, one line an option: its key, and the words.
pub(super) fn tried(options: &[OptionLine], weighed: &Weighed) -> Vec<(String, String)> {
    options
        .iter()
        .enumerate()
        .filter_map(|(k, o)| {
            let each: Vec<String> = weighed
                .lowered
                .iter()
                // What no digit shows is not listed; `explain` has it.
                .filter(|l| l.option == k && super::short(l.after.value) != super::short(l.before.value))
                .map(|l| {
                    format!(
                        "{} {}, from {}",
                        l.key,
                        super::short(l.after.value),
                        super::short(l.before.value)
                    )
                })
                .collect();
            let uses = counted(o.tried.uses, "earlier use", "earlier uses");
            (!each.is_empty()).then(|| {
                let text = format!(
                    "{}: {uses} on this record brought no settlement: {}.",
                    o.figure.key,
                    each.join("; ")
                );
                (format!("J{}", k + 1), text)
            })
        })
        .collect()
}

/// Which chances of a kind of step an earlier use that brought nothing bears on.
fn tried_chances(kind: OptionKind) -> &'static [&'static str] {
    match kind {
        OptionKind::Ask | OptionKind::Confidential => &["yes-if-can", "yes-if-cannot"],
        OptionKind::Text | OptionKind::Convene => &["settles"],
        OptionKind::Warn
        | OptionKind::Pressure
        | OptionKind::Offer
        | OptionKind::Truce
        | OptionKind::Quiet => &["turns"],
        _ => &[],
    }
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
    let weight = held.number("tried");
    let mut lowered = Vec::new();
    let mut instruments = Vec::new();
    let mut option_at = Vec::new();
    for (k, o) in options.iter().enumerate() {
        if matches!(o.kind, OptionKind::Recess | OptionKind::Leave) {
            continue;
        }
        let mut part = |name: &str| {
            let key = format!("{}.{name}", o.kind.key()?);
            let before = held.has(&key).then(|| held.number(&key))?;
            // What somebody holds of this case is held with what was tried in mind.
            let general = held.get(&key).holder == Holder::Default;
            if o.tried.uses == 0 || !general || !tried_chances(o.kind).contains(&name) {
                return Some(before);
            }
            let uses = o.tried.uses as f64;
            let after = before.failed([weight.low * uses, weight.value * uses, weight.high * uses]);
            lowered.push(Lowered { option: k, key, before, after });
            Some(after)
        };
        let mut cost = part("cost").unwrap_or(nothing);
        let mut turns = part("turns").unwrap_or(nothing);
        let settles = part("settles");
        let reading = match (part("yes-if-can"), part("yes-if-cannot")) {
            (Some(yes), Some(yes_otherwise)) => Some(Reading { yes, yes_otherwise }),
            _ => None,
        };
        if o.kind == OptionKind::Warn {
            let kappa = kappa(o, believed);
            turns = times(turns, kappa);
            cost = plus(cost, times(held.number("warn.lapse"), complement(kappa)));
            cost = plus(cost, times(held.number("warn.bound"), kappa));
        }
        if o.instrument.is_some_and(|i| !not_joined(case, i).is_empty()) {
            turns = times(turns, held.number("partner"));
        }
        instruments.push(Instrument {
            act: act(o.kind, k),
            cost,
            period_cost: None,
            hazard: settles,
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
    Weighed { inputs, menu: Menu { instruments, way_back }, option_at, away, lowered }
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
