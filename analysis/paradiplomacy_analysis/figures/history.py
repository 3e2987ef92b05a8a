"""What happened in one tie in one run, read from the event log: the data of ``tie_history``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from paradiplomacy_results.errors import NotRecordedError
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from paradiplomacy_results.reading import Results

GOVERNMENT_CARRIED, SHARED, NGO_CARRIED = ("government", "government and NGO", "NGO")

PAPERS = ("", "LoI", "MoU")
"""No paper, and the kinds of paper: a later one stands above those before it."""

_HELD = {"loi": "LoI", "mou": "MoU"}
_SIGNED = {"loi_signed": "LoI", "mou_signed": "MoU"}
_MILESTONES = ("milestone_delivered", "milestone_missed", "ceremony")
_ENDS = ("programme_completed", "programme_broken_off")
"""What ends a programme that has started."""

_LOSSES = ("dossier_refused", "dossier_lapsed", "programme_abandoned")
_MAYORS = ("mayor_elected", "mayor_re_elected", "mayor_left_early")


@dataclass(frozen=True)
class Paper:
    """A paper in force, from month ``start`` on and no more in month ``end``."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Stretch:
    """A time in which one kind of actor carries a programme, no more in month ``end``."""

    carrier: str
    start: int
    end: int


@dataclass
class Programme:
    """A programme that ran from month ``start`` on, and no more in month ``end``.

    ``changes`` holds from which months on who carries it, ``marks`` the months of its milestones by
    kind of event, ``row`` its row in its sector.
    """

    sector: str
    start: int
    end: int
    changes: list[tuple[int, str]]
    marks: dict[str, list[int]]
    row: int = 0

    @property
    def stretches(self) -> list[Stretch]:
        """Return who carries it, one after the other."""
        starts = [month for month, _ in self.changes if month < self.end]
        ends = [*starts[1:], self.end]
        return [
            Stretch(carrier, month, end)
            for (month, carrier), end in zip(self.changes, ends, strict=False)
        ]

    def carrier(self, month: int) -> str:
        """Return who carries it in a month in which it runs."""
        return next(each.carrier for each in self.stretches if each.start <= month < each.end)


@dataclass
class History:
    """All that a figure of one tie shows; months count from the start of the run.

    The tie exists from month ``since`` on.
    """

    months: int
    since: int
    papers: list[Paper]
    programmes: list[Programme]
    losses: dict[str, list[int]]
    mayors: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def kept(self) -> tuple[int, int]:
        """Return how many milestones were delivered, and how many were due."""
        marks = [each.marks for each in self.programmes]
        due = sum(len(months) for each in marks for months in each.values())
        return sum(len(each["milestone_delivered"]) for each in marks), due

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
    founded = entry.get("founded")
    since = max(results.month_of(founded), 0) if founded else 0
    held = entry.get("agreement")
    return History(
        months,
        since,
        papers(tie, _HELD[held["kind"]] if held else "", since, months),
        programmes(tie, _departures(events), months),
        _months(tie, _LOSSES),
        {city: _months(events[events["city"] == city], _MAYORS) for city in entry["cities"]},
    )


def _months(events: pd.DataFrame, kinds: Iterable[str]) -> dict[str, list[int]]:
    """Return the months of the events of each kind."""
    found: dict[str, list[int]] = {kind: [] for kind in kinds}
    for month, kind in zip(events["month"].tolist(), events["kind"].tolist(), strict=True):
        if kind in found:
            found[kind].append(month)
    return found


def _departures(events: pd.DataFrame) -> dict[str, list[int]]:
    """Return the months in which each NGO gave up."""
    found: dict[str, list[int]] = {}
    left = events[events["kind"] == "ngo_left"]
    for month, ngo in zip(left["month"].tolist(), left["ngo"].tolist(), strict=True):
        found.setdefault(str(ngo), []).append(month)
    return found


def _rows(events: pd.DataFrame) -> Iterable[Any]:
    return events.itertuples(index=False)


def papers(tie: pd.DataFrame, held: str, since: int, months: int) -> list[Paper]:
    """Return the papers in force, one after the other, from the events of a tie.

    ``held`` is in force when the tie begins, in month ``since``. A lower paper leaves a higher one
    in force; a renewal puts the paper into force that stood when it was asked for, also where that
    has just lapsed.
    """
    kind, start, asked = held, since, ""
    found: list[Paper] = []
    for event in _rows(tie):
        before = kind
        if event.kind == "renewal_filed":
            asked = kind
        elif event.kind == "agreement_lapsed":
            kind = ""
        elif event.kind == "agreement_renewed":
            kind = max(kind, asked, key=PAPERS.index)
        elif event.kind in _SIGNED:
            kind = max(kind, _SIGNED[event.kind], key=PAPERS.index)
        if kind == before:
            continue
        if before:
            found.append(Paper(before, start, event.month))
        start = event.month
        # Renewed in the month in which it lapsed: it was never out of force.
        if found and found[-1].kind == kind and found[-1].end == start:
            start = found.pop().start
    if kind:
        found.append(Paper(kind, start, months))
    return [paper for paper in found if paper.end > paper.start]


def programmes(
    tie: pd.DataFrame, departures: Mapping[str, Sequence[int]], months: int
) -> list[Programme]:
    """Return the programmes that started, from the events of a tie.

    ``departures`` are the months in which each NGO gave up: from the next month on the city carries
    alone what the NGO was on board of. Each programme has the first free row of its sector.
    """
    led_by_city: dict[int, bool] = {}
    aboard: dict[int, str] = {}
    found: dict[int, Programme] = {}
    for event in _rows(tie[tie["programme"].notna()]):
        number = int(event.programme)
        ran = found.get(number)
        if event.kind == "programme_proposed":
            led_by_city[number] = isinstance(event.city, str)
        elif event.kind == "programme_started":
            carrier = _carrier(event, led_by_city.get(number, True))
            marks: dict[str, list[int]] = {kind: [] for kind in _MILESTONES}
            began = [(event.month, carrier)]
            found[number] = Programme(event.sector, event.month, months, began, marks)
            if carrier == SHARED:
                aboard[number] = event.ngo
        elif ran is None:
            continue
        elif event.kind == "programme_taken_over":
            ran.changes.append((event.month + 1, NGO_CARRIED))
        elif event.kind in _MILESTONES:
            ran.marks[event.kind].append(event.month)
        elif event.kind in _ENDS:
            ran.end = event.month + 1
    for number, ngo in aboard.items():
        _let_go(found[number], departures.get(ngo, ()))
    ordered = list(found.values())
    _stack(ordered)
    return ordered


def _let_go(programme: Programme, departures: Sequence[int]) -> None:
    """Let the city carry a shared programme alone once the NGO on board has given up."""
    left = next((month + 1 for month in departures if month >= programme.start), programme.end)
    others = [month for month, _ in programme.changes[1:]]
    if left < min([programme.end, *others]):
        programme.changes.insert(1, (left, GOVERNMENT_CARRIED))


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
