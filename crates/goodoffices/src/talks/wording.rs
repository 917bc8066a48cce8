//! Words that no output about real parties uses; the reviewed list is docs/words.md.
//!
//! They name motives or pass judgement. A summary of the record may have to quote one; then outputs show the
//! event's short label in its place and the record keeps the words.

use super::case::Case;
use super::event::Event;

/// The words, in lower case; each also stands for its endings.
pub const CHARGED_WORDS: &[&str] = &[
    "bad faith",
    "bad-faith",
    "staller",
    "stalling",
    "spoiler",
    "insincere",
    "violation",
    "contradict",
    "concession",
    "optimal",
    "posterior",
    "recommend leaving",
];

/// The first of the words that a text uses.
#[must_use]
pub fn charged(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    CHARGED_WORDS.iter().copied().find(|w| lower.contains(w))
}

impl Case {
    /// The summary of an event, or its label where the summary quotes a charged word.
    #[must_use]
    pub fn plain_summary(&self, event: &Event) -> String {
        if charged(&event.summary).is_none() {
            return event.summary.clone();
        }
        let label = self.event_label(event);
        match charged(label) {
            None => format!("{label} (its full words are in the record)"),
            Some(_) => format!(
                "{} by {} (its words are in the record)",
                event.kind.name().replace('_', " "),
                event.speaker
            ),
        }
    }
}

/// What stands where a charged word is left to the record.
const IN_THE_RECORD: &str = "(in the record)";

impl Case {
    /// Where an event was read: publisher, title, date and address, those left to the record that quote a
    /// charged word. Empty where nothing is named.
    #[must_use]
    pub fn plain_source(&self, event: &Event) -> String {
        let s = &event.source;
        let named =
            [("publisher", &s.publisher), ("title", &s.title), ("date", &s.date), ("address", &s.address)];
        let parts = named.into_iter().filter_map(|(what, text)| {
            let text = text.as_ref()?;
            Some(if charged(text).is_none() { text.clone() } else { format!("{what} {IN_THE_RECORD}") })
        });
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// A condition in the record's own words, or that it has words of its own where they quote a charged one.
#[must_use]
pub fn plain_condition(text: &str) -> &str {
    if charged(text).is_none() {
        text
    } else {
        "a test in the speaker's own words is met (not repeated here; see the record)"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_count_and_ordinary_words_do_not() {
        assert_eq!(charged("Two Concessions were made"), Some("concession"));
        assert_eq!(charged("it contradicted"), Some("contradict"));
        assert_eq!(charged("moved toward; alleged breach; in good faith"), None);
    }
}
