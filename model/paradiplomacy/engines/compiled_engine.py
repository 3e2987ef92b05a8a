"""The compiled engine: the same rules, compiled, over many replicates.

Runs go one at a time through a small contiguous workspace; only results have an axis of runs. The
kernel releases the interpreter lock, so threads over chunks of runs scale. Nothing here decides
anything: the rules of :mod:`paradiplomacy.processes` are compiled as they stand, in the order of
:data:`paradiplomacy.schedule.MONTH`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numba.extending import overload

from paradiplomacy import schedule
from paradiplomacy.engines import results
from paradiplomacy.engines.compilation import cache
from paradiplomacy.engines.compilation.kernels import every_row, in_turn, jitable, kernel
from paradiplomacy.engines.compilation.pointers import world_at
from paradiplomacy.engines.compilation.workspace import Workspace
from paradiplomacy.engines.results import Batch
from paradiplomacy.indicators import PARTNERSHIP, UNDEFINED, WORLD, of_level
from paradiplomacy.initialisation.build import initial_world
from paradiplomacy.initialisation.capacity import capacities
from paradiplomacy.processes.gate import conclusion
from paradiplomacy.randomness import run_key
from paradiplomacy.state.codes import NONE
from paradiplomacy.state.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.compilation.kernels import Part


def _of_partnership(k: int, measure: Callable[[World, int], float]) -> Part:
    def fill(world: World, values: Any) -> None:  # pragma: no cover - compiled
        told, p = values
        told[k] = measure(world, p)

    return jitable(fill, "tie", k, measure)


def _of_world(k: int, measure: Callable[[World], float]) -> Part:
    def fill(world: World, values: Any) -> None:  # pragma: no cover - compiled
        values[k] = measure(world)

    return jitable(fill, "world", k, measure)


def _month(world: World, values: Any) -> None:
    """Placeholder of the month: its steps are put together when the kernel is compiled."""


def _measure_partnership(world: World, values: Any) -> None:
    """Placeholder of the indicators of a tie; ``values`` are an array and the tie's row."""


def _measure_world(world: World, values: Any) -> None:
    """Placeholder of the indicators of the world, likewise."""


@overload(_month)
def _month_compiled(world: World, values: Any) -> Part:
    return in_turn([every_row(step.table, step.rule) for step in schedule.MONTH])


@overload(_measure_partnership)
def _measure_partnership_compiled(world: World, values: Any) -> Part:
    indicators = enumerate(of_level(PARTNERSHIP).values())
    return in_turn([_of_partnership(k, indicator.measure) for k, indicator in indicators])


@overload(_measure_world)
def _measure_world_compiled(world: World, values: Any) -> Part:
    indicators = enumerate(of_level(WORLD).values())
    return in_turn([_of_world(k, indicator.measure) for k, indicator in indicators])


@kernel
def begin(block: NDArray[np.int64]) -> None:
    """Bring the world of a workspace, given by its block, to the eve of month 0."""
    schedule.begin(world_at(block.ctypes.data))


@kernel
def advance(block: NDArray[np.int64]) -> None:
    """Let one month pass in the world of a workspace."""
    world = world_at(block.ctypes.data)
    world.clock.month += 1
    _month(world, 0)


@kernel
def measure(
    block: NDArray[np.int64], partnerships: NDArray[np.float64], world_values: NDArray[np.float64]
) -> None:
    """Write each indicator of each tie into ``ties``, shape (indicators of partnerships, ties).

    ``world_values``, shape (indicators,), gets their means and then the indicators of the world.
    Where only these are wanted, ``ties`` has room for no tie.
    """
    world = world_at(block.ctypes.data)
    size, rows = partnerships.shape
    values = np.empty(size)
    totals = np.zeros(size)
    defined = np.zeros(size)
    # Tie by tie, so that a tie is fetched from memory once for all its indicators.
    for p in range(world.clock.partnership_count):
        if world.partnerships[p].exists == 0:
            continue
        _measure_partnership(world, (values, p))
        if rows > 0:
            partnerships[:, p] = values
        for k in range(size):
            # The sums of mean_over_ties, in the same order.
            if not math.isnan(values[k]):
                totals[k] += values[k]
                defined[k] += 1.0
    for k in range(size):
        world_values[k] = totals[k] / defined[k] if defined[k] > 0.0 else UNDEFINED
    _measure_world(world, world_values[size:])


@kernel
def simulate(
    block: NDArray[np.int64],
    memory: NDArray[np.uint8],
    template: NDArray[np.uint8],
    run_keys: NDArray[np.int64],
    months: int,
    kept: NDArray[np.int64],
    followed: NDArray[np.int64],
    series: NDArray[np.float64],
    histories: NDArray[np.float64],
    final: NDArray[np.float64],
    partners: NDArray[np.int64],
    waits: NDArray[np.float64],
    tallies: NDArray[np.int64],
) -> None:
    """Run each key in turn, from a fresh copy of the template.

    ``kept`` and ``followed`` are the months of ``series`` and ``histories``, the last month among
    both. Shapes as in :class:`~paradiplomacy.engines.results.Outputs`; all are written.
    """
    world = world_at(block.ctypes.data)
    values = np.empty(series.shape[2])
    nothing = np.empty((final.shape[1], 0))
    partnerships = histories.shape[3]
    for run in range(len(run_keys)):
        memory[:] = template
        world.clock.run_key = run_keys[run]
        begin(block)
        final[run] = UNDEFINED
        partners[run] = NONE
        row = 0
        snapshot = 0
        for month in range(months):
            advance(block)
            is_kept = month == kept[row]
            is_followed = month == followed[snapshot]
            if is_kept or is_followed:
                measure(block, final[run] if is_followed else nothing, values)
            if is_kept:
                series[run, row] = values
                row += 1
            if is_followed:
                histories[run, snapshot] = final[run, :, :partnerships]
                snapshot += 1
        for p in range(world.clock.partnership_count):
            for side in range(2):
                if world.partnerships[p].exists == 1:
                    partners[run, p, side] = world.partnerships[p].cities[side]
        conclusion.close_books(world)
        for k in range(len(world.waits)):
            waits[run, k] = world.waits[k]
        for kind in range(len(world.tallies)):
            tallies[run, kind] = world.tallies[kind].count


def compiled() -> bool:
    """Tell whether a compiled kernel of these sources is at hand."""
    return any(cache.cache_folder().rglob("*simulate*.nbc"))


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
    same bits as :func:`paradiplomacy.engines.mesa_engine.run_batch`.
    """
    outputs = results.Outputs(config, replicates, series_every)
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
    simulate(
        space.block,
        space.memory,
        space.template,
        keys[rows],
        config.scenario.months,
        outputs.months,
        outputs.followed,
        outputs.series[rows],
        outputs.histories[rows],
        outputs.final[rows],
        outputs.partners[rows],
        outputs.waits[rows],
        outputs.tallies[rows],
    )
    return space
