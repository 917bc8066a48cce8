//! From some files to one scenario: what each file is, which are the parties, whose domain holds.

use super::domain::{Domain, stem};
use super::text::{decode, short};
use super::tree::{Cursor, Node};
use super::xml::Element;
use super::{Format, Loaded, MAX_PARTIES_UNCHOSEN, NamedFile, Options, Strangers};
use super::{genius, geniusweb, json, native, negmas, negolog, toml, xml, yaml};
use crate::error::{Error, Place, Result};
use crate::outcome::OutcomeSpace;
use crate::preference::Preference;
use crate::scenario::{Party, Scenario};

/// A file, read as far as it can be without the others.
enum Sheet {
    Domain(Domain),
    Profile(Draft),
    Scenario(Scenario),
    Stranger(String),
}

/// A profile that waits for its domain.
enum Draft {
    Genius(Element),
    GeniusWeb(Node),
    Negmas(Node),
    NegoLog(Node),
}

impl Draft {
    fn format(&self) -> Format {
        match self {
            Draft::Genius(_) => Format::Genius,
            Draft::GeniusWeb(_) => Format::GeniusWeb,
            Draft::Negmas(_) => Format::Negmas,
            Draft::NegoLog(_) => Format::NegoLog,
        }
    }

    /// The domain that the profile itself declares.
    fn domain(&self, file: &str, options: &Options) -> Result<Domain> {
        match self {
            Draft::Genius(root) => {
                let domain = genius::read::domain(file, root, options)?;
                Ok(Domain { name: None, ..domain })
            }
            Draft::GeniusWeb(node) => geniusweb::read::domain(&Cursor::root(file, node)),
            Draft::NegoLog(node) => negolog::domain(&Cursor::root(file, node)),
            Draft::Negmas(_) => Err(Error::input("the profile comes without its outcome space")
                .at(Place::file(file).at_line(1))
                .remedy("give the domain file too")),
        }
    }

    fn preference(
        &self,
        file: &str,
        space: &OutcomeSpace,
        options: &Options,
        notes: &mut Vec<String>,
    ) -> Result<Preference> {
        match self {
            Draft::Genius(root) => genius::read::profile(file, root, space, options, notes),
            Draft::GeniusWeb(node) => geniusweb::read::profile(&Cursor::root(file, node), space),
            Draft::Negmas(node) => negmas::read::profile(&Cursor::root(file, node), space),
            Draft::NegoLog(node) => negolog::profile(&Cursor::root(file, node), space),
        }
    }
}

/// Reads files into one scenario; parties in the order of file names.
///
/// # Errors
/// Names the file, the line and the element of whatever is wrong; or says which parties there are to choose
/// from where there are more than [`MAX_PARTIES_UNCHOSEN`].
pub fn scenario(files: &[NamedFile<'_>], options: &Options) -> Result<Loaded> {
    let mut files = files.to_vec();
    files.sort_by_key(|f| f.name);
    let mut notes = Vec::new();
    let (mut domains, mut drafts, mut natives) = (Vec::new(), Vec::new(), Vec::new());
    for file in &files {
        match sheet(file, options) {
            Ok(Sheet::Domain(d)) => domains.push((file.name, d)),
            Ok(Sheet::Profile(d)) => drafts.push((file.name, d)),
            Ok(Sheet::Scenario(s)) => natives.push((file.name, s)),
            Ok(Sheet::Stranger(why)) if options.strangers == Strangers::Skip => {
                notes.push(format!("{}: skipped, {why}", file.name));
            }
            Ok(Sheet::Stranger(why)) => {
                return Err(Error::input(why).at(Place::file(file.name).at_line(1)));
            }
            // A broken profile that nobody chose does not stand in the way of the others.
            Err(e) if options.parties.as_ref().is_some_and(|p| !p.iter().any(|n| answers(file.name, n))) => {
                notes.push(format!("skipped: {e}"));
            }
            Err(e) => return Err(e),
        }
    }
    match (natives.len(), domains.len() + drafts.len()) {
        (0, _) => {}
        (1, 0) => {
            let scenario = natives.swap_remove(0).1;
            let scenario = chosen(scenario, options)?;
            return Ok(Loaded { scenario, format: Format::Native, notes });
        }
        _ => {
            let names: Vec<&str> = natives.iter().map(|(n, _)| *n).collect();
            return Err(Error::input(format!(
                "a native scenario stands beside other files: {}",
                names.join(", ")
            ))
            .remedy("name one file"));
        }
    }
    if domains.len() > 1 {
        let names: Vec<&str> = domains.iter().map(|(n, _)| *n).collect();
        return Err(
            Error::input(format!("{} domains: {}", names.len(), names.join(", "))).remedy("name one of them")
        );
    }
    if drafts.is_empty() {
        let somewhere = files.first().map(|f| Place::file(f.name).at_line(1)).unwrap_or_default();
        return Err(Error::input("there is no profile, so nobody to negotiate").at(somewhere));
    }
    let drafts = parties(drafts, options)?;
    let (domain_file, domain) = match domains.pop() {
        Some(found) => found,
        None => (drafts[0].0, drafts[0].1.domain(drafts[0].0, options)?),
    };
    let space = domain.space().map_err(|e| e.at(Place::file(domain_file).at_line(1)))?;
    let mut parties: Vec<Party> = Vec::new();
    for (file, draft) in &drafts {
        let preference = draft.preference(file, &space, options, &mut notes)?;
        // Files of the same name in two folders, or in two formats, are called by all of their name.
        let twin = drafts.iter().filter(|(other, _)| stem(other) == stem(file)).count() > 1;
        let name = if twin { (*file).to_owned() } else { stem(file).to_owned() };
        parties.push(Party { name, preference });
    }
    let name = options.name.clone().or(domain.name).unwrap_or_else(|| "scenario".to_owned());
    let scenario = Scenario { name, space, parties, constraints: Vec::new() };
    Ok(Loaded { scenario, format: drafts[0].1.format(), notes })
}

/// Does a file answer to a party's name?
fn answers(file: &str, party: &str) -> bool {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    party == file || party == name || party == stem(file)
}

/// The profiles that were chosen, or all of them if they are few enough.
fn parties<'a>(drafts: Vec<(&'a str, Draft)>, options: &Options) -> Result<Vec<(&'a str, Draft)>> {
    let list = |drafts: &[(&str, Draft)]| {
        let names: Vec<&str> = drafts.iter().take(12).map(|(f, _)| stem(f)).collect();
        format!("{}{}", names.join(", "), if drafts.len() > 12 { ", ..." } else { "" })
    };
    let Some(wanted) = &options.parties else {
        if drafts.len() > MAX_PARTIES_UNCHOSEN {
            return Err(Error::input(format!("a pool of {} profiles: {}", drafts.len(), list(&drafts)))
                .remedy("choose the parties: --parties a,b"));
        }
        return Ok(drafts);
    };
    for (k, name) in wanted.iter().enumerate() {
        if !drafts.iter().any(|(f, _)| answers(f, name)) {
            return Err(Error::unknown(format!("no profile is called {:?}", short(name)))
                .remedy(format!("there are {}", list(&drafts))));
        }
        if wanted[..k].contains(name) {
            return Err(Error::parameter(format!("party {:?} is named twice", short(name))));
        }
    }
    Ok(drafts.into_iter().filter(|(f, _)| wanted.iter().any(|n| answers(f, n))).collect())
}

/// The native scenario with only the parties that were chosen.
fn chosen(mut scenario: Scenario, options: &Options) -> Result<Scenario> {
    if let Some(wanted) = &options.parties {
        if let Some(name) = wanted.iter().find(|n| !scenario.parties.iter().any(|p| &p.name == *n)) {
            let names: Vec<&str> = scenario.parties.iter().map(|p| p.name.as_str()).collect();
            return Err(Error::unknown(format!("no party is called {:?}", short(name)))
                .remedy(format!("there are {}", names.join(", "))));
        }
        scenario.parties.retain(|p| wanted.contains(&p.name));
    }
    Ok(scenario)
}

/// What a file is, from its text; its extension only decides where the text does not.
fn sheet(file: &NamedFile<'_>, options: &Options) -> Result<Sheet> {
    let name = file.name;
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let known = matches!(extension.as_str(), "xml" | "json" | "yml" | "yaml" | "toml");
    if !known && name.contains('.') && options.strangers == Strangers::Skip {
        return Ok(Sheet::Stranger(format!("no scenario file is called .{}", short(&extension))));
    }
    let text = decode(name, file.bytes)?;
    let start = text.trim_start();
    if start.starts_with('<') {
        return xml_sheet(name, xml::parse(name, &text)?, options);
    }
    if extension == "xml" {
        if is_list_of_numbers(start) {
            return Ok(Sheet::Stranger("a plain list of numbers, not XML".to_owned()));
        }
        return Err(xml::parse(name, &text)
            .err()
            .unwrap_or_else(|| Error::input("not XML").at(Place::file(name).at_line(1))));
    }
    if extension == "json" || (extension.is_empty() || !known) && start.starts_with(['{', '[']) {
        return json_sheet(name, json::parse(name, &text)?, options);
    }
    if matches!(extension.as_str(), "yml" | "yaml") {
        return yaml_sheet(name, yaml::parse(name, &text)?, options);
    }
    let node = toml::parse(name, &text)?;
    let root = Cursor::root(name, &node);
    if native::read::is_scenario(&root) || options.strangers == Strangers::Refuse {
        return Ok(Sheet::Scenario(native::read::scenario(&root)?));
    }
    Ok(Sheet::Stranger("a TOML file without issues".to_owned()))
}

fn is_list_of_numbers(text: &str) -> bool {
    let mut lines = text.lines().filter(|l| !l.trim().is_empty()).peekable();
    lines.peek().is_some()
        && lines.all(|l| l.split([',', ' ', '\t', ';']).all(|n| n.is_empty() || n.parse::<f64>().is_ok()))
}

fn xml_sheet(name: &str, root: Element, options: &Options) -> Result<Sheet> {
    Ok(match genius::read::kind(&root) {
        genius::read::Kind::Domain => Sheet::Domain(genius::read::domain(name, &root, options)?),
        genius::read::Kind::Profile => Sheet::Profile(Draft::Genius(root)),
        genius::read::Kind::Other(why) => Sheet::Stranger(why),
    })
}

fn json_sheet(name: &str, node: Node, _options: &Options) -> Result<Sheet> {
    let root = Cursor::root(name, &node);
    if geniusweb::read::is_domain(&root) {
        Ok(Sheet::Domain(geniusweb::read::domain(&root)?))
    } else if geniusweb::read::is_profile(&root) {
        Ok(Sheet::Profile(Draft::GeniusWeb(node)))
    } else if negolog::is_profile(&root) {
        Ok(Sheet::Profile(Draft::NegoLog(node)))
    } else if native::read::is_scenario(&root) {
        Ok(Sheet::Scenario(native::read::scenario(&root)?))
    } else {
        Ok(Sheet::Stranger("JSON of no kind known here".to_owned()))
    }
}

fn yaml_sheet(name: &str, node: Node, options: &Options) -> Result<Sheet> {
    let root = Cursor::root(name, &node);
    if negmas::read::is_domain(&root) {
        Ok(Sheet::Domain(negmas::read::domain(&root, options)?))
    } else if negmas::read::is_profile(&root) {
        Ok(Sheet::Profile(Draft::Negmas(node)))
    } else {
        Ok(Sheet::Stranger("YAML of no kind known here".to_owned()))
    }
}
