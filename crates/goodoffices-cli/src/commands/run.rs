//! `run`: one session, told as a table, as JSON, and as a trace.

use super::run_mediated;
use crate::mediated_args::MediatedArgs;
use crate::replay::{self, Replay};
use crate::scenario_files::LoadOptions;
use crate::session_args::SessionArgs;
use crate::{output, players, whole_file};
use anyhow::{Context, Result, bail};
use goodoffices::outcome::Outcome;
use goodoffices::preference::inverse::Exactness;
use goodoffices::preference::{DiscountBy, Preference};
use goodoffices::protocol::{Ending, Move, Negotiator, TextRule};
use goodoffices::scenario::Scenario;
use goodoffices::session::{Log, Played, Room, play_text};
use goodoffices::strategy::Spec;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A scenario: a folder, its files, or - for standard input
    #[arg(required_unless_present = "replay", value_name = "SCENARIO")]
    scenario: Vec<PathBuf>,
    /// One strategy a party, in order, as in boulware(e=0.2),micro
    #[arg(long, short, value_name = "A,B", required_unless_present = "replay")]
    strategies: Option<String>,
    /// Hold the negotiation of a row of a tournament's table again; rows count from 0
    #[arg(long, value_name = "TABLE:ROW", conflicts_with_all = ["scenario", "strategies", "protocol", "rounds", "time_limit",
        "pend", "pend_per_second", "believed_rounds", "private_rounds", "information", "normalize", "discount", "seed",
        "parties", "semantics", "real_values"])]
    replay: Option<String>,
    /// With --replay: start the programs (exec:) that the table names
    #[arg(long, requires = "replay")]
    programs: bool,
    /// How the talks go: alternating offers, a mediator's single text with vetoes or annealing, or a mediator beside them
    #[arg(long, value_name = "alternating|text|annealed-text|mediation", default_value = "alternating")]
    protocol: ProtocolName,
    #[command(flatten)]
    mediated: MediatedArgs,
    /// Temperature at which an annealed text begins
    #[arg(long, value_name = "T", default_value_t = 0.1)]
    heat: f64,
    #[command(flatten)]
    load: LoadOptions,
    #[command(flatten)]
    session: SessionArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write every move to a file, a JSON line each
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Exit with 1 if there is no agreement
    #[arg(long)]
    require_agreement: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, clap::ValueEnum)]
enum ProtocolName {
    Alternating,
    Text,
    AnnealedText,
    Mediation,
}

/// Plays the session.
pub fn run(args: &Args) -> Result<ExitCode> {
    let asked = match &args.replay {
        Some(row) => replay::read(row, args.programs)?,
        None => Replay {
            scenario: args.session.scenario(&args.scenario, &args.load)?,
            strategies: Spec::list(args.strategies.as_deref().unwrap_or_default())?,
            session: args.session.clone(),
            load: args.load.clone(),
            told: None,
        },
    };
    if args.protocol != ProtocolName::Mediation {
        let m = &args.mediated;
        let given = [
            ("--instruments", m.instruments.is_some()),
            ("--instruments-of", m.instruments_of.is_some()),
            ("--presence", m.presence != 0.0),
            ("--stakes", m.stakes.is_some()),
        ];
        if let Some((flag, _)) = given.iter().find(|g| g.1) {
            bail!("{flag} goes with --protocol mediation");
        }
    }
    let (scenario, specs) = (&asked.scenario, &asked.strategies);
    let mut negotiators =
        specs.iter().map(|s| players::build_now(s, &asked.session.limits())).collect::<Result<Vec<_>>>()?;
    let seed = asked.session.seed();
    let mut seats: Vec<&mut dyn Negotiator> = negotiators.iter_mut().map(|n| &mut **n as _).collect();
    let (played, trace, extra, line) = if args.protocol == ProtocolName::Mediation {
        let held = run_mediated::hold(&args.mediated, &asked, &mut seats, seed)?;
        (held.played, held.trace, held.extra, Some(held.line))
    } else {
        let (played, log, extra) = play(args, &asked, &mut seats, seed)?;
        let trace = if args.trace.is_some() { trace_lines(scenario, &played, &log) } else { String::new() };
        (played, trace, extra, None)
    };
    if let Some(path) = &args.trace {
        whole_file::write(path, trace.as_bytes())?;
    }
    if let Some(told) = &asked.told {
        told.compare(&played, ending(&played.ending).0)?;
    }
    let mut result = report(args, &asked, &played, seed)?;
    if let Some(map) = result.as_object_mut() {
        map.extend(extra);
    }
    if args.json {
        output::data(&serde_json::to_string(&result).context("JSON")?)?;
    } else {
        let table = table(scenario, specs, &result);
        output::data(&line.map_or(table.clone(), |line| format!("{table}\n{line}")))?;
    }
    let wanted = args.require_agreement && played.agreement().is_none();
    Ok(if wanted { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// What was played, its log, and what the JSON says of it besides.
fn play(
    args: &Args,
    asked: &Replay,
    seats: &mut [&mut dyn Negotiator],
    seed: u64,
) -> Result<(Played, Log, Map<String, Value>)> {
    let (scenario, rules) = (&asked.scenario, asked.session.rules());
    let path = ["run".into()];
    let rule = match args.protocol {
        ProtocolName::Alternating | ProtocolName::Mediation => {
            let begun = Instant::now();
            let timed = rules.deadline.seconds.is_some() || rules.deadline.chance_per_second > 0.0;
            let clock = || if timed { begun.elapsed().as_secs_f64() } else { 0.0 };
            let mut room = Room::new(scenario.clone(), &rules, Log::full())?;
            let played = room.play(seats, seed, &path, clock)?;
            let least = room.sides().iter().map(|s| s.inverse.exactness()).max();
            let word = match least {
                Some(Exactness::Near) => "near",
                Some(Exactness::Bounded) => "bounded",
                _ => "exact",
            };
            let extra = Map::from_iter([("inversion".to_owned(), json!(word))]);
            return Ok((played, room.log().clone(), extra));
        }
        ProtocolName::Text => TextRule::Veto,
        ProtocolName::AnnealedText => TextRule::Annealing { heat: args.heat },
    };
    let s = &asked.session;
    let without = [
        ("--pend", s.pend > 0.0),
        ("--pend-per-second", s.pend_per_second > 0.0),
        ("--time-limit", s.time_limit.is_some()),
        ("--believed-rounds", s.believed_rounds.is_some()),
        ("--private-rounds", s.private_rounds.is_some()),
    ];
    if let Some((flag, _)) = without.iter().find(|f| f.1) {
        bail!("{flag} says nothing of a single text, which ends after --rounds proposals");
    }
    let proposals = s.rounds.unwrap_or(100);
    let (played, log) = play_text(scenario, rule, proposals, seats, seed, &path, Log::full())?;
    Ok((played, log, Map::new()))
}

/// An outcome as issue and value names.
pub fn named(scenario: &Scenario, outcome: Outcome) -> Value {
    let digits = scenario.space.digits(outcome);
    let pairs = scenario.space.issues().iter().zip(digits);
    Value::Object(
        pairs.map(|(i, d)| (i.name().to_owned(), Value::from(i.label(d as usize).into_owned()))).collect(),
    )
}

/// How it ended, in one word, and who made it so.
pub fn ending(ending: &Ending) -> (&'static str, Option<usize>) {
    match ending {
        Ending::Agreement { acceptor, .. } => ("agreement", Some(*acceptor)),
        Ending::TimedOut => ("timed_out", None),
        Ending::Left { party } => ("left", Some(*party)),
        Ending::Failed { party, .. } => ("failed", Some(*party)),
    }
}

fn utilities(scenario: &Scenario, played: &Played, discount: Option<DiscountBy>) -> Vec<f64> {
    let each = scenario.parties.iter().zip(&played.utilities);
    each.map(|(party, u)| match (&party.preference, discount) {
        (Preference::Known(p), Some(by)) => u * p.discount().after(by, played.time, played.step),
        _ => *u,
    })
    .collect()
}

fn report(args: &Args, asked: &Replay, played: &Played, seed: u64) -> Result<Value> {
    let Replay { scenario, strategies, session, load, .. } = asked;
    let (word, by) = ending(&played.ending);
    let agreement = played.agreement();
    let discount = session.discount_by(load.semantics);
    let mut result = Map::new();
    let mut put = |key: &str, value: Value| {
        result.insert(key.to_owned(), value);
    };
    put("schema_version", json!(1));
    put("agreement", agreement.map_or(Value::Null, |o| named(scenario, o)));
    put("utilities", json!(utilities(scenario, played, discount)));
    put("step", json!(played.step));
    put("offers", json!(played.offers));
    put("acceptor", json!(played.acceptor()));
    put("timed_out", json!(played.timed_out()));
    put("ending", json!(word));
    put("by", json!(by));
    if let Ending::Failed { fault, .. } = &played.ending {
        put("fault", json!({ "kind": fault.kind.to_string(), "message": fault.message }));
    }
    put("relative_time", json!(played.time));
    let names: Vec<String> = strategies.iter().map(ToString::to_string).collect();
    let parties: Vec<&str> = scenario.parties.iter().map(|p| p.name.as_str()).collect();
    let deadline = session.rules().deadline;
    let protocol = match args.protocol {
        ProtocolName::Alternating => "alternating",
        ProtocolName::Text => "text",
        ProtocolName::AnnealedText => "annealed-text",
        ProtocolName::Mediation => "mediation",
    };
    put(
        "provenance",
        json!({
            "method": protocol,
            "strategies": names,
            "parties": parties,
            "rounds": deadline.rounds,
            "time_limit": deadline.seconds,
            "pend": deadline.chance,
            "pend_per_second": deadline.chance_per_second,
            "believed_rounds": session.believed_rounds,
            "private_rounds": session.private_rounds,
            "information": format!("{:?}", session.information),
            "semantics": format!("{:?}", load.semantics).to_lowercase(),
            "normalized": session.normalize,
            "discounted": discount.map(|by| format!("{by:?}").to_lowercase()),
            "seed": seed,
            "version": env!("CARGO_PKG_VERSION"),
            "scenario": scenario.name,
            "scenario_hash": scenario.fingerprint(),
        }),
    );
    Ok(Value::Object(result))
}

/// A JSON line a move: round, time, party, move, and the outcome with everybody's utilities.
pub fn trace_lines(scenario: &Scenario, played: &Played, log: &Log) -> String {
    let mut text = String::new();
    let mut standing = None;
    for (k, e) in log.entries().iter().enumerate() {
        let (word, outcome) = match e.step {
            Move::Offer(o) => {
                standing = Some(o);
                ("offer", Some(o))
            }
            Move::Accept => ("accept", log.text(k).or(standing)),
            Move::Reject => ("reject", log.text(k)),
            Move::End => ("end", None),
        };
        let offer = outcome.map_or(Value::Null, |o| named(scenario, o));
        let worth: Option<Vec<f64>> = outcome.map(|o| {
            let digits = scenario.space.digits(o);
            let each = scenario.parties.iter().map(|p| match &p.preference {
                Preference::Known(p) => p.utility(&digits),
                _ => f64::NAN,
            });
            each.collect()
        });
        let line = json!({
            "step": e.round, "relative_time": e.time, "party": scenario.parties[e.party].name,
            "move": word, "offer": offer, "utilities": worth,
        });
        text.push_str(&line.to_string());
        text.push('\n');
    }
    let (word, by) = ending(&played.ending);
    let last =
        json!({ "end": word, "by": by.map(|k| scenario.parties[k].name.clone()), "step": played.step });
    text.push_str(&last.to_string());
    text.push('\n');
    text
}

fn table(scenario: &Scenario, specs: &[Spec], result: &Value) -> String {
    let mut lines = Vec::new();
    let word = result["ending"].as_str().unwrap_or_default().replace('_', " ");
    let (step, offers) = (&result["step"], &result["offers"]);
    lines.push(format!("{word} after {step} rounds and {offers} offers"));
    if let Some(o) = result["agreement"].as_object() {
        let wide = o.keys().map(|k| k.chars().count()).max().unwrap_or(0);
        lines.extend(o.iter().map(|(k, v)| format!("  {k:wide$}  {}", v.as_str().unwrap_or_default())));
    }
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    t.set_header(["party", "strategy", "utility"]);
    for (k, party) in scenario.parties.iter().enumerate() {
        let u = result["utilities"][k].as_f64().unwrap_or(f64::NAN);
        let strategy = specs.get(k).map(ToString::to_string).unwrap_or_default();
        t.add_row([party.name.clone(), strategy, format!("{u:.4}")]);
    }
    lines.push(t.to_string());
    if let Some(message) = result["fault"]["message"].as_str() {
        lines.push(format!("{}: {message}", result["fault"]["kind"].as_str().unwrap_or("fault")));
    }
    lines.join("\n")
}
