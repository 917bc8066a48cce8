//! Which value every quantity has in this run, and who holds it: a what-if, a named assumption of the case, or the
//! program's default.
//!
//! A what-if is `key=value` or `key=low..high`; of a quantity of one side `key.SIDE=…`. Unknown keys and impossible
//! values are errors that list what there is. An assumption of the case says a range; its middle is the value.

use super::super::figure::{Figure, Premise};
use super::super::preferences;
use crate::decide::{Basis, Quantity as Number};
use crate::error::{Error, Place, Result};
use crate::talks::{Case, QUANTITIES, Quantity, Setting, quantity};
use serde::Serialize;

/// Who holds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// Nobody: the program's default.
    Default,
    /// The record, by way of an estimate.
    Record,
    /// A named assumption of the case.
    Case,
    /// What follows from what is held of the ground.
    Ground,
    /// This run's `--what-if`.
    WhatIf,
}

/// A belief estimated from the record, for whoever has one.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordBelief {
    /// Chance that the sides can settle.
    pub value: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
    /// Events it rests on.
    pub facts: Vec<String>,
    /// How it was estimated, in words.
    pub how: String,
}

/// One quantity as this run holds it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeldQuantity {
    /// Its key, with the party's slug for a quantity of one side.
    pub key: String,
    /// What it is, with the side's name for a quantity of one side.
    pub means: String,
    /// The value.
    pub value: f64,
    /// Lowest plausible.
    pub low: f64,
    /// Highest plausible.
    pub high: f64,
    /// Who holds it.
    pub holder: Holder,
    /// In words, with who made it.
    pub premise: Premise,
    /// Events that carry it: those of an estimate from the record, or of the case's assumption.
    pub facts: Vec<String>,
}

/// All quantities of a run.
#[derive(Clone, Debug, Serialize)]
pub struct Held(pub(super) Vec<HeldQuantity>);

impl Held {
    /// The quantities for a case.
    ///
    /// # Errors
    /// If a what-if names a key that is not there, or a value that is impossible.
    pub(super) fn of(
        case: &Case,
        belief: Option<&RecordBelief>,
        what_if: &[(String, String)],
    ) -> Result<Self> {
        let mut all: Vec<HeldQuantity> = Vec::new();
        let parties = case.trace.parties();
        for q in QUANTITIES.iter().filter(|q| !q.each) {
            all.push(default_of(q, q.key.to_owned(), None));
        }
        // Quantity by quantity, then side by side, so that exchanging the sides exchanges neighbours.
        for q in QUANTITIES.iter().filter(|q| q.each) {
            for p in &parties {
                let side = &case.trace.principals()[*p];
                all.push(default_of(q, format!("{}.{}", q.key, side.slug), Some(side.short())));
            }
        }
        let mut held = Self(all);
        if let (Some(b), Some(h)) = (belief, held.0.iter_mut().find(|h| h.key == "belief")) {
            (h.low, h.value, h.high, h.holder) = (b.low, b.value, b.high, Holder::Record);
            h.premise = Premise { id: "record:belief".into(), text: b.how.clone() };
            h.facts.clone_from(&b.facts);
        }
        for a in &case.assumptions {
            let (key, low, high) = match &a.setting {
                Setting::Advice { quantity, principal: None, low, high } => (quantity.clone(), *low, *high),
                Setting::Advice { quantity, principal: Some(p), low, high } => {
                    (format!("{quantity}.{}", case.trace.principals()[*p].slug), *low, *high)
                }
                Setting::Fallback { principal, low, high } => {
                    (format!("fallback.{}", case.trace.principals()[*principal].slug), *low, *high)
                }
                _ => continue,
            };
            if let Some(h) = held.0.iter_mut().find(|h| h.key == key) {
                (h.low, h.value, h.high) = (low, f64::midpoint(low, high), high);
                h.holder = Holder::Case;
                h.premise = preferences::premise(a);
                h.facts.clone_from(&a.supports);
            }
        }
        for (key, text) in what_if {
            held.set(key, text)?;
        }
        Ok(held)
    }

    fn set(&mut self, key: &str, text: &str) -> Result<()> {
        let keys: Vec<&str> = self.0.iter().map(|h| h.key.as_str()).collect();
        let Some(k) = keys.iter().position(|k| *k == key) else {
            return Err(Error::unknown(format!("no quantity {key:?} to say what if of"))
                .at(Place::default().at_field("what-if"))
                .remedy(format!("there are: {}", keys.join(", "))));
        };
        // A side's name may hold dots; the quantity's own key is the longest that fits.
        let about = quantity(key, false)
            .or_else(|| {
                QUANTITIES.iter().filter(|q| q.each).find(|q| key.starts_with(&format!("{}.", q.key)))
            })
            .ok_or_else(|| Error::unknown(format!("no quantity {key:?}")))?;
        let number = |t: &str| -> Result<f64> {
            let x: f64 = t.trim().parse().map_err(|_| {
                Error::input(format!("{t:?} is no number"))
                    .at(Place::default().at_field(key))
                    .remedy(format!("write {key}=VALUE or {key}=LOW..HIGH"))
            })?;
            if x.is_finite()
                && (about.least..=about.most).contains(&x)
                && !(must_be_positive(key) && x <= 0.0)
            {
                return Ok(x);
            }
            let least = if must_be_positive(key) {
                format!("above {}", about.least)
            } else {
                about.least.to_string()
            };
            Err(Error::parameter(format!("{key} {x} is impossible ({})", about.means))
                .at(Place::default().at_field(key))
                .remedy(format!("from {least} to {}", about.most)))
        };
        let (low, value, high) = match text.split_once("..") {
            Some((l, h)) => {
                let (l, h) = (number(l)?, number(h)?);
                if l > h {
                    return Err(Error::input(format!("{key}: the range {l} to {h} is empty"))
                        .remedy("exchange its ends"));
                }
                (l, f64::midpoint(l, h), h)
            }
            None => {
                let x = number(text)?;
                (x, x, x)
            }
        };
        let said = if low < high { format!("{low} to {high}") } else { value.to_string() };
        let h = &mut self.0[k];
        (h.low, h.value, h.high, h.holder) = (low, value, high, Holder::WhatIf);
        h.facts.clear();
        h.premise =
            Premise { id: format!("what-if:{key}"), text: format!("{}: {said} (asked: what if)", h.means) };
        Ok(())
    }

    /// Puts what follows from the ground in the place of a default.
    pub(super) fn hold_by_ground(&mut self, key: &str, [value, low, high]: [f64; 3], facts: Vec<String>) {
        if let Some(h) = self.0.iter_mut().find(|h| h.key == key && h.holder == Holder::Default) {
            (h.value, h.low, h.high, h.holder, h.facts) = (value, low, high, Holder::Ground, facts);
            h.premise = Premise {
                id: format!("ground:{key}"),
                text: format!(
                    "{}: {value:.2} ({low:.2} to {high:.2}; from the ground, see the G lines)",
                    h.means
                ),
            };
        }
    }

    /// A quantity by its key.
    pub(super) fn get(&self, key: &str) -> &HeldQuantity {
        // Every key asked for is in the table; the first stands in so that nothing can panic.
        self.0.iter().find(|h| h.key == key).unwrap_or(&self.0[0])
    }

    /// A quantity as a number with a range.
    pub(super) fn number(&self, key: &str) -> Number {
        let h = self.get(key);
        let basis = if h.holder == Holder::Record { Basis::Fact } else { Basis::Assumption };
        Number { value: h.value, low: h.low, high: h.high, basis }
    }

    /// Is there such a key?
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|h| h.key == key)
    }

    /// A line that rests on the quantities of these keys: on who holds them, and on the facts that carry them.
    pub(super) fn under<K: AsRef<str>>(&self, figure: Figure, keys: &[K]) -> Figure {
        keys.iter()
            .map(K::as_ref)
            .filter(|k| self.has(k))
            .map(|k| self.get(k))
            .fold(figure, |f, h| f.assuming(h.premise.clone()).resting_on(h.facts.iter().cloned()))
    }

    /// Every quantity, in the order of the table.
    #[must_use]
    pub fn all(&self) -> &[HeldQuantity] {
        &self.0
    }
}

/// A chance or factor of a period that cannot be nothing.
fn must_be_positive(key: &str) -> bool {
    matches!(key, "hazard" | "discount")
}

fn default_of(q: &Quantity, key: String, side: Option<&str>) -> HeldQuantity {
    let of = side.map(|s| format!(", {s}")).unwrap_or_default();
    HeldQuantity {
        premise: Premise {
            id: format!("default:advice.{key}"),
            text: format!("{}{of}: {} ({} to {}; assumed: {})", q.means, q.value, q.low, q.high, q.why),
        },
        means: format!("{}{of}", q.means),
        key,
        value: q.value,
        low: q.low,
        high: q.high,
        facts: Vec::new(),
        holder: Holder::Default,
    }
}
