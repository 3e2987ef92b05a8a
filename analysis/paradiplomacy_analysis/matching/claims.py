"""The number that each claim of a record is about, read off the histories of partnerships."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results
    from paradiplomacy_results.record import Bounded, Term


def numbers_of(results: Results, claims: Sequence[Bounded]) -> NDArray[np.float64]:
    """Return the number of each claim in each run, float64 (points, replicates, claims).

    Points and replicates are those of :func:`judged_runs`, in the order of their numbers. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` where the results have not all of the cases,
    year by year, or are not complete.
    """
    rows = _histories(results, claims)
    runs = judged_runs(results)
    shape = runs["point"].nunique(), runs["replicate"].nunique()
    point, replicate = (
        np.unique(runs[name], return_inverse=True)[1] for name in ("point", "replicate")
    )
    rows = rows.merge(pd.DataFrame({"run": runs["run"], "place": point * shape[1] + replicate}))
    year = (results.start + rows["month"]) // 12
    place = rows["place"].to_numpy()
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


def judged_runs(results: Results) -> pd.DataFrame:
    """Return run, point and replicate of the runs that claims are about: as many at each point.

    Of partial results they are the replicates that all points have of which there is enough to
    look at. Raises :class:`~paradiplomacy_results.errors.UnfitError` where there are none, and
    where results that should be complete are not.
    """
    runs = sample_of(results).runs if results.partial else results.runs
    if not results.partial and (not results.complete or (runs["status"] != "ok").any()):
        raise UnfitError(f"{results.directory}: runs are missing or failed")
    points = runs.groupby("replicate")["point"].transform("size")
    whole = runs[points == runs["point"].nunique()]
    if results.partial and not len(whole):
        raise UnfitError(f"{results.directory}: no replicate is there at all points")
    if not results.partial and len(whole) < len(runs):
        raise UnfitError(f"{results.directory}: points have different numbers of replicates")
    return whole[["run", "point", "replicate"]]


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


def lacking(results: Results, claims: Iterable[Bounded]) -> list[str]:
    """Return the cases and indicators that claims speak of and that results do not have."""
    terms = [term for claim in claims for term in claim.terms]
    kept = results.manifest.layout.indicators
    cases = sorted({term.case for term in terms} - set(results.config["partnerships"]))
    return cases + sorted({term.indicator for term in terms if term.indicator not in kept})


def _histories(results: Results, claims: Sequence[Bounded]) -> pd.DataFrame:
    """Return the years of the cases, or refuse results that have none."""
    terms = [term for claim in claims for term in claim.terms]
    cases = sorted({term.case for term in terms})
    indicators = sorted({term.indicator for term in terms})
    missing = lacking(results, claims)
    if missing or not results.has("histories"):
        what = ", ".join(missing) or "histories"
        raise UnfitError(
            f"{results.directory} cannot be held against the record: no {what}; "
            "sweep the design 'prior', or run 'indonesia-korea'"
        )
    rows = results.read("histories", ["run", "month", "partnership", *indicators])
    mine: pd.DataFrame = rows[rows["partnership"].isin(cases)].reset_index(drop=True)
    if mine.empty:
        raise UnfitError(f"{results.directory}: the runs hold no year of the cases")
    return mine
