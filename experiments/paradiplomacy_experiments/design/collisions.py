"""Tell what in a design has no effect: what is overwritten, and levels that change nothing."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from paradiplomacy_experiments.configuration.faults import Fault, dotted
from paradiplomacy_experiments.design.factors import NONE_PULLED, Level
from paradiplomacy_experiments.design.points import expanded
from paradiplomacy_results.layout import LEVERS, OFF, TOGETHER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from paradiplomacy_experiments.configuration.layers import Table
    from paradiplomacy_experiments.design.factors import Factor, Label, Setting

Keys = dict[tuple[str, ...], "Setting"]
"""What is set at which keys."""

MOST_LEVELS = 400
"""Levels of a factor that are looked at."""


def overwritten(
    settings: Sequence[Setting], factors: Sequence[Factor], layer: Table, exempt: str
) -> Iterator[Fault]:
    """Report what is set at a key, or below one, that something else sets afterwards.

    A design's ``settings`` by a factor, a factor by a later one, a lever by one that is pulled
    together with it. The factor ``exempt`` is there to be overwritten.
    """
    by_factor = [
        (f"the factor {factor.name!r}", factor, _keys(factor.extremes()[:MOST_LEVELS], layer))
        for factor in factors
        if factor.name != exempt
    ]
    for setting in settings:
        for who, factor, keys in by_factor:
            always = factor.range is not None or all(level.settings for level in factor.levels)
            paths = expanded(setting, layer)
            if always and paths and all(_covered(path, keys) for path in paths):
                yield _fault(setting, f"is varied by {who}")
    for (earlier, _, before), (later, factor, _) in combinations(by_factor, 2):
        yield from _lost(before, _at_every_level(factor, layer), earlier, later)
    for factor in factors:
        if factor.name == LEVERS:
            yield from _levers(factor.levels, layer)


def overwriting(factors: Sequence[Factor], layer: Table, exempt: str) -> Iterator[str]:
    """Say which levels set what another factor varies, which has no effect where they are."""
    for earlier, later in combinations((each for each in factors if each.name != exempt), 2):
        before = _keys(earlier.extremes()[:MOST_LEVELS], layer)
        if list(_lost(before, _at_every_level(later, layer), "", "")):
            continue  # a fault
        for level in later.levels[:MOST_LEVELS]:
            if list(_lost(before, _keys([level], layer), "", "")):
                yield f"{later.name} at {level.label!r}: sets what {earlier.name} varies"
                break


def _at_every_level(factor: Factor, layer: Table) -> Keys:
    """Return what a factor sets, whatever its level."""
    first, *others = (_keys([level], layer) for level in factor.extremes()[:MOST_LEVELS])
    return {path: each for path, each in first.items() if all(path in keys for keys in others)}


def _levers(levels: Sequence[Level], layer: Table) -> Iterator[Fault]:
    """Report levers that are pulled together although one sets what the other does.

    What a level sets and the one at which none is pulled does not is the lever's own.
    """
    if not any(TOGETHER in str(level.label) for level in levels):
        return
    none = levels[0].settings if levels[0].label == NONE_PULLED else ()
    single = (level for level in levels if TOGETHER not in str(level.label))
    own = ((level, [each for each in level.settings if each not in none]) for level in single)
    keys = [
        (f"the lever {level.label!r}", _keys([Level(level.label, tuple(settings))], layer))
        for level, settings in own
        if settings and not str(level.label).endswith(OFF)
    ]
    for (earlier, before), (later, after) in combinations(keys, 2):
        yield from _lost(before, after, earlier, later)


def _keys(levels: Sequence[Level], layer: Table) -> Keys:
    return {
        path: setting
        for level in levels
        for setting in level.settings
        for path in expanded(setting, layer)
    }


def _covered(path: tuple[str, ...], keys: Keys) -> bool:
    found = keys.get(path)
    return found is not None and found.change == "set"


def _lost(before: Keys, after: Keys, earlier: str, later: str) -> Iterator[Fault]:
    """Report the first key of ``before`` that is set once more in ``after``."""
    for path, setting in after.items():
        shorter = (path[:end] for end in range(1, len(path)))
        above = next((each for each in shorter if each in before), None)
        below = (each for each in before if each[: len(path)] == path)
        lost = path if path in before else above or next(below, None)
        if lost is None or setting.change != "set":
            continue
        what = "the same" if lost == path else dotted(lost)
        yield _fault(setting, f"is set by {later}, and {what} by {earlier}: one of them is lost")
        return


def _fault(setting: Setting, message: str) -> Fault:
    origin = setting.origin
    return Fault("bad_factor", ".".join(setting.path), message, origin.file_name, origin.line)


def alike(factor: Factor, worlds: Mapping[Label, str]) -> Iterator[str]:
    """Say which levels of a factor make the same world, by a mark of each level's ``worlds``."""
    earlier: dict[str, Label] = {}
    for label, world in worlds.items():
        if factor.name == LEVERS and worlds.get(f"{label}{OFF}") == world:
            yield f"the lever {label!r} changes nothing: on and off it makes the same world"
        other = earlier.setdefault(world, label)
        if other == label:
            continue
        if factor.name != LEVERS:
            yield f"the levels {other!r} and {label!r} make the same world"
        elif other == NONE_PULLED:
            yield f"the lever {label!r} changes nothing: the scenario has these values already"


def are_rounded(factor: Factor) -> bool:
    """Tell whether the levels of a factor are numbers that change what stands at a key."""
    levels = factor.extremes()
    return any(each.change != "set" for level in levels for each in level.settings)
