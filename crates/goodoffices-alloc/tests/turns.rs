//! Once a table is prepared, a session of built-in strategies allocates nothing between its first turn and
//! its end.

use goodoffices::outcome::{Issue, OutcomeSpace};
use goodoffices::preference::{Additive, Preference, Profile, Reservation};
use goodoffices::protocol::{Briefing, Deadline, Ending, Fault, Move, Negotiator, Observation, Side};
use goodoffices::scenario::{Party, Scenario};
use goodoffices::session::{Log, MediatedRoom, MediatedRules, Room, Rules};
use goodoffices::strategy::mediator::{MEDIATORS, build_mediator, mandate, stakes};
use goodoffices::strategy::{CATALOGUE, Spec, build};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    /// Of this thread only: the tests run side by side.
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn allocated() {
    // A thread that is ending has no count any more.
    let _ = ALLOCATIONS.try_with(|n| n.set(n.get() + 1));
}

// SAFETY: every call goes to the system's allocator unchanged; counting touches no memory of the caller.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        allocated();
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        allocated();
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A negotiator that notes the count at its first turn and at the end.
#[derive(Debug)]
struct Watched {
    inner: Box<dyn Negotiator>,
    first: Option<u64>,
    last: u64,
}

impl Negotiator for Watched {
    fn start(&mut self, briefing: &Briefing<'_>, side: &mut Side) -> goodoffices::Result<()> {
        self.first = None;
        self.inner.start(briefing, side)
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> Result<Move, Fault> {
        self.first.get_or_insert_with(|| ALLOCATIONS.with(Cell::get));
        self.inner.act(seen, side)
    }

    fn revalue(&mut self, side: &mut Side) {
        self.inner.revalue(side);
    }

    fn end(&mut self, _ending: &Ending) {
        self.last = ALLOCATIONS.with(Cell::get);
    }
}

/// Strictly opposed parties, so that sessions are long.
fn scenario() -> Scenario {
    let space = OutcomeSpace::new(
        (0..3).map(|k| Issue::categorical(format!("i{k}"), (0..10).map(|v| v.to_string()))).collect(),
    )
    .expect("a space");
    let table: Vec<f64> = (0..10).map(|v| f64::from(v * v) / 81.0).collect();
    let parties = (0..2).map(|p| {
        let values: Vec<f64> = table.iter().map(|v| if p == 0 { *v } else { 1.0 - v }).collect();
        let u = Additive::new(&space, vec![0.5, 0.31, 0.19], vec![values; 3]).expect("a function");
        let profile = Profile::new(u).with_reservation(Reservation::Value(0.1));
        Party { name: format!("p{p}"), preference: Preference::Known(profile) }
    });
    let parties = parties.collect();
    Scenario { name: "opposed".into(), space, parties, constraints: Vec::new() }
}

#[test]
fn no_built_in_strategy_allocates_at_a_turn() {
    let rules = Rules { deadline: Deadline::rounds(300), ..Rules::default() };
    for entry in CATALOGUE {
        for other in [entry.name, "boulware", "tough"] {
            let mut room = Room::new(scenario(), &rules, Log::counting()).expect("a room");
            let watched = |name: &str| Watched {
                inner: build(&name.parse::<Spec>().expect("a name")).expect("a strategy"),
                first: None,
                last: 0,
            };
            let (mut a, mut b) = (watched(entry.name), watched(other));
            // The first sessions prepare: after enough questions the outcomes are laid out, once.
            let mut allocated = 0;
            for _ in 0..100 {
                room.play(&mut [&mut a, &mut b], 1, &["alloc".into()], || 0.0).expect("played");
                allocated = a.last - a.first.expect("a turn");
            }
            assert_eq!(allocated, 0, "{} against {other}", entry.name);
        }
    }
}

#[test]
fn no_rule_mediator_allocates_between_the_first_turn_and_the_end() {
    let instruments = "convene,table,ask,probe,warn(of=sanction),sanction(weight=0.1,needs=europe,joins=0.2),offer,\
                       truce,recess,step-back,leave";
    let rules = MediatedRules {
        rules: Rules { deadline: Deadline::rounds(200), ..Rules::default() },
        mandate: mandate(instruments, 0.001, 2).expect("a mandate"),
        stakes: stakes("stake(flow=0.01,discount=0.99),stake", 2).expect("stakes"),
    };
    for entry in MEDIATORS {
        let mut room = MediatedRoom::new(scenario(), &rules, Log::counting()).expect("a room");
        let watched = |name: &str| Watched {
            inner: build(&name.parse::<Spec>().expect("a name")).expect("a strategy"),
            first: None,
            last: 0,
        };
        let (mut a, mut b) = (watched("boulware"), watched("staller"));
        let mut mediator = build_mediator(&entry.name.parse().expect("a name")).expect("a mediator");
        let mut allocated = 0;
        for _ in 0..100 {
            room.play(&mut [&mut a, &mut b], &mut *mediator, 1, &["alloc".into()], || 0.0).expect("played");
            allocated = a.last - a.first.expect("a turn");
        }
        assert_eq!(allocated, 0, "{}", entry.name);
    }
}
