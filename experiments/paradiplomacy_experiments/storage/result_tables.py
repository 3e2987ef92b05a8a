"""The tables of a result directory: their columns, how a batch fills them, how they are hashed.

Every column carries its unit and formula. Undefined numbers are NaN. Rows stand in the order of
runs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from paradiplomacy.codes import ENDINGS, EVENT_KINDS, INSTRUMENTS
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, of_level
from paradiplomacy.results import FORMALITIES, MODES, formality_of, mode_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.founding import Names
    from paradiplomacy.results import Batch

RUNS, SERIES, PARTNERSHIPS, HISTORIES, WAITS, EVENTS = TABLES = (
    "runs",
    "series",
    "partnerships",
    "histories",
    "waits",
    "events",
)
"""The tables, each a folder of Parquet files."""

OK, FAILED = STATUSES = ("ok", "failed")
"""What can have become of a run."""

NAME = pa.dictionary(pa.int32(), pa.string())
"""Type of a column with few different texts."""

FACTOR_TYPES = {int: pa.int64(), float: pa.float64(), str: NAME}

_LEADING: dict[str, tuple[tuple[str, pa.DataType, str], ...]] = {
    RUNS: (
        ("run", pa.int64(), "number of the run, from 0"),
        ("point", pa.int64(), "number of the design point, from 0"),
        ("replicate", pa.int64(), "number of the replicate, from 0"),
    ),
    SERIES: (
        ("run", pa.int64(), "number of the run"),
        ("month", pa.int64(), "months since the start, at whose end the values hold"),
    ),
    PARTNERSHIPS: (
        ("run", pa.int64(), "number of the run"),
        ("partnership", NAME, "id of the partnership; of one founded on the way, CITY~CITY"),
        ("formality", NAME, "paper in force at the end: informal, loi or mou"),
        ("mode", NAME, "who delivered in the last 24 months: none, g2g, hybrid or ngo_led"),
    ),
    HISTORIES: (
        ("run", pa.int64(), "number of the run"),
        ("month", pa.int64(), "months since the start, at whose end the values hold"),
        ("partnership", NAME, "id of the partnership"),
        ("formality", NAME, "paper in force: informal, loi or mou"),
        ("mode", NAME, "who delivered in the last 24 months: none, g2g, hybrid or ngo_led"),
    ),
    WAITS: (
        ("run", pa.int64(), "number of the run"),
        ("country", NAME, "id of the country whose side waited"),
        ("stage", NAME, "id of the clearance stage; null: from filing to the end of the chain"),
        ("instrument", NAME, "what was asked for: programme, loi or mou"),
        ("ending", NAME, "cleared, refused, lapsed, withdrawn or, at the end of the run, open"),
        ("months", pa.int64(), "months that the files waited"),
        ("files", pa.int64(), "number of such files"),
    ),
    EVENTS: (
        ("run", pa.int64(), "number of the run"),
        ("month", pa.int64(), "months since the start"),
        ("kind", NAME, "what happened"),
        ("partnership", NAME, "id of the partnership, null where none"),
        ("city", NAME, "id of the city, null where none"),
        ("ngo", NAME, "id of the organisation, null where none"),
        ("sector", NAME, "id of the sector, null where none"),
        (
            "programme",
            pa.int64(),
            "number of the programme within its partnership, null where none",
        ),
    ),
}


def schema_of(table: str, factors: Mapping[str, type] | None = None) -> pa.Schema:
    """Return the columns of ``table``; ``factors`` gives the type of each factor of a design."""
    fields = [_field(name, kind, formula) for name, kind, formula in _LEADING[table]]
    if table in (WAITS, EVENTS):
        return pa.schema(fields)
    if table == RUNS:
        for name, kind in (factors or {}).items():
            fields.append(_field(name, FACTOR_TYPES[kind], "level of the factor"))
    measured = of_level(PARTNERSHIP) if table in (PARTNERSHIPS, HISTORIES) else INDICATORS
    fields += [_indicator_field(name) for name in measured]
    if table == RUNS:
        fields.append(_field("status", NAME, "ok, or failed"))
        fields.append(_field("error", pa.string(), "what a failed run raised, null otherwise"))
    return pa.schema(fields)


def _field(name: str, kind: pa.DataType, formula: str) -> pa.Field:
    return pa.field(name, kind, metadata={"formula": formula})


def _indicator_field(name: str) -> pa.Field:
    indicator = INDICATORS[name]
    metadata = {"unit": indicator.unit, "formula": indicator.formula}
    for key, bound in (("low", indicator.low), ("high", indicator.high)):
        if math.isfinite(bound):
            metadata[key] = repr(float(bound))
    return pa.field(name, pa.float64(), metadata=metadata)


def batch_tables(
    batch: Batch,
    runs: NDArray[np.int64],
    ids: Names,
    *,
    point: int = 0,
    factors: Mapping[str, Any] | None = None,
) -> dict[str, pa.Table]:
    """Return the tables of ``batch``, whose replicates have the numbers ``runs``.

    All replicates of a batch belong to one ``point`` with one level of each of ``factors``.
    """
    levels = factors or {}
    count = len(runs)
    run_columns: dict[str, Any] = {
        "run": runs,
        "point": np.full(count, point, dtype=np.int64),
        "replicate": batch.replicates,
        **{name: [level] * count for name, level in levels.items()},
        **_numbers(batch.run_values),
        "status": _named(np.zeros(count, dtype=np.int64), STATUSES),
        "error": [None] * count,
    }
    months = len(batch.series_months)
    series = {
        "run": np.repeat(runs, months),
        "month": np.tile(batch.series_months, count),
        **_numbers(batch.series),
    }
    rows, places = np.nonzero(batch.partners[:, :, 0] >= 0)
    partnerships = {
        "run": runs[rows],
        "partnership": _tie_names(batch, ids, rows, places),
        **_tie_columns(batch.partnership_values, (rows, places)),
    }
    # A tie that is not founded yet has no age of its own, nor anything else.
    existing = np.nonzero(~np.isnan(batch.histories["age"]))
    histories = {
        "run": runs[existing[0]],
        "month": batch.followed[existing[1]],
        "partnership": _named(existing[2], ids.partnerships),
        **_tie_columns(batch.histories, existing),
    }
    tables = {
        RUNS: _table(RUNS, run_columns, factor_types(levels)),
        SERIES: _table(SERIES, series),
        PARTNERSHIPS: _table(PARTNERSHIPS, partnerships),
        HISTORIES: _table(HISTORIES, histories),
        WAITS: _wait_table(batch, runs),
    }
    if batch.events is not None:
        tables[EVENTS] = _event_table(batch, runs, ids)
    return tables


def _tie_columns(
    values: Mapping[str, NDArray[np.float64]], where: tuple[NDArray[np.int64], ...]
) -> dict[str, Any]:
    """Return what the ties at the places ``where`` are like, as columns."""
    chosen = {name: value[where] for name, value in values.items()}
    return {
        "formality": _named(formality_of(chosen), FORMALITIES),
        "mode": _named(mode_of(chosen), MODES),
        **_numbers(chosen),
    }


def _wait_table(batch: Batch, runs: NDArray[np.int64]) -> pa.Table:
    """Return a row for each kind of waiting that occurred.

    The counts of a stage that stands in several regimes of its country are added up.
    """
    places = list(dict.fromkeys(batch.waiting_rows))
    summed = np.zeros((len(runs), len(places), *batch.waits.shape[2:]))
    for k, row in enumerate(batch.waiting_rows):
        summed[:, places.index(row)] += batch.waits[:, k]
    found = np.nonzero(summed)
    columns = {
        "run": runs[found[0]],
        "country": _places_of(found[1], [country for country, _ in places]),
        "stage": _places_of(found[1], [stage for _, stage in places]),
        "instrument": _named(found[2], INSTRUMENTS),
        "ending": _named(found[3], ENDINGS),
        "months": found[4],
        "files": summed[found].astype(np.int64),
    }
    return _table(WAITS, columns)


def failed_run(
    run: int,
    replicate: int,
    error: str,
    *,
    point: int = 0,
    factors: Mapping[str, Any] | None = None,
) -> pa.Table:
    """Return the row of ``runs`` for a run that raised ``error``."""
    columns: dict[str, Any] = {
        "run": [run],
        "point": [point],
        "replicate": [replicate],
        **{name: [level] for name, level in (factors or {}).items()},
        **{name: [math.nan] for name in INDICATORS},
        "status": _named(np.array([STATUSES.index(FAILED)]), STATUSES),
        "error": [error],
    }
    return _table(RUNS, columns, factor_types(factors or {}))


def failed_rows(runs: pa.Table) -> list[dict[str, Any]]:
    """Return number and error of each failed run in a table of runs."""
    failed = pc.equal(runs["status"].cast(pa.string()), FAILED)
    rows: list[dict[str, Any]] = runs.select(["run", "error"]).filter(failed).to_pylist()
    return rows


def factor_types(levels: Mapping[str, Any]) -> dict[str, type]:
    """Return the type of each factor, as :func:`schema_of` takes it."""
    return {name: type(level) for name, level in levels.items()}


def _table(
    table: str, columns: Mapping[str, Any], factors: Mapping[str, type] | None = None
) -> Any:
    """Return ``columns`` in the order and types of the schema; one too many or too few raises."""
    schema = schema_of(table, factors)
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


def _numbers(values: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Return each array as one flat column in which every NaN has the same bits."""
    flat = {name: np.array(array, dtype=np.float64).ravel() for name, array in values.items()}
    for column in flat.values():
        column[np.isnan(column)] = math.nan
    return flat


def _event_table(batch: Batch, runs: NDArray[np.int64], ids: Names) -> pa.Table:
    """Return the event log with the ids of what took part."""
    events: Any = batch.events
    order = np.argsort(batch.replicates, kind="stable")
    rows = order[np.searchsorted(batch.replicates[order], events["replicate"])]
    columns = {
        "run": runs[rows],
        "month": events["month"],
        "kind": _named(events["kind"], EVENT_KINDS),
        "partnership": _tie_names(batch, ids, rows, events["partnership"]),
        "city": _named(events["city"], ids.cities),
        "ngo": _named(events["ngo"], ids.ngos),
        "sector": _named(events["sector"], ids.sectors),
        "programme": pa.array(events["programme"], pa.int64(), mask=events["programme"] < 0),
    }
    return _table(EVENTS, columns)


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
    places = pa.array(np.maximum(codes, 0), pa.int32(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(places, pa.array(names, pa.string()))


def empty_table(table: str, factors: Mapping[str, type] | None = None) -> pa.Table:
    """Return ``table`` without rows."""
    return schema_of(table, factors if table == RUNS else None).empty_table()


def in_run_order(tables: Sequence[pa.Table]) -> pa.Table:
    """Join ``tables`` of one kind and put their rows in the order of runs."""
    joined = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    runs = joined["run"].to_numpy()
    if np.all(runs[1:] >= runs[:-1]):
        return joined
    return joined.take(pa.array(np.argsort(runs, kind="stable")))


def serialised(table: pa.Table, marks: Mapping[str, str]) -> bytes:
    """Return ``table`` as a Parquet file; ``marks`` go into its metadata.

    Pages carry checksums; what those do not cover, such as statistics, is left out. Numbers are
    laid out for compression: floats by byte, whole numbers by difference.
    """
    sink = pa.BufferOutputStream()
    names = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    pq.write_table(
        table.replace_schema_metadata(dict(marks)),
        sink,
        compression="zstd",
        use_dictionary=names,
        column_encoding={
            field.name: _ENCODINGS[field.type] for field in table.schema if field.type in _ENCODINGS
        },
        write_page_checksum=True,
        write_statistics=False,
    )
    return bytes(sink.getvalue())


_ENCODINGS = {pa.float64(): "BYTE_STREAM_SPLIT", pa.int64(): "DELTA_BINARY_PACKED"}


def parsed(data: bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the table in a Parquet file, its page checksums verified.

    Raises ``OSError`` or ``pyarrow.ArrowException`` where the file is damaged.
    """
    with pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True) as file:
        return file.read(columns=columns)
