//! Families A, B, F and G: movement, reciprocity, repetition, gain for both.
//!
//! A: of the steps whose direction can be told, the share toward the other side; and the Theil–Sen slope
//! (Theil 1950, Sen 1968) of own rank on days, per issue with three stages or more, in hundredths of the
//! coded range in 30 days, signed toward the other side's latest value, median over issues. B: of own offer
//! days that follow a step toward by the other side since one's last, the share with an own step toward. F: the
//! longest run of own offer days without a step toward while the other side made one. G needs utilities.

use super::super::as_of::AsOf;
use super::super::path::{Direction, Path};
use super::super::whole::Conduct;
use super::{About, Family, Found, Indicator, ends, interval, overall};
use crate::talks::Day;
use std::collections::BTreeMap;

/// Stages of one path beyond this are thinned evenly before slopes are taken.
const MOST_STAGES: usize = 100;

const SHARE: About = About {
    family: Family::A,
    key: "movement.share",
    name: "steps toward the other side",
    unit: "share of steps",
    anchor: "Hindriks, Jonker and Tykhonov 2007 (step classes), with orders in place of utilities",
    shows: "how often a repeated term came nearer to the other side's",
    cannot: "what a step was worth; nothing about intent: neither side has to move",
};

const SLOPE: About = About {
    family: Family::A,
    key: "movement.slope",
    name: "pace toward the other side",
    unit: "percent of the coded range in 30 days",
    anchor: "Theil 1950, Sen 1968 (slope); descriptive only",
    shows: "how fast stated values moved along each issue's coded order, in the middle of the issues",
    cannot: "importance of issues; the ranks of an order are not amounts; no sign as evidence",
};

const RECIPROCITY: About = About {
    family: Family::B,
    key: "reciprocity.share",
    name: "steps returned",
    unit: "share of occasions",
    anchor: "reciprocity of moves (lag one offer)",
    shows: "how often an own step toward followed one by the other side",
    cannot: "size of what was given and received; why a step was or was not returned",
};

const REPETITION: About = About {
    family: Family::F,
    key: "repetition.run",
    name: "longest run of own offer days without a step toward, while the other side made one",
    unit: "offer days",
    anchor: "ICJ, North Sea Continental Shelf 1969, ¶85 (insisting without contemplating modification)",
    shows: "how long stated terms stayed while the other side's came nearer",
    cannot: "what was offered in rooms the record does not show; standing firm is allowed",
};

const BOTH: About = About {
    family: Family::G,
    key: "integrative.gap",
    name: "gain left for both",
    unit: "utility",
    anchor: "Pareto gap change",
    shows: "whether offers left less gain on the table",
    cannot: "anything without both sides' utilities",
};

/// What happened on one day of own offers.
#[derive(Default)]
struct OfferDay<'c> {
    toward: bool,
    events: Vec<&'c str>,
}

pub(super) fn indicators(as_of: &AsOf<'_>, conduct: &Conduct, p: usize) -> Vec<Indicator> {
    let mut days: BTreeMap<Day, OfferDay<'_>> = BTreeMap::new();
    let mut theirs: BTreeMap<Day, Vec<&str>> = BTreeMap::new();
    let (mut toward, mut told, mut told_events) = (0, 0, Vec::new());
    let parties = as_of.trace().parties();
    for path in conduct.paths.iter().filter(|path| parties.contains(&path.line.principal)) {
        let own = path.line.principal == p;
        if own {
            for stage in &path.stages {
                let events = stage.said.iter().map(|s| s.event.as_str());
                days.entry(stage.on.to).or_default().events.extend(events);
            }
        }
        for step in &path.steps {
            let day = path.stages[step.to].on.to;
            if !own {
                let to_me = step.against.iter().any(|a| a.other == p && a.direction == Direction::Toward);
                if to_me {
                    theirs.entry(day).or_default().extend(ends(path, step));
                }
                continue;
            }
            let direction = overall(step);
            if matches!(direction, Direction::Changed | Direction::Unclear) {
                continue;
            }
            told += 1;
            told_events.extend(ends(path, step));
            if direction == Direction::Toward {
                toward += 1;
                days.entry(day).or_default().toward = true;
            }
        }
    }
    vec![
        Indicator::share(
            SHARE,
            p,
            toward,
            told,
            told_events,
            "no own term of an ordered issue was stated twice",
        ),
        slope(as_of, conduct, p),
        reciprocity(p, &days, &theirs),
        repetition(p, &days, &theirs),
        Indicator::no_data(BOTH, p, "needs the utilities of both sides, which nobody stated"),
    ]
}

fn reciprocity(p: usize, days: &BTreeMap<Day, OfferDay<'_>>, theirs: &BTreeMap<Day, Vec<&str>>) -> Indicator {
    let (mut returned, mut occasions, mut events) = (0, 0, Vec::new());
    let mut last: Option<Day> = None;
    for (day, offer) in days {
        let mut since = match last {
            Some(last) => theirs.range(last..*day),
            None => theirs.range(..*day),
        }
        .peekable();
        if since.peek().is_some() {
            occasions += 1;
            returned += usize::from(offer.toward);
            events.extend(since.flat_map(|(_, ids)| ids.iter().copied()));
            events.extend(offer.events.iter().copied());
        }
        last = Some(*day);
    }
    Indicator::share(
        RECIPROCITY,
        p,
        returned,
        occasions,
        events,
        "no own offer follows a step toward by the other side",
    )
}

fn repetition(p: usize, days: &BTreeMap<Day, OfferDay<'_>>, theirs: &BTreeMap<Day, Vec<&str>>) -> Indicator {
    if days.is_empty() {
        return Indicator::no_data(REPETITION, p, "no own offers on the record");
    }
    let mut longest: Vec<Day> = Vec::new();
    let mut run: Vec<Day> = Vec::new();
    let mut first = true;
    for (day, offer) in days {
        if offer.toward || first {
            run.clear();
        }
        first = false;
        run.push(*day);
        let from = run[0];
        if theirs.range(from..=*day).next().is_some() && run.len() > longest.len() {
            longest.clone_from(&run);
        }
    }
    let events = longest.iter().flat_map(|d| days[d].events.iter().copied());
    let moves = longest.first().zip(longest.last()).map(|(a, b)| theirs.range(*a..=*b));
    let moves = moves.into_iter().flatten().flat_map(|(_, ids)| ids.iter().copied());
    // The first day of a run opens it or moved toward; those after it are the ones without a step.
    let length = longest.len().saturating_sub(1);
    let found = Found::Value { value: Some(length as f64), interval: None, count: length, of: days.len() };
    Indicator::new(REPETITION, p, found, events.chain(moves))
}

fn slope(as_of: &AsOf<'_>, conduct: &Conduct, p: usize) -> Indicator {
    let mut slopes = Vec::new();
    let mut events = Vec::new();
    for path in conduct.paths.iter().filter(|path| path.line.principal == p && path.stages.len() >= 3) {
        let issue = &as_of.space().issues()[path.line.issue];
        let aim = conduct.distances.iter().filter(|d| {
            d.issue == path.line.issue && d.scope == path.line.scope && (d.one == p || d.other == p)
        });
        let Some(toward) =
            aim.filter_map(|d| sign(conduct, path, d, p)).reduce(|a, b| if a == b { a } else { 0.0 })
        else {
            continue;
        };
        if issue.len() < 2 {
            continue;
        }
        let stride = path.stages.len().div_ceil(MOST_STAGES);
        let points: Vec<(f64, f64)> = path
            .stages
            .iter()
            .step_by(stride)
            .filter(|s| s.last.len() == 1)
            .map(|s| (path.stages[0].on.to.days_until(s.on.to) as f64, s.last[0] as f64))
            .collect();
        let mut pairs: Vec<f64> = Vec::new();
        for (k, a) in points.iter().enumerate() {
            pairs.extend(points[k + 1..].iter().filter(|b| b.0 > a.0).map(|b| (b.1 - a.1) / (b.0 - a.0)));
        }
        pairs.sort_by(f64::total_cmp);
        if let Some(middle) = interval::median(&pairs, 0).0 {
            slopes.push(toward * middle * 30.0 * 100.0 / (issue.len() - 1) as f64);
            events.extend(path.stages.iter().flat_map(|s| &s.said).map(|s| s.event.as_str()));
        }
    }
    slopes.sort_by(f64::total_cmp);
    let (value, interval) = interval::median(&slopes, 0);
    if value.is_none() {
        return Indicator::no_data(
            SLOPE,
            p,
            "no ordered issue with three own stages and a value of the other side",
        );
    }
    let value = value.map(|v| (v * 1e6).round() / 1e6 + 0.0);
    let found = Found::Value { value, interval, count: slopes.len(), of: slopes.len() };
    Indicator::new(SLOPE, p, found, events)
}

/// On which side of the first own value the other side's latest value lies.
fn sign(conduct: &Conduct, path: &Path, d: &super::super::distance::Distance, p: usize) -> Option<f64> {
    let other = if d.one == p { d.other } else { d.one };
    let line = super::super::as_of::Line { principal: other, ..path.line };
    let k = conduct.paths.binary_search_by(|x| x.line.cmp(&line)).ok()?;
    let theirs = *conduct.paths[k].stages.last()?.last.first()?;
    let own = *path.stages[0].first.first()?;
    match theirs.cmp(&own) {
        std::cmp::Ordering::Greater => Some(1.0),
        std::cmp::Ordering::Less => Some(-1.0),
        std::cmp::Ordering::Equal => None,
    }
}
