//! CaSiNo: dialogues over three packages each of food, water and firewood (Chawla et al., NAACL 2021).
//!
//! A list of `{"chat_logs": [{"text", "task_data", "id"}], "participant_info": {id: {"value2issue": {"High",
//! "Medium", "Low"}}}}`. Read are the deals that people submitted, as what they keep for themselves, and, apart
//! from them, the priorities they were given. The words they wrote are not read. Read only.

use super::NamedFile;
use super::json;
use super::text::decode;
use super::tree::Cursor;
use crate::error::Result;

/// The items, in the order of every table here.
pub const ITEMS: [&str; 3] = ["Food", "Water", "Firewood"];
/// Packages of an item.
const PACKAGES: usize = 3;

/// A deal somebody submitted: packages of each item that it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Which of the two.
    pub person: usize,
    /// Packages kept, by item.
    pub keeps: [usize; 3],
}

/// One dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialogue {
    /// Submitted deals in order.
    pub deals: Vec<Submitted>,
    /// By person and item, its priority: 2 high, 1 medium, 0 low. The truth; no estimator is given it.
    pub priorities: [[usize; 3]; 2],
}

/// Reads a file of dialogues. Deals that do not share out every package, of which there are a few, are left out;
/// the second number says how many.
///
/// # Errors
/// With file, line and field, at the first thing that does not fit the layout.
pub fn casino(file: NamedFile<'_>) -> Result<(Vec<Dialogue>, usize)> {
    let text = decode(file.name, file.bytes)?;
    let node = json::parse(file.name, &text)?;
    let root = Cursor::root(file.name, &node);
    let mut left_out = 0;
    let all = root.list()?.iter().map(|d| dialogue(d, &mut left_out)).collect::<Result<Vec<_>>>()?;
    if all.is_empty() {
        return Err(root.error("there is no dialogue"));
    }
    Ok((all, left_out))
}

fn dialogue(root: &Cursor<'_>, left_out: &mut usize) -> Result<Dialogue> {
    let people_at = root.need("participant_info")?;
    let people = people_at.entries()?;
    if people.len() != 2 {
        return Err(people_at.error(format!("{} people; a dialogue has two", people.len())));
    }
    let mut priorities = [[0; 3]; 2];
    for (own, (_, at)) in priorities.iter_mut().zip(&people) {
        let named = at.need("value2issue")?;
        for (rank, level) in ["Low", "Medium", "High"].iter().enumerate() {
            let item_at = named.need(level)?;
            own[item(&item_at, item_at.text()?)?] = rank;
        }
        if own.iter().sum::<usize>() != 3 {
            return Err(named.error("an item stands at two priorities"));
        }
    }
    let mut deals = Vec::new();
    for turn in root.need("chat_logs")?.list()? {
        if turn.need("text")?.text()? != "Submit-Deal" {
            continue;
        }
        let id_at = turn.need("id")?;
        let id = id_at.text()?;
        let person = people
            .iter()
            .position(|(name, _)| *name == id)
            .ok_or_else(|| id_at.error(format!("nobody in this dialogue is called {id:?}")))?;
        let data = turn.need("task_data")?;
        let (mine, theirs) = (counts(&data.need("issue2youget")?)?, counts(&data.need("issue2theyget")?)?);
        if (0..3).all(|k| mine[k] + theirs[k] == PACKAGES) {
            deals.push(Submitted { person, keeps: mine });
        } else {
            *left_out += 1;
        }
    }
    Ok(Dialogue { deals, priorities })
}

fn item(at: &Cursor<'_>, name: &str) -> Result<usize> {
    ITEMS.iter().position(|i| *i == name).ok_or_else(|| {
        at.error(format!("no item is called {name:?}")).remedy(format!("there are {}", ITEMS.join(", ")))
    })
}

fn counts(at: &Cursor<'_>) -> Result<[usize; 3]> {
    let mut out = [0; 3];
    for (name, n) in at.entries()? {
        let count = n.number()?;
        if !(0.0..=PACKAGES as f64).contains(&count) || count.fract() != 0.0 {
            return Err(n.error(format!("{count} packages of {PACKAGES}")));
        }
        out[item(&n, name)?] = count as usize;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Vec<Dialogue>, usize)> {
        casino(NamedFile { name: "train.json", bytes: text.as_bytes() })
    }

    const PEOPLE: &str = r#""participant_info": {"a": {"value2issue": {"High": "Food", "Medium": "Water", "Low": "Firewood"}},
 "b": {"value2issue": {"High": "Water", "Medium": "Food", "Low": "Firewood"}}}"#;

    #[test]
    fn deals_are_what_the_submitter_keeps() {
        let deal = |you: &str, they: &str| {
            format!(
                r#"[{{"chat_logs": [{{"text": "hello", "task_data": {{}}, "id": "a"}}, {{"text": "Submit-Deal", "id": "b",
 "task_data": {{"issue2youget": {you}, "issue2theyget": {they}}}}}], {PEOPLE}}}]"#
            )
        };
        let whole = deal(
            r#"{"Food": "1", "Water": "3", "Firewood": "0"}"#,
            r#"{"Food": "2", "Water": "0", "Firewood": "3"}"#,
        );
        let (all, left) = read(&whole).unwrap();
        assert_eq!(all[0].deals, vec![Submitted { person: 1, keeps: [1, 3, 0] }]);
        assert_eq!((all[0].priorities, left), ([[2, 1, 0], [1, 2, 0]], 0));
        let torn = deal(r#"{"Food": "1"}"#, r#"{"Food": "1"}"#);
        assert_eq!(read(&torn).unwrap().1, 1);
        let odd = deal(r#"{"Beans": "1"}"#, r#"{"Food": "1"}"#);
        assert!(read(&odd).unwrap_err().to_string().contains("no item is called \"Beans\""));
    }
}
