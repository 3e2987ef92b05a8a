"""Hold a mended custom part against runs that did not fail: it must not change them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_experiments.design.limits import RUN_SECONDS
from paradiplomacy_experiments.execution.executors import local_executor, results_of
from paradiplomacy_experiments.execution.plan import Chunk, tasks_of
from paradiplomacy_experiments.execution.progress import Silence
from paradiplomacy_experiments.execution.runner import job_of
from paradiplomacy_experiments.inspection.reproduction import table_differences
from paradiplomacy_results.errors import DirectoryDiffersError
from paradiplomacy_results.layout import EVENTS
from paradiplomacy_results.parquet import parsed
from paradiplomacy_results.parts import ChunkSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.growth.harvest import Harvest
    from paradiplomacy_results.manifest import Manifest

SAMPLE = 20
"""Runs that are computed once more, spread over points."""

MOST_NAMED = 5


def refuse_changed_runs(
    design: Design,
    now: Manifest,
    harvest: Harvest,
    there: Manifest,
    settings: Mapping[str, Any],
) -> None:
    """Compute a sample of the runs that are there anew.

    Raises :class:`DirectoryDiffersError` with those that come out otherwise.
    """
    job = job_of(design, now)
    progress = settings.get("progress") or Silence()
    seconds = settings.get("run_seconds", RUN_SECONDS)
    changed: set[int] = set()
    chunks = list(_sample(harvest, now))
    with local_executor(design, job, settings.get("workers"), progress, seconds) as executor:
        for result in results_of(executor, chunks, threading.Event()):
            stored = harvest.filled(chunks[result.spec.number])
            for table in result.spec.tables:
                pair = (parsed(files[table]) for files in (stored, result.files))
                changed |= {each.run for each in table_differences(table, *pair)}
    if not changed:
        return
    files = sorted(
        name
        for name, sha256 in now.mechanism_files.items()
        if there.mechanism_files.get(name) != sha256
    )
    runs = ", ".join(f"run {run}" for run in sorted(changed)[:MOST_NAMED])
    more = ", …" if len(changed) > MOST_NAMED else ""
    raise DirectoryDiffersError(
        f"{' and '.join(files)} as it is now changes runs that had not failed ({runs}{more}), "
        "so all have to be run anew",
        tuple(f"mechanism_files.{name} differs" for name in files),
    )


def _sample(harvest: Harvest, now: Manifest) -> list[Chunk]:
    """Return runs that are there, each a chunk of its own, spread over points and replicates."""
    rows = list(harvest.rows())
    chosen = np.unique(np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows))).astype(int))
    tables = tuple(table for table in now.layout.tables if table != EVENTS)
    return [
        Chunk(ChunkSpec(number, range(rows[k][2], rows[k][2] + 1), tables), tasks_of([rows[k]]))
        for number, k in enumerate(chosen.tolist())
    ]
