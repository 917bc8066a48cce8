//! The utility plane of two parties: outcomes, frontier, solutions and reservations, as text and as SVG.
//!
//! Both pictures come from one [`Plane`]. Solutions are told apart by letter and place, never by colour
//! alone; those that fall on one point share a label. The numbers are the caller's: nothing is computed here
//! but positions on the page.

use super::svg::{SIDES, escape};
use std::fmt::Write;

/// One party's axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The party.
    pub name: String,
    /// Its reservation, drawn as a line.
    pub reservation: Option<f64>,
}

/// A named point, such as a solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What it is, in full.
    pub name: String,
    /// The letter that stands for it on the picture.
    pub letter: char,
    /// Where: first party's utility, second's.
    pub at: (f64, f64),
}

/// What the picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// The first party, to the right.
    pub x: Axis,
    /// The second party, upward.
    pub y: Axis,
    /// Outcomes shown faintly behind everything; may be empty.
    pub cloud: Vec<(f64, f64)>,
    /// The frontier (of more than two parties, its shadow on this plane).
    pub frontier: Vec<(f64, f64)>,
    /// The solutions.
    pub marks: Vec<Mark>,
    /// What was agreed, by group; drawn over the rest of the picture, not in the character plot.
    pub agreements: Vec<Agreements>,
}

/// Agreements of one group.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreements {
    /// What they have in common.
    pub name: String,
    /// Where, and how many there.
    pub points: Vec<((f64, f64), u64)>,
}

/// Marks that fall on one point: where, and their letters in order.
struct Group {
    at: (f64, f64),
    letters: String,
}

const COLUMNS: usize = 60;
const ROWS: usize = 21;

impl Plane {
    /// Both axes' ranges, with room for what is drawn: [0, 1] where everything fits in it.
    fn ranges(&self) -> ((f64, f64), (f64, f64)) {
        let agreed = || self.agreements.iter().flat_map(|a| a.points.iter().map(|p| p.0));
        let drawn = || self.cloud.iter().chain(&self.frontier).copied();
        let points = || drawn().chain(self.marks.iter().map(|m| m.at)).chain(agreed());
        let range = |values: Vec<f64>| {
            let low = values.iter().copied().filter(|v| v.is_finite()).fold(0.0_f64, f64::min);
            let high = values.iter().copied().filter(|v| v.is_finite()).fold(f64::NEG_INFINITY, f64::max);
            let high = if high > 1.0 + 1e-9 || high <= 0.0 { high } else { 1.0 };
            if high - low > 1e-12 { (low, high) } else { (low - 0.5, low + 0.5) }
        };
        (
            range(points().map(|p| p.0).chain(self.x.reservation).collect()),
            range(points().map(|p| p.1).chain(self.y.reservation).collect()),
        )
    }

    fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for m in &self.marks {
            let near = |g: &&mut Group| (g.at.0 - m.at.0).abs() < 1e-9 && (g.at.1 - m.at.1).abs() < 1e-9;
            match groups.iter_mut().find(near) {
                Some(g) if g.letters.contains(m.letter) => {}
                Some(g) => g.letters.push(m.letter),
                None => groups.push(Group { at: m.at, letters: m.letter.to_string() }),
            }
        }
        groups
    }

    /// The names of the letters, each once.
    fn legend(&self) -> Vec<(char, &str)> {
        let mut legend: Vec<(char, &str)> = Vec::new();
        for m in &self.marks {
            if !legend.iter().any(|(c, _)| *c == m.letter) {
                legend.push((m.letter, &m.name));
            }
        }
        legend
    }

    /// A character plot, about 70 columns wide.
    #[must_use]
    pub fn text(&self) -> String {
        let (xs, ys) = self.ranges();
        let mut grid = vec![vec![' '; COLUMNS]; ROWS];
        let column = |x: f64| place(x, xs, COLUMNS);
        let row = |y: f64| ROWS - 1 - place(y, ys, ROWS);
        if let Some(r) = self.x.reservation.filter(|r| *r > xs.0) {
            for line in &mut grid {
                line[column(r)] = ':';
            }
        }
        if let Some(r) = self.y.reservation.filter(|r| *r > ys.0) {
            grid[row(r)].fill('-');
        }
        for p in &self.cloud {
            grid[row(p.1)][column(p.0)] = '.';
        }
        for p in &self.frontier {
            grid[row(p.1)][column(p.0)] = 'o';
        }
        for g in self.groups().iter().rev() {
            let (r, c) = (row(g.at.1), column(g.at.0));
            let start = (c + g.letters.chars().count()).min(COLUMNS) - g.letters.chars().count();
            for (k, letter) in g.letters.chars().enumerate() {
                grid[r][start + k] = letter;
            }
        }
        let mut text = String::new();
        let _ = writeln!(text, "{:>8}  {}", "", self.y.name);
        for (k, line) in grid.iter().enumerate() {
            let label = match k {
                0 => number(ys.1),
                k if k == ROWS - 1 => number(ys.0),
                _ => String::new(),
            };
            let cells: String = line.iter().collect();
            let _ = writeln!(text, "{label:>8} |{}", cells.trim_end());
        }
        let _ = writeln!(text, "{:>8} +{}", "", "-".repeat(COLUMNS));
        let (low, high) = (number(xs.0), number(xs.1));
        let middle = COLUMNS.saturating_sub(low.chars().count() + high.chars().count());
        let _ = writeln!(text, "{:>10}{low}{:^middle$}{high}", "", self.x.name);
        let mut keys = vec!["o frontier".to_owned()];
        if !self.cloud.is_empty() {
            keys.push(". outcome".to_owned());
        }
        keys.extend(self.legend().iter().map(|(c, name)| format!("{c} {name}")));
        if [&self.x, &self.y].iter().any(|a| a.reservation.is_some_and(|r| r > 0.0)) {
            keys.push(": - reservations".to_owned());
        }
        let mut line = String::new();
        for key in keys {
            if !line.is_empty() && line.chars().count() + key.chars().count() + 3 > COLUMNS {
                let _ = writeln!(text, "{:>10}{line}", "");
                line.clear();
            }
            if !line.is_empty() {
                line.push_str("   ");
            }
            line.push_str(&key);
        }
        let _ = writeln!(text, "{:>10}{line}", "");
        text
    }

    /// The same as a picture of its own, 720 by 560, without scripts or outside references.
    #[must_use]
    pub fn svg(&self) -> String {
        let (xs, ys) = self.ranges();
        let x = |v: f64| LEFT + (v - xs.0) / (xs.1 - xs.0) * WIDE;
        let y = |v: f64| TOP + HIGH - (v - ys.0) / (ys.1 - ys.0) * HIGH;
        let mut s = String::new();
        let title = format!("Utilities of {} and {}", self.x.name, self.y.name);
        let _ = writeln!(
            s,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 560\" width=\"720\" height=\"560\" \
             role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"14\" fill=\"#1b1b1b\">\n\
             <title>{}</title>\n<rect width=\"720\" height=\"560\" fill=\"#ffffff\"/>",
            escape(&title)
        );
        for k in 0..=5 {
            let share = f64::from(k) / 5.0;
            let (gx, gy) = (LEFT + share * WIDE, TOP + HIGH - share * HIGH);
            let (bottom, right) = (TOP + HIGH, LEFT + WIDE);
            let _ = writeln!(
                s,
                "<path d=\"M{gx:.1} {TOP}V{bottom}M{LEFT} {gy:.1}H{right}\" stroke=\"#e3e3e3\" fill=\"none\"/>\n\
                 <text x=\"{gx:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\n\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                bottom + 20.0,
                number(xs.0 + share * (xs.1 - xs.0)),
                LEFT - 8.0,
                gy + 5.0,
                number(ys.0 + share * (ys.1 - ys.0)),
            );
        }
        for p in &self.cloud {
            let _ =
                writeln!(s, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"1.6\" fill=\"#b9b9b9\"/>", x(p.0), y(p.1));
        }
        self.reservations(&mut s, xs, ys);
        let mut sorted = self.frontier.clone();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        if sorted.windows(2).all(|w| w[1].1 <= w[0].1) && sorted.len() > 1 {
            let line: String = sorted.iter().map(|p| format!("{:.1},{:.1} ", x(p.0), y(p.1))).collect();
            let _ = writeln!(
                s,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"#9db7d5\" stroke-width=\"1.5\"/>",
                line.trim_end()
            );
        }
        for p in &sorted {
            let _ =
                writeln!(s, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3.2\" fill=\"#1f5a99\"/>", x(p.0), y(p.1));
        }
        for (k, group) in self.agreements.iter().enumerate() {
            for (at, count) in &group.points {
                // The area grows with the number, so that many do not hide few.
                let r = (3.5 + (*count as f64).sqrt()).min(14.0);
                let colour = group_colour(k);
                let fill = if k % 2 == 0 { colour } else { "none" };
                let _ = writeln!(
                    s,
                    "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{r:.1}\" fill=\"{fill}\" fill-opacity=\"0.55\" \
                     stroke=\"{colour}\" stroke-width=\"2\"><title>{}: {count}</title></circle>",
                    x(at.0),
                    y(at.1),
                    escape(&group.name)
                );
            }
        }
        let groups = self.groups();
        for g in &groups {
            let (cx, cy) = (x(g.at.0), y(g.at.1));
            let _ = writeln!(
                s,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"11\" height=\"11\" fill=\"#ffffff\" stroke=\"#1b1b1b\" \
                 stroke-width=\"2\" transform=\"rotate(45 {cx:.1} {cy:.1})\"/>",
                cx - 5.5,
                cy - 5.5
            );
        }
        let spots: Vec<(f64, f64)> = sorted.iter().map(|p| (x(p.0), y(p.1))).collect();
        let marks: Vec<(f64, f64)> = groups.iter().map(|g| (x(g.at.0), y(g.at.1))).collect();
        let mut boxes: Vec<[f64; 4]> = Vec::new();
        for (g, at) in groups.iter().zip(&marks) {
            label(&mut s, &g.letters, *at, &marks, &spots, &mut boxes);
        }
        self.captions(&mut s);
        s.push_str("</svg>\n");
        s
    }

    fn reservations(&self, s: &mut String, xs: (f64, f64), ys: (f64, f64)) {
        let dashes = "stroke=\"#7a4d00\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\"";
        if let Some(r) = self.x.reservation.filter(|r| *r > xs.0) {
            let at = LEFT + (r - xs.0) / (xs.1 - xs.0) * WIDE;
            let _ = writeln!(s, "<path d=\"M{at:.1} {TOP}V{}\" {dashes}/>", TOP + HIGH);
        }
        if let Some(r) = self.y.reservation.filter(|r| *r > ys.0) {
            let at = TOP + HIGH - (r - ys.0) / (ys.1 - ys.0) * HIGH;
            let _ = writeln!(s, "<path d=\"M{LEFT} {at:.1}H{}\" {dashes}/>", LEFT + WIDE);
        }
    }

    fn captions(&self, s: &mut String) {
        let _ = writeln!(
            s,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-weight=\"600\">{}</text>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" font-weight=\"600\">{}</text>",
            LEFT + WIDE / 2.0,
            TOP + HIGH + 42.0,
            escape(&shortened(&self.x.name, 60)),
            8.0,
            TOP - 14.0,
            escape(&shortened(&self.y.name, if self.agreements.is_empty() { 60 } else { 24 })),
        );
        let mut keys = vec!["\u{25cf} frontier".to_owned()];
        keys.extend(self.legend().iter().map(|(c, name)| format!("{c} {name}")));
        if [&self.x, &self.y].iter().any(|a| a.reservation.is_some_and(|r| r > 0.0)) {
            keys.push("- - reservation".to_owned());
        }
        let signs: String = self
            .agreements
            .iter()
            .enumerate()
            .map(|(k, group)| {
                let sign = if k % 2 == 0 { '\u{25cf}' } else { '\u{25cb}' };
                let gap = if k > 0 { "\u{a0}\u{a0}\u{a0}" } else { "" };
                let name = escape(&shortened(&group.name, 40));
                format!("<tspan fill=\"{}\">{gap}{sign} {name}</tspan>", group_colour(k))
            })
            .collect();
        if !signs.is_empty() {
            let (right, above) = (LEFT + WIDE, TOP - 14.0);
            let _ = writeln!(
                s,
                "<text x=\"{right:.1}\" y=\"{above:.1}\" text-anchor=\"end\" font-size=\"13\">{signs}</text>"
            );
        }
        let _ = writeln!(
            s,
            "<text x=\"360\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"13\" fill=\"#444444\">{}</text>",
            TOP + HIGH + 70.0,
            escape(&keys.join("  \u{b7}  "))
        );
    }
}

/// The colour of a group of agreements; the frontier has the first of the palette.
fn group_colour(k: usize) -> &'static str {
    SIDES[(k + 1) % SIDES.len()]
}

const LEFT: f64 = 64.0;
const TOP: f64 = 40.0;
const WIDE: f64 = 632.0;
const HIGH: f64 = 436.0;

/// Writes a label at the first place around its point that covers nothing, with a line to it.
fn label(
    s: &mut String,
    letters: &str,
    at: (f64, f64),
    marks: &[(f64, f64)],
    spots: &[(f64, f64)],
    boxes: &mut Vec<[f64; 4]>,
) {
    let width = 11.0 * letters.chars().count() as f64 + 6.0;
    let around = |distance: f64| {
        [(0.7, -0.7), (1.0, 0.0), (0.7, 0.7), (0.0, -1.0), (0.0, 1.0), (-0.7, -0.7), (-0.7, 0.7), (-1.0, 0.0)]
            .map(|(dx, dy)| (at.0 + distance * dx, at.1 + distance * dy, dx))
    };
    let cover = |b: &[f64; 4]| {
        let out = b[0] < LEFT || b[2] > LEFT + WIDE + 20.0 || b[1] < TOP - 10.0 || b[3] > TOP + HIGH;
        let hit =
            |p: &(f64, f64), r: f64| p.0 > b[0] - r && p.0 < b[2] + r && p.1 > b[1] - r && p.1 < b[3] + r;
        let crossed = boxes.iter().any(|o| b[0] < o[2] && o[0] < b[2] && b[1] < o[3] && o[1] < b[3]);
        10 * usize::from(out)
            + 20 * usize::from(crossed)
            + 10 * marks.iter().filter(|p| hit(p, 8.0)).count()
            + spots.iter().filter(|p| hit(p, 3.0)).count()
    };
    let mut best: Option<(usize, [f64; 4])> = None;
    for distance in [22.0, 36.0, 54.0] {
        for (cx, cy, dx) in around(distance) {
            let left = if dx > 0.3 {
                cx
            } else if dx < -0.3 {
                cx - width
            } else {
                cx - width / 2.0
            };
            let b = [left, cy - 10.0, left + width, cy + 10.0];
            let cost = cover(&b);
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, b));
            }
        }
    }
    let Some((_, b)) = best else { return };
    let to = (at.0.clamp(b[0], b[2]), at.1.clamp(b[1], b[3]));
    let _ = writeln!(
        s,
        "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#1b1b1b\" fill=\"none\"/>\n\
         <rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"20\" rx=\"3\" fill=\"#ffffff\" \
         stroke=\"#1b1b1b\"/>\n\
         <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-weight=\"700\" \
         font-family=\"ui-monospace, monospace\">{}</text>",
        at.0,
        at.1,
        to.0,
        to.1,
        b[0],
        b[1],
        b[0] + width / 2.0,
        b[1] + 15.0,
        escape(letters)
    );
    boxes.push(b);
}

/// The cell of a value among `cells` over a range.
fn place(value: f64, range: (f64, f64), cells: usize) -> usize {
    let share = (value - range.0) / (range.1 - range.0);
    // The cast saturates: what lies below is cell 0.
    ((share * (cells - 1) as f64).round() as usize).min(cells - 1)
}

fn number(x: f64) -> String {
    let text = if x.abs() >= 1000.0 { format!("{x:.0}") } else { format!("{x:.2}") };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['\u{2026}']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane() -> Plane {
        let mark = |name: &str, letter, at| Mark { name: name.into(), letter, at };
        Plane {
            x: Axis { name: "A <b>".into(), reservation: Some(0.25) },
            y: Axis { name: "B".into(), reservation: None },
            cloud: vec![(0.1, 0.1)],
            frontier: vec![(0.2, 1.0), (0.7, 0.7), (1.0, 0.1)],
            marks: vec![mark("Nash", 'N', (0.7, 0.7)), mark("egalitarian", 'E', (0.7, 0.7))],
            agreements: vec![Agreements { name: "a & b".into(), points: vec![((0.7, 0.7), 4)] }],
        }
    }

    #[test]
    fn marks_on_one_point_share_a_label_and_names_are_escaped() {
        let svg = plane().svg();
        assert!(svg.contains("<title>a &amp; b: 4</title>"));
        assert!(svg.contains(">NE</text>") && svg.contains("A &lt;b&gt;") && !svg.contains("<b>"));
        let text = plane().text();
        assert!(text.contains("NE") && text.contains("o frontier") && text.lines().all(|l| l.len() <= 80));
    }

    #[test]
    fn a_plane_of_odd_numbers_is_still_drawn() {
        let odd = Plane { frontier: vec![(f64::MAX, -5.0), (3.0, f64::NAN)], cloud: vec![], ..plane() };
        assert!(odd.text().lines().count() > ROWS && odd.svg().ends_with("</svg>\n"));
        let one = Plane { frontier: vec![(0.0, 0.0)], cloud: vec![], marks: vec![], ..plane() };
        assert!(one.text().contains('o'));
    }
}
