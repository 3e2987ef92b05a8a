"""Which worlds share a past, until which month, and what of it goes on in each of them.

Draws are counted, so two worlds that hold the same, and in which the same is to come, live through
the same months. What is to come is read off a world of month 0: dated events, reforms, values of
timelines, ties that enter later, first elections. Each is an entry with the first month in which it
is looked at; all else is the world's present. Worlds of one present have the same past up to the
first month of an entry that not all of them have. Nothing is declared: what is not named here as
waiting for its month belongs to the present, so that a world that is other in any other way shares
nothing.

A reform brings a charter, stages and desks, at which nobody looks before. Worlds with other such
rows are laid out otherwise; they share what comes before the first reform of either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from paradiplomacy.engines.tables import LINE
from paradiplomacy.processes.context import REGIME
from paradiplomacy.processes.leadership import OFF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.engines.copies import Copy
    from paradiplomacy.engines.prepared import EditedWorld, Recording

WORD = 8
"""Bytes of a number, whole or not."""

EVENTS, VALUES, WAITS = "external_events", "dated_values", "waits"

LAID_OUT = ("charters", "stages", "desks")
"""Tables with rows for each regime that a country has or may get."""

BY_LAYOUT = {
    "countries": ("charter", "first_stage", "first_desk"),
    "cities": ("first_desk", "own_desks"),
    "charters": ("first_stage", "first_desk"),
    "desks": ("stage",),
}
"""Fields that tell where rows of such tables stand."""

What = tuple[int, str, int, str, bytes]
"""What an entry is, wherever its row stands."""

Span = tuple[int, int, int]
"""Bytes that go on: to which place of a memory, from which place of another, and how many."""


class Entry(NamedTuple):
    """Something that is to come, and the first month in which anyone looks at it.

    It is a field of a row of a table, or where ``field`` is empty the row. ``counts`` is set where
    the field counts the months down.
    """

    month: int
    table: str
    row: int
    field: str
    content: bytes
    counts: bool = False

    @property
    def what(self) -> What:
        """Return what two worlds have in common that share the entry."""
        return self.month, self.table, self.row if self.field else 0, self.field, self.content


def may_share(copies: Iterable[Copy]) -> bool:
    """Tell whether runs of which fields are copied may share a past: not where these tell of it."""
    return not any(copy.table in (*LAID_OUT, EVENTS, VALUES, WAITS) for copy in copies)


class Past:
    """A world of month 0 by what it holds at present and what is to come in it.

    ``words`` are the numbers that the recorded world has at its places; fields that are ``copied``
    into the results are looked at from the start.
    """

    def __init__(
        self, recording: Recording, words: NDArray[np.int64], copied: Iterable[Copy] = ()
    ) -> None:
        self.recording = recording
        self.words = words
        self._copied = {(copy.table, copy.field) for copy in copied}
        self._tables: dict[str, NDArray[Any]] = dict(recording.tables._asdict())
        sizes = [-(-table.nbytes // LINE) * LINE for table in self._tables.values()]
        ends = np.cumsum(sizes)
        self._starts = dict(zip(self._tables, (ends - sizes).tolist(), strict=True))
        self._put(words, ends)

    def _put(self, words: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        """Put the numbers into copies of the tables in which they stand."""
        places = self.recording.places
        names = [[*self._tables][k] for k in np.searchsorted(ends, places[:, 0], side="right")]
        self._tables |= {name: _rows(self._tables[name]) for name in set(names)}
        raw = {name: self._tables[name].view(np.uint8).reshape(-1) for name in set(names)}
        content = words.view(np.uint8).reshape(-1, WORD)
        for name, (place, width), word in zip(names, places.tolist(), content, strict=True):
            first = place - self._starts[name]
            raw[name][first : first + width] = word[:width]

    @cached_property
    def layout(self) -> bytes:
        """Return a hash of all charters, stages and desks."""
        return _hash(self._tables[name] for name in LAID_OUT)

    @cached_property
    def present(self) -> bytes:
        """Return a hash of all that is looked at from the start."""
        return _hash(self._looked_at())

    @cached_property
    def coming(self) -> dict[What, Entry]:
        """Return what is to come, by what it is."""
        return {entry.what: entry for entry in (*self._events(), *self._fields)}

    @property
    def months(self) -> int:
        """Return the months of its runs."""
        return self.recording.frame.months

    def _looked_at(self) -> Iterator[NDArray[Any]]:
        frame = replace(self.recording.frame, waiting_rows=[])
        shapes = [(name, table.shape, table.dtype.itemsize) for name, table in self._tables.items()
                  if name not in (*LAID_OUT, EVENTS, WAITS)]  # fmt: skip
        told = repr((frame, self.recording.config.mechanisms, shapes))
        yield np.frombuffer(told.encode(), np.uint8)
        yield _rows(self._tables[EVENTS], self.at_random)
        if np.any(self._tables[EVENTS]["target"][self.at_random] == REGIME):
            yield np.frombuffer(self.layout, np.uint8)
        waiting: dict[tuple[str, str], list[int]] = {}
        for entry in self._fields:
            waiting.setdefault((entry.table, entry.field), []).append(entry.row)
        for name, table in self._tables.items():
            if name in (EVENTS, WAITS):
                continue
            rows = _rows(table, self.in_force.get(name))
            for field in BY_LAYOUT.get(name, ()):
                if (name, field) not in self._copied:
                    rows[field] = 0
            for (where, field), those in waiting.items():
                if where == name:
                    rows[field][those] = 0
            yield rows

    @cached_property
    def at_random(self) -> list[int]:
        """Return the rows of events that may begin in any month."""
        rows: list[int] = np.flatnonzero(self._tables[EVENTS]["rate"] > 0.0).tolist()
        return rows

    def _events(self) -> Iterator[Entry]:
        """Yield dated events; one that is dated before the start never happens."""
        rows = self._tables[EVENTS]
        for row in np.flatnonzero((rows["rate"] == 0.0) & (rows["start"] >= 0)).tolist():
            reform = rows["target"][row] == REGIME
            content = _rows(rows, [row]).tobytes() + (self.layout if reform else b"")
            yield Entry(int(rows["start"][row]), EVENTS, row, "", content)

    @cached_property
    def _fields(self) -> list[Entry]:
        """Return what waits in a field of a row of its own.

        That are values of timelines, ties that enter, and first elections.
        """
        found = [
            Entry(int(one["month"]), VALUES, row, "amount", one["amount"].tobytes())
            for row, one in enumerate(self._tables[VALUES])
        ]
        ties, cities = self._tables["partnerships"], self._tables["cities"]
        known = int(self._tables["clock"]["partnership_count"][0])
        if ("partnerships", "founded") not in self._copied:
            for row in np.flatnonzero(ties["exists"][:known] == 0).tolist():
                month = ties["founded"][row]
                found.append(Entry(int(month), "partnerships", row, "founded", month.tobytes()))
        held = self._tables["mechanisms"]["leadership"][0] != OFF
        if held and ("cities", "to_election") not in self._copied:
            for row, left in enumerate(cities["to_election"]):
                month = max(int(left) - 1, 0)
                found.append(Entry(month, "cities", row, "to_election", left.tobytes(), True))
        return found

    @cached_property
    def in_force(self) -> dict[str, list[int]]:
        """Return the rows of the regimes in force at the start, in each table of such rows."""
        rows: dict[str, list[int]] = {name: [] for name in LAID_OUT}
        for country in self._tables["countries"]:
            rows["charters"].append(int(country["charter"]))
            rows["stages"] += _span(country["first_stage"], country["stage_count"])
            rows["desks"] += _span(country["first_desk"], country["desk_count"])
        for city in self._tables["cities"]:
            rows["desks"] += _span(city["first_desk"], city["desk_count"])
        return rows

    @cached_property
    def counted(self) -> list[int]:
        """Return the rows of the waits: of the countries, and of the stages in force."""
        countries = len(self._tables["countries"])
        return [*range(countries), *(countries + row for row in self.in_force["stages"])]

    @property
    def waits_a_row(self) -> int:
        """Return the bytes in which the waits of a country or stage are counted."""
        rows = len(self._tables["countries"]) + len(self._tables["stages"])
        return self.size(WAITS) // rows

    def place(self, table: str, row: int = 0) -> int:
        """Return the byte of a world's memory at which a row of a table begins."""
        return int(self._starts[table] + row * self._tables[table].itemsize)

    def size(self, table: str) -> int:
        """Return the bytes of a table."""
        return int(self._tables[table].nbytes)

    def field_of(self, entry: Entry) -> tuple[int, np.dtype[Any]]:
        """Return the byte at which the field of an entry stands, and how it is kept."""
        kept, offset = self._tables[entry.table].dtype.fields[entry.field][:2]  # type: ignore[index]
        return self.place(entry.table, entry.row) + offset, kept

    def kind(self, table: str) -> np.dtype[Any]:
        """Return how a row of a table is kept."""
        return self._tables[table].dtype

    @property
    def rows(self) -> dict[str, range]:
        """Return the rows of each table, in the order in which they stand."""
        return {name: range(len(table)) for name, table in self._tables.items()}


def past_of(world: EditedWorld, copied: Iterable[Copy] = ()) -> Past:
    """Return the past of a world of which some fields are copied into the results."""
    return Past(world.recording, words_of(world), copied)


def words_of(world: EditedWorld) -> NDArray[np.int64]:
    """Return the numbers that a world has at the places of its recording."""
    words: NDArray[np.int64] = world.recording.edits([world.values])[0]
    return words


class Skeleton(NamedTuple):
    """What a recording is beside the numbers at its places, and which of these are to come."""

    present: bytes
    to_come: NDArray[np.bool_]


def skeleton_of(recording: Recording) -> Skeleton:
    """Return the skeleton of a recording."""
    past = Past(recording, np.zeros(len(recording.places), np.int64))
    starts = recording.places[:, 0]
    to_come = np.zeros(len(starts), dtype=bool)
    for table in (EVENTS, VALUES):
        first = past.place(table)
        to_come |= (first <= starts) & (starts < first + past.size(table))
    return Skeleton(past.present, to_come)


def _rows(table: NDArray[Any], some: list[int] | None = None) -> NDArray[Any]:
    """Return a copy of some rows of a table, or of all, with what stands between their fields.

    NumPy's own copies of records leave that open.
    """
    raw = table.view(np.uint8).reshape(len(table), table.itemsize)
    chosen = raw.copy() if some is None else raw[some]
    return chosen.reshape(-1).view(table.dtype)


def _hash(parts: Iterable[NDArray[Any]]) -> bytes:
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part.tobytes())
    return digest.digest()


def _span(first: Any, count: Any) -> range:
    return range(int(first), int(first) + int(count))


def parting(pasts: Sequence[Past]) -> int:
    """Return the first month in which worlds of one present differ, at most that after the last."""
    coming = [past.coming.keys() for past in pasts]
    common = set(coming[0]).intersection(*coming[1:])
    months = (what[0] for of_one in coming for what in of_one if what not in common)
    return min((*months, pasts[0].months))


def parted(pasts: Sequence[Past], month: int) -> list[list[Past]]:
    """Return worlds that are the same before a ``month`` in groups that are so after it too."""
    groups: dict[Any, list[Past]] = {}
    for past in pasts:
        now = frozenset(what for what in past.coming if what[0] == month)
        groups.setdefault(now, []).append(past)
    return list(groups.values())


@dataclass(frozen=True, eq=False)
class Carry:
    """What goes on of the state of one world in another one, which was begun by itself.

    ``spans``, int64 (spans, 3). ``own`` are bytes that are first put into the state, each from a
    place on: what is to come in the other world. ``anew`` tells whether that world has rows of its
    own, which have to be begun.
    """

    spans: NDArray[np.int64]
    own: tuple[tuple[int, bytes], ...]
    anew: bool

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what is equal where the same goes on in the same way."""
        return self.spans.tobytes(), self.own, self.anew

    def applied(self, states: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return ``states``, uint8 (states, bytes), with what is ``own`` in them."""
        if self.own:
            states = states.copy()
        for place, content in self.own:
            states[:, place : place + len(content)] = np.frombuffer(content, np.uint8)
        return states


def carried(one: Past, other: Past, month: int) -> Carry:
    """Return what of the state of ``one`` before a ``month`` goes on in ``other``."""
    same = one.layout == other.layout
    apart = (EVENTS,) if same else (EVENTS, *LAID_OUT, *BY_LAYOUT, WAITS)
    spans: list[Span] = [
        (other.place(name), one.place(name), one.size(name))
        for name in one.rows
        if name not in apart
    ]
    if not same:
        spans += _between_layouts(one, other)
    events = list(zip(other.at_random, one.at_random, strict=True))
    own: list[tuple[int, bytes]] = []
    for what, entry in other.coming.items():
        if entry.table == EVENTS and entry.month < month:
            events.append((entry.row, one.coming[what].row))
        elif entry.field and what not in one.coming:
            place, kept = one.field_of(entry)
            number = np.frombuffer(entry.content, kept)[0]
            own.append((place, kept.type(number - month if entry.counts else number).tobytes()))
    spans += [
        (other.place(EVENTS, to), one.place(EVENTS, row), one.kind(EVENTS).itemsize)
        for to, row in events
    ]
    return Carry(_joined(spans), tuple(own), anew=not same)


def _between_layouts(one: Past, other: Past) -> Iterator[Span]:
    """Yield what goes on of tables that have to do with regimes, where they are laid out apart.

    These are the desks and waits of the regimes in force, and of countries and cities all that does
    not tell where their regime stands.
    """
    for table in ("countries", "cities", "desks"):
        rows = [past.in_force["desks"] if table == "desks" else past.rows[table]
                for past in (other, one)]  # fmt: skip
        for to, row in zip(*rows, strict=True):
            for first, size in _runs(one.kind(table), BY_LAYOUT[table]):
                yield other.place(table, to) + first, one.place(table, row) + first, size
    size = one.waits_a_row
    for to, row in zip(other.counted, one.counted, strict=True):
        yield other.place(WAITS) + to * size, one.place(WAITS) + row * size, size


def _runs(kind: np.dtype[Any], without: Sequence[str]) -> list[tuple[int, int]]:
    """Return first byte and size of the stretches of a row that some fields leave."""
    fields: Any = kind.fields
    found, first = [], 0
    for offset, size in sorted((fields[name][1], fields[name][0].itemsize) for name in without):
        found.append((first, offset - first))
        first = offset + size
    found.append((first, kind.itemsize - first))
    return [(first, size) for first, size in found if size]


def _joined(spans: Iterable[Span]) -> NDArray[np.int64]:
    """Return spans of bytes, neighbours in one: int64 (spans, 3)."""
    joined: list[list[int]] = []
    for to, source, size in sorted(spans):
        last = joined[-1] if joined else [0, 0, 0]
        if (to, source) == (last[0] + last[2], last[1] + last[2]) and joined:
            last[2] += size
        elif size:
            joined.append([to, source, size])
    return np.array(joined, np.int64).reshape(-1, 3)
