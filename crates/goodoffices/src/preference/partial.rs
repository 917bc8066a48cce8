//! A partial order over some outcomes: GeniusWeb's `DefaultPartialOrdering`.
//!
//! The listed pairs are all that is known: the order is neither reflexive nor closed under transitivity, and
//! two bids that stand in no pair are not comparable. No utility is made up from it.

use crate::error::{Error, Result};
use crate::outcome::Proposal;

/// Bids, and which of them is better than which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartialOrder {
    bids: Vec<Proposal>,
    better: Vec<(usize, usize)>,
    reservation: Option<Proposal>,
}

impl PartialOrder {
    /// Bids and pairs (i, j): bid i is better than bid j. Pairs are kept sorted, each once.
    ///
    /// # Errors
    /// If a pair names a bid that is not there.
    pub fn new(bids: Vec<Proposal>, mut better: Vec<(usize, usize)>) -> Result<Self> {
        if let Some((i, j)) = better.iter().find(|(i, j)| *i.max(j) >= bids.len()) {
            return Err(Error::input(format!(
                "the pair [{i}, {j}] names a bid beyond the {} listed",
                bids.len()
            )));
        }
        better.sort_unstable();
        better.dedup();
        Ok(Self { bids, better, reservation: None })
    }

    /// The same order with a reservation bid.
    #[must_use]
    pub fn with_reservation(mut self, bid: Proposal) -> Self {
        self.reservation = Some(bid);
        self
    }

    /// The bids.
    #[must_use]
    pub fn bids(&self) -> &[Proposal] {
        &self.bids
    }

    /// The pairs, ascending.
    #[must_use]
    pub fn better(&self) -> &[(usize, usize)] {
        &self.better
    }

    /// The reservation bid.
    #[must_use]
    pub fn reservation(&self) -> Option<&Proposal> {
        self.reservation.as_ref()
    }

    /// Is one bid said to be better than another? Only a listed pair says so.
    #[must_use]
    pub fn prefers(&self, bid: &Proposal, over: &Proposal) -> bool {
        self.better.iter().any(|(i, j)| &self.bids[*i] == bid && &self.bids[*j] == over)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_pairs_hold() {
        let bids: Vec<Proposal> = (0..3).map(|v| Proposal::complete(&[v])).collect();
        let order = PartialOrder::new(bids.clone(), vec![(1, 2), (0, 1), (0, 1)]).expect("an order");
        assert!(order.prefers(&bids[0], &bids[1]) && order.prefers(&bids[1], &bids[2]));
        assert!(!order.prefers(&bids[0], &bids[2]) && !order.prefers(&bids[0], &bids[0]));
        assert_eq!(order.better(), [(0, 1), (1, 2)]);
        assert!(PartialOrder::new(bids, vec![(0, 3)]).is_err());
    }
}
