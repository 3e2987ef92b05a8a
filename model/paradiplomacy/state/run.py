"""The state of a run: where it stands, which mechanisms it uses, what has been logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from paradiplomacy.state.fields import Entity, count, index, state


@dataclass(slots=True, eq=False, repr=False)
class Clock(Entity):
    """Where a run stands."""

    table: ClassVar[str] = "clock"
    month: int = state(-1, "months", "months since the start; -1 before the first", low=-12000)
    run_key: int = state(0, "key", "key of the run, from seed and replicate", long=True)
    start: int = state(
        0, "months since year 0", "calendar month of month 0", config="scenario.start"
    )
    partnership_count: int = count("ties", "ties founded so far, those of the scenario included")
    longest_wait: int = count(
        "months", "longest wait of a file that is told apart", config="gate.patience"
    )
    awaited: int = count("ties", "ties that the scenario founds later")
    logging: int = state(
        0, "0 or 1", "whether events are written to the log", low=0, high=1, output=True
    )
    triads: int = count(
        "triads", "pairs of partners of one city, from two countries, so far", output=True
    )
    triangles: int = count("triangles", "cities with ties to each other, in threes", output=True)
    papers: int = count("papers", "papers signed so far, those of the start included", output=True)
    logged: int = count("events", "events in the log", output=True, long=True)
    unlogged: int = count("events", "events that found the log full", output=True, long=True)


@dataclass(slots=True, eq=False, repr=False)
class Mechanisms(Entity):
    """Which variant of each mechanism runs."""

    table: ClassVar[str] = "mechanisms"
    context: int = count("code", "variant of context", config="mechanisms.context")
    leadership: int = count("code", "variant of leadership", config="mechanisms.leadership")
    budgeting: int = count("code", "variant of budgeting", config="mechanisms.budgeting")
    initiation: int = count("code", "variant of initiation", config="mechanisms.initiation")
    gate: int = count("code", "variant of gate", config="mechanisms.gate")
    coordination: int = count("code", "variant of coordination", config="mechanisms.coordination")
    delivery: int = count("code", "variant of delivery", config="mechanisms.delivery")
    participation: int = count(
        "code", "variant of participation", config="mechanisms.participation"
    )
    trust: int = count("code", "variant of trust", config="mechanisms.trust")
    bilateral: int = count("code", "variant of bilateral", config="mechanisms.bilateral")
    norms: int = count("code", "variant of norms", config="mechanisms.norms")
    learning: int = count("code", "variant of learning", config="mechanisms.learning")
    carrying: int = count("code", "variant of carrying", config="mechanisms.carrying")


@dataclass(slots=True, eq=False, repr=False)
class Event(Entity):
    """One line of the event log."""

    table: ClassVar[str] = "events"
    month: int = state(0, "months", "when", output=True)
    kind: int = index("code of the kind", output=True)
    partnership: int = index("tie", output=True)
    city: int = index("city", output=True)
    ngo: int = index("NGO", output=True)
    sector: int = index("sector", output=True)
    programme: int = index("programme's number within the tie", output=True)


@dataclass(slots=True, eq=False, repr=False)
class Tally(Entity):
    """How often each kind of event happened."""

    table: ClassVar[str] = "tallies"
    count: int = count("events", "events of this kind so far", output=True, long=True)
