"""Custom mechanisms of trust for tests: one that does well, and such as do harm."""

from __future__ import annotations

from paradiplomacy.randomness import run_key

PEOPLE_FIRST = """
from paradiplomacy.processes import trust

def revise_trust(world, c):
    trust.revise_trust(world, c)
    for tie, side in world.cities[c].partnerships:
        tie.trust[side] = min(tie.trust[side], tie.trust[2 + side])
"""


def in_replicates(**deeds: str) -> str:
    """Return a mechanism that does each deed in one replicate, in its third month.

    Every run looks that nothing is remembered of another one.
    """
    keys = {run_key(1, int(name[1:])): deed for name, deed in deeds.items()}
    return f"""
import os, sys, threading
from paradiplomacy.processes import trust
DEEDS = {keys}
SEEN = []

def revise_trust(world, c):
    trust.revise_trust(world, c)
    SEEN.append((world.clock.month, c))
    assert SEEN.count((0, c)) == 1, "it remembers"
    if world.clock.month == 2:
        exec(DEEDS.get(world.clock.run_key, ""), globals(), {{"world": world}})
"""
