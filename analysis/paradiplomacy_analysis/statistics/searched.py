"""What a search found: its front, told by luck that had no part in it, and when it stopped growing.

The points of a front were chosen because they did well, some of them by chance: what the search saw
of them flatters (the winner's curse). They are told by the runs of the folder ``front``, whose luck
nobody chose by. All of its points share that luck, so that each is held against the base, and
against the others, run by run.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, stacked
from paradiplomacy_analysis.statistics.hypervolume import growth
from paradiplomacy_analysis.statistics.resampling import (
    deviations,
    drawn_means,
    expanded,
    intervals,
)
from paradiplomacy_analysis.statistics.searched_text import doubts_of, sentences_of
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE, holm, p_values
from paradiplomacy_analysis.statistics.winners_curse import curse
from paradiplomacy_analysis.wording import level_text
from paradiplomacy_results.aims import Aim, Aims, aims_of
from paradiplomacy_results.errors import ForeignDirectoryError, UnfitError
from paradiplomacy_results.layout import LEVERS, OK, RUNS, TOGETHER
from paradiplomacy_results.reading import Results, load
from paradiplomacy_results.searched import FRONT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample

QUESTION = "Which policies does the search leave, what do they gain, and is it more than chance?"

SHARE = "share of runs"
"""The unit of an aim that runs meet or not."""


def searches(sample: Sample) -> bool:
    """Tell whether a sample is that of all points of a search."""
    return "evaluated" in section_of(sample, "search")


def section_of(sample: Sample, name: str) -> Mapping[str, Any]:
    """Return a table of the design, empty where it has none."""
    found: Mapping[str, Any] = sample.results.manifest.design.get(name) or {}
    return found


def search(sample: Sample) -> Finding:
    """Tell the front of a search, for each combination of levels of the factors of ``each``.

    Tables: ``front`` (a row for each aim and point that was found: what the search saw, mean and
    95 % interval in runs that had no part in it, and the gain over the base, paired by replicate,
    with interval, p-value after Holm over the search's front, and whether it is ``told`` from
    chance); ``pairs`` (of each two such points whether any aim tells them apart, and which);
    ``limits`` (by how much each point misses each limit, with a 95 % interval, 0 or less where it
    is met); ``curse`` (for each aim by how much the search flattered the front, with a 95 %
    interval); ``common`` (levers and ranges: what the front has of what was searched);
    ``generations`` (points that were new, and the hypervolume so far, as a share of the box from
    the reference to the best values); ``evaluated`` (every point). The answer is the sentence about
    the front and its gains. Raises :class:`UnfitError` where the results are not those of a search.
    """
    if not searches(sample):
        raise UnfitError(
            f"{sample.results.directory} holds no search: no table [search], or a part"
        )
    seen = Searched(sample)
    parts = list(seen.parts())
    names = ("front", "pairs", "limits", "common", "generations", "evaluated")
    tables = {name: stacked([part[name] for part in parts]) for name in names}
    tables["curse"] = seen.curse(tables["front"])
    sentences = tuple(sentences_of(seen, parts, tables["curse"]))
    return Finding(
        method="search",
        question=QUESTION,
        tables={name: table for name, table in tables.items() if len(table)},
        sentences=sentences,
        doubts=tuple(doubts_of(seen, parts)),
        answer=sentences[0],
    )


@dataclass(frozen=True)
class Searched:
    """The points of a search, and those of them that were judged."""

    sample: Sample

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """Return the table ``[search]``, with what it leaves out."""
        return {"each": [], **section_of(self.sample, "search")}

    @cached_property
    def aims(self) -> Aims:
        """Return aims and limits."""
        return aims_of(self.settings, self.sample.results.manifest.measured(RUNS))

    @property
    def evaluated(self) -> list[int]:
        """Return how many points each generation was the first to ask for."""
        return list(self.settings["evaluated"])

    @cached_property
    def points(self) -> pd.DataFrame:
        """Return the levels of all points, their generation, aims and limits, and the front."""
        of = self.aims
        levels = self.sample.points()
        counts = self.evaluated
        numbers = np.repeat(np.arange(1, len(counts) + 1), counts)
        values = of.means(self.runs).reindex(levels.index)
        return pd.concat(
            [levels, pd.Series(numbers, levels.index, name="generation"), values], axis=1
        ).assign(allowed=of.allowed(values))

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Return the runs of all points, in their order."""
        return _runs(self.sample.results, self.aims)

    @cached_property
    def judged(self) -> Results | None:
        """Return the results of what was found, run again; None where they are not all there."""
        place = self.sample.results.directory / FRONT
        try:
            found = load(place)
        except ForeignDirectoryError:
            return None
        alike = found.manifest.config_sha256 == self.sample.results.manifest.config_sha256
        return found if found.complete and alike else None

    @cached_property
    def again(self) -> dict[tuple[Any, ...], int]:
        """Return the column, among the points that were judged, of each row of levels."""
        if self.judged is None:
            return {}
        names = self.factors
        runs = self.judged.read(RUNS, ["point", *names]).drop_duplicates("point")
        rows = runs.sort_values("point")[names].itertuples(index=False, name=None)
        return {row: place for place, row in enumerate(rows)}

    @property
    def factors(self) -> list[str]:
        """Return the names of the factors."""
        return [factor.name for factor in self.sample.factors]

    @property
    def levers(self) -> list[str]:
        """Return the names of the levers."""
        return list(self.sample.results.manifest.design.get("levers", ()))

    def unit(self, aim: Aim) -> str:
        """Return the unit of an aim."""
        return SHARE if aim.met else self.sample.unit(aim.text)

    def bounds(self, aim: Aim) -> tuple[float, float]:
        """Return the bounds of an aim."""
        return (0.0, 1.0) if aim.met else self.sample.bounds(aim.text)

    @cached_property
    def luck(self) -> dict[str, NDArray[np.float64]]:
        """Return all aims, and indicators of limits, of what was judged: (replicates, points)."""
        if self.judged is None:
            return {}
        runs = _runs(self.judged, self.aims)
        shape = (runs["point"].nunique(), -1)
        aims = self.aims
        columns = {aim.text: aim.of(runs) for aim in (*aims.each, *aims.over)}
        columns |= {
            name: runs[name].to_numpy(dtype=np.float64)
            for limit in self.aims.limits
            for name in limit.names
        }
        return {name: column.reshape(shape).T for name, column in columns.items()}

    def curse(self, front: pd.DataFrame) -> pd.DataFrame:
        """Return by how much the search flattered the points of the front that were judged."""
        if not len(front) or not front["mean"].notna().any():
            return pd.DataFrame()
        points = front.loc[front["mean"].notna(), "point"].drop_duplicates().to_numpy()
        places = [self.again[tuple(self.points.loc[each, self.factors])] for each in points]
        runs = self.runs[self.runs["point"].isin(points)]
        luck = {
            aim.text: (self._wide(runs, aim)[points].to_numpy(), self.luck[aim.text][:, places])
            for aim in self.aims.each
        }
        return curse(self.aims.each, luck)

    @staticmethod
    def _wide(runs: pd.DataFrame, aim: Aim) -> pd.DataFrame:
        """Return an aim by replicate and point."""
        values = runs[["point", "replicate"]].assign(value=aim.of(runs))
        return values.pivot(index="replicate", columns="point", values="value")

    def parts(self) -> Iterator[dict[str, pd.DataFrame]]:
        """Yield the tables of each search, by their names."""
        each = list(self.settings["each"])
        points = self.points
        groups = [(None, points)] if not each else points.groupby(each, sort=False, observed=True)
        for _, inside in groups:
            yield _Part(self, inside).tables()


@dataclass(frozen=True)
class _Part:
    """One search of several: its points, the first of which is the base."""

    whole: Searched
    points: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return its tables, each with the levels of ``each`` before all else."""
        whole, points = self.whole, self.points
        on = points[whole.aims.front(points)]
        judged = [n for n in on.index if self._row(n) in whole.again]
        made = {
            "front": self._front(on, judged),
            "pairs": self._pairs(judged),
            "limits": self._limits(judged),
            "common": self._common(on),
            "generations": growth(whole.aims, points, len(whole.evaluated)),
        }
        evaluated = points.assign(on_front=points.index.isin(on.index)).reset_index()
        each = list(whole.settings["each"])
        labels = {name: points[name].iloc[0] for name in each}
        for table in made.values():
            for place, (name, label) in enumerate(labels.items()):
                if name not in table:
                    table.insert(place, name, label)
        return {**made, "evaluated": evaluated}

    def _row(self, point: int) -> tuple[Any, ...]:
        return tuple(self.points.loc[point, self.whole.factors])

    def _columns(self, points: Sequence[int]) -> list[int]:
        return [self.whole.again[self._row(point)] for point in points]

    @property
    def base(self) -> int:
        """Return the number of the point with which gains are compared."""
        return int(self.points.index[0])

    def _front(self, on: pd.DataFrame, judged: Sequence[int]) -> pd.DataFrame:
        whole = self.whole
        levels = on[whole.factors].map(level_text)
        parts = []
        for aim in whole.aims.each:
            table = pd.DataFrame(
                {
                    "point": on.index,
                    "aim": aim.text,
                    "wanted": "more" if aim.more else "less",
                    "unit": whole.unit(aim),
                    "searched": on[aim.text].to_numpy(),
                },
                index=on.index,
            )
            told = pd.DataFrame(index=on.index, columns=list(_TOLD), dtype=float)
            if judged:
                columns = self._columns(judged)
                values = whole.luck[aim.text]
                low, high = intervals(values[:, columns], *whole.bounds(aim))
                beside = values[:, columns] - values[:, self._columns([self.base])]
                told.loc[judged, "mean"] = deviations(values[:, columns])[0]
                told.loc[judged, "low"], told.loc[judged, "high"] = low, high
                told.loc[judged, "gain"] = deviations(beside)[0]
                bounds = intervals(beside)
                told.loc[judged, "gain_low"], told.loc[judged, "gain_high"] = bounds
                told.loc[judged, "p"] = p_values(beside)
            parts.append(pd.concat([levels, table, told], axis=1))
        table = stacked(parts) if len(on) else parts[0]
        corrected = holm(table["p"]) if len(table) else np.empty(0)
        return table.assign(p_holm=corrected, told=corrected < SIGNIFICANCE)

    def _pairs(self, judged: Sequence[int]) -> pd.DataFrame:
        whole = self.whole
        names = ["first", "second", "apart", "aims"]
        pairs = list(combinations(judged, 2))
        if not pairs:
            return pd.DataFrame(columns=names)
        ones, others = (self._columns(side) for side in zip(*pairs, strict=True))
        values = [whole.luck[aim.text] for aim in whole.aims.each]
        p = np.array([p_values(each[:, ones] - each[:, others]) for each in values])
        apart = holm(p.ravel()).reshape(p.shape) < SIGNIFICANCE
        aims = np.array([aim.text for aim in whole.aims.each])
        return pd.DataFrame(
            {
                "first": [one for one, _ in pairs],
                "second": [other for _, other in pairs],
                "apart": apart.any(axis=0),
                "aims": [", ".join(aims[column]) for column in apart.T],
            }
        )

    def _limits(self, judged: Sequence[int]) -> pd.DataFrame:
        whole = self.whole
        columns = self._columns(judged)
        rows = []
        for limit in whole.aims.limits:
            if not judged:
                break
            luck = {name: whole.luck[name][:, columns] for name in limit.names}
            means = {name: deviations(values)[0] for name, values in luck.items()}
            drawn = limit.shortfall({name: drawn_means(values) for name, values in luck.items()})
            replicates = len(next(iter(luck.values())))
            for place, by in enumerate(limit.shortfall(means)):
                low, high = expanded(drawn[:, place], replicates)
                rows.append((judged[place], limit.text, float(by), low, high))
        table = pd.DataFrame(rows, columns=["point", "limit", "missed_by", "low", "high"])
        return table.assign(met=table["missed_by"] <= 0.0, sure=table["high"] <= 0.0)

    def _common(self, on: pd.DataFrame) -> pd.DataFrame:
        """Tell of each lever how many points of the front pull it, of each range where they lie."""
        columns = ["name", "share", "searched", "low", "high", "searched_low", "searched_high"]
        if not len(on):
            return pd.DataFrame(columns=columns)
        rows: list[dict[str, Any]] = []
        points = self.points
        for factor in self.whole.sample.factors:
            name = factor.name
            if name in self.whole.settings["each"]:
                continue
            if factor.is_range:
                rows.append(
                    {
                        "name": name,
                        "low": on[name].min(),
                        "high": on[name].max(),
                        "searched_low": points[name].min(),
                        "searched_high": points[name].max(),
                    }
                )
                continue
            for level, there, tried in _choices(name, on[name], points[name]):
                rows.append(
                    {"name": level, "share": float(there.mean()), "searched": float(tried.mean())}
                )
        return pd.DataFrame(rows, columns=columns)


_TOLD = ("mean", "low", "high", "gain", "gain_low", "gain_high", "p")


def _choices(
    name: str, on: pd.Series, tried: pd.Series
) -> Iterator[tuple[str, NDArray[np.bool_], NDArray[np.bool_]]]:
    """Yield each lever, or level of a factor, and where it is taken: on the front, and at all."""
    if name == LEVERS:
        sets = [[str(each).split(TOGETHER) for each in column] for column in (on, tried)]
        pulled = dict.fromkeys(lever for levers in sets[1] for lever in levers)
        for lever in (each for each in pulled if each != "none"):
            there = [np.array([lever in levers for levers in side], dtype=bool) for side in sets]
            yield lever, there[0], there[1]
        return
    for level in tried.drop_duplicates().sort_values():
        yield f"{name} {level_text(level)}", (on == level).to_numpy(), (tried == level).to_numpy()


def _runs(results: Results, aims: Aims) -> pd.DataFrame:
    """Return the sound runs of results, by point and replicate, with what aims and limits take."""
    runs = results.read(RUNS, ["point", "replicate", "status", *aims.names])
    return runs[runs["status"] == OK].sort_values(["point", "replicate"])
