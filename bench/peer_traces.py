"""Traces of negotiators this repository did not write, for `goodoffices study traces`.

Runs NegMAS's own negotiators against each other on random two-party scenarios, and stallers made by wrapping
them. What a staller is was fixed before any result was looked at: a negotiator that accepts nothing, signs
nothing, takes no last text, and whose offers cycle through the outcomes best for itself (2, 5 or 10 % of them, two
at least). It refuses whatever it is asked, for as long as the talks last.

In NegMAS an acceptance ends talks at once, on the accepter's word. Here whoever made the accepted offer signs it:
NegMAS's negotiators do, since their offers bind; a wrapped one does not, and talks go on with the accepter's own
next offer. `--binding` has talks end with every acceptance, as NegMAS has it.

At .8 of the time, and before the last step, a mediator puts a last text to each party: yes or no, nothing after. So
that the text can be chosen later by what was seen until then, the *actual* negotiator is asked about every outcome,
with the state of the talks as it is and the step and time of the last step, and all its answers are written down
(`books`). Nothing of the talks is changed by it: each question is put to a copy. A wrapped negotiator refuses.

    python3 -m venv venv && venv/bin/pip install negmas
    PYTHONHASHSEED=0 venv/bin/python bench/peer_traces.py --runs 300 --seed 1 --out peer-traces

Writes `traces.jsonl`: one session a line.
  id, sizes (options an issue), utilities (party, issue, option: part-worths), reservations, steps,
  parties: [{negotiator, family, label: sincere | staller}],
  events: [{time, party, offer | accept: true, signed}],
  books: [{time, party, yes: a 0 or 1 for each outcome, the last issue's option changing fastest}]
An offer that is followed by another offer was refused by whoever made the latter.
"""

import argparse
import itertools
import json
import os
import random
from copy import copy
from pathlib import Path

import numpy
from negmas import ResponseType, make_issue
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.value_fun import TableFun
from negmas.sao import (
    MiCRONegotiator,
    NaiveTitForTatNegotiator,
    SAOMechanism,
    SAOResponse,
    TimeBasedNegotiator,
)
from negmas.negotiators.helpers import PolyAspiration

# NegMAS writes a target as 1 - t^e: 4 is firm, 1 even, .25 yielding.
EXPONENTS = [10.0, 4.0, 2.0, 1.0, 0.5, 0.25]
# When last texts are put, as shares of the time; offers of the last step come at .952.
ASKED = [0.8, 0.93]


def time_based(exponent):
    return TimeBasedNegotiator(offering_curve=PolyAspiration(1.0, exponent))


SINCERE = [(f"time-based {e:g}", "time-based", lambda e=e: time_based(e)) for e in EXPONENTS]
SINCERE += [
    ("naive tit-for-tat", "tit-for-tat", NaiveTitForTatNegotiator),
    ("MiCRO", "MiCRO", MiCRONegotiator),
]


def staller(base, share):
    """The class of `base`, except that it agrees to nothing and its offers cycle within the best `share`."""

    made = base()
    parent = type(made)

    class Staller(parent):
        signs = False

        def __call__(self, state, dest=None):
            if not hasattr(self, "_cycle"):
                outcomes = list(self.nmi.discrete_outcomes())
                outcomes.sort(key=lambda o: (-float(self.ufun(o)), o))
                self._cycle = outcomes[: max(2, int(round(share * len(outcomes))))]
                self._next = 0
            offer = self._cycle[self._next % len(self._cycle)]
            self._next += 1
            return SAOResponse(ResponseType.REJECT_OFFER, offer)

    made.__class__ = Staller
    return made


def across_from_a_staller(negotiator, unsigned):
    """The same negotiator, which goes on with its next offer where its yes was not signed; `unsigned`
    notes before which of its offers that was."""

    parent = type(negotiator)

    class Across(parent):
        def __call__(self, state, dest=None):
            made = getattr(self, "_made", 0)
            self._made = made + 1
            response = parent.__call__(self, state, dest)
            if response.response != ResponseType.ACCEPT_OFFER:
                return response
            unsigned.append(made)
            try:
                offer = self.propose(state, dest)
            except TypeError:
                offer = self.propose(state)
            return SAOResponse(ResponseType.REJECT_OFFER, offer)

    negotiator.__class__ = Across
    return negotiator


def scenario(rng):
    sizes = [rng.randint(3, 6) for _ in range(rng.randint(2, 4))]
    issues = [make_issue([f"v{k}" for k in range(n)], f"i{a}") for a, n in enumerate(sizes)]
    worths = []
    for _ in range(2):
        raw = [rng.random() + 0.1 for _ in sizes]
        weights = [x / sum(raw) for x in raw]
        table = []
        for weight, n in zip(weights, sizes):
            values = [rng.random() for _ in range(n)]
            low, high = min(values), max(values)
            table.append([weight * (v - low) / (high - low) for v in values])
        worths.append(table)
    reservations = [round(rng.uniform(0.2, 0.5), 3) for _ in range(2)]
    return sizes, issues, worths, reservations


def utility(issues, table, reservation):
    values = {
        issue.name: TableFun({f"v{k}": w for k, w in enumerate(row)}) for issue, row in zip(issues, table)
    }
    return LinearAdditiveUtilityFunction(
        values=values, weights={i.name: 1.0 for i in issues}, issues=issues, reserved_value=reservation
    )


def digits(offer):
    return [int(v[1:]) for v in offer]


def respond(negotiator, state):
    try:
        return negotiator.respond(state)
    except TypeError:
        return negotiator.respond(state, None)


def in_a_copy(question):
    """What `question()` gives (a text) in a copy of this process, so that nothing here is changed by it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            with os.fdopen(writing, "w") as out:
                out.write(question())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    os.waitpid(child, 0)
    return text


def book(negotiator, state, steps, sizes):
    """What the negotiator would answer to each outcome as a last text, as things stand in the talks."""
    texts = [tuple(f"v{k}" for k in ks) for ks in itertools.product(*(range(n) for n in sizes))]
    if not getattr(negotiator, "signs", True):
        return "0" * len(texts)

    def asked(order):
        answers = {}
        for text in order:
            last = copy(state)
            last.step, last.relative_time, last.current_offer = steps - 1, steps / (steps + 1), text
            answers[text] = str(int(respond(negotiator, last) == ResponseType.ACCEPT_OFFER))
        return "".join(answers[text] for text in texts)

    answers = in_a_copy(lambda: asked(texts))
    # A question must not change the answer to another.
    assert answers == in_a_copy(lambda: asked(texts[::-1])), type(negotiator).__mro__[1].__name__
    assert len(answers) == len(texts), "the copy failed"
    return answers


def run(number, rng, steps, binding):
    sizes, issues, worths, reservations = scenario(rng)
    mechanism = SAOMechanism(issues=issues, n_steps=steps, ignore_negotiator_exceptions=False)
    ufuns = [utility(issues, w, r) for w, r in zip(worths, reservations)]
    # One party in two sessions of three is a staller; the other is sincere.
    stalls = number % 3 != 0
    parties, negotiators, unsigned = [], [], []
    for k in range(2):
        name, family, make = rng.choice(SINCERE)
        if stalls and k == number % 2:
            share = rng.choice([0.02, 0.05, 0.1])
            negotiators.append(staller(make, share))
            parties.append({"negotiator": f"wrapped {name}, best {share:g}", "family": family, "label": "staller"})
        else:
            made = make()
            negotiators.append(across_from_a_staller(made, unsigned) if stalls and not binding else made)
            parties.append({"negotiator": name, "family": family, "label": "sincere"})
    for negotiator, u in zip(negotiators, ufuns):
        mechanism.add(negotiator, ufun=u)
    books, due = [], list(ASKED)

    def ask(time, state):
        for k, negotiator in enumerate(negotiators):
            books.append({"time": time, "party": k, "yes": book(negotiator, state, steps, sizes)})

    while True:
        state = mechanism.state
        # Asked before the step that would take the talks past the time.
        while due and (state.step + 1) / (steps + 1) > due[0]:
            ask(due.pop(0), state)
        if mechanism.step().ended:
            break
    ids = [n.id for n in negotiators]
    events, made = [], 0
    for entry in mechanism.full_trace:
        if entry.offer is None or entry.negotiator not in ids:
            continue
        party = ids.index(entry.negotiator)
        if parties[party]["label"] == "sincere":
            if made in unsigned:
                events.append({"time": entry.relative_time, "party": party, "accept": True, "signed": False})
            made += 1
        events.append({"time": entry.relative_time, "party": party, "offer": digits(entry.offer)})
    if mechanism.agreement is not None and events:
        last = next(e for e in reversed(events) if "offer" in e)
        events.append({"time": last["time"], "party": 1 - last["party"], "accept": True, "signed": True})
    return {
        "id": f"peer-{number}",
        "sizes": sizes,
        "utilities": worths,
        "reservations": reservations,
        "steps": steps,
        "parties": parties,
        "events": events,
        "books": books,
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--runs", type=int, default=300)
    arguments.add_argument("--steps", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--binding", action="store_true", help="every acceptance ends the talks")
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "traces.jsonl", "w", encoding="utf-8") as out:
        for number in range(options.runs):
            # Some negotiators draw from the module's own generator.
            random.seed(options.seed * 1_000_003 + number)
            numpy.random.seed((options.seed * 1_000_003 + number) % 2**32)
            session = run(number, random.Random(options.seed * 7_919 + number), options.steps, options.binding)
            out.write(json.dumps(session) + "\n")


if __name__ == "__main__":
    main()
