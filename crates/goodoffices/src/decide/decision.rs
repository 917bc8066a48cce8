//! A decision as a file: the full model, the belief and the table, in TOML.
//!
//! Read with every key known and every number checked; written so that it reads back the same. The example is
//! a mediator with every instrument between two parties of the six standard kinds; its numbers are
//! assumptions, to be replaced.

use super::act::Act;
use super::kinds;
use super::model::{Means, Model, Setting, Stakes};
use super::table::Table;
use crate::error::{Error, Place, Result};
use serde::{Deserialize, Deserializer, Serialize, de};
use toml::de::DeTable;

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
    /// Names of the parties, for what is printed.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "named")]
    pub parties: Option<[String; 2]>,
    /// By party: probability of each of its kinds. The two are taken as independent.
    #[serde(deserialize_with = "by_party")]
    pub belief: [Vec<f64>; 2],
    /// The model.
    pub setting: Setting,
}

/// Exactly two entries, one a party: what stands beyond them would be dropped in silence.
pub(super) fn by_party<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> std::result::Result<[T; 2], D::Error> {
    let all = Vec::<T>::deserialize(from)?;
    let n = all.len();
    all.try_into().map_err(|_| de::Error::custom(format!("{n} entries; two are wanted, one for each party")))
}

fn named<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Option<[String; 2]>, D::Error> {
    by_party(from).map(Some)
}

/// The reader's message without the names that the program's own types have.
fn plainly(message: &str) -> String {
    let (what, wanted) = message.split_once(", expected ").unwrap_or((message, ""));
    let wanted = match wanted.split(' ').next().unwrap_or_default() {
        "" => return message.to_owned(),
        "u8" => "a whole number from 0 to 255",
        "u32" => "a whole number from 0 up",
        "f64" => "a number",
        "a" if wanted.starts_with("a sequence") || wanted.starts_with("a tuple") => "a list",
        "an" if wanted.starts_with("an array") => "a list",
        "struct" | "map" => "a table",
        _ => wanted,
    };
    format!("{what}; {wanted} is wanted")
}

/// The line of a field such as `setting.kinds[0][2].accepts`, or of as much of it as there is.
fn line_of(text: &str, field: &str) -> Option<usize> {
    let root = DeTable::parse(text).ok()?;
    let mut parts = field.split(['.', '[', ']']).filter(|p| !p.is_empty());
    let mut at = root.get_ref().get(parts.next()?)?;
    for part in parts {
        let inner = match part.parse::<usize>() {
            Ok(k) => at.get_ref().get(k),
            Err(_) => at.get_ref().get(part),
        };
        let Some(inner) = inner else { break };
        at = inner;
    }
    Some(line_at(text, at.span().start))
}

fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
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
            let line = e.span().map(|s| line_at(text, s.start));
            Error::input(plainly(e.message())).at(Place { line, ..Place::default() })
        })?;
        decision.ready().map_err(|e| {
            let line = e.place().field.as_deref().and_then(|f| line_of(text, f));
            e.at(Place { line, ..Place::default() })
        })?;
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
        for (field, at, bins) in
            [("gap", self.gap, usize::from(self.setting.gaps)), ("ground", self.ground, bins)]
        {
            if usize::from(at) >= bins {
                return Err(Error::parameter(format!("{field} {at} at the start"))
                    .at(Place::default().at_field(field))
                    .remedy(format!("0 to {}: there are {bins} bins", bins - 1)));
            }
        }
        for (i, name) in self.parties.iter().flatten().enumerate() {
            if name.trim().is_empty() || name.chars().any(char::is_control) {
                return Err(Error::input(format!("{name:?} is no name of a party"))
                    .at(Place::default().at_field(format!("parties[{i}]")))
                    .remedy("a name on one line, not empty"));
            }
        }
        if self.parties.as_ref().is_some_and(|[a, b]| a == b) {
            return Err(Error::input("both parties have one name")
                .at(Place::default().at_field("parties"))
                .remedy("give each its own"));
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
            parties: Some(["the first party".into(), "the second party".into()]),
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
        let from = |a: &str, b: &str| {
            let odd = text.replacen(a, b, 1);
            assert_ne!(odd, text, "{a}");
            Decision::read(&odd).expect_err(b)
        };
        for (a, b, says, field) in [
            ("0.05, 0.08]]", "0.05, 0.08], [1]]", "3 entries; two are wanted", None),
            ("belief = [[0.25, 0.3", "belief = [[-0.25, 0.8", "-0.25 is impossible", Some("belief[0][0]")),
            ("belief = [[0.25", "belief = [[0.5", "party 0 sum to 1.25", Some("belief[0]")),
            (
                "cost_of_moving = 0.05",
                "cost_of_moving = -1",
                "between 0 and a million",
                Some("setting.kinds[0][0].cost_of_moving"),
            ),
            ("flow_worth = 0.0", "flow_worth = 1e308", "1.000e308", Some("setting.kinds[0][0].flow_worth")),
            ("text = [0.5, 0.5]", "text = [0.5, 7]", "7 is impossible", Some("setting.text[1]")),
            ("outside = [[0.2", "outside = [[9", "9 is impossible", Some("setting.outside[0][0]")),
            (
                "\"hard_bargainer\"",
                "\"conceder\"",
                "two kinds called \"conceder\"",
                Some("setting.kinds[0][1].name"),
            ),
            ("horizon = 40", "horizon = 0", "a horizon of 0 periods", Some("setting.horizon")),
            ("horizon = 40", "horizon = -1", "a whole number from 0 up is wanted", None),
            ("gaps = 4", "gaps = 4000000000", "a whole number from 0 to 255 is wanted", None),
            ("reach = 0.4", "reach = \"far\"", "a number is wanted", None),
            ("ground = 2", "ground = 5", "0 to 4: there are 5 bins", Some("ground")),
            (
                "parties = [\"the first party\", ",
                "parties = [\"\", ",
                "no name of a party",
                Some("parties[0]"),
            ),
        ] {
            let e = from(a, b);
            assert!(e.to_string().contains(says), "{b}: {e}");
            assert_eq!(e.place().field.as_deref(), field, "{e}");
            assert!(e.place().line.is_some(), "{b}: {e}");
            for own in ["u8", "u32", "f64", "struct", "array"] {
                assert!(!e.to_string().contains(own), "{e}");
            }
        }
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
