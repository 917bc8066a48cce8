"""Traces of negotiators this repository did not write, for `goodoffices study traces`.

Runs NegMAS's own negotiators against each other on random two-party scenarios, and stallers made by wrapping
them: a wrapped negotiator never accepts and cycles through the outcomes in the best few per cent for itself.
At two times a probe is put to each party: the outcome best for the worse-off side above both reservations, and
the negotiator's own answer to it is written down (a wrapped negotiator answers no, as it always does).

    python3 -m venv venv && venv/bin/pip install negmas
    PYTHONHASHSEED=0 venv/bin/python bench/peer_traces.py --runs 240 --seed 1 --out peer-traces

Writes `traces.jsonl`: one session a line.
  id, sizes (options an issue), utilities (party, issue, option: part-worths), reservations, steps,
  parties: [{negotiator, family, label: sincere | staller}],
  events: [{time, party, offer | accept: true}], probes: [{time, party, offer, accept}]
An offer that is followed by another offer was refused by whoever made the latter.
"""

import argparse
import json
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


def time_based(exponent):
    return TimeBasedNegotiator(offering_curve=PolyAspiration(1.0, exponent))


SINCERE = [(f"time-based {e:g}", "time-based", lambda e=e: time_based(e)) for e in EXPONENTS]
SINCERE += [
    ("naive tit-for-tat", "tit-for-tat", NaiveTitForTatNegotiator),
    ("MiCRO", "MiCRO", MiCRONegotiator),
]


def staller(base, share):
    """The class of `base`, except that it accepts nothing and its offers cycle within the best `share`."""

    made = base()
    parent = type(made)

    class Staller(parent):
        def __call__(self, state, dest=None):
            if not hasattr(self, "_cycle"):
                outcomes = list(self.nmi.discrete_outcomes())
                outcomes.sort(key=lambda o: (-float(self.ufun(o)), o))
                self._cycle = outcomes[: max(2, int(round(share * len(outcomes))))]
                self._next = 0
            offer = self._cycle[self._next % len(self._cycle)]
            self._next += 1
            return SAOResponse(ResponseType.REJECT_OFFER, offer)

        def answers(self, _state):
            return False

    made.__class__ = Staller
    return made


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


def probe_text(mechanism, ufuns, reservations):
    best, text = -1.0, None
    for outcome in mechanism.discrete_outcomes():
        gain = min((float(u(outcome)) - r) / (1.0 - r) for u, r in zip(ufuns, reservations))
        if gain > best:
            best, text = gain, outcome
    return text


def answer(negotiator, mechanism, text):
    """Would the negotiator take this text now? Asked of its own response to an offer; nothing is changed."""
    if hasattr(negotiator, "answers"):
        return negotiator.answers(mechanism.state)
    state = mechanism.state
    asked = copy(state)
    asked.current_offer = text
    try:
        return negotiator.respond(asked) == ResponseType.ACCEPT_OFFER
    except TypeError:
        return negotiator.respond(asked, None) == ResponseType.ACCEPT_OFFER


def run(number, rng, steps):
    sizes, issues, worths, reservations = scenario(rng)
    mechanism = SAOMechanism(issues=issues, n_steps=steps, ignore_negotiator_exceptions=False)
    ufuns = [utility(issues, w, r) for w, r in zip(worths, reservations)]
    # One party in two sessions of three is a staller; the other is sincere.
    stalls = number % 3 != 0
    parties, negotiators = [], []
    for k in range(2):
        name, family, make = rng.choice(SINCERE)
        if stalls and k == number % 2:
            share = rng.choice([0.02, 0.05, 0.1])
            negotiators.append(staller(make, share))
            parties.append({"negotiator": f"wrapped {name}, best {share:g}", "family": family, "label": "staller"})
        else:
            negotiators.append(make())
            parties.append({"negotiator": name, "family": family, "label": "sincere"})
    for negotiator, u in zip(negotiators, ufuns):
        mechanism.add(negotiator, ufun=u)
    text = probe_text(mechanism, ufuns, reservations)
    events, probes, due = [], [], [0.5, 0.8]
    while True:
        state = mechanism.step()
        if state.ended:
            break
        while due and state.relative_time >= due[0]:
            due.pop(0)
            for k, negotiator in enumerate(negotiators):
                probes.append(
                    {
                        "time": state.relative_time,
                        "party": k,
                        "offer": digits(text),
                        "accept": bool(answer(negotiator, mechanism, text)),
                    }
                )
    ids = [n.id for n in negotiators]
    for entry in mechanism.full_trace:
        if entry.offer is not None and entry.negotiator in ids:
            events.append(
                {"time": entry.relative_time, "party": ids.index(entry.negotiator), "offer": digits(entry.offer)}
            )
    if mechanism.agreement is not None and events:
        events.append({"time": events[-1]["time"], "party": 1 - events[-1]["party"], "accept": True})
    return {
        "id": f"peer-{number}",
        "sizes": sizes,
        "utilities": worths,
        "reservations": reservations,
        "steps": steps,
        "parties": parties,
        "events": events,
        "probes": probes,
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--runs", type=int, default=240)
    arguments.add_argument("--steps", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "traces.jsonl", "w", encoding="utf-8") as out:
        for number in range(options.runs):
            # Some negotiators draw from the module's own generator.
            random.seed(options.seed * 1_000_003 + number)
            numpy.random.seed((options.seed * 1_000_003 + number) % 2**32)
            out.write(json.dumps(run(number, random.Random(options.seed * 7_919 + number), options.steps)) + "\n")


if __name__ == "__main__":
    main()
