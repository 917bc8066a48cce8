//! The mandate that a record lists: the mediator's instruments by kind, and no others.
//!
//! A record says what an instrument amounts to (leave, convene, propose, press, offer, ask for quiet) and who must join. It does not say
//! what an instrument weighs or costs; weights and chances of joining are those of a list that names none (.1). An
//! instrument whose kind is not stated, or that belongs to another principal, is left out.

use crate::error::{Error, Result};
use crate::protocol::{Gate, Instrument, Mandate, Means};
use crate::talks::{self, InstrumentKind, PrincipalRole, Trace};

/// Weight and chance of joining where a record gives none.
const PLAIN: f64 = 0.1;

/// The mandate of the mediators of a record.
///
/// # Errors
/// If the record has no mediator with an instrument whose kind is stated.
pub fn listed(trace: &Trace) -> Result<Mandate> {
    let mediators: Vec<usize> = trace.with_role(PrincipalRole::Mediator).collect();
    let mut made = Mandate::default();
    for i in trace.instruments().iter().filter(|i| mediators.contains(&i.principal)) {
        let Some(kind) = i.kind else { continue };
        add(&mut made.instruments, i, kind, trace);
    }
    if made.instruments.is_empty() {
        return Err(Error::input("the record lists no instrument of a mediator with its kind").remedy(
            "declare the mediator's instruments with kind = \"convene\", \"propose\", \"leave\" and so on",
        ));
    }
    let leaves = made.has(Means::Leave);
    if leaves {
        made.instruments.push(Instrument { slug: "warn_leave".into(), ..Instrument::new(Means::Warn) });
    }
    Ok(made)
}

fn add(to: &mut Vec<Instrument>, i: &talks::Instrument, kind: InstrumentKind, trace: &Trace) {
    let gate = |p: &usize| Gate { name: trace.principals()[*p].name.clone(), chance: PLAIN };
    let mut put = |means: Means, ending: &str, weight: f64, threatens: Option<usize>| {
        let needs = if means == Means::Warn { Vec::new() } else { i.needs.iter().map(gate).collect() };
        let slug = format!("{}{ending}", i.slug);
        to.push(Instrument { slug, weight, threatens, needs, ..Instrument::new(means) });
        to.len() - 1
    };
    match kind {
        InstrumentKind::Stay => {}
        InstrumentKind::Leave => {
            put(Means::StepBack, "", 0.0, None);
            put(Means::Leave, "_for_good", 0.0, None);
        }
        InstrumentKind::Convene => {
            put(Means::Convene, "", 0.0, None);
            put(Means::Recess, "_recess", 0.0, None);
        }
        InstrumentKind::Propose => {
            put(Means::Table, "", 0.0, None);
            put(Means::Ask, "_in_confidence", 0.0, None);
            put(Means::Probe, "_to_one", 0.0, None);
        }
        InstrumentKind::Pressure => {
            let sanction = put(Means::Sanction, "", PLAIN, None);
            put(Means::Warn, "_warned", 0.0, Some(sanction));
        }
        InstrumentKind::Offer => {
            put(Means::Offer, "", PLAIN, None);
        }
        InstrumentKind::Quiet => {
            put(Means::Truce, "", 0.0, None);
        }
    }
}
