"""Run again what a result directory holds, all of it or a sample, and compare bit by bit."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paradiplomacy_experiments.design.limits import RUN_SECONDS
from paradiplomacy_experiments.design.stored import design_from
from paradiplomacy_experiments.execution.executors import local_executor, results_of
from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.execution.plan import Chunk, Task, tasks_of
from paradiplomacy_experiments.execution.progress import Progress, told
from paradiplomacy_experiments.execution.runner import job_of
from paradiplomacy_results.errors import DirectoryDamagedError
from paradiplomacy_results.hashing import hash_of
from paradiplomacy_results.identity import differences
from paradiplomacy_results.layout import RUNS
from paradiplomacy_results.manifest import Manifest, read_manifest
from paradiplomacy_results.parquet import parsed
from paradiplomacy_results.parts import ChunkSpec, part_bytes, part_path, stored_chunks
from paradiplomacy_results.verification import file_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

SAMPLE = 20
"""Runs that are run again unless told otherwise."""

SAMPLE_SEED = 1
"""Seed of the sample, so that the same runs are taken each time."""

Tables = dict[str, pa.Table]


@dataclass(frozen=True, order=True)
class Difference:
    """Where a row differs: the run, the table's place, the row among those of the run.

    ``columns`` gives the stored and the new value of each column that differs, as texts; it is
    empty where there is a row on one side only.
    """

    run: int
    table: str
    row: int
    columns: dict[str, tuple[str, str]] = field(compare=False)


@dataclass(frozen=True)
class Reproduction:
    """What came of running again.

    ``runs`` were run again of the ``stored`` ones, ``differing`` of them gave something else; the
    ``first`` differing row is None where all are equal. ``reasons`` has one text for each version,
    feature of the processor or source that differs from what the results were made with.
    """

    directory: Path
    stored: int
    runs: int
    differing: int
    first: Difference | None
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return asdict(self) | {"directory": str(self.directory), "reasons": list(self.reasons)}


def reproduce(
    directory: str | Path,
    *,
    runs: int | None = SAMPLE,
    files: str | Path | None = None,
    workers: int | None = None,
    time_limit: float = RUN_SECONDS,
    progress: Progress | bool | None = None,
    stop: threading.Event | None = None,
) -> Reproduction:
    """Run a sample of the runs of a directory again, or all, and compare every bit.

    Nothing is written.

    Args:
        directory: A result directory.
        runs: Number of runs, always the same ones; all where None.
        files: Folder of custom files; by default that of the scenario or design that was run.
        workers: Number of threads, or of worker processes of the Mesa engine; by default one for
            each processor.
        time_limit: Longest time for a run on the Mesa engine, in seconds.
        progress: Whether to tell on stderr how compiling and runs get on, or who is told; by
            default one line that counts at a prompt and in a notebook, and in a script some lines
            where it takes long.
        stop: Once it is set it ends early; what was run until then is compared.

    Raises:
        DirectoryDamagedError: A file is not what was written.
        ConfigError: This version does not understand the configuration.
        ResultsError: The directory cannot be read; each kind is a class of its own.
    """
    directory = Path(directory)
    manifest = read_manifest(directory)
    design = design_from(manifest, folder_of(manifest) if files is None else Path(files))
    job = job_of(design, manifest)
    now = manifest_of(design, manifest.engine, part=manifest.part)
    specs = list(stored_chunks(directory))
    chosen = _chosen(specs, runs)
    found = Comparison(directory, manifest, chosen)
    with (
        told(progress) as teller,
        local_executor(design, job, workers, teller, time_limit) as executor,
    ):
        teller.running(len(chosen), 0)
        for result in results_of(executor, found.chunks(specs), stop or threading.Event()):
            before = found.runs
            found.take(result.spec, result.files)
            teller.advanced(found.runs - before)
    return Reproduction(
        directory=directory,
        stored=sum(len(spec.runs) for spec in specs),
        runs=found.runs,
        differing=len(found.differing),
        first=min(found.first, default=None),
        reasons=differences(manifest, now),
    )


def folder_of(manifest: Manifest) -> Path:
    """Return the folder of the scenario or design that the command named, where it was a path."""
    named = Path(manifest.command[2]) if len(manifest.command) > 2 else Path()
    return named.parent if named.is_file() else Path()


def _chosen(specs: list[ChunkSpec], runs: int | None) -> NDArray[np.int64]:
    """Return the numbers of the runs to run again, in order."""
    stored = [np.arange(spec.runs.start, spec.runs.stop) for spec in specs]
    numbers = np.concatenate([np.empty(0, dtype=np.int64), *stored])
    if runs is None or runs >= len(numbers):
        return numbers
    generator = np.random.default_rng(SAMPLE_SEED)
    return np.sort(generator.choice(numbers, runs, replace=False))


class Comparison:
    """Read what is stored chunk by chunk, and hold it against what comes back."""

    def __init__(self, directory: Path, manifest: Manifest, chosen: NDArray[np.int64]) -> None:
        self.runs = 0
        self.differing: set[int] = set()
        self.first: list[Difference] = []
        self._directory = directory
        self._manifest = manifest
        self._chosen = chosen
        self._stored: dict[int, Tables] = {}

    def chunks(self, specs: list[ChunkSpec]) -> Iterator[Chunk]:
        """Yield those chunks that hold chosen runs, with these only."""
        for spec in specs:
            inside = (spec.runs.start <= self._chosen) & (self._chosen < spec.runs.stop)
            chosen = self._chosen[inside]
            if len(chosen):
                stored = {name: _rows(self._read(name, spec), chosen) for name in spec.tables}
                self._stored[spec.number] = stored
                yield Chunk(spec, _tasks(stored[RUNS]))

    def _read(self, table: str, spec: ChunkSpec) -> pa.Table:
        path = part_path(table, spec.number)
        data = part_bytes(self._directory, path)
        fault = file_fault(data, table, spec, self._manifest)
        if fault is not None:
            raise DirectoryDamagedError(f"{self._directory / path} is damaged: {fault}")
        return parsed(data)

    def take(self, spec: ChunkSpec, files: Mapping[str, bytes]) -> None:
        """Compare what came of a chunk with what is stored of it."""
        stored = self._stored.pop(spec.number)
        self.runs += stored[RUNS].num_rows
        found: list[Difference] = []
        for table, rows in stored.items():
            found += table_differences(table, rows, parsed(files[table]))
        self.differing |= {difference.run for difference in found}
        self.first = [min([*self.first, *found])] if self.first or found else []


def _rows(table: pa.Table, runs: NDArray[np.int64]) -> pa.Table:
    """Return the rows of some runs."""
    return table.filter(pa.array(np.isin(table["run"].to_numpy(), runs)))


def _tasks(runs: pa.Table) -> tuple[Task, ...]:
    """Return what makes these rows of the table of runs once more."""
    columns = (runs[key].to_pylist() for key in ("point", "replicate", "run"))
    return tasks_of(zip(*columns, strict=True))


def table_differences(table: str, stored: pa.Table, again: pa.Table) -> list[Difference]:
    """Return the first differing row of each run of which anything differs, bits compared.

    Both have the columns of ``table``, with rows in the order of runs.
    """
    if hash_of(stored) == hash_of(again):
        return []
    numbers = np.union1d(stored["run"].to_numpy(), again["run"].to_numpy())
    found = []
    for run in numbers.tolist():
        one = np.array([run])
        difference = _row_difference(table, run, _rows(stored, one), _rows(again, one))
        if difference is not None:
            found.append(difference)
    return found


def _row_difference(table: str, run: int, stored: pa.Table, again: pa.Table) -> Difference | None:
    shared = min(stored.num_rows, again.num_rows)
    unequal = {
        name: _unequal(stored[name].slice(0, shared), again[name].slice(0, shared))
        for name in stored.column_names
    }
    row = min((int(np.argmax(mask)) for mask in unequal.values() if mask.any()), default=shared)
    if row == shared and stored.num_rows == again.num_rows:
        return None
    columns = {
        name: (repr(stored[name][row].as_py()), repr(again[name][row].as_py()))
        for name, mask in unequal.items()
        if row < shared and mask[row]
    }
    return Difference(run, table, row, columns)


def _unequal(stored: pa.ChunkedArray, again: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Tell for each row whether two columns differ in any bit."""
    if pa.types.is_floating(stored.type):
        old, new = (column.to_numpy().view(np.int64) for column in (stored, again))
        return np.asarray(old != new)
    pairs = zip(stored.to_pylist(), again.to_pylist(), strict=True)
    return np.array([one != other for one, other in pairs], dtype=bool)
