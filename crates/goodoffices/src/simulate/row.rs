//! The tidy tables: one row per negotiation and party, and one per offer.

use crate::protocol::FaultKind;
use std::borrow::Cow;
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
    pub partners: Cow<'p, str>,
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
        let whole = |line: &mut String, n: u64| {
            line.push(',');
            push_whole(line, n.into());
        };
        let real = |line: &mut String, x: f64| {
            line.push(',');
            push_real(line, x);
        };
        push_whole(line, self.negotiation.into());
        line.push(',');
        field(line, self.scenario);
        whole(line, self.rotation as u64);
        whole(line, self.repetition.into());
        whole(line, self.seed);
        whole(line, self.seat as u64);
        for text in [self.party, self.strategy, &self.partners] {
            line.push(',');
            field(line, text);
        }
        real(line, self.utility);
        real(line, self.advantage);
        real(line, self.welfare);
        for x in self.optimality {
            line.push(',');
            if let Some(x) = x {
                push_real(line, x);
            }
        }
        line.push(',');
        if let Some(o) = self.agreement {
            push_whole(line, o);
        }
        whole(line, self.rounds);
        real(line, self.time);
        whole(line, self.offers);
        whole(line, self.own_offers);
        line.push(',');
        line.push_str(self.ending);
        whole(line, self.ended_here.into());
        whole(line, self.offers_below);
        whole(line, self.accepted_below.into());
        line.push(',');
        if let Some(fault) = self.fault {
            let _ = write!(line, "{fault}");
        }
        line.push('\n');
    }
}

impl OfferRow {
    /// Appends the row as a CSV line.
    pub fn write_csv(&self, line: &mut String) {
        push_whole(line, self.negotiation.into());
        for n in [self.offer, self.round] {
            line.push(',');
            push_whole(line, n.into());
        }
        line.push(',');
        push_real(line, self.time);
        line.push(',');
        push_whole(line, self.seat as u128);
        line.push(',');
        push_whole(line, self.outcome);
        for (k, u) in self.utilities.iter().enumerate() {
            line.push(if k == 0 { ',' } else { '|' });
            push_real(line, *u);
        }
        line.push('\n');
    }
}

fn push_whole(line: &mut String, n: u128) {
    let mut digits = itoa::Buffer::new();
    // Numbers of 128 bits are several times slower to divide.
    line.push_str(match u64::try_from(n) {
        Ok(n) => digits.format(n),
        Err(_) => digits.format(n),
    });
}

/// The shortest decimal that reads back as the same number, never with an exponent, as `Display` writes it.
fn push_real(line: &mut String, x: f64) {
    let mut digits = zmij::Buffer::new();
    let text = digits.format(x);
    if x.is_finite() && !text.contains('e') {
        line.push_str(text.strip_suffix(".0").unwrap_or(text));
    } else {
        let _ = write!(line, "{x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_written_as_everywhere_else(
            x in prop_oneof![proptest::num::f64::ANY, -1.0_f64..1.0],
            n in any::<u128>(),
            shift in 0_u32..128,
        ) {
            let mut line = String::new();
            push_real(&mut line, x);
            prop_assert_eq!(&line, &x.to_string());
            line.clear();
            push_whole(&mut line, n >> shift);
            prop_assert_eq!(line, (n >> shift).to_string());
        }
    }

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
