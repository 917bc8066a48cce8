//! What each party wants, as far as it is known.
//!
//! [`Preference`] says how much is known: a utility function, statements of order only ([`Ordinal`],
//! [`PartialOrder`]), an uncertain additive function, or nothing. Utility functions see digits (value indices
//! in issue order), so that spaces beyond `u128` are as good as small ones. They are additive or made of
//! hyper-rectangles, possibly under an affine transformation; what one issue's values are worth comes from
//! [`ValueFunction`]s. [`inverse`] goes from a utility back to an outcome. Discounting and the reservation
//! value belong to [`Profile`], never inside the function.

mod additive;
mod affine;
mod hyper;
pub mod inverse;
mod normalized;
mod ordinal;
mod partial;
mod profile;
mod uncertain;
mod value;

pub use additive::Additive;
pub use affine::Affine;
pub use hyper::{Aggregation, Block, Bound, HyperRectangles, Rectangle};
pub use normalized::Normalization;
pub use ordinal::{Ordinal, OrdinalStatement, RedLine, Says};
pub use partial::PartialOrder;
pub use profile::{Discount, DiscountBy, Profile, Reservation};
pub use uncertain::DirichletWeights;
pub use value::ValueFunction;

/// A utility function over the outcomes of one space. Values are usually, not always, in [0, 1].
pub trait UtilityFunction: std::fmt::Debug + Send + Sync {
    /// Undiscounted utility of the outcome with these digits (one value index per issue).
    fn utility(&self, digits: &[u32]) -> f64;

    /// Utilities of the outcomes that differ from `digits` in the last issue only, in the order of its
    /// values. Enumeration goes by rows; a function that can share work within a row overrides this, to
    /// the same bits as [`UtilityFunction::utility`]. Leaves the last digit anywhere.
    fn row(&self, digits: &mut [u32], into: &mut [f64]) {
        let Some(last) = digits.len().checked_sub(1) else {
            into.fill(self.utility(digits));
            return;
        };
        for (v, u) in into.iter_mut().enumerate() {
            digits[last] = v as u32;
            *u = self.utility(digits);
        }
    }

    /// The function as an additive one, if it is; solvers use it to avoid enumerating.
    fn as_additive(&self) -> Option<&Additive> {
        None
    }

    /// The function as hyper-rectangles, if it is; writers use it.
    fn as_hyper(&self) -> Option<&HyperRectangles> {
        None
    }
}

/// How much is known of what a party wants.
#[derive(Clone, Debug)]
pub enum Preference {
    /// A utility function, with reservation and discount.
    Known(Profile),
    /// Statements of order: accepts, rules out, prefers, direction.
    Ordinal(Ordinal),
    /// An additive function with known value tables and uncertain weights.
    Uncertain(DirichletWeights),
    /// A partial order over listed bids.
    Partial(PartialOrder),
    /// Nothing.
    Unknown,
}
