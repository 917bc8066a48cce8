//! Conduct as lines of text, one fact a line, with names in place of indices: for golden files, and for the
//! tests that rename parties and events.

use goodoffices::conduct::*;
use goodoffices::outcome::{OutcomeSpace, Proposal};
use goodoffices::talks::{Span, Trace};

struct Names<'a> {
    trace: &'a Trace,
    space: &'a OutcomeSpace,
}

impl Names<'_> {
    fn who(&self, p: usize) -> &str {
        &self.trace.principals()[p].slug
    }

    /// Names joined by plus signs, in the order of the alphabet.
    fn all(&self, ps: &[usize]) -> String {
        sorted(ps.iter().map(|p| self.who(*p).to_owned())).replace(' ', "+")
    }

    fn tool(&self, i: Option<usize>) -> &str {
        i.map_or("-", |i| &self.trace.instruments()[i].slug)
    }

    fn issue(&self, i: usize) -> &str {
        self.space.issues()[i].name()
    }

    fn value(&self, issue: usize, v: usize) -> String {
        self.space.issues()[issue].label(v).into_owned()
    }

    fn values(&self, issue: usize, vs: &[usize]) -> String {
        vs.iter().map(|v| self.value(issue, *v)).collect::<Vec<_>>().join("|")
    }

    fn line(&self, l: &Line) -> String {
        format!("{} {} {}", self.who(l.principal), self.issue(l.issue), l.scope.name())
    }

    fn said(&self, issue: usize, all: &[Stated]) -> String {
        let one = |s: &Stated| {
            let standing = s.standing.map_or("plain", |s| s.name());
            format!("{}@{}({},{})", self.value(issue, s.value), plain(&s.event), s.evidence.name(), standing)
        };
        sorted(all.iter().map(one))
    }

    fn terms(&self, p: &Proposal) -> String {
        sorted(p.terms().map(|(i, v)| format!("{}={}", self.issue(i), self.value(i, v))))
    }
}

fn sorted(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.collect();
    items.sort();
    items.join(" ")
}

fn span(s: Span) -> String {
    if s.is_exact() { s.from.to_string() } else { format!("{}~{}", s.from, s.to) }
}

fn ids(all: &[String]) -> String {
    sorted(all.iter().map(|id| plain(id).to_owned()))
}

/// The id without the mark that a test of order put before it.
fn plain(id: &str) -> &str {
    id.rsplit('|').next().unwrap_or(id)
}

/// Every line, sorted.
pub fn lines(as_of: &AsOf<'_>, c: &Conduct) -> Vec<String> {
    let n = Names { trace: as_of.trace(), space: as_of.space() };
    let mut out = Vec::new();
    for p in &c.positions {
        let (l, i) = (n.line(&p.line), p.line.issue);
        if let Some(cell) = &p.cell {
            let held = cell.held_since.map_or("?".to_owned(), span);
            let unknown = if cell.order_unknown { " order-unknown" } else { "" };
            let taken = if cell.withdrawn.is_empty() {
                String::new()
            } else {
                format!(" withdrawn {}", ids(&cell.withdrawn))
            };
            out.push(format!(
                "position {l}: {} {} age {} held since {held}{unknown}{taken}",
                n.said(i, &cell.values),
                cell.voucher.name(),
                cell.age
            ));
        }
        for b in &p.beside {
            let floated = if b.floated { "floated" } else { "firm" };
            let relation = b.relation.map_or("alone".to_owned(), |r| format!("{r:?}").to_lowercase());
            out.push(format!(
                "beside {l}: {floated} {} {relation} {}{}",
                b.voucher.name(),
                n.said(i, &b.values),
                if b.order_unknown { " order-unknown" } else { "" }
            ));
        }
        for (word, all) in
            [("yes-to", &p.yes_to), ("no-to", &p.no_to), ("agreed", &p.agreed), ("threatened", &p.threatened)]
        {
            if !all.is_empty() {
                out.push(format!("{word} {l}: {}", n.said(i, all)));
            }
        }
    }
    for p in &c.paths {
        let (l, i) = (n.line(&p.line), p.line.issue);
        out.push(format!("opens {l}: {}", n.said(i, &p.stages[0].said)));
        for s in &p.steps {
            let (a, b) = (&p.stages[s.to - 1], &p.stages[s.to]);
            for x in &s.against {
                let by = match &x.measured_by {
                    Measure::Position(e) => format!("by {}", ids(e)),
                    Measure::InForce(v) => format!("by the value in force {}", n.value(i, *v)),
                    Measure::Nothing => "by nothing".to_owned(),
                };
                out.push(format!(
                    "step {l} {} -> {}: {} -> {} ({:?}) {} vs {} {by} [{}]",
                    span(a.on),
                    span(b.on),
                    n.values(i, &a.last),
                    n.values(i, &b.first),
                    s.ranks,
                    x.direction.words(),
                    n.who(x.other),
                    s.voucher.name()
                ));
            }
        }
    }
    for d in &c.distances {
        let gaps: Vec<String> = d
            .series
            .iter()
            .map(|g| {
                format!(
                    "{}:{}",
                    g.from,
                    if g.least == g.greatest {
                        g.least.to_string()
                    } else {
                        format!("{}-{}", g.least, g.greatest)
                    }
                )
            })
            .collect();
        out.push(format!(
            "distance {} {} {}: {}",
            n.issue(d.issue),
            d.scope.name(),
            n.all(&[d.one, d.other]),
            gaps.join(" ")
        ));
    }
    for f in &c.final_calls {
        out.push(format!(
            "final {} {} {} terms {}",
            plain(&f.event),
            n.who(f.principal),
            span(f.on),
            f.terms.len()
        ));
        for t in &f.terms {
            if let Some(m) = &t.moved {
                out.push(format!(
                    "final {} {} {} {} moved to {} {} {}",
                    plain(&f.event),
                    n.who(f.principal),
                    n.issue(t.issue),
                    n.value(t.issue, t.value),
                    n.value(t.issue, m.value),
                    ids(&m.events),
                    span(m.on)
                ));
            }
        }
    }
    for s in &c.silences {
        let last = s.last.as_ref().map_or("never spoke".to_owned(), |l| {
            format!(
                "last {} {} {} own {}",
                span(l.on),
                ids(&l.events),
                l.voucher.name(),
                l.own.map_or("never".to_owned(), span)
            )
        });
        out.push(format!(
            "silence {} {}: raised {} {}; {last}; {} days",
            n.who(s.principal),
            n.issue(s.issue),
            span(s.raised),
            ids(&s.raised_by),
            s.age
        ));
    }
    for r in &c.asks.requests {
        for a in &r.answers {
            let late = if a.late { " late" } else { "" };
            let (least, most) = a.days;
            out.push(format!(
                "answer {} of {} to {}: {} {} {least}..{most} days{late}",
                plain(&a.event),
                n.who(a.by),
                n.who(r.of),
                plain(&r.event),
                a.kind.name(),
            ));
        }
        let open = r.days_open.map_or(String::new(), |d| format!("open {d} days"));
        out.push(format!(
            "ask {} {} {} of {} by {}: {} {open}{}",
            plain(&r.event),
            span(r.on),
            n.all(&r.by),
            n.who(r.of),
            r.due.map_or("-".to_owned(), |d| d.to_string()),
            n.terms(&r.terms),
            if r.overdue { " overdue" } else { "" }
        ));
    }
    for g in &c.asks.groups {
        let at = |ks: &[usize]| sorted(ks.iter().map(|k| plain(&c.asks.requests[*k].event).to_owned()));
        out.push(format!(
            "asked {} {} {}: first {} last {} open {} answered {} overdue {}: {}",
            n.who(g.of),
            n.terms(&g.terms),
            g.scope.name(),
            g.first,
            g.last,
            at(&g.open),
            ids(&g.answered_by),
            g.overdue,
            at(&g.requests)
        ));
    }
    for d in &c.dates.dated {
        let deed = d.deed.as_ref().map_or(String::new(), |x| {
            format!(
                " deed {} {:+} days{}{}",
                ids(&x.events),
                x.days_after,
                if x.in_time { "" } else { " after the grace" },
                if x.order_unknown { " order-unknown" } else { "" }
            )
        });
        for a in &d.alleged {
            let events = ids(c.dates.alleged(a));
            out.push(format!("alleged {} {}: {} {events}", plain(&d.event), n.who(a.by), a.range.len()));
        }
        out.push(format!(
            "date {} {:?} {} {} {}: {}{deed} answers {}",
            plain(&d.event),
            d.sort,
            n.all(&d.by),
            n.tool(d.instrument),
            d.date,
            d.outcome.words(),
            ids(&d.answers)
        ));
    }
    for w in &c.warnings {
        let tool = n.tool(w.instrument);
        out.push(format!("warning {} {tool}: {} occasions {} events, by head {}, by orderer {}, dated {}, conditional {}, contrary {}, speakers {:?}", n.who(w.principal), w.occasions.len(), w.events, w.by_head, w.by_orderer, w.with_date, w.with_condition, ids(&w.contrary), w.speakers));
        for o in &w.occasions {
            let so_far = match &o.so_far {
                SoFar::Used { events, days } => format!("used after {days} days {}", ids(events)),
                SoFar::NotUsed { days } => format!("not used, {days} days"),
            };
            out.push(format!(
                "occasion {} {tool} {} {} {} {}: {} {:?} {so_far}",
                n.who(w.principal),
                span(o.on),
                o.speaker,
                o.authority.name(),
                o.evidence.name(),
                ids(&o.events),
                o.conditions
            ));
        }
    }
    for s in &c.side_by_side {
        let about = match s.about {
            SayAbout::Issue(i) => n.issue(i).to_owned(),
            SayAbout::Instruments(a, b) => format!("{}/{}", n.tool(Some(a)), n.tool(Some(b))),
        };
        out.push(format!(
            "beside-each-other {} {about}: {} [{}] / {} [{}]: {}, {}{}",
            n.who(s.principal),
            ids(&s.one),
            s.speakers.0,
            ids(&s.other),
            s.speakers.1,
            s.verdict.words(),
            s.why.words(),
            if s.changed_by.is_empty() {
                String::new()
            } else {
                format!(", changed by {}", ids(&s.changed_by))
            }
        ));
    }
    for i in &c.indicators {
        let found = match &i.found {
            indicator::Found::Value { value, interval, count, of } => {
                let number = |x: Option<f64>| x.map_or("open".to_owned(), |x| format!("{x:.3}"));
                let interval =
                    interval.map_or("none".to_owned(), |i| format!("{:.3} to {}", i.low, number(i.high)));
                format!("{} [{interval}] {count} of {of}", number(*value))
            }
            indicator::Found::NoData { why } => format!("no data: {why}"),
        };
        out.push(format!(
            "indicator {} {:?} {}: {found}: {}",
            n.who(i.principal),
            i.about.family,
            i.about.key,
            ids(&i.events)
        ));
    }
    out.sort();
    out
}

/// Naive moves, one a line.
pub fn naive(as_of: &AsOf<'_>) -> String {
    let n = Names { trace: as_of.trace(), space: as_of.space() };
    let mut out = String::new();
    for m in naive_moves(as_of) {
        let why: Vec<&str> = m.goes.iter().map(|r| r.words()).collect();
        let verdict = if m.stays { "STAYS".to_owned() } else { format!("goes: {}", why.join("; ")) };
        let by = m.measured_by.as_deref().unwrap_or("the value in force");
        out += &format!(
            "{} on {}: {} {} -> {} {}, from {} by {by}\n    {verdict}\n",
            n.who(m.principal),
            n.issue(m.issue),
            m.from.0,
            n.value(m.issue, m.from.1),
            m.to.0,
            n.value(m.issue, m.to.1),
            n.who(m.other)
        );
    }
    out
}
