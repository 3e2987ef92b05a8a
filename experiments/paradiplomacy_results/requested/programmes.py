"""The table of programmes: the life of each, from proposal to end, as a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.state.codes import (
    APPROVED,
    BY_NGO,
    CLEARED,
    FREE,
    G2G,
    HYBRID,
    NGO_CARRIED,
    NGO_LEAD,
    NONE,
    PROPOSED,
    REFUSED,
    RUNNING,
)
from paradiplomacy.state.fields import Entity, is_whole, specs
from paradiplomacy.state.relations import Programme
from paradiplomacy_results.declared import DeclaredColumn
from paradiplomacy_results.requested.columns import (
    Names,
    RequestedColumn,
    RequestedTable,
    declared_as,
    made,
)
from paradiplomacy_results.requested.lives import Lives

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from paradiplomacy_results.requested.snapshots import Snapshots

    Told = Callable[[Lives], NDArray[Any]]

SCALES = ("small", "medium", "large")
ORIGINS = ("bottom_up", "top_down", "by_ngo")
CARRIERS = ("g2g", "hybrid", "ngo")
"""What codes of a programme stand for, each the place of its name."""

ENDINGS = (
    *("completed", "broken_off", "abandoned", "refused", "lapsed"),
    *("proposed", "approved", "running"),
)
"""How a programme ended, or, if it did not, how far it is."""

MONEY = "programme-months"


def last(entity: type[Entity], name: str) -> RequestedColumn:
    """Return the column that a field is in the last month of a programme."""
    spec = specs(entity)[name]
    kind: Any = "whole" if is_whole(entity, name) else "number"
    declared = declared_as(spec, kind, formula=f"{spec.meaning}, when last seen")
    return RequestedColumn(
        declared, lambda world: Lives(world).at_end(getattr(world.programmes, name))
    )


def named(told: Told, names: Names, formula: str, *, null: str = "") -> RequestedColumn:
    """Return a column of texts."""
    declared = DeclaredColumn(kind="text", formula=formula, null=null)
    return RequestedColumn(declared, lambda world: told(Lives(world)), names)


def month(told: Told, formula: str, null: str = "") -> RequestedColumn:
    """Return a column of months; ``null`` says what it means that there is none."""
    declared = DeclaredColumn(kind="whole", unit="months", formula=formula, low=0.0, null=null)
    return RequestedColumn(declared, lambda world: told(Lives(world)))


def count(told: Told, unit: str, formula: str) -> RequestedColumn:
    """Return a column of whole numbers."""
    return made(lambda world: told(Lives(world)), unit, formula, kind="whole")


def _filed_by(lives: Lives) -> NDArray[Any]:
    """Return the city whose side filed it, NONE where an organisation set it up."""
    world = lives.world
    side, tie = lives.proposer, np.maximum(world.programmes.partnership, 0)
    runs, months = (
        np.arange(n)[(..., *[None] * k)] for n, k in zip(tie.shape[:2], (2, 1), strict=True)
    )
    cities = world.partnerships.cities[runs, months, tie, np.minimum(side, 1)]
    return np.where(side == NGO_LEAD, NONE, cities)


def _carrier(lives: Lives) -> NDArray[Any]:
    programmes = lives.world.programmes
    with_ngo = np.where(programmes.ngo == NONE, G2G, HYBRID)
    return lives.at_end(np.where(programmes.lead == NGO_LEAD, NGO_CARRIED, with_ngo))


def _taken_over(lives: Lives) -> NDArray[Any]:
    programmes = lives.world.programmes
    by_ngo = lives.at_end(programmes.lead) == NGO_LEAD
    return np.asarray(by_ngo & (programmes.origin != BY_NGO))


def _cleared(lives: Lives) -> NDArray[Any]:
    """Return the month of approval, and not one that a place has had from the beginning."""
    programmes = lives.world.programmes
    seen = lives.first(np.isin(programmes.status, (APPROVED, RUNNING)) | lives.runs) != NONE
    cleared = seen | lives.at_end(np.asarray(lives.decided(CLEARED).all(axis=-1)))
    asked = cleared & (programmes.origin != BY_NGO)
    return np.where(asked, lives.at_end(programmes.approved_at), NONE)


def _started(lives: Lives) -> NDArray[Any]:
    return lives.first(lives.runs | (lives.world.programmes.status == RUNNING))


def _ended(lives: Lives) -> NDArray[Any]:
    return lives.first(lives.world.programmes.status == FREE)


def _ending(lives: Lives) -> NDArray[Any]:
    programmes = lives.world.programmes
    status = lives.at_end(programmes.status)
    duration = lives.by_scale(lives.world.parameters.programme.duration)
    completed = lives.at_end(np.asarray(programmes.months_run >= duration))
    allowed = (_cleared(lives) != NONE) | (programmes.origin == BY_NGO)
    choices = [
        (status == PROPOSED, "proposed"),
        (status == APPROVED, "approved"),
        (status == RUNNING, "running"),
        ((_started(lives) != NONE) & completed, "completed"),
        (_started(lives) != NONE, "broken_off"),
        (allowed, "abandoned"),
        (lives.at_end(np.asarray(lives.decided(REFUSED).any(axis=-1))), "refused"),
    ]
    conditions, names = zip(*choices, strict=True)
    return np.select(conditions, [ENDINGS.index(name) for name in names], ENDINGS.index("lapsed"))


def _due(lives: Lives) -> NDArray[Any]:
    """Tell in which months milestones were kept or missed."""
    months = np.arange(lives.begins.shape[1])[:, None]
    return np.asarray(lives.world.programmes.reported == months)


def _kept(lives: Lives) -> NDArray[Any]:
    return np.asarray(_due(lives) & (lives.world.programmes.kept_now > 0))


def _shares(lives: Lives) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return in each month the shares of the cost that the cities and the organisation paid.

    Who led it while it was paid for is who led it at the end of the month before. Last comes the
    cost of a month.
    """
    world = lives.world
    programmes, lead_share = world.programmes, world.parameters.budgeting.lead_share
    lead = lives.before(programmes.lead, lives.proposer)
    ngo = lives.before(programmes.ngo, programmes.ngo)
    paid = programmes.paid
    borne = [np.where(lead == side, lead_share, 1.0 - lead_share) for side in range(2)]
    cities = np.where(lead == NGO_LEAD, 0.0, borne[0] * paid[..., 0] + borne[1] * paid[..., 1])
    others = np.where(ngo == NONE, 0.0, paid[..., 2] * np.maximum(1.0 - cities, 0.0))
    return cities, others, lives.by_scale(world.parameters.programme.cost)


def _paid_cities(lives: Lives) -> NDArray[Any]:
    cities, _, cost = _shares(lives)
    return lives.total(cities * cost, lives.runs)


def _paid_ngo(lives: Lives) -> NDArray[Any]:
    _, others, cost = _shares(lives)
    return lives.total(others * cost, lives.runs)


def _money(told: Told, formula: str) -> RequestedColumn:
    return made(lambda world: told(Lives(world)), MONEY, formula)


def _begins(world: Snapshots) -> NDArray[Any]:
    return Lives(world).begins


PROGRAMMES = RequestedTable(
    name="programmes",
    about="programme of a partnership",
    source=Programme,
    every=0,
    there=_begins,
    columns={
        "partnership": named(
            lambda lives: lives.world.programmes.partnership, "partnerships", "its tie"
        ),
        "programme": count(
            lambda lives: lives.world.programmes.ordinal,
            "1",
            "its number within the tie, as in the events",
        ),
        "sector": named(lambda lives: lives.world.programmes.sector, "sectors", "its sector"),
        "scale": named(lambda lives: lives.world.programmes.scale, SCALES, "how large it is"),
        "origin": named(
            lambda lives: lives.world.programmes.origin,
            ORIGINS,
            "who proposed it: a city, a city at the centre's behest, an organisation",
        ),
        "proposer": named(
            _filed_by, "cities", "id of the city that filed it", null="an organisation set it up"
        ),
        "proposed": month(
            lambda lives: lives.first(lives.taken),
            "month in which it was proposed, and filed unless an organisation set it up",
        ),
        "cleared": month(
            _cleared,
            "month in which both sides had cleared it",
            "never, or an organisation's own, which needs no clearance",
        ),
        "started": month(_started, "month in which it began to run", "never"),
        "first_delivered": month(
            lambda lives: lives.first(_kept(lives)), "month of its first delivery", "none"
        ),
        "last_delivered": month(
            lambda lives: lives.last(_kept(lives)), "month of its last delivery", "none"
        ),
        "ended": month(_ended, "month in which it ended", "it is under way"),
        "ending": named(_ending, ENDINGS, "how it ended, or how far it is at the end of the run"),
        "months_run": count(
            lambda lives: lives.at_end(lives.world.programmes.months_run),
            "months",
            "months it has run",
        ),
        "promised": count(
            lambda lives: lives.total(lives.world.programmes.due_now, _due(lives)).astype(int),
            "milestones",
            "milestones that came due",
        ),
        "delivered": count(
            lambda lives: lives.total(lives.world.programmes.kept_now, _due(lives)).astype(int),
            "milestones",
            "milestones delivered of those",
        ),
        "carrier": named(
            _carrier,
            CARRIERS,
            "who carried it last: cities, a city with an organisation, an organisation",
        ),
        "taken_over": RequestedColumn(
            DeclaredColumn(
                kind="truth", formula="whether an organisation took over what a city led"
            ),
            lambda world: _taken_over(Lives(world)),
        ),
        "ngo": named(
            lambda lives: lives.at_end(lives.world.programmes.ngo),
            "ngos",
            "id of the organisation on board last",
            null="none",
        ),
        "paid_cities": _money(_paid_cities, "money that the two cities spent on it"),
        "paid_ngo": _money(
            _paid_ngo,
            "money that the organisation on board spent on it, but for the month in which it left "
            "one that a city led",
        ),
    },
    more=last,
    followed=True,
)
"""Each programme in the order in which they were proposed."""
