//! Non-dominated points of the plane: sort by the first utility, sweep the second.
//!
//! O(N log N) (Kung, Luccio & Preparata 1975). A point goes only if nothing is lost by it: another covers
//! it and either is clearly better somewhere (more than the tie) or comes earlier in enumeration order.
//! So the first outcome among equals survives every merge.

use super::dominance::Rule;

/// One point of the plane with its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) id: u32,
}

/// Keeps the points nothing makes superfluous, first coordinate falling. `earlier(a, b)`: does a precede b?
///
/// Holds where `rule.clear` is finite in both coordinates; capped functions take the general filter.
pub(super) fn sweep(spots: &mut Vec<Spot>, rule: &Rule, earlier: &dyn Fn(u32, u32) -> bool) {
    spots.sort_unstable_by(|a, b| b.x.total_cmp(&a.x).then(b.y.total_cmp(&a.y)).then(a.id.cmp(&b.id)));
    let (noise_x, noise_y) = (rule.cover[0], rule.cover[1]);
    let (clear_x, clear_y) = (rule.clear[0], rule.clear[1]);
    // Kept points stand in spots[..kept]; the highest so far is spots[best].
    let mut kept = 0;
    let mut best = 0;
    for k in 0..spots.len() {
        let p = spots[k];
        if kept > 0 {
            let b = spots[best];
            if b.y > p.y + clear_y {
                continue;
            }
            if b.y >= p.y - noise_y {
                if b.x > p.x + clear_x || earlier(b.id, p.id) {
                    continue;
                }
                if b.x - p.x <= noise_x && b.y - p.y <= noise_y {
                    spots[best].id = p.id;
                    continue;
                }
                // Equal within the tie, not within noise, and earlier: both stay.
                spots[kept] = p;
                kept += 1;
                continue;
            }
        }
        while kept > 0 {
            let last = spots[kept - 1];
            let covered = last.x <= p.x + noise_x && last.y <= p.y + noise_y;
            if covered && (p.y > last.y + clear_y || earlier(p.id, last.id)) {
                kept -= 1;
            } else {
                break;
            }
        }
        spots[kept] = p;
        best = kept;
        kept += 1;
    }
    spots.truncate(kept);
}
