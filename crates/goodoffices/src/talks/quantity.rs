//! What advice rests on and no record states: the quantities, each with a default, its range and why.
//!
//! Worth is counted on the mediator's scale: 1 is a settlement today, 0 is no result; a side's worth on its own, from its
//! worst text to its best. The step of time is two weeks: long enough for instructions and an answer. The defaults were fixed before any case was looked at; they are wide on purpose, and the same for every case and for
//! every side. An `[[assumption]]` with `sets = "advice"` replaces one for a case, `advise --what-if` for a run.
//! Absent on purpose: defaults by kind of conflict, and anything fitted to an outcome.

/// One quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// Its name in files and flags.
    pub key: &'static str,
    /// Least value that makes sense.
    pub least: f64,
    /// Greatest value that makes sense.
    pub most: f64,
    /// Low end of the default range.
    pub low: f64,
    /// The default.
    pub value: f64,
    /// High end of the default range.
    pub high: f64,
    /// Is there one for each party? Then the key is followed by a dot and the party's name.
    pub each: bool,
    /// What it is, in words that follow "assumed:".
    pub means: &'static str,
    /// Why the default is what it is.
    pub why: &'static str,
}

const fn q(
    key: &'static str,
    [least, most]: [f64; 2],
    [low, value, high]: [f64; 3],
    means: &'static str,
    why: &'static str,
) -> Quantity {
    Quantity { key, least, most, low, value, high, each: false, means, why }
}

const fn each(
    key: &'static str,
    [least, most]: [f64; 2],
    [low, value, high]: [f64; 3],
    means: &'static str,
    why: &'static str,
) -> Quantity {
    Quantity { key, least, most, low, value, high, each: true, means, why }
}

const P: [f64; 2] = [0.0, 1.0];
/// A chance that is never quite nothing or all, so that events can move it.
const INSIDE: [f64; 2] = [0.001, 0.999];
const WEEKS: [f64; 2] = [1.0, 520.0];

/// Every quantity, in the order in which they are listed.
pub const QUANTITIES: &[Quantity] = &[
    q(
        "belief",
        P,
        [0.1, 0.5, 0.9],
        "chance that the sides can settle in this effort",
        "nothing is known; even odds",
    ),
    q(
        "hazard",
        P,
        [0.02, 0.06, 0.15],
        "chance that they settle in two weeks, if they can, while the mediator goes on as now",
        "talks that can end do so in three months to two years",
    ),
    q(
        "fallback",
        P,
        [0.0, 0.1, 0.25],
        "worth of having left, if they cannot settle",
        "little, but a mediator has other work",
    ),
    q(
        "fallback-if-can",
        P,
        [0.2, 0.45, 0.65],
        "worth of having left, if they can settle",
        "they may settle by themselves, later and less often",
    ),
    q(
        "cost",
        P,
        [0.002, 0.006, 0.02],
        "worth that two weeks of mediation use up",
        "a year uses up between a twentieth and half of a settlement",
    ),
    q(
        "discount",
        P,
        [0.97, 0.99, 0.998],
        "what a settlement in two weeks is worth of one today",
        "a year's delay takes between a twentieth and half",
    ),
    q(
        "alone.hazard",
        P,
        [0.005, 0.02, 0.05],
        "chance that they settle in two weeks by themselves, if they can",
        "a third of the chance with a mediator",
    ),
    q(
        "alone.worth",
        P,
        [0.6, 0.8, 1.0],
        "worth of a settlement reached without the mediator",
        "less is provided for its keeping",
    ),
    q(
        "away.cost",
        P,
        [0.0, 0.001, 0.003],
        "worth that two weeks of standing back use up",
        "somebody keeps the line open",
    ),
    q("return.cost", P, [0.0, 0.01, 0.04], "worth that coming back uses up", "coming back must be explained"),
    q(
        "return.asked-if-can",
        P,
        [0.03, 0.1, 0.25],
        "chance in two weeks that a side asks the mediator back, if they can settle",
        "sides that can settle miss the mediator first",
    ),
    q("return.asked-if-cannot", P, [0.01, 0.04, 0.12], "the same, if they cannot settle", "less often"),
    q(
        "partner",
        P,
        [0.2, 0.5, 0.8],
        "chance that a partner who must join, and has not, does",
        "nothing is known; even odds",
    ),
    q(
        "lapse.weeks",
        WEEKS,
        [8.0, 26.0, 52.0],
        "weeks after which a warning with neither date nor condition counts as lapsed",
        "half a year without the act is long in most talks",
    ),
    q(
        "tried",
        P,
        [0.0, 0.5, 1.0],
        "what an earlier use of a step that brought nothing counts as, in trials of its chance",
        "the moment and the words were others, so half a trial",
    ),
    q(
        "bears",
        P,
        [0.2, 0.5, 1.0],
        "how far a promise of the contrary bears on a warning with a condition (both can hold)",
        "a condition leaves half of it standing",
    ),
    q(
        "ground-drift",
        P,
        [0.02, 0.05, 0.1],
        "how far a side's belief in getting its way without a settlement wanders in a week, on the logit",
        "a year moves even odds to two in five or three in five",
    ),
    q(
        "demand-spread",
        [0.01, 1.0],
        [0.02, 0.05, 0.1],
        "how close a first demand lies to what explains it, as a share of everything at issue",
        "demands are round numbers",
    ),
    q("ask.cost", P, [0.0, 0.005, 0.02], "worth that a dated question uses up", "a public no hardens"),
    q(
        "ask.turns",
        P,
        [0.0, 0.01, 0.04],
        "chance that a dated question makes sides able to settle that were not",
        "it forces instructions to be given",
    ),
    q(
        "ask.yes-if-can",
        P,
        [0.2, 0.45, 0.7],
        "chance of a yes to a dated question from sides that can settle",
        "sides that can settle often still say no to one text",
    ),
    q(
        "ask.yes-if-cannot",
        P,
        [0.02, 0.1, 0.25],
        "chance of a yes to a dated question from sides that cannot settle",
        "a yes binds in public, so it is rarely said for show",
    ),
    q(
        "confidential.cost",
        P,
        [0.0, 0.004, 0.015],
        "worth that a proposal in confidence uses up",
        "work; nothing is said in public",
    ),
    q(
        "confidential.settles",
        P,
        [0.05, 0.1, 0.22],
        "chance of a settlement in two weeks with a proposal in confidence, if they can settle",
        "it carries terms, and neither side loses by a yes",
    ),
    q(
        "confidential.turns",
        P,
        [0.0, 0.02, 0.06],
        "chance that a proposal in confidence makes sides able to settle that were not",
        "it can hold a term nobody could put",
    ),
    q(
        "confidential.yes-if-can",
        P,
        [0.3, 0.55, 0.8],
        "chance that both say yes in confidence, if they can settle",
        "a yes that is told only if the other says it too costs less",
    ),
    q(
        "confidential.yes-if-cannot",
        P,
        [0.02, 0.08, 0.2],
        "chance that both say yes in confidence, if they cannot settle",
        "two yeses are needed",
    ),
    q(
        "probe.cost",
        P,
        [0.0, 0.002, 0.008],
        "worth that a question to one side in confidence uses up",
        "one call",
    ),
    q(
        "probe.turns",
        P,
        [0.0, 0.005, 0.02],
        "chance that such a question makes sides able to settle that were not",
        "it only informs",
    ),
    q(
        "probe.yes-if-can",
        P,
        [0.3, 0.6, 0.85],
        "chance of an answer that names terms, from sides that can settle",
        "naming terms in confidence costs little",
    ),
    q(
        "probe.yes-if-cannot",
        P,
        [0.1, 0.3, 0.5],
        "chance of an answer that names terms, from sides that cannot settle",
        "an answer in confidence is cheap, so it tells less",
    ),
    q(
        "text.cost",
        P,
        [0.0, 0.01, 0.03],
        "worth that a text uses up",
        "work, and one more text that was declined if it fails",
    ),
    q(
        "text.settles",
        P,
        [0.05, 0.1, 0.22],
        "chance of a settlement in two weeks with a text, if they can settle",
        "a single text gives both the same words to amend",
    ),
    q(
        "text.turns",
        P,
        [0.0, 0.03, 0.1],
        "chance that a text makes sides able to settle that were not",
        "it can trade between issues",
    ),
    q(
        "convene.cost",
        P,
        [0.0, 0.008, 0.02],
        "worth that a joint session uses up",
        "work, and a session that fails in public",
    ),
    q(
        "convene.settles",
        P,
        [0.04, 0.09, 0.2],
        "chance of a settlement in two weeks with a joint session, if they can settle",
        "most sessions end without",
    ),
    q(
        "convene.turns",
        P,
        [0.0, 0.01, 0.04],
        "chance that a joint session makes sides able to settle that were not",
        "meeting changes little by itself",
    ),
    q(
        "truce.cost",
        P,
        [0.0, 0.006, 0.02],
        "worth that proposing a truce uses up",
        "an alleged breach costs trust",
    ),
    q(
        "truce.turns",
        P,
        [0.0, 0.03, 0.1],
        "chance that a truce makes sides able to settle that were not",
        "it makes room to talk",
    ),
    q("warn.cost", P, [0.0, 0.006, 0.02], "worth that a warning uses up", "it is heard as pressure"),
    q(
        "warn.turns",
        P,
        [0.01, 0.08, 0.2],
        "chance that a warning that is believed makes sides able to settle that were not",
        "it works on a side that has something to lose",
    ),
    q(
        "warn.lapse",
        P,
        [0.0, 0.03, 0.1],
        "worth that is lost if its date passes and nothing is done",
        "later warnings are believed less",
    ),
    q(
        "warn.bound",
        P,
        [0.0, 0.05, 0.15],
        "worth that is lost where a warning must be carried out",
        "an act that was meant to stay a warning",
    ),
    q(
        "pressure.cost",
        P,
        [0.01, 0.03, 0.1],
        "worth that a measure uses up",
        "it is paid for, and cannot be used twice",
    ),
    q(
        "pressure.turns",
        P,
        [0.0, 0.08, 0.25],
        "chance that a measure makes sides able to settle that were not",
        "it makes going on dearer for one side",
    ),
    q("offer.cost", P, [0.01, 0.04, 0.12], "worth that an inducement uses up", "it is paid for"),
    q(
        "offer.turns",
        P,
        [0.0, 0.08, 0.25],
        "chance that an inducement makes sides able to settle that were not",
        "as a measure, by the other road",
    ),
    q("quiet.cost", P, [0.0, 0.001, 0.004], "worth that asking for silence uses up", "next to nothing"),
    q(
        "quiet.turns",
        P,
        [0.0, 0.004, 0.015],
        "chance that silence makes sides able to settle that were not",
        "it helps other moves",
    ),
    q("agreed.cost", P, [0.0, 0.01, 0.03], "worth that help with agreed terms uses up", "work"),
    q(
        "agreed.settles",
        P,
        [0.2, 0.5, 0.9],
        "chance that agreed terms come into force in two weeks with help, if they can",
        "terms agreed usually do",
    ),
    each(
        "gain",
        P,
        [0.5, 0.7, 0.9],
        "worth of a settlement to a side, where its best text is 1 and its worst 0",
        "a settlement gives each side more than half",
    ),
    each(
        "fallback",
        P,
        [0.3, 0.5, 0.7],
        "worth of no agreement to a side, where its best text is 1 and its worst 0",
        "as in the packages of `assess --propose`",
    ),
    each(
        "time",
        [-1.0, 1.0],
        [-0.01, 0.0, 0.01],
        "what two weeks without a settlement give a side (below 0: cost it)",
        "whom time helps is not known",
    ),
    each(
        "penalty",
        P,
        [0.0, 0.1, 0.3],
        "what a side loses if a warning to it is carried out",
        "nothing is known; a part of what is at stake",
    ),
    each(
        "wins",
        P,
        [0.0, 0.1, 0.3],
        "chance that a side soon gets what it wants without an agreement",
        "nothing is known; small",
    ),
    each(
        "ground",
        INSIDE,
        [0.2, 0.5, 0.8],
        "chance that a side believes it has of getting its way without a settlement, when the record begins",
        "nothing is known; even odds",
    ),
    each(
        "ground-cost",
        P,
        [0.05, 0.2, 0.4],
        "what getting its way without a settlement would cost a side, as a share of everything at issue",
        "nothing is known; a fifth",
    ),
    each(
        "ground-flow",
        P,
        [0.0, 0.0, 0.1],
        "what the present state gives a side, if that is more",
        "nobody has said",
    ),
    each(
        "demand",
        P,
        [0.8, 1.0, 1.0],
        "share of everything at issue that a side first asked for",
        "first demands are bound to be high",
    ),
];

/// The general quantity of this key, or the quantity of each party.
#[must_use]
pub fn quantity(key: &str, each: bool) -> Option<&'static Quantity> {
    QUANTITIES.iter().find(|q| q.key == key && q.each == each)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_lies_in_its_range_and_no_key_stands_twice() {
        for (k, q) in QUANTITIES.iter().enumerate() {
            assert!(
                q.least <= q.low && q.low <= q.value && q.value <= q.high && q.high <= q.most,
                "{}",
                q.key
            );
            assert!(QUANTITIES[..k].iter().all(|o| (o.key, o.each) != (q.key, q.each)), "{}", q.key);
        }
        assert!(quantity("fallback", false).is_some_and(|q| q.value < 0.5));
        assert!(quantity("belief", true).is_none());
    }
}
