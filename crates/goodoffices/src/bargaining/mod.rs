//! Classical models of bargaining, each with its parameters, its source and one kind of answer.
//!
//! ```text
//! a name ─► Model (parameters, ranges, source) ─► Values (checked) ─► Answer (values, sentence, method)
//!                                                      └────────────► Curve (one parameter moved)
//! ```
//!
//! One file a model; [`graph`] holds the stability of conflicts in option form, which has states instead of
//! parameters. A model is data and a function, so that it can be listed, described and drawn without knowing
//! which it is; models of a mediator's decision are in `decide::closed_forms`, on a higher floor, in the same form. Absent on purpose: any fitting of a model to a record. Whoever asks gives the numbers.

mod answer;
mod attrition;
mod continuous;
mod double_auction;
mod gittins;
pub mod graph;
mod model;
mod optimism;
mod power_shift;
mod rubinstein;
mod war;

pub use answer::{Answer, Curve, Value};
pub use attrition::{Attrition, attrition};
pub use continuous::{Frontier, Split};
pub use double_auction::{DoubleAuction, double_auction};
pub use gittins::{Gittins, gittins};
pub(crate) use model::{End, Found, POINTS, said, value};
pub use model::{Model, Parameter, Values, catalogue, model};
pub use optimism::{Optimism, optimism};
pub use power_shift::{PowerShift, power_shift};
pub use rubinstein::{alternating_offers, breakdown, outside_option};
pub use war::{War, war};
