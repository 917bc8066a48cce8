//! The standard kinds: what each behavioural type of `faith` does in a period, as chances.
//!
//! All of these are assumptions. Fixed beforehand: a sincere party says yes to a text that it can live with
//! with .8 where it is asked in confidence, one whom delay helps with .02 (the probe of the good-faith
//! model); the order between types follows their definitions (a hard bargainer moves seldom and gives way
//! under pressure; for one whom delay helps the talks themselves have a worth; one that wants no agreement
//! moves for nothing). The levels are round figures of ours and nobody measured them: whoever has better
//! ones puts them in, since kinds are data.

use super::model::Kind;
use crate::error::{Error, Result};

/// name, moves, yields, cost of moving, accepts, probe yes, truce yes, unaided, asks back, flow worth.
const STANDARD: [(&str, [f64; 9]); 6] = [
    ("conceder", [0.50, 0.60, 0.05, 0.70, 0.80, 0.90, 0.60, 0.30, 0.0]),
    ("hard_bargainer", [0.12, 0.35, 0.15, 0.35, 0.80, 0.80, 0.50, 0.20, 0.0]),
    ("reciprocator", [0.30, 0.40, 0.10, 0.50, 0.80, 0.90, 0.50, 0.25, 0.0]),
    ("staller", [0.03, 0.30, 0.30, 0.02, 0.02, 0.30, 0.50, 0.40, 0.4]),
    ("spoiler", [0.01, 0.05, 0.80, 0.01, 0.02, 0.10, 0.50, 0.02, 0.1]),
    ("random", [0.20, 0.20, 0.20, 0.30, 0.50, 0.50, 0.50, 0.10, 0.0]),
];

fn made(name: &str, numbers: &[f64; 9]) -> Kind {
    let [moves, yields, cost_of_moving, accepts, probe_yes, truce_yes, unaided, asks_back, flow_worth] =
        *numbers;
    let name = name.to_owned();
    Kind {
        name,
        moves,
        yields,
        cost_of_moving,
        accepts,
        probe_yes,
        truce_yes,
        unaided,
        asks_back,
        flow_worth,
    }
}

/// All standard kinds, in the order of the standard behavioural types.
pub(super) fn standard() -> Vec<Kind> {
    STANDARD.iter().map(|(name, numbers)| made(name, numbers)).collect()
}

impl Kind {
    /// The standard kind of a behavioural type.
    ///
    /// # Errors
    /// If there is none of this name; the error lists them.
    pub fn standard(name: &str) -> Result<Self> {
        let found = STANDARD.iter().find(|(n, _)| *n == name).ok_or_else(|| {
            let names: Vec<&str> = STANDARD.iter().map(|(n, _)| *n).collect();
            Error::unknown(format!("no standard kind is called {name:?}"))
                .remedy(format!("there are {}", names.join(", ")))
        })?;
        Ok(made(name, &found.1))
    }

    /// The standard kinds of these behavioural types, in their order.
    ///
    /// # Errors
    /// If there is none for one of them.
    pub fn standard_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Vec<Self>> {
        names.into_iter().map(Self::standard).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::TypeSet;

    #[test]
    fn every_behavioural_type_has_a_kind_and_no_other_name_has() {
        let types = TypeSet::standard();
        let kinds = Kind::standard_of(types.types().iter().map(|t| t.name)).expect("kinds");
        assert_eq!(kinds.len(), types.len());
        for (k, t) in kinds.iter().zip(types.types()) {
            assert_eq!(k.probe_yes >= 0.5, t.sincere, "{k:?}");
            assert!(k.yields >= k.moves);
        }
        assert!(Kind::standard("saint").is_err_and(|e| e.is_unknown()));
    }
}
