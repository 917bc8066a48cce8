//! The many-party model from outside: proper, blind to names and numbering, steady, useful on odd records.

use goodoffices::faith::Level;
use goodoffices::faith::many::{Offer, Parameters, PartWorths, Reading, Record, judge};
use goodoffices::rng;
use proptest::prelude::*;
use rand::RngExt;

const SIZES: [usize; 3] = [2, 3, 4];

fn offer(party: usize, values: &[usize]) -> Offer {
    Offer { party, values: values.iter().map(|v| Some(*v)).collect(), scripted: false }
}

fn worths(seed: u64, parties: usize) -> PartWorths {
    let mut draw = rng::stream(seed, &["test".into(), "worths".into()]);
    (0..parties)
        .map(|_| SIZES.iter().map(|n| (0..*n).map(|_| draw.random::<f64>()).collect()).collect())
        .collect()
}

fn talks(seed: u64, parties: usize, offers: usize) -> Vec<Offer> {
    let mut draw = rng::stream(seed, &["test".into(), "talks".into()]);
    let value = |draw: &mut rng::Stream, n: usize| {
        // One value in eight is left open.
        let open = draw.random_range(0..8_u64) == 0;
        (!open).then(|| draw.random_range(0..n as u64) as usize)
    };
    (0..offers)
        .map(|k| {
            let values = SIZES.iter().map(|n| value(&mut draw, *n)).collect();
            Offer { party: k % parties, values, scripted: k == 0 }
        })
        .collect()
}

fn quick(blind: bool) -> Parameters {
    let p = if blind { Parameters::blind(5) } else { Parameters::informed(5) };
    Parameters { draws: 40, ..p.expect("fixed numbers") }
}

fn read(offers: Vec<Offer>, parties: usize, w: Option<&PartWorths>) -> Vec<Reading> {
    let record = Record::new(SIZES.to_vec(), parties, offers).expect("a record");
    judge(&record, w, &quick(w.is_none())).expect("readings")
}

fn close(a: &Reading, b: &Reading) -> bool {
    let near = |x: f64, y: f64| (x - y).abs() < 1e-8;
    near(a.ln_bayes_factor, b.ln_bayes_factor)
        && a.ln_evidence.iter().zip(&b.ln_evidence).all(|(x, y)| near(*x, *y))
        && near(a.response.mean, b.response.mean)
        && near(a.regard.mean, b.regard.mean)
        && a.level == b.level
}

/// The evidence of every type for one more offer sums to 1 over all texts: the normaliser is exact.
#[test]
fn every_type_is_a_distribution_over_texts_and_partial_offers_are_sums_over_completions() {
    let w = worths(3, 3);
    // One choice, so that the evidence is the probability of the text.
    let before = vec![offer(1, &[1, 2, 0]), offer(2, &[0, 2, 3])];
    let with = |values: Vec<Option<usize>>| {
        let mut offers = before.clone();
        offers.push(Offer { party: 0, values, scripted: false });
        read(offers, 3, Some(&w))[0].ln_evidence.clone()
    };
    let mut sums = vec![0.0; 4];
    let mut partial = vec![0.0; 4];
    for a in 0..SIZES[0] {
        for b in 0..SIZES[1] {
            for c in 0..SIZES[2] {
                let p = with(vec![Some(a), Some(b), Some(c)]);
                for (t, x) in p.iter().enumerate() {
                    sums[t] += x.exp();
                    partial[t] += if b == 1 { x.exp() } else { 0.0 };
                }
            }
        }
    }
    assert!(sums.iter().all(|s| (s - 1.0).abs() < 1e-9), "{sums:?}");
    for (x, y) in with(vec![None, Some(1), None]).iter().zip(&partial) {
        assert!((x.exp() - y).abs() < 1e-9, "{} {y}", x.exp());
    }
}

/// Blind, 400 draws an issue stand in for worths: the sum is 1 but for their noise.
#[test]
fn blind_evidence_sums_to_one_within_the_noise_of_draws() {
    let mut sums = vec![0.0; 3];
    for text in 0..24 {
        let last = offer(0, &[text % 2, text / 2 % 3, text / 6]);
        let offers = vec![offer(1, &[1, 2, 0]), offer(2, &[0, 2, 3]), last];
        let record = Record::new(SIZES.to_vec(), 3, offers).unwrap();
        let p = &judge(&record, None, &Parameters::blind(5).unwrap()).unwrap()[0].ln_evidence;
        sums.iter_mut().zip(p).for_each(|(s, x)| *s += x.exp());
    }
    assert!(sums.iter().all(|s| (s - 1.0).abs() < 0.05), "{sums:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn names_and_numbering_change_nothing(seed in 0_u64..1000, blind in proptest::bool::ANY) {
        let parties = 3;
        let (offers, w) = (talks(seed, parties, 12), worths(seed, parties));
        let base = read(offers.clone(), parties, (!blind).then_some(&w));
        // Parties turn round.
        let turned: Vec<Offer> =
            offers.iter().map(|o| Offer { party: (o.party + 1) % parties, ..o.clone() }).collect();
        let turned_w: PartWorths = (0..parties).map(|p| w[(p + parties - 1) % parties].clone()).collect();
        let got = read(turned, parties, (!blind).then_some(&turned_w));
        for (p, r) in base.iter().enumerate() {
            prop_assert!(close(r, &got[(p + 1) % parties]), "party {p}: {r:?} {:?}", got[(p + 1) % parties]);
        }
        // Options count down instead of up; utilities are another positive affine scale.
        let back = |v: Option<usize>, n: usize| v.map(|v| n - 1 - v);
        let flipped: Vec<Offer> = offers
            .iter()
            .map(|o| Offer { values: o.values.iter().zip(SIZES).map(|(v, n)| back(*v, n)).collect(), ..o.clone() })
            .collect();
        let flipped_w: PartWorths = w
            .iter()
            .map(|p| p.iter().map(|row| row.iter().rev().map(|x| 7.0 * x - 2.0).collect()).collect())
            .collect();
        let got = read(flipped, parties, (!blind).then_some(&flipped_w));
        for (r, g) in base.iter().zip(&got) {
            prop_assert!(close(r, g), "{r:?} {g:?}");
        }
        // Issues in another order.
        let sizes: Vec<usize> = SIZES.iter().rev().copied().collect();
        let moved: Vec<Offer> = offers
            .iter()
            .map(|o| Offer { values: o.values.iter().rev().copied().collect(), ..o.clone() })
            .collect();
        let moved_w: PartWorths = w.iter().map(|p| p.iter().rev().cloned().collect()).collect();
        let record = Record::new(sizes, parties, moved).unwrap();
        let got = judge(&record, (!blind).then_some(&moved_w), &quick(blind)).unwrap();
        for (r, g) in base.iter().zip(&got) {
            prop_assert!(close(r, g), "{r:?} {g:?}");
        }
    }
}

#[test]
fn the_same_bytes_on_one_thread_and_on_four() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", read(talks(9, 4, 16), 4, None)))
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn odd_records_give_plain_answers() {
    for blind in [true, false] {
        let w = worths(1, 3);
        let w = (!blind).then_some(&w);
        let silent = read(vec![], 3, w);
        for r in &silent {
            assert_eq!((r.level, r.ln_bayes_factor, r.choices), (Level::Undetermined, 0.0, 0));
            assert!((r.insincere - 0.1).abs() < 1e-12 && r.channels.is_empty());
        }
        let one = read(vec![offer(0, &[1, 1, 1])], 3, w);
        assert_eq!((one[0].level, one[0].choices), (Level::Undetermined, 1));
        let scripted = Offer { scripted: true, ..offer(0, &[0, 0, 0]) };
        assert_eq!(read(vec![scripted], 3, w)[0].choices, 0);
        let alone: Vec<Offer> = (0..200).map(|_| offer(1, &[1, 2, 3])).collect();
        let odd = read(alone, 3, w);
        assert!(
            odd.iter().all(|r| r.ln_bayes_factor.is_finite() && r.probability.iter().all(|p| p.is_finite()))
        );
        let open = Offer { values: vec![None; 3], ..offer(0, &[0, 0, 0]) };
        assert_eq!(read(vec![open], 3, w)[0].choices, 0);
        // Steps and channels sum to the whole.
        for r in read(talks(2, 3, 15), 3, w) {
            let steps: f64 = r.steps.iter().map(|s| s.ln_bayes_factor).sum();
            let channels: f64 = r.channels.iter().map(|c| c.1).sum();
            assert!((steps - r.ln_bayes_factor).abs() < 1e-9 && (channels - r.ln_bayes_factor).abs() < 1e-9);
        }
    }
    let record = Record::new(vec![2], 2, vec![]).unwrap();
    assert!(judge(&record, Some(&vec![vec![vec![0.0, f64::NAN]]; 2]), &quick(false)).is_err());
    assert!(judge(&record, Some(&vec![vec![vec![0.0]]; 2]), &quick(false)).is_err());
    assert!(judge(&record, None, &Parameters { draws: 0, ..quick(true) }).is_err());
}

/// Three parties that follow each other and leave each other something, and a fourth that does neither: drawn by
/// other code than the model's, from the formula.
#[test]
fn a_party_that_follows_nobody_and_harms_the_others_is_told_from_one_that_does_not() {
    let parties = 4;
    let (mut won, mut pairs) = (0.0, 0.0);
    let mut factors: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for (kind, list) in factors.iter_mut().enumerate() {
        for seed in 0..12_u64 {
            let w = worths(100 + seed, parties);
            let mut draw = rng::stream(seed, &["test".into(), "drawn".into(), (kind as u64).into()]);
            let mut last: Vec<Option<Vec<usize>>> = vec![None; parties];
            let mut offers = Vec::new();
            for k in 0..24 {
                let i = k % parties;
                let (kappa, eta) = if kind == 1 && i == 0 { (0.0, -8.0) } else { (2.0, 8.0) };
                let mut values = Vec::new();
                for (a, n) in SIZES.iter().enumerate() {
                    let spoken =
                        last.iter().enumerate().filter(|(j, l)| *j != i && l.is_some()).count().max(1);
                    let pull = |o: usize| {
                        let s =
                            (0..parties).filter(|j| *j != i && last[*j].as_ref().is_some_and(|l| l[a] == o));
                        let g: f64 = (0..parties).filter(|j| *j != i).map(|j| w[j][a][o]).sum::<f64>() / 3.0;
                        (4.0 * w[i][a][o] / 3.0 + kappa * s.count() as f64 / spoken as f64 + eta * g / 3.0)
                            .exp()
                    };
                    let total: f64 = (0..*n).map(pull).sum();
                    let mut left = draw.random::<f64>() * total;
                    let option = (0..*n).find(|o| {
                        left -= pull(*o);
                        left <= 0.0
                    });
                    values.push(option.unwrap_or(n - 1));
                }
                last[i] = Some(values.clone());
                offers.push(offer(i, &values));
            }
            list.push(read(offers, parties, Some(&w))[0].ln_bayes_factor);
        }
    }
    for bad in &factors[1] {
        for good in &factors[0] {
            pairs += 1.0;
            won += f64::from(u8::from(bad > good));
        }
    }
    assert!(won / pairs > 0.9, "{} {factors:?}", won / pairs);
}
