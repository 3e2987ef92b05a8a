"""``search``: seek the points of a design that its user is after, and judge what was found."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_experiments.arguments import whole_or_stopped
from paradiplomacy_experiments.design.factors import NONE_PULLED
from paradiplomacy_experiments.design.limits import (
    MOST_RUNS,
    OptionsError,
    check_ranges,
)
from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.execution.progress import told
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_experiments.finished import FinishedSearch, FinishedSweep
from paradiplomacy_experiments.growth.harvest import Harvest
from paradiplomacy_experiments.searching.algorithms import algorithm
from paradiplomacy_experiments.searching.designs import Searched, size_of
from paradiplomacy_experiments.searching.growing import (
    begun_for,
    place_for,
    refuse_others,
    rows_of,
    source_of,
    take_over,
)
from paradiplomacy_experiments.searching.loop import Evaluated, go_through
from paradiplomacy_experiments.searching.robustness import (
    draws_of,
    policies_of,
    robust_design,
)
from paradiplomacy_experiments.searching.space import distinct, key, pulled_in
from paradiplomacy_experiments.verbs import sweep
from paradiplomacy_results.disk import directory_for, is_there, make_folder
from paradiplomacy_results.errors import DiskError
from paradiplomacy_results.layout import LEVERS, RUNS
from paradiplomacy_results.lock import DirectoryLock
from paradiplomacy_results.manifest import MANIFEST, read_manifest
from paradiplomacy_results.reading import load
from paradiplomacy_results.replacement import extended
from paradiplomacy_results.searched import FRONT, GENERATIONS, ROBUST, generation_in
from paradiplomacy_results.store import remove_results
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from paradiplomacy_experiments.configuration.overrides import Overrides
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.execution.progress import Progress
    from paradiplomacy_experiments.execution.runner import Report
    from paradiplomacy_experiments.growth.harvest import Source
    from paradiplomacy_experiments.searching.robustness import Draws, Left
    from paradiplomacy_experiments.searching.space import Row


def search(
    design: str | Path,
    overrides: Overrides = (),
    *,
    out: str | Path | None = None,
    overwrite: bool = False,
    extend: bool = False,
    retry_failed: bool = False,
    workers: int | None = None,
    dask: str | None = None,
    max_runs: int = MOST_RUNS,
    progress: Progress | bool | None = None,
    stop: threading.Event | None = None,
    command: Sequence[str] = (),
    left: Left | None = None,
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
        extend: Keep the runs in the directory and go on to more generations, or more replicates of
            what was found, than were asked for before.
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
        left: What tells which draws of a matching the record leaves, where ``robust.of`` is the
            folder of one; ``left_in`` of ``paradiplomacy_analysis.matching.method`` is meant for
            it.

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
    if overwrite and (extend or retry_failed):
        raise OptionsError(f"{argument('overwrite')} removes what was to be kept")
    check_ranges(workers=workers, max_runs=max_runs)
    searched = Searched(design, overrides)
    size_of(searched).refuse_above(max_runs)
    # A library that is absent is told before anything is written.
    algorithm(searched.settings.algorithm).begin(searched.problem)
    draws = None
    if (over := searched.design.file.robust) is not None:
        searched, draws = draws_of(searched, over, left)
        robust_design(searched, searched.bases, over, draws)
    folder = directory_for(out, f"search-{searched.design.name}")
    with told(progress) as teller:
        settings = {
            "workers": workers,
            "progress": teller,
            "stop": stop,
            "command": command,
        }
        work = _Work(searched, folder, settings, dask, extend, retry_failed, draws)
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
    extend: bool
    retry_failed: bool
    draws: Draws | None = None
    failed: FinishedSweep | None = None

    def done(self) -> FinishedSearch:
        """Do what is left to do, and return what came of it."""
        take_over(self.folder)
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
            self._clear(len(found.counts))
        self._leave()
        take_over(self.folder)
        judged = self._judge(found)
        return FinishedSearch(self.folder, evaluated, judged, self._over_draws(judged))

    def remove(self) -> None:
        """Remove what another search left: its generations; the rest is written over."""
        self._clear()
        for folder in (self.folder / FRONT, self.folder / ROBUST, self.folder):
            remove_results(extended(folder))
            remove_results(folder)

    def _known(self) -> dict[Any, pd.Series]:
        """Return the values of the points that are there already, where the search is complete.

        Raises :class:`DirectoryDiffersError` where something else is there.
        """
        if not is_there(self.folder / MANIFEST):
            return {}
        there = read_manifest(self.folder)
        now = manifest_of(self.searched.of(self.searched.bases))
        refuse_others(self.folder, there, now, extend=self.extend)
        if not there.complete:
            return {}
        rows = rows_of(there)
        if self.extend:
            self.settings["progress"].noticed(f"{many(len(rows), 'point')} are kept")
        values = self._means(self.folder)
        return {key(row): value for row, (_, value) in zip(rows, values.iterrows(), strict=True)}

    def _values(
        self, number: int, rows: Sequence[Row], known: dict[Any, pd.Series]
    ) -> pd.DataFrame | None:
        """Return the values of the rows of a generation, which are run where they are not there."""
        if all(key(row) in known for row in rows):
            return pd.DataFrame([known[key(row)] for row in rows])
        place = generation_in(self.folder, number)
        found = self._sweep(self._generation(rows, place), place)
        if found.report.failed:
            self.failed = found
            return None
        return self._means(place)

    def _generation(self, rows: Sequence[Row], place: Path) -> Design:
        """Return the design of a generation, which is completed as it was begun."""
        design = self.searched.of(rows)
        if not self.extend or not is_there(place / MANIFEST):
            return design
        refuse_others(place, read_manifest(place), manifest_of(design), extend=True)
        return self.searched.of(rows, **begun_for(place))

    def _sweep(self, design: Design, out: Path) -> FinishedSweep:
        return sweep(
            design, out=out, dask=self.dask, retry_failed=self.retry_failed, **self.settings
        )

    def _part(self, design: Design, out: Path) -> FinishedSweep:
        """Run what a search found, and keep of it what is there of what was found before."""
        take_over(out)
        now = manifest_of(design)
        place = place_for(out, now)
        if place == out:
            return self._sweep(design, out)
        there = read_manifest(out)
        # There are as many replicates as are judged.
        refuse_others(out, there, now, extend=True, but=["replicates"])
        source = source_of(out, there, rows_of(now), only_ok=self.retry_failed)
        report = self._run(design, place, [source])
        take_over(out)
        return FinishedSweep(replace(report, directory=out))

    def _run(self, design: Design, place: Path, sources: Sequence[Source]) -> Report:
        """Run a design but for what ``sources`` have of it."""
        harvest = Harvest(manifest_of(design), list(sources), design.points.levels)
        report = run_design(design, out=place, cluster=self.dask, harvest=harvest, **self.settings)
        return whole_or_stopped(report)

    def _means(self, place: Path) -> pd.DataFrame:
        aims = self.searched.aims
        return aims.means(load(place).read(RUNS, ["point", "replicate", *aims.names]))

    def _whole(self, found: Evaluated) -> FinishedSweep:
        """Put all generations together: what has been run already is not run again."""
        design = self.searched.of(
            found.rows, **{"search.evaluated": found.counts, "search.plain": found.plain}
        )
        place = place_for(self.folder, manifest_of(design)) if self.extend else self.folder
        folders = [generation_in(self.folder, at + 1) for at in range(len(found.counts))]
        if place != self.folder:
            folders.insert(0, self.folder)
        sources = [
            source_of(each, read_manifest(each), found.rows)
            for each in folders
            if is_there(each / MANIFEST)
        ]
        report = self._run(design, place, sources)
        return FinishedSweep(replace(report, directory=self.folder))

    def _judge(self, found: Evaluated) -> FinishedSweep:
        """Run what was found again, with luck that had no part in finding it."""
        searched = self.searched
        module = algorithm(searched.settings.algorithm)
        chosen: list[Row] = list(searched.bases)
        for group in searched.groups:
            rows = [found.rows[place] for place in found.inside(group)]
            chosen += [rows[at] for at in module.judged(searched.problem, found.of(rows))]
        header = searched.design.file.design
        design = searched.of(
            distinct(chosen),
            **{
                "design.seed": header.seed + 1,
                "design.title": f"{header.title}: what was found",
                "design.replicates": searched.settings.judged,
            },
        )
        return self._part(design, self.folder / FRONT)

    def _over_draws(self, judged: FinishedSweep) -> FinishedSweep | None:
        """Run what was judged over draws, where the design has a table ``[robust]``."""
        searched, settings = self.searched, self.searched.design.file.robust
        if settings is None or self.draws is None or judged.report.failed:
            return None
        rows = rows_of(read_manifest(self.folder / FRONT))
        values = self._means(self.folder / FRONT)
        chosen: list[Row] = list(searched.bases)
        for group in searched.groups:
            inside = [at for at, row in enumerate(rows) if group.items() <= row.items()]
            # A lever that does nothing makes equals; the one that pulls fewer is to come first.
            inside.sort(key=lambda at: len(pulled_in(rows[at].get(LEVERS, NONE_PULLED))))
            places = policies_of(searched.aims, values.iloc[inside])
            chosen += [rows[inside[place]] for place in places]
        design = robust_design(searched, distinct(chosen), settings, self.draws)
        return self._part(design, self.folder / ROBUST)

    def _clear(self, last: float = math.inf) -> None:
        """Remove the results of all generations up to a number."""
        places = sorted((self.folder / GENERATIONS).glob("[0-9]*"))
        for place in (each for each in places if int(each.name) <= last):
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
