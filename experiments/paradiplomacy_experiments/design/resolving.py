"""Fill in what a design leaves to be read elsewhere: the bounds of keys, and columns of a file.

What is filled in is part of the design from then on, and stands in the manifest of its results.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.configuration.keys import Declaration, declarations, declared_path
from paradiplomacy_experiments.configuration.toml_lines import starred_path
from paradiplomacy_experiments.design.points import WHOLE_NUMBER
from paradiplomacy_experiments.design.reading_distributions import spread_of, told_of_distribution
from paradiplomacy_results.distributions import LOGNORMAL, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from paradiplomacy_experiments.design.declarations import DesignFile, FactorSection

MOST_LISTED = 20
"""Different numbers in the column of a table that are levels; more of them are a range."""

LEAST_TOLD = 0.001
"""Share of a distribution beyond the bounds of its keys from which on that is told."""

BESIDE = 1e-6
"""Standard deviations between a bound that a key does not reach and where a normal is cut off."""


def spanned(file: DesignFile, rows: Sequence[Mapping[str, Any]]) -> DesignFile:
    """Return a design whose factors without levels or ends are ranges over their columns.

    ``rows`` are all that are listed, also those of which no point is made. Columns of few numbers,
    or of anything else, are left to be levels.
    """
    most = MOST_LISTED if file.sampler.kind == "table" else 1
    sections = {
        name: section.model_copy(update=_span(section, [row.get(name) for row in rows], most))
        for name, section in file.factors.items()
    }
    return file.model_copy(update={"factors": sections})


def cut_off(file: DesignFile) -> tuple[DesignFile, tuple[str, ...]]:
    """Return a design whose distributions end at the bounds of their keys, and what they lose."""
    sections: dict[str, FactorSection] = {}
    notices: list[str] = []
    for name, section in file.factors.items():
        sections[name] = section.model_copy(update=_ends(section))
        notices += _told(name, section, sections[name])
    return file.model_copy(update={"factors": sections}), tuple(notices)


def _span(section: FactorSection, column: Sequence[Any], most: int) -> dict[str, float]:
    """Return the ends of a column, where a factor leaves them to it and it is one of numbers."""
    own = (section.levels, section.low, section.high, section.distribution)
    if any(each is not None for each in own) or not (section.key or section.keys):
        return {}
    numbers = {each for each in column if isinstance(each, int | float)}
    held = all(isinstance(each, int | float) and not isinstance(each, bool) for each in column)
    if not held or len(numbers) <= most:
        return {}
    low, high = float(min(numbers)), float(max(numbers))
    if any(each.type == WHOLE_NUMBER for each in declared(section)) and section.change == "set":
        low, high = float(math.floor(low)), float(math.ceil(high))
    return {"low": low, "high": high}


def _ends(section: FactorSection) -> dict[str, float]:
    """Return the ends that the bounds of its keys give a distribution without them."""
    if section.distribution not in OPEN or section.change != "set":
        return {}
    if any(True for _ in told_of_distribution(section)):
        return {}
    found = list(declared(section))
    lows = [float(each.low) for each in found if each.low is not None]
    if section.sd is not None:
        lows += [each.above + BESIDE * section.sd for each in found if each.above is not None]
    highs = [float(each.high) for each in found if each.high is not None]
    ends: dict[str, float] = {}
    if section.low is None and lows and not (section.distribution == LOGNORMAL and max(lows) <= 0):
        ends["low"] = max(lows)
    if section.high is None and highs:
        ends["high"] = min(highs)
    return ends


def declared(section: FactorSection) -> Iterator[Declaration]:
    """Yield the declarations of the keys of a factor, without those that are unknown."""
    for key in [section.key] if section.key else section.keys:
        path = declared_path(starred_path(key) or ())
        if path:
            yield declarations()[path]


def _told(name: str, before: FactorSection, after: FactorSection) -> Iterator[str]:
    """Say where a distribution is cut off by the bounds of its key, and how much of it is lost."""
    ends: Mapping[str, float | None] = {
        end: getattr(after, end) for end in ("low", "high") if getattr(before, end) is None
    }
    cut = [f"{end:g}" for end in ends.values() if end is not None]
    if not cut or before.distribution not in OPEN:
        return
    spread = spread_of(after)
    lost = 0.0 if spread is None else 1.0 - spread.share_within
    if lost < LEAST_TOLD:
        return
    keys = before.key or ", ".join(before.keys)
    yield (
        f"{name}: the {before.distribution} distribution is cut off at {' and '.join(cut)}, "
        f"{'the bounds' if len(cut) > 1 else 'a bound'} of {keys}; {100.0 * lost:.2g} % of it lies "
        "beyond"
    )
