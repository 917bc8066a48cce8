//! What asking is worth: the expected value of sample information.
//!
//! EVSI = Σ_y P(y|a)·V(b|y) − V(b) − c_a (Raiffa & Schlaifer 1961). V is the value of the stopping problem,
//! or any other convex function of the belief; so that before its cost no question is worth less than
//! nothing. Of an answer that could not change what the mediator does next, it is exactly nothing.

use super::menu::Reading;
use super::stopping::Stopping;

/// What a question is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// Before its cost; at least 0.
    pub gross: f64,
    /// After it.
    pub net: f64,
    /// Probability of a yes.
    pub yes: f64,
    /// Belief after a yes.
    pub after_yes: f64,
    /// Belief after a no.
    pub after_no: f64,
    /// Does one of the answers change whether to stay?
    pub decides: bool,
}

/// What a question is worth at the problem's belief, before time passes.
#[must_use]
pub fn worth_of_asking(problem: &Stopping, reading: Reading, cost: f64) -> Worth {
    let p = problem.belief;
    let (yes, after_yes, after_no) = reading.read(p);
    let then = yes * problem.value(after_yes) + (1.0 - yes) * problem.value(after_no);
    // The value is convex; what the last bits of a sum take away is no loss.
    let gross = (then - problem.value(p)).max(0.0);
    let threshold = problem.threshold();
    let stays = |b: f64| b > threshold;
    let decides = stays(after_yes) != stays(p) || stays(after_no) != stays(p);
    Worth { gross, net: gross - cost, yes, after_yes, after_no, decides }
}

/// The same for a belief over any number of hypotheses, answers and plans: `value(h, plan)` is linear in the
/// belief, so that V(b) is the greatest Σ_h b_h·value(h, plan). `likelihood[y][h]` is the probability of
/// answer y under h.
#[must_use]
pub fn worth_among_plans(belief: &[f64], plans: &[Vec<f64>], likelihood: &[Vec<f64>]) -> f64 {
    let best = |b: &[f64]| {
        plans
            .iter()
            .map(|plan| plan.iter().zip(b).map(|(v, p)| v * p).sum::<f64>())
            .fold(f64::NEG_INFINITY, f64::max)
    };
    // Unnormalised: P(y)·V(b|y) is the greatest sum over the joint.
    let asked: f64 =
        likelihood.iter().map(|y| best(&y.iter().zip(belief).map(|(l, p)| l * p).collect::<Vec<_>>())).sum();
    (asked - best(belief)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn problem(belief: f64) -> Stopping {
        Stopping::textbook(belief)
    }

    #[test]
    fn near_the_threshold_a_question_is_worth_most() {
        let r = Reading { yes: 0.8, yes_otherwise: 0.02 };
        let at = |b: f64| worth_of_asking(&problem(b), r, 0.005);
        assert!(at(0.15).gross > at(0.9).gross && at(0.15).gross > at(0.01).gross);
        assert!(at(0.15).decides && at(0.15).net < at(0.15).gross);
        // A plain case by hand: with two plans, worth 1 if right and 0 if wrong, a perfect answer is worth 1 − ½.
        let plans = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
        let perfect = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
        assert!((worth_among_plans(&[0.5, 0.5], &plans, &perfect) - 0.5).abs() < 1e-12);
        assert_eq!(worth_among_plans(&[0.5, 0.5], &plans, &[vec![0.5, 0.5], vec![0.5, 0.5]]), 0.0);
    }

    proptest! {
        #[test]
        fn information_is_never_worth_less_than_nothing(b in 0.0..=1.0_f64, yes in 0.0..=1.0_f64, no in 0.0..=1.0_f64) {
            let p = problem(b);
            let r = Reading { yes, yes_otherwise: no };
            let w = worth_of_asking(&p, r, 0.0);
            prop_assert!(w.gross >= 0.0);
            let then = w.yes * p.value(w.after_yes) + (1.0 - w.yes) * p.value(w.after_no);
            prop_assert!(then >= p.value(b) - 1e-12);
            let same = worth_of_asking(&p, Reading { yes, yes_otherwise: yes }, 0.0);
            prop_assert!(same.gross < 1e-12);
        }
    }
}
