//! Studies: how well methods do where the truth is known.

pub mod decide;
mod genius_bayes;
mod logistic;
mod mediators;
mod opponents;
mod pressure;
mod priorities;
mod separation;
mod yardsticks;

pub use genius_bayes::genius_bayes;
pub use logistic::cross_validated;
pub use mediators::{MediatorScore, mediators};
pub use opponents::{OpponentRow, opponents};
pub use pressure::{Level, bias, pressure};
pub use priorities::{clustered_mean, priorities_met};
pub use separation::{AGAINST, FEWEST, Interval, Role, Scored, Separation, roc, separation};
pub use yardsticks::{Yardsticks, yardsticks};
mod calibration;
mod detection;
mod identifiability;
mod probing;
mod scores;

pub use calibration::{Calibration, CalibrationPlan, Known, Quantity, calibration};
pub use detection::{Detection, DetectionPlan, HeldBack, Misfit, Parties, detection};
pub use identifiability::{IdentifiabilityRow, identifiability};
pub use probing::{Paired, Policy, Probing, ProbingPlan, ProbingRow, probing};
pub use scores::{ReliabilityBin, auc, brier_and_log, power_at, reliability, upper_bound};
