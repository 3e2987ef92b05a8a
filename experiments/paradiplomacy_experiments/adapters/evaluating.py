"""Run rows of factors in memory, and return a table: what a sweep of them would store."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy.engines.compilation.building import processors
from paradiplomacy_experiments.configuration.layers import Origin
from paradiplomacy_experiments.design.limits import RUN_SECONDS, OptionsError, check_ranges
from paradiplomacy_experiments.design.tables import Listing, table_sample
from paradiplomacy_experiments.execution.chunks import Job, tables_of
from paradiplomacy_experiments.execution.executors import MESA, prepared_engine
from paradiplomacy_experiments.execution.manifests import engine_for, series_step
from paradiplomacy_experiments.execution.plan import NO_EVENTS, Plan, chunk_size
from paradiplomacy_experiments.execution.progress import Silence
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.frames import joined
from paradiplomacy_results.layout import OK, RUNS
from paradiplomacy_results.names import check_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from paradiplomacy_experiments.design.loading import Design

Row = dict[str, Any]


def evaluate(
    design: Design,
    rows: Sequence[Mapping[str, Any]] | pd.DataFrame,
    replicates: int | None = None,
    *,
    engine: str | None = None,
) -> pd.DataFrame:
    """Run ``rows``, each the level or value of every factor by name, and return the runs.

    Nothing is written. One row for each replicate of each point, in the order of points: run,
    point, replicate, factors, indicators, status, error. All points share their random numbers,
    those of ``design.seed``, so that a row has the same numbers, to the bit, in a sweep and in
    any company.

    Args:
        design: What ``load_design`` gave; its own points do not matter.
        rows: The points, in any order of their factors; or a table with a column for each factor.
        replicates: Runs of each point; by default as many as the design has.
        engine: As in ``sweep``.

    Raises:
        ConfigError: A row lacks a factor, has one too much, or a value that the factor has not.
        OptionsError: Rows do not say which value is of which factor, as those of an array, or say
            it twice; or the design has no fixed number of replicates and none is given.
    """
    return evaluated(design, rows, replicates, engine=engine)[RUNS]


def evaluated(
    design: Design,
    rows: Sequence[Mapping[str, Any]] | pd.DataFrame,
    replicates: int | None = None,
    *,
    tables: Sequence[str] = (RUNS,),
    engine: str | None = None,
) -> dict[str, pd.DataFrame]:
    """Return what :func:`evaluate` does, and other tables of the same runs."""
    each = _replicates(design, replicates)
    sample = table_sample(_named(rows), design.points.factors, Listing(Origin("file", "rows")))
    layout = design.layout.model_copy(update={"tables": tuple(tables)})
    chosen = engine_for(design.custom, engine)
    job = Job(
        points=replace(design.points, sample=sample),
        seed=design.file.design.seed,
        series_every=design.file.keep.series_every or series_step(design),
        events=NO_EVENTS,
        layout=layout,
        identity="",
        one_by_one=chosen == MESA,
    )
    size = chunk_size(design.base.config, len(rows) * each, mesa=job.one_by_one)
    plan = Plan(size, NO_EVENTS, layout)
    chunks = [plan.chunk(spec) for spec in plan.specs_of(plan.add(range(len(rows)), range(each)))]
    with (
        prepared_engine(chosen, Silence(), design.custom, RUN_SECONDS) as engine_,
        ThreadPoolExecutor(processors()) as pool,
    ):
        found = list(pool.map(lambda chunk: tables_of(job, chunk, engine_), chunks))
    frames = {
        name: joined((one[name] for one in found), sum(len(one[name]) for one in found))
        if found
        else layout.schema_of(name).empty_table().to_pandas()
        for name in tables
    }
    order = ["point", "replicate"]
    frames[RUNS] = frames[RUNS].sort_values(order, kind="stable", ignore_index=True)
    return frames


def means(design: Design, runs: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return the mean of each outcome over the replicates of each point, by point.

    Undefined numbers are left out; where all are, so is the mean. Raises :class:`UnfitError` with
    what the first run raised where any failed.
    """
    failed = runs[runs["status"] != OK]
    if len(failed):
        first = failed.iloc[0]
        raise UnfitError(
            f"{design.name}: {len(failed):,} of {len(runs):,} runs failed; "
            f"point {first['point']}, replicate {first['replicate']}: {first['error']}"
        )
    return runs.groupby("point")[list(outcomes)].mean()


def known_outcomes(design: Design, outcomes: Sequence[str], table: str = RUNS) -> tuple[str, ...]:
    """Return ``outcomes``, by default those of the design's analysis or all that it keeps.

    Raises ``UnknownNameError`` for one that it does not keep.
    """
    kept = design.layout.measured(table)
    check_names("indicator", outcomes, kept, design.name)
    return tuple(outcomes) or tuple(design.file.analysis.outcomes) or tuple(kept)


def library(name: str, extra: str) -> ModuleType:
    """Import a library; raise :class:`OptionsError` with how to get one that is missing."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        wanted = f"pip install 'paradiplomacy[{extra}]'"
        raise OptionsError(f"this needs {name.partition('.')[0]}: {wanted}") from error


def _replicates(design: Design, replicates: int | None) -> int:
    if replicates is None and design.replication.indicator is not None:
        raise OptionsError(f"{design.name} has no fixed number of replicates: give replicates")
    chosen = design.size.replicates if replicates is None else replicates
    check_ranges(replicates=chosen)
    return chosen


def _named(rows: Sequence[Mapping[str, Any]] | pd.DataFrame) -> list[Row]:
    """Return rows with plain values by the names of factors, without the cells that are missing."""
    listed: Sequence[Any]
    if isinstance(rows, pd.DataFrame):
        twice = rows.columns[rows.columns.duplicated()]
        if len(twice):
            raise OptionsError(f"rows: the column {twice[0]} is there more than once")
        listed = rows.to_dict("records")
    else:
        listed = rows
    if not all(isinstance(row, Mapping) for row in listed):
        raise OptionsError(
            "rows: each is a mapping of the names of factors to values, and all may be one "
            "DataFrame; a plain array does not say which column is which factor"
        )
    return [
        {str(name): _plain(value) for name, value in row.items() if not _missing(value)}
        for row in listed
    ]


def _missing(value: Any) -> bool:
    return pd.api.types.is_scalar(value) and bool(pd.isna(value))


def _plain(value: Any) -> Any:
    """Return a value of NumPy as one of Python."""
    return value.item() if isinstance(value, np.generic) else value
