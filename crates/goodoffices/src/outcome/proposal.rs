//! A value for some of the issues. Real offers are partial.

use super::space::OutcomeSpace;

/// Values for some issues: pairs of issue index and value index, by issue.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proposal(Vec<(u32, u32)>);

impl Proposal {
    /// A proposal that names nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// A proposal from pairs of issue index and value index; of a repeated issue the last stands.
    #[must_use]
    pub fn new(pairs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut terms: Vec<(u32, u32)> = Vec::new();
        for (issue, value) in pairs {
            let (issue, value) = (issue as u32, value as u32);
            match terms.binary_search_by_key(&issue, |t| t.0) {
                Ok(k) => terms[k].1 = value,
                Err(k) => terms.insert(k, (issue, value)),
            }
        }
        Self(terms)
    }

    /// The whole outcome as a proposal.
    #[must_use]
    pub fn complete(digits: &[u32]) -> Self {
        Self(digits.iter().enumerate().map(|(i, v)| (i as u32, *v)).collect())
    }

    /// The value index for an issue, if it is named.
    #[must_use]
    pub fn get(&self, issue: usize) -> Option<usize> {
        let k = self.0.binary_search_by_key(&(issue as u32), |t| t.0).ok()?;
        Some(self.0[k].1 as usize)
    }

    /// The terms, by issue: issue index and value index.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (usize, usize)> + '_ {
        self.0.iter().map(|(i, v)| (*i as usize, *v as usize))
    }

    /// Number of issues named.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Does it name nothing?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Does it name every issue of the space?
    #[must_use]
    pub fn is_complete(&self, space: &OutcomeSpace) -> bool {
        self.0.len() == space.issues().len()
    }

    /// Does an outcome agree with every term?
    #[must_use]
    pub fn admits(&self, digits: &[u32]) -> bool {
        self.0.iter().all(|(i, v)| digits.get(*i as usize) == Some(v))
    }

    /// The same terms under other issue and value numbers; a term mapped to `None` is left out.
    #[must_use]
    pub fn renumbered(&self, map: impl Fn(usize, usize) -> Option<(usize, usize)>) -> Self {
        Self::new(self.terms().filter_map(|(i, v)| map(i, v)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_offer_admits_its_completions_only() {
        let p = Proposal::new([(2, 1), (0, 3), (2, 4)]);
        assert_eq!(p.len(), 2);
        assert_eq!(p.get(2), Some(4));
        assert_eq!(p.get(1), None);
        assert!(p.admits(&[3, 9, 4]));
        assert!(!p.admits(&[3, 9, 1]));
    }
}
