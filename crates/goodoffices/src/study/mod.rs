//! Studies: how well methods do where the truth is known.

mod calibration;
mod detection;
mod identifiability;
mod opponents;
mod scores;

pub use calibration::{Calibration, CalibrationPlan, Quantity, calibration};
pub use detection::{Detection, DetectionPlan, Misfit, detection};
pub use identifiability::{IdentifiabilityRow, identifiability};
pub use opponents::{OpponentRow, opponents};
pub use scores::{ReliabilityBin, auc, brier_and_log, power_at, reliability, upper_bound};
