//! Families E and K: answers, and whom one talks to.
//!
//! E: the median of days from ask to first answer, asks still open counted as longer than any (so the value
//! may be unbounded), with an order-statistic interval. K: the share of asks answered, and of what was
//! addressed to the other side, the share sent to a part of it past its leadership. Reasons given and
//! information supplied are not coded on these records.

use super::super::as_of::AsOf;
use super::super::whole::Conduct;
use super::{About, Family, Found, Indicator, interval};
use std::collections::HashMap;

const DAYS: About = About {
    family: Family::E,
    key: "delay.days",
    name: "days to answer",
    unit: "days, median; open asks count as longer",
    anchor: "Atlanta Hilton & Tower (1984): delaying tactics; Lac Lanoux (1957): abnormal delays",
    shows: "how long asks waited for any reply, a no included",
    cannot: "answers given out of sight; whether an ask deserved an answer",
};

const ANSWERED: About = About {
    family: Family::K,
    key: "process.answered",
    name: "asks answered",
    unit: "share of asks",
    anchor: "Lac Lanoux (1957): refusal to consider adverse proposals",
    shows: "how many asks have any reply on this record",
    cannot: "whether the reply met the ask; recent asks have had less time",
};

const PAST: About = About {
    family: Family::K,
    key: "process.past_leadership",
    name: "addressed to a part of the other side, past its leadership",
    unit: "share of what was addressed to the other side",
    anchor: "Atlanta Hilton & Tower (1984): bypassing the representative",
    shows: "how often words went to a declared part of the other side and not to its leadership",
    cannot: "unaddressed talk; contacts the record does not show",
};

pub(super) fn indicators(as_of: &AsOf<'_>, conduct: &Conduct, p: usize) -> Vec<Indicator> {
    let requests = || conduct.asks.requests.iter().filter(|r| r.of == p && !r.by.contains(&p));
    let mut days: Vec<f64> = requests()
        .filter_map(|r| {
            r.answers.iter().map(|a| f64::midpoint(a.days.0 as f64, a.days.1 as f64)).min_by(f64::total_cmp)
        })
        .collect();
    days.sort_by(f64::total_cmp);
    let open = requests().filter(|r| r.answers.is_empty()).count();
    let events: Vec<&str> = requests()
        .flat_map(|r| std::iter::once(r.event.as_str()).chain(r.answers.iter().map(|a| a.event.as_str())))
        .collect();
    let none = "nothing was asked of it on this record";
    let delay = if days.is_empty() && open == 0 {
        Indicator::no_data(DAYS, p, none)
    } else {
        let (value, interval) = interval::median(&days, open);
        let found = Found::Value { value, interval, count: days.len(), of: days.len() + open };
        Indicator::new(DAYS, p, found, events.clone())
    };
    vec![
        delay,
        Indicator::share(ANSWERED, p, days.len(), days.len() + open, events, none),
        past_leadership(as_of, p),
    ]
}

fn past_leadership(as_of: &AsOf<'_>, p: usize) -> Indicator {
    let people = as_of.trace().principals();
    let parties = as_of.trace().parties();
    // Each address: the party it belongs to, and whether it is the party itself.
    let addresses: HashMap<&str, (usize, bool)> = people
        .iter()
        .enumerate()
        .filter_map(|(k, who)| {
            let whole = who.of.unwrap_or(k);
            (whole != p && parties.contains(&whole)).then_some((who.slug.as_str(), (whole, whole == k)))
        })
        .collect();
    if !addresses.values().any(|(_, whole)| !whole) {
        return Indicator::no_data(
            PAST,
            p,
            "no part of the other side is declared apart from its leadership",
        );
    }
    let (mut past, mut all, mut events) = (0, 0, Vec::new());
    for e in as_of.trace().events().iter().filter(|e| e.principals == [p]) {
        let to: Vec<(usize, bool)> =
            e.addressees.iter().filter_map(|a| addresses.get(a.as_str()).copied()).collect();
        if to.is_empty() {
            continue;
        }
        all += 1;
        if to.iter().any(|(party, whole)| !whole && !to.contains(&(*party, true))) {
            past += 1;
            events.push(e.id.as_str());
        }
    }
    Indicator::share(PAST, p, past, all, events, "nothing was addressed to the other side")
}
