"""The compiled engine: the same rules, compiled, over many replicates.

Runs go one at a time through a small contiguous workspace; only results have an axis of runs. The
interpreter lock is released meanwhile, so threads over chunks of runs scale. Nothing here decides
anything: the rules of :mod:`paradiplomacy.processes` are compiled as they stand, in the order of
:data:`paradiplomacy.schedule.MONTH`, and kept (:mod:`paradiplomacy.engines.compilation`).
"""

from __future__ import annotations

import threading
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.engines import results
from paradiplomacy.engines.compilation import building, job, linking
from paradiplomacy.engines.compilation.parts import (
    BEGIN,
    BUILT_IN,
    CLOSE,
    GROUP,
    GROUPS,
    SIMULATE,
    STEPS,
)
from paradiplomacy.engines.compilation.workspace import Workspace
from paradiplomacy.engines.results import Batch
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, WORLD, of_level
from paradiplomacy.initialisation.build import initial_world
from paradiplomacy.initialisation.capacity import capacities
from paradiplomacy.randomness import run_key
from paradiplomacy.state.codes import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.compilation.parts import Part
    from paradiplomacy.engines.prepared import EditedWorld


class RunFailedError(RuntimeError):
    """A rule raised in compiled code, where no more is known than which and when."""


class Code:
    """The compiled parts of the model, linked into this process."""

    def __init__(self, told: building.Told, notice: building.Notice) -> None:
        self._linked = linking.Linked(building.built(BUILT_IN, told, notice).values())
        self.simulate = self.address(SIMULATE)
        self.begin = self.address(BEGIN)
        self.close = self.address(CLOSE)
        self.steps = self._table(STEPS)
        self.groups = {level: self._table(GROUPS[level]) for level in (PARTNERSHIP, WORLD)}

    def address(self, part: Part) -> int:
        """Return where the entry of a part stands."""
        return self._linked.addresses[part.key]

    def _table(self, parts: Sequence[Part]) -> NDArray[np.int64]:
        return np.array([self.address(part) for part in parts], dtype=np.int64)


_codes: dict[tuple[Part, ...], Code] = {}
_preparing = threading.Lock()


def prepare(
    told: Callable[[int, int], None] = lambda done, parts: None,
    notice: Callable[[str], None] = lambda text: None,
) -> Code:
    """Return the compiled model; the first call in a new version compiles what has changed.

    ``told`` is called with how many parts are compiled, of how many; ``notice`` with a line, where
    the binaries cannot be kept. Raises
    :class:`~paradiplomacy.engines.compilation.building.CompilationError`.
    """
    with _preparing:
        if BUILT_IN not in _codes:
            _codes[BUILT_IN] = Code(told, notice)
        return _codes[BUILT_IN]


def begin(space: Workspace) -> None:
    """Bring the world of a workspace to the eve of month 0."""
    linking.call(prepare().begin, space.block)


def advance(space: Workspace) -> None:
    """Let one month pass in the world of a workspace. Raises :class:`RunFailedError`."""
    clock: Any = space.tables.clock
    clock["month"] += 1
    for part, address in zip(STEPS, prepare().steps.tolist(), strict=True):
        if not linking.call(address, space.block):
            raise RunFailedError(f"{part.name} failed in month {clock['month'][0]}")


def run_batch(
    config: WorldConfig,
    *,
    seed: int,
    replicates: Sequence[int],
    series_every: int = 1,
    events: bool = False,
) -> Batch:
    """Run some replicates on the compiled engine.

    The first call in a new version compiles, which takes up to some tens of seconds. Returns the
    same bits as :func:`paradiplomacy.engines.mesa_engine.run_batch`. Raises
    :class:`RunFailedError`.
    """
    outputs = results.Outputs(results.frame_of(config), replicates, series_every)
    keys = np.array([run_key(seed, replicate) for replicate in replicates], dtype=np.int64)
    if not events:
        _run(config, 0, keys, outputs, slice(None))
        return outputs.batch()
    for row in range(len(keys)):
        for log_size in results.log_sizes(config):
            tables: Any = _run(config, log_size, keys, outputs, slice(row, row + 1)).tables
            if tables.clock["unlogged"][0] == 0:
                break
        outputs.log(row, tables.events[: tables.clock["logged"][0]])
    return outputs.batch()


def run_worlds(
    worlds: Sequence[tuple[EditedWorld, Sequence[int]]], *, seed: int, series_every: int = 1
) -> Batch:
    """Run some replicates of each of several edited worlds of one frame; events are not kept.

    Neighbours of one recording run in one go. Returns one batch, world after world, with the bits
    of :func:`run_batch` for each. Raises :class:`RunFailedError`.
    """
    frame = worlds[0][0].frame
    replicates = [replicate for _, some in worlds for replicate in some]
    outputs = results.Outputs(frame, replicates, series_every)
    key_of = {replicate: run_key(seed, replicate) for replicate in set(replicates)}
    keys = np.array([key_of[replicate] for replicate in replicates], dtype=np.int64)
    first = 0
    for recording, group in groupby(worlds, key=lambda pair: pair[0].recording):
        together = list(group)
        edits = recording.edits([world.values for world, some in together for _ in some])
        rows = slice(first, first + len(edits))
        _simulate(Workspace(recording.tables), recording.places, edits, keys, outputs, rows)
        first = rows.stop
    return outputs.batch()


def _run(
    config: WorldConfig,
    log_size: int,
    keys: NDArray[np.int64],
    outputs: results.Outputs,
    rows: slice,
) -> Workspace:
    """Run the replicates of some rows; return the workspace as the last one left it."""
    world = initial_world(config, logging=log_size > 0)
    space = Workspace(world, capacities(config, log_size))
    none = np.empty(0, dtype=np.int64)
    _simulate(space, none, none, keys, outputs, rows)
    return space


def _simulate(
    space: Workspace,
    places: NDArray[np.int64],
    edits: NDArray[np.int64],
    keys: NDArray[np.int64],
    outputs: results.Outputs,
    rows: slice,
) -> None:
    """Run the replicates of some rows, each with its row of ``edits`` at ``places``."""
    code = prepare()
    some = keys[rows]
    failed = np.full((2, len(some)), NONE)
    arrays: dict[str, NDArray[Any]] = {
        "block": space.block,
        "memory": space.memory,
        "template": space.template,
        "places": places,
        "edits": edits,
        "keys": some,
        "steps": code.steps,
        "tie_groups": code.groups[PARTNERSHIP],
        "world_groups": code.groups[WORLD],
        "wanted": outputs.wanted,
        "occasions": outputs.occasions,
        "told": np.empty(len(of_level(PARTNERSHIP))),
        "values": np.full(len(INDICATORS), np.nan),
        "totals": np.empty(len(of_level(PARTNERSHIP))),
        "defined": np.empty(len(of_level(PARTNERSHIP))),
        "series": outputs.series[rows],
        "histories": outputs.histories[rows],
        "final": outputs.final[rows],
        "partners": outputs.partners[rows],
        "waits": outputs.waits[rows],
        "tallies": outputs.tallies[rows],
        "failed": failed[0],
        "failed_part": failed[1],
    }
    counts = {
        "bytes": len(space.memory),
        "place_count": len(places),
        "begin": code.begin,
        "close": code.close,
        "step_count": len(code.steps),
        "tie_group_count": len(code.groups[PARTNERSHIP]),
        "world_group_count": len(code.groups[WORLD]),
        "of_ties": len(of_level(PARTNERSHIP)),
        "indicators": len(INDICATORS),
        "group": GROUP,
        "runs": len(some),
        "months": len(outputs.occasions),
        "series_months": outputs.series.shape[1],
        "history_months": outputs.histories.shape[1],
        "followed_ties": outputs.histories.shape[3],
        "ties": outputs.final.shape[2],
    }
    linking.call(code.simulate, job.order(arrays, counts))
    for month, step in failed.T.tolist():
        if month != NONE:
            name = "a rule outside the steps" if step == NONE else STEPS[step].name
            raise RunFailedError(f"{name} failed in month {month - 1}")
