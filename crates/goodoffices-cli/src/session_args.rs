//! Arguments that say how talks are held; shared by the commands that hold them.

use crate::exec_player::Limits;
use crate::scenario_files::{self, LoadOptions};
use anyhow::{Result, bail};
use goodoffices::format::{Discounting, Format, Semantics};
use goodoffices::preference::{Discount, DiscountBy, Normalization, Preference, Reservation};
use goodoffices::protocol::{Deadline, Information, Knowledge};
use goodoffices::scenario::Scenario;
use goodoffices::session::Rules;
use std::hash::{BuildHasher, Hasher};
use std::path::PathBuf;

/// How talks are held.
#[derive(Clone, Debug, clap::Args)]
pub struct SessionArgs {
    /// Most rounds; in a round every party acts once [default: 100 unless another limit is given]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub rounds: Option<u64>,
    /// Most seconds; what happens then depends on the machine's speed
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// Chance that the talks end before each round
    #[arg(long, value_name = "P", default_value_t = 0.0, allow_negative_numbers = true)]
    pub pend: f64,
    /// Chance that the talks end once per second
    #[arg(long, value_name = "P", default_value_t = 0.0, allow_negative_numbers = true)]
    pub pend_per_second: f64,
    /// Hide the number of rounds: the parties count on N
    #[arg(long, value_name = "N", conflicts_with = "private_rounds")]
    pub believed_rounds: Option<u64>,
    /// A deadline of its own for each party, at which it leaves
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    pub private_rounds: Option<Vec<u64>>,
    /// What the parties know of each other
    #[arg(long, value_name = "own|opponent-utility|all", default_value = "own", value_parser = information)]
    pub information: Information,
    /// Bring every utility function to [0, 1] first
    #[arg(long)]
    pub normalize: bool,
    /// Discount the utilities at the end by the scenario's factors: u·d^t with relative time t, or u·d^step
    /// with the rounds begun [without a word: time, and step under --semantics negmas]
    #[arg(long, value_name = "time|step", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub discount: Option<DiscountWord>,
    /// Seconds that a program of one's own (exec:) may take for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    pub exec_seconds: f64,
    /// Answers that a program of one's own may give in one session
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub exec_moves: u64,
    /// Root of all random streams [default: drawn, and printed]
    #[arg(long, value_name = "SEED")]
    pub seed: Option<u64>,
    /// Where programs of one's own are started, if not here.
    #[arg(skip)]
    pub directory: Option<PathBuf>,
}

/// A word after `--discount=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiscountWord {
    /// As the files' own program does.
    Own,
    /// As said.
    Said(DiscountBy),
}

impl std::str::FromStr for DiscountWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(Self::Own),
            "time" => Ok(Self::Said(DiscountBy::Time)),
            "step" => Ok(Self::Said(DiscountBy::Step)),
            _ => Err("time or step".into()),
        }
    }
}

fn information(text: &str) -> Result<Information, String> {
    match text {
        "own" => Ok(Information::Own),
        "opponent-utility" => Ok(Information::OpponentUtility),
        "all" => Ok(Information::All),
        _ => Err("own, opponent-utility or all".into()),
    }
}

impl SessionArgs {
    /// The rules asked for.
    pub fn rules(&self) -> Rules {
        let other = self.time_limit.is_some()
            || self.pend > 0.0
            || self.pend_per_second > 0.0
            || self.private_rounds.is_some();
        let knowledge = match (self.believed_rounds, &self.private_rounds) {
            (Some(believed), _) => Knowledge::Hidden { believed },
            (None, Some(own)) => Knowledge::Private(own.clone()),
            (None, None) => Knowledge::Open,
        };
        Rules {
            deadline: Deadline {
                rounds: self.rounds.or((!other).then_some(100)),
                seconds: self.time_limit,
                chance: self.pend,
                chance_per_second: self.pend_per_second,
                knowledge,
            },
            information: self.information,
        }
    }

    /// What programs of one's own may take.
    pub fn limits(&self) -> Limits {
        Limits { directory: self.directory.clone(), seconds: self.exec_seconds, moves: self.exec_moves }
    }

    /// The same arguments as flags, without the seed; parsing them gives these back.
    pub fn flags(&self) -> Vec<String> {
        let mut flags: Vec<String> = Vec::new();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                flags.extend([format!("--{name}"), value]);
            }
        };
        put("rounds", self.rounds.map(|n| n.to_string()));
        put("time-limit", self.time_limit.map(|x| x.to_string()));
        put("pend", (self.pend != 0.0).then(|| self.pend.to_string()));
        put("pend-per-second", (self.pend_per_second != 0.0).then(|| self.pend_per_second.to_string()));
        put("believed-rounds", self.believed_rounds.map(|n| n.to_string()));
        let own = self.private_rounds.as_ref();
        put("private-rounds", own.map(|r| r.iter().map(u64::to_string).collect::<Vec<_>>().join(",")));
        put("exec-seconds", Some(self.exec_seconds.to_string()));
        put("exec-moves", Some(self.exec_moves.to_string()));
        let information = match self.information {
            Information::Own => "own",
            Information::OpponentUtility => "opponent-utility",
            Information::All => "all",
        };
        put("information", Some(information.to_owned()));
        if self.normalize {
            flags.push("--normalize".to_owned());
        }
        flags.extend(self.discount.map(|word| match word {
            DiscountWord::Own => "--discount".to_owned(),
            DiscountWord::Said(DiscountBy::Time) => "--discount=time".to_owned(),
            DiscountWord::Said(DiscountBy::Step) => "--discount=step".to_owned(),
        }));
        flags
    }

    /// What discount factors are raised to, if utilities are discounted.
    pub fn discount_by(&self, semantics: Semantics) -> Option<DiscountBy> {
        self.discount.map(|word| match (word, semantics) {
            (DiscountWord::Said(by), _) => by,
            (DiscountWord::Own, Semantics::Negmas) => DiscountBy::Step,
            (DiscountWord::Own, Semantics::Genius) => DiscountBy::Time,
        })
    }

    /// The seed given, or one drawn and said on standard error.
    pub fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(|| {
            let seed = std::hash::RandomState::new().build_hasher().finish() >> 16;
            anstream::eprintln!("seed {seed} (drawn; give --seed {seed} to repeat)");
            seed
        })
    }

    /// Reads a scenario as the talks are to be held over it.
    pub fn scenario(&self, paths: &[PathBuf], options: &LoadOptions) -> Result<Scenario> {
        let mut options = options.clone();
        if self.discount.is_none() {
            options.discounting = Discounting::Ignore;
        }
        let loaded = scenario_files::load_with_format(paths, &options)?;
        let mut scenario = loaded.scenario;
        let negmas = options.semantics == Semantics::Negmas;
        let how = if negmas { Normalization::Negmas } else { Normalization::Span };
        if scenario.parties.len() < 2 {
            bail!("{}: one party cannot negotiate (a scenario needs two profiles or more)", scenario.name);
        }
        for party in &mut scenario.parties {
            let Preference::Known(profile) = &party.preference else { continue };
            let mut profile = profile.clone();
            if negmas && loaded.format == Format::Genius && *profile.reservation() == Reservation::None {
                // The peer reads a profile that names no reservation as one of 0.
                if profile.discount() == Discount::NONE {
                    profile = profile.with_reservation(Reservation::Value(0.0));
                }
            }
            if self.normalize {
                profile = profile
                    .normalized(&scenario.space, how)
                    .map_err(|e| anyhow::anyhow!("{}, party {:?}: {e}", scenario.name, party.name))?;
            }
            party.preference = Preference::Known(profile);
        }
        Ok(scenario)
    }
}
