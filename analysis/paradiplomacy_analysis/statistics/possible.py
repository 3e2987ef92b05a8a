"""What is possible at all: both ends of an outcome, and the combinations of outcomes reached.

What a search found best was chosen among many, some of it by chance (the winner's curse): it is
told by the runs of the folder ``front``, whose luck nobody chose by. A bound that was found is no
bound that holds: it is the furthest of so many points. What as many points reach that nothing
guides is told beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, stacked
from paradiplomacy_analysis.statistics.resampling import deviations, intervals
from paradiplomacy_analysis.statistics.searched import Searched, searches, section_of
from paradiplomacy_analysis.wording import level_text
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.reached import CELLS, cells_of
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_results.aims import Aim

FRONT_ALGORITHM = "front"


def sought_by(algorithm: str) -> Callable[[Sample], bool]:
    """Return what tells whether a sample is that of a search by an algorithm."""

    def fits(sample: Sample) -> bool:
        sought = section_of(sample, "search").get("algorithm", FRONT_ALGORITHM)
        return searches(sample) and sought == algorithm

    return fits


def extremes(sample: Sample) -> Finding:
    """Tell the most and the least of an outcome that a search found, by luck of its own.

    Tables: ``extremes`` (a row for each end of each search: the point the search held for the
    furthest, what it saw, mean and 95 % interval in runs that had no part in it, the furthest of
    the plain sample as that sample saw it, and how many points each looked at), ``conditions``
    (the levels of that point) and ``generations`` (the furthest so far of what was guided and of
    the plain sample, as each saw it). The answer is the first sentence. Raises
    :class:`UnfitError` where the results are not those of such a search.
    """
    _check(sample, "extremes")
    seen = _Judged(Searched(sample))
    (aim,) = seen.whole.aims.each
    rows, conditions, growth, sentences, doubts = [], [], [], [], []
    for label, points in seen.groups():
        allowed = points[points["allowed"] & points[aim.text].notna()]
        if allowed.empty:
            doubts.append(f"{label}no point meets all limits")
            continue
        nothing = allowed.index.isin(seen.plain)
        guided, plain = allowed[~nothing], allowed[nothing]
        growth.append(seen.so_far(aim, guided, plain).assign(search=label.rstrip(": ")))
        for end, best in (("most", "idxmax"), ("least", "idxmin")):
            point = int(getattr(allowed[aim.text], best)())
            mean, low, high = seen.again(point, aim)
            seen_at = float(allowed[aim.text].to_numpy()[allowed.index.get_loc(point)])
            there = plain[aim.text]
            beside = there.max() if end == "most" else there.min()
            row = {
                "search": label.rstrip(": "),
                "end": end,
                "outcome": aim.text,
                "unit": seen.whole.unit(aim),
                "point": point,
                "searched": seen_at,
                "mean": mean,
                "low": low,
                "high": high,
                "by_plain_sample": bool(point in seen.plain),
                "plain": float(beside),
                "guided_points": len(guided),
                "plain_points": len(plain),
            }
            rows.append(row)
            levels = {name: level_text(points.loc[point, name]) for name in seen.whole.factors}
            conditions += [(row["search"], end, name, text) for name, text in levels.items()]
            told = f"{mean:.3g} [{low:.3g}, {high:.3g}]" if np.isfinite(mean) else "not judged"
            sentences.append(
                f"{label}the {end} of {aim.text} that was found in {many(len(allowed), 'point')} is"
                f" {told} in runs that had no part in the search, which saw {seen_at:.3g};"
                f" the furthest of {many(len(plain), 'point')} of a plain sample was seen at"
                f" {beside:.3g}."
            )
            outside = np.isfinite(low) and not low <= seen_at <= high
            if outside:
                doubts.append(f"{label}what the search saw of the {end} flattered it by chance")
            if row["by_plain_sample"]:
                doubts.append(f"{label}the {end} is a point of the plain sample: guiding lost")
    doubts.append(
        "an end is the furthest point that was found, no bound: there may be further ones"
    )
    tables = {
        "extremes": pd.DataFrame(rows),
        "conditions": pd.DataFrame(conditions, columns=["search", "end", "factor", "level"]),
        "generations": stacked(growth),
    }
    return _finding(
        "extremes", f"How high and how low can {aim.text} be?", tables, sentences, doubts
    )


def spread(sample: Sample) -> Finding:
    """Tell which combinations of outcomes a search reached, and under which conditions.

    Tables: ``cells`` (a row for each cell that was reached: its bounds, a point in it with its
    levels, how many points are in it and how many of these of the plain sample, the means of the
    point in runs that had no part in the search, and whether those lie in the cell too:
    ``confirmed``) and ``coverage`` (cells reached so far by what was bred and by the plain sample,
    generation by generation). Raises :class:`UnfitError` where the results are not those of such a
    search.
    """
    _check(sample, "spread")
    seen = _Judged(Searched(sample))
    over, count = seen.whole.aims.over, int(seen.whole.settings.get("cells", CELLS))
    bounds = [seen.whole.bounds(aim) for aim in over]
    names = [aim.text for aim in over]
    tables, coverage, sentences, doubts = [], [], [], []
    for label, points in seen.groups():
        cells = cells_of(points[names].to_numpy(dtype=np.float64), bounds, count)
        inside = points.assign(cell=np.where(points["allowed"], cells, -1))
        inside = inside[inside["cell"] >= 0]
        plain = inside.index.isin(seen.plain)
        table = pd.DataFrame(
            [
                seen.cell(int(part["cell"].iloc[0]), part, over, bounds, count)
                for _, part in inside.groupby("cell")
            ]
        )
        tables.append(table.assign(search=label.rstrip(": ")))
        for number in range(1, len(seen.whole.evaluated) + 1):
            early = (inside["generation"] <= number).to_numpy()
            coverage.append(
                (
                    label.rstrip(": "),
                    number,
                    inside["cell"][early & ~plain].nunique(),
                    inside["cell"][early & plain].nunique(),
                )
            )
        _, _, bred, beside = coverage[-1]
        sentences.append(
            f"{label}{len(table)} of {count ** len(over)} cells of {', '.join(names)} were reached:"
            f" {bred} by the search, {beside} by a plain sample of"
            f" {many(int(points.index.isin(seen.plain).sum()), 'point')}."
        )
        if len(table):
            judged = table["confirmed"].notna()
            sure = int(table.loc[judged, "confirmed"].astype(bool).sum())
            sentences.append(
                f"{label}of {many(int(judged.sum()), 'cell')} judged again, {sure} are reached by"
                " the same point with other luck."
            )
            if sure < judged.sum() or not judged.all():
                left = many(len(table) - sure, "cell")
                doubts.append(f"{label}{left} may be reached by chance alone, or was not judged")
    doubts.append("a cell that was not reached may yet be possible: points are few, ranges given")
    found = {
        "cells": pd.concat(tables, ignore_index=True),
        "coverage": pd.DataFrame(coverage, columns=["search", "generation", "searched", "plain"]),
    }
    question = f"Which combinations of {' and '.join(names)} are possible?"
    return _finding("spread", question, found, sentences, doubts)


def _check(sample: Sample, algorithm: str) -> None:
    if not sought_by(algorithm)(sample):
        message = f'holds no search with algorithm = "{algorithm}"'
        raise UnfitError(f"{sample.results.directory} {message}")


def _finding(
    method: str,
    question: str,
    tables: dict[str, pd.DataFrame],
    sentences: list[str],
    doubts: list[str],
) -> Finding:
    answer = sentences[0] if sentences else ""
    kept = {name: table for name, table in tables.items() if len(table)}
    return Finding(method, question, kept, tuple(sentences), tuple(doubts), answer)


@dataclass(frozen=True)
class _Judged:
    """A search beside the runs that judge it."""

    whole: Searched

    @property
    def plain(self) -> NDArray[np.int64]:
        """Return the points that nothing guided."""
        places = np.array(self.whole.settings.get("plain", ()), dtype=np.int64)
        return self.whole.points.index.to_numpy()[places]

    def groups(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield the points of each search, with its levels in words."""
        each, points = list(self.whole.settings["each"]), self.whole.points
        if not each:
            yield "", points
            return
        for levels, inside in points.groupby(each, sort=False, observed=True):
            pairs = zip(each, levels, strict=True)
            yield ", ".join(f"{name} {level_text(level)}" for name, level in pairs) + ": ", inside

    def so_far(self, aim: Aim, guided: pd.DataFrame, plain: pd.DataFrame) -> pd.DataFrame:
        """Return the furthest of both ends that each saw up to each generation, NaN before any."""
        numbers = np.arange(1, len(self.whole.evaluated) + 1)
        table = pd.DataFrame({"generation": numbers})
        for name, points in (("guided", guided), ("plain", plain)):
            each = points.groupby("generation")[aim.text]
            table[f"{name}_most"] = each.max().reindex(numbers).cummax().ffill().to_numpy()
            table[f"{name}_least"] = each.min().reindex(numbers).cummin().ffill().to_numpy()
        return table

    def again(self, point: int, aim: Aim) -> tuple[float, float, float]:
        """Return mean and interval of an aim at a point that was judged; NaN where it was not."""
        whole = self.whole
        levels = tuple(whole.points.loc[point, whole.factors])
        if levels not in whole.again:
            return np.nan, np.nan, np.nan
        values = whole.luck[aim.text][:, [whole.again[levels]]]
        low, high = intervals(values, *whole.bounds(aim))
        return float(deviations(values)[0][0]), float(low[0]), float(high[0])

    def cell(
        self,
        cell: int,
        part: pd.DataFrame,
        over: tuple[Aim, ...],
        bounds: list[tuple[float, float]],
        count: int,
    ) -> dict[str, object]:
        """Return the row of a cell, by the point in it that was judged, else by its first."""
        there = [
            p for p in part.index if tuple(part.loc[p, self.whole.factors]) in self.whole.again
        ]
        point = int((there or list(part.index))[0])
        row: dict[str, object] = {"cell": cell, "point": point, "points": len(part)}
        row["plain_points"] = int(part.index.isin(self.plain).sum())
        row["by_plain_sample"] = bool(row["plain_points"])
        places = np.unravel_index(cell, (count,) * len(over))
        again = []
        for aim, (low, high), place in zip(over, bounds, places, strict=True):
            width = (high - low) / count
            row[f"{aim.text} from"] = low + int(place) * width
            row[f"{aim.text} to"] = low + (int(place) + 1) * width
            again.append(self.again(point, aim)[0])
            row[f"{aim.text} again"] = again[-1]
        judged = bool(np.isfinite(again).all())
        same = int(cells_of(np.array([again]), bounds, count)[0]) == cell
        row["confirmed"] = same if judged else None
        return row | {name: part.loc[point, name] for name in self.whole.factors}
