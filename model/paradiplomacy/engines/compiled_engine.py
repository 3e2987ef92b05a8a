"""The compiled engine: the same rules, compiled, over many replicates.

Runs go one at a time through a small contiguous workspace; only results have an axis of runs. The
interpreter lock is released meanwhile, so threads over chunks of runs scale. Nothing here decides
anything: the rules of :mod:`paradiplomacy.processes` are compiled as they stand, in the order of
:data:`paradiplomacy.schedule.MONTH`, and kept (:mod:`paradiplomacy.engines.compilation`). Custom
functions that keep to the dialect of rules are compiled like them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.custom.declarations import entities_of
from paradiplomacy.custom.together import Custom
from paradiplomacy.engines import results
from paradiplomacy.engines.branching import WHOLE, Kinship, run_family
from paradiplomacy.engines.compilation import job, linking
from paradiplomacy.engines.compilation.code import (
    Code,
    address,
    addresses,
    checks,
    copies_into,
)
from paradiplomacy.engines.compilation.parts import STEPS
from paradiplomacy.engines.compilation.workspace import Workspace
from paradiplomacy.engines.founding import founded
from paradiplomacy.engines.results import Batch
from paradiplomacy.engines.together import Runs
from paradiplomacy.indicators import PARTNERSHIP, WORLD
from paradiplomacy.initialisation.capacity import capacities
from paradiplomacy.randomness import run_key
from paradiplomacy.state.codes import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.branching import Stretch
    from paradiplomacy.engines.prepared import EditedWorld
    from paradiplomacy.engines.together import Together


class RunFailedError(RuntimeError):
    """A rule raised in compiled code, where no more is known than which and when."""


NOTHING_ADDED = Custom()


def prepare(
    custom: Custom = NOTHING_ADDED,
    told: Callable[[int, int], None] = lambda done, parts: None,
    notice: Callable[[str], None] = lambda text: None,
) -> CompiledEngine:
    """Return the compiled model with the mechanisms, indicators and states of ``custom``.

    Only what has changed is compiled. ``told`` is called with how many parts are, of how many;
    ``notice`` with a line, where the binaries cannot be kept. Raises
    :class:`~paradiplomacy.engines.compilation.building.CompilationError`, and ``ValueError`` for
    files outside the dialect.
    """
    if custom.offences:
        raise ValueError("\n".join(custom.offences))
    return CompiledEngine(custom, Code(custom, told, notice))


def run_batch(config: WorldConfig, *, custom: Custom = NOTHING_ADDED, **options: Any) -> Batch:
    """Run some replicates as :meth:`CompiledEngine.run_batch` does, with what ``custom`` adds."""
    return prepare(custom).run_batch(config, **options)


def begin(space: Workspace) -> None:
    """Bring the world of a workspace to the eve of month 0."""
    linking.call(prepare().code.begin, space.block)


def advance(space: Workspace) -> None:
    """Let one month pass in a world that has begun. Raises :class:`RunFailedError`."""
    clock: Any = space.tables.clock
    clock["month"] += 1
    for part in STEPS:
        if not linking.call(address(part), space.block):
            raise RunFailedError(f"{part.name} failed in month {clock['month'][0]}")


class CompiledEngine:
    """Runs of the compiled model. Threads may share one."""

    def __init__(self, custom: Custom, code: Code) -> None:
        self.custom = custom
        self.code = code
        # What files of one's own look at is not known.
        self.shares_pasts = not custom.files
        self._kinship = Kinship()

    def run_batch(
        self,
        config: WorldConfig,
        *,
        seed: int,
        replicates: Sequence[int],
        series_every: int = 1,
        events: bool = False,
        kept: results.Kept | None = None,
    ) -> Batch:
        """Run some replicates; ``kept`` are the indicators to compute, by default all.

        Returns the same bits as :func:`paradiplomacy.engines.mesa_engine.run_batch`. Raises
        :class:`RunFailedError` where a rule raises, or a custom one leaves a field out of its
        bounds.
        """
        outputs = self.outputs(results.frame_of(config), replicates, series_every, kept)
        keys = np.array([run_key(seed, replicate) for replicate in replicates], dtype=np.int64)
        if not events:
            self._run(config, 0, keys, outputs, slice(None))
            return outputs.batch()
        for row in range(len(keys)):
            for log_size in results.log_sizes(config):
                space = self._run(config, log_size, keys, outputs, slice(row, row + 1))
                tables: Any = space.tables
                if tables.clock["unlogged"][0] == 0:
                    break
            outputs.log(row, tables.events[: tables.clock["logged"][0]])
        return outputs.batch()

    def outputs(
        self,
        frame: results.Frame,
        replicates: Sequence[int],
        every: int,
        kept: results.Kept | None,
    ) -> results.Outputs:
        """Return room for what is kept of some replicates of worlds of a frame."""
        return results.Outputs(frame, replicates, every, kept, self.custom.indicators)

    def _run(
        self,
        config: WorldConfig,
        log_size: int,
        keys: NDArray[np.int64],
        outputs: results.Outputs,
        rows: slice,
    ) -> Workspace:
        """Run the replicates of some rows; return the workspace as the last one left it."""
        states = self.custom.states
        world = founded(config, states, logging=log_size > 0)
        space = Workspace(world, capacities(config, log_size), entities_of(states))
        none = np.empty(0, dtype=np.int64)
        self.simulate(config, space, none, none, keys[rows], outputs, rows)
        return space

    def run_worlds(
        self,
        worlds: Sequence[tuple[EditedWorld, Sequence[int]]],
        *,
        seed: int,
        series_every: int = 1,
        kept: results.Kept | None = None,
    ) -> list[Together]:
        """Run some replicates of each of several edited worlds; events are not kept.

        Months that several of them have in common are run once. Returns a batch for each frame,
        with the bits of :meth:`run_batch` for each world, and raises what it raises.
        """
        copied = kept.copies if kept is not None else ()
        families = self._kinship.families(worlds, copied) if self.shares_pasts else []
        runs = Runs(self, worlds, seed, series_every, kept)
        for family in families:
            run_family(family, runs)
        runs.rest(families)
        return runs.together()

    def simulate(
        self,
        config: WorldConfig,
        space: Workspace,
        places: NDArray[np.int64],
        edits: NDArray[np.int64],
        keys: NDArray[np.int64],
        outputs: results.Outputs,
        rows: slice,
        stretch: Stretch = WHOLE,
    ) -> None:
        """Run the replicates of some rows, each with its row of ``edits`` at ``places``."""
        code, steps = self.code, self.code.steps(config)
        checked = checks(steps)
        of_ties, indicators = len(outputs.of_ties), len(outputs.indicators)
        failed = np.full((2, len(keys)), NONE)
        copies = copies_into(outputs.copied, rows, space.tables, len(outputs.occasions))
        chosen, chosen_counts = job.listed(outputs.wanted[:, :of_ties] > 0.0)
        called, called_counts = job.listed(code.called(outputs.wanted[:, :of_ties] > 0.0))
        sums = job.Sums.of(outputs)
        arrays: dict[str, NDArray[Any]] = {
            "block": space.block,
            "memory": space.memory,
            # A single run has no use for a copy to begin anew from.
            "template": space.memory.copy() if len(keys) > 1 else space.memory,
            "places": places,
            "edits": edits,
            "state_of": stretch.state_of,
            "spans": stretch.spans,
            "states": stretch.states,
            "kept_states": stretch.kept,
            "steps": addresses(steps),
            "checks": checked,
            "tie_groups": code.groups[PARTNERSHIP],
            "tie_offsets": code.offsets[PARTNERSHIP],
            "world_groups": code.groups[WORLD],
            "world_offsets": code.offsets[WORLD],
            "kinds": outputs.kinds,
            "wanted": outputs.wanted,
            "chosen": chosen,
            "chosen_counts": chosen_counts,
            "called": called,
            "called_counts": called_counts,
            "world_called": np.arange(len(code.groups[WORLD])),
            "keys": keys,
            "occasions": outputs.occasions,
            "told": np.empty(of_ties),
            "values": np.full(indicators, np.nan),
            "totals": np.empty(of_ties),
            "defined": np.empty(of_ties),
            "series": outputs.series[rows],
            "histories": outputs.histories[rows],
            "sums": sums.numbers,
            "carried": sums.carried,
            "counted": sums.counted,
            "world_carried": sums.world_carried,
            "world_counted": sums.world_counted,
            "summed": outputs.summed[rows],
            "summed_world": outputs.summed_world[rows],
            "partners": outputs.partners[rows],
            "waits": outputs.waits[rows],
            "tallies": outputs.tallies[rows],
            "copies": copies,
            "failed": failed[0],
            "failed_part": failed[1],
        }
        counts = {
            "bytes": len(space.memory),
            "place_count": len(places),
            "first_month": stretch.first,
            "last_month": len(outputs.occasions) if stretch.last is None else stretch.last,
            "begins": stretch.begins,
            "goes_on": len(stretch.states) > 0,
            "stops": len(stretch.kept) > 0,
            "span_count": len(stretch.spans),
            "state_bytes": stretch.states.shape[1],
            "past_bytes": stretch.states.shape[1] - sums.numbers.nbytes,
            "kept_bytes": stretch.kept.shape[1],
            "sum_bytes": sums.numbers.nbytes,
            "begin": code.begin,
            "close": code.close,
            "step_count": len(steps),
            "check_count": len(checked),
            "copy_count": len(copies),
            "tie_group_count": len(code.groups[PARTNERSHIP]),
            "world_group_count": len(code.groups[WORLD]),
            "of_ties": of_ties,
            "indicators": indicators,
            "runs": len(keys),
            "months": len(outputs.occasions),
            "series_months": outputs.series.shape[1],
            "history_months": outputs.histories.shape[1],
            "followed_ties": outputs.histories.shape[3],
            "ties": outputs.summed.shape[2],
        }
        linking.call(code.simulate, job.order(arrays, counts))
        for month, step in failed.T.tolist():
            if month != NONE:
                name = "a rule outside the steps" if step == NONE else steps[step].name
                raise RunFailedError(f"{name} failed in month {month - 1}")
