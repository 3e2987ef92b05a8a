"""What happened in one tie in one run, read from the event log: the data of ``tie_history``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from paradiplomacy_results.errors import NotRecordedError
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from paradiplomacy_results.reading import Results

GOVERNMENT_CARRIED, SHARED, NGO_CARRIED = ("government", "government and NGO", "NGO")

_SIGNED = {"loi_signed": "LoI", "mou_signed": "MoU"}
_MILESTONES = ("milestone_delivered", "milestone_missed", "ceremony")
_ENDS = ("programme_completed", "programme_broken_off")
"""What ends a programme that has started."""

_LOSSES = ("dossier_refused", "dossier_lapsed", "programme_abandoned")
_MAYORS = ("mayor_elected", "mayor_re_elected", "mayor_left_early")


@dataclass(frozen=True)
class Paper:
    """A paper in force, from month ``start`` to month ``end``."""

    kind: str
    start: int
    end: int


@dataclass
class Programme:
    """A programme that ran: sector, carrier, months from ``start`` to ``end``.

    ``marks`` holds the months of its milestones by kind of event, ``row`` its row in its sector.
    """

    sector: str
    carrier: str
    start: int
    end: int
    marks: dict[str, list[int]]
    row: int = 0


@dataclass
class History:
    """All that a figure of one tie shows; months count from the start of the run."""

    months: int
    papers: list[Paper]
    programmes: list[Programme]
    losses: dict[str, list[int]]
    mayors: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def rows(self) -> dict[str, int]:
        """Return the number of rows that each sector needs, sectors by their first programme."""
        rows: dict[str, int] = {}
        for programme in self.programmes:
            rows[programme.sector] = max(rows.get(programme.sector, 1), programme.row + 1)
        return rows


def history(results: Results, partnership: str, run: int) -> History:
    """Read the history of ``partnership`` in ``run``.

    Raises ``KeyError`` for an unknown partnership and :class:`NotRecordedError` where the events of
    that run were not recorded.
    """
    entry = results.config["partnerships"][partnership]
    events = results.events
    events = events[events["run"] == run]
    if events.empty:
        how = argument("events", True)
        raise NotRecordedError(f"no events of run {run} in {results.directory}: run with {how}")
    months = results.manifest.months
    tie = events[events["partnership"] == partnership]
    return History(
        months,
        _papers(tie, entry.get("agreement"), months),
        _programmes(tie, months),
        {kind: _months(tie, kind) for kind in _LOSSES},
        {
            city: {kind: _months(events[events["city"] == city], kind) for kind in _MAYORS}
            for city in entry["cities"]
        },
    )


def _months(events: pd.DataFrame, kind: str) -> list[int]:
    return [int(month) for month in events.loc[events["kind"] == kind, "month"]]


def _rows(events: pd.DataFrame) -> Iterable[Any]:
    return events.itertuples(index=False)


def _papers(tie: pd.DataFrame, held: dict[str, Any] | None, months: int) -> list[Paper]:
    """Return the papers in force, one after the other; ``held`` was in force before the start."""
    kind = {"loi": "LoI", "mou": "MoU"}[held["kind"]] if held else ""
    since = 0
    papers = []
    for event in _rows(tie):
        if event.kind in _SIGNED or event.kind == "agreement_lapsed":
            if kind:
                papers.append(Paper(kind, since, event.month))
            kind, since = _SIGNED.get(event.kind, ""), event.month
    if kind:
        papers.append(Paper(kind, since, months))
    return papers


def _programmes(tie: pd.DataFrame, months: int) -> list[Programme]:
    """Return the programmes that started, each in the first free row of its sector."""
    led_by_city: dict[int, bool] = {}
    found: dict[int, Programme] = {}
    for event in _rows(tie[tie["programme"].notna()]):
        number = int(event.programme)
        if event.kind == "programme_proposed":
            led_by_city[number] = isinstance(event.city, str)
        elif event.kind == "programme_started":
            carrier = _carrier(event, led_by_city.get(number, True))
            marks: dict[str, list[int]] = {kind: [] for kind in _MILESTONES}
            found[number] = Programme(event.sector, carrier, event.month, months, marks)
        elif number in found and event.kind in _MILESTONES:
            found[number].marks[event.kind].append(event.month)
        elif number in found and event.kind in _ENDS:
            found[number].end = event.month + 1
    programmes = list(found.values())
    _stack(programmes)
    return programmes


def _carrier(started: Any, led_by_city: bool) -> str:
    if not led_by_city:
        return NGO_CARRIED
    return SHARED if isinstance(started.ngo, str) else GOVERNMENT_CARRIED


def _stack(programmes: list[Programme]) -> None:
    """Give each programme the first row of its sector that is free when it starts."""
    busy: dict[str, list[int]] = {}
    for programme in programmes:
        ends = busy.setdefault(programme.sector, [])
        free = [row for row, end in enumerate(ends) if end <= programme.start]
        programme.row = free[0] if free else len(ends)
        if free:
            ends[programme.row] = programme.end
        else:
            ends.append(programme.end)
