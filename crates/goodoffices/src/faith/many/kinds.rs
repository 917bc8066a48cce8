//! The types of many-party talks, as data: how each follows the others and what it leaves them.
//!
//! A type says how its response κ to what the others hold and its regard η for them are spread, each a normal
//! cut to the grid. A centre may be shared by the run: then what the other parties do tells it (see `pool`).
//! A type with a victim is as told towards everybody else, and has another regard for one counterpart, each
//! equally likely. The numbers were fixed before any labelled data was opened. Where utilities are not known,
//! a single counterpart's wants are known too poorly for that type to help; [`Kinds::without_victim`] is for then.

use super::super::kinds::{BehaviouralType, TypeSet};
use crate::error::{Error, Result};

/// Where a normal stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Centre {
    /// At a number.
    At(f64),
    /// Where this run has it; told by the other parties.
    OfTheRun,
}

/// A normal over the response κ or the regard η.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Its centre.
    pub centre: Centre,
    /// Its standard deviation.
    pub deviation: f64,
}

impl Spread {
    /// A normal at a number.
    #[must_use]
    pub fn at(centre: f64, deviation: f64) -> Self {
        Self { centre: Centre::At(centre), deviation }
    }

    /// A normal around the run's centre.
    #[must_use]
    pub fn of_the_run(deviation: f64) -> Self {
        Self { centre: Centre::OfTheRun, deviation }
    }
}

/// How a type chooses its offers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Habit {
    /// Response κ to what the others hold: the log odds an option gains if all of them hold it.
    pub response: Spread,
    /// Regard η for the others: the log odds an option gains if it is worth everything to all of them.
    pub regard: Spread,
    /// Regard for one counterpart alone, who is not among the others then; below 0 only.
    pub victim: Option<Spread>,
}

/// Types and their habits, in one order.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinds {
    types: TypeSet,
    habits: Vec<Habit>,
}

impl Kinds {
    /// Types with a habit each.
    ///
    /// # Errors
    /// If there are not as many habits as types, or a deviation is not above 0.
    pub fn new(types: TypeSet, habits: Vec<Habit>) -> Result<Self> {
        if types.len() != habits.len() {
            return Err(Error::parameter(format!("{} habits for {} types", habits.len(), types.len())));
        }
        if habits.iter().all(|h| h.victim.is_some()) {
            return Err(Error::parameter("a type with one regard for all is needed"));
        }
        for h in &habits {
            let spreads = [Some(h.response), Some(h.regard), h.victim];
            if spreads.iter().flatten().any(|s| !(s.deviation > 0.0 && s.deviation.is_finite())) {
                return Err(Error::parameter("a spread needs a standard deviation above 0"));
            }
            if h.victim.is_some_and(|v| v.centre == Centre::OfTheRun) {
                return Err(Error::parameter("the regard for one victim has no centre of the run"));
            }
        }
        Ok(Self { types, habits })
    }

    /// Cooperative (.63), greedy (.27), spoiler (.07) and one that spoils for a single counterpart (.03); the
    /// sceptical prior has .02 and .01 for the last two.
    ///
    /// # Errors
    /// Never; the numbers are fixed.
    pub fn standard() -> Result<Self> {
        let kind = |name, sincere, prior, sceptical| BehaviouralType { name, sincere, prior, sceptical };
        let types = TypeSet::new(vec![
            kind("cooperative", true, 0.63, 0.63 * 0.97 / 0.9),
            kind("greedy", true, 0.27, 0.27 * 0.97 / 0.9),
            kind("spoiler", false, 0.07, 0.02),
            kind("targeted_spoiler", false, 0.03, 0.01),
        ])?;
        let habit = |response, regard, victim| Habit { response, regard, victim };
        Self::new(
            types,
            vec![
                habit(Spread::of_the_run(1.0), Spread::of_the_run(6.0), None),
                habit(Spread::at(1.0, 0.75), Spread::at(4.0, 4.0), None),
                habit(Spread::at(0.0, 1.0), Spread::at(-4.0, 6.0), None),
                habit(Spread::at(1.0, 0.75), Spread::at(4.0, 4.0), Some(Spread::at(-4.0, 6.0))),
            ],
        )
    }

    /// The three types of the prototype: no saboteur of one party; spoiler .10, sceptical .03.
    ///
    /// # Errors
    /// Never; the numbers are fixed.
    pub fn without_victim() -> Result<Self> {
        let Self { types, mut habits } = Self::standard()?;
        let mut kept = types.types().to_vec();
        kept.truncate(3);
        habits.truncate(3);
        (kept[2].prior, kept[2].sceptical) = (0.10, 0.03);
        Self::new(TypeSet::new(kept)?, habits)
    }

    /// The types.
    #[must_use]
    pub fn types(&self) -> &TypeSet {
        &self.types
    }

    /// Their habits, in the order of the types.
    #[must_use]
    pub fn habits(&self) -> &[Habit] {
        &self.habits
    }
}
