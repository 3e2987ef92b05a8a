"""Designs that hold policies against draws of what is not known: the same draws for each policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.overrides import with_overrides
from paradiplomacy_experiments.design.factors import NUMBER, WHOLE
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.design.stored import design_from
from paradiplomacy_experiments.patterns import PRIOR
from paradiplomacy_experiments.searching.designs import MOST_POLICIES
from paradiplomacy_results.aims import on_front
from paradiplomacy_results.manifest import read_manifest
from paradiplomacy_results.reading import Results
from paradiplomacy_results.searched import OVER_DRAWS
from paradiplomacy_results.waves import waves_of
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy_experiments.design.declarations import Robust
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.searching.designs import Searched
    from paradiplomacy_experiments.searching.space import Row
    from paradiplomacy_results.aims import Aims
    from paradiplomacy_results.manifest import Manifest

Left = Callable[[str | Path], tuple[Results, list[int]]]
"""Give, for the folder of a matching, results whose points are draws, and which of them are left.
"""


@dataclass(frozen=True)
class Draws:
    """Draws that policies are held against: the design that has them, and which of its points."""

    design: Design
    numbers: Sequence[int]


def robust_design(
    searched: Searched,
    policies: Sequence[Row],
    settings: Robust,
    draws: Draws,
) -> Design:
    """Return the design in which ``policies``, rows of a search, are run over the same draws.

    They are the first ones. A factor that sets what the search varies too is not drawn: the policy
    has the last word. Raises :class:`ConfigError` where nothing can be drawn.
    """
    source = draws.design
    taken = _keys(searched.design)
    drawn = {
        name: section
        for name, section in source.file.factors.items()
        if not taken & _keys_of(section) and name not in searched.design.file.factors
    }
    if not drawn:
        raise ConfigError(
            [Fault("bad_sampler", "robust.of", f"{source.name} draws only what is sought")]
        )
    levels = [source.points.levels(number) for number in draws.numbers[: settings.draws]]
    kinds = {factor.name: factor.kind for factor in source.points.factors}
    rows = [
        {**policy, **{name: _plain(each[name], kinds[name]) for name in drawn}}
        for each in levels
        for policy in policies
    ]
    header = searched.design.file.design
    return searched.of(
        rows,
        **{f"factors.{name}": _section(section) for name, section in drawn.items()},
        **{
            "design.title": f"{header.title}{OVER_DRAWS}",
            "design.replicates": settings.replicates,
            "design.seed": header.seed + 2,
            "robust.drawn": list(drawn),
        },
    )


def draws_of(searched: Searched, settings: Robust, left: Left | None) -> tuple[Searched, Draws]:
    """Return the search that notes what it draws from, and the draws.

    They are those of the prior, or those that ``left`` says are left in the folder of a matching.
    Raises :class:`ConfigError` where there are none, or too few.
    """
    if settings.of == PRIOR:
        prior = load_design(PRIOR)
        draws = Draws(prior, range(len(prior.points)))
        _refuse_few(draws, settings, f"{prior.name} has")
        return searched, draws
    folder = searched.folder / settings.of
    last = _last_wave(folder)
    if left is None:
        raise OptionsError(f"which draws {folder} leaves is for left to say: see search")
    results, numbers = left(folder)
    if settings.matching not in (None, last.contents):
        message = f"{folder} is another matching than that of these contents"
        raise _refused("matching", message)
    draws = Draws(design_from(results.manifest), numbers)
    _refuse_few(draws, settings, f"the record leaves of {folder}")
    noted = with_overrides(searched.overrides, {"robust.matching": last.contents})
    return searched.with_overrides(noted), draws


def _last_wave(folder: Path) -> Manifest:
    """Return the manifest of the last wave in a folder; raise :class:`ConfigError` without one."""
    if not folder.is_dir():
        raise _refused("of", f"there is no folder {folder}: prior, or the folder of a matching")
    waves = waves_of(folder)
    if not waves:
        message = f"{folder} holds no waves of a matching, which paradiplomacy matching makes"
        raise _refused("of", message)
    last = read_manifest(waves[-1])
    if not last.complete:
        raise _refused("of", f"{waves[-1]} is unfinished: call the matching again to complete it")
    return last


def _refuse_few(draws: Draws, settings: Robust, whence: str) -> None:
    if len(draws.numbers) < settings.draws:
        there = many(len(draws.numbers), "draw")
        raise _refused("draws", f"{whence} {there}, {settings.draws:,} are asked for")


def _refused(key: str, message: str) -> ConfigError:
    return ConfigError([Fault("bad_sampler", f"robust.{key}", message)])


def policies_of(aims: Aims, values: pd.DataFrame) -> list[int]:
    """Return the places of the policies that are held against draws, best in the first aim first.

    They are on the front of what was judged, and spread evenly along it where they are many; where
    none meets the limits, on that of all. Of those with equal values the first is taken.
    """
    turned = aims.oriented(values)
    found = aims.front(values)
    found = found if found.any() else on_front(turned)
    places = found.nonzero()[0]
    places = places[np.sort(np.unique(turned[places], axis=0, return_index=True)[1])]
    ordered: list[int] = places[(-turned[places, 0]).argsort(kind="stable")].tolist()
    if len(ordered) <= MOST_POLICIES:
        return ordered
    step = (len(ordered) - 1) / (MOST_POLICIES - 1)
    return [ordered[round(step * each)] for each in range(MOST_POLICIES)]


def _plain(value: Any, kind: str) -> Any:
    """Return a value as a table lists it."""
    return int(value) if kind == WHOLE else float(value) if kind == NUMBER else value


def _section(section: Any) -> dict[str, Any]:
    found: dict[str, Any] = section.model_dump(mode="json", exclude_defaults=True)
    return {key: value for key, value in found.items() if key not in ("group", "weights")}


def _keys_of(section: Any) -> set[str]:
    own = [section.key, *section.keys]
    return {str(each) for each in own if each}


def _keys(design: Design) -> set[str]:
    """Return the keys that factors and levers of a design set."""
    found: set[str] = set()
    for section in design.file.factors.values():
        found |= _keys_of(section)
        found |= {key for each in (section.alternatives or {}).values() for key in each.set}
    for lever in design.file.levers.values():
        found |= {*lever.set, *lever.off}
    return found
