//! On whom leaving works, what a deadline can buy, and the price of haste.
//!
//! Leverage on a side is what the talks with the mediator are worth to it less what they are worth without, over a
//! year: (P − P′)(gain − fallback) + (N − N′)·time, with P the chance of a settlement and N the expected two-week
//! spells without one. The sides are thrown with the same dice, so that the same assumptions give the same figures.
//! A deadline buys a settlement at its date, if κK ≥ w − v (`decide::DeadlineProblem`). Absent on purpose: whom time
//! helps, which no record states; it is assumed to be nobody, and the value at which that changes is printed.

use super::super::figure::Figure;
use super::super::further;
use super::super::options::{OptionKind, OptionLine};
use super::super::words::Words;
use super::credibility::Believed;
use super::held::Held;
use super::menu::YEAR;
use super::{percent, short, worth};
use crate::decide::{
    AfterRefusal, DeadlineProblem, Draws, Inputs, Quantity, Stake, Stopping, cost_of_waiting, helps_one,
    leverage, settled_by,
};
use crate::error::Result;
use crate::talks::InstrumentKind;
use crate::{num, rng};
use rand::RngExt;

/// A year of talks at a chance of settling: probability of a settlement, and expected periods without one.
fn year(belief: f64, hazard: f64) -> (f64, f64) {
    let n = f64::from(YEAR);
    let open = num::pow(1.0 - hazard, n);
    let spells = if hazard > 0.0 { (1.0 - open) / hazard } else { n };
    (belief * (1.0 - open), belief * spells + (1.0 - belief) * n)
}

/// One draw of a side: worth of the year with the mediator and without.
fn both_ways(p: &Stopping, alone: f64, gain: f64, fallback: f64, time: f64) -> (f64, f64) {
    let worth = |(settled, spells): (f64, f64)| settled * gain + (1.0 - settled) * fallback + spells * time;
    (worth(year(p.belief, p.hazard)), worth(year(p.belief, alone)))
}

pub(super) fn sides(
    words: Words<'_>,
    inputs: &Inputs,
    options: &[OptionLine],
    believed: &[Believed],
    held: &Held,
    draws: Draws,
) -> Result<Vec<Figure>> {
    let mut out = leaving(words, inputs, options, held, draws)?;
    out.extend(deadline(words, inputs, options, believed, held)?);
    out.push(haste(inputs, held)?);
    for (k, f) in out.iter_mut().enumerate() {
        f.key = format!("E{}", k + 2);
    }
    Ok(out)
}

/// Leverage on each side, and the warning where leaving helps the one whom time helps.
fn leaving(
    words: Words<'_>,
    inputs: &Inputs,
    options: &[OptionLine],
    held: &Held,
    draws: Draws,
) -> Result<Vec<Figure>> {
    let case = words.case;
    let parties = case.trace.parties();
    let slug = |p: usize| case.trace.principals()[p].slug.as_str();
    let keys = |p: usize| ["gain", "fallback", "time"].map(|k| format!("{k}.{}", slug(p)));
    let stakes: Vec<Stake> = parties
        .iter()
        .map(|p| {
            let own: Vec<Quantity> = keys(*p).iter().map(|k| held.number(k)).collect();
            let alone = held.number("alone.hazard");
            let (mut mediated, mut unmediated) = (Vec::new(), Vec::new());
            for n in 0..u64::from(draws.count) {
                let mut rng = rng::stream(draws.seed, &["advise sides".into(), n.into()]);
                let problem = inputs.draw(&mut rng, |_, _| true)?;
                let mut at = |q: &Quantity| q.quantile(rng.random());
                let alone = at(&alone);
                let (m, u) = both_ways(&problem, alone, at(&own[0]), at(&own[1]), at(&own[2]));
                mediated.push(m);
                unmediated.push(u);
            }
            Ok(Stake { mediated, unmediated })
        })
        .collect::<Result<_>>()?;
    if stakes.is_empty() {
        return Ok(Vec::new());
    }
    let rule = "What a year of talks with the mediator is worth to a side less what a year without is: chances of a \
                settlement times what it gains, and the time without one times what that gives it.";
    let problem = inputs.stopping()?;
    let (settled, spells) = year(problem.belief, problem.hazard);
    let (alone, longer) = year(problem.belief, held.get("alone.hazard").value);
    let facts: Vec<String> =
        options.iter().filter(|o| o.kind == OptionKind::Leave).flat_map(|o| o.figure.facts.clone()).collect();
    let leaves = if further::away(words).is_some() { "stays away" } else { "leaves" };
    let mut out: Vec<Figure> = Vec::new();
    for (l, p) in leverage(&stakes)?.iter().zip(&parties) {
        let [gain, fallback, time] = keys(*p);
        let value = (settled - alone) * (held.get(&gain).value - held.get(&fallback).value)
            + (spells - longer) * held.get(&time).value;
        // The time worth at which leaving stops costing this side anything.
        let even =
            (settled - alone) * (held.get(&gain).value - held.get(&fallback).value) / (longer - spells);
        let turn = if even.is_finite() {
            format!(
                " Leaving would help it if two weeks without a settlement gave it more than {}; held: {}.",
                short(even),
                worth([held.get(&time).value, held.get(&time).low, held.get(&time).high])
            )
        } else {
            String::new()
        };
        let changes = if value < 0.0 {
            format!("gains {}", worth([-value, -l.band.high, -l.band.low]))
        } else {
            format!("loses {}", worth([value, l.band.low, l.band.high]))
        };
        let text = format!(
            "If the mediator {leaves}, {} {changes} of its worth over a year; it loses something in {:.0} % of the draws.{turn}",
            words.short(*p),
            l.presses * 100.0,
        );
        let rests = ["belief", "hazard", "alone.hazard", gain.as_str(), &fallback, &time];
        let figure = Figure::new("", format!("leverage {}", slug(*p)), text, rule).resting_on(facts.clone());
        out.push(held.under(figure, &rests).with_assumed(1.0));
    }
    let helped = helps_one(&stakes)?;
    let text = match helped {
        Some(h) => format!(
            "Saying that one will leave would press {} and help {}, the one whom time helps on these assumptions ({:.0} % of the \
             draws).",
            words.short(parties[h.harmed]),
            words.short(parties[h.helped]),
            h.probability * 100.0
        ),
        None => "At the values held saying that one will leave helps no side. Whom time helps is not known; if it helps one of \
                 them, leaving presses the other."
            .to_owned(),
    };
    let timed = parties.iter().any(|p| held.get(&keys(*p)[2]).value != 0.0);
    let text = if timed {
        format!("{text} The worths of the options do not take in whom time helps.")
    } else {
        text
    };
    let all: Vec<String> = parties.iter().flat_map(|p| keys(*p)).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).chain(["belief", "hazard", "alone.hazard"]).collect();
    let rule = "A side whose mean leverage is below nothing beside one whose is above.";
    let figure = Figure::new("", "whom leaving helps", text, rule).resting_on(facts);
    out.push(held.under(figure, &all).with_assumed(1.0));
    Ok(out)
}

/// What a deadline with the foremost warning could buy of each side.
fn deadline(
    words: Words<'_>,
    inputs: &Inputs,
    options: &[OptionLine],
    believed: &[Believed],
    held: &Held,
) -> Result<Vec<Figure>> {
    let case = words.case;
    let problem = inputs.stopping()?;
    let warning = believed
        .iter()
        .find(|b| case.trace.principals()[b.principal].role == crate::talks::PrincipalRole::Mediator);
    let (kappa, from) = match warning {
        Some(b) => (b.all[0], format!("{}, {}", b.figure.key, b.what)),
        None => (0.5, "no warning of the mediator is on this record; even odds".to_owned()),
    };
    // What leaving costs a side is its leverage; only another measure has a loss of its own.
    let measure = options.iter().any(|o| o.kind == OptionKind::Pressure);
    let instrument = warning.and_then(|b| b.instrument).map(|i| case.trace.instruments()[i].kind);
    let leaving = !measure || matches!(instrument, Some(Some(InstrumentKind::Leave)));
    let (settled, spells) = year(problem.belief, problem.hazard);
    let (alone, longer) = year(problem.belief, held.get("alone.hazard").value);
    let mut out = Vec::new();
    for p in case.trace.parties() {
        let slug = &case.trace.principals()[p].slug;
        let [gain, time, penalty] = ["gain", "time", "penalty"].map(|k| format!("{k}.{slug}"));
        let discount = problem.discount.min(0.999_999);
        let fallback = format!("fallback.{slug}");
        let lost = if leaving {
            let gains = (settled - alone) * (held.get(&gain).value - held.get(&fallback).value);
            (gains + (spells - longer) * held.get(&time).value).max(0.0)
        } else {
            held.get(&penalty).value
        };
        let d = DeadlineProblem {
            flow: held.get(&time).value.max(0.0),
            discount,
            settlement: held.get(&gain).value,
            penalty: lost,
            credibility: kappa,
            after: AfterRefusal::GoesOn,
        };
        let buys = d.solve()?;
        // The flow up to which what is threatened is enough.
        let enough = (d.settlement + buys.threatened) * (1.0 - discount);
        let verdict = if buys.settles_at_deadline {
            format!(
                "so at the values held it would rather settle at the date than refuse; that holds while two weeks without a \
                 settlement give it less than {}",
                short(enough)
            )
        } else {
            let needed = if buys.needed > 1.0 {
                "more than a settlement is worth, which no warning threatens,".to_owned()
            } else {
                short(buys.needed)
            };
            format!(
                "and {needed} would be needed: it would rather refuse, as long as waiting goes on giving it {} in two weeks",
                short(d.flow)
            )
        };
        let what = if leaving { "by leaving" } else { "by the measure" };
        let text = format!(
            "What a deadline buys of {} it buys at its date, not before. It threatens {} ({:.0} % that it is kept, {from}, times {} \
             lost {what}), {verdict}.",
            words.short(p),
            short(buys.threatened),
            kappa * 100.0,
            short(d.penalty),
        );
        let lost_by: Vec<&str> =
            if leaving { vec![&fallback, "belief", "hazard", "alone.hazard"] } else { vec![&penalty] };
        let rests: Vec<&str> = [gain.as_str(), &time, "discount"].into_iter().chain(lost_by).collect();
        let figure = Figure::new(
            "",
            format!("deadline {slug}"),
            text,
            "A side settles at the date if a settlement is worth at least what refusing is worth less what is threatened \
             (w - v at most kappa K); what refusing is worth is what waiting for ever would give it.",
        )
        .resting_on(warning.map(|b| b.figure.facts.clone()).unwrap_or_default());
        out.push(held.under(figure, &rests).with_assumed(1.0));
    }
    Ok(out)
}

/// What waiting for a date costs, and what is lost by a date that is kept.
fn haste(inputs: &Inputs, held: &Held) -> Result<Figure> {
    let problem = inputs.stopping()?;
    let (low, high) = (held.get("hazard").low, held.get("hazard").high);
    let each: Vec<String> = [2_u32, 4, 6, 12]
        .iter()
        .map(|periods| {
            let at = |h: f64| settled_by(h.max(1e-9), *periods);
            Ok(format!(
                "{} weeks: {}, waiting costs {}",
                2 * periods,
                percent([at(problem.hazard)?, at(low)?, at(high)?]),
                short(cost_of_waiting(problem.cost, problem.discount, *periods)?)
            ))
        })
        .collect::<Result<_>>()?;
    let text = format!(
        "Price of haste: sides that can settle have done so by a date with this chance; the rest is lost by a date that is kept. \
         {}.",
        each.join("; ")
    );
    let figure = Figure::new(
        "",
        "price of haste",
        text,
        "1 - (1 - h)^T for T spells of two weeks; the range is that of h; waiting costs the discounted sum of the costs.",
    );
    Ok(held.under(figure, &["hazard", "cost", "discount"]).with_assumed(1.0))
}
