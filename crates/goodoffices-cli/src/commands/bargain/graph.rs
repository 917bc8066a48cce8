//! `bargain graph FILE`: stability of a conflict's states, as a table, JSON, a picture or a page.

use super::{SCHEMA_VERSION, page};
use crate::{output, whole_file};
use anyhow::{Context, Result, bail};
use comfy_table::{ContentArrangement, Table, presets};
use goodoffices::bargaining::graph::{
    Coalitions, MOST_COALITION_PARTIES, MOST_COALITION_STATES, Rule, Stability, answer, coalitions,
    stability, way,
};
use goodoffices::format::{MAX_BYTES, NamedFile, conflict};
use goodoffices::report::{MOST_DRAWN, conflict_plot};
use goodoffices::scenario::Conflict;
use serde_json::{Value, json};
use std::fmt::Write;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `bargain graph`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The conflict, TOML or JSON, or - for standard input
    file: PathBuf,
    /// Explain one state: each party's improvements from it and what answers them
    #[arg(long, value_name = "NAME")]
    state: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Also write the picture
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Also write one self-contained HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// What every form of output is made from.
struct Found {
    conflict: Conflict,
    stability: Stability,
    coalitions: Option<Coalitions>,
    /// The states in the order in which they are printed.
    order: Vec<usize>,
}

/// By number where every state is named by one; else as they come.
fn printed_order(conflict: &Conflict) -> Vec<usize> {
    let states = conflict.states();
    let mut order: Vec<usize> = (0..states.len()).collect();
    if let Some(numbers) = states.iter().map(|s| s.name.parse::<u64>().ok()).collect::<Option<Vec<_>>>() {
        order.sort_by_key(|s| numbers[*s]);
    }
    order
}

/// `1 party`, `2 parties`.
fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    let name = args.file.display().to_string();
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).context("standard input")?;
        bytes
    } else {
        std::fs::read(&args.file).with_context(|| name.clone())?
    };
    whole_file::distinct(&[("--svg", args.svg.as_deref()), ("--html", args.html.as_deref())])?;
    let conflict = conflict::read(NamedFile { name: &name, bytes: &bytes })?;
    let stability = stability(&conflict);
    let small = conflict.actors().len() <= MOST_COALITION_PARTIES
        && conflict.states().len() <= MOST_COALITION_STATES
        && conflict.actors().len() > 1;
    let coalitions = small.then(|| coalitions(&conflict)).transpose()?;
    let found = Found { order: printed_order(&conflict), conflict, stability, coalitions };
    let state = args.state.as_deref().map(|s| found.state(s)).transpose()?;
    if let Some(path) = &args.svg {
        let Some(svg) = conflict_plot(&found.conflict, &found.stability) else {
            bail!("{} states are too many to draw (at most {MOST_DRAWN})", found.conflict.states().len());
        };
        whole_file::write(path, svg.as_bytes())?;
    }
    if let Some(path) = &args.html {
        whole_file::write(path, found.page().as_bytes())?;
    }
    output::data(&match (args.json, state) {
        (true, s) => serde_json::to_string_pretty(&found.json(s))?,
        (false, Some(s)) => found.explained(s),
        (false, None) => found.text(),
    })?;
    Ok(ExitCode::SUCCESS)
}

impl Found {
    fn state(&self, name: &str) -> Result<usize> {
        let states = self.conflict.states();
        let found = states.iter().position(|s| s.name == name || s.profile == name);
        found.with_context(|| {
            let names: Vec<&str> = states.iter().take(20).map(|s| s.name.as_str()).collect();
            format!("there is no state {name:?} (there are {})", names.join(", "))
        })
    }

    fn name(&self, state: usize) -> &str {
        &self.conflict.states()[state].name
    }

    fn names(&self, states: &[usize]) -> String {
        match states {
            [] => "none".to_owned(),
            _ => {
                let ordered = self.order.iter().filter(|s| states.contains(s));
                ordered.map(|s| self.name(*s)).collect::<Vec<_>>().join(", ")
            }
        }
    }

    fn party(&self, k: usize) -> &str {
        &self.conflict.actors()[k].name
    }

    /// Rules under which a state is stable for a party.
    fn rules(&self, party: usize, state: usize) -> String {
        let held: Vec<&str> =
            Rule::ALL.iter().filter(|r| self.stability.stable(party, state, **r)).map(|r| r.name()).collect();
        if held.is_empty() { "unstable".to_owned() } else { held.join(" ") }
    }

    fn head(&self) -> Vec<String> {
        let mut head = vec!["state".to_owned()];
        if self.conflict.states().iter().any(|s| !s.profile.is_empty() && s.profile != s.name) {
            head.push("options".to_owned());
        }
        head.extend(self.conflict.actors().iter().map(|a| a.name.clone()));
        head.push("equilibrium".to_owned());
        head
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let wide = self.head().len() == self.conflict.actors().len() + 3;
        let states = self.conflict.states();
        self.order
            .iter()
            .map(|&s| {
                let start = if self.conflict.start() == Some(s) { " (now)" } else { "" };
                let mut row = vec![format!("{}{start}", states[s].name)];
                if wide {
                    row.push(states[s].profile.clone());
                }
                row.extend((0..self.conflict.actors().len()).map(|i| self.rules(i, s)));
                let held: Vec<&str> = Rule::ALL
                    .iter()
                    .filter(|r| self.stability.equilibrium(s, **r))
                    .map(|r| r.name())
                    .collect();
                row.push(held.join(" "));
                row
            })
            .collect()
    }

    fn equilibria(&self) -> Vec<(Rule, Vec<usize>)> {
        Rule::ALL.iter().map(|r| (*r, self.stability.equilibria(*r))).collect()
    }

    /// Sentences on coalitions: for each equilibrium, which parties could move together, and whether that is answered.
    fn coalition_lines(&self) -> Vec<String> {
        let Some(all) = &self.coalitions else {
            return vec![format!(
                "Coalitions are analysed for 2 to {MOST_COALITION_PARTIES} parties and at most {MOST_COALITION_STATES} states."
            )];
        };
        let mut lines = Vec::new();
        for &s in &self.order {
            if !Rule::ALL.iter().any(|r| self.stability.equilibrium(s, *r)) {
                continue;
            }
            for c in all.all().iter().filter(|c| c.members.len() > 1 && !c.stable(s, Rule::Nash)) {
                let who: Vec<&str> = c.members.iter().map(|i| self.party(*i)).collect();
                let answered: Vec<&str> =
                    Rule::ALL.iter().filter(|r| c.stable(s, **r)).map(|r| r.name()).collect();
                let tail = if c.members.len() == self.conflict.actors().len() {
                    "nobody is left to answer".to_owned()
                } else if answered.is_empty() {
                    "nothing that the others could do answers all of these".to_owned()
                } else {
                    format!("answered under {}", answered.join(", "))
                };
                let ends = self.order.iter().filter(|t| c.improvements[s].contains(t));
                let ways: Vec<String> = ends.map(|t| self.reached(&c.members, s, *t)).collect();
                lines.push(format!(
                    "From {}, {} together could move, and each of them would prefer it, to {}; {tail}.",
                    self.name(s),
                    who.join(" and "),
                    ways.join("; to ")
                ));
            }
        }
        for r in Rule::ALL {
            let held: Vec<usize> = (0..self.conflict.states().len()).filter(|s| all.stable(*s, r)).collect();
            lines.push(format!("Stable for every coalition under {}: {}.", r.name(), self.names(&held)));
        }
        lines
    }

    /// A state that a coalition moves to, with who moves, and whether a member could do it alone.
    fn reached(&self, members: &[usize], from: usize, to: usize) -> String {
        let alone: Vec<&str> = members
            .iter()
            .filter(|i| self.conflict.moves(**i, from).contains(&to))
            .map(|i| self.party(*i))
            .collect();
        let how = if alone.is_empty() {
            format!("{}; no member reaches it alone", self.steps(&way(&self.conflict, members, from, to)))
        } else {
            format!("{} alone", alone.join(" or "))
        };
        format!("{} ({how})", self.name(to))
    }

    /// Whose option each sign of a profile is.
    fn legend(&self) -> Option<String> {
        let actors = self.conflict.actors();
        if actors.iter().all(|a| a.options.is_empty()) {
            return None;
        }
        let mut sign = 0;
        let owned: Vec<String> = actors
            .iter()
            .filter(|a| !a.options.is_empty())
            .map(|a| {
                let options: Vec<String> = a
                    .options
                    .iter()
                    .map(|o| {
                        sign += 1;
                        format!("{sign} {o}")
                    })
                    .collect();
                format!("{} ({})", options.join(", "), a.name)
            })
            .collect();
        Some(format!("Signs, in their order: {}. Y taken, N not, - either.", owned.join("; ")))
    }

    fn text(&self) -> String {
        let c = &self.conflict;
        let mut out = format!(
            "{}: {}, {}\n\n",
            c.name,
            counted(c.actors().len(), "party", "parties"),
            counted(c.states().len(), "state", "states")
        );
        let mut t = Table::new();
        t.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        if t.width().is_none() {
            t.set_width(100);
        }
        t.set_header(self.head());
        for row in self.rows() {
            t.add_row(row);
        }
        for line in t.to_string().lines() {
            let _ = writeln!(out, "{}", line.trim_end());
        }
        if let Some(legend) = self.legend() {
            let _ = writeln!(out, "\n{legend}");
        }
        out.push_str("\nEquilibria\n");
        for (r, held) in self.equilibria() {
            let _ = writeln!(out, "  {:4}  {}", r.name(), self.names(&held));
        }
        out.push_str("\nCoalitions\n");
        for line in self.coalition_lines() {
            let _ = writeln!(out, "  {line}");
        }
        if !c.source.is_empty() {
            let _ = writeln!(out, "\nSource: {}", c.source);
        }
        out.push_str("One state explained: --state NAME. Rules and sanctions: docs/bargaining.md.\n");
        out
    }

    /// Steps as text.
    fn steps(&self, path: &[(usize, usize)]) -> String {
        let steps: Vec<String> =
            path.iter().map(|(i, s)| format!("{} to {}", self.party(*i), self.name(*s))).collect();
        steps.join(", then ")
    }

    fn explained(&self, s: usize) -> String {
        let c = &self.conflict;
        let state = &c.states()[s];
        let profile = if state.profile == state.name || state.profile.is_empty() {
            String::new()
        } else {
            format!(" ({})", state.profile)
        };
        let mut out = format!("{}, state {}{profile}\n", c.name, state.name);
        for i in 0..c.actors().len() {
            let _ = writeln!(out, "\n{}: {}", self.party(i), self.rules(i, s));
            let moves = answer(c, i, s);
            if moves.is_empty() {
                let _ = writeln!(out, "  has no move that it prefers");
            }
            for a in moves {
                let _ = writeln!(out, "  prefers to move to {}", self.name(a.to));
                let said = [(Rule::Gmr, &a.gmr), (Rule::Smr, &a.smr), (Rule::Seq, &a.seq)];
                for (rule, path) in said {
                    let text = if path.is_empty() {
                        "no answer".to_owned()
                    } else {
                        format!("answered by {}", self.steps(path))
                    };
                    let _ = writeln!(out, "    {:4}  {text}", rule.name());
                }
            }
        }
        out
    }

    fn page(&self) -> String {
        let c = &self.conflict;
        let mut body = String::new();
        match conflict_plot(c, &self.stability) {
            Some(svg) => {
                let _ = writeln!(body, "<figure style=\"margin:0\">{svg}</figure>");
            }
            None => {
                let _ = writeln!(body, "<p>{} states are too many to draw.</p>", c.states().len());
            }
        }
        let _ = write!(body, "<h2>States</h2>\n{}", page::table(&self.head(), &self.rows()));
        if let Some(legend) = self.legend() {
            let _ = writeln!(body, "<p>{}</p>", goodoffices::report::escape(&legend));
        }
        let held: Vec<Vec<String>> =
            self.equilibria().iter().map(|(r, s)| vec![r.name().to_owned(), self.names(s)]).collect();
        let _ = write!(
            body,
            "<h2>Equilibria</h2>\n{}",
            page::table(&["rule".to_owned(), "states".to_owned()], &held)
        );
        body.push_str("<h2>Coalitions</h2>\n<ul>\n");
        for line in self.coalition_lines() {
            let _ = writeln!(body, "<li>{}</li>", goodoffices::report::escape(&line));
        }
        body.push_str("</ul>\n<p>Nash: no move that the party prefers. GMR: every such move can be answered by the others so that it \
                       is no better off. SMR: and it could not escape from that. SEQ: and the others would prefer each step of the answer.</p>\n");
        if !c.source.is_empty() {
            let _ = writeln!(body, "<p>Source: {}</p>", goodoffices::report::escape(&c.source));
        }
        page::whole(&c.name, &body, &format!("conflict {}", c.fingerprint()))
    }

    fn json(&self, only: Option<usize>) -> Value {
        let c = &self.conflict;
        let name = |s: &usize| self.name(*s).to_owned();
        let steps = |path: &[(usize, usize)]| -> Vec<Value> {
            path.iter().map(|(i, s)| json!({"party": self.party(*i), "to": self.name(*s)})).collect()
        };
        let states: Vec<Value> = (0..c.states().len())
            .filter(|s| only.is_none_or(|o| o == *s))
            .map(|s| {
                let parties: serde_json::Map<String, Value> = (0..c.actors().len())
                    .map(|i| {
                        let mut v = serde_json::Map::new();
                        for r in Rule::ALL {
                            v.insert(r.name().to_lowercase(), json!(self.stability.stable(i, s, r)));
                        }
                        v.insert("level".to_owned(), json!(c.level(i, s) + 1));
                        v.insert("moves".to_owned(), json!(c.moves(i, s).iter().map(name).collect::<Vec<_>>()));
                        let better: Vec<Value> = answer(c, i, s)
                            .iter()
                            .map(|a| {
                                json!({
                                    "to": self.name(a.to), "gmr": steps(&a.gmr), "smr": steps(&a.smr), "seq": steps(&a.seq),
                                })
                            })
                            .collect();
                        v.insert("improvements".to_owned(), json!(better));
                        (self.party(i).to_owned(), Value::Object(v))
                    })
                    .collect();
                json!({"name": self.name(s), "profile": c.states()[s].profile, "parties": parties})
            })
            .collect();
        let equilibria: serde_json::Map<String, Value> = self
            .equilibria()
            .iter()
            .map(|(r, held)| (r.name().to_lowercase(), json!(held.iter().map(name).collect::<Vec<_>>())))
            .collect();
        let coalitions = self.coalitions.as_ref().map(|all| {
            let list: Vec<Value> = all
                .all()
                .iter()
                .map(|k| {
                    let of = |r: Rule| {
                        (0..c.states().len()).filter(|s| k.stable(*s, r)).map(|s| name(&s)).collect::<Vec<_>>()
                    };
                    let moves: serde_json::Map<String, Value> = (0..c.states().len())
                        .filter(|s| !k.improvements[*s].is_empty())
                        .map(|s| (name(&s), json!(k.improvements[s].iter().map(name).collect::<Vec<_>>())))
                        .collect();
                    json!({
                        "members": k.members.iter().map(|i| self.party(*i)).collect::<Vec<_>>(),
                        "improvements": moves,
                        "stable": {"nash": of(Rule::Nash), "gmr": of(Rule::Gmr), "smr": of(Rule::Smr), "seq": of(Rule::Seq)},
                    })
                })
                .collect();
            let every: serde_json::Map<String, Value> = Rule::ALL
                .iter()
                .map(|r| {
                    let held = (0..c.states().len()).filter(|s| all.stable(*s, *r)).map(|s| name(&s));
                    (r.name().to_lowercase(), json!(held.collect::<Vec<_>>()))
                })
                .collect();
            json!({"list": list, "stable_for_every": every})
        });
        json!({
            "schema_version": SCHEMA_VERSION,
            "conflict": {"name": c.name, "source": c.source, "status_quo": c.start().map(|s| self.name(s))},
            "parties": c.actors().iter().map(|a| json!({"name": a.name, "options": a.options})).collect::<Vec<_>>(),
            "states": states,
            "equilibria": equilibria,
            "coalitions": coalitions,
            "provenance": {
                "program": "goodoffices",
                "version": env!("CARGO_PKG_VERSION"),
                "method": "exhaustive: legal sequences without anyone twice running, sanctions by states not strictly preferred",
                "parameters": {},
                "seed": null,
                "conflict_hash": c.fingerprint(),
            },
        })
    }
}
