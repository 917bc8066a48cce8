//! Several measures over a share of time, a line each: a small picture for studies.
//!
//! Lines are named at their right end and told apart by colour and dash. A gap in the values is a gap in the
//! line. The numbers are the caller's; nothing is computed here but positions on the page.

use super::svg::{Anchor, Font, Paint, RULE, SIDES, SOFT, Svg, fitted};

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What it shows.
    pub name: String,
    /// Values at equal steps of the x axis, the first at its left end; nothing where there is none.
    pub values: Vec<Option<f64>>,
}

/// A picture of some lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// Its heading.
    pub title: String,
    /// What the x axis shows, with its two ends.
    pub x: (String, f64, f64),
    /// Least and greatest value of the y axis.
    pub y: (f64, f64),
    /// The lines.
    pub curves: Vec<Curve>,
}

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 110.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 44.0;

impl Curves {
    /// The picture as SVG, without scripts or outside references.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut svg = Svg::new(WIDTH, HEIGHT, self.title.clone());
        let (wide, high) = (WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
        let span = if self.y.1 > self.y.0 { self.y.1 - self.y.0 } else { 1.0 };
        let y = |v: f64| TOP + high - ((v - self.y.0) / span).clamp(0.0, 1.0) * high;
        svg.text(LEFT, 18.0, Font::new(13.0).bold(), &self.title);
        for k in 0..=4 {
            let share = f64::from(k) / 4.0;
            let v = self.y.0 + share * span;
            svg.line([LEFT, y(v), LEFT + wide, y(v)], Paint::line(RULE, 1.0));
            let font = Font::new(11.0).colour(SOFT);
            svg.text(LEFT - 6.0, y(v) + 4.0, font.anchored(Anchor::End), &short(v));
            let at = LEFT + share * wide;
            svg.text(at - 8.0, TOP + high + 16.0, font, &short(self.x.1 + share * (self.x.2 - self.x.1)));
        }
        svg.text(LEFT, HEIGHT - 8.0, Font::new(11.0).colour(SOFT), &self.x.0);
        let mut ends: Vec<((f64, f64), usize)> = Vec::new();
        for (k, curve) in self.curves.iter().enumerate() {
            let colour = SIDES[k % SIDES.len()];
            let paint = if k % 2 == 1 { Paint::line(colour, 2.0).dashed() } else { Paint::line(colour, 2.0) };
            let last = curve.values.len().saturating_sub(1).max(1) as f64;
            let (mut piece, mut end) = (Vec::<(f64, f64)>::new(), None);
            for (j, value) in curve.values.iter().enumerate() {
                match value.filter(|v| v.is_finite()) {
                    Some(v) => {
                        let point = (LEFT + wide * j as f64 / last, y(v));
                        svg.circle(
                            point.0,
                            point.1,
                            2.5,
                            Paint::fill(colour),
                            &format!("{}: {v:.4}", curve.name),
                        );
                        piece.push(point);
                        end = Some(point);
                    }
                    None => svg.polyline(&std::mem::take(&mut piece), paint),
                }
            }
            ends.extend(end.map(|e| (e, k)));
            svg.polyline(&piece, paint);
        }
        // Names at the ends of the lines, moved apart where they would touch.
        ends.sort_by(|a, b| a.0.1.total_cmp(&b.0.1).then(a.1.cmp(&b.1)));
        let right = ends.iter().map(|e| e.0.0).fold(LEFT, f64::max);
        let mut above = f64::NEG_INFINITY;
        for ((_, at), k) in ends {
            let at = at.max(above + 14.0);
            above = at;
            let name = fitted(&self.curves[k].name, 12.0, WIDTH - right - 14.0);
            svg.text(right + 8.0, at + 4.0, Font::new(12.0).colour(SIDES[k % SIDES.len()]), &name);
        }
        svg.finish()
    }
}

fn short(x: f64) -> String {
    let text = format!("{x:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_gaps_and_names_are_safe() {
        let curve = |name: &str, values: &[Option<f64>]| Curve { name: name.into(), values: values.to_vec() };
        let picture = Curves {
            title: "a <b>".into(),
            x: ("time".into(), 0.0, 1.0),
            y: (0.0, 1.0),
            curves: vec![
                curve("one", &[Some(0.1), None, Some(0.5), Some(f64::NAN), Some(0.7)]),
                curve("two", &[Some(0.7); 5]),
                curve("none", &[]),
            ],
        };
        let svg = picture.svg();
        assert!(!svg.contains("<b>") && svg.contains("a &lt;b&gt;") && !svg.contains("NaN"));
        assert_eq!(svg.matches("<circle").count(), 3 + 5);
        // Two names end on one height and stand apart.
        assert!(svg.contains(">one</text>") && svg.contains(">two</text>"));
    }
}
