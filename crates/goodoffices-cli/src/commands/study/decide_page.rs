//! The page of `study decide`: the picture, every policy over all worlds, and world by world.

use anyhow::Result;
use goodoffices::report::{Curve, Curves, escape, worlds_plot};
use goodoffices::study::decide::{CHANGED, NAIVE, Summary, WorldScore, summary};
use std::fmt::Write;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1c2430}\
table{border-collapse:collapse;margin:1em 0}th,td{padding:.25em .7em;text-align:right;border-bottom:1px solid #d5dae1}\
th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:left}svg{max-width:100%;height:auto}";

/// What was played.
#[derive(Clone, Copy)]
pub(super) struct Played {
    pub talks: u64,
    pub drawn: bool,
    pub seed: u64,
}

/// The page of a study of worlds.
pub(super) fn page(scores: &[WorldScore], played: Played) -> Result<String> {
    let Played { talks, drawn, seed } = played;
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Staying and leaving</title><style>{STYLE}</style>\n\
         <h1>Staying and leaving on simulated worlds</h1>\n<p>{} talks per world and policy, seed {seed}.",
        talks
    );
    if drawn {
        writeln!(
            html,
            " {} worlds were drawn; in each, a part of the law is not what the mediator takes it for with probability {CHANGED:.2}.\
             </p>\n{}",
            scores.len(),
            gains(scores).svg()
        )?;
    } else {
        writeln!(
            html,
            " The line is the worth of the best fixed round of leaving for that world's true law; the dashed line that of \
             knowing every type.</p>\n{}",
            worlds_plot(scores)
        )?;
    }
    html.push_str(&over_worlds_html(&summary(scores))?);
    for w in scores {
        let best = w.best_round.map_or("never".to_owned(), |k| format!("in round {}", k + 1));
        writeln!(
            html,
            "<h2>{}</h2><p>{}. Best to leave: {best}, worth {:.4}. Knowing every type: {:.4}.</p><table><tr><th>policy<th>worth<th>regret<th>share<th>settled<th>rounds there</tr>",
            escape(&w.world),
            escape(&w.about),
            w.best,
            w.knowing
        )?;
        for p in &w.policies {
            writeln!(
                html,
                "<tr><td>{}<td>{:.4} ± {:.4}<td>{:+.4} ± {:.4}<td>{:+.1} %<td>{:.0} %<td>{:.1}</tr>",
                escape(&p.policy),
                p.worth.mean,
                p.worth.half,
                p.regret.mean,
                p.regret.half,
                100.0 * p.regret.mean / w.best,
                100.0 * p.settled,
                p.rounds
            )?;
        }
        html.push_str("</table>\n");
    }
    Ok(html)
}

/// Gain of each other policy over the best of the simple ones, world by world, in the order of the gain.
fn gains(scores: &[WorldScore]) -> Curves {
    let names = scores.first().map_or(Vec::new(), |w| w.policies.iter().map(|p| p.policy.clone()).collect());
    let mut curves = Vec::new();
    let (mut least, mut most) = (0.0f64, 0.0f64);
    for (k, name) in names.into_iter().enumerate().filter(|(_, name)| !NAIVE.contains(&name.as_str())) {
        let mut gains: Vec<f64> = scores
            .iter()
            .map(|w| w.policies[k].against.iter().map(|(_, o)| -o.mean).fold(f64::INFINITY, f64::min))
            .filter(|g| g.is_finite())
            .collect();
        gains.sort_by(f64::total_cmp);
        least = gains.iter().copied().fold(least, f64::min);
        most = gains.iter().copied().fold(most, f64::max);
        curves.push(Curve { name, values: gains.into_iter().map(Some).collect() });
    }
    // Of the four fields between the lines one lies above nothing gained, or more where most gain.
    let above = if most > -least { 3.0 } else { 1.0 };
    let field = (most / above).max(-least / (4.0 - above)).max(0.01);
    let field = (field * 100.0).ceil() / 100.0;
    Curves {
        title: "Worth more than the best of the simple policies, world by world".into(),
        x: ("share of the worlds, from the least gain to the greatest".into(), 0.0, 1.0),
        y: (-(4.0 - above) * field, above * field),
        curves,
    }
}

fn over_worlds_html(all: &[Summary]) -> Result<String> {
    let mut html = String::from("<table><tr><th>over all worlds<th>worth<th>regret<th>greatest regret");
    for name in NAIVE {
        write!(html, "<th>over {name}")?;
    }
    html.push_str("</tr>\n");
    for s in all {
        write!(
            html,
            "<tr><td>{}<td>{:.4} ± {:.4}<td>{:+.4} ± {:.4}<td>{:+.3} ({})",
            escape(&s.policy),
            s.worth.mean,
            s.worth.half,
            s.regret.mean,
            s.regret.half,
            s.most.0,
            escape(&s.most.1)
        )?;
        for name in NAIVE {
            match s.against.iter().find(|a| a.policy == name) {
                Some(a) => write!(
                    html,
                    "<td>{:+.4} ± {:.4}; {} better, {} not shown, {} worse",
                    a.gain.mean, a.gain.half, a.worlds.better, a.worlds.neither, a.worlds.worse
                )?,
                None => html.push_str("<td>"),
            }
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</table>\n");
    Ok(html)
}
