//! A program of one's own as a strategy: one process, JSON lines on its standard input and output.
//!
//! The page docs/agents.md says what is exchanged. A program that ends, is too slow or answers what is no
//! legal move fails its session, which is recorded; the next session starts it again. It gets no shell.
//!
//! On Unix it leads a process group of its own, and stopping it kills the group: what it has started itself
//! does not outlive it. So a key that interrupts this program does not reach it; it sees its input end.

use anyhow::{Result, bail};
use goodoffices::error::Error;
use goodoffices::outcome::{Outcome, OutcomeSpace};
use goodoffices::protocol::{Ask, Briefing, Ending, Fault, FaultKind, Move, Negotiator, Observation, Side};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Longest answer, in bytes.
const LONGEST: u64 = 1 << 20;
/// Most outcomes of a function that is not additive whose utilities are all sent.
const LISTED: u128 = 10_000;

/// What a program may take.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// The folder it is started from, if not this one.
    pub directory: Option<PathBuf>,
    /// Seconds for one answer.
    pub seconds: f64,
    /// Answers in one session.
    pub moves: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { directory: None, seconds: 10.0, moves: 1_000_000 }
    }
}

/// The program, running or not.
#[derive(Debug)]
pub struct Program {
    words: Vec<String>,
    limits: Limits,
    running: Option<Running>,
    /// What it was told at the start of this session, while a program that had ended may still be started again: one that was
    /// kept from an earlier session may end at any moment after it.
    restart: Option<Value>,
    space: Option<OutcomeSpace>,
    /// Why it cannot play this session.
    dead: Option<Fault>,
    moves: u64,
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: ChildStdin,
    lines: Receiver<std::io::Result<Vec<u8>>>,
}

/// Ends everything in the group that a program leads.
#[cfg(unix)]
fn kill_group(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(leader) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // An error says that nobody is left in it.
        let _ = kill_process_group(leader, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill_group(_child: &Child) {}

/// Words of a command, with single and double quotes.
fn words(command: &str) -> Result<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match (quote, c) {
            (Some(q), c) if q == c => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_with(String::new);
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_with(String::new).push(c),
        }
    }
    if quote.is_some() {
        bail!("exec:{command}: a quote is not closed");
    }
    words.extend(word);
    if words.is_empty() {
        bail!("exec: without a command");
    }
    Ok(words)
}

impl Program {
    /// A program that is started when its first session begins.
    pub fn new(command: &str, limits: Limits) -> Result<Self> {
        if !(limits.seconds > 0.0 && limits.seconds.is_finite()) || limits.moves == 0 {
            bail!("limits of a program must be positive");
        }
        Ok(Self {
            words: words(command)?,
            limits,
            running: None,
            restart: None,
            space: None,
            dead: None,
            moves: 0,
        })
    }

    /// A program that is started now.
    pub fn started(command: &str, limits: Limits) -> Result<Self> {
        let mut program = Self::new(command, limits)?;
        match program.spawn() {
            Ok(()) => Ok(program),
            Err(fault) => bail!("exec:{command}: {}", fault.message),
        }
    }

    fn fault(&mut self, kind: FaultKind, message: String) -> Fault {
        if kind != FaultKind::Illegal {
            self.stop();
        }
        let fault = Fault { kind, message };
        self.dead = Some(fault.clone());
        fault
    }

    fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            // It may have gone by itself; either way nothing must be left behind. The group first: while its
            // leader has not been waited for, no other group can have its number.
            kill_group(&running.child);
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
    }

    fn spawn(&mut self) -> std::result::Result<(), Fault> {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        if let Some(directory) = &self.limits.directory {
            command.current_dir(directory);
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let name = self.words[0].clone();
        let mut child = command
            .spawn()
            .map_err(|e| Fault { kind: FaultKind::Crash, message: format!("{name} does not start: {e}") })?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Fault { kind: FaultKind::Crash, message: format!("{name} has no streams") });
        };
        let (send, lines) = channel();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(output);
            loop {
                let mut line = Vec::new();
                match reader.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
                    Ok(0) => break,
                    Ok(_) if send.send(Ok(line)).is_err() => break,
                    Ok(_) => {}
                    Err(e) => {
                        let _ = send.send(Err(e));
                        break;
                    }
                }
            }
        });
        self.running = Some(Running { child, input, lines });
        Ok(())
    }

    fn tell(&mut self, message: &Value) -> std::result::Result<(), Fault> {
        let Some(running) = &mut self.running else {
            return Err(self.fault(FaultKind::Crash, "the program is not running".into()));
        };
        let line = format!("{message}\n");
        let sent = running.input.write_all(line.as_bytes()).and_then(|()| running.input.flush());
        sent.map_err(|e| self.fault(FaultKind::Crash, format!("the program does not read: {e}")))
    }

    /// Sends a question and reads the answer as a JSON object.
    fn ask(&mut self, message: &Value) -> std::result::Result<Value, Fault> {
        if let Some(fault) = &self.dead {
            return Err(fault.clone());
        }
        self.moves += 1;
        if self.moves > self.limits.moves {
            let text = format!("more than {} moves", self.limits.moves);
            return Err(self.fault(FaultKind::Timeout, text));
        }
        if let Some(line) = self.running.as_ref().and_then(|r| r.lines.try_recv().ok()) {
            let shown: String = String::from_utf8_lossy(&line.unwrap_or_default()).chars().take(80).collect();
            return Err(self.fault(FaultKind::Illegal, format!("{shown:?} was not asked for")));
        }
        let answer = self.exchange(message);
        let Some(start) = self.restart.take() else { return answer };
        match answer {
            Err(fault) if fault.kind == FaultKind::Crash => {
                self.dead = None;
                self.spawn().map_err(|f| self.fault(f.kind, f.message))?;
                self.tell(&start)?;
                self.exchange(message)
            }
            answer => answer,
        }
    }

    /// Sends a question and reads one line.
    fn exchange(&mut self, message: &Value) -> std::result::Result<Value, Fault> {
        self.tell(message)?;
        let wait = Duration::from_secs_f64(self.limits.seconds.min(1e6));
        let Some(running) = &self.running else {
            return Err(self.fault(FaultKind::Crash, "the program is not running".into()));
        };
        match running.lines.recv_timeout(wait) {
            Ok(Ok(line)) => serde_json::from_slice(&line).map_err(|e| {
                let shown: String = String::from_utf8_lossy(&line).chars().take(80).collect();
                self.fault(FaultKind::Illegal, format!("{shown:?} is not JSON: {e}"))
            }),
            Ok(Err(e)) => Err(self.fault(FaultKind::Crash, format!("its output cannot be read: {e}"))),
            Err(RecvTimeoutError::Timeout) => {
                let text = format!("no answer in {} seconds", self.limits.seconds);
                Err(self.fault(FaultKind::Timeout, text))
            }
            Err(RecvTimeoutError::Disconnected) => {
                Err(self.fault(FaultKind::Crash, "the program ended".into()))
            }
        }
    }

    fn digits(&self, outcome: Outcome) -> Value {
        self.space.as_ref().map_or(Value::Null, |s| json!(s.digits(outcome)))
    }

    fn answer(&mut self, answer: &Value) -> std::result::Result<Move, Fault> {
        match answer["move"].as_str() {
            Some("accept") => Ok(Move::Accept),
            Some("reject") => Ok(Move::Reject),
            Some("end") => Ok(Move::End),
            Some("offer") => {
                let digits: Option<Vec<u32>> = serde_json::from_value(answer["outcome"].clone()).ok();
                let found = digits.zip(self.space.as_ref()).and_then(|(d, s)| s.outcome(&d));
                found.map(Move::Offer).ok_or_else(|| {
                    let text = format!("{} is no outcome (one value number an issue)", answer["outcome"]);
                    self.fault(FaultKind::Illegal, text)
                })
            }
            _ => {
                let shown: String = answer.to_string().chars().take(80).collect();
                Err(self
                    .fault(FaultKind::Illegal, format!("{shown} has no move offer, accept, reject or end")))
            }
        }
    }
}

/// A party's function, as far as it can be said.
fn function(briefing: &Briefing<'_>, party: usize, outcomes: u128) -> Value {
    if let Some(u) = briefing.additive_of(party) {
        return json!({ "weights": u.weights(), "values": u.values(), "bias": u.bias(), "cap": u.cap() });
    }
    let known =
        outcomes <= LISTED && briefing.utility_of(party, &vec![0; briefing.space().issues().len()]).is_some();
    if !known {
        return Value::Null;
    }
    let all = briefing.space().enumerate().filter_map(|d| briefing.utility_of(party, &d));
    json!({ "utilities": all.collect::<Vec<f64>>() })
}

impl Negotiator for Program {
    fn start(&mut self, briefing: &Briefing<'_>, side: &mut Side) -> goodoffices::Result<()> {
        self.dead = None;
        self.moves = 0;
        self.space = Some(briefing.space().clone());
        let gone = self.running.as_mut().is_some_and(|r| !matches!(r.child.try_wait(), Ok(None)));
        // What it wrote after its last session was over was not asked for: better a new process than a wrong answer.
        let spoke = self.running.as_ref().is_some_and(|r| r.lines.try_recv().is_ok());
        if gone || spoke {
            self.stop();
        }
        let kept = self.running.is_some();
        if self.running.is_none()
            && let Err(fault) = self.spawn()
        {
            self.dead = Some(fault);
            return Ok(());
        }
        let issues = briefing.space().issues().iter().map(|i| {
            if i.len() > 1 << 16 {
                return Err(Error::limit(format!("issue {:?} has too many values for a program", i.name())));
            }
            Ok(json!({ "name": i.name(), "values": (0..i.len()).map(|k| i.label(k).into_owned()).collect::<Vec<_>>() }))
        });
        let issues = issues.collect::<goodoffices::Result<Vec<Value>>>()?;
        let n = side.inverse.len();
        let others = (0..briefing.parties())
            .map(|p| if p == briefing.me { Value::Null } else { function(briefing, p, n) });
        let finite = |x: f64| x.is_finite().then_some(x);
        let message = json!({
            "type": "start",
            "version": 1,
            "me": briefing.me,
            "parties": (0..briefing.parties()).map(|p| briefing.name(p).to_owned()).collect::<Vec<_>>(),
            "issues": issues,
            "utility": function(briefing, briefing.me, n),
            "reservation": finite(side.reservation),
            "others": others.collect::<Vec<_>>(),
            "rounds": briefing.rounds,
            "seconds": briefing.seconds,
        });
        // A program that does not read fails at its first turn.
        let told = self.tell(&message);
        self.restart = kept.then_some(message);
        if told.is_err() && kept {
            self.dead = None;
        }
        Ok(())
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        let offer = seen.standing.map(|(o, _)| o);
        let message = json!({
            "type": "turn",
            "round": seen.round,
            "time": seen.time,
            "offer": offer.map(|o| self.digits(o)),
            "by": seen.standing.map(|s| s.1),
            "utility": offer.map(|o| side.inverse.utility(o)),
        });
        let answer = self.ask(&message)?;
        self.answer(&answer)
    }

    fn vote(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        let Ask::Vote { text, current, heat, .. } = seen.ask else { return Ok(Move::Reject) };
        let message = json!({
            "type": "vote",
            "round": seen.round,
            "time": seen.time,
            "text": self.digits(text),
            "current": current.map(|c| self.digits(c)),
            "utility": side.inverse.utility(text),
            "heat": heat,
        });
        let answer = self.ask(&message)?;
        self.answer(&answer)
    }

    fn end(&mut self, ending: &Ending) {
        if self.dead.is_some() {
            return;
        }
        let (word, agreed) = match ending {
            Ending::Agreement { outcome, .. } => ("agreement", Some(self.digits(*outcome))),
            Ending::TimedOut => ("timed_out", None),
            Ending::Left { .. } => ("left", None),
            Ending::Failed { .. } => ("failed", None),
        };
        let _ = self.tell(&json!({ "type": "end", "ending": word, "agreement": agreed }));
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_split_like_in_a_shell_but_without_one() {
        assert_eq!(
            words("python3 'my agent.py' \"a b\" c''").unwrap(),
            ["python3", "my agent.py", "a b", "c"]
        );
        assert!(words("  ").is_err() && words("a 'b").is_err());
    }
}
