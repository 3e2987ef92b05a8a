"""The targets of the calibration: what the record says of five cases, as numbers of a run.

:data:`TARGETS` is read from ``targets.toml`` beside this file, whose head says what is in it. What
is predicted cannot be a target: reading refuses it.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING, cast

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from paradiplomacy_analysis.matching.prediction import CASE
from paradiplomacy_analysis.sample import UnfitError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_analysis.load import Results


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(_Declared):
    """Name an indicator of a case at the end of a year, or its change since that of another."""

    case: str
    indicator: str
    at: int | None = None
    since: int | None = None
    sign: int = Field(1, ge=-1, le=1)

    @model_validator(mode="after")
    def _is_not_predicted(self) -> Term:
        if self.case == CASE:
            raise ValueError(f"{CASE} is predicted, and can be no target")
        return self


class Target(_Declared):
    """Hold one claim of the record: a number of a run, a bound on it, how sure the record is.

    ``tolerance`` is the standard deviation of the record's own error, in the unit of the number.
    """

    id: str
    claim: str = Field(min_length=1)
    terms: tuple[Term, ...] = Field(min_length=1)
    at_least: float | None = None
    at_most: float | None = None
    tolerance: float = Field(gt=0.0)
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_one_bound(self) -> Target:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"{self.id}: one of at_least and at_most")
        return self

    @property
    def side(self) -> float:
        """Return 1 where the number is to be large, -1 where it is to be small."""
        return 1.0 if self.at_most is None else -1.0

    @property
    def bound(self) -> float:
        """Return the number of its bound."""
        return float(self.at_least if self.at_most is None else self.at_most)  # type: ignore[arg-type]


def _declared() -> dict[str, Target]:
    text = (resources.files(__package__) / "targets.toml").read_text(encoding="utf-8")
    return {name: Target(id=name, **entry) for name, entry in tomllib.loads(text).items()}


TARGETS: dict[str, Target] = _declared()
"""Every target by its id."""

CASES = tuple(sorted({term.case for target in TARGETS.values() for term in target.terms}))
"""The cases that they are about."""

INDICATORS = tuple(sorted({term.indicator for t in TARGETS.values() for term in t.terms}))
"""The indicators that they need, from the table of histories."""


def numbers(results: Results) -> NDArray[np.float64]:
    """Return the number of each target in each run, float64 (points, replicates, targets).

    Raises :class:`~paradiplomacy_analysis.sample.UnfitError` where the results are not those of the
    six cases in one world, kept year by year, or are not complete.
    """
    rows = _histories(results)
    runs = results.runs
    failed = runs["status"] != "ok"
    if not results.complete or failed.any():
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
    found = np.empty((shape[0] * shape[1], len(TARGETS)))
    for column, target in enumerate(TARGETS.values()):
        found[:, column] = sum(
            term.sign * _term(term, wide, last, len(found)) for term in target.terms
        )
    return found.reshape(*shape, len(TARGETS))


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


def _histories(results: Results) -> pd.DataFrame:
    """Return the years of the cases, or refuse results that have none."""
    there = set(results.config["partnerships"])
    kept = results.manifest["layout"]["indicators"]
    missing = sorted(set(CASES) - there) + [name for name in INDICATORS if name not in kept]
    if missing or not results.has("histories"):
        what = ", ".join(missing) or "histories"
        raise UnfitError(
            f"{results.directory} cannot be matched with the record: no {what}; "
            "sweep the design 'prior', or run 'indonesia-korea'"
        )
    columns = ["run", "month", "partnership", *INDICATORS]
    rows = results.read("histories", columns)
    kept_rows: pd.DataFrame = rows[rows["partnership"].isin(list(CASES))].reset_index(drop=True)
    return kept_rows
