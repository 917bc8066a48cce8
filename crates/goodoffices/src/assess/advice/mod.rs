//! Advice: the options of the mediator weighed, with what each rests on and what would change the order.
//!
//! The record gives the options, the facts for and against each, and how far a warning is to be believed; the worths,
//! chances and costs are assumptions, each named (`held`). `decide` does the arithmetic; here it is put into sentences
//! with keys. The order is by worth and never an instruction; where what is known does not decide it, that is said. For
//! any audience but the mediator's team nothing is weighed. Absent on purpose: a verdict on a side, and any reading of
//! what a side wants from the outcome.

mod asking;
mod credibility;
mod curve;
mod delivered;
mod flips;
mod ground;
mod held;
mod menu;
mod order;
mod plan;
mod record_belief;
mod ripe;
mod sides;

pub use credibility::Believed;
pub use curve::{Curve, CurvePoint};
pub use flips::{FlipLine, Pair};
pub use held::{Held, HeldQuantity, Holder, RecordBelief};
pub use order::Valued;
pub use plan::{Clock, Search};
pub(super) use record_belief::record_belief;
pub use ripe::RipeDay;

use super::figure::Figure;
use super::further;
use super::options::{OptionKind, OptionLine};
use super::texts::Text;
use super::warned::Warned;
use super::words::Words;
use crate::conduct::Warning;
use crate::decide::{Draws, Input, Stopping};
use crate::error::{Error, Place, Result};
use crate::talks::PrincipalRole;
use serde::Serialize;

/// A part of advice that takes most of the time, and that whoever looks at one line elsewhere can leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Where the order changes, and with it the point marked in the picture.
    Flips,
    /// Ripeness over days.
    Ripeness,
}

/// How advice is made.
#[derive(Clone, Debug, PartialEq)]
pub struct AdviseConfig {
    /// Draws behind every interval.
    pub draws: u32,
    /// Simulations of the search for plans, over all steps.
    pub simulations: u64,
    /// Stops that search early.
    pub clock: Clock,
    /// Seed.
    pub seed: u64,
    /// Quantities replaced for this run: key, and a value or a range in words.
    pub what_if: Vec<(String, String)>,
    /// The belief that the sides can settle, where it was estimated from the record; else the default stands.
    pub belief: Option<RecordBelief>,
    /// Parts left out.
    pub without: Vec<Part>,
}

impl Default for AdviseConfig {
    fn default() -> Self {
        Self {
            draws: 400,
            simulations: 10_000,
            clock: Clock::default(),
            seed: 1,
            what_if: Vec::new(),
            belief: None,
            without: Vec::new(),
        }
    }
}

/// What is weighed, where there are options.
#[derive(Clone, Debug, Serialize)]
pub struct Weighing {
    /// The options by worth, the greatest first.
    pub options: Vec<Valued>,
    /// Whether what is known decides the order.
    pub order: Figure,
    /// The search behind the worths.
    pub search: Search,
    /// The plan that was found from the first option.
    pub plan: Option<Figure>,
    /// Chances that earlier uses on this record have lowered, in words: key of the option, and the words.
    pub tried: Vec<(String, String)>,
    /// Where the order changes.
    pub flips: Vec<FlipLine>,
    /// Worth of staying and of leaving against the belief.
    pub curve: Curve,
    /// What each question is worth.
    pub asking: Vec<Figure>,
    /// On whom leaving works, what a deadline buys, the price of haste.
    pub sides: Vec<Figure>,
    /// What no agreement is worth as each side may see it, and its first demand.
    pub ground: Vec<Figure>,
    /// Ripeness on days up to this one, the earliest first; empty where no side has put a text.
    pub ripe: Vec<RipeDay>,
}

/// Advice as of a day.
#[derive(Clone, Debug, Serialize)]
pub struct Advice {
    /// Warnings, how far each is to be believed.
    pub believed: Vec<Believed>,
    /// What the mediators did of leaving and coming back.
    pub came_back: Option<Figure>,
    /// Texts that those present cannot deliver.
    pub undeliverable: Vec<Figure>,
    /// What is weighed; nothing where the case has no mediator, or the reader is not its team.
    pub weighing: Option<Weighing>,
    /// Every quantity, with who holds it.
    pub held: Held,
    /// Draws behind every interval.
    pub draws: u32,
    /// Seed.
    pub seed: u64,
}

/// What advice is made from.
#[derive(Clone, Copy)]
pub(super) struct From<'a> {
    pub words: Words<'a>,
    pub warned: &'a [Warned],
    pub warnings: &'a [Warning],
    pub texts: &'a [Text],
    /// Empty for any audience but the team.
    pub options: &'a [OptionLine],
    pub team: bool,
}

/// Weighs the options.
///
/// # Errors
/// If a what-if names what is not there or is impossible, if staying could never gain what it costs, or if the draws
/// are too few or too many.
pub(super) fn advise(from: From<'_>, config: &AdviseConfig) -> Result<Advice> {
    let words = from.words;
    let mut held = Held::of(words.case, config.belief.as_ref(), &config.what_if)?;
    ground::hold(words, &mut held)?;
    let draws = Draws { count: config.draws, seed: config.seed }.checked()?;
    let believed =
        if from.team { credibility::believed(words, from.warned, from.warnings, &held)? } else { Vec::new() };
    let mut came_back = further::came_back(words);
    if let Some(f) = &mut came_back {
        f.key = "E1".to_owned();
    }
    let mediated = words.case.trace.with_role(PrincipalRole::Mediator).next().is_some();
    let weighing = if from.options.is_empty() || !mediated {
        None
    } else {
        Some(weigh(from, &believed, &held, draws, config)?)
    };
    Ok(Advice {
        believed,
        came_back,
        undeliverable: delivered::undeliverable(words, from.texts),
        weighing,
        held,
        draws: config.draws,
        seed: config.seed,
    })
}

fn weigh(
    from: From<'_>,
    believed: &[Believed],
    held: &Held,
    draws: Draws,
    config: &AdviseConfig,
) -> Result<Weighing> {
    let without = &config.without;
    let words = from.words;
    let away = further::away(words).is_some();
    let weighed = menu::weighed(words.case, from.options, believed, held, away);
    pays(&weighed.inputs.stopping()?)?;
    let searched = plan::searched(&weighed, config)?;
    let options = order::valued(from.options, &weighed, &searched, believed, held, draws)?;
    let order = order::order(&options, &weighed, held, draws)?;
    let few = searched.each;
    let flips = if without.contains(&Part::Flips) {
        Vec::new()
    } else {
        flips::lines(from.options, &weighed, held, draws, &searched)?
    };
    let curve = curve::curve(from.options, &weighed, held, &flips, draws, few)?;
    let search = plan::search(from.options, &weighed, &searched, held);
    let plan = plan::plan(from.options, &options, &weighed, &searched, held);
    let tried = menu::tried(from.options, &weighed);
    let asking = asking::asking(from.options, &weighed, held, draws)?;
    let sides = sides::sides(words, &weighed.inputs, from.options, believed, held, draws)?;
    let ground = ground::lines(words, held)?;
    let ripe = if without.contains(&Part::Ripeness) {
        Vec::new()
    } else {
        ripe::ripe(words, held, draws, sides.len() + 2)?
    };
    Ok(Weighing { options, order, search, plan, tried, flips, curve, asking, sides, ground, ripe })
}

/// Costs that can never be gained back are an error with what would be enough, by the keys of what-if.
fn pays(problem: &Stopping) -> Result<()> {
    problem.checked()?;
    if problem.rule().threshold < 1.0 {
        return Ok(());
    }
    // Four digits are kept, on the side that is enough.
    let mut enough: Vec<String> = problem
        .enough()
        .into_iter()
        .filter_map(|(input, x)| match input {
            Input::Cost if x >= 1e-4 => Some(format!("cost below {}", (x * 1e4).floor() / 1e4)),
            Input::Hazard if x <= 0.9999 => Some(format!("hazard above {}", (x * 1e4).ceil() / 1e4)),
            _ => None,
        })
        .collect();
    if enough.is_empty() {
        enough.push("lower fallback and fallback-if-can".into());
    }
    Err(Error::parameter(
        "at these values staying as now costs as much as it can ever gain, even if the sides can surely settle",
    )
    .at(Place::default().at_field("cost, hazard and fallback-if-can"))
    .remedy(format!("enough would be {}", enough.join(", or "))))
}

impl Advice {
    /// Every printed figure.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        let mut out: Vec<Figure> = self.believed.iter().map(|b| b.figure.clone()).collect();
        out.extend(self.came_back.iter().cloned());
        out.extend(self.undeliverable.iter().cloned());
        if let Some(w) = &self.weighing {
            out.push(w.order.clone());
            out.push(w.search.figure.clone());
            out.extend(w.plan.iter().cloned());
            out.extend(w.options.iter().map(|o| o.figure.clone()));
            out.extend(w.flips.iter().map(|f| f.figure.clone()));
            out.push(w.curve.figure.clone());
            out.extend(w.asking.iter().cloned());
            out.extend(w.sides.iter().cloned());
            out.extend(w.ground.iter().cloned());
            out.extend(w.ripe.iter().map(|r| r.figure.clone()));
        }
        out
    }
}

/// As in "50 % [5-95]".
pub(super) fn percent([value, low, high]: [f64; 3]) -> String {
    let p = |x: f64| format!("{:.0}", x * 100.0);
    format!("{} % [{}-{}]", p(value), p(low), p(high))
}

/// As in ".52 [.20 to .83]".
pub(super) fn worth([value, low, high]: [f64; 3]) -> String {
    format!("{} [{} to {}]", short(value), short(low), short(high))
}

/// Two digits after the point, without a leading zero; three where two would hide all of it.
pub(super) fn short(x: f64) -> String {
    let digits = if x != 0.0 && x.abs() < 0.0995 { 3 } else { 2 };
    let text = format!("{x:.digits$}");
    let text = if text.trim_start_matches('-').chars().all(|c| matches!(c, '0' | '.')) {
        "0".to_owned()
    } else {
        text
    };
    match text.strip_prefix("-0.") {
        Some(rest) => format!("-.{rest}"),
        None => text.strip_prefix("0.").map_or(text.clone(), |rest| format!(".{rest}")),
    }
}

/// Does an option leave, for a time or for good?
pub(super) fn leaves(kind: OptionKind) -> bool {
    matches!(kind, OptionKind::Recess | OptionKind::Leave)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worth_has_two_digits_and_a_small_one_three() {
        assert_eq!(
            [0.5, 0.08, -0.031, 0.0, 0.0004, 1.0, -0.5].map(short),
            [".50", ".080", "-.031", "0", "0", "1.00", "-.50"]
        );
        assert_eq!(percent([0.5, 0.104, 0.9]), "50 % [10-90]");
        assert_eq!(worth([0.5, -0.2, 1.0]), ".50 [-.20 to 1.00]");
    }
}
