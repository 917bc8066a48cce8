//! The mediator's decision: stay, press, propose or leave.
//!
//! Beliefs and worths go in as plain data ([`Inputs`], each number with a range and with what it rests on);
//! out come the worth of every option with an interval, regret, flip values, what asking is worth, what a
//! deadline can buy, leverage, ripeness and the credibility of warnings. Nothing here reads a case and
//! nothing prints a sentence: `assess` does both.

mod act;
mod bound;
mod checked;
mod closed_forms;
mod course;
mod credibility;
mod deadline;
mod decision;
mod exact;
mod example;
mod flip;
mod information;
mod input;
mod judge;
mod kinds;
mod leverage;
mod mediator;
mod menu;
mod model;
mod outside;
mod plain;
mod pomcp;
mod principals;
mod ripeness;
mod searched;
mod stopping;
mod table;
mod way_back;

pub use act::Act;
pub use closed_forms::closed_forms;
pub use course::{Answer, Charted, Course, Next};
pub use credibility::{
    Bluffing, Counsel, Kappa, Past, WEEKLY, bluffing, complies, least_leaning, threatened,
};
pub use deadline::{AfterRefusal, Buys, DeadlineProblem, cost_of_waiting, settled_by};
pub use decision::Decision;
pub use exact::{Exact, exact};
pub use example::example_text;
pub use flip::{Fineness, Flip, Lead, changes, flips, flips_by, scan};
pub use information::{Worth, worth_among_plans, worth_of_asking};
pub use input::{Basis, Input, Inputs, Quantity};
pub use judge::{Band, Draws, Judged, Worths, judge, judge_by, stated};
pub use leverage::{HelpsOne, Leverage, Stake, decayed, helps_one, last_moment, leverage};
pub use mediator::{BeliefMediator, Doubts};
pub use menu::{Instrument, Menu, Reading};
pub use model::{Kind, Means, Model, Setting, Stakes};
pub use outside::{Demand, Explained, Standing, Winning};
pub use plain::Plain;
pub use pomcp::{Budget, Found, Valued};
pub use principals::{CHEAP, COSTLY, Made, Said, Voices, voices};
pub use ripeness::{MARGIN_LIKELY, Moment, NotRipe, Ripeness, WINS_SOON, margin, ripeness};
pub use searched::search;
pub use stopping::{Flowing, Rule, Stopping};
pub use table::{Place, Seen, Table};
pub use way_back::{WayBack, WayBackValue};
