//! When to stay and when to leave, on simulated worlds whose truth is known.
//!
//! A [`World`] has what the mediator's model says ([`Model`]) and what is true ([`Truth`]); in the first world the two
//! agree, in the others they do not. Every policy is a mediator that plays the same talks, under the mediation
//! protocol, with the same luck. Worth to the mediator, with δ a round and settlement worth V:
//! −cost in each round in which it is there, −cost of probes, (1 − δ)·O in each round in which it is away and
//! for ever after the talks if it is away at the end, and δV when they settle, with its help or without. What
//! happens after it leaves is simulated and not assumed.
//!
//! Regret is against the best fixed round of leaving for the true law of that world ([`best_round`]), paired on the same
//! talks; a policy that learns from answers may do better, which shows as negative regret. The worth that a
//! mediator who knew all types could reach ([`best_knowing`]) is an upper bound without warnings.
//! Worlds stand in `world` by name, each with one thing wrong; `drawn` draws others, with several wrong at once, and `summary`
//! says how a policy does over all of them. Deliberately absent: worlds fitted to any record.

mod drawn;
mod oracle;
mod party;
mod score;
mod summary;
mod world;

pub use drawn::{CHANGED, drawn_worlds};
pub use oracle::{best_knowing, best_round};
pub use score::{Config, NAIVE, Outlook, Policy, PolicyScore, WorldScore, decide, policies};
pub use summary::{Against, Counts, Summary, summary};
pub use world::{Model, Truth, Type, World, worlds};
