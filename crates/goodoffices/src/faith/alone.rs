//! What each channel says by itself: `ln p(y_F | insincere) − ln p(y_F | sincere)` from its own observations.
//!
//! Evidence that is added up event by event credits whichever channel spoke first. A party that refuses every
//! offer and then holds its demand shows the same thing twice: once the refusals have ruled out that it gives
//! way, its path adds little, though the path alone would have said as much. The rule of two channels asks
//! whether two kinds of conduct point the same way, so each is judged by itself: offers without answers (their
//! levels first, then regard), answers without offers, and every other channel without either. The other
//! side's offers stay in each, since a party answers them; types weigh inside their groups as by default.
//! Both directions of error stay open to the data: a channel may say less by itself than in its place.

use super::estimator::Estimator;
use super::observation::{Observation, Seen};
use super::verdict::Channel;

/// Observations whose evidence comes along one channel; offers have two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Offers,
    Answers,
    Other(Channel),
}

fn family(seen: &Seen) -> Option<Family> {
    match seen {
        Seen::Theirs { .. } => None,
        Seen::Offer { .. } => Some(Family::Offers),
        Seen::Answer { .. } | Seen::Probe { .. } => Some(Family::Answers),
        Seen::Took { .. } | Seen::Waiting { .. } => Some(Family::Other(Channel::Timing)),
        Seen::Incidents { .. } => Some(Family::Other(Channel::Incidents)),
        Seen::Agreed { .. } => Some(Family::Other(Channel::Repetition)),
        Seen::Commitment { .. } => Some(Family::Other(Channel::Commitments)),
        Seen::Procedure { .. } => Some(Family::Other(Channel::Acts)),
    }
}

/// ln Bayes factor of the insincere against the sincere types, each channel by itself; nothing where the
/// observations cannot be taken in anew.
pub(super) fn alone(whole: &Estimator) -> Option<Vec<(Channel, f64)>> {
    let mut families: Vec<Family> = Vec::new();
    for f in whole.seen.iter().filter_map(|o| family(&o.what)) {
        if !families.contains(&f) {
            families.push(f);
        }
    }
    if families.len() < 2 {
        return Some(super::estimate::group_channels(&whole.setup.types, &whole.added));
    }
    let mut out = Vec::new();
    for f in families {
        let mut e = Estimator::new(&whole.setup).ok()?;
        let kept = |o: &&Observation| family(&o.what).is_none_or(|g| g == f);
        whole.seen.iter().filter(kept).try_for_each(|o| e.observe(o)).ok()?;
        out.extend(super::estimate::group_channels(&e.setup.types, &e.added));
    }
    out.sort_by_key(|c| c.0);
    Some(out)
}

#[cfg(test)]
mod tests {
    use crate::faith::{
        Asked, Channel, Estimator, IssueShape, Observation, Seen, Setup, Utility, When, whole,
    };

    /// A party that asks for nearly all to the end, and refuses whatever it is offered if `answers`.
    fn firm(offers: bool, answers: bool) -> Estimator {
        let mut setup = Setup::new(vec![IssueShape { values: 4, ordered: true }; 3], 3);
        setup.own = Utility::Known(vec![vec![0.0, 1.0, 2.0, 3.0]; 3]);
        setup.other = Utility::Known(vec![vec![3.0, 2.0, 1.0, 0.0]; 3]);
        setup.particles = 256;
        let mut e = Estimator::new(&setup).unwrap();
        for k in 0..16 {
            let when = |x: f64| When::at((f64::from(k) + x) / 16.0);
            let terms = whole(&[2, 2, 1 + (k % 2) as u32]);
            e.observe(&Observation { when: when(0.2), what: Seen::Theirs { terms: terms.clone() } }).unwrap();
            if answers {
                let what = Seen::Answer { terms, yes: false, asked: Asked::InTalks };
                e.observe(&Observation { when: when(0.4), what }).unwrap();
            }
            if offers {
                let what = Seen::Offer { terms: whole(&[3, 3, 2]), pressed: false };
                e.observe(&Observation { when: when(0.6), what }).unwrap();
            }
        }
        e
    }

    #[test]
    fn a_channel_by_itself_says_what_it_would_say_if_nothing_else_were_seen() {
        let both = firm(true, true);
        let found = both.estimate();
        let of = |list: &[(Channel, f64)], c| list.iter().find(|x| x.0 == c).map(|x| x.1);
        let alone = super::alone(&both).unwrap();
        let path = firm(true, false).estimate();
        assert_eq!(of(&alone, Channel::DemandPath), of(&path.channels, Channel::DemandPath));
        let answers = firm(false, true).estimate();
        assert_eq!(of(&alone, Channel::Answers), of(&answers.channels, Channel::Answers));
        // In its place the path says less: the refusals came first and had said some of it.
        assert!(of(&alone, Channel::DemandPath) > of(&found.channels, Channel::DemandPath), "{alone:?}");
        // One channel only: by itself is in its place.
        assert_eq!(super::alone(&firm(false, true)).unwrap(), answers.channels);
    }
}
