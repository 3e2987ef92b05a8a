"""What a reader can choose of results: an option of each factor, or a tie of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.figures.style import inert
from paradiplomacy_analysis.wording import interval, level_text, words
from paradiplomacy_results.inert import base_of
from paradiplomacy_results.layout import LEVERS, OFF, TOGETHER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Factor, Sample

MOST_LETTERS = 90
"""Letters of an option, beyond which it is cut."""

MOST_BESIDE, MOST_BESIDE_LETTERS = 6, 36
"""Options, and letters of all together, that find room side by side."""

MANY_SETS = 3
"""Sets of levers per lever from which on each lever is a switch of its own: all are combined."""

PULLED, NOT_PULLED = "pulled", "not pulled"

NO_LEVER = "none"
"""Level at which no lever is pulled."""

ANY, AS_SHOWN = -1, -2
"""In place of an option: all of them, or what is chosen for the points that are shown."""

THIRDS = ("lowest third", "middle third", "highest third")


@dataclass(frozen=True)
class Switch:
    """A choice among ``options``: ``codes`` tells which of them each point has, int (points,).

    ``base`` names for each option the one that it is held against where nothing else is said;
    ``matched`` tells that points pair off where they have the same option, all else being equal.
    ``numbers`` are what the factor is at each point, where it is a number. Without ``free`` one
    option has to be chosen: points of several are not to be thrown together. Options that stand
    ``alone`` say all without the label.
    """

    name: str
    label: str
    options: tuple[str, ...]
    codes: NDArray[np.int64]
    base: tuple[int, ...]
    numbers: NDArray[np.float64] | None = None
    free: bool = True
    alone: bool = False

    @property
    def is_short(self) -> bool:
        """Tell whether its options find room side by side."""
        return (
            len(self.options) <= MOST_BESIDE and sum(map(len, self.options)) <= MOST_BESIDE_LETTERS
        )


def switches_of(sample: Sample) -> list[Switch]:
    """Return a switch for each factor of a design, and for levers that are combined one for each.

    Of a factor that takes any value its options are thirds of what was drawn.
    """
    points = sample.points()
    found: list[Switch] = []
    for factor in sample.factors:
        column = points[factor.name]
        if factor.is_range:
            found.append(_thirds(factor, column.to_numpy(dtype=np.float64)))
        elif factor.name == LEVERS and _combined(factor.levels):
            found.extend(_each_lever(factor.levels, column))
        else:
            found.append(_levels(factor, column))
    return [switch for switch in found if len(switch.options) > 1]


def _levels(factor: Factor, column: pd.Series) -> Switch:
    levels = list(factor.levels)
    codes = np.array([levels.index(level) for level in column], dtype=np.int64)
    options = tuple(inert(words(level_text(level)), MOST_LETTERS) for level in levels)
    if factor.name == LEVERS:
        base = tuple(levels.index(base_of(level, levels)) for level in levels)
    else:
        base = (0,) * len(levels)
    numbers = column.to_numpy(dtype=np.float64) if factor.is_number else None
    alone = factor.name == LEVERS
    return Switch(factor.name, _label(factor.name), options, codes, base, numbers, alone=alone)


def _thirds(factor: Factor, values: NDArray[np.float64]) -> Switch:
    """Return thirds of points: equally many, but for those that are equal."""
    edges = np.quantile(values, [1 / 3, 2 / 3], method="lower")
    codes = np.searchsorted(edges, values, side="left")
    there = np.unique(codes)
    options = []
    for code in there:
        inside = values[codes == code]
        ends = interval(float(inside.min()), float(inside.max()))
        options.append(f"{THIRDS[code]} ({ends})")
    places = np.searchsorted(there, codes)
    base = (0,) * len(there)
    return Switch(factor.name, _label(factor.name), tuple(options), places, base, values)


def _combined(sets: Sequence[Any]) -> bool:
    """Tell whether levers are pulled in many combinations, so that each is chosen by itself."""
    return len(sets) > MANY_SETS * max(len(_levers_of(sets)), 1)


def _levers_of(sets: Sequence[Any]) -> list[str]:
    """Return the levers of all sets, those that are held against their own off included."""
    names: dict[str, None] = {}
    for each in sets:
        names |= dict.fromkeys(_pulled(str(each).removesuffix(OFF)))
    return list(names)


def _pulled(text: str) -> list[str]:
    return [] if text == NO_LEVER else text.split(TOGETHER)


def _each_lever(sets: Sequence[Any], column: pd.Series) -> Iterator[Switch]:
    """Yield a switch for each lever, which is pulled or not."""
    for lever in _levers_of(sets):
        codes = np.array([lever in _pulled(str(each)) for each in column], dtype=np.int64)
        label = f"{_label(lever)} (lever)"
        yield Switch(f"lever {lever}", label, (NOT_PULLED, PULLED), codes, (0, 0))


def _label(name: str) -> str:
    return inert(words(name), MOST_LETTERS)


def first_choice(switches: Sequence[Switch]) -> dict[str, tuple[int, int]]:
    """Return what is shown at first, and what it is compared with: for each switch two options.

    Levers, or else the first switch, have what is held against another: of levers the first that
    is, of other factors the last. All else is :data:`ANY`, and compared :data:`AS_SHOWN`; of
    switches that are not free the first option is shown.
    """
    chosen = {each.name: (ANY if each.free else 0, AS_SHOWN) for each in switches}
    free = [each for each in switches if each.free]
    first = next((each for each in free if each.name == LEVERS), free[0] if free else None)
    if first is not None:
        held = [option for option, base in enumerate(first.base) if option != base]
        option = held[0] if first.name == LEVERS else held[-1]
        chosen[first.name] = (option, first.base[option])
    return chosen
