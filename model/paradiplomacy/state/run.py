"""The state of a run: where it stands, which mechanisms it uses, what has been logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from paradiplomacy.state.fields import Entity, count, index, state


@dataclass(slots=True, eq=False)
class Clock(Entity):
    """Where a run stands."""

    table: ClassVar[str] = "clock"
    month: int = state(
        -1,
        "months",
        "months since the start; -1 before the first",
        "randomness context budgeting initiation gate delivery trust learning carrying"
        " journal indicators",
        low=-12000,
    )
    run_key: int = state(0, "key", "key of the run, from seed and replicate", "randomness")
    start: int = state(
        0, "months since year 0", "calendar month of month 0", "budgeting", config="scenario.start"
    )
    ties: int = count(
        "ties",
        "ties founded so far, those of the scenario included",
        "context initiation gate carrying indicators",
    )
    awaited: int = count(
        "ties", "ties that the scenario founds later", "initiation carrying indicators"
    )
    logging: int = state(
        0, "0 or 1", "whether events are written to the log", "journal", low=0, high=1, output=True
    )
    logged: int = count("events", "events in the log", "journal", output=True)
    unlogged: int = count("events", "events that found the log full", output=True)


@dataclass(slots=True, eq=False)
class Mechanisms(Entity):
    """Which variant of each mechanism runs."""

    table: ClassVar[str] = "mechanisms"
    context: int = count("code", "variant of context", "context", config="mechanisms.context")
    leadership: int = count(
        "code", "variant of leadership", "context leadership", config="mechanisms.leadership"
    )
    budgeting: int = count(
        "code", "variant of budgeting", "budgeting", config="mechanisms.budgeting"
    )
    initiation: int = count(
        "code", "variant of initiation", "initiation", config="mechanisms.initiation"
    )
    gate: int = count("code", "variant of gate", "context gate", config="mechanisms.gate")
    coordination: int = count(
        "code", "variant of coordination", "coordination", config="mechanisms.coordination"
    )
    delivery: int = count("code", "variant of delivery", "delivery", config="mechanisms.delivery")
    participation: int = count(
        "code", "variant of participation", "participation", config="mechanisms.participation"
    )
    trust: int = count("code", "variant of trust", "trust", config="mechanisms.trust")
    bilateral: int = count(
        "code", "variant of bilateral", "bilateral", config="mechanisms.bilateral"
    )
    norms: int = count("code", "variant of norms", "norms", config="mechanisms.norms")
    learning: int = count(
        "code", "variant of learning", "initiation learning", config="mechanisms.learning"
    )
    carrying: int = count(
        "code", "variant of carrying", "initiation carrying", config="mechanisms.carrying"
    )


@dataclass(slots=True, eq=False)
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


@dataclass(slots=True, eq=False)
class Tally(Entity):
    """How often each kind of event happened."""

    table: ClassVar[str] = "tallies"
    count: int = count("events", "events of this kind so far", "indicators", output=True)
