"""``search``: seek the points of a design that its user is after, and judge what was found."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_experiments.arguments import whole_or_stopped
from paradiplomacy_experiments.design.limits import (
    MOST_RUNS,
    OptionsError,
    check_ranges,
)
from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.execution.progress import told
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_experiments.finished import FinishedSearch, FinishedSweep
from paradiplomacy_experiments.growth.harvest import Harvest, Source
from paradiplomacy_experiments.searching.algorithms import algorithm
from paradiplomacy_experiments.searching.designs import Searched, size_of
from paradiplomacy_experiments.searching.loop import Evaluated, go_through, key
from paradiplomacy_experiments.searching.robustness import policies_of, robust_design
from paradiplomacy_experiments.verbs import sweep
from paradiplomacy_results.disk import directory_for, is_there, make_folder
from paradiplomacy_results.errors import DirectoryDiffersError, DiskError
from paradiplomacy_results.identity import differ_message, differences, differing_keys
from paradiplomacy_results.layout import RUNS
from paradiplomacy_results.lock import DirectoryLock
from paradiplomacy_results.manifest import MANIFEST, read_manifest
from paradiplomacy_results.reading import load
from paradiplomacy_results.searched import FRONT, GENERATIONS, ROBUST, generation_in
from paradiplomacy_results.store import remove_results

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from paradiplomacy_experiments.configuration.overrides import Overrides
    from paradiplomacy_experiments.execution.progress import Progress
    from paradiplomacy_experiments.searching.space import Row

FOUND_BY_SEARCHING = (
    *("points", "design.sampler.rows", "design.sample_sha256", "design.design.together"),
    *("design.search.evaluated", "design.search.plain", "design.variants"),
)
"""Keys of a manifest that say which points a search came upon."""


def search(
    design: str | Path,
    overrides: Overrides = (),
    *,
    out: str | Path | None = None,
    overwrite: bool = False,
    retry_failed: bool = False,
    workers: int | None = None,
    dask: str | None = None,
    max_runs: int = MOST_RUNS,
    progress: Progress | bool | None = None,
    stop: threading.Event | None = None,
    command: Sequence[str] = (),
) -> FinishedSearch:
    """Seek the points of a design that its table ``[search]`` is after, and judge them.

    Every point that is evaluated is kept, and all of them are in the end a result directory like
    any other. In the folder ``front`` in it, what was found is run again with luck that had no part
    in the search. Called again with the same settings it completes what is missing, and changes
    nothing else. Where runs fail there is no further generation.

    Args:
        design: Name of a design that ships, or path of a file, with a table ``[search]``.
        overrides: Changes of values, each as in ``gate.patience=24``, or of the design itself, as
            in ``search.generations=10``.
        out: Result directory; by default ``results/search-NAME``.
        overwrite: Remove what another run left in the directory.
        retry_failed: Keep the runs that did not fail, and compute those that did again.
        workers: Number of threads, or of worker processes of the Mesa engine; by default one for
            each processor.
        dask: Have the workers of the Dask scheduler at this address compute, as in
            ``tcp://127.0.0.1:8786``.
        max_runs: Most runs that are begun.
        progress: Whether to tell on stderr how compiling and runs get on, or who is told; by
            default one line that counts at a prompt and in a notebook, and in a script some lines
            where it takes long.
        stop: Once it is set, the runs at work are finished and the others left for another call.
        command: Words of the command to note in the manifests.

    Raises:
        ClusterError: The cluster cannot be used, or was lost; each kind is a class of its own.
        ConfigError: The design is not sound, or has no table ``[search]``; with every fault.
        OptionsError: Options do not go together, or cannot have such a value.
        ImportError: A library of the algorithm is absent.
        RefusedError: The search asks for more than ``max_runs`` runs.
        StoppedError: ``stop`` was set before all runs were there.
        ResultsError: A directory is refused; each kind is a class of its own.
    """
    if dask is not None and workers is not None:
        raise OptionsError("workers is about this machine, and goes not with dask")
    check_ranges(workers=workers, max_runs=max_runs)
    searched = Searched(design, overrides)
    size_of(searched).refuse_above(max_runs)
    # A library that is absent is told before anything is written.
    algorithm(searched.settings.algorithm).begin(searched.problem)
    if searched.design.file.robust is not None:
        robust_design(searched, searched.bases, searched.design.file.robust)
    folder = directory_for(out, f"search-{searched.design.name}")
    with told(progress) as teller:
        settings = {
            "workers": workers,
            "progress": teller,
            "stop": stop,
            "command": command,
        }
        work = _Work(searched, folder, settings, dask, retry_failed)
        if overwrite:
            work.remove()
        return work.done()


@dataclass
class _Work:
    """A search that goes on in a folder; ``settings`` are those that every verb has."""

    searched: Searched
    folder: Path
    settings: dict[str, Any]
    dask: str | None
    retry_failed: bool
    failed: FinishedSweep | None = None

    def done(self) -> FinishedSearch:
        """Do what is left to do, and return what came of it."""
        known = self._known()
        make_folder(self.folder)
        make_folder(self.folder / GENERATIONS)
        with DirectoryLock(self.folder / GENERATIONS):
            found = go_through(
                self.searched, lambda number, rows: self._values(number, rows, known)
            )
            if found is None:
                assert self.failed is not None  # noqa: S101 - what cannot go on
                return FinishedSearch(self.folder, self.failed)
            evaluated = self._whole(found)
            self._clear()
        self._leave()
        judged = self._judge(found)
        return FinishedSearch(self.folder, evaluated, judged, self._over_draws(judged))

    def remove(self) -> None:
        """Remove what another search left: its generations; the rest is written over."""
        self._clear()
        for folder in (self.folder / FRONT, self.folder / ROBUST, self.folder):
            if is_there(folder / MANIFEST):
                remove_results(folder)

    def _known(self) -> dict[Any, pd.Series]:
        """Return the values of the points that are there already, where the search is complete.

        Raises :class:`DirectoryDiffersError` where something else is there.
        """
        if not is_there(self.folder / MANIFEST):
            return {}
        there = read_manifest(self.folder)
        now = manifest_of(self.searched.of(self.searched.bases))
        keys = [each for each in differing_keys(there, now) if each not in FOUND_BY_SEARCHING]
        if keys:
            found = differences(there, now, keys=keys)
            raise DirectoryDiffersError(differ_message(self.folder, found), found)
        if not there.complete:
            return {}
        rows = there.design["sampler"]["rows"]
        values = self._means(self.folder)
        return {key(row): value for row, (_, value) in zip(rows, values.iterrows(), strict=True)}

    def _values(
        self, number: int, rows: Sequence[Row], known: dict[Any, pd.Series]
    ) -> pd.DataFrame | None:
        """Return the values of the rows of a generation, which are run where they are not there."""
        if all(key(row) in known for row in rows):
            return pd.DataFrame([known[key(row)] for row in rows])
        place = generation_in(self.folder, number)
        found = self._sweep(self.searched.of(rows), place)
        if found.report.failed:
            self.failed = found
            return None
        return self._means(place)

    def _sweep(self, design: Any, out: Path, **more: Any) -> FinishedSweep:
        return sweep(
            design,
            out=out,
            dask=self.dask,
            retry_failed=self.retry_failed,
            **self.settings,
            **more,
        )

    def _means(self, place: Path) -> pd.DataFrame:
        aims = self.searched.aims
        return aims.means(load(place).read(RUNS, ["point", "replicate", *aims.names]))

    def _whole(self, found: Evaluated) -> FinishedSweep:
        """Put all generations together: what has been run already is not run again."""
        design = self.searched.of(
            found.rows, **{"search.evaluated": found.counts, "search.plain": found.plain}
        )
        manifest = manifest_of(design)
        ends = np.cumsum([0, *found.counts])
        sources = [
            Source(place, read_manifest(place), np.arange(*ends[number - 1 : number + 1]))
            for number in range(1, len(ends))
            if is_there((place := generation_in(self.folder, number)) / MANIFEST)
        ]
        report = run_design(
            design,
            out=self.folder,
            cluster=self.dask,
            harvest=Harvest(manifest, sources, design.points.levels),
            **self.settings,
        )
        return FinishedSweep(whole_or_stopped(report))

    def _judge(self, found: Evaluated) -> FinishedSweep:
        """Run what was found again, with luck that had no part in finding it."""
        searched = self.searched
        module = algorithm(searched.settings.algorithm)
        chosen: list[Row] = list(searched.bases)
        for group in searched.groups:
            inside = list(found.inside(group))
            rows = [
                {name: found.rows[place][name] for name in searched.problem.space.names}
                for place in inside
            ]
            values = found.of([found.rows[place] for place in inside])
            chosen += [
                found.rows[inside[at]] for at in module.judged(searched.problem, rows, values)
            ]
        header = searched.design.file.design
        design = searched.of(
            list({key(row): row for row in chosen}.values()),
            **{
                "design.seed": header.seed + 1,
                "design.title": f"{header.title}: what was found",
                "design.replicates": searched.settings.judged,
            },
        )
        return self._sweep(design, self.folder / FRONT)

    def _over_draws(self, judged: FinishedSweep) -> FinishedSweep | None:
        """Run what was judged over draws, where the design has a table ``[robust]``."""
        searched, settings = self.searched, self.searched.design.file.robust
        if settings is None or judged.report.failed:
            return None
        rows = read_manifest(self.folder / FRONT).design["sampler"]["rows"]
        values = self._means(self.folder / FRONT)
        chosen: list[Row] = list(searched.bases)
        for group in searched.groups:
            inside = [at for at, row in enumerate(rows) if group.items() <= row.items()]
            places = policies_of(searched.aims, values.iloc[inside])
            chosen += [rows[inside[place]] for place in places]
        policies = list({key(row): row for row in chosen}.values())
        return self._sweep(robust_design(searched, policies, settings), self.folder / ROBUST)

    def _clear(self) -> None:
        """Remove the results of all generations."""
        for place in sorted((self.folder / GENERATIONS).glob("[0-9]*")):
            remove_results(place)
            try:
                shutil.rmtree(place)
            except OSError as error:
                raise DiskError(f"cannot remove {place}: {error.strerror}") from error

    def _leave(self) -> None:
        """Remove the folder of the generations, unless somebody else works in it."""
        try:
            (self.folder / GENERATIONS).rmdir()
        except OSError:
            return
