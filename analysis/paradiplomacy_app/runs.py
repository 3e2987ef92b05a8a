"""Have the runs of a scenario computed, few at first, then more; keep them for who asks again.

What is computed is a result directory, made by :func:`paradiplomacy_experiments.verbs.run`: so its
numbers are those of the command, to the bit. The numbers of replicates decide their luck, hence the
first 20 of 500 are the 20 that were there before, and are not computed again.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.engines.compilation.building import processors
from paradiplomacy_experiments import verbs
from paradiplomacy_experiments.execution.manifests import engine_for, manifest_of
from paradiplomacy_experiments.execution.progress import Silence, compiled
from paradiplomacy_experiments.execution.runner import design_of_run
from paradiplomacy_results.identity import mark_of
from paradiplomacy_results.reading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paradiplomacy_analysis.report import Picture
    from paradiplomacy_experiments.configuration.scenario import Scenario
    from paradiplomacy_results.manifest import Failure
    from paradiplomacy_results.reading import Results

STAGES = (20, 100, 500)
"""Replicates after which is told what came of them, one stage after the other."""

MOST_KEPT = 24
"""Sets of runs that are kept for who asks again."""

RUN_SECONDS = 60.0
"""Longest time for a run in plain Python; one that takes longer counts as failed."""

ALL = "all"


@dataclass(frozen=True, eq=False)
class Runs:
    """The first replicates of a scenario, in a directory that goes when nobody holds them.

    ``pictures`` are those that were drawn of them.
    """

    results: Results
    replicates: int
    failures: Sequence[Failure]
    pictures: dict[Any, Picture] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Return how many runs failed."""
        return self.results.manifest.failed_runs or 0


@dataclass(frozen=True)
class Asked:
    """A scenario as it was loaded, and the seed of its runs."""

    scenario: Scenario
    seed: int

    @property
    def mark(self) -> str:
        """Return what tells these runs from all others, however many they are."""
        design = design_of_run(self.scenario, seed=self.seed, replicates=1, events=ALL)
        return mark_of(manifest_of(design))

    def stages(self, stages: Sequence[int]) -> Sequence[int]:
        """Return the stages that are worth their time: of slow runs the first alone."""
        return stages if engine_for(self.scenario.custom) == "compiled" else stages[:1]


class Desk:
    """Compute what is asked for, first come, first served, a thread for each.

    Each session asks for one stage of both sides and then waits: so no session keeps others
    waiting for more than that.
    """

    def __init__(self, folder: Path | None = None, threads: int | None = None) -> None:
        """Keep runs in a folder of its own below ``folder``, by default that of the system."""
        self._folder = Path(tempfile.mkdtemp(prefix="paradiplomacy-app-", dir=folder))
        self._pool = ThreadPoolExecutor(threads or max(processors(), 2), "runs-of-the-page")
        self._kept: OrderedDict[tuple[str, int], Runs] = OrderedDict()
        self._guard = threading.Lock()
        self._stopped = threading.Event()
        self._made = 0

    def ask(
        self,
        asked: Asked,
        replicates: int,
        stop: threading.Event,
        told: Callable[[str], None] = lambda _: None,
    ) -> Future[Runs]:
        """Have the first ``replicates`` runs computed; what is there already is taken.

        Setting ``stop`` ends it early with :class:`~.finished.StoppedError`; else it raises what
        ``run`` raises. ``told`` hears what it is busy with, from another thread.
        """
        return self._pool.submit(self._runs, asked, replicates, stop, told)

    def close(self) -> None:
        """Stop what is at work, and remove all runs."""
        self._stopped.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._kept.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _runs(
        self,
        asked: Asked,
        replicates: int,
        stop: threading.Event,
        told: Callable[[str], None],
    ) -> Runs:
        mark = asked.mark
        found, fewer = self._known(mark, replicates)
        if found is not None:
            return found
        folder = self._new_folder(fewer)
        try:
            finished = verbs.run(
                asked.scenario,
                replicates=replicates,
                seed=asked.seed,
                events=True,
                out=folder,
                extend=fewer is not None,
                workers=1,
                time_limit=RUN_SECONDS,
                progress=_Told(told),
                stop=_Either(stop, self._stopped),
            )
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        failed = finished.report.failed
        runs = Runs(load(folder, partial=failed > 0), replicates, finished.report.failures)
        weakref.finalize(runs, shutil.rmtree, folder, ignore_errors=True)
        self._keep(mark, runs)
        return runs

    def _known(self, mark: str, replicates: int) -> tuple[Runs | None, Runs | None]:
        """Return the runs that are asked for, if they are there, and the most that are fewer."""
        with self._guard:
            found = self._kept.get((mark, replicates))
            if found is not None:
                self._kept.move_to_end((mark, replicates))
            fewer = [n for one, n in self._kept if one == mark and n < replicates]
            return found, self._kept[mark, max(fewer)] if fewer else None

    def _keep(self, mark: str, runs: Runs) -> None:
        with self._guard:
            self._kept[mark, runs.replicates] = runs
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def _new_folder(self, fewer: Runs | None) -> Path:
        """Return where runs go: a new folder, or one that has ``fewer`` of them already.

        Files of results are replaced and never changed, so that links to them are copies.
        """
        with self._guard:
            self._made += 1
            folder = self._folder / str(self._made)
        if fewer is not None:
            shutil.copytree(fewer.results.directory, folder, copy_function=_linked)
        return folder


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)


class _Either(threading.Event):
    """An event that is set where one of two is."""

    def __init__(self, *events: threading.Event) -> None:
        super().__init__()
        self._events = events

    def is_set(self) -> bool:
        return any(event.is_set() for event in self._events)


class _Told(Silence):
    """Pass on what an experiment is busy with."""

    def __init__(self, told: Callable[[str], None]) -> None:
        self._told = told

    def compiling(self, done: int, parts: int) -> None:
        self._told(compiled(done, parts))

    def noticed(self, message: str) -> None:
        self._told(message)
