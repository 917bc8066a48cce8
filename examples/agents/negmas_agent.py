"""Lets a NegMAS negotiator play here: python negmas_agent.py BoulwareTBNegotiator (needs pip install negmas)."""
import importlib
import itertools
import json
import sys

from negmas.common import PreferencesChange
from negmas.outcomes import make_issue
from negmas.preferences import LinearAdditiveUtilityFunction, MappingUtilityFunction
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


def function(u, issues, reserved):
    reserved = float("-inf") if reserved is None else reserved
    if "utilities" in u:
        outcomes = itertools.product(*(i.all for i in issues))
        return MappingUtilityFunction(dict(zip(outcomes, u["utilities"])), issues=issues, reserved_value=reserved)
    tables = [TableFun({f"{k}": v for k, v in enumerate(values)}) for values in u["values"]]
    return LinearAdditiveUtilityFunction(values=tables, weights=u["weights"], issues=issues, bias=u["bias"],
                                         reserved_value=reserved)


def start(message):
    issues = [make_issue([f"{k}" for k in range(len(i["values"]))], i["name"]) for i in message["issues"]]
    own = function(message["utility"], issues, message["reservation"])
    # Of others only the functions are told; a reservation value that is not reads as 0.
    others = [None if u is None else function(u, issues, 0.0) for u in message["others"]]
    known = [u for u in others if u is not None]
    mechanism = SAOMechanism(issues=issues, n_steps=message["rounds"], time_limit=message["seconds"])
    player = kind(private_info=dict(opponent_ufun=known[0]) if len(known) == 1 else {})
    for seat in range(len(message["parties"])):
        if seat == message["me"]:
            mechanism.add(player, ufun=own)
        else:
            mechanism.add(Silent(), ufun=others[seat] or own)
    player.on_preferences_changed([PreferencesChange()])
    player.on_negotiation_start(mechanism.state)
    return player, mechanism


def as_state(message, mechanism, offer, by):
    return SAOState(running=True, started=True, step=message["round"], relative_time=message["time"],
                    n_negotiators=len(mechanism.negotiators), current_offer=offer,
                    current_proposer=by if offer else None)


for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "start":
        player, mechanism = start(message)
        others = [n.id for n in mechanism.negotiators if n is not player]
    elif message["type"] == "turn":
        offer = None if message["offer"] is None else tuple(str(k) for k in message["offer"])
        state = as_state(message, mechanism, offer, others[0])
        response = None
        if offer is not None:
            response = player.respond(state, source=others[0])
            player.on_partner_proposal(state, partner_id=others[0], offer=offer)
        if response == ResponseType.ACCEPT_OFFER:
            answer = dict(move="accept")
        elif response == ResponseType.END_NEGOTIATION:
            answer = dict(move="end")
        else:
            mine = player.propose(state)
            mine = getattr(mine, "outcome", mine)
            answer = dict(move="end") if mine is None else dict(move="offer", outcome=[int(k) for k in mine])
        print(json.dumps(answer), flush=True)
    elif message["type"] == "vote":
        text = tuple(str(k) for k in message["text"])
        yes = player.respond(as_state(message, mechanism, text, others[0]), source=others[0])
        print(json.dumps(dict(move="accept" if yes == ResponseType.ACCEPT_OFFER else "reject")), flush=True)
