"""Claims about a run that the record makes: a number read off the histories of ties, and a bound.

A claim is an order or a dated fact, never a size (E11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results


class Declared(BaseModel):
    """The base of what is declared: frozen, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(Declared):
    """An indicator of a case at the end of a year, or its change since that of another.

    ``at`` is a calendar year, the last of the run where it is not given; ``sign`` is 1 or -1.
    """

    case: str
    indicator: str
    at: int | None = None
    since: int | None = None
    sign: int = Field(1, ge=-1, le=1)


class Claim(Declared):
    """A sum of terms, and the bound on it that is claimed."""

    claim: str = Field(min_length=1)
    terms: tuple[Term, ...] = Field(min_length=1)
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _has_one_bound(self) -> Claim:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"{self.claim}: one bound, at_least or at_most")
        return self

    @property
    def side(self) -> float:
        """Return 1 where the number is to be large, -1 where it is to be small."""
        return 1.0 if self.at_most is None else -1.0

    @property
    def bound(self) -> float:
        """Return the number of its bound."""
        return next(each for each in (self.at_least, self.at_most) if each is not None)

    def met(self, numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which numbers meet the bound."""
        return np.asarray(self.side * (numbers - self.bound) >= 0.0)


def numbers_of(results: Results, claims: Sequence[Claim]) -> NDArray[np.float64]:
    """Return the number of each claim in each run, float64 (points, replicates, claims).

    Raises :class:`~paradiplomacy_results.errors.UnfitError` where the results have not all of the
    cases, year by year, or are not complete.
    """
    rows = _histories(results, claims)
    runs = _whole_replicates(results) if results.partial else results.runs
    if not results.partial and (not results.complete or (runs["status"] != "ok").any()):
        raise UnfitError(f"{results.directory}: runs are missing or failed")
    shape = int(runs["point"].max()) + 1, int(runs["replicate"].max()) + 1
    if len(runs) != shape[0] * shape[1]:
        raise UnfitError(f"{results.directory}: points have different numbers of replicates")
    rows = rows.merge(runs[["run", "point", "replicate"]], on="run")
    year = (results.start + rows["month"]) // 12
    place = rows["point"].to_numpy() * shape[1] + rows["replicate"].to_numpy()
    wide: dict[tuple[str, int], pd.DataFrame] = {}
    for key, part in rows.groupby([rows["partnership"].astype(str), year]):
        wide[cast("tuple[str, int]", key)] = part.set_index(place[part.index])
    last = int(year.max())
    latest = max((term.at or 0 for claim in claims for term in claim.terms), default=0)
    if latest > last:
        raise UnfitError(f"{results.directory}: runs end in {last}, before the record does")
    found = np.zeros((shape[0] * shape[1], len(claims)))
    for column, claim in enumerate(claims):
        for term in claim.terms:
            found[:, column] += term.sign * _term(term, wide, last, len(found))
    return found.reshape(*shape, len(claims))


def _term(
    term: Term, wide: dict[tuple[str, int], pd.DataFrame], last: int, count: int
) -> NDArray[np.float64]:
    def at(year: int) -> NDArray[np.float64]:
        # Before a tie is there, nothing has been delivered in it.
        rows = wide.get((term.case, year))
        column = np.zeros(count)
        if rows is not None:
            column[rows.index] = np.nan_to_num(rows[term.indicator])
        return column

    now = at(last if term.at is None else term.at)
    return now - at(term.since) if term.since is not None else now


def _histories(results: Results, claims: Sequence[Claim]) -> pd.DataFrame:
    """Return the years of the cases, or refuse results that have none."""
    terms = [term for claim in claims for term in claim.terms]
    cases = sorted({term.case for term in terms})
    indicators = sorted({term.indicator for term in terms})
    there = set(results.config["partnerships"])
    kept = results.manifest.layout.indicators
    missing = sorted(set(cases) - there) + [name for name in indicators if name not in kept]
    if missing or not results.has("histories"):
        what = ", ".join(missing) or "histories"
        raise UnfitError(
            f"{results.directory} cannot be held against the record: no {what}; "
            "sweep the design 'prior', or run 'indonesia-korea'"
        )
    rows = results.read("histories", ["run", "month", "partnership", *indicators])
    mine: pd.DataFrame = rows[rows["partnership"].isin(cases)].reset_index(drop=True)
    return mine


def _whole_replicates(results: Results) -> pd.DataFrame:
    """Return the sound runs of the replicates that all points have, numbered from 0.

    Raises :class:`~paradiplomacy_results.errors.UnfitError` where there is none: points are judged
    beside one another, by their number.
    """
    runs = results.runs[results.runs["status"] == "ok"]
    points = runs.groupby("replicate")["point"].transform("size")
    runs = runs[points == results.manifest.points]
    if not len(runs):
        raise UnfitError(f"{results.directory}: no replicate is there at all points")
    replicate = np.unique(runs["replicate"], return_inverse=True)[1]
    return runs.assign(replicate=replicate)
