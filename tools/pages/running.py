"""Run what the pages report: only what changed, a process for each processor.

The runs of one design of a set are a job: a process runs them on one thread and holds them against
their patterns at once, so that no processor waits for another. Beside the results stands the stamp
of what they were made from: it, and not the hash of all sources, decides whether they are used
again, so that an edit of a comment runs nothing.
"""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis import load
from paradiplomacy_analysis.matching.refocusing import refocus
from paradiplomacy_analysis.patterns.scorecard import score
from paradiplomacy_experiments import verbs
from paradiplomacy_experiments.matching import matching
from paradiplomacy_experiments.searching.verb import search
from paradiplomacy_results.errors import DirectoryDamagedError, DirectoryDiffersError
from tools.pages.sets import FOLDER, SETS, patterns_of
from tools.pages.stamps import stamp_of_runs, stamp_of_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

STAMPS = FOLDER / "stamps"
"""Folder of the stamps of what is in the other folders."""


@dataclass(frozen=True)
class Job:
    """The runs of one design of a set, and their scores."""

    set_name: str
    design: str

    @property
    def name(self) -> str:
        """Return what it is called."""
        whole = len(SETS[self.set_name].designs) == 1
        return self.set_name if whole else f"{self.set_name}/{self.design}"

    @property
    def stamp(self) -> dict[str, str]:
        """Return what it rests on today."""
        chosen = SETS[self.set_name]
        runs = stamp_of_runs(chosen, self.design).as_dict()
        return runs | ({"measure": stamp_of_set(self.set_name).measure} if chosen.scored else {})

    @property
    def missing(self) -> tuple[bool, bool]:
        """Tell whether runs are to be made, and whether they are to be scored."""
        chosen, file = SETS[self.set_name], self._file
        there = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        today = self.stamp
        runs = any(there.get(part) != today[part] for part in ("design", "model"))
        runs = runs or not chosen.manifest(self.design).is_file()
        old = there.get("measure") != today.get("measure")
        return runs, chosen.scored and (runs or old or not chosen.scores(self.design).is_file())

    @property
    def _file(self) -> Path:
        return STAMPS / f"{self.name.replace('/', '-')}.json"

    def done(self) -> None:
        """Note that it rests on what there is today."""
        STAMPS.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self.stamp, indent=1) + "\n", "utf-8")


def jobs_of(names: Iterable[str]) -> list[Job]:
    """Return the jobs of some sets, and of those whose results they read, in order of the sets."""
    wanted = set(names)
    wanted |= {SETS[name].depends for name in wanted} - {""}
    chosen = [each for name, each in SETS.items() if name in wanted]
    return [Job(each.name, design) for each in chosen for design in each.designs]


def run(names: Iterable[str]) -> Iterator[tuple[Job, int, float]]:
    """Do the jobs of some sets as far as they are not done.

    Yield each with its runs and the seconds of a processor that it took. A set whose variants are
    read from results begins when these are there.
    """
    waiting = [job for job in jobs_of(names) if any(job.missing)]
    if not waiting:
        return
    prepare()
    open_sets = {job.set_name for job in waiting}
    busy: dict[Future[tuple[int, float]], Job] = {}
    processes = min(os.cpu_count() or 1, len(waiting))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        while waiting or busy:
            ready = [job for job in waiting if SETS[job.set_name].depends not in open_sets]
            busy |= {pool.submit(work, job): job for job in ready}
            waiting = [job for job in waiting if job not in ready]
            for each in wait(busy, return_when=FIRST_COMPLETED).done:
                job = busy.pop(each)
                yield (job, *each.result())
                left = {one.set_name for one in (*busy.values(), *waiting)}
                open_sets &= left


def prepare() -> None:
    """Compile the model once, before several processes want it."""
    from paradiplomacy.engines import compiled_engine

    compiled_engine.prepare()


def work(job: Job) -> tuple[int, float]:
    """Do a job in this process; return its runs and the seconds of a processor that it took."""
    begun = time.process_time()
    chosen = SETS[job.set_name]
    to_run, to_score = job.missing
    runs = 0
    if to_run:
        try:
            runs = _made(job, overwrite=False)
        except (DirectoryDiffersError, DirectoryDamagedError):
            runs = _made(job, overwrite=True)
    if to_score:
        results = load(chosen.folder(job.design))
        scores = score({job.design: results}, patterns_of(job.design))
        scores.to_csv(chosen.scores(job.design), index=False)
    job.done()
    return runs, time.process_time() - begun


def _made(job: Job, *, overwrite: bool) -> int:
    """Make the runs of a job, and return how many there are."""
    chosen = SETS[job.set_name]
    how: dict[str, Any] = {"out": chosen.folder(job.design), "workers": 1, "progress": False}
    if chosen.waves:
        waves = matching(refocus, overwrite=overwrite, **how).waves
        return sum(each.report.runs for each in waves)
    if chosen.searched:
        done = search(job.design, chosen.settings, overwrite=overwrite, **how)
        return sum(each.report.runs for each in done.sweeps)
    return verbs.sweep(chosen.design(job.design), overwrite=overwrite, **how).report.runs
