//! A conflict from a file: parties with options or moves, what cannot be, and how each party orders the states.
//!
//! Native TOML, or the same as JSON (a file that begins with a brace). See docs/bargaining.md for the keys. States are named by profiles,
//! one sign an option in the order of the file: `Y` taken, `N` not, `-` either; or by names that the file gives them. Every state
//! must be ordered by every party: nothing is filled in. Bounded by size, depth, options, states and parties; whatever is
//! wrong, the error names file, line and key.

mod preferences;
mod priority;

use super::text::decode;
use super::tree::{Cursor, Node};
use super::{NamedFile, json, toml};
use crate::error::{Error, Place, Result};
use crate::scenario::{Actor, Conflict, Forbidden, OptionForm, Pattern, Resolved, State};

/// Version of the format.
pub const SCHEMA_VERSION: f64 = 1.0;

const ROOT: [&str; 12] = [
    "schema_version",
    "kind",
    "name",
    "source",
    "status_quo",
    "party",
    "state",
    "feasible",
    "infeasible",
    "same",
    "irreversible",
    "forbidden",
];

/// Reads one conflict.
///
/// # Errors
/// With file, line and key, if the file is not well-formed, a key means nothing, a name is not known, a state is not ordered or
/// ordered twice, or a limit is passed.
pub fn read(file: NamedFile<'_>) -> Result<Conflict> {
    let text = decode(file.name, file.bytes)?;
    let node: Node = if text.trim_start().starts_with('{') {
        json::parse(file.name, &text)?
    } else {
        toml::parse(file.name, &text)?
    };
    let root = Cursor::root(file.name, &node);
    conflict(&root).map_err(|e| e.at(Place::file(file.name).at_line(1)))
}

/// The names of states while preferences are read.
struct Named {
    states: Vec<State>,
    /// Per state its profiles; empty where there are no options.
    members: Vec<Vec<u32>>,
    options: usize,
}

impl Named {
    /// The states that a text names: a state by its name or by one of its profiles, or all states of a pattern. `None` if it is
    /// neither; the flag says whether it was a pattern with open places.
    fn find(&self, text: &str) -> Option<(Vec<usize>, bool)> {
        if let Some(k) = self.states.iter().position(|s| s.name == text) {
            return Some((vec![k], false));
        }
        let pattern = Pattern::parse(text, self.options)?;
        if let Some(p) = pattern.only(self.options) {
            return self.members.iter().position(|m| m.contains(&p)).map(|k| (vec![k], false));
        }
        let all = |m: &Vec<u32>| m.iter().all(|p| pattern.fits(*p));
        Some(((0..self.members.len()).filter(|k| all(&self.members[*k])).collect(), true))
    }

    /// One state.
    fn one(&self, at: &Cursor<'_>) -> Result<usize> {
        let text = at.label()?;
        match self.find(&text) {
            Some((found, _)) if found.len() == 1 => Ok(found[0]),
            Some((found, _)) => Err(at.error(format!("{text:?} fits {} states; one is wanted", found.len()))),
            None => Err(at.error(format!("there is no state {text:?}")).remedy(self.remedy())),
        }
    }

    fn remedy(&self) -> String {
        let names: Vec<&str> = self.states.iter().take(12).map(|s| s.name.as_str()).collect();
        let more = if self.states.len() > names.len() { ", …" } else { "" };
        format!("states are {}{more}", names.join(", "))
    }
}

fn conflict(root: &Cursor<'_>) -> Result<Conflict> {
    root.only(&ROOT)?;
    let version = root.need("schema_version")?;
    if version.number()? != SCHEMA_VERSION {
        return Err(version.error("this program reads schema_version 1"));
    }
    let kind = root.need("kind")?;
    if kind.text()? != "conflict" {
        return Err(kind.error("kind is not \"conflict\"").remedy("scenario files go to analyze"));
    }
    let name = name(&root.need("name")?)?;
    let source = root.get("source").map_or(Ok(String::new()), |s| printable(&s))?;
    let parties = root.need("party")?.list()?;
    let mut actors: Vec<Actor> = Vec::new();
    for p in &parties {
        let actor = actor(p)?;
        if actors.iter().any(|a| a.name == actor.name) {
            return Err(p
                .need("name")?
                .error(format!("the party {:?} stands twice", actor.name))
                .remedy("give each its own name"));
        }
        actors.push(actor);
    }
    let options: usize = actors.iter().map(|a| a.options.len()).sum();
    let (named, moves) =
        if options > 0 { option_form(root, &parties, &actors)? } else { direct_form(root, &parties)? };
    let levels =
        parties.iter().map(|p| preferences::levels(p, &named, &actors)).collect::<Result<Vec<_>>>()?;
    let start = root.get("status_quo").map(|s| named.one(&s)).transpose()?;
    Conflict::new(name, actors, named.states, moves, levels)
        .and_then(|c| c.with(source, start))
        .map_err(|e| e.at(root.place()))
}

/// A text that can be printed on one line: whatever moves the cursor or rings a bell has no place in it.
fn printable(at: &Cursor<'_>) -> Result<String> {
    let text = at.label()?;
    match text.chars().find(|c| c.is_control()) {
        None => Ok(text),
        Some(c) => Err(at
            .error(format!("{text:?} has the control character {}", c.escape_default()))
            .remedy("write it on one line, without tabs and escapes")),
    }
}

/// A name: printable, and not empty.
fn name(at: &Cursor<'_>) -> Result<String> {
    let text = printable(at)?;
    if text.trim().is_empty() {
        return Err(at.error("a name is empty").remedy("give it at least one letter"));
    }
    Ok(text)
}

/// Refuses a name that another state has, at the place where it was given.
fn names_differ(states: &[State], given: &[(usize, Cursor<'_>)]) -> Result<()> {
    for (k, at) in given.iter().rev() {
        let taken = |(j, s): (usize, &State)| j != *k && s.name == states[*k].name;
        if states.iter().enumerate().any(taken) {
            return Err(at
                .error(format!("the state {:?} stands twice", states[*k].name))
                .remedy("give each its own name, which is no other state's profile"));
        }
    }
    Ok(())
}

fn actor(at: &Cursor<'_>) -> Result<Actor> {
    at.only(&["name", "options", "moves", "ranking", "payoffs", "priorities"])?;
    let mut options: Vec<String> = Vec::new();
    for o in at.get("options").map_or(Ok(Vec::new()), |o| o.list())? {
        let label = name(&o)?;
        if options.contains(&label) {
            return Err(o.error(format!("the option {label:?} stands twice")));
        }
        options.push(label);
    }
    Ok(Actor { name: name(&at.need("name")?)?, options })
}

type Moves = Vec<Vec<Vec<usize>>>;

/// States from options, with names where the file gives them.
fn option_form(root: &Cursor<'_>, parties: &[Cursor<'_>], actors: &[Actor]) -> Result<(Named, Moves)> {
    if let Some(p) = parties.iter().find_map(|p| p.get("moves")) {
        return Err(p.error("moves are listed only where no party has options"));
    }
    let mut form = OptionForm { owner: OptionForm::owners(actors), ..OptionForm::default() };
    let options = form.owner.len();
    let list = |key: &str| root.get(key).map_or(Ok(Vec::new()), |l| l.list());
    let pattern = |at: &Cursor<'_>| {
        let text = at.text()?;
        Pattern::parse(text, options).ok_or_else(|| {
            at.error(format!("{text:?} is no pattern of {options} options"))
                .remedy(format!("write {options} of Y, N and -, such as {}", "-".repeat(options)))
        })
    };
    if let Some(f) = root.get("feasible").filter(|_| list("feasible").is_ok_and(|l| l.is_empty())) {
        return Err(f
            .error("feasible is empty: no profile could be")
            .remedy("list what can be, or leave the key out"));
    }
    for f in list("feasible")? {
        form.feasible.push(pattern(&f)?);
    }
    for f in list("infeasible")? {
        form.infeasible.push(pattern(&f)?);
    }
    let mut joint_names = Vec::new();
    for s in list("same")? {
        s.only(&["name", "profile"])?;
        let p = s.need("profile")?;
        form.same.push(pattern(&p)?);
        joint_names.push((form.same[form.same.len() - 1], s.get("name"), p));
    }
    for f in list("irreversible")? {
        f.only(&["party", "option", "from"])?;
        let taken = match f.get("from") {
            None => true,
            Some(from) => match from.text()? {
                "Y" => true,
                "N" => false,
                other => return Err(from.error(format!("{other:?} is neither Y nor N"))),
            },
        };
        form.final_once.push((option(&f, actors)?, taken));
    }
    for f in list("forbidden")? {
        f.only(&["party", "from", "to"])?;
        let party = party_of(&f.need("party")?, actors)?;
        form.forbidden.push(Forbidden {
            party,
            from: pattern(&f.need("from")?)?,
            to: pattern(&f.need("to")?)?,
        });
    }
    let Resolved { members, moves } = form
        .resolve(actors.len())
        .map_err(|e| e.at(root.need("party").map_or(root.place(), |p| p.place())))?;
    let states = form.states(&Resolved { members: members.clone(), moves: Vec::new() });
    let mut named = Named { states, members, options };
    let mut naming = Vec::new();
    for (pattern, name, at) in joint_names {
        let found = named.members.iter().position(|m| m.iter().any(|p| pattern.fits(*p)));
        let Some(k) = found else { return Err(at.error("no profile of this pattern can be")) };
        if let Some(at) = name {
            named.states[k].name = self::name(&at)?;
            naming.push((k, at));
        }
    }
    let mut given: Vec<usize> = Vec::new();
    for s in list("state")? {
        s.only(&["name", "profile"])?;
        let profile = s.need("profile")?;
        let k = named.one(&profile)?;
        if given.contains(&k) {
            return Err(profile.error("this state was named before"));
        }
        given.push(k);
        let at = s.need("name")?;
        named.states[k].name = name(&at)?;
        naming.push((k, at));
    }
    names_differ(&named.states, &naming)?;
    Ok((named, moves))
}

/// States and moves as listed.
fn direct_form(root: &Cursor<'_>, parties: &[Cursor<'_>]) -> Result<(Named, Moves)> {
    for key in ["feasible", "infeasible", "same", "irreversible", "forbidden"] {
        if let Some(at) = root.get(key) {
            return Err(at.error(format!("{key} says something of options, and no party has any")));
        }
    }
    let (mut states, mut naming) = (Vec::new(), Vec::new());
    let listed = root
        .get("state")
        .ok_or_else(|| root.error("no party has options, and no states are listed").remedy("give either"))?;
    for s in listed.list()? {
        s.only(&["name"])?;
        let at = s.need("name")?;
        states.push(State { name: name(&at)?, profile: String::new() });
        naming.push((states.len() - 1, at));
    }
    names_differ(&states, &naming)?;
    let members = vec![Vec::new(); states.len()];
    let named = Named { states, members, options: 0 };
    let mut moves = Vec::new();
    for p in parties {
        let mut own = vec![Vec::new(); named.states.len()];
        for m in p.get("moves").map_or(Ok(Vec::new()), |m| m.list())? {
            match m.list()?.as_slice() {
                [from, to] => own[named.one(from)?].push(named.one(to)?),
                _ => return Err(m.error("a pair [from, to] is wanted")),
            }
        }
        moves.push(own);
    }
    Ok((named, moves))
}

fn party_of(at: &Cursor<'_>, actors: &[Actor]) -> Result<usize> {
    let name = at.label()?;
    actors.iter().position(|a| a.name == name).ok_or_else(|| {
        let names: Vec<&str> = actors.iter().map(|a| a.name.as_str()).collect();
        at.error(format!("there is no party {name:?}")).remedy(format!("there are {}", names.join(", ")))
    })
}

/// The option that an entry names, with its party where the name alone is not enough.
fn option(at: &Cursor<'_>, actors: &[Actor]) -> Result<usize> {
    let name_at = at.need("option")?;
    let name = name_at.label()?;
    let party = at.get("party").map(|p| party_of(&p, actors)).transpose()?;
    let all = actors.iter().enumerate().flat_map(|(i, a)| a.options.iter().map(move |o| (i, o)));
    let found: Vec<usize> = all
        .enumerate()
        .filter(|(_, (i, o))| **o == name && party.is_none_or(|p| p == *i))
        .map(|(k, _)| k)
        .collect();
    match found.as_slice() {
        [k] => Ok(*k),
        [] => Err(name_at.error(format!("there is no option {name:?}"))),
        _ => Err(Error::input(format!("the option {name:?} belongs to several parties"))
            .at(name_at.place())
            .remedy("add party = …")),
    }
}
