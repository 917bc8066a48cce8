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
