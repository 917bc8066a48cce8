//! The turns of a session as one party's observations.
//!
//! Times are relative times, so the deadline counts as known. An offer made while another's stands is also a
//! no to it; whether such silent answers are taken in is the caller's choice, since a log that holds offers
//! only does not show who was asked what. An outright yes or no always counts.

use super::observation::{Asked, Observation, Seen, When, whole};
use crate::outcome::Digits;
use crate::talks::{Act, Turn};

/// Which answers are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Every yes and no, those included that lie in a counter-offer.
    All,
    /// None: offers only.
    None,
}

/// What a party (by number) did and saw, in order. Of several others each offer stands for "the other side".
#[must_use]
pub fn from_turns(turns: &[Turn], party: usize, answers: Answers) -> Vec<Observation> {
    let mut seen = Vec::new();
    let mut standing: Option<(usize, &Digits)> = None;
    let mut order = 0;
    for turn in turns {
        let when = |order: u32| When { time: turn.time, order: Some(order) };
        let answered = standing.filter(|(by, _)| *by != party && turn.party == party);
        if let (Answers::All, Some((_, digits))) = (answers, answered)
            && turn.act != Act::End
        {
            let yes = turn.act == Act::Accept;
            let what = Seen::Answer { terms: whole(digits), yes, asked: Asked::InTalks };
            seen.push(Observation { when: when(order), what });
            order += 1;
        }
        if let Act::Offer(digits) = &turn.act {
            let terms = whole(digits);
            let own = turn.party == party;
            let what = if own { Seen::Offer { terms, pressed: false } } else { Seen::Theirs { terms } };
            seen.push(Observation { when: when(order), what });
            order += 1;
            standing = Some((turn.party, digits));
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_offer_is_a_no_and_an_offer() {
        let turn = |round: u64, party, act| Turn { round, time: round as f64 / 10.0, party, act };
        let turns = [
            turn(0, 0, Act::Offer(vec![0])),
            turn(0, 1, Act::Offer(vec![1])),
            turn(1, 0, Act::Offer(vec![0])),
            turn(1, 1, Act::Accept),
        ];
        let kinds = |party, answers| -> Vec<&'static str> {
            from_turns(&turns, party, answers)
                .iter()
                .map(|o| match &o.what {
                    Seen::Offer { .. } => "own",
                    Seen::Theirs { .. } => "theirs",
                    Seen::Answer { yes: true, .. } => "yes",
                    Seen::Answer { .. } => "no",
                    _ => "other",
                })
                .collect()
        };
        assert_eq!(kinds(1, Answers::All), ["theirs", "no", "own", "theirs", "yes"]);
        assert_eq!(kinds(0, Answers::All), ["own", "theirs", "no", "own"]);
        assert_eq!(kinds(1, Answers::None), ["theirs", "own", "theirs"]);
    }
}
