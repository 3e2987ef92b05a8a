"""Waves of results: what they leave of the prior, and where the next wave is to look.

A wave is learned once in a process, since its emulators take half a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.matching.implausibility import MOST_WAVES
from paradiplomacy_analysis.matching.method import FEWEST_DRAWS, Matched, match
from paradiplomacy_analysis.matching.space import Space, default_of
from paradiplomacy_analysis.matching.targets import targets_of
from paradiplomacy_analysis.matching.waves import Refocused, Wave
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.reading import Results, load
from paradiplomacy_results.waves import waves_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from paradiplomacy_results.record import Target

Identity = tuple[str, str]
"""Directory and contents of results."""


@dataclass(frozen=True, eq=False)
class Waves:
    """The results of all waves, the space of the prior, and what the waves leave of it."""

    results: tuple[Results, ...]
    space: Space
    found: Refocused

    def matched(self, place: int) -> Matched:
        """Return the draws of a wave beside the record, judged by their own runs."""
        wave = self.found.waves[place]
        return Matched(wave.numbers, self.targets, wave.run_cutoff, np.arange(len(wave.numbers)))

    @property
    def targets(self) -> dict[str, Target]:
        """Return the targets that draws are matched with, by id."""
        return targets_of(self.results[0])

    @property
    def last(self) -> Matched:
        """Return the draws of the last wave beside the record; earlier emulators leave them all."""
        return self.matched(-1)

    @property
    def left(self) -> list[int]:
        """Return the draws of the last wave that are left, by number."""
        return [int(point) for point in np.flatnonzero(self.last.survives)]

    def default(self) -> NDArray[np.float64] | None:
        """Return where the default lies in the unit cube, (1, factors); None where it has no place.

        The default is what the scenario of the prior says where no factor acts.
        """
        sections = self.results[0].manifest.design["factors"]
        values = [default_of(self.results[0].config, sections[name]) for name in self.space.names]
        if any(value is None for value in values):
            return None
        columns = zip(self.space.axes, values, strict=True)
        return np.column_stack([axis.units(np.array([value])) for axis, value in columns])


def refocus(waves: Sequence[Results]) -> NDArray[np.float64] | None:
    """Return the draws of the next wave, in the unit cube of the prior; None where it is over.

    As many as the first wave had, among what no wave rules out. Raises :class:`UnfitError` where
    results do not bear it.
    """
    found = _learned(tuple(map(_identity, waves)))
    if found.ends:
        return None
    draws = found.next_draws(len(found.waves[0].units))
    return draws if len(draws) >= FEWEST_DRAWS else None


def waves_in(folder: str | Path) -> Waves:
    """Return what the waves in a folder leave of the prior.

    Raises :class:`UnfitError` where there are none, or results do not bear it.
    """
    results = tuple(load(place) for place in waves_of(folder))
    if not results:
        raise UnfitError(f"{folder} holds no waves of a matching")
    found = _learned(tuple(map(_identity, results)))
    return Waves(results, Space.of(sample_of(results[0])), found)


def _identity(results: Results) -> Identity:
    return str(results.directory), str(results.manifest.contents)


@lru_cache(maxsize=MOST_WAVES + 1)
def _learned(waves: tuple[Identity, ...]) -> Refocused:
    """Learn the last of some waves after those before it."""
    *before, (directory, _) = waves
    results = load(directory)
    sample = sample_of(results)
    space = Space.of(sample)
    earlier = _learned(tuple(before)) if before else Refocused.of(len(space.axes))
    units = space.units(sample.points())
    matched = match(results)
    return earlier.after(Wave.learn(units, matched.numbers, matched.claims))
