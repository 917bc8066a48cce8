//! What the many-party model reads: who put which text on the table, in order. Nothing else.
//!
//! A record holds no names and no labels of parties, so that no estimate can depend on them. Issues and
//! options are numbers. An offer may leave issues open. A scripted offer is nobody's choice and nobody's
//! position: it is skipped.

use crate::error::{Error, Result};

/// Most parties, issues, options of an issue, offers.
const MOST: [usize; 4] = [64, 64, 256, 5000];

/// One text put on the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Who put it there.
    pub party: usize,
    /// An option number an issue; `None` leaves the issue open.
    pub values: Vec<Option<usize>>,
    /// Was it laid down by the rules of the talks, and not chosen?
    pub scripted: bool,
}

/// Offers in order, over a space of issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    sizes: Vec<usize>,
    parties: usize,
    offers: Vec<Offer>,
}

impl Record {
    /// A record of offers by `parties` parties over issues with so many options each.
    ///
    /// # Errors
    /// If an offer names a party, issue or option that is not there, or a stated limit is passed.
    pub fn new(sizes: Vec<usize>, parties: usize, offers: Vec<Offer>) -> Result<Self> {
        let [most_parties, most_issues, most_options, most_offers] = MOST;
        if !(2..=most_parties).contains(&parties) {
            return Err(Error::limit(format!("{parties} parties; this model reads 2 to {most_parties}")));
        }
        if !(1..=most_issues).contains(&sizes.len()) {
            return Err(Error::limit(format!("{} issues; this model reads 1 to {most_issues}", sizes.len())));
        }
        if let Some(n) = sizes.iter().find(|n| !(1..=most_options).contains(*n)) {
            return Err(Error::limit(format!(
                "an issue with {n} options; this model reads 1 to {most_options}"
            )));
        }
        if offers.len() > most_offers {
            return Err(Error::limit(format!("{} offers; this model reads {most_offers}", offers.len())));
        }
        for (k, offer) in offers.iter().enumerate() {
            let number = k + 1;
            if offer.party >= parties {
                return Err(Error::input(format!(
                    "offer {number} is by party {}, but there are {parties}",
                    offer.party
                ))
                .remedy("parties are counted from 0"));
            }
            if offer.values.len() != sizes.len() {
                return Err(Error::input(format!(
                    "offer {number} has {} values for {} issues",
                    offer.values.len(),
                    sizes.len()
                )));
            }
            for (a, (value, size)) in offer.values.iter().zip(&sizes).enumerate() {
                if value.is_some_and(|v| v >= *size) {
                    return Err(Error::input(format!(
                        "offer {number} takes option {} of issue {a}, which has {size}",
                        value.unwrap_or_default()
                    ))
                    .remedy("options are counted from 0"));
                }
            }
        }
        Ok(Self { sizes, parties, offers })
    }

    /// Number of options, by issue.
    #[must_use]
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// Number of parties.
    #[must_use]
    pub fn parties(&self) -> usize {
        self.parties
    }

    /// The offers, in order.
    #[must_use]
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// Hash of everything the record holds.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut h = blake3::Hasher::new();
        let mut put = |n: usize| {
            h.update(&(n as u64).to_le_bytes());
        };
        put(self.sizes.len());
        self.sizes.iter().for_each(|m| put(*m));
        put(self.parties);
        for offer in &self.offers {
            put(offer.party);
            put(usize::from(offer.scripted));
            offer.values.iter().for_each(|v| put(v.map_or(0, |v| v + 1)));
        }
        h.finalize().to_hex()[..16].to_owned()
    }

    /// Indices of the offers that count as choices of a party: its own, not scripted, naming something.
    #[must_use]
    pub fn choices(&self, party: usize) -> Vec<usize> {
        let chosen = |o: &Offer| o.party == party && !o.scripted && o.values.iter().any(Option::is_some);
        (0..self.offers.len()).filter(|k| chosen(&self.offers[*k])).collect()
    }

    /// The same record with the options of each issue numbered by when they were first named, never named
    /// ones last. What is computed from it cannot depend on how options were numbered.
    pub(super) fn by_first_naming(&self) -> Self {
        let mut place: Vec<Vec<Option<usize>>> = self.sizes.iter().map(|n| vec![None; *n]).collect();
        let mut next = vec![0; self.sizes.len()];
        let mut offers = self.offers.clone();
        for value in offers.iter_mut().flat_map(|o| o.values.iter_mut().enumerate()) {
            if let (a, Some(v)) = value {
                let fresh = next[a];
                *v = *place[a][*v].get_or_insert_with(|| {
                    next[a] += 1;
                    fresh
                });
            }
        }
        Self { sizes: self.sizes.clone(), parties: self.parties, offers }
    }
}

/// What was on the table before each choice of one party: by choice, issue and option, the share of the other
/// parties' most recent offers with that option; 0 while nobody has spoken to the issue.
pub(super) fn shares(record: &Record, party: usize) -> Vec<Vec<Vec<f64>>> {
    let mut last: Vec<Vec<Option<usize>>> = vec![vec![None; record.sizes.len()]; record.parties];
    let mut spoken = vec![false; record.parties];
    let choices = record.choices(party);
    let mut out = Vec::with_capacity(choices.len());
    for (k, offer) in record.offers.iter().enumerate() {
        if choices.get(out.len()) == Some(&k) {
            let others = (0..record.parties).filter(|j| *j != party && spoken[*j]).count().max(1) as f64;
            let mut table: Vec<Vec<f64>> = record.sizes.iter().map(|n| vec![0.0; *n]).collect();
            for j in (0..record.parties).filter(|j| *j != party) {
                for (row, value) in table.iter_mut().zip(&last[j]) {
                    if let Some(v) = value {
                        row[*v] += 1.0 / others;
                    }
                }
            }
            out.push(table);
        }
        if !offer.scripted && offer.values.iter().any(Option::is_some) {
            spoken[offer.party] = true;
            // A silent issue is unchanged: the standing position is the latest own value of each issue.
            for (standing, value) in last[offer.party].iter_mut().zip(&offer.values) {
                *standing = value.or(*standing);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(party: usize, values: &[Option<usize>]) -> Offer {
        Offer { party, values: values.to_vec(), scripted: false }
    }

    #[test]
    fn what_is_not_there_is_refused_with_its_place() {
        let bad = |o: Offer| Record::new(vec![2, 3], 2, vec![o]).unwrap_err().to_string();
        assert!(bad(offer(2, &[None, None])).contains("offer 1 is by party 2"));
        assert!(bad(offer(0, &[None])).contains("1 values for 2 issues"));
        assert!(bad(offer(0, &[None, Some(3)])).contains("option 3 of issue 1"));
        assert!(Record::new(vec![], 2, vec![]).is_err() && Record::new(vec![2], 1, vec![]).is_err());
    }

    #[test]
    fn shares_are_of_standing_positions_of_the_others() {
        let offers = vec![
            offer(0, &[Some(0), Some(1)]),
            offer(1, &[Some(1), None]),
            offer(2, &[Some(1), Some(1)]),
            offer(0, &[Some(0), None]),
            offer(1, &[None, Some(2)]),
            offer(2, &[Some(0), Some(0)]),
        ];
        let record = Record::new(vec![2, 3], 3, offers).unwrap();
        let seen = shares(&record, 0);
        assert_eq!(seen[0], vec![vec![0.0, 0.0], vec![0.0; 3]]);
        assert_eq!(seen[1], vec![vec![0.0, 1.0], vec![0.0, 0.5, 0.0]]);
        // Party 1 named only issue 1 the second time: its word on issue 0 stands.
        assert_eq!(shares(&record, 2)[1], vec![vec![0.5, 0.5], vec![0.0, 0.5, 0.5]]);
    }
}
