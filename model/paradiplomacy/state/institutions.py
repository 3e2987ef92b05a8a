"""The state of what stands between actors: charters, stages, desks, and what happens to all.

Part of the world's state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from paradiplomacy.state.codes import MOST_RETURNS
from paradiplomacy.state.fields import Entity, count, flag, identity, index, state, stock


@dataclass(slots=True, eq=False, repr=False)
class Charter(Entity):
    """A regime that a country has, or may get by a reform."""

    table: ClassVar[str] = "charters"
    first_stage: int = index("first of its stages")
    stage_count: int = count("stages", "number of its stages")
    first_desk: int = index("first of its central desks")
    desk_count: int = count("desks", "number of its central desks")
    first_local: int = count("desks", "place of its first desk among those of a city")
    local_count: int = count("desks", "number of its desks in each city")
    fast_track: int = flag(
        "whether fast track exists", config="countries.*.regime.fast_track.enabled"
    )
    month_value: float = state(
        0.0,
        "1",
        "squared drift accepted per month saved",
        config="countries.*.regime.fast_track.month_value",
        low=0.0,
    )
    top_down_share: float = stock(
        "share of opportunities that the centre shapes", config="countries.*.regime.top_down_share"
    )


@dataclass(slots=True, eq=False, repr=False)
class Stage(Entity):
    """One clearance stage of a country's regime."""

    table: ClassVar[str] = "stages"
    key: int = identity()
    local: int = flag("whether each city has a desk of its own", config="regimes.*.stages.*.local")
    desk_offset: int = index("its desk among the country's, or the city's, desks", default=0)
    required_share: list[float] = stock(
        "share of dossiers that must pass, by instrument",
        config="regimes.*.stages.*.required_share",
        size=3,
    )
    service_rate: float = state(
        0.0,
        "dossiers per city and month",
        "mean service",
        config="regimes.*.stages.*.service_rate",
        low=0.0,
    )
    background_load: float = stock(
        "share of service taken by outside dossiers", config="regimes.*.stages.*.background_load"
    )
    threshold: float = state(
        0.0, "1", "score at which half pass", config="regimes.*.stages.*.threshold"
    )
    slope: float = state(
        1.0, "1", "spread of the threshold", config="regimes.*.stages.*.slope", low=0.0
    )
    returns_allowed: int = count(
        "returns",
        "times a file is sent back at most",
        config="regimes.*.stages.*.returns_allowed",
        high=MOST_RETURNS,
    )
    skippable: int = flag("whether fast track skips it", config="regimes.*.stages.*.skippable")


@dataclass(slots=True, eq=False, repr=False)
class Desk(Entity):
    """The server of a stage: one per country, or one per city where the stage is local.

    A dossier takes a ticket when it arrives; it is decided when the count of the served passes its
    ticket. Background dossiers take tickets too, and exist only as counts.
    """

    table: ClassVar[str] = "desks"
    key: int = identity()
    stage: int = index("stage it serves")
    size: float = state(1.0, "cities", "number of cities it serves", low=0.0)
    reviewers: float = state(
        1.0, "1", "reviewers allotted, 1 = as the service rate assumes", low=0.0
    )
    arrived: int = count("dossiers", "tickets handed out so far", long=True)
    served: int = count("dossiers", "tickets served so far", long=True)
    head: int = index("first file in the queue")
    tail: int = index("last file in the queue")
    tray: int = index("first file of those that arrived this month")


@dataclass(slots=True, eq=False, repr=False)
class Listing(Entity):
    """A city's place in the directory in which searchers look partners up.

    Places are spread over [0, 1) by the cities' keys, so that one more city moves no other; the
    span before a place is the chance that a look-up ends there.
    """

    table: ClassVar[str] = "directory"
    place: float = stock("where it stands")
    span: float = stock("distance from the place before it")
    city: int = index("the city")


@dataclass(slots=True, eq=False, repr=False)
class ExternalEvent(Entity):
    """A timeline, or a dated or random event from outside, which changes one field or parameter."""

    table: ClassVar[str] = "external_events"
    key: int = identity()
    target: int = index("code of the field it changes", config="events.*.field")
    row: int = index("whose field, or the place of the parameter")
    column: int = index("toward whom, in which sector, of which side")
    low: float = state(0.0, "unit of the field", "lower bound of the field")
    high: float = state(0.0, "unit of the field", "upper bound of the field")
    operation: int = count("code", "whether it adds, sets or scales")
    change: float = state(
        0.0, "unit of the field", "to what, by what factor or by how much", config="events.*.change"
    )
    next_value: int = index("next value of a timeline", config="timelines")
    last_value: int = index("last value of a timeline")
    charter: int = index("charter that a reform puts into force", config="events.*.regime")
    start: int = state(
        0, "months", "month in which it begins, if dated", config="events.*.month", low=-12_000
    )
    duration: int = count("months", "how long it lasts; 0: for good", config="events.*.duration")
    rate: float = stock("chance to begin in a month, if random", config="events.*.rate")
    active: int = flag("whether it goes on")
    until: int = state(0, "months", "month in which it ends", low=-12_000)
    applied: float = state(0.0, "1", "change that came about, to be taken back")


@dataclass(slots=True, eq=False, repr=False)
class DatedValue(Entity):
    """One value of a timeline, from a month on."""

    table: ClassVar[str] = "dated_values"
    month: int = count("months", "month from which it holds")
    stated: int = flag("whether it is stated, not one on the way between two that are")
    amount: float = state(0.0, "unit of the field", "the value", config="timelines.*.values")
