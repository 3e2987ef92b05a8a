"""Read how the values of a factor are spread: its distribution, or the weights of its levels.

What is wrong is told as the key of the factor's section where it stands, and a message.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from paradiplomacy_results.distributions import (
    LOGNORMAL,
    OPEN,
    PARAMETERS,
    TRIANGULAR,
    distribution_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paradiplomacy_experiments.design.declarations import FactorSection
    from paradiplomacy_experiments.design.factors import Label
    from paradiplomacy_results.distributions import Distribution

Told = tuple[str, str]
"""Key of the section of a factor, "" for the section itself, and what is wrong there."""

LEAST_WITHIN = 1e-6
"""Share of a distribution that has to lie between its ends."""

OWNERS = {name: kind for kind, names in PARAMETERS.items() for name in names}
"""The distribution that each parameter belongs to."""


def told_of_distribution(section: FactorSection) -> Iterator[Told]:
    """Yield what is wrong with the distribution that a section declares, or lacks."""
    kind = section.distribution
    for name, owner in OWNERS.items():
        if getattr(section, name) is not None and owner != kind:
            yield name, f'goes with distribution = "{owner}"'
    if kind is None:
        return
    needed = PARAMETERS[kind] if kind in OPEN else ("low", "high", *PARAMETERS[kind])
    lacking = [name for name in needed if getattr(section, name) is None]
    if lacking:
        yield "distribution", f"{kind} needs {' and '.join(lacking)}"
    if section.log:
        wanted = f'; of what is even in its logarithms that is "{LOGNORMAL}"'
        yield "log", f"goes with an even spread, not with a distribution{wanted}"
    found = [] if lacking else list(_ends(section))
    yield from found
    if not lacking and not found:
        yield from _within(section)


def _ends(section: FactorSection) -> Iterator[Told]:
    """Yield what is wrong with the ends of a distribution that lacks nothing."""
    low, high, mode = section.low, section.high, section.mode
    if low is not None and high is not None and low >= high:
        yield "low", "must be less than high"
    elif section.distribution == TRIANGULAR and mode is not None:
        if low is not None and high is not None and not low <= mode <= high:
            yield "mode", f"{mode:g} does not lie between low, {low:g}, and high, {high:g}"
    elif section.distribution == LOGNORMAL:
        if low is not None and low < 0.0:
            yield "low", "what is lognormal is above 0"
        if high is not None and high <= 0.0:
            yield "high", "what is lognormal is above 0"


def _within(section: FactorSection) -> Iterator[Told]:
    found = spread_of(section)
    if found is not None and found.share_within < LEAST_WITHIN:
        yield "distribution", "next to nothing of it lies between low and high"


def spread_of(section: FactorSection) -> Distribution | None:
    """Return the distribution of a section in which nothing is wrong, None where it is even."""
    return distribution_of(section.model_dump(exclude_none=True))


def weights_of(section: FactorSection, labels: Sequence[Label]) -> tuple[float, ...]:
    """Return the weights of levels of these labels, none where they are drawn equally often.

    They are a list where the levels are one, else a table by label. Raises ``ValueError`` with what
    is wrong with them.
    """
    given = section.weights
    if given is None:
        return ()
    named = bool(section.alternatives) or isinstance(section.levels, dict)
    if not isinstance(given, dict if named else list):
        raise ValueError("must be a table by level" if named else "must be a list, as levels are")
    if isinstance(given, dict):
        strange = [name for name in given if name not in labels]
        lacking = [label for label in labels if label not in given]
        if strange or lacking:
            raise ValueError(
                f"{strange[0]!r} is none of the levels" if strange else f"lacks {lacking[0]!r}"
            )
        given = [given[str(label)] for label in labels]
    if len(given) != len(labels):
        raise ValueError(f"has {len(given)} entries, there are {len(labels)} levels")
    unfit = [one for one in given if not _is_weight(one)]
    if unfit:
        raise ValueError(f"{unfit[0]!r} is no weight: they are numbers of 0 or more")
    if not any(given):
        raise ValueError("are all 0: no level is ever drawn")
    return tuple(float(one) for one in given)


def _is_weight(value: Any) -> bool:
    sound = isinstance(value, int | float) and not isinstance(value, bool)
    return sound and value >= 0.0 and math.isfinite(value)
