//! What each question is worth: how far a yes and a no would move the belief, and whether either would change whether
//! to stay.
//!
//! Worth of information as in `decide::worth_of_asking`, at the values held and over the draws.

use super::super::figure::Figure;
use super::super::options::{OptionKind, OptionLine};
use super::held::Held;
use super::menu::Weighed;
use super::worth;
use crate::decide::{Band, Basis, Draws, Quantity, Reading, Worth, worth_of_asking};
use crate::error::Result;
use crate::rng;
use rand::RngExt;
use rayon::prelude::*;

const RULE: &str = "Expected worth of deciding after the answer less that of deciding now, less what asking uses up; the \
                    answers' chances are assumed.";

/// One line a question, the most worth first.
pub(super) fn asking(
    options: &[OptionLine],
    weighed: &Weighed,
    held: &Held,
    draws: Draws,
) -> Result<Vec<Figure>> {
    let problem = weighed.inputs.stopping()?;
    let back =
        if weighed.away { held.number("return.cost") } else { Quantity::exact(0.0, Basis::Assumption) };
    let mut found: Vec<(Worth, [f64; 2], f64, usize)> = Vec::new();
    for (i, k) in weighed.menu.instruments.iter().zip(&weighed.option_at) {
        let Some(reading) = i.reading else { continue };
        let stated = worth_of_asking(
            &problem,
            Reading { yes: reading.yes.value, yes_otherwise: reading.yes_otherwise.value },
            i.cost.value + back.value,
        );
        let drawn: Vec<Worth> = (0..u64::from(draws.count))
            .into_par_iter()
            .map(|n| {
                let mut rng = rng::stream(draws.seed, &["advise asking".into(), n.into()]);
                let p = weighed.inputs.draw(&mut rng, |_, _| true)?;
                let mut at = |q: Quantity| q.quantile(rng.random());
                let drawn = Reading { yes: at(reading.yes), yes_otherwise: at(reading.yes_otherwise) };
                Ok(worth_of_asking(&p, drawn, at(i.cost) + at(back)))
            })
            .collect::<Result<_>>()?;
        let b = Band::of(drawn.iter().map(|w| w.net).collect())
            .unwrap_or(Band { low: stated.net, high: stated.net });
        let decides = drawn.iter().filter(|w| w.decides).count() as f64 / drawn.len() as f64;
        found.push((stated, [b.low, b.high], decides, *k));
    }
    found.sort_by(|a, b| b.0.net.total_cmp(&a.0.net));
    Ok(found
        .into_iter()
        .enumerate()
        .map(|(k, (w, band, decides, number))| {
            let o = &options[number];
            let percent = |x: f64| format!("{:.0} %", x * 100.0);
            let yes = match o.kind {
                OptionKind::Confidential => "two yeses",
                OptionKind::Probe => "an answer with terms",
                _ => "a yes",
            };
            let otherwise = if o.kind == OptionKind::Probe { "none" } else { "a no" };
            let text = format!(
                "{} {}: {yes} would move the chance that they can settle from {} to {}, {otherwise} to {}. {} Worth, after its \
                 cost: {}. An answer changes whether to stay in {:.0} % of the draws.",
                o.figure.key,
                o.what,
                percent(problem.belief),
                percent(w.after_yes),
                percent(w.after_no),
                if w.decides {
                    "At the values held an answer changes whether to stay."
                } else {
                    "At the values held neither answer changes whether to stay, so it tells without deciding."
                },
                worth([w.net, band[0], band[1]]),
                decides * 100.0,
            );
            let figure = Figure::new(format!("Q{}", k + 1), format!("asking {}", o.figure.subject), text, RULE)
                .resting_on(o.figure.facts.clone());
            weighed.under(figure, number, o, held).with_assumed(1.0)
        })
        .collect())
}
