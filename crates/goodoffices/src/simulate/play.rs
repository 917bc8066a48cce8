//! Playing blocks of negotiations in the ambient thread pool.

use super::plan::{Job, Plan, turned};
use super::row::{OfferRow, Row};
use crate::error::{Error, Result};
use crate::outcome::Outcome;
use crate::preference::Preference;
use crate::protocol::{Ending, Move, Negotiator, Side};
use crate::session::{Log, Played, Room};
use crate::strategy::Spec;
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// Builds a negotiator from its specification.
pub type Build<'a> = dyn Fn(&Spec) -> Result<Box<dyn Negotiator>> + Sync + 'a;

/// Negotiations that one worker plays in a row.
const A_BLOCK: u64 = 128;

/// Which tables are wanted as CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    /// One line per negotiation and party.
    pub rows: bool,
    /// One line per offer.
    pub offers: bool,
}

/// Rows of consecutive negotiations, and the tables as CSV lines (written where they were played, since
/// writing numbers out costs as much as a session).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block<'p> {
    /// One per negotiation and party.
    pub rows: Vec<Row<'p>>,
    /// Lines of the table of negotiations.
    pub rows_csv: String,
    /// Lines of the table of offers.
    pub offers_csv: String,
}

/// A table at which the last negotiation was played.
struct Seated {
    scenario: usize,
    rotation: usize,
    room: Room,
}

impl Plan {
    /// Plays the negotiations numbered in `range` and puts their rows in order into `blocks`, which are emptied first and
    /// keep their room (memory asked for anew in every window costs a tenth of the time). `clock` says the seconds
    /// since any fixed moment; it is asked only where the rules know seconds.
    ///
    /// # Errors
    /// If a scenario cannot be played or a strategy not be built.
    pub fn play<'p>(
        &'p self,
        range: Range<u64>,
        tables: Tables,
        build: &Build<'_>,
        clock: &(dyn Fn() -> f64 + Sync),
        blocks: &mut Vec<Block<'p>>,
    ) -> Result<()> {
        let range = range.start..range.end.min(self.len());
        let first = range.start / A_BLOCK;
        let ranges: Vec<Range<u64>> = (first..range.end.div_ceil(A_BLOCK))
            .map(|b| (b * A_BLOCK).max(range.start)..((b + 1) * A_BLOCK).min(range.end))
            .collect();
        blocks.resize_with(ranges.len(), Block::default);
        let played: Vec<Result<()>> = ranges
            .into_par_iter()
            .zip(blocks.par_iter_mut())
            // Else a worker may hold a quarter of the window while the others wait.
            .with_max_len(1)
            .map(|(r, block)| self.block(r, tables, build, clock, block))
            .collect();
        // The first error in order, whichever was met first.
        played.into_iter().collect()
    }

    fn block<'p>(
        &'p self,
        range: Range<u64>,
        tables: Tables,
        build: &Build<'_>,
        clock: &(dyn Fn() -> f64 + Sync),
        block: &mut Block<'p>,
    ) -> Result<()> {
        block.rows.clear();
        block.rows_csv.clear();
        block.offers_csv.clear();
        let mut seated: Option<Seated> = None;
        // One negotiator per strategy and seat, reused.
        let mut players: Vec<Vec<Option<Box<dyn Negotiator>>>> = Vec::new();
        for number in range {
            let Some(job) = self.job(number) else { break };
            if seated.as_ref().is_none_or(|s| (s.scenario, s.rotation) != (job.scenario, job.rotation)) {
                seated = Some(self.seat(&job)?);
            }
            let Some(seated) = &mut seated else { continue };
            while players.len() < job.seats.len() {
                players.push((0..self.strategies().len()).map(|_| None).collect());
            }
            for (seat, strategy) in job.seats.iter().enumerate() {
                if players[seat][*strategy].is_none() {
                    players[seat][*strategy] = Some(build(&self.strategies()[*strategy])?);
                }
            }
            let mut seats: Vec<&mut dyn Negotiator> = players
                .iter_mut()
                .zip(&job.seats)
                .filter_map(|(row, strategy)| row[*strategy].as_mut().map(|p| &mut **p as _))
                .collect();
            let deadline = &self.rules().deadline;
            let timed = deadline.seconds.is_some() || deadline.chance_per_second > 0.0;
            let begun = if timed { clock() } else { 0.0 };
            let elapsed = || if timed { clock() - begun } else { 0.0 };
            let played = seated.room.play(&mut seats, job.seed, &["run".into()], elapsed)?;
            let from = block.rows.len();
            self.tell(&job, seated, &played, &mut block.rows);
            if tables.rows {
                block.rows[from..].iter().for_each(|r| r.write_csv(&mut block.rows_csv));
            }
            if tables.offers {
                offers(&job, &seated.room, &mut block.offers_csv);
            }
        }
        Ok(())
    }

    fn seat(&self, job: &Job) -> Result<Seated> {
        let scenario = turned(&self.scenarios()[job.scenario], job.rotation);
        let name = scenario.name.clone();
        let place = |e: Error| e.at(crate::error::Place::file(name.clone()));
        let room = Room::new(scenario, self.rules(), Log::full()).map_err(place)?;
        Ok(Seated { scenario: job.scenario, rotation: job.rotation, room })
    }

    fn tell<'p>(&'p self, job: &Job, seated: &Seated, played: &Played, rows: &mut Vec<Row<'p>>) {
        let room = &seated.room;
        let (scenario, sides) = (&self.scenarios()[job.scenario], room.sides());
        let u = &played.utilities;
        let welfare = u.iter().sum();
        let m = self.measures(job.scenario);
        let mut own_order = u.clone();
        own_order.rotate_right(job.rotation);
        let optimality = match m {
            Some(m) => [
                m.nash_optimality(&own_order),
                m.kalai_optimality(&own_order),
                m.pareto_optimality(&own_order),
            ],
            None => [None; 3],
        };
        let (ending, by, fault) = match &played.ending {
            Ending::Agreement { acceptor, .. } => ("agreement", Some(*acceptor), None),
            Ending::TimedOut => ("timed_out", None, None),
            Ending::Left { party } => ("left", Some(*party), None),
            Ending::Failed { party, fault } => ("failed", Some(*party), Some(fault.kind)),
        };
        let accepted = |seat: usize| {
            let entries = room.log().entries();
            entries.iter().rev().take(sides.len()).any(|e| e.party == seat && e.step == Move::Accept)
        };
        for (seat, side) in sides.iter().enumerate() {
            let party = &scenario.parties[(seat + job.rotation) % sides.len()];
            let worth = |o: Outcome| side.inverse.utility(o);
            let own = || room.log().offered().filter(move |(p, _)| *p == seat);
            let could_be_below = side.reservation > side.inverse.lowest();
            let below =
                if could_be_below { own().filter(|(_, o)| worth(*o) < side.reservation).count() } else { 0 };
            let agreed_below =
                could_be_below && played.agreement().is_some_and(|o| worth(o) < side.reservation);
            let discount = match (&party.preference, self.discounting()) {
                (Preference::Known(p), Some(by)) => p.discount().after(by, played.time, played.step),
                _ => 1.0,
            };
            let others = job.seats.iter().enumerate().filter(|(k, _)| *k != seat);
            let mut others = others.map(|(_, s)| self.names()[*s].as_str());
            let mut partners = Cow::Borrowed(others.next().unwrap_or_default());
            for name in others {
                let all = partners.to_mut();
                all.push('|');
                all.push_str(name);
            }
            rows.push(Row {
                negotiation: job.number,
                scenario: &scenario.name,
                scenario_index: job.scenario,
                strategy_index: job.seats[seat],
                rotation: job.rotation,
                repetition: job.repetition,
                seed: job.seed,
                seat,
                party: &party.name,
                strategy: &self.names()[job.seats[seat]],
                partners,
                utility: u[seat] * discount,
                advantage: advantage(side, u[seat]),
                welfare,
                optimality,
                agreement: played.agreement().map(|o| o.0),
                rounds: played.step,
                time: played.time,
                offers: played.offers,
                own_offers: own().count() as u64,
                ending,
                ended_here: by == Some(seat),
                offers_below: below as u64,
                accepted_below: agreed_below && accepted(seat),
                fault: fault.filter(|_| by == Some(seat)),
            });
        }
    }
}

/// Gain over no agreement as a share of the greatest possible.
fn advantage(side: &Side, u: f64) -> f64 {
    let floor = if side.reservation.is_finite() { side.reservation } else { side.inverse.lowest() };
    let reach = side.inverse.highest() - floor;
    if reach > 0.0 { (u - floor) / reach } else { 0.0 }
}

/// The offers of the session just played, as CSV lines.
fn offers(job: &Job, room: &Room, into: &mut String) {
    let entries = room.log().entries().iter().filter_map(|e| match e.step {
        Move::Offer(o) => Some((e, o)),
        _ => None,
    });
    for (k, (e, o)) in entries.enumerate() {
        let row = OfferRow {
            negotiation: job.number,
            offer: k as u64,
            round: e.round,
            time: e.time,
            seat: e.party,
            outcome: o.0,
            utilities: room.sides().iter().map(|s| s.inverse.utility(o)).collect(),
        };
        row.write_csv(into);
    }
}
