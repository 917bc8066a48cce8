//! Sessions of two negotiators with what they would answer to last texts, as `bench/peer_traces.py` writes them.
//!
//! A line: `{"id", "sizes", "utilities" (party, issue, option), "parties": [{"negotiator", "family", "label"}],
//! "events": [{"time", "party", "offer" | "accept", "signed"}], "books": [{"time", "party", "yes"}]}`; times are
//! shares of the deadline. A yes that is not signed by whoever made the offer binds nobody, and talks go on. A book
//! is a string of 0 and 1: what the party would answer to each outcome as a last text, the last issue's option
//! changing fastest. Labels come apart from what was heard. Read only.

use super::NamedFile;
use super::jsonl::each_line;
use super::tree::Cursor;
use crate::error::{Error, Place, Result};

const MOST_SESSIONS: usize = 100_000;

/// What a party said.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// When, as a share of the deadline.
    pub time: f64,
    /// Who.
    pub party: usize,
    /// What.
    pub act: SaidAct,
}

/// An offer or a yes.
#[derive(Clone, Debug, PartialEq)]
pub enum SaidAct {
    /// An option an issue.
    Offer(Vec<usize>),
    /// Yes to the other's last offer.
    Yes {
        /// Did the other sign it?
        signed: bool,
    },
}

/// What a party would answer to each outcome as a last text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    sizes: Vec<usize>,
    yes: Vec<bool>,
}

impl Answers {
    /// The answer to a text.
    #[must_use]
    pub fn to(&self, text: &[usize]) -> bool {
        let index = text.iter().zip(&self.sizes).fold(0, |sum, (o, n)| sum * n + o);
        self.yes.get(index).copied().unwrap_or(false)
    }
}

/// When a party may be asked about a last text, and its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// When, as a share of the deadline.
    pub time: f64,
    /// Who is asked.
    pub party: usize,
    /// What it would answer.
    pub answers: Answers,
}

/// What was heard in a session: no names and no labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// Options by issue.
    pub sizes: Vec<usize>,
    /// Part-worths by party, issue and option.
    pub utilities: Vec<Vec<Vec<f64>>>,
    /// Offers and yeses, in order.
    pub said: Vec<Said>,
    /// When last texts may be put, in order.
    pub books: Vec<Book>,
}

/// Who sat there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Name of the negotiator.
    pub negotiator: String,
    /// Its family.
    pub family: String,
    /// `sincere` or `staller`.
    pub label: String,
}

/// A session and, apart, who sat there.
pub type JudgedSession = (String, Heard, Vec<Seat>);

/// Reads a file of sessions.
///
/// # Errors
/// With file, line and field, at the first thing that does not fit the layout or passes a stated limit.
pub fn sessions(file: NamedFile<'_>) -> Result<Vec<JudgedSession>> {
    let mut all = Vec::new();
    each_line(file, MOST_SESSIONS, |root| {
        all.push(session(root)?);
        Ok(())
    })?;
    if all.is_empty() {
        return Err(Error::input("there is no session").at(Place::file(file.name)));
    }
    Ok(all)
}

fn session(root: &Cursor<'_>) -> Result<JudgedSession> {
    let sizes = root.need("sizes")?.list()?.iter().map(Cursor::index).collect::<Result<Vec<usize>>>()?;
    let table = |at: Cursor<'_>| -> Result<Vec<Vec<f64>>> {
        let rows = at
            .list()?
            .iter()
            .map(|r| r.list()?.iter().map(Cursor::number).collect())
            .collect::<Result<Vec<Vec<f64>>>>()?;
        if rows.iter().map(Vec::len).ne(sizes.iter().copied()) {
            return Err(at.error("part-worths do not fit the issues"));
        }
        Ok(rows)
    };
    let utilities = root.need("utilities")?.list()?.into_iter().map(table).collect::<Result<Vec<_>>>()?;
    let seats_at = root.need("parties")?;
    let seats = seats_at
        .list()?
        .iter()
        .map(|p| {
            let text = |name: &str| Ok::<String, Error>(p.need(name)?.text()?.to_owned());
            Ok(Seat { negotiator: text("negotiator")?, family: text("family")?, label: text("label")? })
        })
        .collect::<Result<Vec<_>>>()?;
    if seats.len() != 2 || utilities.len() != 2 {
        return Err(seats_at.error("a session has two parties, each with its part-worths"));
    }
    let who = |at: &Cursor<'_>| -> Result<(f64, usize)> {
        let (time, party) = (at.need("time")?.number()?, at.need("party")?.index()?);
        if party > 1 || !(0.0..=1.0).contains(&time) {
            return Err(at.error("a party is 0 or 1, a time a share of the deadline"));
        }
        Ok((time, party))
    };
    let mut said: Vec<Said> = Vec::new();
    for at in root.need("events")?.list()? {
        let (time, party) = who(&at)?;
        let act = if let Some(offer_at) = at.get("offer") {
            let offer = offer_at.list()?.iter().map(Cursor::index).collect::<Result<Vec<usize>>>()?;
            if offer.len() != sizes.len() || offer.iter().zip(&sizes).any(|(o, n)| o >= n) {
                return Err(offer_at.error("an offer takes one option an issue, counted from 0"));
            }
            SaidAct::Offer(offer)
        } else {
            if !at.need("accept")?.truth()? {
                return Err(at.error("an event is an offer or a yes"));
            }
            SaidAct::Yes { signed: at.need("signed")?.truth()? }
        };
        if said.last().is_some_and(|s| s.time > time) {
            return Err(at.error("events stand in order of time"));
        }
        said.push(Said { time, party, act });
    }
    let outcomes = sizes.iter().try_fold(1_usize, |n, s| n.checked_mul(*s));
    let mut books: Vec<Book> = Vec::new();
    for at in root.need("books")?.list()? {
        let (time, party) = who(&at)?;
        let yes_at = at.need("yes")?;
        let text = yes_at.text()?;
        if outcomes != Some(text.len()) || text.bytes().any(|b| b != b'0' && b != b'1') {
            return Err(yes_at.error("a book has a 0 or a 1 for each outcome"));
        }
        let answers = Answers { sizes: sizes.clone(), yes: text.bytes().map(|b| b == b'1').collect() };
        books.push(Book { time, party, answers });
    }
    let id = root.need("id")?.label()?;
    Ok((id, Heard { sizes, utilities, said, books }, seats))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"id": "a", "sizes": [2, 3], "utilities": [[[0, 1], [0, 0, 0]], [[1, 0], [0, 0, 1]]], "parties": [{"negotiator": "x", "family": "f", "label": "sincere"}, {"negotiator": "y", "family": "f", "label": "staller"}], "events": [{"time": 0.1, "party": 0, "offer": [1, 2]}, {"time": 0.2, "party": 1, "accept": true, "signed": false}], "books": [{"time": 0.8, "party": 1, "yes": "000010"}]}"#;

    fn read(text: &str) -> Result<Vec<JudgedSession>> {
        sessions(NamedFile { name: "traces.jsonl", bytes: text.as_bytes() })
    }

    #[test]
    fn a_session_is_read_and_faults_have_a_place() {
        let all = read(GOOD).unwrap();
        let (_, heard, seats) = &all[0];
        assert_eq!((heard.said.len(), &heard.said[1].act), (2, &SaidAct::Yes { signed: false }));
        let answers = &heard.books[0].answers;
        assert!(answers.to(&[1, 1]) && !answers.to(&[0, 1]) && !answers.to(&[1, 2]));
        assert_eq!(seats[1].label, "staller");
        assert!(!format!("{heard:?}").contains("staller"));
        for (from, to, words) in [
            ("\"offer\": [1, 2]", "\"offer\": [2, 2]", "traces.jsonl:1, events[0].offer"),
            ("\"time\": 0.1", "\"time\": 1.5", "events[0]: a party is 0 or 1"),
            ("\"time\": 0.1", "\"time\": 0.3", "events[1]: events stand in order"),
            ("[0, 0, 1]]]", "[0, 1]]]", "utilities[1]: part-worths do not fit"),
            ("000010", "00001", "books[0].yes: a book has"),
            (", \"signed\": false", "", "signed"),
        ] {
            let e = read(&GOOD.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(e.contains(words), "{e}");
        }
    }
}
