"""Run worlds that share a past once as far as they share it, and then each by itself.

Which they are is read off them (:mod:`paradiplomacy.engines.pasts`). Where several part one after
the other, so does the tree of their runs: what two of them share is run once. The states of all
replicates are kept where worlds part, and each world goes on from a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.engines import pasts
from paradiplomacy.engines.pasts import (
    Past,
    Skeleton,
    carried,
    parted,
    parting,
    skeleton_of,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paradiplomacy.engines.copies import Copy
    from paradiplomacy.engines.prepared import EditedWorld, Recording
    from paradiplomacy.engines.results import Outputs

SHORTEST = 6
"""Months in common below which keeping a state costs more than it saves."""

MOST_STATES = 64_000_000
"""Bytes of states that are kept in one place at once."""


@dataclass(frozen=True, eq=False)
class Family:
    """Worlds that share a past, each with its number, and the replicates that all of them run."""

    pasts: dict[Past, int]
    replicates: tuple[int, ...]


class Kinship:
    """Tells which worlds share a past. Threads may share one."""

    def __init__(self) -> None:
        self._skeletons: WeakKeyDictionary[Recording, Skeleton] = WeakKeyDictionary()

    def families(
        self, worlds: Sequence[tuple[EditedWorld, Sequence[int]]], copied: Iterable[Copy]
    ) -> list[Family]:
        """Return those of ``worlds``, with their replicates, that share a past with another one."""
        copied = list(copied)
        if not pasts.may_share(copied):
            return []
        # Worlds of one configuration differ in edited numbers only.
        several = len({id(world.recording.config) for world, _ in worlds}) > 1
        pools: dict[tuple[bytes, bytes], list[int]] = {}
        for number, (world, _) in enumerate(worlds):
            skeleton = self._skeleton(world.recording)
            if several or np.any(skeleton.to_come):
                now = words_of(world)[~skeleton.to_come].tobytes()
                pools.setdefault((skeleton.present, now), []).append(number)
        alike = [pool for pool in pools.values() if len(pool) > 1]
        return [family for pool in alike for family in _families(worlds, pool, copied)]

    def _skeleton(self, recording: Recording) -> Skeleton:
        if recording not in self._skeletons:
            self._skeletons[recording] = skeleton_of(recording)
        return self._skeletons[recording]


def _families(
    worlds: Sequence[tuple[EditedWorld, Sequence[int]]],
    pool: Iterable[int],
    copied: Sequence[Copy],
) -> Iterator[Family]:
    """Yield the families among worlds that have much in common."""
    of_present: dict[bytes, dict[Past, int]] = {}
    for number in pool:
        past = pasts.past_of(worlds[number][0], copied)
        of_present.setdefault(past.present, {})[past] = number
    for alike in of_present.values():
        who: dict[int, list[Past]] = {}
        for past, number in alike.items():
            for replicate in worlds[number][1]:
                who.setdefault(replicate, []).append(past)
        replicates: dict[tuple[Past, ...], list[int]] = {}
        for replicate, some in who.items():
            replicates.setdefault(tuple(some), []).append(replicate)
        for group, those in replicates.items():
            for sharing in _sharing([*group]):
                yield Family({past: alike[past] for past in sharing}, tuple(those))


def _sharing(some: list[Past]) -> Iterator[list[Past]]:
    """Yield those of one present that share enough months to be worth it."""
    if len(some) < 2:
        return
    month = parting(some)
    if month >= min(SHORTEST, some[0].months):
        yield some
        return
    for group in parted(some, month):
        yield from _sharing(group)


@dataclass(frozen=True, eq=False)
class States:
    """Replicates of a world as they are before a month, and the outputs that they have by then.

    ``memory``, uint8 (replicates, bytes), holds world and sums.
    """

    past: Past
    month: int
    memory: NDArray[np.uint8]
    outputs: Outputs


NO_STATES = np.empty((0, 0), np.uint8)


class Stretch(NamedTuple):
    """The months that runs go through: from ``first`` to before ``last``, by default all of them.

    Runs that go on do so from ``states``, uint8 (states, bytes), each from the one of which
    ``state_of`` has the place, with its bytes in ``spans``; ``begins`` tells whether the world is
    begun before. Runs that stop on the way leave their own in ``kept``, uint8 (runs, bytes).
    """

    first: int = 0
    last: int | None = None
    begins: bool = True
    states: NDArray[np.uint8] = NO_STATES
    state_of: NDArray[np.int64] = np.empty(0, np.int64)
    spans: NDArray[np.int64] = np.empty((0, 3), np.int64)
    kept: NDArray[np.uint8] = NO_STATES


WHOLE = Stretch()
"""All months of a run."""


class Runs(Protocol):
    """Lets worlds run, and has the outputs of all of them."""

    def room(
        self, recording: Recording, worlds: Sequence[int], replicates: Sequence[int]
    ) -> tuple[Outputs, slice]:
        """Return the rows for these replicates of each of the worlds, world after world."""

    def draft(self, recording: Recording, replicates: Sequence[int]) -> Outputs:
        """Return outputs for the common months of some replicates."""

    def state_size(self, recording: Recording, outputs: Outputs) -> int:
        """Return the bytes of a state."""

    def simulate(
        self,
        recording: Recording,
        edits: NDArray[np.int64],
        outputs: Outputs,
        rows: slice,
        stretch: Stretch = WHOLE,
    ) -> None:
        """Run the replicates of some rows, each with its row of edits."""


def run_family(family: Family, runs: Runs) -> None:
    """Run a family, so many replicates at a time that their states have room."""
    first = next(iter(family.pasts))
    size = runs.state_size(first.recording, runs.draft(first.recording, family.replicates[:1]))
    waiting = iter(family.replicates)
    while some := [*islice(waiting, max(1, MOST_STATES // size))]:
        _Tree(family.pasts, some, runs).grow([*family.pasts], None)


class _Tree:
    """The runs of some replicates of a family."""

    def __init__(self, numbers: dict[Past, int], replicates: Sequence[int], runs: Runs) -> None:
        self._numbers = numbers
        self._replicates = replicates
        self._runs = runs

    def grow(self, some: list[Past], states: States | None) -> None:
        """Run worlds that are the same until after the month of the ``states``."""
        month = parting(some)
        end = some[0].months
        before = 0 if states is None else states.month
        if month - before >= min(SHORTEST, end - before):
            states = self._together(some[0], states, month)
        groups = parted(some, month) if month < end else [[past] for past in some]
        self._alone([group[0] for group in groups if len(group) == 1], states)
        for group in groups:
            if len(group) > 1:
                self.grow(group, states)

    def _together(self, past: Past, states: States | None, month: int) -> States:
        """Run the months before ``month``, in the world of ``past``, and return the states then."""
        outputs = self._runs.draft(past.recording, self._replicates)
        count = len(self._replicates)
        size = self._runs.state_size(past.recording, outputs)
        kept = np.empty((count, size), np.uint8)
        stretch = self._from(states, past, 1)._replace(last=month, kept=kept)
        if states is not None:
            take_over(outputs, slice(0, count), states.outputs)
        edits = np.repeat(past.words[None], count, axis=0)
        self._runs.simulate(past.recording, edits, outputs, slice(0, count), stretch)
        return States(past, month, kept, outputs)

    def _alone(self, some: Sequence[Past], states: States | None) -> None:
        """Run each of some worlds to the end, in one go where they go on in the same way."""
        alike: dict[Any, list[Past]] = {}
        for past in some:
            carry = None if states is None else carried(states.past, past, states.month)
            alike.setdefault((past.recording, carry and carry.key), []).append(past)
        count = len(self._replicates)
        for (recording, _), pasts_of_one in alike.items():
            numbers = [self._numbers[past] for past in pasts_of_one]
            outputs, rows = self._runs.room(recording, numbers, self._replicates)
            if states is not None:
                for first in range(rows.start, rows.stop, count):
                    take_over(outputs, slice(first, first + count), states.outputs)
            edits = np.repeat([past.words for past in pasts_of_one], count, axis=0)
            stretch = self._from(states, pasts_of_one[0], len(pasts_of_one))
            self._runs.simulate(recording, edits, outputs, rows, stretch)

    def _from(self, states: States | None, past: Past, worlds: int) -> Stretch:
        """Return the stretch from some states on, of so many worlds that go on as ``past`` does."""
        if states is None:
            return WHOLE
        carry = carried(states.past, past, states.month)
        state_of = np.tile(np.arange(len(self._replicates)), worlds)
        memory = carry.applied(states.memory)
        return Stretch(states.month, None, carry.anew, memory, state_of, carry.spans)


def take_over(outputs: Outputs, rows: slice, others: Outputs) -> None:
    """Put into some rows what as many runs have by now; what is counted at the end is not in it."""
    for mine, theirs in zip(_on_the_way(outputs), _on_the_way(others), strict=True):
        mine[rows] = theirs


def _on_the_way(outputs: Outputs) -> list[NDArray[Any]]:
    """Return the arrays that are filled before the end of a run."""
    summed = [outputs.summed, outputs.summed_world, outputs.partners]
    return [outputs.series, outputs.histories, *summed, *outputs.copied.values()]
