//! A decision as a file: the full model, the belief and the table, in TOML.
//!
//! Read with every key known and every number checked; written so that it reads back the same. The example is
//! a mediator with every instrument between two parties of the six standard kinds; its numbers are
//! assumptions, to be replaced.

use super::act::Act;
use super::kinds;
use super::model::{Means, Model, Setting, Stakes};
use super::table::Table;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Most bytes of a file.
const MOST_BYTES: usize = 1 << 20;

/// A decision: what the model is, what is believed, and what lies on the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Bin of the gap at the start; 0 is within reach.
    pub gap: u8,
    /// Bin of the ground at the start.
    pub ground: u8,
    /// By party: probability of each of its kinds. The two are taken as independent.
    pub belief: [Vec<f64>; 2],
    /// The model.
    pub setting: Setting,
}

impl Decision {
    /// Reads a decision.
    ///
    /// # Errors
    /// If the text is no TOML, has a key that is not known or lacks one, or a number is impossible.
    pub fn read(text: &str) -> Result<Self> {
        if text.len() > MOST_BYTES {
            return Err(Error::limit(format!("{} bytes", text.len())).remedy("at most a megabyte"));
        }
        let decision: Self = toml::from_str(text).map_err(|e| {
            let line = e.span().map(|s| text[..s.start.min(text.len())].matches('\n').count() + 1);
            let place = crate::error::Place { line, ..Default::default() };
            Error::input(e.message().to_owned()).at(place)
        })?;
        decision.ready()?;
        Ok(decision)
    }

    /// Writes it.
    ///
    /// # Errors
    /// If a number cannot be written.
    pub fn write(&self) -> Result<String> {
        toml::to_string(self).map_err(|e| Error::input(e.to_string()))
    }

    /// The model, the table and the joint belief.
    ///
    /// # Errors
    /// If a number is impossible, or the table lies outside the model.
    pub fn ready(&self) -> Result<(Model, Table, Vec<f64>)> {
        let model = Model::new(self.setting.clone())?;
        let bins = self.setting.outside[0].len();
        if self.gap >= self.setting.gaps || usize::from(self.ground) >= bins {
            return Err(Error::parameter(format!(
                "gap {} and ground {} at the start",
                self.gap, self.ground
            ))
            .remedy(format!("below {} and below {bins}", self.setting.gaps)));
        }
        let belief = model.belief([&self.belief[0], &self.belief[1]])?;
        Ok((model, Table::open(self.gap, self.ground), belief))
    }

    /// The example.
    #[must_use]
    pub fn example() -> Self {
        let kinds = kinds::standard();
        let belief: Vec<f64> = vec![0.25, 0.30, 0.20, 0.12, 0.05, 0.08];
        let means = |act, cost, weight, decay| Means { cost, weight, decay, ..Means::plain(act) };
        let both = |make: &dyn Fn(usize) -> Means| [make(0), make(1)];
        let mut all = vec![
            Means::plain(Act::Facilitate),
            means(Act::Table, 0.005, 0.0, 0.0),
            means(Act::AskBoth, 0.002, 0.0, 0.0),
            means(Act::Truce, 0.01, 0.0, 0.0),
            means(Act::Recess, 0.0, 0.0, 0.0),
            means(Act::LeaveWithWayBack, 0.0, 0.0, 0.0),
            means(Act::Return, 0.02, 0.0, 0.0),
            means(Act::LeaveForGood, 0.0, 0.0, 0.0),
        ];
        all.extend(both(&|i| means(Act::Probe(i), 0.005, 0.0, 0.0)));
        all.extend(both(&|i| means(Act::Warn(i), 0.0, 0.4, 0.05)));
        all.extend(both(&|i| Means { joins: 0.7, ..means(Act::Sanction(i), 0.05, 0.5, 0.05) }));
        all.extend(both(&|i| means(Act::Offer(i), 0.1, 0.2, 0.0)));
        Self {
            gap: 2,
            ground: 2,
            belief: [belief.clone(), belief],
            setting: Setting {
                kinds: [kinds.clone(), kinds],
                gaps: 4,
                reach: 0.4,
                outside: [vec![0.2, 0.3, 0.4, 0.5, 0.6], vec![0.6, 0.5, 0.4, 0.3, 0.2]],
                ground_moves: 0.1,
                text: [0.5, 0.5],
                against: 0.2,
                means: all,
                stakes: Stakes {
                    settlement: 1.0,
                    pressed: 0.8,
                    settlement_unaided: 1.0,
                    fallback: 0.1,
                    cost: 0.01,
                    cost_away: 0.002,
                    cost_recess: 0.004,
                    discount: 0.98,
                },
                horizon: 40,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pomcp::Budget;
    use super::super::searched::search;
    use super::*;

    #[test]
    fn the_example_reads_back_and_every_fault_has_a_name() {
        let example = Decision::example();
        let text = example.write().expect("written");
        assert_eq!(Decision::read(&text), Ok(example.clone()));
        let odd = text.replacen("reach = 0.4", "reach = 1.4", 1);
        assert!(Decision::read(&odd).is_err_and(|e| e.to_string().contains("reach 1.4")));
        let unknown = text.replacen("reach = 0.4", "reach = 0.4\nrich = 1", 1);
        assert!(Decision::read(&unknown).is_err_and(|e| e.is_input() && e.place().line.is_some()));
        let act = text.replacen("\"probe:1\"", "\"probe:7\"", 1);
        assert!(Decision::read(&act).is_err_and(|e| e.to_string().contains("probe:0")), "{act}");
        assert!(Decision::read(&text.replacen("gap = 2", "gap = 4", 1)).is_err());
        let lacking = text.replacen("fallback = 0.1\n", "", 1);
        assert!(Decision::read(&lacking).is_err_and(|e| e.to_string().contains("fallback")));
    }

    #[test]
    fn the_example_is_searched_and_its_mirror_is_its_own() {
        let (model, table, belief) = Decision::example().ready().expect("a model");
        let found =
            search(&model, &table, &belief, Budget { simulations: 160, seed: 2 }, &|| false).expect("found");
        assert_eq!(found.options.len(), model.acts(&table, 0).len());
        for o in &found.options {
            assert!(o.value <= o.high && o.high <= 1.0 && o.value > -1.0, "{o:?}");
        }
    }
}
