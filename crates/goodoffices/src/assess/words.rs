//! How values, days and people are put into words, the same in every section.

use crate::conduct::Stated;
use crate::outcome::Proposal;
use crate::talks::{Case, Day, Evidence, Scope, Span, plain_condition};

/// A case and the day it is read on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub case: &'a Case,
    pub today: Day,
}

impl Words<'_> {
    pub fn short(&self, principal: usize) -> &str {
        self.case.trace.principals()[principal].short()
    }

    pub fn names(&self, principals: &[usize]) -> String {
        listed(principals.iter().map(|p| self.short(*p).to_owned()))
    }

    pub fn day(&self, day: Day) -> String {
        day.beside(self.today)
    }

    pub fn span(&self, span: Span) -> String {
        if span.is_exact() {
            self.day(span.to)
        } else if (span.from.year(), &span.from.short()[span.from.short().len() - 3..])
            == (span.to.year(), &span.to.short()[span.to.short().len() - 3..])
        {
            format!(
                "{}-{}",
                span.from.short().trim_end_matches(char::is_alphabetic).trim(),
                self.day(span.to)
            )
        } else {
            format!("{} to {}", self.day(span.from), self.day(span.to))
        }
    }

    /// Mark of who vouches: nothing for its own side, `*` for reports, `†` for another side's account.
    pub fn mark(&self, evidence: Evidence) -> &'static str {
        match evidence {
            Evidence::OnRecord => "",
            Evidence::Reported => "*",
            Evidence::OtherSide => "†",
        }
    }

    /// `+` for what became known only after the day of reading.
    pub fn late(&self, event: &str) -> &'static str {
        if self.case.trace.event(event).is_some_and(|e| e.known > self.today) { "+" } else { "" }
    }

    /// The day of an event, with marks, as in "5 Nov+†".
    pub fn dated_event(&self, e: &crate::talks::Event) -> String {
        format!("{}{}{}", self.span(e.happened), self.late(&e.id), self.mark(e.evidence))
    }

    /// The day it was said, with marks, as in "19 Oct+ (r)".
    pub fn dated(&self, s: &Stated) -> String {
        format!("{}{}{}", self.span(s.on), self.late(&s.event), self.mark(s.evidence))
    }

    /// A value with the day it was said, as in "50, 19 Oct+".
    pub fn stated(&self, issue: usize, s: &Stated) -> String {
        format!("{}, {}", self.case.value_label(issue, s.value), self.dated(s))
    }

    /// The first few terms in few words, and how many more there are.
    pub fn some_terms(&self, terms: &Proposal, most: usize) -> String {
        let all: Vec<String> = terms
            .terms()
            .map(|(i, v)| format!("{} {}", self.case.issue_label(i), self.case.value_label(i, v)))
            .collect();
        if all.len() <= most {
            return listed(all.into_iter());
        }
        format!("{} and {}", all[..most].join(", "), counted(all.len() - most, "more term", "more terms"))
    }

    pub fn scope(&self, scope: Scope) -> &'static str {
        match scope {
            Scope::Settlement => "settlement",
            Scope::Interim => "step",
            Scope::Process => "process",
        }
    }
}

/// "a, b and c".
pub(super) fn listed(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// "a, b and c", or "a, b and 7 more" where there are more than `most`; for lists that a record may make long.
pub(super) fn some(mut items: Vec<String>, most: usize) -> String {
    if items.len() > most + 1 {
        let rest = items.len() - most;
        items.truncate(most);
        return format!("{} and {rest} more", items.join(", "));
    }
    listed(items.into_iter())
}

/// "1 day", "3 days".
pub(super) fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// Days in words: "today", "1 day", "59 days".
pub(super) fn age(days: i64) -> String {
    match days {
        d if d <= 0 => "today".to_owned(),
        1 => "1 day".to_owned(),
        d => format!("{d} days"),
    }
}

/// A condition as somebody said it, in quotation marks where these are the record's words.
pub(super) fn quoted(text: &str) -> String {
    let said = condition(text);
    if said == format!("if {}", text.trim().strip_prefix("if ").unwrap_or(text.trim())) {
        format!("\u{201c}{said}\u{201d}")
    } else {
        said
    }
}

/// A condition as it follows "if": the record's own words, without a leading "if".
pub(super) fn condition(text: &str) -> String {
    let text = plain_condition(text.trim());
    let text = text.strip_prefix("if ").unwrap_or(text);
    format!("if {text}")
}
