//! The example decision as a file to be changed: every key with a line on what it is, one kind and one means a line.
//!
//! The numbers come from [`Decision::example`]; a test reads the file back to them.

use super::decision::Decision;
use super::model::{Kind, Means};
use std::fmt::Write;

const HEAD: &str = "\
# A decision for `goodoffices decide FILE`. Every number is an assumption: put in your own.
# Chances, shares, text and outside lie between 0 and 1. Worths, costs and weights are on one scale: here a settlement is 1.
# The parties are 0 and 1 in the order in which they are listed; docs/decide.md says more.
";

const KINDS: &str = "\
# Kinds that each party may be, as chances in a period:
#   moves: a step toward the other side     yields: the same where it gives way to pressure (at least moves)
#   cost_of_moving: what giving way costs it, on the scale of `weight` below
#   accepts, probe_yes, truce_yes: a yes to a text within reach, to a probe, to a truce
#   unaided: share of moves and accepts that is left without the mediator
#   asks_back: asking the mediator back while it is away
#   flow_worth: what the talks themselves are worth to it; a warning of leaving weighs this besides its weight
";

const MEANS: &str = "\
# The instruments there are; what is not listed cannot be done, and leave must be.
#   cost: of a use, beyond that of the period     weight: K, what is threatened, imposed or offered is worth to the party
#   decay: what a period wears off it (e^(-decay t))     joins: chance that the partners who must join do; 1 where none must
";

fn kind(k: &Kind) -> String {
    format!(
        "{{ name = {:?}, moves = {:?}, yields = {:?}, cost_of_moving = {:?}, accepts = {:?}, probe_yes = {:?}, truce_yes = {:?}, unaided = {:?}, asks_back = {:?}, flow_worth = {:?} }}",
        k.name,
        k.moves,
        k.yields,
        k.cost_of_moving,
        k.accepts,
        k.probe_yes,
        k.truce_yes,
        k.unaided,
        k.asks_back,
        k.flow_worth
    )
}

fn means(m: &Means) -> String {
    format!(
        "{{ act = {:?}, cost = {:?}, weight = {:?}, decay = {:?}, joins = {:?} }}",
        m.act.name(),
        m.cost,
        m.weight,
        m.decay,
        m.joins
    )
}

/// The example, as text.
#[must_use]
pub fn example_text() -> String {
    let d = Decision::example();
    let s = &d.setting;
    let mut out = String::from(HEAD);
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}");
    };
    line(String::new());
    if let Some(names) = &d.parties {
        line(format!("parties = {names:?}  # names for what is printed; may be left out"));
    }
    line(format!("gap = {}     # bin of the gap between the positions now; 0 is within reach", d.gap));
    line(format!(
        "ground = {}  # bin of the position on the ground now, counted from 0; a high bin is good for party 0",
        d.ground
    ));
    line("belief = [  # by party: probability of each of its kinds, in their order; each sums to 1".into());
    for b in &d.belief {
        line(format!("  {b:?},"));
    }
    line("]\n\n[setting]".into());
    line(format!(
        "horizon = {}       # periods after which the mediator leaves for good, 1 to 2000",
        s.horizon
    ));
    line(format!("gaps = {}           # bins of the gap, 1 to 32", s.gaps));
    line(format!("reach = {:?}        # factor on a yes to a text for each bin of gap", s.reach));
    line(format!(
        "ground_moves = {:?} # chance that the ground moves by a bin in a period, either way alike",
        s.ground_moves
    ));
    line(format!("text = {:?}  # by party: what a text within reach is worth to it", s.text));
    line(format!(
        "against = {:?}      # share of its chance that a yes keeps where the text is worth less than the outside value",
        s.against
    ));
    line(
        "outside = [         # by party: what it has without a settlement, for each bin of the ground".into(),
    );
    for o in &s.outside {
        line(format!("  {o:?},"));
    }
    line(format!("]\n\n{KINDS}kinds = ["));
    for (i, kinds) in s.kinds.iter().enumerate() {
        line(format!("  [  # party {i}"));
        for k in kinds {
            line(format!("    {},", kind(k)));
        }
        line("  ],".into());
    }
    line(format!("]\n\n{MEANS}means = ["));
    for m in &s.means {
        line(format!("  {},", means(m)));
    }
    line("]\n\n[setting.stakes]  # worths and costs of the mediator".into());
    let k = &s.stakes;
    for (key, x, what) in [
        ("settlement", k.settlement, "a settlement"),
        (
            "pressed",
            k.pressed,
            "share of it that a settlement under sanctions is worth, since it lasts less long",
        ),
        ("settlement_unaided", k.settlement_unaided, "a settlement reached after the mediator left"),
        ("fallback", k.fallback, "having left without one"),
        ("cost", k.cost, "a period of talks"),
        ("cost_away", k.cost_away, "a period away with the way open"),
        ("cost_recess", k.cost_recess, "a period of recess"),
        ("discount", k.discount, "worth now of 1 a period later"),
    ] {
        line(format!("{key} = {x:?}  # {what}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_reads_back_and_every_key_has_its_line_on_what_it_is() {
        let text = example_text();
        assert_eq!(Decision::read(&text), Ok(Decision::example()));
        assert!(text.lines().all(|l| l.len() < 260), "a kind a line");
        let about: String =
            text.lines().filter_map(|l| l.split_once('#')).map(|(k, a)| format!("{k} {a}\n")).collect();
        let all = toml::to_string(&Decision::example()).expect("written");
        let keys = all
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|w| all.contains(&format!("{w} = ")) && !w.is_empty());
        for key in keys.filter(|k| !["name", "act", "means", "kinds", "setting"].contains(k)) {
            assert!(about.contains(key), "{key} has no comment");
        }
    }
}
