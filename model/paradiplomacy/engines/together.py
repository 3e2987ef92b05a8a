"""Many worlds run in one call: their outputs, by what shapes them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from paradiplomacy.engines.branching import WHOLE
from paradiplomacy.engines.compilation import job
from paradiplomacy.engines.compilation.workspace import Workspace
from paradiplomacy.engines.results import Batch
from paradiplomacy.randomness import run_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.engines.branching import Family, Stretch
    from paradiplomacy.engines.compiled_engine import CompiledEngine
    from paradiplomacy.engines.prepared import EditedWorld, Recording
    from paradiplomacy.engines.results import Frame, Kept, Outputs


class Together(NamedTuple):
    """Runs of one frame: the place of the world of each among those asked for, int64 (runs,)."""

    worlds: NDArray[np.int64]
    batch: Batch


class _Sheet:
    """The outputs of all runs of one frame, filled from the first row on."""

    def __init__(self, outputs: Outputs) -> None:
        self.outputs = outputs
        self.worlds = np.zeros(len(outputs.replicates), np.int64)
        self._end = 0

    def room(self, worlds: Sequence[int], replicates: Sequence[int]) -> slice:
        """Return the next rows, for these replicates of each of the worlds."""
        rows = slice(self._end, self._end + len(worlds) * len(replicates))
        self._end = rows.stop
        self.worlds[rows] = np.repeat(worlds, len(replicates))
        self.outputs.replicates[rows] = np.tile(replicates, len(worlds))
        return rows


class Runs:
    """Runs of worlds, each with its replicates."""

    def __init__(
        self,
        engine: CompiledEngine,
        worlds: Sequence[tuple[EditedWorld, Sequence[int]]],
        seed: int,
        every: int,
        kept: Kept | None,
    ) -> None:
        self._engine = engine
        self._worlds = worlds
        self._every = every
        self._kept = kept
        every_one = {replicate for _, some in worlds for replicate in some}
        self._keys = {replicate: run_key(seed, replicate) for replicate in every_one}
        self._sheets = self._sheets_of(worlds)

    def _sheets_of(
        self, worlds: Sequence[tuple[EditedWorld, Sequence[int]]]
    ) -> dict[Recording, _Sheet]:
        counts: Counter[Recording] = Counter()
        for world, replicates in worlds:
            counts[world.recording] += len(replicates)
        frames: list[tuple[Frame, list[Recording]]] = []
        for recording in counts:
            same = next((those for frame, those in frames if frame == recording.frame), None)
            if same is None:
                frames.append((recording.frame, [recording]))
            else:
                same.append(recording)
        sheets: dict[Recording, _Sheet] = {}
        for _, those in frames:
            runs = sum(counts[recording] for recording in those)
            sheet = _Sheet(self.draft(those[0], [0] * runs))
            sheets |= dict.fromkeys(those, sheet)
        return sheets

    def draft(self, recording: Recording, replicates: Sequence[int]) -> Outputs:
        """Return outputs for some replicates of a recorded world."""
        return self._engine.outputs(recording.frame, replicates, self._every, self._kept)

    def room(
        self, recording: Recording, worlds: Sequence[int], replicates: Sequence[int]
    ) -> tuple[Outputs, slice]:
        """Return the rows for these replicates of each of some worlds, world after world."""
        sheet = self._sheets[recording]
        return sheet.outputs, sheet.room(worlds, replicates)

    def state_size(self, recording: Recording, outputs: Outputs) -> int:
        """Return the bytes of a state: of the memory of a world, and of its sums."""
        return Workspace(recording.tables).memory.nbytes + job.Sums.of(outputs).numbers.nbytes

    def simulate(
        self,
        recording: Recording,
        edits: NDArray[np.int64],
        outputs: Outputs,
        rows: slice,
        stretch: Stretch = WHOLE,
    ) -> None:
        """Run the replicates of some rows, each with its row of edits."""
        space, places, config = Workspace(recording.tables), recording.places, recording.config
        replicates = outputs.replicates[rows].tolist()
        keys = np.array([self._keys[replicate] for replicate in replicates], np.int64)
        self._engine.simulate(config, space, places, edits, keys, outputs, rows, stretch)

    def rest(self, families: Iterable[Family]) -> None:
        """Run what is in no family: runs of one recording in one go."""
        done = {
            (number, replicate)
            for family in families
            for number in family.pasts.values()
            for replicate in family.replicates
        }
        waiting: dict[Recording, list[tuple[int, list[int]]]] = {}
        for number, (world, some) in enumerate(self._worlds):
            replicates = [each for each in some if (number, each) not in done]
            if replicates:
                waiting.setdefault(world.recording, []).append((number, replicates))
        for recording, those in waiting.items():
            rows = [self.room(recording, [number], replicates)[1] for number, replicates in those]
            values = [self._worlds[number][0].values for number, some in those for _ in some]
            whole = slice(rows[0].start, rows[-1].stop)
            outputs = self._sheets[recording].outputs
            self.simulate(recording, recording.edits(values), outputs, whole)

    def together(self) -> list[Together]:
        """Return what came of all runs, a batch for each frame."""
        return [*self._batches()]

    def _batches(self) -> Iterator[Together]:
        for sheet in dict.fromkeys(self._sheets.values()):
            yield Together(sheet.worlds, sheet.outputs.batch())
