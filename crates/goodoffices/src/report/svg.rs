//! A small SVG writer: the same picture for the page, the file and the terminal's user.
//!
//! Shapes are written in the order they are drawn; coordinates are rounded to a tenth of a unit so that the
//! text of a picture is stable. Colours come from one palette that stays apart for colour-blind readers and in
//! print; there is no red and no green, and no meaning rests on colour alone.

use std::fmt::Write;

/// Colours of the sides, by declared order of the principals; a mark or a lane always says the same thing.
pub const SIDES: [&str; 6] = ["#1f5fa8", "#b8601a", "#6b4c9a", "#5a6572", "#0f7f8c", "#8a6d1d"];
/// Text.
pub const INK: &str = "#1c2430";
/// Secondary text.
pub const SOFT: &str = "#5a6572";
/// Rules and grids.
pub const RULE: &str = "#d5dae1";
/// Background of alternate rows.
pub const WASH: &str = "#f5f7fa";

/// Where a text is anchored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its end.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Font {
    /// Size in units.
    pub size: f64,
    /// Colour.
    pub colour: &'static str,
    /// Bold?
    pub weight: Weight,
    /// Where it is anchored.
    pub anchor: Anchor,
}

/// Weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Regular.
    Regular,
    /// Bold.
    Bold,
}

impl Font {
    /// Regular ink of this size, anchored at its start.
    #[must_use]
    pub fn new(size: f64) -> Self {
        Self { size, colour: INK, weight: Weight::Regular, anchor: Anchor::Start }
    }

    /// The same in another colour.
    #[must_use]
    pub fn colour(mut self, colour: &'static str) -> Self {
        self.colour = colour;
        self
    }

    /// The same in bold.
    #[must_use]
    pub fn bold(mut self) -> Self {
        self.weight = Weight::Bold;
        self
    }

    /// The same, anchored elsewhere.
    #[must_use]
    pub fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }
}

/// How a shape is painted.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    /// Fill, or none.
    pub fill: Option<&'static str>,
    /// Outline, or none.
    pub stroke: Option<&'static str>,
    /// Width of the outline.
    pub width: f64,
    /// Dashed outline?
    pub dash: Option<&'static str>,
    /// Opacity of the fill, 0 to 1.
    pub opacity: f64,
}

impl Paint {
    /// Filled, without outline.
    #[must_use]
    pub fn fill(colour: &'static str) -> Self {
        Self { fill: Some(colour), stroke: None, width: 0.0, dash: None, opacity: 1.0 }
    }

    /// An outline only.
    #[must_use]
    pub fn line(colour: &'static str, width: f64) -> Self {
        Self { fill: None, stroke: Some(colour), width, dash: None, opacity: 1.0 }
    }

    /// The same with an outline of this colour.
    #[must_use]
    pub fn outlined(mut self, colour: &'static str, width: f64) -> Self {
        self.stroke = Some(colour);
        self.width = width;
        self
    }

    /// The same with a dashed outline.
    #[must_use]
    pub fn dashed(mut self) -> Self {
        self.dash = Some("3 2");
        self
    }

    /// The same with this opacity of the fill.
    #[must_use]
    pub fn faint(mut self, opacity: f64) -> Self {
        self.opacity = opacity;
        self
    }

    fn attributes(&self) -> String {
        let mut a = format!(" fill=\"{}\"", self.fill.unwrap_or("none"));
        if self.fill.is_some() && self.opacity < 1.0 {
            let _ = write!(
                a,
                " fill-opacity=\"{}\"",
                n(self.opacity * 10.0).parse::<f64>().unwrap_or(10.0) / 10.0
            );
        }
        if let Some(s) = self.stroke {
            let _ = write!(a, " stroke=\"{s}\" stroke-width=\"{}\"", n(self.width));
        }
        if let Some(d) = self.dash {
            let _ = write!(a, " stroke-dasharray=\"{d}\"");
        }
        a
    }
}

/// A picture being drawn.
#[derive(Clone, Debug)]
pub struct Svg {
    width: f64,
    height: f64,
    label: String,
    body: String,
}

fn n(x: f64) -> String {
    let r = (x * 10.0).round() / 10.0;
    // Minus zero prints a sign.
    format!("{}", if r == 0.0 { 0.0 } else { r })
}

/// Text made safe for XML.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no place for control characters.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Rough width of a text in a sans-serif face, in units.
#[must_use]
pub fn text_width(text: &str, size: f64) -> f64 {
    text.chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | '.' | ',' | '\'' | 'I' | '|' | ':' | ';' | ' ' | 'f' | 't' => 0.32,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.88,
            'A'..='Z' => 0.68,
            _ => 0.55,
        })
        .sum::<f64>()
        * size
}

/// The text cut to a width, with an ellipsis where it was cut; empty if nothing useful is left.
#[must_use]
pub fn fitted(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut cut: Vec<char> = text.chars().collect();
    while !cut.is_empty() {
        cut.pop();
        let t: String = cut.iter().collect::<String>().trim_end().to_owned() + "…";
        if text_width(&t, size) <= width {
            return if cut.len() >= 3 { t } else { String::new() };
        }
    }
    String::new()
}

impl Svg {
    /// An empty picture of this size; `label` is read aloud in its place.
    #[must_use]
    pub fn new(width: f64, height: f64, label: impl Into<String>) -> Self {
        Self { width, height, label: label.into(), body: String::new() }
    }

    /// A rectangle, with a text shown when it is pointed at.
    pub fn rect(&mut self, [x, y, w, h]: [f64; 4], paint: Paint, title: &str) {
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}{}",
            n(x),
            n(y),
            n(w.max(0.0)),
            n(h.max(0.0)),
            paint.attributes(),
            ended("rect", title)
        );
    }

    /// A line.
    pub fn line(&mut self, [x1, y1, x2, y2]: [f64; 4], paint: Paint) {
        let _ = writeln!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>",
            n(x1),
            n(y1),
            n(x2),
            n(y2),
            paint.attributes()
        );
    }

    /// A line through several points.
    pub fn polyline(&mut self, points: &[(f64, f64)], paint: Paint) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", n(*x), n(*y))).collect();
        let _ = writeln!(self.body, "<polyline points=\"{}\"{}/>", points.join(" "), paint.attributes());
    }

    /// A closed shape.
    pub fn polygon(&mut self, points: &[(f64, f64)], paint: Paint, title: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", n(*x), n(*y))).collect();
        let _ = write!(
            self.body,
            "<polygon points=\"{}\"{}{}",
            points.join(" "),
            paint.attributes(),
            ended("polygon", title)
        );
    }

    /// A disc or ring.
    pub fn circle(&mut self, x: f64, y: f64, r: f64, paint: Paint, title: &str) {
        let _ = write!(
            self.body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}{}",
            n(x),
            n(y),
            n(r),
            paint.attributes(),
            ended("circle", title)
        );
    }

    /// A text.
    pub fn text(&mut self, x: f64, y: f64, font: Font, text: &str) {
        let anchor = match font.anchor {
            Anchor::Start => "",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if font.weight == Weight::Bold { " font-weight=\"600\"" } else { "" };
        let _ = writeln!(
            self.body,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{anchor}{weight}>{}</text>",
            n(x),
            n(y),
            n(font.size),
            font.colour,
            escape(text)
        );
    }

    /// The picture as SVG text.
    #[must_use]
    pub fn finish(self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
             aria-label=\"{label}\" font-family=\"'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif\">\n\
             <title>{label}</title>\n\
             <defs><pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\" fill=\"#ffffff\" fill-opacity=\"0.65\"/>\
             <line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"5\" stroke=\"#ffffff\" stroke-width=\"3\"/></pattern></defs>\n\
             <rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>\n{body}</svg>\n",
            w = n(self.width),
            h = n(self.height),
            label = escape(&self.label),
            body = self.body
        )
    }
}

fn ended(tag: &str, title: &str) -> String {
    if title.is_empty() { "/>\n".to_owned() } else { format!("><title>{}</title></{tag}>\n", escape(title)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_break_out_and_numbers_are_stable() {
        let mut s = Svg::new(100.0, 50.0, "a <b> \"c\"");
        s.text(1.0 / 3.0, -0.01, Font::new(9.0).bold(), "<script>&'\u{1}");
        s.rect([0.0, 0.0, -5.0, 2.0], Paint::fill(WASH), "x > y");
        let out = s.finish();
        assert!(!out.contains("<script>") && out.contains("&lt;script&gt;&amp;&#39; "));
        assert!(out.contains("x=\"0.3\" y=\"0\"") && out.contains("width=\"0\""));
    }

    #[test]
    fn a_text_is_cut_to_its_room() {
        assert_eq!(fitted("short", 10.0, 100.0), "short");
        assert!(fitted("a rather long label that cannot fit", 10.0, 60.0).ends_with('…'));
        assert_eq!(fitted("long", 10.0, 4.0), "");
    }
}
