"""How a batch of runs fills the tables of a result directory.

Undefined numbers are NaN. Rows stand in the order of runs.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paradiplomacy.engines.results import (
    FORMALITIES,
    MODES,
    SUMMED_TELLING,
    TELLING,
    Kept,
    formality_of,
    kept_months,
    mode_of,
    summed_mode_of,
)
from paradiplomacy.state.codes import ENDINGS, EVENT_KINDS, INSTRUMENTS, NONE
from paradiplomacy_results.layout import (
    EVENTS,
    FAILED,
    HISTORIES,
    PARTNERSHIPS,
    RUNS,
    SERIES,
    STATUSES,
    WAITS,
    Layout,
)
from paradiplomacy_results.manifest import Failure
from paradiplomacy_results.requested import REQUESTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.engines.results import Batch
    from paradiplomacy.initialisation.names import Names
    from paradiplomacy_results.requested.columns import RequestedColumn

EVERYTHING = Layout()
"""The layout of a plain run: all tables with all indicators, and no factors."""


def batch_tables(
    batch: Batch,
    runs: NDArray[np.int64],
    ids: Names,
    layout: Layout = EVERYTHING,
    *,
    points: NDArray[np.int64] | None = None,
    levels: Mapping[str, Sequence[Any]] | None = None,
) -> dict[str, pa.Table]:
    """Return the tables of ``batch``, whose runs have the numbers ``runs``, int64 (runs,).

    ``points`` are the points that they belong to, int64 (runs,), by default all to the first, and
    ``levels`` the level of each factor in each run.
    """
    points = np.zeros(len(runs), dtype=np.int64) if points is None else points
    fill = {
        RUNS: lambda: _run_columns(batch, runs, layout, points, levels or {}),
        SERIES: lambda: _series_columns(batch, runs, layout),
        PARTNERSHIPS: lambda: _partnership_columns(batch, runs, ids, layout),
        HISTORIES: lambda: _history_columns(batch, runs, ids, layout),
        WAITS: lambda: _wait_columns(batch, runs),
        EVENTS: lambda: _event_columns(batch, runs, ids),
    }
    for table in layout.requested:
        fill[table] = partial(_requested_columns, table, layout, batch, runs, ids)
    there = [name for name in layout.tables if name != EVENTS or batch.events is not None]
    return {name: _table(layout.schema_of(name), fill[name]()) for name in there}


def kept_of(layout: Layout) -> Kept:
    """Return the indicators of which results of ``layout`` have columns, or need to be told."""
    series = layout.measured(SERIES) if SERIES in layout.tables else ()
    of_ties = {
        table: {*layout.measured(table), *telling} if table in layout.tables else ()
        for table, telling in ((PARTNERSHIPS, SUMMED_TELLING), (HISTORIES, TELLING))
    }
    copies = (
        REQUESTED[table].copies(columns, layout.every(table))
        for table, columns in layout.requested.items()
    )
    return Kept(
        runs=frozenset(layout.measured(RUNS)),
        series=frozenset(series),
        partnerships=frozenset(of_ties[PARTNERSHIPS]),
        histories=frozenset(of_ties[HISTORIES]),
        copies=frozenset().union(*copies),
    )


def _run_columns(
    batch: Batch,
    runs: NDArray[np.int64],
    layout: Layout,
    points: NDArray[np.int64],
    levels: Mapping[str, Sequence[Any]],
) -> dict[str, Any]:
    count = len(runs)
    return {
        "run": runs,
        "point": points,
        "replicate": batch.replicates,
        **levels,
        **_numbers(batch.run_values, layout.measured(RUNS)),
        "status": _named(np.zeros(count, dtype=np.int64), STATUSES),
        "error": [None] * count,
    }


def _series_columns(batch: Batch, runs: NDArray[np.int64], layout: Layout) -> dict[str, Any]:
    months = batch.series_months
    return {
        "run": np.repeat(runs, len(months)),
        "month": np.tile(months, len(runs)),
        **_numbers(batch.series, layout.measured(SERIES)),
    }


def _partnership_columns(
    batch: Batch, runs: NDArray[np.int64], ids: Names, layout: Layout
) -> dict[str, Any]:
    rows, places = np.nonzero(batch.partners[:, :, 0] >= 0)
    return {
        "run": runs[rows],
        "partnership": _tie_names(batch, ids, rows, places),
        **_tie_columns(
            batch.partnership_values, (rows, places), layout.measured(PARTNERSHIPS), summed_mode_of
        ),
    }


def _history_columns(
    batch: Batch, runs: NDArray[np.int64], ids: Names, layout: Layout
) -> dict[str, Any]:
    # A tie that is not founded yet has no age of its own, nor anything else.
    existing = np.nonzero(~np.isnan(batch.histories["age"]))
    return {
        "run": runs[existing[0]],
        "month": batch.followed[existing[1]],
        "partnership": _named(existing[2], ids.partnerships),
        **_tie_columns(batch.histories, existing, layout.measured(HISTORIES), mode_of),
    }


def _tie_columns(
    values: Mapping[str, NDArray[np.float64]],
    where: tuple[NDArray[np.int64], ...],
    measured: Sequence[str],
    mode: Callable[[Mapping[str, NDArray[np.float64]]], NDArray[np.int64]],
) -> dict[str, Any]:
    """Return what the ties at the places ``where`` are like, as columns."""
    chosen = {name: value[where] for name, value in values.items()}
    return {
        "formality": _named(formality_of(chosen), FORMALITIES),
        "mode": _named(mode(chosen), MODES),
        **_numbers(chosen, measured),
    }


def _wait_columns(batch: Batch, runs: NDArray[np.int64]) -> dict[str, Any]:
    """Return a row for each kind of waiting that occurred.

    The counts of a stage that stands in several regimes of its country are added up.
    """
    places = list(dict.fromkeys(batch.waiting_rows))
    summed = np.zeros((len(runs), len(places), *batch.waits.shape[2:]))
    for k, row in enumerate(batch.waiting_rows):
        summed[:, places.index(row)] += batch.waits[:, k]
    found = np.nonzero(summed)
    return {
        "run": runs[found[0]],
        "country": _places_of(found[1], [country for country, _ in places]),
        "stage": _places_of(found[1], [stage for _, stage in places]),
        "instrument": _named(found[2], INSTRUMENTS),
        "ending": _named(found[3], ENDINGS),
        "months": found[4],
        "files": summed[found].astype(np.int64),
    }


def _requested_columns(
    table: str, layout: Layout, batch: Batch, runs: NDArray[np.int64], ids: Names
) -> dict[str, Any]:
    """Return the columns of a table on request, row by row, run after run."""
    wanted, every = REQUESTED[table], layout.every(table)
    snapshots = wanted.snapshots(batch.copied, every)
    found = np.nonzero(wanted.there(snapshots))

    def read(name: str) -> Any:
        column = wanted.column(name)
        values = column.read(snapshots)[found]
        return _column_values(column, values, batch, found[0], ids)

    chosen = layout.ids(table)
    if chosen is not None:
        inside = pc.is_in(read(wanted.key).cast(pa.string()), pa.array(chosen, pa.string()))
        found = tuple(places[inside.to_numpy(zero_copy_only=False)] for places in found)
    made: dict[str, Any] = {"run": runs[found[0]]}
    if wanted.dated:
        made["month"] = kept_months(batch.months, wanted.step(every))[found[1]]
    return made | {name: read(name) for name in layout.requested[table]}


def _column_values(
    column: RequestedColumn,
    values: NDArray[Any],
    batch: Batch,
    rows: NDArray[np.int64],
    ids: Names,
) -> Any:
    """Return the values of a column of a table on request, of runs at the places ``rows``."""
    of = column.names
    if of == PARTNERSHIPS:
        return _tie_names(batch, ids, rows, values.astype(np.int64))
    if of:
        return _named(values, getattr(ids, of) if isinstance(of, str) else of)
    if column.declared.null:
        return pa.array(values, pa.int64(), mask=values == NONE)
    if column.declared.kind == "number":
        return _numbers({"": values}, [""])[""]
    return values


def failed_run(
    run: int,
    replicate: int,
    error: str,
    layout: Layout = EVERYTHING,
    *,
    point: int = 0,
    levels: Mapping[str, Any] | None = None,
) -> pa.Table:
    """Return the row of ``runs`` for a run that raised ``error``."""
    columns: dict[str, Any] = {
        "run": [run],
        "point": [point],
        "replicate": [replicate],
        **{name: [level] for name, level in (levels or {}).items()},
        **{name: [math.nan] for name in layout.measured(RUNS)},
        "status": _named(np.array([STATUSES.index(FAILED)]), STATUSES),
        "error": [error],
    }
    return _table(layout.schema_of(RUNS), columns)


def failures_in(runs: pa.Table) -> list[Failure]:
    """Return number and error of each failed run in a table of runs."""
    failed = pc.equal(runs["status"].cast(pa.string()), FAILED)
    rows = runs.select(["run", "error"]).filter(failed).to_pylist()
    return [Failure(run=row["run"], error=row["error"]) for row in rows]


def _table(schema: pa.Schema, columns: Mapping[str, Any]) -> Any:
    """Return ``columns`` in the order and types of a schema; one too many or too few raises."""
    unknown = columns.keys() - set(schema.names)
    if unknown:
        raise ValueError(f"columns unknown to the registry of indicators: {sorted(unknown)}")
    arrays = [_array(columns[field.name], field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, kind, from_pandas=False)


def _numbers(
    values: Mapping[str, NDArray[np.float64]], measured: Sequence[str]
) -> dict[str, pa.Array]:
    """Return each array ``measured`` as one flat column in which every NaN has the same bits.

    The columns are pieces of one array.
    """
    if not measured:
        return {}
    block = np.array([values[name] for name in measured], dtype=np.float64)
    block[np.isnan(block)] = math.nan
    column = pa.array(block.ravel())
    rows = len(column) // len(measured)
    return {name: column.slice(place * rows, rows) for place, name in enumerate(measured)}


def _event_columns(batch: Batch, runs: NDArray[np.int64], ids: Names) -> dict[str, Any]:
    """Return the event log with the ids of what took part."""
    events: Any = batch.events
    order = np.argsort(batch.replicates, kind="stable")
    rows = order[np.searchsorted(batch.replicates[order], events["replicate"])]
    return {
        "run": runs[rows],
        "month": events["month"],
        "kind": _named(events["kind"], EVENT_KINDS),
        "partnership": _tie_names(batch, ids, rows, events["partnership"]),
        "city": _named(events["city"], ids.cities),
        "ngo": _named(events["ngo"], ids.ngos),
        "sector": _named(events["sector"], ids.sectors),
        "programme": pa.array(events["programme"], pa.int64(), mask=events["programme"] < 0),
    }


def _tie_names(
    batch: Batch, ids: Names, rows: NDArray[np.int64], places: NDArray[np.int64]
) -> pa.Array:
    """Return the id of the tie at each of ``places`` in the runs at ``rows``, null below 0.

    A tie of the configuration has its id; one that was founded on the way is called by its cities.
    """
    start = len(ids.partnerships)
    founded = places >= start
    pairs, which = np.unique(
        batch.partners[rows[founded], places[founded]], axis=0, return_inverse=True
    )
    codes = np.array(places, dtype=np.int64)
    codes[founded] = start + which.ravel()
    names = [f"{ids.cities[one]}~{ids.cities[other]}" for one, other in pairs.tolist()]
    return _named(codes, [*ids.partnerships, *names])


def _places_of(rows: NDArray[np.int64], names: Sequence[str | None]) -> pa.Array:
    """Return the name of each row's place; ``names`` may repeat, and None is null."""
    distinct = [name for name in dict.fromkeys(names) if name is not None]
    codes = [-1 if name is None else distinct.index(name) for name in names]
    return _named(np.array(codes, dtype=np.int64)[rows], distinct)


def _named(codes: NDArray[np.int64], names: Sequence[str]) -> pa.Array:
    """Return the names at the places ``codes``, null where a code is negative."""
    missing = codes < 0
    places = np.where(missing, 0, codes).astype(np.int32)
    mask = missing if missing.any() else None
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=mask), pa.array(names, pa.string()))


def in_run_order(tables: Sequence[pa.Table], schema: pa.Schema) -> pa.Table:
    """Join ``tables`` of one ``schema`` and put their rows in the order of runs."""
    if not tables:
        return schema.empty_table()
    joined = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    runs = joined["run"].to_numpy()
    if np.all(runs[1:] >= runs[:-1]):
        return joined
    return joined.take(pa.array(np.argsort(runs, kind="stable")))
