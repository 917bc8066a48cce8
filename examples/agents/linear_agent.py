"""A negotiator in thirty lines: concedes evenly, accepts what is worth its target (see docs/agents.md)."""
import itertools
import json
import sys


def say(**answer):
    print(json.dumps(answer), flush=True)


for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "start":
        u = message["utility"]
        parts = [[w * v for v in values] for w, values in zip(u["weights"], u["values"])]
        sizes = [range(len(values)) for values in parts]
        outcomes = sorted((sum(p[k] for p, k in zip(parts, o)), o) for o in itertools.product(*sizes))
        best = outcomes[-1][0]
        floor = max(outcomes[0][0], message["reservation"] or 0.0)
    elif message["type"] == "turn":
        target = best - (best - floor) * message["time"]
        if message["offer"] is not None and message["utility"] >= target:
            say(move="accept")
        elif floor > best:
            say(move="end")
        else:
            say(move="offer", outcome=next(o for value, o in outcomes if value >= target))
    elif message["type"] == "vote":
        say(move="accept" if message["utility"] >= floor else "reject")
