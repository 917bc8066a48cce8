//! The options by worth: value and interval, what each gives away, how often it comes first; and whether that decides.
//!
//! An option is worth what the best plan that begins with it is worth, steps of the list used one after another as the
//! answers come in (`decide::Course`). The plan for the values held is searched with the whole budget, those of the
//! draws with a smaller one. The order is called decided only where one option comes first in nine tenths of the draws;
//! anything less is said to be open. Absent on purpose: an instruction.

use super::super::figure::Figure;
use super::super::options::{OptionKind, OptionLine};
use super::credibility::Believed;
use super::held::{Held, Holder};
use super::menu::Weighed;
use super::plan::Searched;
use super::{leaves, short, worth};
use crate::decide::{Draws, judge_by};
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
    /// Worth at the values held, of the best plan found that begins with it; and nine tenths of the draws.
    pub worth: [f64; 3],
    /// No plan that begins with it is worth more, at the values held.
    pub at_most: f64,
    /// Worth at the values held if after it the mediator only goes on as now, as long as that pays.
    pub by_itself: f64,
    /// What it gives away against the best of the same draw.
    pub gives_away: [f64; 3],
    /// Does it give away no more, at the values held, than two weeks of mediation use up?
    pub near: bool,
    /// Share of draws in which it comes first.
    pub first: f64,
    /// The printed line.
    pub figure: Figure,
}

/// Share of the draws in which one must come first for the order to be decided.
const DECIDED: f64 = 0.9;

/// Worth below which two steps are called close: what two weeks of mediation use up.
pub(super) fn close(held: &Held) -> f64 {
    held.get("cost").value
}

const RULE: &str = "Worth of the best plan found that begins with the step: it is used in the next two weeks, others of the list \
                    after it, each once within a year, as answers come in, and staying ends where leaving is worth more. The \
                    interval holds nine tenths of the draws over every assumption; what it gives away is counted against the \
                    best step of the same draw.";

/// The options, the greatest worth first.
pub(super) fn valued(
    options: &[OptionLine],
    weighed: &Weighed,
    searched: &Searched,
    believed: &[Believed],
    held: &Held,
    draws: Draws,
) -> Result<Vec<Valued>> {
    let each = searched.each;
    let judged =
        judge_by(&weighed.inputs, &weighed.menu, draws, &searched.charted.values(), &|p, m, places| {
            Ok(weighed.course(p, m).worths(places, each))
        })?;
    let mut out = Vec::new();
    for j in &judged {
        let Some(k) = weighed.option_at.get(j.place).copied() else { continue };
        let o = &options[k];
        let what = match o.detail.as_str() {
            "" => o.what.clone(),
            detail => format!("{}, {detail}", o.what),
        };
        // The search for the values held is longer than that of the draws, so it may pass a narrow band.
        let values = [j.value, j.band.low.min(j.value), j.band.high.max(j.value)];
        let regret = [j.regret, j.regret_band.low.min(j.regret), j.regret_band.high.max(j.regret)];
        let at_most = searched.charted.at(j.place).map_or(j.value, |v| v.high);
        let by_itself = searched.by_itself.get(j.place).copied().unwrap_or(j.value);
        let text = format!(
            "{} {what}: worth {}; no plan that begins with it is worth more than {} at the values held; going on as now after it, \
             it would be {}. First in {:.0} % of the draws; gives away {}.",
            o.figure.key,
            worth(values),
            short(at_most),
            short(by_itself),
            j.best * 100.0,
            worth(regret)
        );
        let figure = Figure::new(format!("J{}", k + 1), format!("worth of {}", o.figure.subject), text, RULE)
            .resting_on(o.figure.facts.clone());
        let figure =
            match believed.iter().find(|b| o.kind == OptionKind::Warn && b.instrument == o.instrument) {
                Some(b) => figure.resting_on(b.figure.facts.clone()),
                None => figure,
            };
        out.push(Valued {
            option: k,
            key: o.figure.key.clone(),
            kind: o.kind,
            what,
            speaks_for: o.speaks_for.clone(),
            speaks_against: o.speaks_against.clone(),
            worth: values,
            at_most,
            by_itself,
            gives_away: regret,
            near: j.regret <= close(held),
            first: j.best,
            figure: weighed.under(figure, k, o, held).with_assumed(1.0),
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
                if same > 1 { "shares the greatest worth with others" } else { "has the greatest worth" };
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
    let least = options.iter().map(|o| o.gives_away[0]).fold(0.0, f64::max);
    let alike = options.iter().filter(|o| o.gives_away[0] <= close(held)).count();
    if options.len() > 1 {
        text.push_str(&format!(
            " A step that stays comes first in {:.0} % of the draws. Because the others can follow, which is first matters little: at \
             the values held {alike} of {} give away no more than two weeks of mediation use up ({}); the last gives away {}.",
            stays * 100.0,
            options.len(),
            short(close(held)),
            short(least),
        ));
    }
    let problem = weighed.inputs.stopping()?;
    let rule = problem.solve()?;
    let weeks = match rule.leave_after {
        None => "staying pays without end".to_owned(),
        Some(0) => "staying does not pay".to_owned(),
        Some(k) => format!("staying pays for {} weeks without a settlement", k.saturating_mul(2)),
    };
    let (stay, leave) = (short(rule.stay_now), short(rule.leave_now));
    text.push_str(&if weighed.away {
        format!(
            " The mediator is away. Once it were back, going on as before would be worth {stay} and staying away for good is worth \
             {leave}; coming back costs {}.",
            short(held.get("return.cost").value)
        )
    } else {
        format!(
            " Without any step but going on as now, staying is worth {stay} and leaving now {leave}; {weeks}."
        )
    });
    if super::menu::GENERAL.iter().all(|k| held.get(k).holder == Holder::Default) {
        text.push_str(
            " These worths rest on the program's own defaults, which are the same for every case until somebody says otherwise.",
        );
    }
    let figure = Figure::new(
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
    Ok(held.under(figure, &super::menu::GENERAL).with_assumed(1.0))
}
