//! Statements about options: `2`, `not 3`, `1 and not 2`, `1 if 3`, `1 iff 3`, with parentheses.
//!
//! An option is named by its number in the file, from 1, or by its name in quotes ("air strike"). `-2`, `!2`, `&` and `|` are read
//! too, as the literature writes them. Binding, closest first: not, and, or, if / iff. `a if b` holds unless b holds and a does not.

use crate::error::{Error, Result};

/// Longest statement in characters, and deepest nesting.
const LONGEST: usize = 500;
const DEEPEST: usize = 32;

/// A statement about a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    Option(usize),
    Not(Box<Statement>),
    And(Box<Statement>, Box<Statement>),
    Or(Box<Statement>, Box<Statement>),
    If(Box<Statement>, Box<Statement>),
    Iff(Box<Statement>, Box<Statement>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Option(usize),
    Not,
    And,
    Or,
    If,
    Iff,
    Open,
    Close,
}

impl Statement {
    pub(super) fn parse(text: &str, options: &[&str]) -> Result<Self> {
        let mut parser = Parser { tokens: tokens(text, options)?, at: 0, text };
        let statement = parser.implication(0)?;
        if parser.at < parser.tokens.len() {
            return Err(parser.wrong("something stands after the statement"));
        }
        Ok(statement)
    }

    /// Does it hold of a profile (bit k set: option k is taken)?
    pub(super) fn holds(&self, profile: u32) -> bool {
        match self {
            Statement::Option(k) => profile >> k & 1 == 1,
            Statement::Not(a) => !a.holds(profile),
            Statement::And(a, b) => a.holds(profile) && b.holds(profile),
            Statement::Or(a, b) => a.holds(profile) || b.holds(profile),
            Statement::If(a, b) => a.holds(profile) || !b.holds(profile),
            Statement::Iff(a, b) => a.holds(profile) == b.holds(profile),
        }
    }
}

fn fault(text: &str, what: &str) -> Error {
    Error::input(format!("{text:?} is no statement: {what}"))
        .remedy("such as \"1\", \"not 2\", \"1 and (2 or 3)\", \"1 if 3\", \"1 iff 3\"")
}

fn tokens(text: &str, options: &[&str]) -> Result<Vec<Token>> {
    if text.chars().count() > LONGEST {
        return Err(Error::limit(format!("a statement of more than {LONGEST} characters")));
    }
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '(' | ')' | '-' | '!' | '&' | '|' => {
                out.push(match c {
                    '(' => Token::Open,
                    ')' => Token::Close,
                    '&' => Token::And,
                    '|' => Token::Or,
                    _ => Token::Not,
                });
                1
            }
            '\'' | '"' => {
                let name = rest[1..].split(c).next().unwrap_or_default();
                if rest.len() < name.len() + 2 {
                    return Err(fault(text, "a quote is not closed"));
                }
                let fits: Vec<usize> = (0..options.len()).filter(|k| options[*k] == name).collect();
                match fits.as_slice() {
                    [k] => out.push(Token::Option(*k)),
                    [] => return Err(fault(text, &format!("there is no option {name:?}"))),
                    _ => {
                        return Err(fault(
                            text,
                            &format!("several options are called {name:?}; use the number"),
                        ));
                    }
                }
                name.len() + 2
            }
            _ => {
                let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                let token = match word.to_lowercase().as_str() {
                    "not" => Token::Not,
                    "and" => Token::And,
                    "or" => Token::Or,
                    "if" => Token::If,
                    "iff" => Token::Iff,
                    number => match number.parse::<usize>() {
                        Ok(k) if (1..=options.len()).contains(&k) => Token::Option(k - 1),
                        _ => return Err(fault(text, &format!("options are 1 to {}", options.len()))),
                    },
                };
                out.push(token);
                word.len()
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(out)
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    text: &'a str,
}

impl Parser<'_> {
    fn wrong(&self, what: &str) -> Error {
        fault(self.text, what)
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(found);
        found
    }

    fn implication(&mut self, depth: usize) -> Result<Statement> {
        let mut left = self.either(depth)?;
        loop {
            if self.take(&Token::If) {
                left = Statement::If(Box::new(left), Box::new(self.either(depth)?));
            } else if self.take(&Token::Iff) {
                left = Statement::Iff(Box::new(left), Box::new(self.either(depth)?));
            } else {
                return Ok(left);
            }
        }
    }

    fn either(&mut self, depth: usize) -> Result<Statement> {
        let mut left = self.both(depth)?;
        while self.take(&Token::Or) {
            left = Statement::Or(Box::new(left), Box::new(self.both(depth)?));
        }
        Ok(left)
    }

    fn both(&mut self, depth: usize) -> Result<Statement> {
        let mut left = self.plain(depth)?;
        while self.take(&Token::And) {
            left = Statement::And(Box::new(left), Box::new(self.plain(depth)?));
        }
        Ok(left)
    }

    fn plain(&mut self, depth: usize) -> Result<Statement> {
        if depth > DEEPEST {
            return Err(Error::limit(format!("a statement nested deeper than {DEEPEST}")));
        }
        if self.take(&Token::Not) {
            return Ok(Statement::Not(Box::new(self.plain(depth + 1)?)));
        }
        if self.take(&Token::Open) {
            let inner = self.implication(depth + 1)?;
            return if self.take(&Token::Close) {
                Ok(inner)
            } else {
                Err(self.wrong("a parenthesis is not closed"))
            };
        }
        match self.tokens.get(self.at) {
            Some(Token::Option(k)) => {
                self.at += 1;
                Ok(Statement::Option(*k))
            }
            _ => Err(self.wrong("an option is wanted")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str) -> Vec<bool> {
        let s = Statement::parse(text, &["air strike", "blockade"]).expect(text);
        (0..4).map(|p| s.holds(p)).collect()
    }

    #[test]
    fn statements_mean_what_logic_says() {
        // Profiles: neither, 1, 2, both.
        assert_eq!(holds("1"), [false, true, false, true]);
        assert_eq!(holds("-1"), holds("not 1"));
        assert_eq!(holds("1 & -2"), [false, true, false, false]);
        assert_eq!(holds("'air strike' or 2"), [false, true, true, true]);
        assert_eq!(holds("1 if 2"), [true, true, false, true]);
        assert_eq!(holds("1 IFF 2"), [true, false, false, true]);
        assert_eq!(holds("not (1 or 2)"), [true, false, false, false]);
        assert_eq!(holds("1 or 2 and 2"), holds("1 or (2 and 2)"));
    }

    #[test]
    fn what_is_no_statement_is_refused() {
        let deep = "(".repeat(100) + "1";
        let long = "1 and ".repeat(200) + "1";
        for bad in
            ["", "3", "0", "1 2", "1 and", "(1", "1)", "x", "'no such'", "'open", "and 1", "é", &deep, &long]
        {
            assert!(Statement::parse(bad, &["air strike", "blockade"]).is_err(), "{bad}");
        }
    }
}
