//! Logistic regression with a ridge, by iteratively reweighted least squares, cross-validated by group.
//!
//! The supervised yardstick: it is taught with labels, which the models under study never see. Features are
//! standardised; missing ones stand at the mean. Weights minimise −ln likelihood + λ/2·‖w‖² (intercept free).
//! Without a ridge, separable data have no least; λ should be above 0. A row is scored by the weights taught on the other folds; all rows of a group are in one fold.

use crate::num;

const STEPS: usize = 50;

/// Solves A·x = b by elimination with pivots; nothing if A is singular.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    for k in 0..n {
        let pivot = (k..n).max_by(|i, j| a[*i][k].abs().total_cmp(&a[*j][k].abs()))?;
        if a[pivot][k].abs() < 1e-12 {
            return None;
        }
        a.swap(k, pivot);
        b.swap(k, pivot);
        for i in k + 1..n {
            let f = a[i][k] / a[k][k];
            let (above, below) = a.split_at_mut(i);
            below[0].iter_mut().zip(&above[k]).skip(k).for_each(|(x, y)| *x -= f * y);
            b[i] -= f * b[k];
        }
    }
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|j| a[k][j] * b[j]).sum();
        b[k] = (b[k] - known) / a[k][k];
    }
    Some(b)
}

/// Weights, intercept first.
fn fit(rows: &[&Vec<f64>], truth: &[bool], ridge: f64) -> Vec<f64> {
    let n = rows.first().map_or(0, |r| r.len()) + 1;
    let mut w = vec![0.0; n];
    for _ in 0..STEPS {
        let mut hessian = vec![vec![0.0; n]; n];
        let mut slope = vec![0.0; n];
        for (k, (row, (s, w))) in hessian.iter_mut().zip(slope.iter_mut().zip(&w)).enumerate().skip(1) {
            row[k] = ridge;
            *s = -ridge * w;
        }
        for (row, y) in rows.iter().zip(truth) {
            let x: Vec<f64> = std::iter::once(1.0).chain(row.iter().copied()).collect();
            let z: f64 = x.iter().zip(&w).map(|(x, w)| x * w).sum();
            let p = 1.0 / (1.0 + num::exp(-z));
            let v = (p * (1.0 - p)).max(1e-9);
            for (xi, (s, row)) in x.iter().zip(slope.iter_mut().zip(&mut hessian)) {
                *s += xi * (f64::from(u8::from(*y)) - p);
                row.iter_mut().zip(&x).for_each(|(h, xj)| *h += v * xi * xj);
            }
        }
        let Some(step) = solve(hessian, slope) else { break };
        let size = step.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
        // Long steps are cut, so that separable data do not throw the weights about.
        let scale = if size > 2.0 { 2.0 / size } else { 1.0 };
        w.iter_mut().zip(&step).for_each(|(w, s)| *w += scale * s);
        if size < 1e-9 {
            break;
        }
    }
    w
}

/// Log odds of every row, each taught without its own fold; groups are dealt to `folds` folds in order.
#[must_use]
pub fn cross_validated(
    features: &[Vec<Option<f64>>],
    truth: &[bool],
    groups: &[usize],
    folds: usize,
    ridge: f64,
) -> Vec<f64> {
    let columns = features.first().map_or(0, Vec::len);
    let mut out = vec![0.0; features.len()];
    for fold in 0..folds.max(2) {
        let inside = |k: &usize| groups[*k] % folds.max(2) == fold;
        let taught: Vec<usize> = (0..features.len()).filter(|k| !inside(k)).collect();
        let scale: Vec<(f64, f64)> = (0..columns)
            .map(|c| {
                let known: Vec<f64> = taught.iter().filter_map(|k| features[*k][c]).collect();
                let n = known.len().max(1) as f64;
                let mean = known.iter().sum::<f64>() / n;
                let deviation = (known.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
                (mean, deviation.max(1e-9))
            })
            .collect();
        let standard = |k: usize| -> Vec<f64> {
            features[k].iter().zip(&scale).map(|(x, (m, s))| x.map_or(0.0, |x| (x - m) / s)).collect()
        };
        let rows: Vec<Vec<f64>> = taught.iter().map(|k| standard(*k)).collect();
        let labels: Vec<bool> = taught.iter().map(|k| truth[*k]).collect();
        let w = fit(&rows.iter().collect::<Vec<_>>(), &labels, ridge);
        for k in (0..features.len()).filter(inside) {
            out[k] = w[0] + standard(k).iter().zip(&w[1..]).map(|(x, w)| x * w).sum::<f64>();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_balanced_feature_gives_the_closed_form() {
        // Shares of 3/4 and 1/4 at x = ±1: without a ridge, weight ln 3 and intercept 0.
        let rows: Vec<Vec<f64>> = (0..8).map(|k| vec![if k < 4 { 1.0 } else { -1.0 }]).collect();
        let truth = [true, true, true, false, true, false, false, false];
        let w = fit(&rows.iter().collect::<Vec<_>>(), &truth, 0.0);
        assert!(w[0].abs() < 1e-9 && (w[1] - 3.0_f64.ln()).abs() < 1e-9, "{w:?}");
    }

    #[test]
    fn held_out_scores_rank_what_can_be_learned_and_separable_data_stay_finite() {
        let features: Vec<Vec<Option<f64>>> = (0..40).map(|k| vec![Some(f64::from(k)), None]).collect();
        let truth: Vec<bool> = (0..40).map(|k| k >= 20).collect();
        let groups: Vec<usize> = (0..40).map(|k| k % 10).collect();
        let scores = cross_validated(&features, &truth, &groups, 10, 1.0);
        assert!(scores.iter().all(|s| s.is_finite()));
        assert!(scores[35] > scores[25] && scores[15] > scores[5]);
    }
}
