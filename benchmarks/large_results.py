"""Result directories of any size without a run: numbers are made up, all else is as a sweep's.

What is asked of them is what analyses take, not what they find: each indicator lies evenly between
its bounds and leans on one factor of the design, so that there is something to be found.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.execution.plan import Plan
from paradiplomacy_results.identity import mark_of
from paradiplomacy_results.layout import OK, PARTNERSHIPS, RUNS
from paradiplomacy_results.store import chunk_files, open_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.execution.plan import Chunk
    from paradiplomacy_results.manifest import Manifest

SEED = 7

LEAN = 0.5
"""Share of an indicator that its factor decides."""


def fabricate(design: Design, out: Path) -> None:
    """Write complete results of ``design`` into ``out``: its runs and, where kept, its ties.

    Raises the errors of :mod:`~paradiplomacy_results.errors`.
    """
    manifest = manifest_of(design)
    coordinates = _coordinates(design)
    with open_store(out, manifest) as store:
        plan = Plan(manifest.chunk_runs, manifest.events, manifest.layout)
        plan.add(range(len(design.points)), range(design.replication.most))
        mark = mark_of(manifest)
        for spec in plan.specs():
            tables = _tables(design, manifest, plan.chunk(spec), coordinates)
            store.write(spec, chunk_files(mark, spec, tables))
        store.finish(plan.specs())


def _coordinates(design: Design) -> NDArray[np.float64]:
    """Return where each point lies between the ends of each factor, in [0, 1]."""
    rows = [design.points.sample.at(number) for number in range(len(design.points))]
    places = np.array(rows, dtype=float).reshape(len(rows), -1)
    least, most = places.min(axis=0), places.max(axis=0)
    return np.asarray((places - least) / np.maximum(most - least, 1e-12))


def _tables(
    design: Design, manifest: Manifest, chunk: Chunk, coordinates: NDArray[np.float64]
) -> dict[str, pa.Table]:
    rows = sorted(
        (run, task.point, replicate)
        for task in chunk.tasks
        for run, replicate in zip(task.runs, task.replicates, strict=True)
    )
    runs, points, replicates = np.array(rows, dtype=np.int64).T
    labels = {point: design.points.levels(point) for point in dict.fromkeys(points.tolist())}
    columns: dict[str, Any] = {"run": runs, "point": points, "replicate": replicates}
    for factor in manifest.layout.factors:
        columns[factor] = [labels[point][factor] for point in points.tolist()]
    columns |= _made_up(manifest, RUNS, chunk.spec.number, coordinates[points])
    columns |= {"status": [OK] * len(runs), "error": [None] * len(runs)}
    tables = {RUNS: columns}
    if PARTNERSHIPS in chunk.spec.tables:
        ties = list(manifest.config["partnerships"])
        count = len(runs) * len(ties)
        tables[PARTNERSHIPS] = {
            "run": np.repeat(runs, len(ties)),
            "partnership": ties * len(runs),
            "formality": ["mou"] * count,
            "mode": ["g2g"] * count,
            **_made_up(manifest, PARTNERSHIPS, chunk.spec.number, np.empty((count, 0))),
        }
    return {name: _table(manifest.schema_of(name), tables[name]) for name in chunk.spec.tables}


def _made_up(
    manifest: Manifest, table: str, number: int, coordinates: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Return a column for each indicator of ``table`` in the chunk of a number."""
    generator = np.random.default_rng([SEED, number])
    rows, factors = coordinates.shape
    found: dict[str, NDArray[np.float64]] = {}
    for place, name in enumerate(manifest.measured(table)):
        declared = manifest.indicators[name]
        low = float(declared.low) if math.isfinite(declared.low) else 0.0
        high = float(declared.high) if math.isfinite(declared.high) else low + 1.0
        chance = generator.random(rows)
        lean = coordinates[:, place % factors] if factors else chance
        found[name] = np.asarray(low + (high - low) * ((1.0 - LEAN) * chance + LEAN * lean))
    return found


def _table(schema: pa.Schema, columns: dict[str, Any]) -> pa.Table:
    arrays = [_array(columns[field.name], field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, kind)
