"""Scenes for the tests of processes: a world in its first month, in which single rules run."""

from __future__ import annotations

from paradiplomacy.initialisation.build import build_world
from paradiplomacy.initialisation.names import names
from paradiplomacy.schedule import MONTH
from paradiplomacy.state.codes import DOSSIER_SLOTS, EVENT_KINDS, PROGRAMME_SLOTS
from tests.support.worlds import small

NORTH, SOUTH = range(2)
AA, BB, CC, DD = range(4)
"""The cities of the small world; the first two lie in the north."""

AA_CC, BB_CC, BB_DD = range(3)
"""The ties of the small world, and their ends: cc is side 1 of the first two, dd 0 of the last."""

CULTURE, EDUCATION, TECHNOLOGY = range(3)

FRIENDS, SCHOOL = (names(small()).ngos.index(name) for name in ("friends", "school"))
"""The two organisations of the small world that are there; all others are latent."""

LATENT = names(small()).ngos.index("cc: foundation")


def scene(seed=1, month=0, **changes):
    """Return the small world, with dotted changes, at the beginning of a month."""
    world = build_world(small(**changes), seed=seed)
    world.clock.month = month
    # Tests place programmes and dossiers by hand, where no rule counts them; a tie whose counts are
    # too high only takes longer.
    for partnership in world.partnerships:
        partnership.slots, partnership.pending = PROGRAMME_SLOTS, DOSSIER_SLOTS
    for g, programme in enumerate(world.programmes):
        programme.partnership = g // PROGRAMME_SLOTS
    for d, dossier in enumerate(world.dossiers):
        dossier.partnership = d // DOSSIER_SLOTS
    return world


def let(world, process, months=1):
    """Let some months pass in which one process alone acts."""
    for _ in range(months):
        for step in MONTH:
            if step.process == process:
                for row in range(len(getattr(world, step.table))):
                    step.rule(world, row)
        world.clock.month += 1


def told(world):
    """Return how often each kind of event happened, by name; kinds that did not are left out."""
    counts = zip(EVENT_KINDS, world.tallies, strict=True)
    return {kind: tally.count for kind, tally in counts if tally.count}
