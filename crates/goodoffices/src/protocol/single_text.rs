//! The single negotiating text (Raiffa 1982) and its search by annealing (Klein, Faratin, Sayama & Bar-Yam
//! 2003): a mediator changes one issue of the text that stands, every party votes, and a text that all
//! accept stands. At the end all are asked whether what stands is better than no agreement.
//!
//! Under annealing the temperature falls, T_k = T_0·(1 − k/K), and parties accept with probability
//! min(1, e^{ΔU/T}). (A known program lets it rise with elapsed time; that is not copied.)
//! Deliberately absent: secret strong and weak votes; restarts, which are several sessions.

use super::{Ask, Ending, Fault, Move, Observation, Protocol, Turn};
use crate::error::{Error, Result};
use crate::outcome::{Outcome, OutcomeSpace};
use crate::rng::Stream;
use rand::RngExt;

/// How the parties are asked to vote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TextRule {
    /// Hill climbing: every party has a veto on any text that it likes less.
    Veto,
    /// Annealing from this temperature, on the scale of utilities.
    Annealing {
        /// T_0; .1 in the source.
        heat: f64,
    },
}

/// One play of the single negotiating text.
#[derive(Debug)]
pub struct SingleText {
    space: OutcomeSpace,
    parties: usize,
    proposals: u64,
    rule: TextRule,
    stream: Stream,
    current: Outcome,
    text: Option<Outcome>,
    /// The draw that decides an uphill step of the party to vote next.
    luck: Option<f64>,
    next: usize,
    round: u64,
    ending: Option<Ending>,
}

impl SingleText {
    /// A text for `parties` parties that is changed at most `proposals` times, beginning anywhere.
    ///
    /// # Errors
    /// If there are fewer than two parties, no proposals, a temperature that is not positive, or a space
    /// beyond `u128` or with nothing to change.
    pub fn new(
        space: &OutcomeSpace,
        parties: usize,
        proposals: u64,
        rule: TextRule,
        mut stream: Stream,
    ) -> Result<Self> {
        if parties < 2 || proposals == 0 {
            return Err(Error::parameter("a text needs two parties and one proposal at least"));
        }
        if matches!(rule, TextRule::Annealing { heat } if !(heat > 0.0 && heat.is_finite())) {
            return Err(Error::parameter("a temperature must be positive"));
        }
        let n =
            space.cardinality().ok_or_else(|| Error::limit("the space is too large for a single text"))?;
        if n < 2 {
            return Err(Error::input("a space of one outcome leaves nothing to change"));
        }
        let current = Outcome(stream.random_range(0..n));
        Ok(Self {
            space: space.clone(),
            parties,
            proposals,
            rule,
            stream,
            current,
            text: None,
            luck: None,
            next: 0,
            round: 0,
            ending: None,
        })
    }

    /// The text that stands.
    #[must_use]
    pub fn current(&self) -> Outcome {
        self.current
    }

    /// One issue of the standing text changed to another value.
    fn changed(&mut self) -> Outcome {
        let mut digits = self.space.digits(self.current);
        loop {
            let issue = self.stream.random_range(0..digits.len());
            let n = self.space.issues()[issue].len() as u32;
            if n > 1 {
                digits[issue] = (digits[issue] + self.stream.random_range(1..n)) % n;
                return self.space.outcome(&digits).unwrap_or(self.current);
            }
        }
    }

    fn last(&self) -> bool {
        self.round == self.proposals
    }
}

impl Protocol for SingleText {
    fn turn(&mut self, _elapsed: f64) -> Turn {
        if let Some(ending) = &self.ending {
            return Turn::Over(ending.clone());
        }
        let last = self.last();
        let text = match self.text {
            _ if last => self.current,
            Some(text) => text,
            None => {
                let text = self.changed();
                self.text = Some(text);
                text
            }
        };
        let share = self.round as f64 / self.proposals as f64;
        let heat = match self.rule {
            TextRule::Veto => 0.0,
            TextRule::Annealing { heat } => heat * (1.0 - share),
        };
        let luck = *self.luck.get_or_insert_with(|| self.stream.random());
        Turn::Act(Observation {
            party: self.next,
            round: self.round,
            time: share,
            standing: None,
            ask: Ask::Vote { text, current: (!last).then_some(self.current), heat, luck },
        })
    }

    fn apply(&mut self, step: Move) -> Result<()> {
        if self.ending.is_some() {
            return Err(Error::input("the talks are over"));
        }
        if !matches!(step, Move::Offer(_)) {
            self.luck = None;
        }
        match step {
            Move::Accept => {
                self.next += 1;
                if self.next < self.parties {
                    return Ok(());
                }
                if self.last() {
                    self.ending =
                        Some(Ending::Agreement { outcome: self.current, acceptor: self.parties - 1 });
                    return Ok(());
                }
                self.current = self.text.unwrap_or(self.current);
            }
            Move::Reject if self.last() => self.ending = Some(Ending::TimedOut),
            Move::Reject => {}
            Move::End => self.ending = Some(Ending::Left { party: self.next }),
            Move::Offer(_) => {
                return Err(Error::input("only the mediator proposes here").remedy("accept, reject or end"));
            }
        }
        if self.ending.is_none() {
            self.text = None;
            self.next = 0;
            self.round += 1;
        }
        Ok(())
    }

    fn abort(&mut self, fault: Fault) {
        if self.ending.is_none() {
            self.ending = Some(Ending::Failed { party: self.next, fault });
        }
    }

    fn rounds(&self) -> u64 {
        self.round.min(self.proposals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Issue;
    use crate::rng;

    #[test]
    fn a_text_that_one_rejects_never_stands_and_the_last_question_is_about_what_stands() {
        let space =
            OutcomeSpace::new((0..3).map(|k| Issue::categorical(format!("i{k}"), ["x", "y"])).collect())
                .unwrap();
        let mut p = SingleText::new(&space, 2, 20, TextRule::Veto, rng::stream(1, &["text".into()])).unwrap();
        let start = p.current();
        let mut asked = 0;
        loop {
            match p.turn(0.0) {
                Turn::Over(Ending::Agreement { outcome, .. }) => {
                    assert_eq!(outcome, start);
                    break;
                }
                Turn::Over(e) => panic!("{e:?}"),
                Turn::Act(o) => {
                    let Ask::Vote { text, current, .. } = o.ask else { panic!("no vote") };
                    asked += u64::from(o.party == 0 && current.is_some());
                    let differ = |a: Outcome, b: Outcome| {
                        let (a, b) = (space.digits(a), space.digits(b));
                        a.iter().zip(&b).filter(|(x, y)| x != y).count()
                    };
                    assert_eq!(differ(text, start), usize::from(current.is_some()));
                    let last = current.is_none();
                    p.apply(if last || o.party == 0 { Move::Accept } else { Move::Reject }).unwrap();
                }
            }
        }
        assert_eq!((asked, p.rounds()), (20, 20));
    }
}
