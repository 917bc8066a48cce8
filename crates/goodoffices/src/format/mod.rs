//! Readers and writers of files, on bytes, never paths: the case record ([`case`]) and the field's scenario files.
//!
//! GENIUS XML, GeniusWeb JSON, NegMAS YAML, NegoLog JSON (read only) and the native TOML. [`scenario`] takes
//! named byte files (the content of a folder, say) and yields one [`Scenario`]: a domain if there is one,
//! and a party per profile in the order of file names. What is neither is skipped with a note or refused,
//! see [`Strangers`]. Sizes, depths and counts are bounded ([`MAX_BYTES`], [`MAX_DEPTH`]); whatever is
//! wrong, the error names file, line and element. [`write()`] goes the other way. Absent on purpose: paths,
//! folders, and any format that only one program writes.

mod assemble;
pub mod case;
mod casino;
pub mod conflict;
mod domain;
mod export;
mod genius;
mod geniusweb;
mod json;
mod jsonl;
mod native;
mod negmas;
pub mod negmas_trace;
mod negolog;
mod recorded;
mod sessions;
mod text;
mod toml;
mod tree;
mod xml;
mod yaml;

pub use assemble::scenario;
pub use casino::{Dialogue, ITEMS, Submitted, casino};
pub use export::{Written, write};
pub use recorded::{Game, GameParty, Labels, Put, Recorded, Run, recorded};
pub use sessions::{Answers, Book, Heard, JudgedSession, Said, SaidAct, Seat, sessions};
pub use text::{MAX_BYTES, MAX_DEPTH};

use crate::error::{Error, Result};
use crate::scenario::Scenario;
use std::fmt;
use std::str::FromStr;

/// Most profiles that make a scenario without being chosen.
pub const MAX_PARTIES_UNCHOSEN: usize = 5;

/// A file by name and content.
#[derive(Clone, Copy, Debug)]
pub struct NamedFile<'a> {
    /// Its name, as errors will call it; the part after the last `/` without extension names its party.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Whose reading of GENIUS files is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Semantics {
    /// GENIUS's own: divided by the greatest evaluation, clamped, capped at 1, closed bounds.
    #[default]
    Genius,
    /// The peer's: raw.
    Negmas,
}

impl FromStr for Semantics {
    type Err = Error;

    fn from_str(s: &str) -> Result<Self> {
        match s {
            "genius" => Ok(Self::Genius),
            "negmas" => Ok(Self::Negmas),
            _ => Err(Error::parameter(format!("{s:?} is no semantics")).remedy("genius or negmas")),
        }
    }
}

/// What happens to a file that is neither domain nor profile nor scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strangers {
    /// It is skipped with a note: folders of the field hold logs and figures beside their profiles.
    #[default]
    Skip,
    /// It is an error: the file was asked for by name.
    Refuse,
}

/// How files are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whose reading of GENIUS files.
    pub semantics: Semantics,
    /// Which profiles are the parties, by file name with or without extension; all where `None`.
    pub parties: Option<Vec<String>>,
    /// Name of the scenario where no native file gives one.
    pub name: Option<String>,
    /// Into how many values a continuous issue is cut.
    pub real_values: u32,
    /// What happens to other files.
    pub strangers: Strangers,
    /// What happens to discount factors.
    pub discounting: Discounting,
}

/// What happens to discount factors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Discounting {
    /// They are read; under the peer's semantics a discounted GENIUS profile has no reservation.
    #[default]
    Keep,
    /// GENIUS profiles are read as if they had none, so that their reservation stands.
    Ignore,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            semantics: Semantics::Genius,
            parties: None,
            name: None,
            real_values: 11,
            strangers: Strangers::Skip,
            discounting: Discounting::Keep,
        }
    }
}

/// A scenario file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// GENIUS XML.
    Genius,
    /// GeniusWeb JSON.
    GeniusWeb,
    /// NegMAS YAML.
    Negmas,
    /// NegoLog JSON.
    NegoLog,
    /// The native TOML (or the same as JSON).
    Native,
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(s: &str) -> Result<Self> {
        match s {
            "genius" => Ok(Self::Genius),
            "geniusweb" => Ok(Self::GeniusWeb),
            "negmas" => Ok(Self::Negmas),
            "negolog" => Ok(Self::NegoLog),
            "toml" | "native" => Ok(Self::Native),
            _ => {
                Err(Error::parameter(format!("{s:?} is no format"))
                    .remedy("genius, geniusweb, negmas or toml"))
            }
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Genius => "GENIUS XML",
            Self::GeniusWeb => "GeniusWeb JSON",
            Self::Negmas => "NegMAS YAML",
            Self::NegoLog => "NegoLog JSON",
            Self::Native => "native",
        })
    }
}

/// What came of some files.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// The format of its first party's file.
    pub format: Format,
    /// What was skipped or read with reservations, for people.
    pub notes: Vec<String>,
}
