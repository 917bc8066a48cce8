//! Sessions of two negotiators with what they answered to probes, as `bench/peer_traces.py` writes them.
//!
//! A line: `{"id", "sizes", "utilities" (party, issue, option), "parties": [{"negotiator", "family", "label"}],
//! "events": [{"time", "party", "offer" | "accept"}], "probes": [{"time", "party", "offer", "accept"}]}`; times are
//! shares of the deadline. Labels come apart from what was heard. Read only.

use super::NamedFile;
use super::jsonl::each_line;
use super::tree::Cursor;
use crate::error::{Error, Place, Result};

const MOST_SESSIONS: usize = 100_000;

/// An offer, or a text put to a party.
#[derive(Clone, Debug, PartialEq)]
pub struct Put {
    /// When, as a share of the deadline.
    pub time: f64,
    /// By whom it is, or to whom it is put.
    pub party: usize,
    /// An option an issue.
    pub offer: Vec<usize>,
    /// The answer, where this is a probe.
    pub accept: Option<bool>,
}

/// What was heard in a session: no names and no labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// Options by issue.
    pub sizes: Vec<usize>,
    /// Part-worths by party, issue and option.
    pub utilities: Vec<Vec<Vec<f64>>>,
    /// Offers, in order.
    pub offers: Vec<Put>,
    /// Who took the last offer, if anybody did.
    pub accepted: Option<usize>,
    /// Probes, in order.
    pub probes: Vec<Put>,
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
    let put = |at: &Cursor<'_>| -> Result<Put> {
        let party_at = at.need("party")?;
        let party = party_at.index()?;
        let time_at = at.need("time")?;
        let time = time_at.number()?;
        if party > 1 || !(0.0..=1.0).contains(&time) {
            return Err(at.error("a party is 0 or 1, a time a share of the deadline"));
        }
        let offer_at = at.need("offer")?;
        let offer = offer_at.list()?.iter().map(Cursor::index).collect::<Result<Vec<usize>>>()?;
        if offer.len() != sizes.len() || offer.iter().zip(&sizes).any(|(o, n)| o >= n) {
            return Err(offer_at.error("an offer takes one option an issue, counted from 0"));
        }
        Ok(Put { time, party, offer, accept: at.get("accept").map(|a| a.truth()).transpose()? })
    };
    let (mut offers, mut accepted) = (Vec::new(), None);
    for at in root.need("events")?.list()? {
        if at.get("offer").is_some() {
            offers.push(put(&at)?);
        } else {
            accepted = Some(at.need("party")?.index()?);
        }
    }
    let probes = root.need("probes")?.list()?.iter().map(put).collect::<Result<Vec<_>>>()?;
    if let Some(k) = probes.iter().position(|p| p.accept.is_none()) {
        return Err(root.need("probes")?.error(format!("probe {} has no answer", k + 1)));
    }
    let id = root.need("id")?.label()?;
    Ok((id, Heard { sizes, utilities, offers, accepted, probes }, seats))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"id": "a", "sizes": [2], "utilities": [[[0, 1]], [[1, 0]]], "parties": [{"negotiator": "x", "family": "f", "label": "sincere"}, {"negotiator": "y", "family": "f", "label": "staller"}], "events": [{"time": 0.1, "party": 0, "offer": [1]}, {"time": 0.2, "party": 1, "accept": true}], "probes": [{"time": 0.5, "party": 1, "offer": [0], "accept": false}]}"#;

    fn read(text: &str) -> Result<Vec<JudgedSession>> {
        sessions(NamedFile { name: "traces.jsonl", bytes: text.as_bytes() })
    }

    #[test]
    fn a_session_is_read_and_faults_have_a_place() {
        let all = read(GOOD).unwrap();
        let (_, heard, seats) = &all[0];
        assert_eq!((heard.offers.len(), heard.accepted, heard.probes[0].accept), (1, Some(1), Some(false)));
        assert_eq!(seats[1].label, "staller");
        assert!(!format!("{heard:?}").contains("staller"));
        for (from, to, words) in [
            ("\"offer\": [1]", "\"offer\": [2]", "traces.jsonl:1, events[0].offer"),
            ("\"time\": 0.1", "\"time\": 1.5", "events[0]: a party is 0 or 1"),
            ("[[1, 0]]]", "[[1]]]", "utilities[1]: part-worths do not fit"),
            (", \"accept\": false", "", "probe 1 has no answer"),
        ] {
            let e = read(&GOOD.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(e.contains(words), "{e}");
        }
    }
}
