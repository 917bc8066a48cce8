"""Lets a NegMAS negotiator play here: python negmas_agent.py BoulwareTBNegotiator (needs pip install negmas)."""
import importlib
import json
import sys

from negmas.outcomes import make_issue
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.value_fun import TableFun
from negmas.sao import SAOMechanism, SAONegotiator, SAOState
from negmas.sao.common import ResponseType

name = sys.argv[1]
module, _, name = name.rpartition(".")
kind = getattr(importlib.import_module(module or "negmas.sao"), name)


class Silent(SAONegotiator):
    """Fills the other seats, so that the negotiator has a mechanism to belong to."""

    def propose(self, state, dest=None):
        return None


def start(message):
    issues = [make_issue([f"{k}" for k in range(len(i["values"]))], i["name"]) for i in message["issues"]]
    u = message["utility"]
    tables = [TableFun({f"{k}": v for k, v in enumerate(values)}) for values in u["values"]]
    reserved = message["reservation"]
    ufun = LinearAdditiveUtilityFunction(values=tables, weights=u["weights"], issues=issues,
                                         reserved_value=float("-inf") if reserved is None else reserved)
    mechanism = SAOMechanism(issues=issues, n_steps=message["rounds"], time_limit=message["seconds"])
    player = kind(ufun=ufun)
    for seat in range(len(message["parties"])):
        if seat == message["me"]:
            mechanism.add(player)
        else:
            mechanism.add(Silent(), preferences=LinearAdditiveUtilityFunction(
                values=tables, weights=u["weights"], issues=issues))
    state = mechanism.state
    player.on_negotiation_start(state)
    return player, mechanism


for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "start":
        player, mechanism = start(message)
    elif message["type"] == "turn":
        offer = None if message["offer"] is None else tuple(str(k) for k in message["offer"])
        others = [n.id for n in mechanism.negotiators if n is not player]
        state = SAOState(running=True, started=True, step=message["round"], relative_time=message["time"],
                         n_negotiators=len(mechanism.negotiators), current_offer=offer,
                         current_proposer=others[0] if offer else None)
        if offer is not None and player.respond(state, source=others[0]) == ResponseType.ACCEPT_OFFER:
            answer = dict(move="accept")
        else:
            mine = player.propose(state)
            mine = getattr(mine, "outcome", mine)
            answer = dict(move="end") if mine is None else dict(move="offer", outcome=[int(k) for k in mine])
        print(json.dumps(answer), flush=True)
