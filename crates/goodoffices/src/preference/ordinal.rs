//! Preferences as people state them: accepts, rules out, prefers, a direction. Orders, never numbers.
//!
//! A declared red line is a statement and not a fact, so each carries the probability that it is real:
//! .8 where a head of state, minister or their like declared it, .5 otherwise. Both are assumptions of
//! this program and are shown as such wherever they matter.

/// What a statement says of an issue's values (indices in the issue).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// Each of these could be accepted.
    Accepts(Vec<usize>),
    /// None of these could be accepted.
    RulesOut(Vec<usize>),
    /// Best first. With one value: it was put as the one right form, so better than any other.
    Prefers(Vec<usize>),
    /// Higher (true) or lower values are better.
    Direction {
        /// Whether higher values are better.
        higher: bool,
    },
}

/// One statement about one issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrdinalStatement {
    /// Issue index.
    pub issue: usize,
    /// What it says.
    pub says: Says,
}

/// A value declared unacceptable, with the probability that the declaration is real.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RedLine {
    /// Issue index.
    pub issue: usize,
    /// Value index.
    pub value: usize,
    /// Probability that an agreement with this value would in fact be refused.
    pub real: f64,
}

impl RedLine {
    /// Assumed probability for a line declared by a head or minister.
    pub const DECLARED_AT_THE_TOP: f64 = 0.8;
    /// Assumed probability for any other line.
    pub const DECLARED_OTHERWISE: f64 = 0.5;
}

/// Everything a party is known to have said about its order of preference.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ordinal {
    /// The statements, in a fixed order.
    pub statements: Vec<OrdinalStatement>,
    /// The red lines.
    pub red_lines: Vec<RedLine>,
}

impl Ordinal {
    /// Strict order pairs (better, worse) that the statements imply for an issue with `values` values.
    ///
    /// Statements of different days may disagree (positions move); a pair that is contradicted by its
    /// own reverse is left out on both sides, since nothing says which still holds.
    #[must_use]
    pub fn pairs(&self, issue: usize, values: usize) -> Vec<(usize, usize)> {
        let mut better = vec![false; values * values];
        for s in self.statements.iter().filter(|s| s.issue == issue) {
            match &s.says {
                Says::Prefers(order) if order.len() == 1 => {
                    for other in (0..values).filter(|v| *v != order[0]) {
                        better[order[0] * values + other] = true;
                    }
                }
                Says::Prefers(order) => {
                    for (k, a) in order.iter().enumerate() {
                        for b in &order[k + 1..] {
                            better[a * values + b] = true;
                        }
                    }
                }
                Says::Direction { higher } => {
                    for low in 0..values {
                        for high in low + 1..values {
                            let (a, b) = if *higher { (high, low) } else { (low, high) };
                            better[a * values + b] = true;
                        }
                    }
                }
                Says::RulesOut(out) => {
                    for a in (0..values).filter(|v| !out.contains(v)) {
                        for b in out {
                            better[a * values + b] = true;
                        }
                    }
                }
                Says::Accepts(_) => {}
            }
        }
        let mut pairs = Vec::new();
        for a in 0..values {
            for b in 0..values {
                if better[a * values + b] && !better[b * values + a] {
                    pairs.push((a, b));
                }
            }
        }
        pairs
    }

    /// Does any statement bear on this issue?
    #[must_use]
    pub fn speaks_on(&self, issue: usize) -> bool {
        self.statements.iter().any(|s| s.issue == issue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_said_both_ways_orders_nothing() {
        let o = Ordinal {
            statements: vec![
                OrdinalStatement { issue: 0, says: Says::Prefers(vec![2, 0]) },
                OrdinalStatement { issue: 0, says: Says::Prefers(vec![0, 2]) },
                OrdinalStatement { issue: 0, says: Says::Prefers(vec![1, 0]) },
            ],
            red_lines: Vec::new(),
        };
        assert_eq!(o.pairs(0, 3), vec![(1, 0)]);
    }

    #[test]
    fn a_direction_orders_every_pair() {
        let o = Ordinal {
            statements: vec![OrdinalStatement { issue: 1, says: Says::Direction { higher: false } }],
            red_lines: Vec::new(),
        };
        assert_eq!(o.pairs(1, 3), vec![(0, 1), (0, 2), (1, 2)]);
        assert!(o.pairs(0, 3).is_empty() && !o.speaks_on(0));
    }
}
