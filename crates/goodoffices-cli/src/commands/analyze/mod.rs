//! `analyze PATH…`: the frontier, the solutions on it, opposition and the zone of agreement.

mod fairer;
mod html;
mod json;
mod text;

use crate::output;
use crate::scenario_files::{LoadOptions, load};
use anyhow::{Context, Result, bail};
use goodoffices::analysis::{Analysis, Disagreement, Settings};
use goodoffices::outcome::Issue;
use goodoffices::preference::Preference;
use goodoffices::report::plane::{Axis, Mark, Plane};
use goodoffices::scenario::Scenario;
use std::path::PathBuf;
use std::process::ExitCode;

/// Spaces up to this size have their outcomes drawn behind the frontier.
const DRAWN: u128 = 4_000;

/// Arguments of `analyze`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder, the files of one scenario, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    load: LoadOptions,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Also write one self-contained HTML page with the pictures
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// What no agreement is worth: each party's reservation (then only rational outcomes count), or zero
    /// with reservations disregarded
    #[arg(long, value_enum, default_value_t = DisagreementArg::Reservation)]
    disagreement: DisagreementArg,
    /// Print at most N points of the frontier [default: 20 in text, all in JSON]
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Give up beyond this many points
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    max_frontier: usize,
    /// Allow this much error in every utility, for frontiers too large to compute exactly
    #[arg(long, value_name = "E")]
    epsilon: Option<f64>,
    /// Leave out a value nobody will discuss (may be repeated)
    #[arg(long, value_name = "ISSUE=VALUE")]
    rule_out: Vec<String>,
    /// Improve a tentative deal: what nobody likes less. Name a value for every issue, in one text with semicolons or repeated
    #[arg(long, value_name = "ISSUE=VALUE;…")]
    improve: Vec<String>,
    /// Divide the issues by adjusted winner (two parties, additive utilities)
    #[arg(long)]
    adjusted_winner: bool,
    /// Seed of the search, used only where a space can be neither merged nor enumerated
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum DisagreementArg {
    Reservation,
    Zero,
}

/// What every form of output is made from.
struct Found<'a> {
    scenario: &'a Scenario,
    settings: &'a Settings,
    args: &'a Args,
    analysis: Analysis,
    fairer: Vec<fairer::Section>,
}

/// A solution: its name in JSON, on the page, and its letter on pictures.
struct Named<'a> {
    key: &'static str,
    name: &'static str,
    letter: char,
    points: &'a [usize],
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    let scenario = load(&args.paths, &args.load)?;
    let settings = Settings {
        disagreement: match args.disagreement {
            DisagreementArg::Reservation => Disagreement::Reservation,
            DisagreementArg::Zero => Disagreement::Zero,
        },
        max_frontier: args.max_frontier,
        epsilon: args.epsilon,
        red_lines: args
            .rule_out
            .iter()
            .map(|text| value_of(&scenario, "--rule-out", text))
            .collect::<Result<_>>()?,
        seed: args.seed,
        ..Settings::default()
    };
    let analysis = Analysis::of(&scenario, &settings)?;
    let fairer = fairer::sections(&scenario, &settings, args)?;
    let found = Found { scenario: &scenario, settings: &settings, args, analysis, fairer };
    if let Some(path) = &args.html {
        std::fs::write(path, html::page(&found)).with_context(|| path.display().to_string())?;
    }
    if args.json {
        output::data(&json::text(&found)?)?;
    } else {
        output::data(&(text::text(&found) + &fairer::text(&found.fairer)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `ISSUE=VALUE` as indices. An issue or value may itself hold the sign.
fn value_of(scenario: &Scenario, flag: &str, text: &str) -> Result<(usize, usize)> {
    let issues = scenario.space.issues();
    for (at, _) in text.match_indices('=') {
        let (name, value) = (&text[..at], &text[at + 1..]);
        let Some((k, issue)) = scenario.space.issue(name) else { continue };
        if let Some(v) = (0..issue.len()).find(|v| issue.label(*v) == value) {
            return Ok((k, v));
        }
        bail!("{flag} {text}: issue {name:?} has no value {value:?}");
    }
    let names: Vec<&str> = issues.iter().map(Issue::name).collect();
    bail!("{flag} {text}: write ISSUE=VALUE with an issue of {}", names.join(", "))
}

impl Found<'_> {
    fn solutions(&self) -> [Named<'_>; 5] {
        let s = &self.analysis.solutions;
        let named = |key, name, letter, points| Named { key, name, letter, points };
        [
            named("nash", "Nash", 'N', &s.nash),
            named("kalai_smorodinsky", "Kalai\u{2013}Smorodinsky", 'K', &s.kalai_smorodinsky),
            named("egalitarian", "egalitarian", 'E', &s.egalitarian),
            named("utilitarian", "utilitarian", 'U', &s.utilitarian),
            named("equal_utility", "equal utility", '=', &s.equal_utility),
        ]
    }

    fn reservation(&self, party: usize) -> Option<f64> {
        match &self.scenario.parties[party].preference {
            Preference::Known(profile) => profile.reservation_value().filter(|r| r.is_finite()),
            _ => None,
        }
    }

    /// One utility plane per pair of parties.
    fn planes(&self) -> Vec<Plane> {
        let n = self.scenario.parties.len();
        let cloud = self.cloud();
        let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
        pairs
            .map(|(a, b)| {
                let axis = |k: usize| Axis {
                    name: self.scenario.parties[k].name.clone(),
                    reservation: match self.settings.disagreement {
                        Disagreement::Reservation => self.reservation(k),
                        Disagreement::Zero => None,
                    },
                };
                let at = |us: &[f64]| (us[a], us[b]);
                let frontier = &self.analysis.frontier;
                let mark = |s: &Named<'_>, k: &usize| Mark {
                    name: s.name.to_owned(),
                    letter: s.letter,
                    at: at(frontier.point(*k).utilities),
                };
                Plane {
                    x: axis(a),
                    y: axis(b),
                    cloud: cloud.iter().map(|us| at(us)).collect(),
                    frontier: frontier.points().map(|p| at(p.utilities)).collect(),
                    // Where everything ties a mark on every point says nothing.
                    marks: self
                        .solutions()
                        .iter()
                        .flat_map(|s| s.points.iter().take(8).map(|k| mark(s, k)).collect::<Vec<_>>())
                        .collect(),
                    agreements: Vec::new(),
                }
            })
            .collect()
    }

    /// All admissible outcomes of a small space.
    fn cloud(&self) -> Vec<Vec<f64>> {
        if self.scenario.space.cardinality().is_none_or(|n| n > DRAWN) {
            return Vec::new();
        }
        let profiles: Vec<_> = self
            .scenario
            .parties
            .iter()
            .filter_map(|p| match &p.preference {
                Preference::Known(profile) => Some(profile),
                _ => None,
            })
            .collect();
        let out = |d: &Vec<u32>| self.settings.red_lines.iter().any(|(i, v)| d[*i] as usize == *v);
        self.scenario
            .space
            .enumerate()
            .filter(|d| self.scenario.admits(d) && !out(d))
            .map(|d| profiles.iter().map(|p| p.utility(&d)).collect())
            .collect()
    }
}
