//! Logs of NegMAS sessions, and of this program's own, as turns over a table.
//!
//! NegMAS keeps a session as `full_trace` (time, relative_time, step, negotiator, offer, responses, state, …)
//! and `extended_trace` (step, negotiator, offer); people write them with pandas as CSV, JSON lines or a JSON
//! list, in any order of columns. One file is one session. What a row says:
//!
//! - `offer`: the negotiator puts it on the table.
//! - `responses`: the others' words on it, by negotiator (`{'b': <ResponseType.ACCEPT_OFFER: 0>}`, names or numbers).
//! - `response`: the negotiator's own word on what stood on the table before; where the first yes of a file
//!   stands beside an offer that was not on the table yet, the column is the other side's word on the offer.
//! - `state`: where it is `agreement`, those who are not said to have accepted did; `broken` does not say who left.
//! - `move` (`run --trace` of this program): the party's own word, as `response`.
//!
//! A `no` that is followed by its own counter-offer is that counter-offer. The random ending that NegMAS puts
//! behind a name (`n0-e3626e7e-…`) is cut. Its last row stands at the step of the ending: an offer accepted
//! in the next round is dated there, one step late; the reader does not guess. Absent: Parquet (refused with
//! the line that converts it), logs of other mechanisms.

mod cell;
mod rows;
mod table;

use super::NamedFile;
use super::tree::{Datum, Node, label};
use crate::error::{Error, Place, Result};
use crate::outcome::{Digits, OutcomeSpace};
use crate::scenario::Scenario;
use crate::talks::{Act, Trace, Turn, trace_of_turns};
use rows::Row;

/// A session that somebody logged.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedSession {
    /// Who took part: the scenario's parties in its order, or the negotiators in the order of first mention.
    pub parties: Vec<String>,
    /// The table: the scenario's, or what the offers show of it.
    pub space: OutcomeSpace,
    /// What was done, in order.
    pub turns: Vec<Turn>,
    /// What was agreed.
    pub agreement: Option<Digits>,
    /// What the log does not say or was read with reservations, for people.
    pub notes: Vec<String>,
}

impl LoggedSession {
    /// The session as a record.
    #[must_use]
    pub fn trace(&self) -> Trace {
        trace_of_turns(&self.parties, self.turns.iter().cloned(), self.agreement.as_deref())
    }
}

/// Reads the log of one session, over the table of a scenario or over what its offers show.
///
/// # Errors
/// If rows cannot be read, name a value the table does not have, go back in time, or make no sense as a
/// session (a yes where nothing is on the table, rows after an agreement); with line and field.
pub fn read(file: &NamedFile<'_>, scenario: Option<&Scenario>) -> Result<LoggedSession> {
    let rows = rows::read(file.name, file.bytes)?;
    let place = |line: usize, field: &str| Place::file(file.name).at_line(line).at_field(field);
    let mut notes = Vec::new();
    let (parties, names) = parties(file.name, &rows, scenario, &mut notes)?;
    let shown;
    let space = match scenario {
        Some(s) => &s.space,
        None => {
            let spoken: Vec<&Row> = rows.iter().filter(|r| !is_null(&r.offer)).collect();
            let offers: Vec<&Node> = spoken.iter().map(|r| &r.offer).collect();
            shown = table::from_offers(&offers)
                .map_err(|(k, e)| e.at(place(spoken.get(k).map_or(1, |r| r.line), "offer")))?;
            notes.push("the issues have the values that were offered; a scenario would give them all".into());
            &shown
        }
    };
    let reader = table::Reader::new(space);
    let mut session = Session {
        file: file.name,
        names: &names,
        parties: parties.len(),
        turns: Vec::new(),
        standing: None,
        accepted: Vec::new(),
        agreement: None,
        whose: None,
    };
    let rounds = rows.last().map_or(0, |r| r.step) + 1;
    let timed = rows.iter().all(|r| r.time.is_some());
    if !timed {
        notes.push(
            "not every row has a relative_time: steps over the rounds of the log plus one stand in".into(),
        );
    }
    let mut step = 0;
    for (k, row) in rows.iter().enumerate() {
        if row.step < step {
            return Err(Error::input(format!("step {} comes after step {step}", row.step))
                .at(place(row.line, "step"))
                .remedy("give one session a file, its rows in order"));
        }
        step = row.step;
        let offer = reader.digits(&row.offer).map_err(|e| e.at(place(row.line, "offer")))?;
        let time = row.time.filter(|_| timed).unwrap_or((row.step + 1) as f64 / (rounds + 1) as f64);
        session.row(row, offer, time, rows.get(k + 1))?;
        if row.state.eq_ignore_ascii_case("broken")
            && !matches!(session.turns.last(), Some(Turn { act: Act::End, .. }))
        {
            notes.push(format!("line {}: the talks broke off; the log does not say who left", row.line));
        }
    }
    let (turns, agreement) = (session.turns, session.agreement);
    if turns.is_empty() {
        return Err(Error::input("nobody does anything in this log").at(place(1, "offer")));
    }
    let space = space.clone();
    Ok(LoggedSession { parties, space, turns, agreement, notes })
}

fn is_null(node: &Node) -> bool {
    matches!(node.datum, Datum::Null)
}

/// A name without the random ending that NegMAS gives it.
fn plain(name: &str) -> &str {
    let ending = name.len().checked_sub(37).and_then(|k| Some((name.get(..k)?, name.get(k..)?)));
    match ending {
        Some((front, tail)) if !front.is_empty() => {
            let shape = tail.bytes().enumerate().all(|(k, b)| match k {
                0 | 9 | 14 | 19 | 24 => b == b'-',
                _ => b.is_ascii_hexdigit(),
            });
            if shape { front } else { name }
        }
        _ => name,
    }
}

/// The parties, and the log's name of each with its number.
type Parties = (Vec<String>, Vec<(String, usize)>);

/// Those who take part.
fn parties(
    file: &str,
    rows: &[Row],
    scenario: Option<&Scenario>,
    notes: &mut Vec<String>,
) -> Result<Parties> {
    let mut seen: Vec<String> = Vec::new();
    let mut line = 1;
    for row in rows {
        let answering = match &row.responses.datum {
            Datum::Map(m) => m.iter().map(|(k, _)| k.as_str()).collect(),
            _ => Vec::new(),
        };
        for name in std::iter::once(row.who.as_str()).chain(answering).filter(|n| !n.is_empty()) {
            if !seen.iter().any(|s| s == name) {
                seen.push(name.to_owned());
                line = row.line;
            }
        }
    }
    let short: Vec<&str> = seen.iter().map(|s| plain(s)).collect();
    let apart = short.iter().enumerate().all(|(k, s)| !short[..k].contains(s));
    let called: Vec<&str> = if apart { short } else { seen.iter().map(String::as_str).collect() };
    let numbers: Vec<usize>;
    let parties: Vec<String> = match scenario {
        None if called.len() < 2 => {
            return Err(Error::input("only one negotiator acts in this log")
                .at(Place::file(file).at_line(line).at_field("negotiator"))
                .remedy("name the scenario, whose profiles are the parties"));
        }
        None => {
            numbers = (0..called.len()).collect();
            called.iter().map(|s| (*s).to_owned()).collect()
        }
        Some(s) => {
            let all: Vec<String> = s.parties.iter().map(|p| p.name.clone()).collect();
            if called.len() > all.len() {
                return Err(Error::input(format!(
                    "{} negotiators act in this log, the scenario has {} parties",
                    called.len(),
                    all.len()
                ))
                .at(Place::file(file).at_line(line).at_field("negotiator")));
            }
            let by_name: Option<Vec<usize>> =
                called.iter().map(|c| all.iter().position(|a| a == c)).collect();
            numbers = by_name.unwrap_or_else(|| {
                let pairs: Vec<String> =
                    called.iter().zip(&all).map(|(c, a)| format!("{c} is {a}")).collect();
                notes.push(format!(
                    "negotiators are the scenario's parties in the order in which they act: {}",
                    pairs.join(", ")
                ));
                (0..called.len()).collect()
            });
            all
        }
    };
    Ok((parties, seen.into_iter().zip(numbers).collect()))
}

/// A word on an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Yes,
    No,
    Leave,
    Nothing,
}

/// The word that a cell or entry holds: a name, or the number of NegMAS's enumeration.
fn word(node: &Node) -> Option<Word> {
    let Some(text) = label(node) else { return is_null(node).then_some(Word::Nothing) };
    let text = text.trim().rsplit('.').next().unwrap_or_default().to_ascii_uppercase();
    Some(match text.as_str() {
        "ACCEPT_OFFER" | "ACCEPT" | "ACCEPTED" | "0" => Word::Yes,
        "REJECT_OFFER" | "REJECT" | "REJECTED" | "1" => Word::No,
        "END_NEGOTIATION" | "END" | "LEAVE" | "2" | "5" => Word::Leave,
        "NO_RESPONSE" | "WAIT" | "NONE" | "OFFER" | "" | "3" | "4" => Word::Nothing,
        _ => return None,
    })
}

/// Whose word the column `response` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Own,
    Others,
}

/// A session as far as it has been read.
struct Session<'a> {
    file: &'a str,
    names: &'a [(String, usize)],
    parties: usize,
    turns: Vec<Turn>,
    /// What is on the table, and who put it there.
    standing: Option<(Digits, usize)>,
    /// Who has accepted it.
    accepted: Vec<usize>,
    agreement: Option<Digits>,
    whose: Option<Whose>,
}

impl Session<'_> {
    fn wrong(&self, row: &Row, field: &str, message: impl Into<String>) -> Error {
        Error::input(message).at(Place::file(self.file).at_line(row.line).at_field(field))
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.names.iter().find(|(n, _)| n == name).map(|(_, k)| *k)
    }

    fn row(&mut self, row: &Row, offer: Option<Digits>, time: f64, next: Option<&Row>) -> Result<()> {
        if self.agreement.is_some() {
            return Err(self
                .wrong(row, "step", "a row stands after the agreement")
                .remedy("give one session a file"));
        }
        let own = word(&row.response).ok_or_else(|| self.unknown(row, "response", &row.response))?;
        let who = self.number(&row.who);
        let turn = |party, act| Turn { round: row.step, time, party, act };
        let whose = self.whose(row, own, offer.as_ref(), who)?;
        if let Some(who) = who {
            match (own, whose) {
                (Word::Yes, Whose::Own) => self.accept(row, "response", turn(who, Act::Accept))?,
                (Word::Leave, Whose::Own) => self.turns.push(turn(who, Act::End)),
                (Word::No, Whose::Own) if offer.is_none() => self.turns.push(turn(who, Act::Reject)),
                _ => {}
            }
            let answered = whose == Whose::Own && matches!(own, Word::Yes | Word::Leave);
            if let Some(digits) = offer.filter(|_| !answered) {
                self.standing = Some((digits.clone(), who));
                self.accepted.clear();
                self.turns.push(turn(who, Act::Offer(digits)));
            }
            if whose == Whose::Others {
                let other = (0..self.parties).find(|p| *p != who).unwrap_or(0);
                self.answer(row, "response", own, turn(other, Act::Reject), next)?;
            }
        }
        self.responses(row, time, next)?;
        if row.state.eq_ignore_ascii_case("agreement") && self.agreement.is_none() {
            let by = self.standing.as_ref().map(|s| s.1);
            for party in (0..self.parties).filter(|p| Some(*p) != by) {
                if !self.accepted.contains(&party) {
                    self.accept(row, "state", turn(party, Act::Accept))?;
                }
            }
        }
        Ok(())
    }

    /// The others' words, as they are written.
    fn responses(&mut self, row: &Row, time: f64, next: Option<&Row>) -> Result<()> {
        let entries = match &row.responses.datum {
            Datum::Null => return Ok(()),
            Datum::Map(m) => m,
            _ => {
                return Err(self.wrong(
                    row,
                    "responses",
                    "responses are an object from negotiator to response",
                ));
            }
        };
        for (name, node) in entries {
            let said = word(node).ok_or_else(|| self.unknown(row, "responses", node))?;
            let Some(party) = self.number(name) else { continue };
            self.answer(
                row,
                "responses",
                said,
                Turn { round: row.step, time, party, act: Act::Reject },
                next,
            )?;
        }
        Ok(())
    }

    fn unknown(&self, row: &Row, field: &str, node: &Node) -> Error {
        let text = label(node).unwrap_or_else(|| "a list or object".to_owned());
        self.wrong(row, field, format!("{text:?} is no response"))
            .remedy("ACCEPT_OFFER, REJECT_OFFER, END_NEGOTIATION or NO_RESPONSE")
    }

    /// Somebody's word on the offer of this row; `turn` says who and when.
    fn answer(&mut self, row: &Row, field: &str, said: Word, turn: Turn, next: Option<&Row>) -> Result<()> {
        let counters = next.is_some_and(|n| self.number(&n.who) == Some(turn.party) && !is_null(&n.offer));
        match said {
            Word::Yes => self.accept(row, field, Turn { act: Act::Accept, ..turn })?,
            Word::Leave => self.turns.push(Turn { act: Act::End, ..turn }),
            Word::No if !counters => self.turns.push(turn),
            _ => {}
        }
        Ok(())
    }

    fn accept(&mut self, row: &Row, field: &str, turn: Turn) -> Result<()> {
        let Some((digits, by)) = &self.standing else {
            return Err(self.wrong(row, field, "a yes where nothing is on the table"));
        };
        if *by == turn.party || self.accepted.contains(&turn.party) {
            return Err(self.wrong(row, field, "a yes to one's own offer, or a second yes"));
        }
        self.accepted.push(turn.party);
        if self.accepted.len() + 1 == self.parties {
            self.agreement = Some(digits.clone());
        }
        self.turns.push(turn);
        Ok(())
    }

    /// Whose word the column holds is settled by the first yes, and must stay so.
    fn whose(&mut self, row: &Row, said: Word, offer: Option<&Digits>, who: Option<usize>) -> Result<Whose> {
        if said == Word::Yes {
            let on_table =
                |d: &Digits| self.standing.as_ref().is_some_and(|(s, by)| s == d && Some(*by) != who);
            let found = if offer.is_none_or(on_table) { Whose::Own } else { Whose::Others };
            if found == Whose::Others && self.parties > 2 {
                return Err(self
                    .wrong(row, "response", "a yes to this offer, and no telling whose")
                    .remedy("use a column responses: {negotiator: response}"));
            }
            if self.whose.is_some_and(|w| w != found) {
                return Err(self.wrong(
                    row,
                    "response",
                    "here the response is the other side's, above it was the negotiator's own, or the reverse",
                ));
            }
            self.whose = Some(found);
        }
        Ok(self.whose.unwrap_or(Whose::Own))
    }
}
