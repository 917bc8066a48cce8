//! A conflict as a picture: states on a ring, moves as lines, improvements as arrows, equilibria marked.
//!
//! A line joins two states that a party can move between; it has the colour and the number of that party. A filled arrowhead is a
//! move that its party prefers, an open one a move that it could make and does not prefer; where there is no way back there is no
//! head at that end. A thick ring is an equilibrium, and the rules are written next to it.

use super::svg::{Anchor, Font, INK, Paint, SIDES, SOFT, Svg, WASH, fitted, text_width};
use crate::bargaining::graph::{Rule, Stability};
use crate::num;
use crate::scenario::Conflict;

/// Most states that are drawn; a ring of more is no picture any more.
pub const MOST_DRAWN: usize = 40;

const WIDTH: f64 = 820.0;
const NODE: f64 = 15.0;

/// A picture of the conflict; `None` where there are more than [`MOST_DRAWN`] states.
#[must_use]
pub fn conflict_plot(conflict: &Conflict, stability: &Stability) -> Option<String> {
    let n = conflict.states().len();
    if n > MOST_DRAWN {
        return None;
    }
    let ring = 150.0 + 6.0 * n as f64;
    let (cx, cy) = (WIDTH / 2.0, 60.0 + ring + 30.0);
    let legend = cy + ring + 62.0;
    let height = legend + 20.0 * (conflict.actors().len() as f64 + 3.0);
    let mut svg = Svg::new(WIDTH, height, format!("{}: states, moves and equilibria", conflict.name));
    svg.text(16.0, 26.0, Font::new(15.0).bold(), &fitted(&conflict.name, 15.0, WIDTH - 32.0));
    let at = |k: usize| {
        let (sin, cos) = turn(k as f64 / n as f64);
        (cx + ring * 1.15 * sin, cy - ring * cos)
    };
    for party in 0..conflict.actors().len() {
        for from in 0..n {
            for to in conflict.moves(party, from) {
                let back = conflict.moves(party, *to).contains(&from);
                if back && *to < from {
                    continue;
                }
                arc(&mut svg, conflict, party, (from, at(from)), (*to, at(*to)), back, n);
            }
        }
    }
    for k in 0..n {
        node(&mut svg, conflict, stability, k, at(k), (cx, cy, ring));
    }
    key(&mut svg, conflict, legend);
    Some(svg.finish())
}

/// Sine and cosine of a share of the full turn.
fn turn(share: f64) -> (f64, f64) {
    let angle = share * std::f64::consts::TAU;
    (num::sin(angle), num::cos(angle))
}

type Spot = (usize, (f64, f64));

fn arc(svg: &mut Svg, c: &Conflict, party: usize, from: Spot, to: Spot, back: bool, n: usize) {
    let colour = SIDES[party % SIDES.len()];
    let (forth, home) = (c.prefers(party, to.0, from.0), back && c.prefers(party, from.0, to.0));
    // Two parties may join the same two states: each a little to its own side.
    let (dx, dy) = (to.1.0 - from.1.0, to.1.1 - from.1.1);
    let length = (dx * dx + dy * dy).sqrt().max(1e-9);
    let shift = if n < 3 {
        8.0 * (party as f64 - 0.5)
    } else {
        3.0 * (party as f64 - (c.actors().len() as f64 - 1.0) / 2.0)
    };
    let (ux, uy) = (dx / length, dy / length);
    let move_by = |p: (f64, f64), along: f64| (p.0 + along * ux - shift * uy, p.1 + along * uy + shift * ux);
    let (a, b) = (move_by(from.1, NODE + 2.0), move_by(to.1, -NODE - 2.0));
    let paint = Paint::line(colour, if forth || home { 1.8 } else { 0.9 });
    svg.line([a.0, a.1, b.0, b.1], if forth || home { paint } else { paint.dashed() });
    head(svg, b, (ux, uy), colour, forth);
    if back {
        head(svg, a, (-ux, -uy), colour, home);
    }
    // Off the middle, where lines across the ring would meet.
    let middle = move_by((0.6 * from.1.0 + 0.4 * to.1.0, 0.6 * from.1.1 + 0.4 * to.1.1), 0.0);
    if n <= 8 {
        svg.circle(middle.0, middle.1, 6.5, Paint::fill("#ffffff"), "");
        svg.text(
            middle.0 - 3.0,
            middle.1 + 3.8,
            Font::new(10.5).colour(colour).bold(),
            &(party + 1).to_string(),
        );
    }
}

fn head(svg: &mut Svg, tip: (f64, f64), (ux, uy): (f64, f64), colour: &'static str, filled: bool) {
    let back = |along: f64, side: f64| (tip.0 - along * ux - side * uy, tip.1 - along * uy + side * ux);
    let paint = if filled { Paint::fill(colour) } else { Paint::fill("#ffffff").outlined(colour, 0.9) };
    let size = if filled { 1.0 } else { 0.7 };
    svg.polygon(&[tip, back(10.0 * size, 4.2 * size), back(10.0 * size, -4.2 * size)], paint, "");
}

/// The rules under which a state is an equilibrium, short.
fn rules(stability: &Stability, state: usize) -> String {
    let names: Vec<&str> =
        Rule::ALL.iter().filter(|r| stability.equilibrium(state, **r)).map(|r| r.name()).collect();
    names.join(" ")
}

fn node(
    svg: &mut Svg,
    c: &Conflict,
    stability: &Stability,
    k: usize,
    (x, y): (f64, f64),
    (cx, cy, ring): (f64, f64, f64),
) {
    let state = &c.states()[k];
    let held = rules(stability, k);
    let paint = match (held.is_empty(), stability.equilibrium(k, Rule::Nash)) {
        (true, _) => Paint::fill(WASH).outlined(SOFT, 1.0),
        (false, false) => Paint::fill("#ffffff").outlined(INK, 2.6),
        (false, true) => Paint::fill("#e3e8ef").outlined(INK, 3.4),
    };
    svg.circle(x, y, NODE, paint, &state.name);
    let inside = state.name.chars().count() <= 3;
    if inside {
        let w = text_width(&state.name, 12.0);
        svg.text(x - w / 2.0, y + 4.0, Font::new(12.0).bold(), &state.name);
    }
    let mut lines: Vec<(String, Font)> = Vec::new();
    let start = if c.start() == Some(k) { " (status quo)" } else { "" };
    let name = match inside {
        true if state.profile == state.name => String::new(),
        true => state.profile.clone(),
        false => state.name.clone(),
    };
    let label = format!("{name}{start}");
    if !label.trim().is_empty() {
        lines.push((label.trim().to_owned(), Font::new(11.0).colour(SOFT)));
    }
    if !held.is_empty() {
        lines.push((held, Font::new(11.0).bold()));
    }
    // Beside the state; above it at the top of the ring and below it at the bottom, where lines leave sideways.
    let lean = (cy - y) / ring;
    let room = lines.len() as f64 * 13.0;
    let (side, mut ty) = match lean {
        l if l > 0.9 => (0.0, y - NODE - room + 4.0),
        l if l < -0.9 => (0.0, y + NODE + 16.0),
        _ if x >= cx => (1.0, y + 4.0 - 6.5 * (lines.len() as f64 - 1.0)),
        _ => (-1.0, y + 4.0 - 6.5 * (lines.len() as f64 - 1.0)),
    };
    for (text, font) in lines {
        let tx = x + side * (NODE + 6.0);
        let width = match side {
            s if s > 0.0 => WIDTH - tx - 4.0,
            s if s < 0.0 => tx - 4.0,
            _ => WIDTH / 2.0,
        };
        let text = fitted(&text, 11.0, width);
        let (tx, anchor) = match side {
            s if s > 0.0 => (tx, Anchor::Start),
            s if s < 0.0 => (tx, Anchor::End),
            _ => (tx - text_width(&text, 11.0) / 2.0, Anchor::Start),
        };
        svg.text(tx, ty, font.anchored(anchor), &text);
        ty += 13.0;
    }
}

fn key(svg: &mut Svg, c: &Conflict, top: f64) {
    let mut y = top;
    for (k, a) in c.actors().iter().enumerate() {
        let colour = SIDES[k % SIDES.len()];
        svg.line([16.0, y - 4.0, 44.0, y - 4.0], Paint::line(colour, 2.0));
        let options =
            if a.options.is_empty() { String::new() } else { format!(": {}", a.options.join(", ")) };
        svg.text(
            52.0,
            y,
            Font::new(12.0),
            &fitted(&format!("{} {}{options}", k + 1, a.name), 12.0, WIDTH - 64.0),
        );
        y += 20.0;
    }
    head(svg, (44.0, y - 4.0), (1.0, 0.0), INK, true);
    svg.text(52.0, y, Font::new(11.0).colour(SOFT), "the mover prefers it");
    head(svg, (204.0, y - 4.0), (1.0, 0.0), INK, false);
    svg.text(
        212.0,
        y,
        Font::new(11.0).colour(SOFT),
        "it could, and does not prefer it; no head: no way there",
    );
    y += 20.0;
    svg.text(
        16.0,
        y,
        Font::new(11.0).colour(SOFT),
        "Thick ring: an equilibrium under the rules written next to it; shaded: under Nash too. Signs: Y taken, N not, by option.",
    );
}
