//! The options by worth: value and interval, what each gives away, how often it comes first; and whether that decides.
//!
//! Values and draws are `decide::judge`'s. The order is called decided only where one option comes first in nine tenths
//! of the draws; anything less is said to be open. Absent on purpose: an instruction.

use super::super::figure::Figure;
use super::super::options::{OptionKind, OptionLine};
use super::credibility::Believed;
use super::held::Held;
use super::menu::{Weighed, keys};
use super::{leaves, short, worth};
use crate::decide::{Draws, judge};
use crate::error::Result;
use crate::num;
use serde::Serialize;

/// An option with what it is worth.
#[derive(Clone, Debug, Serialize)]
pub struct Valued {
    /// Its number in the list of options, from 0.
    pub option: usize,
    /// Its key in that list.
    pub key: String,
    /// Kind of step.
    pub kind: OptionKind,
    /// What, with everything it would say.
    pub what: String,
    /// What speaks for it.
    pub speaks_for: String,
    /// What speaks against it.
    pub speaks_against: String,
    /// Worth at the values held, and nine tenths of the draws.
    pub worth: [f64; 3],
    /// What it gives away against the best of the same draw.
    pub gives_away: [f64; 3],
    /// Share of draws in which it comes first.
    pub first: f64,
    /// The printed line.
    pub figure: Figure,
}

/// Share of the draws in which one must come first for the order to be decided.
const DECIDED: f64 = 0.9;

const RULE: &str = "Worth of using the step in the next two weeks and staying as long as staying is worth more than leaving \
                    after it; the interval holds nine tenths of the draws over every assumption; what it gives away is \
                    counted against the best step of the same draw.";

/// The options, the greatest worth first.
pub(super) fn valued(
    options: &[OptionLine],
    weighed: &Weighed,
    believed: &[Believed],
    held: &Held,
    draws: Draws,
) -> Result<Vec<Valued>> {
    let judged = judge(&weighed.inputs, &weighed.menu, draws)?;
    let mut out = Vec::new();
    for j in &judged {
        let Some(k) = weighed.option_at.get(j.place).copied() else { continue };
        let o = &options[k];
        let what = match o.detail.as_str() {
            "" => o.what.clone(),
            detail => format!("{}, {detail}", o.what),
        };
        let values = [j.value, j.band.low, j.band.high];
        let regret = [j.regret, j.regret_band.low, j.regret_band.high];
        let text = format!(
            "{} {what}: worth {}; first in {:.0} % of the draws; gives away {}.",
            o.figure.key,
            worth(values),
            j.best * 100.0,
            worth(regret)
        );
        let figure = Figure::new(format!("J{}", k + 1), format!("worth of {}", o.figure.subject), text, RULE)
            .resting_on(o.figure.facts.clone());
        let mut figure =
            match believed.iter().find(|b| o.kind == OptionKind::Warn && b.instrument == o.instrument) {
                Some(b) => figure.resting_on(b.figure.facts.clone()),
                None => figure,
            };
        let all = keys(o.kind, held);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        for p in held.premises(&all) {
            figure = figure.assuming(p);
        }
        out.push(Valued {
            option: k,
            key: o.figure.key.clone(),
            kind: o.kind,
            what,
            speaks_for: o.speaks_for.clone(),
            speaks_against: o.speaks_against.clone(),
            worth: values,
            gives_away: regret,
            first: j.best,
            figure: figure.with_assumed(1.0),
        });
    }
    Ok(out)
}

/// Whether what is known decides the order, and what it says of staying against leaving.
pub(super) fn order(options: &[Valued], weighed: &Weighed, held: &Held, draws: Draws) -> Result<Figure> {
    let most = options.iter().max_by(|a, b| a.first.total_cmp(&b.first).then(b.option.cmp(&a.option)));
    let mut text = match (options.first(), most) {
        (Some(top), Some(often)) if often.first >= DECIDED && often.option == top.option => format!(
            "On these assumptions {} comes first in {:.0} % of the draws.",
            top.key,
            often.first * 100.0
        ),
        (Some(top), Some(often)) => {
            let same = options.iter().filter(|o| top.worth[0] - o.worth[0] <= num::TIE).count();
            let lead =
                if same > 1 { "share the greatest worth with others" } else { "has the greatest worth" };
            format!(
                "The order is not decided by what is known. {} {lead} at the values held, and no step comes first in more than \
                 {:.0} % of the draws ({}); the intervals overlap.",
                top.key,
                often.first * 100.0,
                often.key,
            )
        }
        _ => "There is no step to weigh.".to_owned(),
    };
    // Staying against leaving, whatever the step: the best of the ones against the best of the others.
    let stays: f64 = options.iter().filter(|o| !leaves(o.kind)).map(|o| o.first).sum();
    let problem = weighed.inputs.stopping()?;
    let rule = problem.solve()?;
    let weeks = rule.leave_after.map_or_else(
        || "without end".to_owned(),
        |k| format!("for {} weeks without a settlement", k.saturating_mul(2)),
    );
    text.push_str(&format!(
        " A step that stays comes first in {:.0} % of the draws. At the values held, staying is worth {} and leaving now {}; \
         staying pays {weeks}.",
        stays * 100.0,
        short(rule.stay_now),
        short(rule.leave_now),
    ));
    let mut figure = Figure::new(
        "J0",
        "order of the options",
        text,
        format!(
            "Options by worth; decided only where one comes first in {:.0} % of {} draws. Staying pays while the belief, \
             which falls with every two weeks without a settlement, is above the point where leaving is worth as much.",
            DECIDED * 100.0,
            draws.count
        ),
    );
    for p in held.premises(&super::menu::GENERAL) {
        figure = figure.assuming(p);
    }
    Ok(figure.with_assumed(1.0))
}
