//! What the field's visible files lack, in files of our own: continuous issues, partial orders, older keys.
//! Every expected number is worked out by hand from the format's definition.

use crate::field_files::load;
use crate::shared::{files, fixture};
use goodoffices::format::{Format, Loaded, Options, Semantics, write};
use goodoffices::outcome::{Digits, Issue, Proposal, Values};
use goodoffices::preference::{Preference, Profile, Reservation};

fn read(folder: &str, options: &Options) -> Loaded {
    load(&files(&fixture(folder)), options).unwrap_or_else(|e| panic!("{folder}: {e}"))
}

fn profile(loaded: &Loaded, k: usize) -> &Profile {
    match &loaded.scenario.parties[k].preference {
        Preference::Known(p) => p,
        other => panic!("{other:?}"),
    }
}

fn digits(loaded: &Loaded, labels: &[&str]) -> Digits {
    let find = |(l, i): (&&str, &Issue)| (0..i.len()).find(|k| i.label(*k) == *l).expect("a value") as u32;
    labels.iter().zip(loaded.scenario.space.issues()).map(find).collect()
}

fn worth(loaded: &Loaded, k: usize, labels: &[&str]) -> f64 {
    profile(loaded, k).utility(&digits(loaded, labels))
}

fn near(got: f64, want: f64) {
    assert!((got - want).abs() < 1e-12, "{got} against {want}");
}

#[test]
fn genius_numbers_under_both_semantics() {
    let genius = read("genius-numbers", &Options::default());
    let names: Vec<&str> = genius.scenario.space.issues().iter().map(Issue::name).collect();
    assert_eq!(names, ["rent", "gates", "roof", "term"]);
    assert_eq!(genius.scenario.space.cardinality(), Some(11 * 5 * 2 * 11));
    assert!(
        genius.notes.iter().any(|n| n.contains("owner.xml:3") && n.contains("\"s\"")),
        "{:?}",
        genius.notes
    );
    // rent: clamp(-0.2 + 0.2·4) = 0.6; gates: 0.5 + 0.25·(4 − 2) = 1; roof: 8/8; term: (3 − 2)/1.5.
    near(worth(&genius, 0, &["4", "4", "slate", "2"]), 0.5 * 0.6 + 0.15 + 0.1 + 0.25 * (1.0 / 1.5));
    // clamps: rent −0.2 → 0 and 1.8 → 1; gates 1.5 → 1; roof 2/8; term 0 at its ends.
    near(worth(&genius, 0, &["0", "6", "tin & tar", "1"]), 0.15 + 0.025);
    near(worth(&genius, 0, &["10", "2", "tin & tar", "3"]), 0.5 + 0.075 + 0.025);
    // The tenant's weights go with its own order; an issue without worth counts 0; the sum is capped at 1.
    near(worth(&genius, 1, &["5", "4", "slate", "1"]), 0.6 * 0.5 + 0.5 * 0.5 + 0.6 * 0.5);
    near(worth(&genius, 1, &["0", "2", "slate", "1"]), 1.0);
    assert_eq!(profile(&genius, 0).reservation(), &Reservation::Value(0.25));
    assert_eq!(profile(&genius, 1).discount().factor(), 0.5);
    near(profile(&genius, 1).discounted_reservation(1.0).expect("one"), 0.05);

    let raw = read(
        "genius-numbers",
        &Options { semantics: Semantics::Negmas, real_values: 3, ..Options::default() },
    );
    assert_eq!(raw.scenario.space.cardinality(), Some(3 * 5 * 2 * 3));
    near(worth(&raw, 0, &["10", "6", "slate", "2"]), 0.5 * 1.8 + 0.15 * 2.0 + 0.8 + 0.25 * (1.0 / 1.5));
    assert_eq!(profile(&raw, 0).reservation(), &Reservation::Value(0.25));
    assert_eq!(profile(&raw, 1).reservation(), &Reservation::None);
}

#[test]
fn genius_rectangles_under_both_semantics() {
    let genius = read("genius-rectangles", &Options::default());
    near(worth(&genius, 0, &["0", "0"]), 4.0 / 40.0);
    near(worth(&genius, 0, &["1", "0"]), 14.0 / 40.0);
    near(worth(&genius, 0, &["2", "1"]), 14.0 / 40.0);
    near(worth(&genius, 0, &["2", "2"]), 34.0 / 40.0);
    near(worth(&genius, 0, &["2", "4"]), 1.0);
    near(worth(&genius, 0, &["0", "4"]), 22.0 / 40.0);
    let raw = read("genius-rectangles", &Options { semantics: Semantics::Negmas, ..Options::default() });
    // Open bounds: 1 < x < 3 holds only 2; 2 < x < 2 never; y = 4 is never inside 4..4.
    near(worth(&raw, 0, &["2", "4"]), 14.0);
    near(worth(&raw, 0, &["1", "0"]), 4.0);
}

#[test]
fn geniusweb_of_the_first_generation() {
    let fair = read("geniusweb-old", &Options::default());
    assert_eq!(fair.format, Format::GeniusWeb);
    assert_eq!(fair.scenario.space.cardinality(), Some(2 * 3 * 5));
    near(worth(&fair, 0, &["corner", "3", "0.5"]), 0.5 + 0.3 * 0.5 + 0.2 * 0.75);
    // Outside the two ends of a number issue the worth is 0.
    near(worth(&fair, 0, &["row", "1", "0"]), 0.125);
    near(worth(&fair, 0, &["row", "5", "1"]), 0.125 + 0.3);
    near(profile(&fair, 0).reservation_value().expect("a bid"), 0.125 + 0.15 + 0.15);
    assert!(
        matches!(profile(&fair, 0).reservation(), Reservation::Bid(d) if d == &digits(&fair, &["row", "3", "0.5"]))
    );
    // A value that is not listed is worth nothing; a partial bid the sum of what it names.
    near(worth(&fair, 1, &["corner", "5", "1"]), 0.6);
    near(profile(&fair, 1).reservation_value().expect("a bid"), 0.3);
}

#[test]
fn geniusweb_partial_orders_hold_their_pairs_only() {
    let menu = read("geniusweb-order", &Options::default());
    let Preference::Partial(order) = &menu.scenario.parties[0].preference else { panic!("an order") };
    let bid = |labels: &[&str]| Proposal::complete(&digits(&menu, labels));
    let (best, middle, least) = (bid(&["fish", "tea"]), bid(&["fish", "water"]), bid(&["stew", "tea"]));
    assert!(order.prefers(&best, &middle) && order.prefers(&middle, &least));
    assert!(!order.prefers(&best, &least) && !order.prefers(&best, &best) && !order.prefers(&middle, &best));
    assert_eq!(order.reservation(), Some(&least));
    for format in [Format::GeniusWeb, Format::Native] {
        let written = write(&menu.scenario, format).expect("files");
        let files: Vec<_> = written.files.into_iter().map(|(n, t)| (n, t.into_bytes())).collect();
        let again = load(&files, &Options::default()).expect("a scenario");
        let Preference::Partial(kept) = &again.scenario.parties[0].preference else { panic!("an order") };
        assert_eq!(kept, order);
    }
    assert!(write(&menu.scenario, Format::Genius).expect_err("no").is_parameter());
}

#[test]
fn negmas_prefixes_functions_and_discounts() {
    let yard = read("negmas", &Options::default());
    let space = &yard.scenario.space;
    assert_eq!(
        space.issues()[1].values(),
        &Values::Categorical(["No", "2", "yes"].map(str::to_owned).to_vec())
    );
    assert_eq!(space.cardinality(), Some(5 * 3 * 11));
    near(worth(&yard, 0, &["3", "2", "0.5"]), 0.5 * 2.5 + 2.0 * 0.5 + 0.25 * 0.5);
    near(worth(&yard, 1, &["-1", "No", "0"]), 0.1 + 0.3 + 0.75);
    assert_eq!(profile(&yard, 0).reservation(), &Reservation::None);
    assert_eq!(profile(&yard, 1).reservation(), &Reservation::Value(0.125));
    assert_eq!(profile(&yard, 1).discount().factor(), 0.9);
}

#[test]
fn negolog_takes_the_order_of_its_first_profile() {
    let own = read("negolog", &Options::default());
    assert!(own.notes.iter().any(|n| n.contains("specs.json")));
    let names: Vec<&str> = own.scenario.space.issues().iter().map(Issue::name).collect();
    assert_eq!(names, ["colour", "size"]);
    near(worth(&own, 0, &["blue", "small"]), 0.2 + 0.6);
    near(worth(&own, 1, &["red", "big"]), 0.15 + 0.7);
}

#[test]
fn the_native_form_says_everything_and_reads_back() {
    let one = read("native", &Options::default());
    assert_eq!(one.format, Format::Native);
    near(worth(&one, 0, &["south", "second", "40.5", "0.25"]), 0.05 + 0.2 + 0.15 + 0.1 + 0.05);
    near(worth(&one, 0, &["north", "third", "40", "0.5"]), 0.9);
    near(profile(&one, 0).reservation_value().expect("a bid"), 0.05 + 0.2 + 0.1 + 0.05);
    near(worth(&one, 1, &["north", "second", "40.5", "0"]), 0.9);
    near(worth(&one, 1, &["north", "third", "41", "0"]), 0.0);
    assert!(matches!(one.scenario.parties[2].preference, Preference::Partial(_)));
    assert!(matches!(one.scenario.parties[3].preference, Preference::Unknown));
    assert!(!one.scenario.admits(&digits(&one, &["south", "third", "40", "0"])));
    let text = write(&one.scenario, Format::Native).expect("files").files.swap_remove(0);
    let again = load(&[(text.0, text.1.clone().into_bytes())], &Options::default()).expect("a scenario");
    assert_eq!(write(&again.scenario, Format::Native).expect("files").files[0].1, text.1);
    for d in one.scenario.space.enumerate() {
        near(profile(&again, 0).utility(&d), profile(&one, 0).utility(&d));
        near(profile(&again, 1).utility(&d), profile(&one, 1).utility(&d));
        assert_eq!(again.scenario.admits(&d), one.scenario.admits(&d));
    }
}

#[test]
fn pools_must_be_chosen_from_and_parties_come_in_file_order() {
    let mut pool = files(&fixture("negolog"));
    for k in 0..5 {
        let copy = pool[0].1.clone();
        pool.push((format!("pool{k}.json"), copy));
    }
    let e = load(&pool, &Options::default()).expect_err("a pool");
    assert!(e.to_string().contains("a pool of 7 profiles") && e.to_string().contains("--parties"), "{e}");
    let choose = |names: &[&str]| Options {
        parties: Some(names.iter().map(|n| (*n).to_owned()).collect()),
        ..Options::default()
    };
    let two = load(&pool, &choose(&["profileB", "pool3.json"])).expect("a scenario");
    let names: Vec<&str> = two.scenario.parties.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["pool3", "profileB"]);
    assert!(load(&pool, &choose(&["nobody"])).expect_err("an error").is_unknown());
    pool[0].1.truncate(20);
    assert!(load(&pool, &choose(&["profileB", "pool3"])).is_ok(), "a broken profile that nobody chose");
}

#[test]
fn a_renamed_issue_is_taken_by_position_and_a_strange_value_counts_for_the_greatest_only() {
    let domain = "<utility_space><objective><issue index='1' name='a'><item value='x'/><item value='y'/></issue>\
                  <issue index='2' name='b'><item value='z'/></issue></objective></utility_space>";
    let profile = |first: &str| {
        format!(
            "<utility_space><objective><issue index='1' name='{first}'><item value='x' evaluation='1'/>\
             <item value='y' evaluation='2'/><item value='old' evaluation='4'/></issue>\
             <issue index='2' name='b'><item value='z' evaluation='1'/></issue>\
             <weight index='1' value='0.8'/><weight index='2' value='0.2'/></objective></utility_space>"
        )
    };
    let with = |first: &str| {
        let files = [("d.xml", domain.to_owned()), ("p.xml", profile(first))];
        load(&files.map(|(n, t)| (n.to_owned(), t.into_bytes())), &Options::default())
    };
    let read = with("A new name").expect("a scenario");
    near(worth(&read, 0, &["y", "z"]), 0.8 * 2.0 / 4.0 + 0.2);
    assert_eq!(read.notes.len(), 2, "{:?}", read.notes);
    assert!(with("b").is_err(), "a name that stands twice is nobody's counterpart");
}

#[test]
fn files_of_one_name_in_two_folders_are_two_parties() {
    let all = files(&fixture("negolog"));
    let twins =
        [("b/profile.json".to_owned(), all[1].1.clone()), ("a/profile.json".to_owned(), all[0].1.clone())];
    let loaded = load(&twins, &Options::default()).expect("a scenario");
    let names: Vec<&str> = loaded.scenario.parties.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["a/profile.json", "b/profile.json"]);
}
