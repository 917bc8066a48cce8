//! Recorded talks of several parties: `games.json` (issues, parties, scores) and `runs.jsonl` (a run a line).
//!
//! A game: `{name: {"issues": [{"name", "options": n}], "parties": {id: {"scores", "threshold", "role"}}}}`; scores
//! (an option number a list an issue) may be absent. A run: `{"id", "game", "set", "labels", "moves": [{"round",
//! "party", "deal"}]}`; a deal names one option number an issue from 0, or null for an issue left open, or is
//! null where no text was put. The move of round 0 is the opening that the rules lay down. Labels, if there are
//! any, come back apart from the runs: whoever estimates is handed runs. Read only.

use super::NamedFile;
use super::json;
use super::jsonl::each_line;
use super::text::decode;
use super::tree::Cursor;
use crate::error::{Error, Place, Result};
use std::collections::HashSet;

/// Most games, runs, moves of a run, issues, options, parties.
const MOST: [usize; 6] = [1000, 100_000, 5000, 64, 256, 64];

/// A party of a game.
#[derive(Clone, Debug, PartialEq)]
pub struct GameParty {
    /// Its id.
    pub name: String,
    /// Scores by issue and option; higher is better to it.
    pub scores: Option<Vec<Vec<f64>>>,
    /// Least sum of scores that it accepts.
    pub threshold: Option<f64>,
}

/// What was negotiated, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Game {
    /// Its name.
    pub name: String,
    /// Number of options, by issue.
    pub sizes: Vec<usize>,
    /// The parties, in the order of the file.
    pub parties: Vec<GameParty>,
}

/// A text put on the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The round.
    pub round: u64,
    /// The party, as an index into the game's.
    pub party: usize,
    /// An option an issue; `None` leaves it open.
    pub deal: Vec<Option<usize>>,
}

/// One run of a game, without labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// The game, as an index.
    pub game: usize,
    /// The set of runs it belongs to; empty where none is told.
    pub set: String,
    /// The texts, in order; moves without one are left out.
    pub puts: Vec<Put>,
}

/// Games and runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The games.
    pub games: Vec<Game>,
    /// The runs, in the order of the file.
    pub runs: Vec<Run>,
}

/// By run and party of its game, what somebody labelled the party.
pub type Labels = Vec<Vec<Option<String>>>;

/// Reads both files.
///
/// # Errors
/// With file, line and field, at the first thing that does not fit the layout or passes a stated limit.
pub fn recorded(games: NamedFile<'_>, runs: NamedFile<'_>) -> Result<(Recorded, Labels)> {
    let games = read_games(games)?;
    let (mut out, mut labels, mut ids) = (Vec::new(), Vec::new(), HashSet::new());
    each_line(runs, MOST[1], |root| {
        let (run, own) = read_run(root, &games)?;
        if !ids.insert(run.id.clone()) {
            return Err(root.need("id")?.error(format!("run {:?} stands twice", run.id)));
        }
        out.push(run);
        labels.push(own);
        Ok(())
    })?;
    if out.is_empty() {
        return Err(Error::input("there is no run").at(Place::file(runs.name)));
    }
    Ok((Recorded { games, runs: out }, labels))
}

fn bounded(at: &Cursor<'_>, n: usize, which: usize, what: &str) -> Result<()> {
    if n > MOST[which] {
        let e = Error::limit(format!("{n} {what}; the limit is {}", MOST[which]));
        return Err(e.at(at.place()));
    }
    Ok(())
}

fn read_games(file: NamedFile<'_>) -> Result<Vec<Game>> {
    let text = decode(file.name, file.bytes)?;
    let node = json::parse(file.name, &text)?;
    let root = Cursor::root(file.name, &node);
    let entries = root.entries()?;
    bounded(&root, entries.len(), 0, "games")?;
    entries.into_iter().map(|(name, at)| read_game(name, &at)).collect()
}

fn read_game(name: &str, at: &Cursor<'_>) -> Result<Game> {
    let issues = at.need("issues")?;
    let mut sizes = Vec::new();
    for issue in issues.list()? {
        let options = issue.need("options")?;
        let n = options.index()?;
        if n == 0 {
            return Err(options.error("an issue needs an option"));
        }
        bounded(&options, n, 4, "options")?;
        sizes.push(n);
    }
    if sizes.is_empty() {
        return Err(issues.error("a game needs an issue"));
    }
    bounded(&issues, sizes.len(), 3, "issues")?;
    let parties_at = at.need("parties")?;
    let parties = parties_at
        .entries()?
        .into_iter()
        .map(|(id, p)| read_party(id, &p, &sizes))
        .collect::<Result<Vec<_>>>()?;
    if parties.len() < 2 {
        return Err(parties_at.error("a game needs two parties"));
    }
    bounded(&parties_at, parties.len(), 5, "parties")?;
    Ok(Game { name: name.to_owned(), sizes, parties })
}

fn read_party(id: &str, at: &Cursor<'_>, sizes: &[usize]) -> Result<GameParty> {
    let scores = match at.get("scores") {
        None => None,
        Some(table) => {
            let rows = table.list()?;
            if rows.len() != sizes.len() {
                return Err(table.error(format!(
                    "{} lists of scores for {} issues",
                    rows.len(),
                    sizes.len()
                )));
            }
            let read = |(row, n): (Cursor<'_>, &usize)| {
                let list = row.list()?;
                if list.len() != *n {
                    return Err(row.error(format!("{} scores for {n} options", list.len())));
                }
                list.iter().map(Cursor::number).collect::<Result<Vec<f64>>>()
            };
            Some(rows.into_iter().zip(sizes).map(read).collect::<Result<Vec<_>>>()?)
        }
    };
    let threshold = at.get("threshold").map(|t| t.number()).transpose()?;
    Ok(GameParty { name: id.to_owned(), scores, threshold })
}

fn read_run(root: &Cursor<'_>, games: &[Game]) -> Result<(Run, Vec<Option<String>>)> {
    let id = root.need("id")?.label()?;
    let game_at = root.need("game")?;
    let name = game_at.text()?;
    let game = games.iter().position(|g| g.name == name).ok_or_else(|| {
        let known: Vec<&str> = games.iter().map(|g| g.name.as_str()).collect();
        game_at.error(format!("no game is called {name:?}")).remedy(format!("there are {}", known.join(", ")))
    })?;
    let party = |at: &Cursor<'_>, name: &str| {
        games[game].parties.iter().position(|p| p.name == name).ok_or_else(|| {
            let known: Vec<&str> = games[game].parties.iter().map(|p| p.name.as_str()).collect();
            at.error(format!("no party is called {name:?}")).remedy(format!("there are {}", known.join(", ")))
        })
    };
    let mut labels = vec![None; games[game].parties.len()];
    if let Some(at) = root.get("labels") {
        for (name, label) in at.entries()? {
            labels[party(&label, name)?] = Some(label.text()?.to_owned());
        }
    }
    let moves_at = root.need("moves")?;
    let moves = moves_at.list()?;
    bounded(&moves_at, moves.len(), 2, "moves")?;
    let mut puts = Vec::new();
    for (k, at) in moves.iter().enumerate() {
        let who = at.need("party")?;
        let party = party(&who, who.text()?)?;
        let round = at.get("round").map_or(Ok(k + 1), |r| r.index())? as u64;
        let Some(deal_at) = at.get("deal") else { continue };
        let deal = deal(&deal_at, &games[game].sizes)?;
        puts.push(Put { round, party, deal });
    }
    let set = root.get("set").map_or(Ok(""), |s| s.text())?.to_owned();
    Ok((Run { id, game, set, puts }, labels))
}

fn deal(at: &Cursor<'_>, sizes: &[usize]) -> Result<Vec<Option<usize>>> {
    let values = at.list()?;
    if values.len() != sizes.len() {
        return Err(at
            .error(format!("{} values for {} issues", values.len(), sizes.len()))
            .remedy("one option number an issue, null where it is left open"));
    }
    let value = |(v, n): (&Cursor<'_>, &usize)| {
        if v.is_null() {
            return Ok(None);
        }
        match v.index()? {
            k if k < *n => Ok(Some(k)),
            k => {
                Err(v.error(format!("option {k} of an issue with {n}")).remedy("options are counted from 0"))
            }
        }
    };
    values.iter().zip(sizes).map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAMES: &str = r#"{"g": {"issues": [{"name": "A", "options": 2}, {"name": "B", "options": 3}],
 "parties": {"x": {"scores": [[0, 1], [2, 0, 1]], "threshold": 2}, "y": {}}}}"#;

    fn read(games: &str, runs: &str) -> Result<(Recorded, Labels)> {
        let file = |name, text: &'static str| NamedFile { name, bytes: text.as_bytes() };
        recorded(
            file("games.json", Box::leak(games.to_owned().into_boxed_str())),
            file("runs.jsonl", Box::leak(runs.to_owned().into_boxed_str())),
        )
    }

    #[test]
    fn runs_are_read_and_labels_come_apart() {
        let runs = "{\"id\": 1, \"game\": \"g\", \"labels\": {\"y\": \"greedy\"}, \"moves\": [\n"
            .replace('\n', " ")
            + "{\"round\": 0, \"party\": \"x\", \"deal\": [1, null]}, {\"round\": 1, \"party\": \"y\", \"deal\": null}]}\n";
        let (all, labels) = read(GAMES, &runs).unwrap();
        assert_eq!(all.runs[0].puts, vec![Put { round: 0, party: 0, deal: vec![Some(1), None] }]);
        assert_eq!(labels, vec![vec![None, Some("greedy".to_owned())]]);
        assert_eq!(all.games[0].parties[1].scores, None);
        assert!(!format!("{:?}", all.runs).contains("greedy"));
    }

    #[test]
    fn faults_name_file_line_and_field() {
        let good = r#"{"id": "a", "game": "g", "moves": []}"#;
        for (line, words) in [
            (r#"{"id": "b", "game": "h", "moves": []}"#, "runs.jsonl:2, game: no game is called \"h\""),
            (r#"{"id": "b", "game": "g"}"#, "runs.jsonl:2: \"moves\" is missing"),
            (r#"{"id": "a", "game": "g", "moves": []}"#, "runs.jsonl:2, id: run \"a\" stands twice"),
            (
                r#"{"id": "b", "game": "g", "moves": [{"party": "z"}]}"#,
                "moves[0].party: no party is called \"z\"",
            ),
            (
                r#"{"id": "b", "game": "g", "moves": [{"party": "x", "deal": [0, 3]}]}"#,
                "moves[0].deal[1]: option 3",
            ),
            (r#"{"id": "b", "game": "g", "moves": [{"party": "x", "deal": [0]}]}"#, "1 values for 2 issues"),
            (r#"{"id": "b", "#, "runs.jsonl:2"),
        ] {
            let e = read(GAMES, &format!("{good}\n{line}\n")).unwrap_err().to_string();
            assert!(e.contains(words), "{e}");
        }
        assert!(read(GAMES, "\n").unwrap_err().to_string().contains("there is no run"));
        let short = GAMES.replace("[2, 0, 1]", "[2, 0]");
        assert!(
            read(&short, good)
                .unwrap_err()
                .to_string()
                .contains("g.parties.x.scores[1]: 2 scores for 3 options")
        );
    }
}
