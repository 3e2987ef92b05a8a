"""Trade-offs: which regimes and levers give most of one thing for what they take of another.

A point of a design is on the front of two objectives where no other is at least as good in both and
better in one (Pareto's order). Chance moves points onto the front and off it: the share of
resampled experiments in which a point is on the front tells how firmly it stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, stacked
from paradiplomacy_analysis.statistics.resampling import deviations, drawn_means, intervals
from paradiplomacy_analysis.wording import level_text, number, words
from paradiplomacy_results.aims import on_front
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample

QUESTION = "Which points are best at trading one aim for another, and how firmly?"


@dataclass(frozen=True)
class Aim:
    """An indicator and whether more of it is wanted."""

    outcome: str
    more: bool

    @property
    def text(self) -> str:
        """Say what is wanted: more trust."""
        return f"{'more' if self.more else 'less'} {words(self.outcome)}"


PAIRS = (
    (Aim("approval_months", more=False), Aim("misalignment", more=False)),
    (Aim("cost", more=False), Aim("trust", more=True)),
    (Aim("cost", more=False), Aim("effectiveness", more=True)),
    (Aim("dependence", more=False), Aim("continuity", more=True)),
)
"""What is traded: speed against consistency with the centre, money against trust and effect, and
reliance on single carriers against continuity."""

DRAWS = 400
"""Resampled experiments of which the front is taken."""

MOST_POINTS = 500

FIRM = 0.5
"""Share of resampled experiments above which a point is said to be on the front."""

MOST_NAMED = 4


def tradeoffs(sample: Sample) -> Finding:
    """Find the fronts of all pairs of aims that the results hold.

    Table ``fronts``: a row for each pair and point, with the levels of its factors, the mean and
    95 % interval of both outcomes over the runs in which they are defined, how many are not,
    ``on_front`` and ``front_share``, the share of resampled experiments with the point on the
    front. Raises :class:`UnfitError` where no pair is there, or
    there are too few or too many points.
    """
    check(sample)
    doubts: list[str] = []
    parts = []
    for pair in PAIRS:
        if not all(sample.has(aim.outcome) for aim in pair):
            continue
        try:
            parts.append(front_of(sample, pair))
        except UnfitError as error:
            doubts.append(f"left out: {error}")
    if sample.replicates < 2:
        doubts.append("undefined because each point has one replicate: intervals and front_share")
    fronts = stacked(parts)
    for table in parts:
        doubts += _undefined(table)
        firm = table["front_share"].where(table["on_front"]).dropna()
        loose = int((firm < FIRM).sum())
        if loose:
            doubts.append(
                f"{table['aims'].iloc[0]}: {many(loose, 'point')} on the front would not be there "
                "in most repetitions"
            )
    sentences = tuple(_sentence(sample, table) for table in parts)
    tables = {"fronts": fronts} if len(fronts) else {}
    answer = next(iter(sentences), "")
    return Finding("tradeoffs", QUESTION, tables, sentences, tuple(doubts), answer)


def _undefined(table: pd.DataFrame) -> Iterator[str]:
    """Say where points are compared of which runs are not equally often undefined."""
    for side in ("first", "second"):
        missing = table[f"{side}_undefined"]
        if missing.any():
            where = f"{missing.min():,} to {missing.max():,} a point"
            unequal = missing.min() < missing.max()
            selected = ": points are compared by runs that may be selected" if unequal else ""
            told = f"{table[side].iloc[0]} has no value in {many(int(missing.sum()), 'run')}"
            yield f"{told}, {where}{selected}"


def tradable(sample: Sample) -> bool:
    """Tell whether fronts can be taken of a sample."""
    there = any(all(sample.has(aim.outcome) for aim in pair) for pair in PAIRS)
    points = sample.runs["point"].nunique()
    ranges = any(factor.is_range for factor in sample.factors)
    return there and not ranges and 2 < points <= MOST_POINTS


def check(sample: Sample) -> None:
    """Raise :class:`UnfitError` where no fronts can be taken of a sample."""
    if not tradable(sample):
        pairs = "; ".join(f"{one.outcome} and {other.outcome}" for one, other in PAIRS)
        raise UnfitError(
            f"{sample.results.directory} has no fronts: they take 3 to {MOST_POINTS} points made "
            f"of levels, and the indicators {pairs}"
        )


def front_of(sample: Sample, pair: tuple[Aim, Aim]) -> pd.DataFrame:
    """Return the table of one pair; raise :class:`UnfitError` where a point has no value."""
    wide = [sample.by_replicate(aim.outcome) for aim in pair]
    means = [deviations(values)[0] for values in wide]
    replicates = len(wide[0])
    texts: dict[str, Any] = {"aims": " against ".join(aim.text for aim in pair)}
    for side, aim, values, mean in zip(("first", "second"), pair, wide, means, strict=True):
        low, high = intervals(values, *sample.bounds(aim.outcome))
        texts |= {
            side: aim.outcome,
            f"{side}_unit": sample.unit(aim.outcome),
            f"{side}_mean": mean,
            f"{side}_low": low,
            f"{side}_high": high,
            f"{side}_undefined": np.isnan(values).sum(axis=0),
        }
    share = np.full(len(means[0]), np.nan)
    if replicates > 1:
        drawn = [drawn_means(values, DRAWS) for values in wide]
        fronts = [_front(a, b, pair) for a, b in zip(*drawn, strict=True)]
        share = np.mean(fronts, axis=0)
    points = sample.points()
    table = pd.DataFrame(texts).assign(on_front=_front(means[0], means[1], pair), front_share=share)
    return pd.concat([points.map(level_text).reset_index(), table], axis=1)


def _front(
    first: NDArray[np.float64], second: NDArray[np.float64], pair: tuple[Aim, Aim]
) -> NDArray[np.bool_]:
    """Return which points have values that no other beats; both arrays (points,)."""
    sides = zip((first, second), pair, strict=True)
    return on_front(np.stack([side if aim.more else -side for side, aim in sides], axis=1))


def _sentence(sample: Sample, table: pd.DataFrame) -> str:
    names = [factor.name for factor in sample.factors]
    front = table[table["on_front"]].sort_values("first_mean")
    aims = str(table["aims"].iloc[0]).capitalize()
    shown = front.iloc[np.unique(np.linspace(0, len(front) - 1, MOST_NAMED).round().astype(int))]
    texts = [
        ", ".join(f"{words(name)} {words(row[name])}" for name in names)
        + " ("
        + ", ".join(
            f"{words(row[side])} {number(row[f'{side}_mean'])}" for side in ("first", "second")
        )
        + ")"
        for row in shown.to_dict("records")
    ]
    if len(front) == 1:
        return f"{aims}: one point is best in both: {texts[0]}."
    return (
        f"{aims}: {len(front)} of {many(len(table), 'point')} are on the front, among them "
        f"{'; '.join(texts)}."
    )
