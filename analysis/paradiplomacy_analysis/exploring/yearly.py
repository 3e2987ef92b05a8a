"""Year by year: the outcomes of each row, and who carried its ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.carriers import MODES
from paradiplomacy_results.layout import HISTORIES, SERIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_analysis.exploring.rows import Rows
    from paradiplomacy_results.reading import Results

SHARES = tuple(f"{mode}_share" for mode in MODES if mode != "none")
"""Indicators that tell who carried: shares of the ties of which anybody delivered."""


@dataclass(frozen=True)
class Yearly:
    """The last kept month of each year of some rows.

    ``months`` are those at whose end values hold, since the start; ``rows`` the places of the rows
    in the page's. ``values`` has an array (rows, years) for each outcome that is followed; in
    ``carried`` there is one for each of :data:`SHARES`, NaN where nobody delivered in 24 months.
    ``there`` tells which years of a row exist: a tie has none before it is founded.
    """

    months: NDArray[np.int64]
    rows: NDArray[np.int64]
    there: NDArray[np.bool_]
    values: dict[str, NDArray[np.float64]]
    carried: dict[str, NDArray[np.float64]]


def followed(results: Results) -> list[str]:
    """Return the outcomes that have a value each year; none where no series are kept."""
    return results.manifest.measured(SERIES) if results.has(SERIES) else []


def months_of(results: Results) -> NDArray[np.int64]:
    """Return the last kept month of each year, counted back from the end of a run."""
    first = next(results.pieces(SERIES, ["month"]))
    kept = np.unique(first["month"].to_numpy())
    year = years_before(results, kept)
    return np.asarray(kept[np.append(year[1:] != year[:-1], True)], dtype=np.int64)


def years_before(results: Results, months: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many years lie between months and the last: histories are kept by these."""
    return np.asarray((results.manifest.months - 1 - months) // 12)


def yearly_of(
    results: Results, rows: Rows, names: Sequence[str], kept: NDArray[np.bool_]
) -> Yearly:
    """Return the years of the ``kept`` rows, bool (rows,), for the outcomes of some ``names``."""
    months = months_of(results)
    chosen = np.flatnonzero(kept)
    shape = (len(chosen), len(months))
    shares = [name for name in SHARES if name in results.manifest.measured(SERIES)]
    carried = shares if len(shares) == len(SHARES) else []
    wanted = dict.fromkeys([*names, *carried])
    values = {name: np.full(shape, np.nan) for name in wanted}
    there = np.zeros(shape, dtype=bool)
    point, run = (rows.frame[name].to_numpy()[chosen] for name in ("point", "run"))
    for place in range(rows.points) if rows.ties else [None]:
        mine = np.flatnonzero(point == place) if rows.ties else np.arange(len(chosen))
        tie = rows.ties[place] if rows.ties and place is not None else ""
        for piece in _years(results, tie, list(wanted), months):
            _fill(piece, years_before(results, months), run[mine], mine, values, there)
    return Yearly(
        months, chosen, there,
        {name: values[name] for name in names},
        {name: values[name] for name in carried},
    )  # fmt: skip


def _years(
    results: Results, tie: str, names: list[str], months: NDArray[np.int64]
) -> Iterator[pd.DataFrame]:
    """Yield some months of the world's series, a piece at a time, or the history of a tie.

    The column ``before`` has the years until the end.
    """
    if not tie:
        for piece in results.pieces(SERIES, ["run", "month", *names]):
            rows = piece.to_pandas()
            yield _dated(results, rows[rows["month"].isin(months)])
        return
    there = [name for name in names if name in results.manifest.measured(HISTORIES)]
    frame = results.read(HISTORIES, ["run", "month", "partnership", "mode", *there])
    mine = frame[frame["partnership"].astype(str) == tie]
    mode = mine["mode"].astype(str).to_numpy()
    carried = {
        share: np.where(mode == "none", np.nan, (mode == share.removesuffix("_share")) * 1.0)
        for share in SHARES
    }
    yield _dated(results, mine.assign(**carried))


def _dated(results: Results, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(before=years_before(results, rows["month"].to_numpy()))


def _fill(
    piece: pd.DataFrame,
    before: NDArray[np.int64],
    run: NDArray[np.int64],
    places: NDArray[np.int64],
    values: dict[str, NDArray[np.float64]],
    there: NDArray[np.bool_],
) -> None:
    """Put what a piece holds of some runs and years where it belongs."""
    order = np.argsort(run)
    rows = piece[piece["run"].isin(run) & piece["before"].isin(before)]
    row = places[order[np.searchsorted(run[order], rows["run"].to_numpy())]]
    year = np.searchsorted(-before, -rows["before"].to_numpy())
    there[row, year] = True
    for name, array in values.items():
        if name in rows:
            array[row, year] = rows[name].to_numpy(dtype=np.float64)
