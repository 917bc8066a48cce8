//! `run --protocol mediation`: one session with a mediator, told as a table, as JSON, and as a trace.

use super::run::named;
use crate::mediated_args::MediatedArgs;
use crate::replay::Replay;
use anyhow::Result;
use goodoffices::outcome::Outcome;
use goodoffices::protocol::{Act, Actor, Happening, Mandate, Move, Negotiator, Told, What};
use goodoffices::scenario::Scenario;
use goodoffices::session::{Log, MediatedPlayed, MediatedRoom, Played, mediated_trace};
use goodoffices::talks::Event;
use serde_json::{Map, Value, json};
use std::time::Instant;

/// Mediated talks as they were held.
pub struct Held {
    /// How it went at the table.
    pub played: Played,
    /// What is added to the result.
    pub extra: Map<String, Value>,
    /// A JSON line an event.
    pub trace: String,
    /// A line on the mediator for people.
    pub line: String,
}

/// Holds mediated talks.
pub fn hold(
    args: &MediatedArgs,
    asked: &Replay,
    seats: &mut [&mut dyn Negotiator],
    seed: u64,
) -> Result<Held> {
    let (scenario, rules) = (&asked.scenario, asked.session.rules());
    let timed = rules.deadline.seconds.is_some() || rules.deadline.chance_per_second > 0.0;
    let rules = args.rules(rules, scenario.parties.len())?;
    let mut mediator = args.build()?;
    let mut room = MediatedRoom::new(scenario.clone(), &rules, Log::full())?;
    let begun = Instant::now();
    let clock = || if timed { begun.elapsed().as_secs_f64() } else { 0.0 };
    let played = room.play(seats, &mut *mediator, seed, &["run".into()], clock)?;
    let acts: Vec<Value> = room
        .happenings()
        .iter()
        .filter(|h| h.by == Actor::Mediator && matches!(h.what, What::Acted(_)))
        .map(|h| line(scenario, &rules.mandate, h))
        .collect();
    let trace = mediated_trace(scenario, &rules.mandate, room.happenings(), &played.played.ending);
    let mut text = String::new();
    for (k, event) in trace.events().iter().enumerate() {
        let raw = room.happenings().get(k).map(|h| line(scenario, &rules.mandate, h));
        text.push_str(&event_line(event, raw).to_string());
        text.push('\n');
    }
    Ok(Held {
        extra: extra(args, &rules.mandate, &played, acts),
        line: said(&played),
        trace: text,
        played: played.played,
    })
}

fn extra(
    args: &MediatedArgs,
    mandate: &Mandate,
    played: &MediatedPlayed,
    acts: Vec<Value>,
) -> Map<String, Value> {
    let mut map = Map::new();
    let fault = played.mediator_fault.as_ref();
    map.insert("payoffs".into(), json!(played.payoffs));
    map.insert(
        "mediator".into(),
        json!({
            "name": args.mediator,
            "instruments": mandate.instruments.iter().map(|i| i.slug.as_str()).collect::<Vec<_>>(),
            "written": args.instruments, "presence": args.presence,
            "stakes": args.stakes, "spent": played.spent, "left_in_round": played.left, "acts": acts,
            "fault": fault.map(|f| json!({ "kind": f.kind.to_string(), "message": f.message })),
        }),
    );
    map
}

fn said(played: &MediatedPlayed) -> String {
    let there = match played.left {
        Some(round) => format!("gone from round {}", round + 1),
        None => "there to the end".into(),
    };
    let fault =
        played.mediator_fault.as_ref().map_or(String::new(), |f| format!(" ({}: {})", f.kind, f.message));
    format!("mediator {there}, spent {:.4}{fault}", played.spent)
}

/// An event as a line: the words of `talks`, with the raw happening.
fn event_line(e: &Event, raw: Option<Value>) -> Value {
    let mut line = json!({
        "id": e.id, "speaker": e.speaker, "kind": e.kind.name(), "confidence": e.confidence.to_string(),
        "summary": e.summary,
    });
    if let (Some(map), Some(Value::Object(raw))) = (line.as_object_mut(), raw) {
        map.extend(raw);
    }
    line
}

/// A happening as JSON.
fn line(scenario: &Scenario, mandate: &Mandate, h: &Happening) -> Value {
    let party = |p: usize| scenario.parties.get(p).map_or("", |p| p.name.as_str()).to_owned();
    let slug = |k: usize| mandate.instruments.get(k).map_or("", |i| i.slug.as_str()).to_owned();
    let text = |o: Outcome| named(scenario, o);
    let what = match h.what {
        What::Moved(Move::Offer(o)) => json!({ "move": "offer", "offer": text(o) }),
        What::Moved(m) => json!({ "move": format!("{m:?}").to_lowercase() }),
        What::Acted(act) => match act {
            Act::Wait => json!({ "act": "wait" }),
            Act::Prepare { instrument } => json!({ "act": "prepare", "instrument": slug(instrument) }),
            Act::Convene => json!({ "act": "convene" }),
            Act::Table(o) => json!({ "act": "table", "text": text(o) }),
            Act::Ask(o) => json!({ "act": "ask", "text": text(o) }),
            Act::Probe { party: p, text: o } => json!({ "act": "probe", "party": party(p), "text": text(o) }),
            Act::Warn { instrument, party: p, by } => {
                json!({ "act": "warn", "instrument": slug(instrument), "party": p.map(party), "by_round": by + 1 })
            }
            Act::Sanction { instrument, party: p } => {
                json!({ "act": "sanction", "instrument": slug(instrument), "party": party(p) })
            }
            Act::Offer { instrument, party: p } => {
                json!({ "act": "offer", "instrument": slug(instrument), "party": party(p) })
            }
            Act::Truce => json!({ "act": "truce" }),
            Act::Recess { rounds } => json!({ "act": "recess", "rounds": rounds }),
            Act::StepBack => json!({ "act": "step-back" }),
            Act::Return => json!({ "act": "return" }),
            Act::Leave => json!({ "act": "leave" }),
        },
        What::Answered { text: o, yes } => json!({ "answer": yes, "text": text(o) }),
        What::Disclosed(o) => json!({ "disclosed": text(o) }),
        What::TruceAnswered(yes) => json!({ "truce": yes }),
        What::Opened => json!({ "joined": true }),
        What::CarriedOut { warning } => json!({ "carried_out": slug(warning) }),
        What::Lapsed { warning } => json!({ "lapsed": slug(warning) }),
        What::Consented { text: o, yes } => json!({ "consent": yes, "text": text(o) }),
    };
    let mut out = json!({
        "round": h.round + 1,
        "told": match h.told {
            Told::All => "all".to_owned(),
            Told::Parties => "parties".to_owned(),
            Told::One(p) => party(p),
        },
    });
    if let (Some(map), Value::Object(what)) = (out.as_object_mut(), what) {
        map.extend(what);
    }
    out
}
