//! Normalisation: u' = (u − min)/(max − min) over the whole space, the reservation by the same map.
//!
//! An additive function stays additive: each issue's table is brought to [0, 1] by
//! (v − min)·(1/(max − min)), its weight becomes w/(1/(max − min)), and the weights are divided by their
//! sum. Operations and their order are part of the definition, since outcomes of equal utility are told
//! apart by nothing else. Found by observing what NegMAS 0.16 answers, so that its figures agree to the bit.

use super::{Additive, Profile, Reservation};
use crate::error::{Error, Result};
use crate::outcome::OutcomeSpace;

/// What an issue without any range contributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Normalization {
    /// Nothing: utilities span exactly [0, 1].
    #[default]
    Span,
    /// What it does in NegMAS: it keeps its weight and is worth 1, so that the least utility is above 0.
    Negmas,
}

impl Additive {
    /// The function brought to [0, 1] with weights that sum to 1, and the map of a reservation.
    ///
    /// # Errors
    /// If the function is capped and the cap binds (it is not additive then), or all outcomes are equal.
    pub fn normalized(
        &self,
        space: &OutcomeSpace,
        how: Normalization,
    ) -> Result<(Additive, impl Fn(f64) -> f64 + use<>)> {
        let (mut low, mut high) = (self.bias(), self.bias());
        let mut weights = Vec::new();
        let mut tables = Vec::new();
        let mut constant = Vec::new();
        for (w, table) in self.weights().iter().zip(self.values()) {
            let least = table.iter().copied().fold(f64::INFINITY, f64::min);
            let most = table.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let (worst, best) = if *w < 0.0 { (most, least) } else { (least, most) };
            low += w * worst;
            high += w * best;
            constant.push(most == least);
            if most == least {
                tables.push(vec![if how == Normalization::Negmas { 1.0 } else { 0.0 }; table.len()]);
                weights.push(if how == Normalization::Negmas { w.abs() } else { 0.0 });
                continue;
            }
            let scale = 1.0 / (best - worst);
            tables.push(table.iter().map(|v| ((v - worst) * scale).max(0.0)).collect());
            weights.push((w / scale).abs());
        }
        if self.cap().is_some_and(|cap| high > cap + crate::num::TIE) {
            return Err(Error::input("a function whose cap binds cannot be normalised as an additive one")
                .remedy("value the file as NegMAS does (--semantics negmas) or leave out --normalize"));
        }
        let total: f64 = weights.iter().sum();
        if !(high - low > 0.0 && total > 0.0) {
            return Err(Error::input("all outcomes have the same utility, so it cannot be normalised"));
        }
        for w in &mut weights {
            *w /= total;
        }
        let base: f64 = weights.iter().zip(&constant).filter(|(_, c)| **c).map(|(w, _)| *w).sum();
        let map = move |r: f64| {
            let share = (r - low) / (high - low);
            if base > 0.0 { share * (1.0 - base) + base } else { share }
        };
        Ok((Additive::new(space, weights, tables)?, map))
    }
}

impl Profile {
    /// The profile with its function and reservation normalised; the discount is kept.
    ///
    /// # Errors
    /// If the function is not additive, or as [`Additive::normalized`].
    pub fn normalized(&self, space: &OutcomeSpace, how: Normalization) -> Result<Profile> {
        let function = self
            .as_additive()
            .ok_or_else(|| Error::input("only additive utility functions can be normalised so far"))?;
        let (function, map) = function.normalized(space, how)?;
        let reservation = match self.reservation() {
            Reservation::Value(r) => Reservation::Value(map(*r)),
            other => other.clone(),
        };
        Ok(Profile::new(function).with_reservation(reservation).with_discount(self.discount()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Issue;
    use crate::preference::UtilityFunction;

    #[test]
    fn weights_tables_and_reservation_follow_one_map() {
        let space =
            OutcomeSpace::new(vec![Issue::categorical("a", ["x", "y"]), Issue::categorical("b", ["x", "y"])])
                .unwrap();
        let u = Additive::new(&space, vec![0.5, -2.0], vec![vec![1.0, 3.0], vec![0.0, 0.5]]).unwrap();
        let (n, map) = u.normalized(&space, Normalization::Span).unwrap();
        let (low, high) = (u.utility(&[0, 1]), u.utility(&[1, 0]));
        for d in [[0, 0], [0, 1], [1, 0], [1, 1]] {
            let want = (u.utility(&d) - low) / (high - low);
            assert!((n.utility(&d) - want).abs() < 1e-12);
            assert!((map(u.utility(&d)) - want).abs() < 1e-12);
        }
        assert_eq!((n.utility(&[0, 1]), n.utility(&[1, 0])), (0.0, 1.0));
    }

    #[test]
    fn an_issue_without_range_lifts_the_floor_only_in_the_peers_way() {
        let space =
            OutcomeSpace::new(vec![Issue::categorical("a", ["x", "y"]), Issue::categorical("b", ["x", "y"])])
                .unwrap();
        let u = Additive::new(&space, vec![0.5, 0.5], vec![vec![3.0, 3.0], vec![1.0, 4.0]]).unwrap();
        let (n, map) = u.normalized(&space, Normalization::Negmas).unwrap();
        assert_eq!((n.utility(&[0, 0]), n.utility(&[0, 1])), (0.25, 1.0));
        assert!((map(0.1) - -0.7).abs() < 1e-12);
        let (n, _) = u.normalized(&space, Normalization::Span).unwrap();
        assert_eq!((n.utility(&[0, 0]), n.utility(&[0, 1])), (0.0, 1.0));
    }
}
