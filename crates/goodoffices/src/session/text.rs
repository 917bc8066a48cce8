//! Playing the single negotiating text.

use super::Session;
use super::log::Log;
use super::room::Played;
use crate::error::{Error, Result};
use crate::protocol::{Briefing, Information, Negotiator, Side, SingleText, TextRule};
use crate::rng::{self, Part};
use crate::scenario::Scenario;

/// Plays one single negotiating text of at most `proposals` changes. The mediator's stream is named by
/// `seed` and `path`. Returns how it went, with the log.
///
/// # Errors
/// As [`SingleText::new`], or if there is not one negotiator a party.
pub fn play_text<'n>(
    scenario: &Scenario,
    rule: TextRule,
    proposals: u64,
    negotiators: &mut [&'n mut (dyn Negotiator + 'n)],
    seed: u64,
    path: &[Part<'_>],
    log: Log,
) -> Result<(Played, Log)> {
    let parties = scenario.parties.len();
    if negotiators.len() != parties {
        return Err(Error::parameter(format!("{} strategies for {parties} parties", negotiators.len()))
            .remedy("give one strategy for each party"));
    }
    let mut sides = (0..parties).map(|p| Side::new(scenario, p)).collect::<Result<Vec<_>>>()?;
    let mut own = path.to_vec();
    own.push("mediator".into());
    let stream = rng::stream(seed, &own);
    let protocol = SingleText::new(&scenario.space, parties, proposals, rule, stream)?;
    for (me, n) in negotiators.iter_mut().enumerate() {
        let mut briefing = Briefing::new(me, scenario, Information::Own, seed, path);
        briefing.rounds = Some(proposals);
        n.start(&briefing, &mut sides[me])?;
    }
    let mut session = Session::new(protocol, log);
    let ending = session.converse(negotiators, &mut sides, || 0.0);
    let time = session.last_time();
    Ok((Played::new(ending, &session, &sides, time), session.log))
}
