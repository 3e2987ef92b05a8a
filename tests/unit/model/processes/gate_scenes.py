"""Papers filed by hand, chains of stages, and how long a paper waits for them."""

from __future__ import annotations

from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.processes.initiation.proposals import file_dossier
from paradiplomacy.state.codes import BOTTOM_UP, CLEARED, MOU, NONE, PROGRAMME_SLOTS
from tests.unit.model.processes.scenes import AA_CC, CULTURE, scene

PAPER = PROGRAMME_SLOTS
"""The paper dossier of the first tie."""

PARAMETERS = {
    "gate__patience": 30,
    "gate__revision_gain": 0.5,
    "gate__tension": 0.3,
    "gate__recognition": 0.1,
    "gate__bilateral_pull": 0.1,
    "gate__returns": 0.8,
    "gate__loi_term": 36,
    "gate__mou_term": 60,
    "levers__triage": 0.1,
}


def file_paper(world, d, key, p, side=0, paper=MOU):
    """Let a side of a tie file for a paper."""
    file_dossier(world, d, key, NONE, paper, p, side, CULTURE, BOTTOM_UP)
    world.dossiers[d].agreement = paper


def filed(instrument=MOU, p=0, d=PAPER, key=77, **changes):
    """Return a world in which side 0 of a tie has just filed a paper dossier."""
    world = scene(**PARAMETERS | changes)
    file_paper(world, d, key, p, paper=instrument)
    return world


def regime(**stages):
    """Return a regime of the given stages, each a change to a plain central stage."""
    plain = {"owner": "x", "service_rate": 50.0, "threshold": -5.0, "required_share": {"mou": 1.0}}
    return {
        "stages": {
            name: plain | {"position": place} | change
            for place, (name, change) in enumerate(stages.items())
        }
    }


def waits(config, seed=1):
    """Return months from filing to clearance of the first tie's paper on side 0."""
    model = WorldModel(config, seed=seed)
    world = model.world
    world.clock.month = -1
    file_paper(world, PAPER, 77, AA_CC)
    for month in range(200):
        model.step()
        if world.dossiers[PAPER].decision[0] == CLEARED:
            return month
    return None


QUIET = {"mechanisms__initiation": "off", "gate__patience": 1000, "gate__returns": 0.0}
"""Nothing but what is filed by hand, which waits without end and is never sent back."""
