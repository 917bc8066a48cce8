//! Assess: a case as of a day, every figure keyed to its facts and assumptions.
//!
//! [`assess`] reads the case through the lens first and looks at nothing else afterwards. What it returns is
//! data; `report` makes pages of it.

mod advice;
mod agreed;
mod clocks;
mod draws;
mod explain;
mod figure;
mod finality;
mod further;
mod good_faith;
mod in_short;
mod indicators;
mod mediated;
mod missing;
mod moves;
mod options;
mod owed;
mod packages;
mod preferences;
mod propose;
mod recent;
mod ruled_out;
mod side_by_side;
mod silence;
mod since;
mod survives;
mod table;
mod texts;
mod warned;
mod words;
mod worth;

pub use advice::{
    Advice, AdviseConfig, Believed, Clock as SearchClock, Curve, CurvePoint, FlipLine, Held, HeldQuantity,
    Holder, Pair, Part, RecordBelief, RipeDay, Valued, Weighing,
};
pub use clocks::Clock;
pub use draws::FALLBACK;
pub use explain::{Effect, Explanation, FactLine, PremiseLine, explain};
pub use figure::{Figure, Premise};
pub use good_faith::{
    FEWEST_TEXTS, FaithConfig, FaithData, LedgerLine, MeaningData, ParameterData, PartyFaith, Preferences,
    ProbeData, TypeData, Watch,
};
pub use options::{OptionKind, OptionLine, Tried};
pub use owed::Owed;
pub use preferences::{DeclaredLine, declared_lines, ordinal};
pub use propose::{Package, Proposals, ProposeConfig, Ranged, propose};
pub use ruled_out::{IssueOptions, OptionStanding, RuledOut, ruled_out};
pub use since::{Cause, Moved, Since, Snapshot, since};
pub use table::{BesideLine, PositionTable, Standing, TableCell, TableRow};
pub use texts::{TEXT_ISSUES, Text, texts};
pub use warned::Warned;
pub use worth::Worth;

use crate::conduct::{AsOf, Conduct};
use crate::error::Result;
use crate::talks::{Audience, Case, Day, Lens, Scope};
use words::Words;

/// How much is assessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// Everything.
    #[default]
    Whole,
    /// What the first page prints: no statements side by side, silences or indicators.
    FirstPage,
}

/// What to assess besides the ordinary.
#[derive(Clone, Debug, Default)]
pub struct AssessConfig {
    /// How much.
    pub depth: Depth,
    /// The earlier day that "what changed" looks back to.
    pub since: Option<Day>,
    /// Make packages by the estimates.
    pub propose: Option<ProposeConfig>,
    /// Weigh the mediator's options.
    pub advise: Option<AdviseConfig>,
    /// How good faith is judged.
    pub faith: FaithConfig,
}

/// A case as of a day.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The case as the lens shows it.
    pub case: Case,
    /// The day.
    pub today: Day,
    /// How the case was read.
    pub lens: Lens,
    /// Events since the earlier day, the weightiest first.
    pub recent: Vec<Figure>,
    /// The sentences at the top.
    pub in_short: Vec<Figure>,
    /// What is asked now: scope and issues of the open question.
    pub question: Option<(Scope, Vec<usize>)>,
    /// Where they are.
    pub table: PositionTable,
    /// How far each has come.
    pub moves: Vec<Figure>,
    /// Steps away from the other side.
    pub away: Vec<Figure>,
    /// Who owes an answer.
    pub owed: Vec<Owed>,
    /// What the mediators did to bring the sides together.
    pub mediated: Vec<Figure>,
    /// Dates.
    pub clocks: Vec<Clock>,
    /// Warnings taken apart.
    pub warned: Vec<Warned>,
    /// What was called final, and whether it moved.
    pub final_calls: Vec<Figure>,
    /// Silence by issue.
    pub silences: Vec<Figure>,
    /// Statements of one side's speakers side by side.
    pub side_by_side: Vec<Figure>,
    /// Indicators of conduct.
    pub indicators: Vec<Figure>,
    /// Conduct as data, for the pictures.
    pub conduct: Conduct,
    /// Options left open, issue by issue.
    pub ruled_out: Vec<IssueOptions>,
    /// Texts on the table.
    pub texts: Vec<Text>,
    /// What the mediator could do.
    pub options: Vec<OptionLine>,
    /// The options weighed, where asked for.
    pub advice: Option<Advice>,
    /// Whether the sentences at the top survive one side's account, where one is read.
    pub survives: Vec<Figure>,
    /// With what each party's conduct goes together; empty where it is not judged.
    pub good_faith: Vec<PartyFaith>,
    /// What is not known.
    pub missing: Vec<Figure>,
    /// What is told differently.
    pub disputed: Vec<Figure>,
    /// Packages, where asked for.
    pub proposals: Option<Proposals>,
    /// Every printed figure.
    pub figures: Vec<Figure>,
}

/// Assesses a case through a lens.
///
/// # Errors
/// If the lens names a principal that the case does not declare, or options are to be weighed on impossible
/// quantities.
pub fn assess(whole: &Case, lens: &Lens, config: &AssessConfig) -> Result<Assessment> {
    let case = whole.seen(lens)?;
    let today = lens.until;
    let words = Words { case: &case, today };
    let as_of = AsOf::of_case(&case, today);
    let conduct = match config.depth {
        Depth::Whole => Conduct::of(&as_of),
        Depth::FirstPage => Conduct::for_first_page(&as_of),
    };

    let table = table::table(words, &conduct.positions, &conduct.paths);
    let owed = owed::owed(words, &conduct.asks);
    let warned = warned::warned(words, &conduct.warnings);
    let texts = texts::texts(&case);
    // What the mediator weighs is for the mediator's team.
    let team = lens.audience == Audience::Team;
    let good_faith = if team && case.judge_faith {
        let mut faith = config.faith.clone();
        if config.depth == Depth::FirstPage {
            faith.most = faith.most.min(good_faith::FIRST_PAGE);
            faith.particles = faith.particles.min(good_faith::FIRST_PAGE_PARTICLES);
        }
        good_faith::good_faith(words, &as_of, &owed, &faith)?
    } else {
        Vec::new()
    };
    let mut in_short = in_short::in_short(words, &table, &conduct.positions, &owed, &warned, &good_faith);
    if !team {
        in_short.retain(|f| f.subject != in_short::GOOD_FAITH);
    }
    let survives = match &lens.reading {
        Some(reading) => {
            let plain = Lens { reading: None, ..lens.clone() };
            let base = AssessConfig { depth: Depth::FirstPage, ..AssessConfig::default() };
            survives::survives(&case, reading, &in_short, &assess(whole, &plain, &base)?.in_short)
        }
        None => Vec::new(),
    };
    let recent = config.since.map(|d| recent::recent(words, d)).unwrap_or_default();
    let question =
        in_short::open_question(words, &owed).map(|o| (o.scope, o.terms.terms().map(|(i, _)| i).collect()));
    let moves = moves::moves(words, &conduct.paths);
    let away = moves::away(words, &conduct.paths);
    let mediated = mediated::mediated(words);
    let clocks = clocks::clocks(words, &conduct.dates);
    let final_calls = finality::final_calls(words, &conduct.final_calls);
    let silences = silence::silences(words, &conduct.silences);
    let side_by_side = side_by_side::side_by_side(words, &conduct.side_by_side);
    let indicators = indicators::indicators(words, &conduct.indicators);
    let options = if team {
        options::options(options::Seen { words, table: &table, owed: &owed, warned: &warned, texts: &texts })
    } else {
        Vec::new()
    };
    let advice = match &config.advise {
        Some(c) => {
            let from = advice::From {
                words,
                warned: &warned,
                warnings: &conduct.warnings,
                texts: &texts,
                options: &options,
                team,
            };
            let belief = c.belief.clone().or_else(|| advice::record_belief(&good_faith));
            Some(advice::advise(from, &AdviseConfig { belief, ..c.clone() })?)
        }
        None => None,
    };
    let missing = missing::missing(words, &table, &owed);
    let disputed = missing::disputed(words);
    let ruled_out = ruled_out::ruled_out(&case);
    let proposals = config.propose.as_ref().map(|c| propose::propose(&case, c));
    let packages = proposals.as_ref().map(|p| packages::packages(words, p)).unwrap_or_default();

    let mut figures: Vec<Figure> = in_short.clone();
    figures.extend(survives.iter().cloned());
    figures.extend(recent.iter().cloned());
    figures.extend(table.rows.iter().map(|r| r.figure.clone()));
    figures.extend(table.beside.iter().map(|b| b.figure.clone()));
    figures.extend(owed.iter().map(|o| o.figure.clone()));
    figures.extend(mediated.iter().cloned());
    figures.extend(clocks.iter().map(|c| c.figure.clone()));
    figures.extend(warned.iter().map(|w| w.figure.clone()));
    figures.extend(options.iter().map(|o| o.figure.clone()));
    figures.extend(advice.iter().flat_map(Advice::figures));
    figures.extend(packages.iter().cloned());
    figures.extend(good_faith.iter().flat_map(|p| p.figures.iter().cloned()));
    figures.extend(missing.iter().cloned());
    figures.extend(disputed.iter().cloned());
    figures.extend(moves.iter().cloned());
    figures.extend(away.iter().cloned());
    figures.extend(final_calls.iter().cloned());
    figures.extend(silences.iter().cloned());
    figures.extend(side_by_side.iter().cloned());
    figures.extend(indicators.iter().cloned());
    Ok(Assessment {
        today,
        lens: lens.clone(),
        recent,
        survives,
        in_short,
        question,
        table,
        moves,
        away,
        owed,
        mediated,
        clocks,
        warned,
        final_calls,
        silences,
        side_by_side,
        indicators,
        conduct,
        ruled_out,
        texts,
        options,
        advice,
        good_faith,
        missing,
        disputed,
        proposals,
        figures,
        case,
    })
}

impl Assessment {
    /// The words for how the parties lie to each other on a row.
    #[must_use]
    pub fn standing_words(&self, standing: &Standing) -> String {
        table::status_words(Words { case: &self.case, today: self.today }, standing)
    }

    /// What a later comparison needs.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            as_of: self.today.to_string(),
            fingerprint: self.case.fingerprint(),
            events: self.case.events().iter().map(|e| e.id.clone()).collect(),
            estimates: since::counted(&self.case),
            figures: Some(self.figures.iter().map(|f| (f.subject.clone(), f.text.clone())).collect()),
        }
    }
}
