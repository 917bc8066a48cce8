//! How a party orders the states: a ranking, payoffs, or statements by priority.
//!
//! * `ranking`: best first; a list inside the list is a tie; a pattern with open places takes all states that fit and were not
//!   named before, as one tie (so `"----"` at the end means all others).
//! * `payoffs`: a number per state, higher is better, equal numbers tie.
//! * `priorities`: statements about options, most important first; of two states the one for which the first statement on which
//!   they differ holds is better (option prioritisation, Fang, Hipel, Kilgour & Peng 2003). Only in option form.
//!
//! Exactly one of the three. Every state must be ordered.

use super::Named;
use super::priority::Statement;
use crate::error::Result;
use crate::format::tree::Cursor;
use crate::scenario::Actor;

/// Most statements of priority.
const MOST_STATEMENTS: usize = 60;

/// Level of each state, 0 best.
pub(super) fn levels(party: &Cursor<'_>, named: &Named, actors: &[Actor]) -> Result<Vec<usize>> {
    let ways = ["ranking", "payoffs", "priorities"];
    let given: Vec<_> = ways.iter().filter_map(|w| Some((*w, party.get(w)?))).collect();
    match given.as_slice() {
        [("ranking", at)] => ranking(at, named),
        [("payoffs", at)] => payoffs(at, named),
        [(_, at)] => priorities(at, named, actors),
        [] => Err(party
            .error("the party does not order the states")
            .remedy("give ranking, payoffs or priorities")),
        [_, (_, second), ..] => Err(second
            .error("the states are ordered twice")
            .remedy("give one of ranking, payoffs, priorities")),
    }
}

fn ranking(at: &Cursor<'_>, named: &Named) -> Result<Vec<usize>> {
    let mut levels: Vec<Option<usize>> = vec![None; named.states.len()];
    for (level, entry) in at.list()?.into_iter().enumerate() {
        let tied = if entry.is_list() { entry.list()? } else { vec![entry.clone()] };
        if tied.is_empty() {
            return Err(entry.error("an empty tie"));
        }
        for t in tied {
            let text = t.label()?;
            let Some((found, pattern)) = named.find(&text) else {
                return Err(t.error(format!("there is no state {text:?}")).remedy(named.remedy()));
            };
            let mut new = 0;
            for s in found {
                if levels[s].is_none() {
                    levels[s] = Some(level);
                    new += 1;
                } else if !pattern {
                    return Err(t.error(format!("the state {text:?} was ranked before")));
                }
            }
            if new == 0 {
                return Err(t.error(format!("{text:?} fits no state that was not ranked before")));
            }
        }
    }
    complete(at, named, levels)
}

fn payoffs(at: &Cursor<'_>, named: &Named) -> Result<Vec<usize>> {
    let mut worth: Vec<Option<f64>> = vec![None; named.states.len()];
    for (name, value) in at.entries()? {
        let Some((found, _)) = named.find(name) else {
            return Err(value.error(format!("there is no state {name:?}")).remedy(named.remedy()));
        };
        let x = value.number()?;
        for s in found {
            if worth[s].replace(x).is_some() {
                return Err(value.error(format!("the state {:?} has two payoffs", named.states[s].name)));
            }
        }
    }
    let mut ordered: Vec<f64> = worth.iter().flatten().copied().collect();
    ordered.sort_by(|a, b| b.total_cmp(a));
    // Minus zero and zero are one payoff.
    ordered.dedup_by(|a, b| a == b);
    let level = |x: f64| ordered.iter().position(|y| *y == x);
    complete(at, named, worth.into_iter().map(|x| x.and_then(level)).collect())
}

fn priorities(at: &Cursor<'_>, named: &Named, actors: &[Actor]) -> Result<Vec<usize>> {
    if named.options == 0 {
        return Err(at.error("priorities say something of options, and no party has any"));
    }
    let list = at.list()?;
    if list.is_empty() || list.len() > MOST_STATEMENTS {
        return Err(at.error(format!("{} statements; there can be 1 to {MOST_STATEMENTS}", list.len())));
    }
    let names: Vec<&str> = actors.iter().flat_map(|a| a.options.iter().map(String::as_str)).collect();
    let mut scores = vec![0_u64; named.states.len()];
    for (k, entry) in list.iter().enumerate() {
        let statement = Statement::parse(&entry.label()?, &names).map_err(|e| e.at(entry.place()))?;
        for (s, members) in named.members.iter().enumerate() {
            let holds = members.iter().filter(|p| statement.holds(**p)).count();
            if holds != 0 && holds != members.len() {
                return Err(entry
                    .error(format!(
                        "the statement is both true and false of the joint state {:?}",
                        named.states[s].name
                    ))
                    .remedy("give a ranking, or a statement that does not tell its profiles apart"));
            }
            scores[s] += u64::from(holds > 0) << (list.len() - 1 - k);
        }
    }
    let mut ordered = scores.clone();
    ordered.sort_unstable_by(|a, b| b.cmp(a));
    ordered.dedup();
    complete(at, named, scores.iter().map(|x| ordered.iter().position(|y| y == x)).collect())
}

fn complete(at: &Cursor<'_>, named: &Named, levels: Vec<Option<usize>>) -> Result<Vec<usize>> {
    let missing: Vec<&str> =
        levels.iter().zip(&named.states).filter(|(l, _)| l.is_none()).map(|(_, s)| s.name.as_str()).collect();
    if missing.is_empty() {
        return Ok(levels.into_iter().flatten().collect());
    }
    let shown = missing.iter().take(8).copied().collect::<Vec<_>>().join(", ");
    Err(at
        .error(format!("{} of {} states are not ordered: {shown}", missing.len(), named.states.len()))
        .remedy("order every state; a last pattern of dashes takes all others as one tie"))
}
