"""Screening, the rival that takes review for more than a hurdle: it sees what plans overlook.

Part of gate, in the variant ``screening`` alone. Rule in words. Who plans looks at the case from
inside, and overrates the means of the city by the same part, whatever the regime: its staff, and
the money for a programme. What is planned is then too much, or too large. A central stage looks
from outside. The better prepared the file of a programme, the likelier it is that the stage sees
what the city really has; what is missing then is the chance that it refuses. A local stage is of
the city itself and shares its view, and letters and memoranda need no means.

Equations. With o the optimism, s the scrutiny and a the preparation of the file::

    planned means = (1 + o) x means
    chance of refusal = s a (1 - min(money, staff))

money the share of a year's cost that the city can bear, staff the share of its staff that would be
there for each programme if this one ran too.

Sources. Plans overrate what they look at from inside, and whoever looks from outside does not:
Kahneman & Lovallo 1993 (Management Science 39:17-31), in words. Costs that are 28 % above those
planned, on average: Flyvbjerg, Holm & Buhl 2002 (Journal of the American Planning Association
68:279-295), of infrastructure. Forms assumed. Evidence: E33.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.delivery.resources import rationed, staff_of
from paradiplomacy.processes.gate import SCREENING
from paradiplomacy.processes.gate.queues import side_city, stage_of
from paradiplomacy.processes.shared.means import affordable
from paradiplomacy.randomness import SCRUTINY, bernoulli, uniform_once, wrap
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import NONE

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def boldness(world: World) -> float:
    """Return how many times its real means a plan counts on."""
    if world.mechanisms.gate == SCREENING:
        return 1.0 + world.parameters.gate.optimism
    return 1.0


@rule
def overreaches(world: World, d: int, side: int) -> bool:
    """Tell whether a stage sees that the city of one side lacks means for the programme."""
    dossier = world.dossiers[d]
    if world.mechanisms.gate != SCREENING or dossier.programme == NONE:
        return False
    stage = world.stages[stage_of(world, d, side)]
    if stage.local == 1:
        return False
    seen = world.parameters.gate.scrutiny * dossier.quality[side]
    missing = shortfall(world, side_city(world, d, side), world.programmes[dossier.programme].scale)
    u = uniform_once(world.clock, SCRUTINY, wrap(dossier.key + stage.key), side)
    return bernoulli(u, seen * missing)


@rule
def shortfall(world: World, c: int, scale: int) -> float:
    """Return the share of what one more programme of a scale needs that city ``c`` lacks."""
    needed = world.cities[c].load + world.parameters.programme.staff[scale]
    return 1.0 - min(affordable(world, c, scale), rationed(staff_of(world, c), needed))
