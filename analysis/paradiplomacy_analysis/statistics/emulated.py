"""An outcome of a design, emulated: what its mean would be where nothing was run.

Every point is held out once: points are dealt to :data:`FOLDS` folds, and each fold is predicted by
an emulator of the others, which learned lengths of its own. Points that share their draws stay in
one fold. Chance that is left in means over replicates is noise to an emulator: its nugget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.emulator import HALF_WIDTH, Check, Emulator
from paradiplomacy_analysis.statistics.emulator_inputs import Inputs
from paradiplomacy_analysis.statistics.resampling import SEED
from paradiplomacy_analysis.wording import number, percent
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample

    Numbers = NDArray[np.float64]

FOLDS = 5

FEWEST_POINTS = 20
"""Points below which nothing is emulated: a fold would hold less than four."""

MOST_POINTS = 2000
"""Points that are learned from; of more, a seeded choice."""

LEAST_EXPLAINED = 0.5
"""Held-out R2 below which nothing is told by an emulator."""

WELL_EXPLAINED = 0.7
"""Held-out R2 below which what is told is doubted: a usual bound (Marrel et al. 2009, Reliability
Engineering & System Safety 94:742-751)."""

SHARING = ("saltelli", "morris")
"""Samplers whose points share coordinates, so that none is held out in earnest."""


@dataclass(frozen=True, eq=False)
class Emulated:
    """An outcome as a function of the factors, learned from points that were run.

    ``emulator`` learned from all points, each of ``folds`` from all but one fold. ``held_out`` has
    a row for each point: its number, what was observed, what was predicted without it with a 95 %
    interval, and by how many standard deviations they are apart. ``check`` sums it up. ``chance``
    is the standard deviation of a mean over replicates, by the spread between them; NaN with one.
    """

    outcome: str
    unit: str
    inputs: Inputs
    emulator: Emulator
    folds: tuple[Emulator, ...]
    held_out: pd.DataFrame
    check: Check
    chance: float
    points: int

    @classmethod
    def of(cls, sample: Sample, outcome: str) -> Emulated:
        """Learn an outcome; raise :class:`UnfitError` where it or the sample cannot be."""
        require(sample)
        inputs = Inputs.of(sample)
        means, points = sample.point_means(outcome), sample.points().sort_index()
        if np.ptp(means) == 0.0:
            raise UnfitError(
                f"{outcome} is {number(means[0])} at all points: nothing is to be learned"
            )
        chosen = choice(len(points))
        rows, values = points.iloc[chosen], means[chosen]
        units = inputs.columns(rows)
        whole = Emulator.learn(units, values)
        fold = dealt(inputs, rows)
        predicted, variance, constant = np.empty((3, len(values)))
        folds = []
        for each in range(FOLDS):
            away = fold == each
            emulator = Emulator.learn(units[~away], values[~away], whole.lengths)
            predicted[away], variance[away] = emulator.predict(units[away])
            constant[away] = emulator.constant[0]
            folds.append(emulator)
        half = HALF_WIDTH * np.sqrt(variance)
        held_out = pd.DataFrame(
            {
                "point": rows.index.to_numpy(),
                "observed": values,
                "predicted": predicted,
                "low": predicted - half,
                "high": predicted + half,
                "deviations": (values - predicted) / np.sqrt(variance),
            }
        )
        return cls(
            outcome,
            sample.unit(outcome),
            inputs,
            whole,
            tuple(folds),
            held_out,
            Check.by(values, predicted, variance, constant),
            chance_of(sample, outcome),
            len(points),
        )

    @property
    def told(self) -> bool:
        """Tell whether it explains enough of held-out points for anything to be told by it."""
        return self.check.explained >= LEAST_EXPLAINED

    def refuse_poor(self) -> None:
        """Raise :class:`UnfitError` where it explains too little for anything to be told by it."""
        if not self.told:
            raise UnfitError(
                f"nothing is told of {self.outcome}: its emulator explains "
                f"{percent(max(self.check.explained, 0.0))} of the variance of points that were "
                f"held out, and {percent(LEAST_EXPLAINED)} are needed; take more points or "
                "replicates"
            )

    @property
    def error(self) -> float:
        """Return the root of the mean square by which held-out predictions err."""
        away = self.held_out["observed"] - self.held_out["predicted"]
        return float(np.sqrt((away**2).mean()))

    @property
    def missed(self) -> float:
        """Return the variance of the error of held-out predictions over that of what they say.

        It is as the emulators state it, without noise.
        """
        half = (self.held_out["high"] - self.held_out["low"]) / (2.0 * HALF_WIDTH)
        error = max(float((half**2).mean()) - self.emulator.noise, 0.0)
        return error / (float(self.held_out["predicted"].var()) + error)

    @property
    def worst(self) -> Mapping[str, Any]:
        """Return the held-out point that lies the most standard deviations from its prediction."""
        place = int(self.held_out["deviations"].abs().to_numpy().argmax())
        row = self.held_out.iloc[place]
        return {str(name): row[name] for name in row.index}

    def predict(self, rows: pd.DataFrame | Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """Return ``mean`` and ``sd`` for each row of values of all factors, in the outcome's unit.

        ``sd`` is that of the mean over ever more replicates; ``sd_of_point`` holds the chance of a
        point of the design too. Raises :class:`UnfitError` for what was not tried.
        """
        checked = self.inputs.checked(rows)
        if checked.empty:
            return pd.DataFrame({"mean": [], "sd": [], "sd_of_point": []}, dtype=float)
        mean, variance = self.emulator.predict(self.inputs.columns(checked))
        surest = np.maximum(variance - self.emulator.noise, 0.0)
        return pd.DataFrame({"mean": mean, "sd": np.sqrt(surest), "sd_of_point": np.sqrt(variance)})

    def __repr__(self) -> str:
        """Return what it emulates, and how well."""
        return (
            f"<Emulated {self.outcome}: {self.check.draws} points, held-out R2 "
            f"{self.check.explained:.2f}, 95 % intervals hold {self.check.covered:.0%}>"
        )


def require(sample: Sample) -> None:
    """Raise :class:`UnfitError` where a sample is not to be emulated."""
    where = sample.results.directory
    if sample.sampler in SHARING:
        raise UnfitError(
            f"{where}: points of a {sample.sampler} sample share their coordinates, so that none "
            "can be held out; emulate a lhs or sobol sample, or a table"
        )
    points = sample.runs["point"].nunique()
    if points < FEWEST_POINTS:
        raise UnfitError(f"{where} has {points} points: an emulator takes {FEWEST_POINTS} or more")


def choice(points: int) -> NDArray[np.int64]:
    """Return the points that are learned from: all, or of too many a seeded choice, in order."""
    if points <= MOST_POINTS:
        return np.arange(points)
    rng = np.random.default_rng(SEED)
    return np.sort(rng.choice(points, MOST_POINTS, replace=False))


def dealt(inputs: Inputs, rows: pd.DataFrame) -> NDArray[np.int64]:
    """Return the fold of each point: seeded, of about the same size; equal draws stay together."""
    drawn = [part.factor.name for part in inputs.parts if part.factor.is_range]
    draw = rows.groupby(drawn, sort=False).ngroup().to_numpy() if drawn else np.arange(len(rows))
    several = draw.max() + 1
    if several < FOLDS:
        draw, several = np.arange(len(rows)), len(rows)
    order = np.random.default_rng(SEED).permutation(several)
    return np.asarray((order % FOLDS)[draw])


def chance_of(sample: Sample, outcome: str) -> float:
    """Return the standard deviation of a point's mean over replicates, on average over points."""
    runs = sample.values(outcome).groupby(sample.runs["point"])
    counts = runs.size()
    if int(counts.min()) < 2:
        return float("nan")
    return float(np.sqrt((runs.var(ddof=1) / counts).mean()))
