"""A prepared world: built once, and edited for each configuration that differs in numbers only.

Which numbers of month 0 follow from which keys, and how, nobody declares: the world is built with
recorded numbers at those keys (:mod:`paradiplomacy.initialisation.recording`), and the tape is
played again for every other configuration. Where it does not hold there, since some decision of
the building would come out otherwise, the world is recorded anew; what cannot be recorded has to be
built. So an edited world has the bits of a built one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from paradiplomacy.configuration.edits import with_values
from paradiplomacy.custom.declarations import State, entities_of, with_states
from paradiplomacy.engines.compilation.workspace import Workspace
from paradiplomacy.engines.founding import founded
from paradiplomacy.engines.results import Frame, frame_of
from paradiplomacy.engines.tables import to_arrays
from paradiplomacy.initialisation.capacity import capacities
from paradiplomacy.initialisation.recording import Recorded, Tape
from paradiplomacy.initialisation.timelines import at_start
from paradiplomacy.parameters import Parameters
from paradiplomacy.state.fields import specs
from paradiplomacy.state.world import OF_TABLE, VECTORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.configuration.edits import Path
    from paradiplomacy.configuration.world_config import WorldConfig

MOST_RECORDINGS = 48
"""Times that a world is recorded; where more are wanted, numbers decide too much to be edited."""

MOST_MEMORY = 8_000_000
"""Bytes of recorded worlds of one prepared world, above which there are no more of them."""

WORD = 8
"""Bytes of a number, whole or not."""


class PreparedWorld:
    """The world of ``config``, to be edited at the keys ``paths``, each of which holds a number.

    ``states`` are those that custom files add to its records.
    """

    def __init__(
        self, config: WorldConfig, paths: Sequence[Path], states: tuple[State, ...] = ()
    ) -> None:
        self._config = config
        self._states = states
        self._paths = tuple(paths)
        self._recordings: list[Recording] = []
        self._tries = 0
        self._memory = 0

    @property
    def nbytes(self) -> int:
        """Return the bytes of its recorded worlds."""
        return self._memory

    def edited(self, numbers: Sequence[float]) -> EditedWorld | None:
        """Return the world with valid ``numbers`` at its keys; None where it has to be built."""
        for recording in self._recordings:
            values = recording.tape.played(numbers)
            if values is not None:
                return EditedWorld(recording, values)
        if self._tries >= MOST_RECORDINGS or self._memory > MOST_MEMORY:
            return None
        self._tries += 1
        try:
            pairs = zip(self._paths, numbers, strict=True)
            recording = _recorded(self._config, dict(pairs), self._states)
        except Exception:  # noqa: BLE001 - whoever builds the world is told what is wrong with it
            return None
        self._memory += recording.nbytes
        self._recordings.append(recording)
        return EditedWorld(recording, recording.tape.played(numbers) or [])


@dataclass(frozen=True, eq=False)
class EditedWorld:
    """A world of month 0: one that was recorded, with other numbers."""

    recording: Recording
    values: list[Any]

    @property
    def frame(self) -> Frame:
        """Return what shapes the results of its runs."""
        return self.recording.frame


@dataclass(frozen=True, eq=False)
class Recording:
    """A world of ``config`` that was built with recorded numbers at some keys.

    ``tables`` are its tables as arrays. ``places``, int64 (numbers, 2), are where in the memory of
    a workspace the numbers stand that may change: at which byte, and in how many. ``on_tape`` has
    their places on the tape, in the same order, by how they are kept.
    """

    config: WorldConfig
    tape: Tape
    frame: Frame
    tables: Any
    places: NDArray[np.int64]
    on_tape: Mapping[np.dtype[Any], list[int]]

    @property
    def nbytes(self) -> int:
        """Return the bytes of its tables."""
        return sum(table.nbytes for table in self.tables)

    def edits(self, values: Sequence[Sequence[Any]]) -> NDArray[np.int64]:
        """Return words that begin with what to put at the places, for each row of values of a tape.

        Returns int64 (rows, numbers). Raises ``OverflowError`` for a number that its field cannot
        hold.
        """
        words = np.zeros((len(values), len(self.places)), dtype=np.int64)
        first = 0
        for kept, numbers in self.on_tape.items():
            some = np.array([[row[number] for number in numbers] for row in values], dtype=kept)
            columns = words[:, first : first + len(numbers)].view(kept)
            columns[:, :: WORD // kept.itemsize] = some
            first += len(numbers)
        return words


def built(config: WorldConfig, states: tuple[State, ...] = ()) -> EditedWorld:
    """Return the world of a configuration as one without edits; what fails raises.

    ``states`` are those that custom files add to its records.
    """
    world = founded(config, states)
    arrays = to_arrays(world, capacities(config), entities_of(states))
    nowhere = np.empty((0, 2), np.int64)
    return EditedWorld(Recording(config, Tape(()), frame_of(config), arrays, nowhere, {}), [])


class _Found(NamedTuple):
    """A recorded number in the row of a table: the fields that lead to it, the item of a list."""

    table: str
    row: int
    fields: tuple[str, ...]
    item: int
    number: Recorded


def _recorded(
    config: WorldConfig, numbers: Mapping[Path, float], states: tuple[State, ...]
) -> Recording:
    """Build the world of ``config`` with recorded ``numbers`` at their keys; what fails raises."""
    tape = Tape(list(numbers.values()))
    inputs = dict(zip(numbers, tape.inputs, strict=True))
    recorded = with_values(config, inputs)
    frame = frame_of(recorded)
    rows = capacities(recorded)
    world = founded(recorded)
    found = [
        _Found("parameters", 0, (process, name), 0, number)
        for process in Parameters.model_fields
        for name, number in getattr(world.parameters, process).__dict__.items()
        if type(number) is Recorded
    ]
    for table, records in world._asdict().items():
        if table in VECTORS:
            found += _in_list(records, table)
        elif table != "parameters":
            for row, record in enumerate(records if isinstance(records, list) else [records]):
                found += _in_record(record, table, row)
    plain = world._replace(parameters=at_start(with_values(config, numbers)))
    arrays = to_arrays(with_states(plain, states), rows, entities_of(states))
    placed = _placed(found, Workspace(arrays))
    places = [(start, kept.itemsize) for kept, starts in placed.items() for start in starts]
    on_tape = {kept: [*starts.values()] for kept, starts in placed.items()}
    wanted = np.array(places, np.int64).reshape(-1, 2)
    return Recording(config, tape, frame, arrays, wanted, on_tape)


def _in_list(numbers: list[Any], table: str) -> Iterator[_Found]:
    """Yield the recorded numbers of a table of numbers, and put the plain ones in their places."""
    for row, number in enumerate(numbers):
        if type(number) is Recorded:
            numbers[row] = number.value
            yield _Found(table, row, (), 0, number)


def _in_record(record: Any, table: str, row: int) -> Iterator[_Found]:
    """Yield the recorded numbers of a record, and put the plain ones in their places."""
    for name, spec in specs(OF_TABLE[table]).items():
        value = getattr(record, name)
        if spec.size:
            for item, number in enumerate(value):
                if type(number) is Recorded:
                    value[item] = number.value
                    yield _Found(table, row, (name,), item, number)
        elif type(value) is Recorded:
            setattr(record, name, value.value)
            yield _Found(table, row, (name,), 0, value)


def _placed(found: Iterable[_Found], space: Workspace) -> dict[np.dtype[Any], dict[int, int]]:
    """Return the places of recorded numbers on the tape, by how they are kept and at which byte."""
    placed: dict[np.dtype[Any], dict[int, int]] = {}
    for table, row, fields, item, number in found:
        array = getattr(space.tables, table)
        start = array.ctypes.data - space.memory.ctypes.data + row * array.itemsize
        kept: np.dtype[Any] = array.dtype
        for name in fields:
            kept, offset = kept.fields[name][:2]  # type: ignore[index]
            start += offset
        kept = kept.base
        placed.setdefault(kept, {})[start + item * kept.itemsize] = number.place
    return placed
