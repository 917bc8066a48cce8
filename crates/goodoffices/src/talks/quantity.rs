//! What advice rests on and no record states: the quantities, each with a default, its range and why.
//!
//! Worth is counted on the mediator's scale: 1 is a settlement today, 0 is no result. A week is the step of time. The
//! defaults were fixed before any case was looked at; they are wide on purpose, and the same for every case and for
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
const WEEKS: [f64; 2] = [1.0, 104.0];

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
        [0.01, 0.04, 0.1],
        "chance that they settle in a week, if they can, while the mediator goes on as now",
        "half of the talks that can end do so within 4 to 16 months",
    ),
    q(
        "fallback",
        P,
        [0.05, 0.2, 0.4],
        "worth of leaving for good (the sides may still settle by themselves)",
        "less than half of a settlement, more than nothing",
    ),
    q(
        "cost",
        P,
        [0.001, 0.004, 0.015],
        "worth that a week of mediation uses up",
        "a year uses up between a twentieth and three quarters of a settlement",
    ),
    q(
        "discount",
        P,
        [0.98, 0.995, 0.999],
        "what a settlement in a week is worth of one today",
        "a year's delay takes between a twentieth and two thirds",
    ),
    q(
        "alone",
        P,
        [0.1, 0.4, 0.8],
        "share of the weekly chance that is left while the mediator stands back",
        "sides do settle alone, less often",
    ),
    q(
        "return",
        P,
        [0.4, 0.7, 0.95],
        "chance that the mediator can take up the talks again after standing back",
        "likelier than not",
    ),
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
        "weeks after which a warning without a date counts as lapsed",
        "half a year without the act is long in most talks",
    ),
    q("ask.weeks", WEEKS, [1.0, 2.0, 4.0], "weeks given to a dated question", "a question in public waits for instructions"),
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
    q("ask.settles", P, [0.0, 0.03, 0.1], "chance that a dated question by itself brings a settlement, if they can settle", "one question settles few disputes"),
    q("ask.cost", P, [0.0, 0.004, 0.02], "worth that a dated question uses up", "a public no hardens"),
    q("confidential.weeks", WEEKS, [1.0, 2.0, 4.0], "weeks given to a question put to both in confidence", "two rounds of instructions"),
    q(
        "confidential.yes-if-can",
        P,
        [0.3, 0.55, 0.8],
        "chance that both say yes in confidence, if they can settle",
        "a yes that is told only if the other side says it too costs less",
    ),
    q(
        "confidential.yes-if-cannot",
        P,
        [0.02, 0.08, 0.2],
        "chance that both say yes in confidence, if they cannot settle",
        "two yeses are needed",
    ),
    q(
        "confidential.settles",
        P,
        [0.02, 0.08, 0.2],
        "chance that a proposal in confidence by itself brings a settlement, if they can settle",
        "it carries terms, and neither side loses by a yes",
    ),
    q("confidential.cost", P, [0.0, 0.003, 0.01], "worth that a proposal in confidence uses up", "nothing is said in public"),
    q("probe.weeks", WEEKS, [1.0, 1.0, 2.0], "weeks given to a question put to one side in confidence", "one call and an answer"),
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
    q("probe.settles", P, [0.0, 0.0, 0.02], "chance that a question to one side by itself brings a settlement, if they can settle", "it only informs"),
    q("probe.cost", P, [0.0, 0.001, 0.005], "worth that a question to one side uses up", "next to nothing"),
    q("text.weeks", WEEKS, [2.0, 3.0, 6.0], "weeks given to a text", "a text is read, checked and answered"),
    q(
        "text.settles",
        P,
        [0.02, 0.08, 0.2],
        "chance that a text by itself brings a settlement, if they can settle",
        "a single text gives both the same words to amend",
    ),
    q("text.cost", P, [0.0, 0.008, 0.03], "worth that a text uses up", "work, and one text more that was declined if it fails"),
    q("convene.weeks", WEEKS, [1.0, 1.0, 3.0], "weeks that a joint session takes with its preparation", "both must travel"),
    q("convene.settles", P, [0.0, 0.04, 0.12], "chance that a joint session by itself brings a settlement, if they can settle", "most sessions end without"),
    q("convene.cost", P, [0.0, 0.005, 0.02], "worth that a joint session uses up", "work, and a session that fails in public"),
    q("truce.weeks", WEEKS, [2.0, 4.0, 8.0], "weeks until a proposed truce is answered and tried", "a month is usual"),
    q("truce.settles", P, [0.0, 0.03, 0.1], "chance that a truce by itself brings a settlement, if they can settle", "it makes room to talk"),
    q("truce.cost", P, [0.0, 0.006, 0.02], "worth that proposing a truce uses up", "an alleged breach costs trust"),
    q("warn.weeks", WEEKS, [1.0, 3.0, 6.0], "weeks from a warning to its date", "long enough for instructions"),
    q(
        "warn.settles",
        P,
        [0.02, 0.12, 0.3],
        "chance that a warning that is believed brings a settlement by its date, if they can settle",
        "it works at the date, on a side that has something to lose",
    ),
    q("warn.cost", P, [0.0, 0.006, 0.02], "worth that a warning uses up", "it is heard as pressure"),
    q(
        "warn.lapse",
        P,
        [0.0, 0.03, 0.1],
        "worth that is lost if the date passes and nothing is done",
        "later warnings are believed less",
    ),
    q("pressure.weeks", WEEKS, [4.0, 8.0, 16.0], "weeks until a measure is felt", "measures take months"),
    q(
        "pressure.settles",
        P,
        [0.0, 0.08, 0.25],
        "chance that a measure by itself brings a settlement, if they can settle",
        "it makes going on dearer for one side",
    ),
    q("pressure.cost", P, [0.0, 0.03, 0.1], "worth that a measure uses up", "it is paid for, and cannot be used twice"),
    q("offer.weeks", WEEKS, [2.0, 4.0, 8.0], "weeks until an inducement is answered", "it must be described"),
    q("offer.settles", P, [0.0, 0.08, 0.25], "chance that an inducement by itself brings a settlement, if they can settle", "as a measure, by the other road"),
    q("offer.cost", P, [0.0, 0.04, 0.12], "worth that an inducement uses up", "it is paid for"),
    q("quiet.weeks", WEEKS, [1.0, 2.0, 4.0], "weeks of silence towards the press", "as long as a round"),
    q("quiet.settles", P, [0.0, 0.01, 0.05], "chance that silence by itself brings a settlement, if they can settle", "it helps other moves"),
    q("quiet.cost", P, [0.0, 0.001, 0.005], "worth that silence uses up", "next to nothing"),
    q("agreed.weeks", WEEKS, [1.0, 4.0, 12.0], "weeks until agreed terms are in force", "votes and signatures"),
    q("agreed.settles", P, [0.5, 0.8, 0.95], "chance that terms agreed come into force with help, if they can settle", "terms agreed usually do"),
    q("agreed.cost", P, [0.0, 0.01, 0.03], "worth that this help uses up", "work"),
    q("recess.weeks", WEEKS, [2.0, 4.0, 8.0], "weeks that the mediator stands back", "a month is usual"),
    each(
        "gain",
        P,
        [0.5, 0.7, 0.9],
        "worth of a settlement to this side, where its best text is 1 and its worst 0",
        "a settlement gives each side more than half",
    ),
    each(
        "fallback",
        P,
        [0.3, 0.5, 0.7],
        "worth of no agreement to this side, where its best text is 1 and its worst 0",
        "as in the packages of `assess --propose`",
    ),
    each(
        "time",
        [-1.0, 1.0],
        [-0.02, 0.0, 0.02],
        "what a week without a settlement gives this side (below 0: costs it)",
        "whom time helps is not known",
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
            assert!(q.least <= q.low && q.low <= q.value && q.value <= q.high && q.high <= q.most, "{}", q.key);
            assert!(QUANTITIES[..k].iter().all(|o| (o.key, o.each) != (q.key, q.each)), "{}", q.key);
        }
        assert!(quantity("fallback", false).is_some_and(|q| q.value < 0.5));
        assert!(quantity("belief", true).is_none());
    }
}
