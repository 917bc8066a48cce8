//! The three sentences at the top: where the terms stand and what is asked now; what the record can and
//! cannot tell of good faith; what has been warned of.

use super::agreed::agreement;
use super::figure::Figure;
use super::good_faith::{PartyFaith, level_words};
use super::owed::Owed;
use super::table::{PositionTable, Standing};
use super::warned::Warned;
use super::words::{Words, condition, counted, some};
use crate::conduct::Position;
use crate::faith::Level;
use crate::outcome::Proposal;
use crate::talks::{Event, Evidence, Kind, ProposalRole, Scope};

/// Subject of the sentence on good faith.
pub(super) const GOOD_FAITH: &str = "in short faith";

/// Issues an own proposal must name to say something about how terms are traded.
const WIDE: usize = 3;

pub(super) fn in_short(
    words: Words<'_>,
    table: &PositionTable,
    positions: &[Position],
    owed: &[Owed],
    warned: &[Warned],
    faith: &[PartyFaith],
) -> Vec<Figure> {
    let mut out = vec![terms(words, table)];
    out.extend(question(words, positions, owed));
    out.push(good_faith(words, owed, faith));
    out.extend(warnings(words, warned));
    for (k, f) in out.iter_mut().enumerate() {
        f.key = format!("S{}", k + 1);
    }
    out
}

/// Where the settlement terms stand.
fn terms(words: Words<'_>, table: &PositionTable) -> Figure {
    let case = words.case;
    let rows: Vec<_> = table.rows.iter().filter(|r| r.scope == Scope::Settlement).collect();
    let count = |f: &dyn Fn(&Standing) -> bool| rows.iter().filter(|r| f(&r.standing)).count();
    let agreed = count(&|s| matches!(s, Standing::Agreed { .. }));
    let same = count(&|s| matches!(s, Standing::Same { .. } | Standing::Yes { .. })) + agreed;
    let apart = count(&|s| matches!(s, Standing::Apart { .. }));
    let silent = rows.len() - same - apart;
    let signed: Vec<&Event> = case
        .events()
        .iter()
        .filter(|e| e.scope == Scope::Settlement && !e.proposal.is_empty())
        .filter(|e| e.kind == Kind::Agreement || e.proposal_role == Some(ProposalRole::Agreed))
        .collect();
    let mut text = match (rows.len(), same) {
        (0, _) => "No settlement term has been put forward on this record.".to_owned(),
        (n, 0) => format!(
            "No settlement term has a yes from both sides ({} raised: ",
            counted(n, "issue", "issues")
        ),
        (n, s) if s == agreed => {
            format!("{}: {s} agreed (", counted(n, "settlement issue raised", "settlement issues raised"))
        }
        (n, s) => format!(
            "{}: both sides name the same term on {s} (",
            counted(n, "settlement issue raised", "settlement issues raised")
        ),
    };
    if !rows.is_empty() {
        let mut parts = Vec::new();
        if apart > 0 {
            parts.push(format!("apart on {apart}"));
        }
        if silent > 0 {
            parts.push(format!("on {silent} a side has not said its term"));
        }
        text.push_str(&if parts.is_empty() { "nothing apart".to_owned() } else { parts.join(", ") });
        text.push_str(").");
    }
    let mut facts: Vec<String> = rows.iter().flat_map(|r| r.figure.facts.clone()).collect();
    if let Some(head) = headline(words, table) {
        text.push(' ');
        text.push_str(&head);
    }
    if let Some(last) = signed.last() {
        let parties = case.trace.parties();
        let all = parties
            .iter()
            .all(|p| last.principals.iter().any(|q| q == p || case.trace.principals()[*q].of == Some(*p)));
        let whose = if all {
            "between the sides".to_owned()
        } else {
            format!("by {} account", possessive(&words.names(&last.principals)))
        };
        text.push_str(&format!(
            " Terms recorded as agreed, {whose}: {}, {}{}.",
            counted(last.proposal.len(), "issue", "issues"),
            words.span(last.happened),
            words.late(&last.id)
        ));
        facts.push(last.id.clone());
    }
    if let Some(e) = super::further::away(words) {
        text.push_str(&format!(" The mediator is away since {}.", words.dated_event(e)));
        facts.push(e.id.clone());
    }
    Figure::new(
        "",
        "in short terms",
        text,
        "Settlement rows of the table by how the parties' own positions lie to each other; a yes to the other's \
         term counts as the same term.",
    )
    .resting_on(facts)
}

pub(super) fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}'") } else { format!("{name}'s") }
}

/// The number issue that the parties have spoken on most, where they are apart.
fn headline(words: Words<'_>, table: &PositionTable) -> Option<String> {
    let case = words.case;
    let parties = case.trace.parties();
    let (row, distance) = table
        .rows
        .iter()
        .filter(|r| r.scope == Scope::Settlement && case.space.issues()[r.issue].is_number())
        .filter_map(|r| match &r.standing {
            Standing::Apart { distance: Some(d) } => Some((r, d.clone())),
            _ => None,
        })
        .max_by_key(|(r, _)| {
            let said = case
                .events()
                .iter()
                .filter(|e| e.is_own_proposal() && e.proposal.get(r.issue).is_some())
                .filter(|e| e.principals.iter().any(|p| parties.contains(p)))
                .count();
            (said, std::cmp::Reverse(r.issue))
        })?;
    let sides: Vec<String> = row
        .cells
        .iter()
        .take(parties.len())
        .zip(&parties)
        .map(|(c, p)| format!("{} {}", words.short(*p), c.text))
        .collect();
    Some(format!("{}: {}: {distance} apart.", row.label, sides.join(" against ")))
}

/// What is asked now, and what each party has said to it.
fn question(words: Words<'_>, positions: &[Position], owed: &[Owed]) -> Option<Figure> {
    let o = open_question(words, owed)?;
    let case = words.case;
    let asked = case.trace.event(o.asks.last()?)?;
    let mut text = format!(
        "Asked now of {}: {} ({}, {}{}).",
        o.who,
        o.what,
        words.names(&asked.principals),
        words.span(asked.happened),
        words.late(&asked.id)
    );
    let mut facts = o.asks.clone();
    for p in case.trace.parties() {
        if o.by.contains(&p) {
            continue;
        }
        if let Some(y) = yes_to(positions, p, &o.terms, o.scope).and_then(|id| case.trace.event(id)) {
            let tied = y.condition.as_deref().map(|c| format!(", {}", condition(c))).unwrap_or_default();
            text.push_str(&format!(" {}: yes{tied} ({}).", words.short(p), words.span(y.happened)));
            facts.push(y.id.clone());
        }
    }
    let who = &o.who;
    let earlier: Vec<&Event> = o.earlier_replies.iter().filter_map(|id| case.trace.event(id)).collect();
    if earlier.is_empty() {
        text.push_str(&format!(" {who}: no reply on this record."));
    } else {
        let with_terms: Vec<&Event> =
            earlier.iter().copied().filter(|e| !own_terms(&[e], &o.terms).is_empty()).collect();
        let others: Vec<&Event> =
            earlier.iter().copied().filter(|e| own_terms(&[e], &o.terms).is_empty()).collect();
        let days = |of: &[&Event]| some(of.iter().map(|e| words.span(e.happened)).collect(), 4);
        let mut parts = Vec::new();
        if !with_terms.is_empty() {
            let terms = own_terms(&with_terms, &o.terms).into_iter().map(|(i, v)| case.value_label(i, v));
            parts.push(format!("{} ({})", some(terms.collect(), 4), days(&with_terms)));
        }
        if !others.is_empty() {
            parts.push(format!(
                "{} {}",
                if others.len() == 1 { "reply of" } else { "replies of" },
                days(&others)
            ));
        }
        text.push_str(&format!(
            " {who}: to earlier asks, {}; none on this record to that of {}.",
            parts.join("; "),
            words.day(o.last)
        ));
        facts.extend(o.earlier_replies.iter().cloned());
    }
    Some(
        Figure::new(
            "",
            "in short question",
            text,
            "The latest ask of terms that a party has not answered; yes of the others to the same terms in the same \
             scope; replies to earlier asks of the same terms.",
        )
        .resting_on(facts),
    )
}

/// Other terms on the same issues that the replies put in their place.
fn own_terms(replies: &[&Event], asked: &Proposal) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for e in replies.iter().filter(|e| e.is_own_proposal()) {
        for (i, v) in e.proposal.terms() {
            if asked.get(i).is_some_and(|a| a != v) && !out.contains(&(i, v)) {
                out.push((i, v));
            }
        }
    }
    out
}

/// The latest open ask of a party that names terms; of several on one day the one asked most often.
pub(super) fn open_question<'a>(words: Words<'_>, owed: &'a [Owed]) -> Option<&'a Owed> {
    let parties = words.case.trace.parties();
    let settled = agreement(words).map(|e| e.happened.to);
    owed.iter()
        .filter(|o| !o.terms.is_empty() && o.by.iter().any(|p| parties.contains(p)))
        .filter(|o| settled.is_none_or(|day| o.last > day))
        .max_by_key(|o| (o.last, o.open + o.earlier_replies.len(), std::cmp::Reverse(o.asks.clone())))
}

fn yes_to<'a>(positions: &'a [Position], party: usize, terms: &Proposal, scope: Scope) -> Option<&'a str> {
    positions
        .iter()
        .filter(|p| p.line.principal == party && p.line.scope == scope)
        .flat_map(|p| p.yes_to.iter().filter(|y| terms.get(p.line.issue) == Some(y.value)))
        .max_by_key(|y| y.on.to)
        .map(|y| y.event.as_str())
}

/// Said on its own side's record, or in a text that was tabled; not floated.
fn tabled(e: &Event) -> bool {
    e.standing != Some(crate::talks::Standing::Floated)
        && match e.evidence {
            Evidence::OnRecord => true,
            Evidence::Reported => e.standing.is_some(),
            Evidence::OtherSide => false,
        }
}

/// With what the conduct of each side goes together, by level, and the question that would tell most. How likely
/// anything is stands elsewhere: a number on a first page outlives its footnote.
fn good_faith(words: Words<'_>, owed: &[Owed], faith: &[PartyFaith]) -> Figure {
    let case = words.case;
    let rule = "The level of each side by fixed rules (docs/good-faith.md), how many own proposals it has, and the open \
                question whose answer would tell most.";
    if !case.judge_faith {
        return Figure::new("", GOOD_FAITH, "Good faith: not judged; switched off for this case.", rule);
    }
    let mut facts = Vec::new();
    let each: Vec<String> = case
        .trace
        .parties()
        .into_iter()
        .map(|p| {
            let own: Vec<&Event> = case
                .events()
                .iter()
                .filter(|e| e.binds(p) && e.is_own_proposal() && e.scope == Scope::Settlement && tabled(e))
                .collect();
            let wide: Vec<&&Event> = own.iter().filter(|e| e.proposal.len() >= WIDE).collect();
            facts.extend(wide.iter().map(|e| e.id.clone()));
            format!("{} {} of {}", words.short(p), wide.len(), own.len())
        })
        .collect();
    if facts.is_empty() && owed.is_empty() {
        let text =
            "Delay and hard bargaining cannot be told apart here: no side has put a text or owes an answer.";
        return Figure::new("", GOOD_FAITH, text, rule);
    }
    let told: Vec<String> = faith
        .iter()
        .filter(|f| f.level != Level::Undetermined)
        .map(|f| format!("{}: {}.", words.short(f.principal), level_words(f.level)))
        .collect();
    let mut text = match told.len() {
        0 => "Delay and hard bargaining cannot be told apart here.".to_owned(),
        n if n < faith.len() => format!("{} Else the two cannot be told apart.", told.join(" ")),
        _ => told.join(" "),
    };
    text.push_str(&format!(" Own proposals on {WIDE} or more settlement issues: {}.", each.join(", ")));
    if let Some(o) = open_question(words, owed) {
        text.push_str(&format!(" A dated yes or no of {} on that question would tell most.", o.who));
    }
    Figure::new("", GOOD_FAITH, text, rule).resting_on(facts)
}

fn warnings(words: Words<'_>, warned: &[Warned]) -> Option<Figure> {
    let w = super::warned::foremost(words, warned)?;
    Some(
        Figure::new("", "in short warning", w.sentence.clone(), w.figure.rule.clone())
            .resting_on(w.figure.facts.iter().cloned()),
    )
}
