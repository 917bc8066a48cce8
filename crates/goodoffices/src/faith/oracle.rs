//! Exact evidence on a small grid, by adding up every combination of parameters.
//!
//! For a setup whose parameters are held to the cells of a grid and whose utilities are known or over ordered
//! issues, the prior has finitely many points: rising, falling, each peak, each cell. The sum is the evidence
//! the particles estimate, so it measures their error and nothing else.

use super::habits::{HabitState, log_sum};
use super::history::History;
use super::layout::Layout;
use super::level::{Kernel, Scratch, bins};
use super::observation::Observation;
use super::setup::{Clock, IssueShape, Setup, Utility};
use super::smc::{ln_likelihood, particle};
use crate::error::{Error, Result};
use crate::num;
use rayon::prelude::*;

/// Most combinations of one type.
const MOST: usize = 4_000_000;

/// ln evidence of each type, exactly.
///
/// # Errors
/// If the setup has no grid, an unordered issue of a utility that is not known, or too many combinations.
pub fn exact(setup: &Setup, observations: &[Observation]) -> Result<Vec<f64>> {
    let setup = setup.clone().checked()?;
    let Some(grid) = setup.grid else {
        return Err(Error::parameter("exact sums need a grid").remedy("set the number of cells"));
    };
    let kernel = Kernel::new(bins(setup.issues.len()));
    let mut history = History::new(&setup.sizes());
    let mut sorted: Vec<&Observation> = observations.iter().collect();
    sorted.sort_by(|a, b| a.canonical(b));
    let mut habits: Vec<HabitState> =
        setup.likelihoods.iter().map(|l| HabitState::new(&l.habits())).collect();
    let mut by_habit = vec![0.0; habits.len()];
    for o in sorted {
        o.check(&setup.sizes(), setup.clock == Clock::Deadline)?;
        history.push(o);
        for (sum, h) in by_habit.iter_mut().zip(&mut habits) {
            *sum += h.observe(&o.what).map_or(0.0, |x| x.1);
        }
    }
    (0..setup.types.len())
        .map(|kind| Ok(by_habit[kind] + acts(&setup, &kernel, &history, kind, grid)?))
        .collect()
}

fn acts(setup: &Setup, kernel: &Kernel, history: &History, kind: usize, grid: u32) -> Result<f64> {
    let common = super::estimator::common(setup, kernel, history, history.elapsed);
    let layout = Layout::new(setup, setup.likelihoods[kind].as_ref(), kernel.bins);
    let axes = axes(setup, &layout, grid)?;
    let many = axes.iter().try_fold(1_usize, |n, a| n.checked_mul(a.len()).filter(|n| *n <= MOST));
    let Some(many) = many else {
        return Err(
            Error::limit(format!("more than {MOST} combinations")).remedy("take fewer cells or issues")
        );
    };
    let view = common.view(kind);
    let terms: Vec<f64> = (0..many)
        .into_par_iter()
        .with_min_len(256)
        .map_init(Scratch::default, |scratch, k| {
            let (mut rest, mut ln_prior) = (k, 0.0);
            let z: Vec<f64> = axes
                .iter()
                .map(|axis| {
                    let (z, p) = axis[rest % axis.len()];
                    rest /= axis.len();
                    ln_prior += num::ln(p);
                    z
                })
                .collect();
            let mut p = particle(common, &layout, z, scratch);
            ln_prior + ln_likelihood(&view, &p.d, &mut p.tables, &history.acts, scratch).0.at(1.0)
        })
        .collect();
    Ok(log_sum(terms.iter().copied()))
}

/// Points and probabilities of each number of a particle.
fn axes(setup: &Setup, layout: &Layout, grid: u32) -> Result<Vec<Vec<(f64, f64)>>> {
    let even = |n: usize| -> Vec<(f64, f64)> {
        (0..n).map(|k| ((k as f64 + 0.5) / n as f64, 1.0 / n as f64)).collect()
    };
    let mut axes = vec![even(grid as usize); layout.parameters.len()];
    if layout.dimension == 0 {
        return Ok(Vec::new());
    }
    if setup.clock == Clock::Unknown {
        axes.push(even(super::layout::HORIZONS.len()));
    }
    for utility in [&setup.own, &setup.other] {
        match utility {
            Utility::Known(_) => {}
            Utility::Estimated(draws) => axes.push(even(draws.len())),
            Utility::Unknown => {
                axes.extend(vec![even(grid as usize); setup.issues.len() - 1]);
                for issue in &setup.issues {
                    axes.extend(shapes(*issue)?);
                }
            }
        }
    }
    Ok(axes)
}

fn shapes(issue: IssueShape) -> Result<Option<Vec<(f64, f64)>>> {
    match (issue.values, issue.ordered) {
        (1, _) => Ok(None),
        (2, true) => Ok(Some(vec![(0.25, 0.5), (0.75, 0.5)])),
        (m, true) => {
            let inside = m - 2;
            let peak = |k: usize| (2.0 + (k as f64 + 0.5) / inside as f64) / 3.0;
            let mut points = vec![(1.0 / 6.0, 1.0 / 3.0), (0.5, 1.0 / 3.0)];
            points.extend((0..inside).map(|k| (peak(k), 1.0 / (3.0 * inside as f64))));
            Ok(Some(points))
        }
        _ => Err(Error::parameter("exact sums need ordered issues or a known utility")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::{Asked, Estimator, Planned, When, draw};
    use crate::rng::stream;

    /// Two ordered issues of three values, own utility unknown, the other's known.
    fn setup(particles: usize, seed: u64) -> Setup {
        let mut s = Setup::new(vec![IssueShape { values: 3, ordered: true }; 2], seed);
        s.other = Utility::Known(vec![vec![0.6, 0.2, 0.0], vec![0.0, 0.3, 0.4]]);
        s.grid = Some(3);
        s.particles = particles;
        s
    }

    fn distance(particles: usize, runs: u64) -> f64 {
        let plan: Vec<(When, Planned)> = (0..6)
            .map(|k| {
                let t = When::at(f64::from(k) / 6.0);
                (
                    t,
                    if k == 4 {
                        Planned::Ask(vec![1, 1], Asked::AsLast)
                    } else {
                        Planned::Offer { pressed: false }
                    },
                )
            })
            .collect();
        let mut sum = 0.0;
        for run in 0..runs {
            let s = setup(particles, 100 + run);
            let d = draw(&s, (run % 6) as usize, &plan, &mut stream(7, &[run.into()])).unwrap();
            let mut e = Estimator::new(&s).unwrap();
            e.observe_all(&d.observations).unwrap();
            let prior = s.types.prior();
            let found = e.probability(&prior);
            let truth = super::super::estimator::weighed(&exact(&s, &d.observations).unwrap(), &prior);
            sum += 0.5 * found.iter().zip(&truth).map(|(a, b)| (a - b).abs()).sum::<f64>();
        }
        sum / runs as f64
    }

    /// Rows of the table in `docs/calibration.md`, over six records; `--nocapture` shows them.
    #[test]
    fn particles_come_to_the_exact_sum_and_nearer_with_more_of_them() {
        let found: Vec<f64> = (7..=11).map(|k| distance(1 << k, 6)).collect();
        let logs: Vec<f64> = found.iter().map(|tv| tv.log2()).collect();
        // Least squares over five sizes that double.
        let slope = logs.iter().zip([-2.0, -1.0, 0.0, 1.0, 2.0]).map(|(y, x)| x * y).sum::<f64>() / 10.0;
        eprintln!("{found:?}, slope {slope:.2}");
        assert!(found[4] <= 0.02 && slope < -0.3, "{found:?}, slope {slope}");
    }
}
