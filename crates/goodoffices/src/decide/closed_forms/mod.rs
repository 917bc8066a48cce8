//! The closed forms of a mediator's decision as models with parameters, in the form of `bargaining`'s catalogue.
//!
//! ```text
//! stopping, deadline, credibility, leverage (functions) ─► closed_forms (parameters, sentence, source) ─► `bargain MODEL`
//! ```
//!
//! They stand here and not in `bargaining`, which lies on a lower floor and may not import this one; a model is data and a function, so
//! that whoever lists both catalogues sees no difference. Nothing is computed here that the functions do not give. Absent: whatever needs
//! a record or draws (`assess`), and the full model (`decide FILE`).

mod bluff;
mod counsel;
mod deadline;
mod stopping;
mod warning;

use crate::bargaining::Model;

/// The models of a mediator's decision, in the order they are listed.
#[must_use]
pub fn closed_forms() -> Vec<Model> {
    vec![stopping::MODEL, deadline::MODEL, warning::MODEL, bluff::MODEL, counsel::MODEL]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer of one of the models.
    pub(super) fn ask(
        model: &Model,
        given: &[(&str, f64)],
    ) -> crate::error::Result<crate::bargaining::Answer> {
        model.answer(&given.iter().map(|(n, x)| ((*n).to_owned(), *x)).collect::<Vec<_>>())
    }

    #[test]
    fn every_model_answers_its_defaults_and_the_ends_of_its_ranges() {
        for m in closed_forms() {
            let answer = ask(&m, &[]).expect(m.name);
            for name in m.follows {
                assert!(answer.get(name).is_some(), "{} follows {name}, which it does not give", m.name);
            }
            assert!(answer.sentence.ends_with('.') && !m.lesson.is_empty() && !m.source.is_empty());
            for p in m.parameters {
                for x in [p.range.0, p.range.1, p.default] {
                    // Out of range or without an answer is an error; an answer is finite.
                    if let Ok(a) = ask(&m, &[(p.name, x)]) {
                        assert!(
                            a.values.iter().all(|v| v.value.is_finite()),
                            "{} {} {x}: {a:?}",
                            m.name,
                            p.name
                        );
                    }
                }
            }
            let curve = m.curve(&[], m.moves, (None, None)).expect(m.name);
            assert!(curve.points.iter().all(|l| l.len() > 20), "{}", m.name);
        }
    }
}
