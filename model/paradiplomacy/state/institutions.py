"""The state of what stands between actors: charters, stages, desks, and what happens to all.

Part of the world's state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from paradiplomacy.state.fields import Entity, count, flag, identity, index, state, stock


@dataclass(slots=True, eq=False)
class Charter(Entity):
    """A regime that a country has, or may get by a reform."""

    table: ClassVar[str] = "charters"
    first_stage: int = index("first of its stages", "context")
    stage_count: int = count("stages", "number of its stages", "context")
    first_desk: int = index("first of its central desks", "context")
    desk_count: int = count("desks", "number of its central desks", "context")
    first_local: int = count("desks", "place of its first desk among those of a city", "context")
    local_count: int = count("desks", "number of its desks in each city", "context")
    fast_track: int = flag(
        "whether fast track exists", "context", config="countries.*.regime.fast_track.enabled"
    )
    month_value: float = state(
        0.0,
        "1",
        "squared drift accepted per month saved",
        "context",
        config="countries.*.regime.fast_track.month_value",
        low=0.0,
    )
    top_down_share: float = stock(
        "share of opportunities that the centre shapes",
        "context",
        config="countries.*.regime.top_down_share",
    )


@dataclass(slots=True, eq=False)
class Stage(Entity):
    """One clearance stage of a country's regime."""

    table: ClassVar[str] = "stages"
    key: int = identity("gate")
    local: int = flag(
        "whether each city has a desk of its own", "gate", config="regimes.*.stages.*.local"
    )
    desk_offset: int = index(
        "its desk among the country's, or the city's, desks", "gate", default=0
    )
    required_share: list[float] = stock(
        "share of dossiers that must pass, by instrument",
        "gate",
        config="regimes.*.stages.*.required_share",
        size=3,
    )
    service_rate: float = state(
        0.0,
        "dossiers per city and month",
        "mean service",
        "gate",
        config="regimes.*.stages.*.service_rate",
        low=0.0,
    )
    background_load: float = stock(
        "share of service taken by outside dossiers",
        "gate",
        config="regimes.*.stages.*.background_load",
    )
    threshold: float = state(
        0.0, "1", "score at which half pass", "gate", config="regimes.*.stages.*.threshold"
    )
    slope: float = state(
        1.0, "1", "spread of the threshold", "gate", config="regimes.*.stages.*.slope", low=0.0
    )
    returns_allowed: int = count(
        "returns", "returns before refusal", "gate", config="regimes.*.stages.*.returns_allowed"
    )
    skippable: int = flag(
        "whether fast track skips it", "gate", config="regimes.*.stages.*.skippable"
    )


@dataclass(slots=True, eq=False)
class Desk(Entity):
    """The server of a stage: one per country, or one per city where the stage is local.

    A dossier takes a ticket when it arrives; it is decided when the count of the served passes its
    ticket. Background dossiers take tickets too, and exist only as counts.
    """

    table: ClassVar[str] = "desks"
    key: int = identity("context gate")
    stage: int = index("stage it serves", "gate")
    size: float = state(1.0, "cities", "number of cities it serves", "gate", low=0.0)
    reviewers: float = state(
        1.0, "1", "reviewers allotted, 1 = as the service rate assumes", "context gate", low=0.0
    )
    arrived: int = count("dossiers", "tickets handed out so far", "context gate indicators")
    served: int = count("dossiers", "tickets served so far", "context gate indicators")
    head: int = index("first file in the queue", "gate")
    tail: int = index("last file in the queue", "gate")
    tray: int = index("first file of those that arrived this month", "gate")


@dataclass(slots=True, eq=False)
class Listing(Entity):
    """A city's place in the directory in which searchers look partners up.

    Places are spread over [0, 1) by the cities' keys, so that one more city moves no other; the
    span before a place is the chance that a look-up ends there.
    """

    table: ClassVar[str] = "directory"
    place: float = stock("where it stands", "initiation")
    span: float = stock("distance from the place before it", "initiation")
    city: int = index("the city", "initiation")


@dataclass(slots=True, eq=False)
class Happening(Entity):
    """A dated or random event from outside, which moves one field for a time."""

    table: ClassVar[str] = "happenings"
    key: int = identity("context")
    target: int = index("code of the field it moves", "context", config="events.*.field")
    row: int = index("whose field", "context")
    column: int = index("toward whom, or in which sector", "context")
    change: float = state(0.0, "1", "by how much", "context", config="events.*.change")
    charter: int = index(
        "charter that a reform puts into force", "context", config="events.*.regime"
    )
    start: int = state(
        0,
        "months",
        "month in which it begins, if dated",
        "context",
        config="events.*.month",
        low=-12_000,
    )
    duration: int = count(
        "months", "how long it lasts; 0: for good", "context", config="events.*.duration"
    )
    rate: float = stock("chance to begin in a month, if random", "context", config="events.*.rate")
    active: int = flag("whether it goes on", "context")
    until: int = state(0, "months", "month in which it ends", "context", low=-12_000)
    applied: float = state(0.0, "1", "change that came about, to be taken back", "context")
