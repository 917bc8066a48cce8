//! The frequency model of HardHeaded (van Krimpen, Looije & Hajizadeh 2013).
//!
//! A value is worth the number of times it was offered, relative to the most offered of its issue; an issue
//! that stayed the same from one offer to the next gains weight. Weights begin equal; a gain is .2/n.

/// Learning rate of weights.
const GAIN: f64 = 0.2;

#[derive(Clone, Debug)]
pub(super) struct Frequency {
    weights: Vec<f64>,
    counts: Vec<Vec<f64>>,
    most: Vec<f64>,
    last: Option<Vec<u32>>,
}

impl Frequency {
    pub(super) fn new(sizes: &[usize]) -> Self {
        let n = sizes.len().max(1) as f64;
        Self {
            weights: vec![1.0 / n; sizes.len()],
            counts: sizes.iter().map(|n| vec![1.0; *n]).collect(),
            most: vec![1.0; sizes.len()],
            last: None,
        }
    }

    pub(super) fn observe(&mut self, digits: &[u32]) {
        for (k, d) in digits.iter().enumerate() {
            let count = &mut self.counts[k][*d as usize];
            *count += 1.0;
            self.most[k] = self.most[k].max(*count);
        }
        if let Some(last) = &mut self.last {
            let gain = GAIN / digits.len().max(1) as f64;
            for (w, (a, b)) in self.weights.iter_mut().zip(last.iter().zip(digits)) {
                if a == b {
                    *w += gain;
                }
            }
            let total: f64 = self.weights.iter().sum();
            self.weights.iter_mut().for_each(|w| *w /= total);
            last.copy_from_slice(digits);
        } else {
            self.last = Some(digits.to_vec());
        }
    }

    pub(super) fn utility(&self, digits: &[u32]) -> f64 {
        let parts = self.weights.iter().zip(&self.counts).zip(&self.most).zip(digits);
        parts.map(|(((w, counts), most), d)| w * counts[*d as usize] / most).sum()
    }
}
