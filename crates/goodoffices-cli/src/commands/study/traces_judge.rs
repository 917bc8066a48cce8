//! One party of a foreign session, judged on one kind of evidence.
//!
//! Last texts are put as a mediator would put them: at the times the session's books are of, each text chosen from
//! what was seen until then, the answer looked up only for the text that is put. A yes of the other side
//! that a party did not sign counts as agreed and taken back, and only in the kind of evidence that says so.

use anyhow::Result;
use clap::ValueEnum;
use goodoffices::faith::{
    Asked, Estimator, IssueShape, Level, Observation, ProbeAct, ProbeOptions, Seen, Setup, Term, Utility,
    When,
};
use goodoffices::format::{Book, Heard, SaidAct};

/// What is seen of a party; each kind holds those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Evidence {
    Offers,
    Answers,
    LastTexts,
    Unsigned,
}

impl Evidence {
    pub const ALL: [Self; 4] = [Self::Offers, Self::Answers, Self::LastTexts, Self::Unsigned];

    pub fn name(self) -> &'static str {
        match self {
            Self::Offers => "offers only",
            Self::Answers => "and answers",
            Self::LastTexts => "and last texts",
            Self::Unsigned => "and what it did not sign",
        }
    }
}

/// How last texts are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Texts {
    /// The text that tells most for its cost, as the estimate ranks them
    Ranked,
    /// Issue by issue from the two sides' last offers in turn, which needs no utility
    Split,
}

impl Texts {
    pub fn name(self) -> &'static str {
        match self {
            Self::Ranked => "ranked",
            Self::Split => "split",
        }
    }
}

/// How to judge.
#[derive(Clone, Copy, Debug)]
pub(super) struct How {
    pub blind: bool,
    pub particles: usize,
    pub seed: u64,
    pub texts: Texts,
}

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub session: usize,
    pub party: usize,
    pub evidence: Evidence,
    /// Own offers.
    pub offers: usize,
    /// Last texts put, and those it took.
    pub texts: (usize, usize),
    pub insincere: f64,
    /// Least probability of the insincere types under the three priors of the rule.
    pub least: f64,
    pub ln_bf: f64,
    pub level: Level,
    pub surprised: bool,
}

/// Judges one party.
pub(super) fn judge(h: &Heard, session: usize, party: usize, evidence: Evidence, how: How) -> Result<Judged> {
    let shape = |n: &usize| IssueShape { values: *n, ordered: false };
    let mut setup = Setup::new(h.sizes.iter().map(shape).collect(), how.seed);
    setup.particles = how.particles;
    if !how.blind {
        setup.own = Utility::Known(h.utilities[party].clone());
        setup.other = Utility::Known(h.utilities[1 - party].clone());
    }
    let mut view = View {
        estimator: Estimator::new(&setup)?,
        prior: setup.types.prior(),
        party,
        how,
        order: 0,
        last: [None, None],
        texts: (0, 0),
    };
    let mut books = h.books.iter().filter(|b| evidence >= Evidence::LastTexts && b.party == party).peekable();
    // The other's offer that this party has not answered yet.
    let mut open: Option<&Vec<usize>> = None;
    let mut offers = 0;
    for said in &h.said {
        while let Some(b) = books.next_if(|b| b.time < said.time) {
            view.put(b)?;
        }
        let own = said.party == party;
        match &said.act {
            SaidAct::Offer(text) => {
                if let (true, true, Some(theirs)) = (own, evidence >= Evidence::Answers, open.take()) {
                    view.see(said.time, answer(theirs, false, Asked::InTalks))?;
                }
                let terms = terms(text);
                let what = if own { Seen::Offer { terms, pressed: false } } else { Seen::Theirs { terms } };
                view.see(said.time, what)?;
                view.last[said.party] = Some(text);
                open = (!own).then_some(text);
                offers += usize::from(own);
            }
            SaidAct::Yes { .. } if own => {
                if let (true, Some(theirs)) = (evidence >= Evidence::Answers, open.take()) {
                    view.see(said.time, answer(theirs, true, Asked::InTalks))?;
                }
            }
            SaidAct::Yes { signed } => {
                if evidence >= Evidence::Unsigned {
                    view.see(said.time, Seen::Agreed { kept: *signed })?;
                }
            }
        }
    }
    for b in books {
        view.put(b)?;
    }
    let found = view.estimator.estimate();
    let under = |prior: &[f64]| found.types.insincere(&found.probability(prior));
    let priors = [found.types.prior(), found.types.uniform(), found.types.sceptical()];
    Ok(Judged {
        session,
        party,
        evidence,
        offers,
        texts: view.texts,
        insincere: under(&priors[0]),
        least: priors.iter().map(|p| under(p)).fold(1.0, f64::min),
        ln_bf: found.ln_bayes_factor(),
        level: found.level(),
        surprised: found.surprised,
    })
}

/// What was seen so far, from the mediator's chair.
struct View<'a> {
    estimator: Estimator,
    prior: Vec<f64>,
    party: usize,
    how: How,
    order: u32,
    /// The latest offer of each party.
    last: [Option<&'a Vec<usize>>; 2],
    texts: (usize, usize),
}

impl View<'_> {
    fn see(&mut self, time: f64, what: Seen) -> Result<()> {
        self.order += 1;
        let when = When { time, order: Some(self.order) };
        Ok(self.estimator.observe(&Observation { when, what })?)
    }

    /// Puts a last text; only the answer to this text is looked up.
    fn put(&mut self, book: &Book) -> Result<()> {
        let text = match self.how.texts {
            Texts::Ranked => self.ranked(),
            Texts::Split => self.split(),
        };
        let Some(text) = text else { return Ok(()) };
        let yes = book.answers.to(&text);
        self.texts = (self.texts.0 + 1, self.texts.1 + usize::from(yes));
        self.see(book.time, answer(&text, yes, Asked::AsLast))
    }

    /// The last text that tells most for its cost.
    fn ranked(&self) -> Option<Vec<usize>> {
        let probes = self.estimator.probes(&self.prior, &ProbeOptions::default());
        probes.into_iter().find_map(|p| match p.act {
            ProbeAct::Text { digits, asked: Asked::AsLast } => {
                Some(digits.into_iter().map(|d| d as usize).collect())
            }
            _ => None,
        })
    }

    /// Issue by issue from the last offers in turn; the second text starts from the other side.
    fn split(&self) -> Option<Vec<usize>> {
        let own = self.last[self.party].or(self.last[1 - self.party])?;
        let other = self.last[1 - self.party].unwrap_or(own);
        let turn = |k: usize| if (k + self.texts.0).is_multiple_of(2) { own[k] } else { other[k] };
        Some((0..own.len()).map(turn).collect())
    }
}

fn terms(text: &[usize]) -> Vec<Term> {
    text.iter().map(|o| Term::Value(*o as u32)).collect()
}

fn answer(text: &[usize], yes: bool, asked: Asked) -> Seen {
    Seen::Answer { terms: terms(text), yes, asked }
}
