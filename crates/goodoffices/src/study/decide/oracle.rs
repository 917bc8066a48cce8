//! What could have been reached by one who knows the true law of a world, exactly.
//!
//! [`best_round`]: the fixed round of leaving for good that is best for the law, not knowing the types. With w_k the
//! probability of each pair of types and no settlement before round k, leaving at T is worth Σ_{k<T} δ^k(−c·P_k +
//! δ·V_k·settled_k) + δ^T·E[alone_T], summed forward. [`best_knowing`]: knowing the types in every round, to be there or
//! not, by dynamic programming from the horizon.

use super::world::{HORIZON, Type, World};

/// Pairs of types.
const PAIRS: usize = 9;

type Weights = [f64; PAIRS];

fn pair(k: usize) -> (Type, Type) {
    (Type::ALL[k / 3], Type::ALL[k % 3])
}

/// Where each pair of types goes before the next round.
fn switched(world: &World, from: usize) -> Weights {
    let (stop, begin) = world.truth.switch;
    let one = |t: usize| match Type::ALL[t] {
        Type::Settles => [1.0 - stop, stop, 0.0],
        Type::Refuses => [begin, 1.0 - begin, 0.0],
        Type::Fed => [0.0, 0.0, 1.0],
    };
    let (a, b) = (one(from / 3), one(from % 3));
    let mut to = [0.0; PAIRS];
    for (k, p) in to.iter_mut().enumerate() {
        *p = a[k / 3] * b[k % 3];
    }
    to
}

/// Worth of round k and after to a mediator that is away for good, by pair; from round HORIZON down to 0.
fn alone(world: &World) -> Vec<Weights> {
    let s = &world.model.stopping;
    let mut all = vec![[s.fallback; PAIRS]];
    for round in (0..HORIZON).rev() {
        let after = all[all.len() - 1];
        let mut now = [0.0; PAIRS];
        for (k, worth) in now.iter_mut().enumerate() {
            *worth = one_round(world, k, round, false, &after);
        }
        all.push(now);
    }
    all.reverse();
    all
}

/// Worth of a round from its start, there or not, where what comes after is worth `after` by pair.
fn one_round(world: &World, k: usize, round: u64, there: bool, after: &Weights) -> f64 {
    let (s, t) = (&world.model.stopping, &world.truth);
    let (a, b) = pair(k);
    let h = t.settles(a, b, there, round);
    let settled = settlement(world, round) + if there { 0.0 } else { s.fallback };
    let to = switched(world, k);
    let goes_on: f64 = to.iter().zip(after).map(|(p, v)| p * v).sum();
    // Talks that end by themselves end before the next round; whoever is away has the fallback all the same.
    let ended = if there { 0.0 } else { s.fallback };
    let next = t.end * ended + (1.0 - t.end) * goes_on;
    let flow = if there { -s.cost } else { (1.0 - s.discount) * s.fallback };
    flow + s.discount * (h * settled + (1.0 - h) * next)
}

/// Worth of a settlement reached in a round.
pub(super) fn settlement(world: &World, round: u64) -> f64 {
    world.model.stopping.settlement * crate::num::pow(1.0 - world.truth.loss, round as f64)
}

/// The best round of leaving for good (`None`: never) and what leaving then is worth.
#[must_use]
pub fn best_round(world: &World) -> (Option<u64>, f64) {
    let (s, t) = (&world.model.stopping, &world.truth);
    let alone = alone(world);
    let mut weights = [0.0; PAIRS];
    for (k, w) in weights.iter_mut().enumerate() {
        // Talks may end before their first round too.
        *w = t.types[k / 3][k % 3] * (1.0 - t.end);
    }
    let mut best = (None, f64::NEG_INFINITY);
    let (mut so_far, mut delta) = (0.0, 1.0);
    for round in 0..=HORIZON {
        let here = &alone[round as usize];
        let left: f64 = weights.iter().zip(here).map(|(w, v)| w * v).sum();
        // At the horizon there is no time to leave: staying on for ever has no fallback.
        let total = if round == HORIZON { so_far } else { so_far + delta * left };
        if total > best.1 {
            best = ((round < HORIZON).then_some(round), total);
        }
        if round == HORIZON {
            break;
        }
        let mut next = [0.0; PAIRS];
        for (k, w) in weights.iter().enumerate() {
            let (a, b) = pair(k);
            let h = t.settles(a, b, true, round);
            so_far += delta * w * (-s.cost + s.discount * h * settlement(world, round));
            for (to, p) in next.iter_mut().zip(switched(world, k)) {
                *to += w * (1.0 - h) * (1.0 - t.end) * p;
            }
        }
        weights = next;
        delta *= s.discount;
    }
    (best.0, best.1)
}

/// Worth to one who knows the types in every round and is there, or not, as is best.
#[must_use]
pub fn best_knowing(world: &World) -> f64 {
    let mut after = [world.model.stopping.fallback; PAIRS];
    for round in (0..HORIZON).rev() {
        let mut now = [0.0; PAIRS];
        for (k, worth) in now.iter_mut().enumerate() {
            let there = one_round(world, k, round, true, &after);
            let away = one_round(world, k, round, false, &after);
            *worth = there.max(away);
        }
        after = now;
    }
    (1.0 - world.truth.end) * (0..PAIRS).map(|k| world.truth.types[k / 3][k % 3] * after[k]).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::super::world::worlds;
    use super::*;

    #[test]
    fn in_the_models_world_the_best_round_is_the_closed_forms() {
        let world = &worlds()[0];
        let rule = world.model.stopping.solve().unwrap();
        let (round, worth) = best_round(world);
        assert_eq!(round, rule.leave_after);
        // The closed form has no horizon; what lies beyond it is small.
        assert!((worth - rule.value).abs() < 2e-3, "{worth} against {}", rule.value);
        assert!(best_knowing(world) > worth);
    }

    #[test]
    fn knowing_is_worth_no_less_anywhere() {
        for w in worlds() {
            let (round, worth) = best_round(&w);
            assert!(best_knowing(&w) >= worth - 1e-12, "{}: leaving at {round:?}", w.name);
        }
    }
}
