//! The tidy tables: one row per negotiation and party, and one per offer.

use crate::protocol::FaultKind;
use std::fmt::Write;

/// Columns of the table of negotiations, with what they hold. docs/sessions.md is checked against this.
pub const ROW_COLUMNS: &[(&str, &str)] = &[
    ("negotiation", "number of the negotiation in the plan, from 0"),
    ("scenario", "name of the scenario"),
    ("rotation", "places by which the parties' order was turned"),
    ("repetition", "from 0"),
    ("seed", "root of the negotiation's random streams"),
    ("seat", "place in the order of moving, from 0"),
    ("party", "name of the party"),
    ("strategy", "strategy at this seat"),
    ("partners", "strategies at the other seats in order, separated by |"),
    ("utility", "of the agreement, else the reservation value; discounted where so asked"),
    ("advantage", "(utility - reservation) / (best - reservation), undiscounted"),
    ("welfare", "sum of the parties' undiscounted utilities"),
    ("nash_optimality", "1 - distance to the nearest Nash solution / diagonal; empty where there is none"),
    ("kalai_optimality", "the same for the Kalai-Smorodinsky solution"),
    ("pareto_optimality", "the same for the frontier"),
    ("agreement", "number of the outcome agreed, first issue slowest; empty without one"),
    ("rounds", "rounds begun"),
    ("time", "relative time of the last turn"),
    ("offers", "offers made by all"),
    ("own_offers", "offers made at this seat"),
    ("ending", "agreement, timed_out, left or failed"),
    ("ended_here", "1 if this seat accepted last, left or failed"),
    ("offers_below_reservation", "own offers worth less to itself than no agreement"),
    ("accepted_below_reservation", "1 if it accepted what is worth less to itself than no agreement"),
    ("fault", "crash, timeout or illegal where this seat failed"),
];

/// Columns of the table of offers.
pub const OFFER_COLUMNS: &[(&str, &str)] = &[
    ("negotiation", "number of the negotiation"),
    ("offer", "number of the offer in the negotiation, from 0"),
    ("round", "from 0"),
    ("time", "relative time as the proposer saw it"),
    ("seat", "who offered"),
    ("outcome", "number of the outcome, first issue slowest"),
    ("utilities", "of all seats in order, undiscounted, separated by |"),
];

/// One negotiation as one party had it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'p> {
    /// Number of the negotiation.
    pub negotiation: u64,
    /// Name of the scenario.
    pub scenario: &'p str,
    /// Places by which the order was turned.
    pub rotation: usize,
    /// From 0.
    pub repetition: u32,
    /// Root of the random streams.
    pub seed: u64,
    /// Place in the order of moving.
    pub seat: usize,
    /// Name of the party.
    pub party: &'p str,
    /// Strategy index in the plan.
    pub strategy_index: usize,
    /// Scenario index in the plan.
    pub scenario_index: usize,
    /// Strategy.
    pub strategy: &'p str,
    /// The others' strategies.
    pub partners: String,
    /// Utility.
    pub utility: f64,
    /// Advantage.
    pub advantage: f64,
    /// Welfare.
    pub welfare: f64,
    /// Nearness to the Nash solution, the Kalai–Smorodinsky solution and the frontier.
    pub optimality: [Option<f64>; 3],
    /// The outcome agreed.
    pub agreement: Option<u128>,
    /// Rounds begun.
    pub rounds: u64,
    /// Relative time of the last turn.
    pub time: f64,
    /// Offers by all.
    pub offers: u64,
    /// Own offers.
    pub own_offers: u64,
    /// How it ended.
    pub ending: &'static str,
    /// Did this seat end it?
    pub ended_here: bool,
    /// Own offers below the reservation value.
    pub offers_below: u64,
    /// Accepted below the reservation value?
    pub accepted_below: bool,
    /// Its fault.
    pub fault: Option<FaultKind>,
}

/// One offer.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferRow {
    /// Number of the negotiation.
    pub negotiation: u64,
    /// Number of the offer.
    pub offer: u64,
    /// Round.
    pub round: u64,
    /// Relative time.
    pub time: f64,
    /// Who offered.
    pub seat: usize,
    /// The outcome.
    pub outcome: u128,
    /// Utilities of all seats.
    pub utilities: Vec<f64>,
}

/// A field of a CSV line (RFC 4180), quoted where it must be.
fn field(line: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

impl Row<'_> {
    /// Appends the row as a CSV line.
    pub fn write_csv(&self, line: &mut String) {
        let _ = write!(line, "{},", self.negotiation);
        field(line, self.scenario);
        let _ = write!(line, ",{},{},{},{},", self.rotation, self.repetition, self.seed, self.seat);
        for text in [self.party, self.strategy, &self.partners] {
            field(line, text);
            line.push(',');
        }
        let _ = write!(line, "{},{},{}", self.utility, self.advantage, self.welfare);
        for x in self.optimality {
            line.push(',');
            if let Some(x) = x {
                let _ = write!(line, "{x}");
            }
        }
        line.push(',');
        if let Some(o) = self.agreement {
            let _ = write!(line, "{o}");
        }
        let _ = write!(line, ",{},{},{},{}", self.rounds, self.time, self.offers, self.own_offers);
        let _ = write!(line, ",{},{}", self.ending, u8::from(self.ended_here));
        let _ = write!(line, ",{},{},", self.offers_below, u8::from(self.accepted_below));
        if let Some(fault) = self.fault {
            let _ = write!(line, "{fault}");
        }
        line.push('\n');
    }
}

impl OfferRow {
    /// Appends the row as a CSV line.
    pub fn write_csv(&self, line: &mut String) {
        let _ = write!(line, "{},{},{},{}", self.negotiation, self.offer, self.round, self.time);
        let _ = write!(line, ",{},{},", self.seat, self.outcome);
        for (k, u) in self.utilities.iter().enumerate() {
            let _ = write!(line, "{}{u}", if k == 0 { "" } else { "|" });
        }
        line.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_tells_every_column() {
        let page = include_str!("../../../../docs/sessions.md");
        for (name, about) in ROW_COLUMNS.iter().chain(OFFER_COLUMNS) {
            assert!(
                page.contains(&format!("- `{name}`: {about}")),
                "{name} is not in docs/sessions.md as it is"
            );
        }
    }
}
