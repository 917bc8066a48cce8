//! What the estimate says, in the words of the page: fits delay, fits hard bargaining, cannot be told apart.

use super::super::figure::{Figure, Premise};
use super::super::owed::Owed;
use super::super::words::{Words, counted, listed};
use super::{FEWEST_TEXTS, PartyFaith, Preferences};
use crate::faith::{Asked, Estimate, LeftOut, Level, Probe, ProbeAct, ProbeKind, Reading, Seen};
use crate::num;

/// Explanations whose Bayes factor against the best is no worse than 1 to this still fit (Jeffreys 1961, "strong").
const STILL_FITS: f64 = 10.0;
/// Events named on each party's ledger.
const NAMED: usize = 4;
/// Ways to find out that are named.
const PROBES: usize = 3;
/// Factors nearer to 1 than this are not worth a line.
const WORTH_A_LINE: f64 = 1.05;

const RULE: &str = "Own offers, answers, times to answer and what was taken back, weighed under six ways to \
     negotiate; the level follows fixed rules (docs/good-faith.md). Conduct, not intent.";

/// In few words, what a way to negotiate looks like.
pub(super) fn way(kind: &str) -> &'static str {
    match kind {
        "conceder" => "giving way early",
        "hard_bargainer" => "hard bargaining",
        "reciprocator" => "answering in kind",
        "staller" => "delay",
        "spoiler" => "terms the other side could least accept",
        _ => "no pattern",
    }
}

/// A level in a clause that follows a party's name.
pub(in super::super) fn level_words(level: Level) -> &'static str {
    match level {
        Level::NoConcern => "fits bargaining; nothing on this record goes better with delay",
        Level::Undetermined => "delay and hard bargaining cannot be told apart",
        Level::Leaning => "fits delay a little better than hard bargaining: worth a question, no more",
        Level::Concern => "fits delay far better than any way of bargaining, on more than one count",
    }
}

/// The lines on one party; `number` counts the parties from 1.
pub(super) fn figures(words: Words<'_>, party: &PartyFaith, owed: &[Owed], number: usize) -> Vec<Figure> {
    let case = words.case;
    let slug = &case.trace.principals()[party.principal].slug;
    let who = words.short(party.principal);
    let mut lines: Vec<(&str, String, Vec<String>)> = Vec::new();
    lines.push(("level", level(words, party), evidence_of(&party.reading)));
    if let Some(e) = &party.estimate {
        lines.push(("explanations", format!("{who}: {}", explanations(party, e)), Vec::new()));
        lines.push(("likelihood", format!("{who}: {}", likelihood(party, e)), Vec::new()));
        for (k, line) in party.ledger.iter().enumerate().take(NAMED) {
            let factor = num::exp(line.ln_bayes_factor.abs());
            if factor < WORTH_A_LINE {
                break;
            }
            let toward = if line.ln_bayes_factor > 0.0 { "delay" } else { "bargaining" };
            let strongest = line.channels.iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
            let named: Vec<String> = line.events.iter().filter_map(|id| label(words, id)).collect();
            let text = format!(
                "{who}: {} speaking for {toward} by {factor:.1} to 1 ({})",
                listed(named.into_iter()),
                strongest.map_or("", |c| c.0)
            );
            lines.push((LEDGER[k.min(LEDGER.len() - 1)], text, line.events.clone()));
        }
    }
    lines.push(("question", question(words, party, owed), Vec::new()));
    if !party.probes.is_empty() {
        let text: Vec<String> = party.probes.iter().take(PROBES).map(probe).collect();
        lines.push((
            "ways to find out",
            format!("{who}: what would tell most for its cost: {}.", text.join("; ")),
            Vec::new(),
        ));
    }
    let mut out: Vec<Figure> = Vec::new();
    for (k, (subject, text, facts)) in lines.into_iter().enumerate() {
        let key = format!("V{number}{}", char::from(b'a' + k.min(25) as u8));
        let mut f = Figure::new(key, format!("good faith {slug} {subject}"), text, RULE).resting_on(facts);
        if party.estimate.is_some() {
            f = premises(party).into_iter().fold(f, Figure::assuming);
        }
        out.push(f);
    }
    out
}

const LEDGER: [&str; NAMED] = ["evidence 1", "evidence 2", "evidence 3", "evidence 4"];

fn evidence_of(reading: &Reading) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for (o, events) in reading.observations.iter().zip(&reading.events) {
        if !matches!(o.what, Seen::Theirs { .. }) {
            ids.extend(events.iter().filter(|e| !ids.contains(e)).cloned().collect::<Vec<_>>());
        }
    }
    ids
}

fn level(words: Words<'_>, party: &PartyFaith) -> String {
    let who = words.short(party.principal);
    let r = &party.reading;
    let seen = |keep: fn(&Seen) -> bool| r.observations.iter().filter(|o| keep(&o.what)).count();
    let answers = r.answers;
    let times = seen(|s| matches!(s, Seen::Took { .. } | Seen::Waiting { .. }));
    let mut weighed = vec![
        format!("{} ({} on 3 issues or more)", counted(r.offers, "own offer", "own offers"), r.wide),
        counted(answers, "answer to a text", "answers to a text"),
        counted(times, "time to answer", "times to answer"),
    ];
    let others =
        seen(|s| matches!(s, Seen::Agreed { .. } | Seen::Procedure { .. } | Seen::Commitment { .. }));
    if others > 0 {
        weighed.push(counted(others, "other act", "other acts"));
    }
    let left: Vec<String> = [
        (LeftOut::NotTabled, "floated or told by others"),
        (LeftOut::SingleTerms, "to single terms"),
        (LeftOut::OnConditions, "yes on conditions"),
        (LeftOut::Interim, "on one step only"),
        (LeftOut::Alleged, "allegations"),
    ]
    .into_iter()
    .filter_map(|(why, text)| {
        let n = r.left_out.iter().filter(|l| l.1 == why).count();
        (n > 0).then(|| format!("{n} {text}"))
    })
    .collect();
    let left = if left.is_empty() { String::new() } else { format!("; left out: {}", left.join(", ")) };
    let clause = match &party.estimate {
        None if r.observations.is_empty() => "nothing on this record can be weighed".to_owned(),
        None if r.wide + r.answers < FEWEST_TEXTS => format!(
            "{} (fewer than {FEWEST_TEXTS} texts of its own or answers to a text)",
            level_words(Level::Undetermined)
        ),
        None => format!(
            "not computed, {} are more than this page weighs",
            counted(r.observations.len(), "observation", "observations")
        ),
        Some(e) if e.surprised => {
            "the record is not what any way considered here would give: no level is told".to_owned()
        }
        Some(_) if r.wide + r.answers < FEWEST_TEXTS => format!(
            "{} (fewer than {FEWEST_TEXTS} texts of its own or answers to a text)",
            level_words(Level::Undetermined)
        ),
        Some(_) => level_words(party.level).to_owned(),
    };
    format!("{who}: {clause}. Weighed: {}{left}.", weighed.join(", "))
}

/// Types whose Bayes factor against the best is no worse than 1 to [`STILL_FITS`], the best first.
pub(super) fn still_fit(e: &Estimate) -> Vec<usize> {
    let best = e.ln_evidence.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let fits = |k: &usize| best - e.ln_evidence[*k] <= num::ln(STILL_FITS);
    let mut fit: Vec<usize> = (0..e.ln_evidence.len()).filter(fits).collect();
    fit.sort_by(|a, b| e.ln_evidence[*b].total_cmp(&e.ln_evidence[*a]));
    fit
}

fn explanations(party: &PartyFaith, e: &Estimate) -> String {
    let fit = still_fit(e).into_iter().map(|k| way(e.types.types()[k].name).to_owned());
    let clock =
        if e.deadline_known { "" } else { " No date of a settlement is on record; several were tried." };
    let learned: Vec<&str> = not_learned(party, e);
    let learned = if learned.is_empty() {
        String::new()
    } else {
        format!(" Not learned: {}.", listed(learned.into_iter().map(str::to_owned)))
    };
    format!("explanations that still fit, the best first: {}.{clock}{learned}", listed(fit))
}

/// What the best-fitting way leaves unknown of the party, in words.
fn not_learned(_party: &PartyFaith, e: &Estimate) -> Vec<&'static str> {
    let (best, _) = e.explanations();
    let mut out: Vec<&'static str> = Vec::new();
    for m in e.parameters[best].iter().filter(|m| !m.learned()) {
        let words = match m.name.as_str() {
            "reservation" => "what it would settle for in the end",
            "exponent" | "drift" => "how its pace goes on",
            "regard" => "what it leaves the others",
            n if n.starts_with("weight") => "how it weighs the issues",
            _ => continue,
        };
        if !out.contains(&words) {
            out.push(words);
        }
    }
    out
}

/// How likely delay would be, before and after, over three starting beliefs.
fn likelihood(party: &PartyFaith, e: &Estimate) -> String {
    let types = &e.types;
    let own = (types.insincere(&party.prior), types.insincere(&e.probability(&party.prior)));
    let priors = [types.prior(), types.uniform(), types.sceptical()];
    let after = priors.iter().map(|p| types.insincere(&e.probability(p)));
    let (low, high) = after.fold((1.0_f64, 0.0_f64), |b, x| (b.0.min(x), b.1.max(x)));
    format!(
        "if delay was {} likely beforehand, it is {} after this record; {} to {} over three starting beliefs. It would be \
         even only for somebody who held it {} likely before.",
        percent(own.0),
        percent(own.1),
        percent(low),
        percent(high),
        percent(e.prior_for(0.5))
    )
}

fn question(words: Words<'_>, party: &PartyFaith, owed: &[Owed]) -> String {
    let who = words.short(party.principal);
    let open = owed.iter().filter(|o| !o.terms.is_empty() && o.by.contains(&party.principal));
    match open.max_by_key(|o| (o.last, o.open)) {
        Some(o) => format!("{who}: a dated yes or no to {} would tell most.", o.what),
        None => format!(
            "{who}: a yes or no to a text that it could live with, put by the mediator with a date, would tell most."
        ),
    }
}

/// A way to find out, and what each answer would mean.
fn probe(p: &Probe) -> String {
    let what = match &p.act {
        ProbeAct::Text { asked: Asked::DoubleBlind, .. } => {
            "both asked in confidence about one text, told only if both say yes"
        }
        ProbeAct::Text { .. } => "a last text that both could live with, with a date",
        ProbeAct::Other(ProbeKind::Reciprocity) => {
            "a small verifiable step by the other side: is it answered"
        }
        ProbeAct::Other(ProbeKind::CostlyStep) => {
            "a step that costs something (verification, escrow, an exchange)"
        }
        ProbeAct::Other(ProbeKind::DeadlineShift) => "another date: does the pace stay",
        ProbeAct::Other(ProbeKind::Authority) => "who binds the side, in writing: named and stood by",
    };
    let toward = |ln: f64| {
        let side = if ln > 0.0 { "delay" } else { "bargaining" };
        format!("for {side} by {:.1} to 1", num::exp(ln.abs()))
    };
    format!("{what} (yes: {}; no: {})", toward(p.yes.ln_bayes_factor), toward(p.no.ln_bayes_factor))
}

fn label(words: Words<'_>, id: &str) -> Option<String> {
    let e = words.case.trace.event(id)?;
    let what = match e.kind.name() {
        "offer" | "demand" => "terms",
        "mediator_act" => "a step of the mediator",
        "accept" => "a yes",
        "reject" => "a no",
        "withdraw" => "taking back",
        other => other,
    };
    Some(format!("{what} of {}{} ({id})", words.span(e.happened), words.late(id)))
}

fn percent(p: f64) -> String {
    let p = 100.0 * p;
    if p < 1.0 {
        "under 1 %".to_owned()
    } else if p > 99.0 {
        "over 99 %".to_owned()
    } else {
        format!("{p:.0} %")
    }
}

fn premises(party: &PartyFaith) -> Vec<Premise> {
    let premise = |id: &str, text: &str| Premise { id: format!("default:{id}"), text: text.to_owned() };
    let mut out = vec![
        premise("ways", "six ways to negotiate with the priors of docs/good-faith.md (assumed)"),
        premise(
            "clock",
            "a settlement may be due after 1, 2, 5 or 10 times the days so far, each alike (assumed)",
        ),
    ];
    if party.preferences == Preferences::Blind {
        out.push(premise("blind", "nothing is known of what the party prefers (asked for)"));
    }
    out
}
