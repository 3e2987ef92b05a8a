"""Tell what a sweep will take before it is begun: runs, time, disk and memory, from a short pilot.

The pilot runs a few points, in memory only, and is thrown away.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from paradiplomacy.engines.compilation.building import processors
from paradiplomacy_experiments.design.limits import RUN_SECONDS
from paradiplomacy_experiments.execution.chunks import Result, compute
from paradiplomacy_experiments.execution.common_past import CommonPast, common_pasts
from paradiplomacy_experiments.execution.executors import MESA, prepared_engine
from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.execution.plan import NO_EVENTS, Plan
from paradiplomacy_experiments.execution.progress import Progress, Silence
from paradiplomacy_experiments.execution.runner import job_of

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.execution.chunks import Engine, Job

PILOT_POINTS = 5
"""Points that are tried, spread over the design."""

PILOT_REPLICATES = 3
"""Runs of each of them."""

MARGIN = 1.3
"""What threads cost each other, and writing costs, at a guess."""


@dataclass(frozen=True)
class Estimate:
    """What a design takes: at most, where its replicates depend on an interval.

    Times are in seconds, sizes in bytes; ``free`` is the room on the disk where results go.
    ``kept`` runs are there already, ``why`` says why not more are: time is that of the others.
    ``common_pasts`` tell which points have their first months in common, which are run once.
    """

    design: str
    points: int
    replicates: int
    runs: int
    chunks: int
    workers: int
    seconds_a_run: float
    seconds: float
    disk: int
    free: int
    memory: int
    common_pasts: tuple[CommonPast, ...] = ()
    kept: int = 0
    why: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return asdict(self) | {"why": list(self.why)}


def estimate(
    design: Design,
    *,
    folder: Path,
    engine: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    part: str | None = None,
    kept: int = 0,
    why: tuple[str, ...] = (),
) -> Estimate:
    """Run a pilot of ``design`` and return what the whole, or a ``part`` of it, would take.

    ``folder`` is where results would go; ``kept`` runs are there already, ``why`` not more.
    """
    manifest = manifest_of(design, engine, part=part)
    job = job_of(design, manifest)
    threads = workers or processors()
    with prepared_engine(
        manifest.engine, progress or Silence(), design.custom, RUN_SECONDS
    ) as chosen:
        pilot = _pilot(design, job, chosen)
    runs = manifest.most_runs
    chunks = -(-runs // manifest.chunk_runs)
    disk = round(pilot.bytes_a_run * runs + pilot.bytes_a_chunk * chunks)
    return Estimate(
        design=design.name,
        points=len(manifest.numbers),
        replicates=manifest.replicates,
        runs=runs,
        chunks=chunks,
        workers=threads,
        seconds_a_run=pilot.seconds,
        seconds=pilot.seconds * (runs - kept) * MARGIN / min(threads, processors()),
        disk=disk,
        free=shutil.disk_usage(_existing(folder)).free,
        memory=_used() + 8 * disk // chunks * (threads + 1),
        common_pasts=() if manifest.engine == MESA else common_pasts(design.points),
        kept=kept,
        why=why,
    )


@dataclass(frozen=True)
class _Pilot:
    """What a run takes, and what a chunk takes beside its runs: seconds, bytes."""

    seconds: float
    bytes_a_run: float
    bytes_a_chunk: float


def _pilot(design: Design, job: Job, engine: Engine) -> _Pilot:
    """Run a few replicates at one point, then at several, as a sweep would run them."""
    last, each = len(design.points) - 1, min(design.size.replicates, PILOT_REPLICATES)
    points = sorted({round(k * last / (PILOT_POINTS - 1)) for k in range(PILOT_POINTS)})
    plan = Plan(len(points) * each, NO_EVENTS, design.layout)
    few = plan.chunk(next(plan.specs_of(plan.add(points[:1], range(each)))))
    many = plan.chunk(next(plan.specs_of(plan.add(points, range(each)))))
    small = _size(compute(job, few, engine))  # also loads what later calls need
    begun = time.perf_counter()
    large = _size(compute(job, many, engine))
    seconds = (time.perf_counter() - begun) / len(many.spec.runs)
    more = len(many.spec.runs) - len(few.spec.runs)
    a_run = (large - small) / more if more else small / each
    return _Pilot(seconds, a_run, max(0.0, small - a_run * each))


def _size(result: Result) -> int:
    return sum(len(data) for data in result.files.values())


def _existing(folder: Path) -> Path:
    """Return the nearest folder around ``folder`` that exists."""
    here = folder.absolute()
    while not here.exists() and here != here.parent:
        here = here.parent
    return here


def _used() -> int:
    """Return the memory that this process has: at most so far where the system counts that."""
    memory = psutil.Process().memory_info()
    return int(getattr(memory, "peak_wset", memory.rss))
