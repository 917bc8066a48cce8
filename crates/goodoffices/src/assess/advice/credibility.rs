//! How far each warning is to be believed: its class's history, who spoke for it and who spoke otherwise.
//!
//! κ starts at Beta(1 + carried out, 1 + lapsed) of the earlier warnings of its class (one principal, one kind of
//! instrument), 2 % forgotten a week; a deed counts once however many warnings came before it. Whoever speaks moves it:
//! logit P = logit κ + Σ (a/m)·σ·ln(ρ/(1−ρ)) (`decide::voices`), words with ρ = .65; whoever says a thing m times counts
//! once, because saying it again is no new evidence.
//! A promise of the contrary bears on a warning with a condition only in part, because both can hold. A warning with
//! neither date nor condition counts as lapsed after the weeks that `lapse.weeks` says; one with a condition is pending until a
//! date passes, since no record says that its condition was met. What another side says of a warning, and what became known
//! only after the day, is printed and not counted. Absent on purpose: what the speakers meant.

use super::super::figure::{Figure, Premise};
use super::super::warned::{Warned, surname};
use super::super::words::{Words, listed, quoted};
use super::held::Held;
use super::percent;
use crate::conduct::{Occasion, SoFar, Warning};
use crate::decide::{Kappa, Made, Past, Said, voices};
use crate::error::Result;
use crate::talks::{Authority, Event, Evidence, Kind};
use serde::Serialize;
use std::collections::BTreeSet;

/// One warning with how far it is to be believed.
#[derive(Clone, Debug, Serialize)]
pub struct Believed {
    /// Whose (index).
    #[serde(skip)]
    pub principal: usize,
    /// With what (index).
    #[serde(skip)]
    pub instrument: Option<usize>,
    /// Key of the warning's own line.
    pub warning: String,
    /// Few words for it.
    pub what: String,
    /// Who must join and has not, by name.
    pub partners: Vec<String>,
    /// Earlier warnings of its class that were carried out.
    pub executed: usize,
    /// … that lapsed.
    pub lapsed: usize,
    /// … that are pending.
    pub pending: usize,
    /// Occasions known by another side's account, or only after the day, which count for nothing.
    pub not_counted: usize,
    /// By the track record alone: mean and interval.
    pub record: [f64; 3],
    /// With everybody who spoke: at the mean, the low and the high end of the record.
    pub all: [f64; 3],
    /// Without those who spoke otherwise, if somebody did.
    pub without_dissent: Option<f64>,
    /// With only those who spoke otherwise.
    pub dissent_alone: Option<f64>,
    /// Who spoke otherwise.
    pub dissenting: Vec<String>,
    /// How far the speakers are apart, 0 to 1.
    pub dissonance: f64,
    /// Can warning and promise both hold? `None` where nobody promised the contrary.
    pub both_can_hold: Option<bool>,
    /// The printed line.
    pub figure: Figure,
}

const RULE: &str = "Beta(1 + carried out, 1 + lapsed) of the warnings of one side with one kind of instrument, 2 % \
                    forgotten a week, a deed counted once; then moved by each who spoke, by office and however often once; a \
                    promise of the contrary counts in part where the warning has a condition.";

/// Reliability of words, before anything is known of the speaker.
const WORDS_COUNT: f64 = 0.65;

/// One line a warning, in the order of the warnings' own lines.
pub(super) fn believed(
    words: Words<'_>,
    warned: &[Warned],
    warnings: &[Warning],
    held: &Held,
) -> Result<Vec<Believed>> {
    warned
        .iter()
        .filter_map(|line| {
            let w =
                warnings.iter().find(|w| w.principal == line.principal && w.instrument == line.instrument)?;
            Some((line, w))
        })
        .enumerate()
        .map(|(k, (line, w))| one(words, line, w, warnings, held, k + 1))
        .collect()
}

/// What came of the warnings of a class.
#[derive(Default)]
struct History {
    past: Vec<Past>,
    pending: usize,
    not_counted: usize,
    facts: Vec<String>,
}

/// Does an occasion count? Not by another side's account, and not where it became known only after the day.
fn counts(words: Words<'_>, o: &Occasion) -> bool {
    o.evidence != Evidence::OtherSide && o.events.iter().any(|id| words.late(id).is_empty())
}

fn history(words: Words<'_>, w: &Warning, all: &[Warning], held: &Held) -> History {
    let case = words.case;
    let kind = |w: &Warning| w.instrument.and_then(|i| case.trace.instruments()[i].kind);
    let of_class = |o: &&Warning| {
        o.principal == w.principal
            && match (kind(w), kind(o)) {
                (Some(a), Some(b)) => a == b,
                _ => o.instrument == w.instrument,
            }
    };
    let lapse_days = (held.get("lapse.weeks").value * 7.0) as i64;
    let mut out = History::default();
    let mut deeds: BTreeSet<Vec<String>> = BTreeSet::new();
    for o in all.iter().filter(of_class).flat_map(|w| &w.occasions) {
        let weeks = |days: i64| days.max(0) as f64 / 7.0;
        if !counts(words, o) {
            out.not_counted += 1;
            continue;
        }
        match &o.so_far {
            SoFar::Used { events, days } => {
                if deeds.insert(events.clone()) {
                    let since = o.on.to.days_until(words.today) - days;
                    out.past.push(Past { executed: true, weeks: weeks(since) });
                    out.facts.extend(events.iter().cloned());
                }
            }
            SoFar::NotUsed { days } => {
                let worn = (o.dates.is_empty() && o.conditions.is_empty()).then_some(days - lapse_days);
                match o.overdue(words.today).or(worn.filter(|over| *over > 0)) {
                    Some(over) => {
                        out.past.push(Past { executed: false, weeks: weeks(over) });
                        out.facts.extend(o.events.iter().cloned());
                    }
                    None => out.pending += 1,
                }
            }
        }
    }
    out
}

/// Authority of an office as a weight.
fn weight(authority: Authority) -> f64 {
    match authority {
        Authority::Head => 1.0,
        Authority::Minister | Authority::Envoy => 0.8,
        Authority::Negotiator | Authority::Spokesperson | Authority::Body => 0.5,
        Authority::Unknown => 0.25,
    }
}

fn one(
    words: Words<'_>,
    line: &Warned,
    w: &Warning,
    all: &[Warning],
    held: &Held,
    number: usize,
) -> Result<Believed> {
    let case = words.case;
    let history = history(words, w, all, held);
    let kappa = Kappa::of(&history.past)?;
    let tied = w.with_condition > 0;
    let mut said: Vec<Said> = w
        .occasions
        .iter()
        .filter(|o| counts(words, o))
        .map(|o| Said {
            principal: o.speaker.clone(),
            source: String::new(),
            carries_out: true,
            authority: weight(o.authority),
            reliability: WORDS_COUNT,
            made: Made::Words,
            bears: 1.0,
        })
        .collect();
    let contrary: Vec<&Event> = w.contrary.iter().filter_map(|id| case.trace.event(id)).collect();
    let spoken = said.len();
    said.extend(contrary.iter().map(|e| Said {
        principal: e.speaker.clone(),
        source: String::new(),
        carries_out: false,
        authority: weight(e.authority),
        reliability: WORDS_COUNT,
        made: if matches!(e.kind, Kind::Promise | Kind::Statement) { Made::Words } else { Made::CostlyAct },
        bears: if tied { held.get("bears").value } else { 1.0 },
    }));
    let heard = |prior: f64, said: &[Said]| voices(prior.clamp(0.001, 0.999), said);
    let with_all = heard(kappa.mean, &said)?;
    let ends = [heard(kappa.low, &said)?.probability, heard(kappa.high, &said)?.probability];
    let dissenting: Vec<String> = contrary
        .iter()
        .map(|e| surname(&e.speaker).to_owned())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let part = |said: &[Said]| -> Result<Option<f64>> {
        if contrary.is_empty() { Ok(None) } else { Ok(Some(heard(kappa.mean, said)?.probability)) }
    };
    let (without, alone) = (part(&said[..spoken])?, part(&said[spoken..])?);
    let executed = history.past.iter().filter(|p| p.executed).count();
    let partners: Vec<String> = w
        .instrument
        .map_or_else(Vec::new, |i| super::delivered::not_joined(case, i))
        .into_iter()
        .map(|p| words.short(p).to_owned())
        .collect();
    let mut out = Believed {
        principal: w.principal,
        instrument: w.instrument,
        warning: line.figure.key.clone(),
        what: line.what.clone(),
        partners,
        executed,
        lapsed: history.past.len() - executed,
        pending: history.pending,
        not_counted: history.not_counted,
        record: [kappa.mean, kappa.low, kappa.high],
        all: [with_all.probability, ends[0], ends[1]],
        without_dissent: without,
        dissent_alone: alone,
        dissenting,
        dissonance: with_all.dissonance,
        both_can_hold: (!contrary.is_empty()).then_some(tied),
        figure: Figure::new("", "", "", RULE),
    };
    let mut keys = vec!["lapse.weeks"];
    if !contrary.is_empty() && tied {
        keys.push("bears");
    }
    let figure = Figure::new(
        format!("T{number}"),
        format!("believed {}", line.figure.subject),
        sentence(words, line, w, &out, &contrary),
        RULE,
    )
    .resting_on(w.occasions.iter().flat_map(|o| o.events.clone()))
    .resting_on(w.contrary.iter().cloned())
    .resting_on(history.facts);
    let figure = held.under(figure, &keys);
    // What the weights of the speakers move, over that and what the history moves from even odds.
    let moved = (with_all.probability - kappa.mean).abs();
    let learned = (kappa.mean - 0.5).abs();
    let assumed = if moved + learned > 0.0 { moved / (moved + learned) } else { 0.0 };
    out.figure = figure.with_assumed(assumed).assuming(Premise {
        id: "default:advice.words".into(),
        text: format!(
            "words count with a reliability of {WORDS_COUNT}; head 1, minister or envoy .8, spokesperson, negotiator or \
             body .5, unknown .25 (assumed)"
        ),
    });
    Ok(out)
}

fn sentence(words: Words<'_>, line: &Warned, w: &Warning, b: &Believed, contrary: &[&Event]) -> String {
    let not_counted = match b.not_counted {
        0 => String::new(),
        n => format!(" ({n} by another side's account or known only later, not counted)"),
    };
    let mut s = format!(
        "{}, {}: warnings of its class carried out {}, lapsed {}, pending {}{not_counted}. Chance that it is carried out: by that record \
         {}; with all who spoke {}",
        words.short(w.principal),
        line.what,
        b.executed,
        b.lapsed,
        b.pending,
        percent(b.record),
        percent(b.all),
    );
    if let (Some(without), Some(alone)) = (b.without_dissent, b.dissent_alone) {
        let who = listed(b.dissenting.iter().cloned());
        s.push_str(&format!(
            "; without {who} {:.0} %; by {who} alone {:.0} %",
            without * 100.0,
            alone * 100.0
        ));
    }
    s.push('.');
    if let (Some(both), Some(last)) = (b.both_can_hold, contrary.last()) {
        let what = last.instrument.map(|i| words.case.trace.instruments()[i].short()).unwrap_or_default();
        let on = words.span(last.happened);
        if both {
            let tests: BTreeSet<String> =
                w.occasions.iter().flat_map(|o| &o.conditions).map(|c| quoted(c)).collect();
            s.push_str(&format!(
                " Side by side with {what} ({}, {on}): both can hold; each warning has a condition (in the speakers' words: {}), and \
                 no event of this record is entered as meeting one.",
                surname(&last.speaker),
                tests.into_iter().collect::<Vec<_>>().join("; "),
            ));
        } else {
            s.push_str(&format!(
                " Side by side with {what} ({}, {on}): cannot both hold; the warning has no condition.",
                surname(&last.speaker)
            ));
        }
    }
    if !b.partners.is_empty() {
        s.push_str(&format!(
            " Needs {}, and no joint act is on this record.",
            listed(b.partners.iter().cloned())
        ));
    }
    if w.by_orderer == 0
        && let Some(office) = &line.office
    {
        let occasions = match line.occasions {
            1 => "did not say it".to_owned(),
            n => format!("is in none of the {n} occasions"),
        };
        s.push_str(&format!(" {} can order it and {occasions}.", super::super::warned::capital(office)));
    }
    s
}
