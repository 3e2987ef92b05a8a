"""Rows of runs that result directories have already, brought into the plan of a design.

A run is what its point and its replicate say. Its rows get the numbers of run and point, and the
factors, that the design gives them; all else stays to the bit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paradiplomacy.engines.results import kept_months
from paradiplomacy_experiments.execution.plan import ALL_EVENTS, FIRST_EVENTS, Chunk, tasks_of
from paradiplomacy_results.errors import DirectoryDamagedError, ResultsError
from paradiplomacy_results.identity import mark_of
from paradiplomacy_results.layout import EVENTS, OK, RUNS, SERIES
from paradiplomacy_results.parquet import parsed
from paradiplomacy_results.parts import (
    ChunkSpec,
    part_bytes,
    part_path,
    part_paths,
    read_part,
    stored_spec,
)
from paradiplomacy_results.store import chunk_files
from paradiplomacy_results.tables import in_run_order
from paradiplomacy_results.verification import file_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from paradiplomacy_results.manifest import Manifest

MOST_HELD = 64
"""Files that are held in memory, the last ones used: a run's neighbours come next."""

NOWHERE = -1


@dataclass(frozen=True)
class Source:
    """A directory whose runs are brought in.

    ``points``, int64 (points there,), gives each of its points the number here, -1 where it is none
    of these. ``only_ok`` leaves out runs that failed. ``strict`` raises
    :class:`DirectoryDamagedError` for a file that is not what was written; else its runs count as
    not there.
    """

    directory: Path
    manifest: Manifest
    points: NDArray[np.int64]
    only_ok: bool = False
    strict: bool = False


class Harvest:
    """What some sources have of the runs of the experiment of ``manifest``.

    ``levels`` gives the factors of a point here; without it those that are stored stay.
    """

    def __init__(
        self,
        manifest: Manifest,
        sources: list[Source],
        levels: Callable[[int], Mapping[str, Any]] | None = None,
    ) -> None:
        """Look through the sources, and verify their files."""
        self._manifest = manifest
        self._mark = mark_of(manifest)
        self._levels = levels
        self._chunks: list[tuple[Source, ChunkSpec]] = []
        found = [np.empty((0, 3), dtype=np.int64)]
        for source in sources:
            found += self._found(source)
        rows = np.concatenate(found)
        _, first = np.unique(rows[:, 0], return_index=True)
        self._rows = rows[first]
        self._stored = lru_cache(MOST_HELD)(self._read)

    def __len__(self) -> int:
        """Return the number of runs that are there."""
        return len(self._rows)

    def rows(self) -> Iterator[tuple[int, int, int]]:
        """Yield point, replicate, and number in its own directory of each run that is there."""
        most = self._manifest.replicates
        for key, _, run in self._rows.tolist():
            yield *divmod(key, most), run

    def count(self, chunk: Chunk) -> int:
        """Return how many runs of a chunk are there."""
        return len(self._of(chunk)[0])

    def rest(self, chunk: Chunk) -> Chunk:
        """Return the chunk with those of its runs only that are not there."""
        there = set(self._of(chunk)[0].tolist())
        return replace(chunk, tasks=tasks_of(row for row in _runs_of(chunk) if row[2] not in there))

    def filled(self, chunk: Chunk, files: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
        """Return the files of a chunk: of the runs that are there, and those in ``files``."""
        spec = chunk.spec
        pieces: dict[str, list[pa.Table]] = {name: [] for name in spec.tables}
        for name, data in (files or {}).items():
            pieces[name].append(self._shaped(name, parsed(data)))
        for name, table in self._there(chunk):
            pieces[name].append(table)
        schema_of = self._manifest.schema_of
        tables = {name: in_run_order(some, schema_of(name)) for name, some in pieces.items()}
        return chunk_files(self._mark, spec, tables)

    def _found(self, source: Source) -> Iterator[NDArray[np.int64]]:
        """Yield key, chunk and run of what each chunk of a source has, int64 (runs, 3)."""
        for path in part_paths(source.directory, RUNS):
            if source.manifest.complete and path not in source.manifest.listed:
                continue
            try:
                spec = _sound(source, path)
            except ResultsError:
                if source.strict:
                    raise
                continue
            runs = read_part(
                source.directory, path, columns=["run", "point", "replicate", "status"]
            )
            there, replicates, numbers = (
                runs[name].to_numpy() for name in ("point", "replicate", "run")
            )
            known = (there >= 0) & (there < len(source.points))
            points = np.where(known, source.points[np.where(known, there, 0)], NOWHERE)
            wanted = (points != NOWHERE) & (replicates < self._manifest.replicates)
            if source.only_ok:
                wanted &= np.array([each == OK for each in runs["status"].to_pylist()], dtype=bool)
            wanted &= self._have_events(source, replicates)
            keys = points * self._manifest.replicates + replicates
            place = np.full(len(keys), len(self._chunks))
            self._chunks.append((source, spec))
            yield np.stack([keys, place, numbers], axis=1)[wanted]

    def _have_events(self, source: Source, replicates: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which runs of a source have the events that are kept here of their replicates."""
        asked, there = (
            {ALL_EVENTS: replicates >= 0, FIRST_EVENTS: replicates == 0}.get(of.events)
            for of in (self._manifest, source.manifest)
        )
        none = np.zeros(len(replicates), dtype=bool)
        return ~(none if asked is None else asked) | (none if there is None else there)

    def _of(self, chunk: Chunk) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the runs of a chunk that are there, and their places among all that are."""
        asked = np.array(list(_runs_of(chunk)), dtype=np.int64).reshape(-1, 3)
        keys = asked[:, 0] * self._manifest.replicates + asked[:, 1]
        if not len(self._rows):
            return asked[:0, 2], keys[:0]
        places = np.minimum(np.searchsorted(self._rows[:, 0], keys), len(self._rows) - 1)
        there = self._rows[places, 0] == keys
        return asked[there, 2], places[there]

    def _there(self, chunk: Chunk) -> Iterator[tuple[str, pa.Table]]:
        """Yield tables of the runs of a chunk that are there, with what they are called here."""
        runs, places = self._of(chunk)
        origins = self._rows[places]
        for number in np.unique(origins[:, 1]).tolist():
            here = origins[:, 1] == number
            names = dict(zip(origins[here, 2].tolist(), runs[here].tolist(), strict=True))
            of = dict(zip(runs[here].tolist(), origins[here, 0].tolist(), strict=True))
            for table in chunk.spec.tables:
                if table in self._chunks[number][1].tables:
                    stored = self._stored(number, table)
                    yield table, self._renamed(table, stored, number, names, of)

    def _read(self, number: int, table: str) -> pa.Table:
        source, spec = self._chunks[number]
        path = part_path(table, spec.number)
        return read_part(source.directory, path, source.manifest.listed.get(path))

    def _renamed(
        self,
        name: str,
        stored: pa.Table,
        number: int,
        names: Mapping[int, int],
        keys: Mapping[int, int],
    ) -> pa.Table:
        """Return the rows of some runs of a stored table, with what they are called here."""
        wanted = np.isin(stored["run"].to_numpy(), list(names))
        if name == SERIES:
            manifest = self._manifest
            months = kept_months(manifest.months, manifest.series_every)
            wanted &= np.isin(stored["month"].to_numpy(), months)
        table = stored.filter(pa.array(wanted))
        runs = [names[run] for run in table["run"].to_pylist()]
        columns: dict[str, Any] = {"run": runs}
        source, _ = self._chunks[number]
        most = self._manifest.replicates
        if name == EVENTS and self._manifest.events != source.manifest.events == ALL_EVENTS:
            first = [keys[run] % most == 0 for run in runs]
            table = table.filter(pa.array(first, pa.bool_()))
            columns["run"] = [run for run, one in zip(runs, first, strict=True) if one]
        if name == RUNS:
            columns["point"] = [keys[run] // most for run in runs]
            if self._levels is not None:
                rows = [self._levels(point) for point in columns["point"]]
                columns |= {
                    factor: [row[factor] for row in rows]
                    for factor in self._manifest.layout.factors
                }
        return self._shaped(name, table, columns)

    def _shaped(
        self, name: str, table: pa.Table, columns: Mapping[str, Any] | None = None
    ) -> pa.Table:
        """Return the columns that ``name`` has here, some of them given by their values."""
        schema = self._manifest.schema_of(name)
        arrays = [
            _array(columns[field.name], field.type)
            if columns is not None and field.name in columns
            else table[field.name]
            for field in schema
        ]
        return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, kind)


def _runs_of(chunk: Chunk) -> Iterator[tuple[int, int, int]]:
    """Yield point, replicate and number of each run of a chunk."""
    for task in chunk.tasks:
        for replicate, run in zip(task.replicates, task.runs, strict=True):
            yield task.point, replicate, run


def _sound(source: Source, path: str) -> ChunkSpec:
    """Return what a chunk holds, all of whose files are what was written.

    Raises :class:`DirectoryDamagedError` where one is not.
    """
    directory, manifest = source.directory, source.manifest
    spec = stored_spec(directory, path)
    tables = []
    for table in manifest.layout.tables:
        name = part_path(table, spec.number)
        if table == EVENTS and not (directory / name).exists() and name not in manifest.listed:
            continue
        fault = file_fault(part_bytes(directory, name), table, spec, manifest)
        if fault is not None:
            raise DirectoryDamagedError(f"{directory / name} is damaged: {fault}")
        tables.append(table)
    return replace(spec, tables=tuple(tables))
