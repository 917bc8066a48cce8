//! Texts that a mediator makes from what the parties offered, knowing nobody's utilities.
//!
//! A text takes each issue's value from some party's latest offer. After a no, one issue on which the text differs
//! from the latest offer of a party that said no takes that party's value (the single negotiating text, after
//! Raiffa 1982). Where there is nothing to take, the text is mixed anew by chance.

use crate::outcome::{Outcome, OutcomeSpace};
use crate::protocol::{Actor, Happening, MediatorBriefing, Move, What};
use crate::rng::Stream;
use rand::RngExt;

/// Draws tried before a text that the constraints allow is given up.
const TRIES: usize = 16;

/// Latest offers, and the text in work.
#[derive(Debug)]
pub(super) struct Texts {
    space: OutcomeSpace,
    stream: Stream,
    read: usize,
    /// Per party: its latest offer.
    latest: Vec<Option<Outcome>>,
    /// Per party: its digits.
    offers: Vec<Vec<u32>>,
    text: Vec<u32>,
    spare: Vec<u32>,
    current: Option<Outcome>,
    /// Per party: its answer to the current text.
    answers: Vec<Option<bool>>,
    /// Who is leant toward next, where several said no.
    turn: usize,
}

impl Texts {
    pub(super) fn new(briefing: &MediatorBriefing<'_>) -> Self {
        let (parties, issues) = (briefing.parties(), briefing.space().issues().len());
        Self {
            space: briefing.space().clone(),
            stream: briefing.stream("texts"),
            read: 0,
            latest: vec![None; parties],
            offers: vec![vec![0; issues]; parties],
            text: vec![0; issues],
            spare: vec![0; issues],
            current: None,
            answers: vec![None; parties],
            turn: 0,
        }
    }

    /// The same for another session over the same space, without allocating.
    pub(super) fn restart(&mut self, briefing: &MediatorBriefing<'_>) -> bool {
        let same = self.offers.len() == briefing.parties() && self.space == *briefing.space();
        if same {
            self.stream = briefing.stream("texts");
            (self.read, self.turn, self.current) = (0, 0, None);
            self.latest.fill(None);
            self.answers.fill(None);
        }
        same
    }

    /// Takes in what happened since.
    pub(super) fn read(&mut self, seen: &[Happening]) {
        for h in &seen[self.read..] {
            match (h.by, h.what) {
                (Actor::Party(p), What::Moved(Move::Offer(o))) => {
                    self.latest[p] = Some(o);
                    self.space.write_digits(o, &mut self.offers[p]);
                }
                (Actor::Party(p), What::Answered { text, yes }) if Some(text) == self.current => {
                    self.answers[p] = Some(yes);
                }
                _ => {}
            }
        }
        self.read = seen.len();
    }

    /// Has every party offered something?
    pub(super) fn can_begin(&self) -> bool {
        self.latest.iter().all(Option::is_some)
    }

    /// How many parties there are.
    pub(super) fn parties(&self) -> usize {
        self.offers.len()
    }

    /// The text in work.
    pub(super) fn current(&self) -> Option<Outcome> {
        self.current
    }

    /// A party's answer to it.
    pub(super) fn answer(&self, party: usize) -> Option<bool> {
        self.answers[party]
    }

    /// The next text: the one in work moved toward a party that said no, or a new mixture.
    pub(super) fn next(&mut self, admits: impl Fn(&[u32]) -> bool) -> Option<Outcome> {
        let parties = self.offers.len();
        let no = (0..parties).map(|k| (self.turn + k) % parties).find(|p| self.answers[*p] == Some(false));
        let leant = match (self.current, no) {
            (Some(_), Some(party)) => {
                self.turn = (party + 1) % parties;
                self.lean(party, &admits)
            }
            _ => false,
        };
        let found = leant || self.mix(&admits);
        self.answers.fill(None);
        self.current = if found { self.space.outcome(&self.text) } else { None };
        self.current
    }

    fn lean(&mut self, party: usize, admits: &impl Fn(&[u32]) -> bool) -> bool {
        let differs = |text: &[u32], offers: &[u32]| text.iter().zip(offers).filter(|(a, b)| a != b).count();
        let n = differs(&self.text, &self.offers[party]);
        if n == 0 {
            return false;
        }
        self.spare.copy_from_slice(&self.text);
        for _ in 0..TRIES {
            let mut pick = self.stream.random_range(0..n);
            for k in 0..self.text.len() {
                if self.text[k] != self.offers[party][k] {
                    if pick == 0 {
                        self.text[k] = self.offers[party][k];
                        break;
                    }
                    pick -= 1;
                }
            }
            if admits(&self.text) {
                return true;
            }
            self.text.copy_from_slice(&self.spare);
        }
        false
    }

    fn mix(&mut self, admits: &impl Fn(&[u32]) -> bool) -> bool {
        for _ in 0..TRIES {
            for k in 0..self.text.len() {
                let party = self.stream.random_range(0..self.offers.len());
                self.text[k] = self.offers[party][k];
            }
            if admits(&self.text) {
                return true;
            }
        }
        false
    }
}
