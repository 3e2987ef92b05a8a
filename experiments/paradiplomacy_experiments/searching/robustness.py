"""Designs that hold policies against draws of what is not known: the same draws for each policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.design.factors import NUMBER, WHOLE
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.patterns import PRIOR
from paradiplomacy_experiments.searching.designs import MOST_POLICIES
from paradiplomacy_results.aims import on_front

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from paradiplomacy_experiments.design.declarations import Robust
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.searching.designs import Searched
    from paradiplomacy_experiments.searching.space import Row
    from paradiplomacy_results.aims import Aims


def robust_design(
    searched: Searched,
    policies: Sequence[Row],
    settings: Robust,
    draws: tuple[Design, Sequence[int]] | None = None,
) -> Design:
    """Return the design in which ``policies``, rows of a search, are run over the same draws.

    ``draws`` are points of a design by their numbers, such as those that a matching leaves; by
    default they are the first ones of the prior. A factor
    that sets what the search varies too is not drawn: the policy has the last word. Raises
    :class:`ConfigError` where a design of draws has too few, or nothing that can be drawn.
    """
    source, numbers = draws_of(settings) if draws is None else draws
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
    levels = [source.points.levels(number) for number in numbers]
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
            "design.title": f"{header.title}: over draws",
            "design.replicates": settings.replicates,
            "design.seed": header.seed + 2,
            "robust.drawn": list(drawn),
        },
    )


def draws_of(settings: Robust) -> tuple[Design, Sequence[int]]:
    """Return the design of draws, and which of its points are taken: the first ones.

    Raises :class:`ConfigError` where it has fewer.
    """
    if settings.of != PRIOR:
        message = f"{settings.of!r} is not read here: a search draws from the prior"
        raise ConfigError([Fault("bad_sampler", "robust.of", message)])
    source = load_design(PRIOR)
    if len(source.points) < settings.draws:
        there = f"{len(source.points):,} draws"
        message = f"{source.name} has {there}, {settings.draws:,} are asked for"
        raise ConfigError([Fault("bad_sampler", "robust.draws", message)])
    return source, range(settings.draws)


def policies_of(aims: Aims, values: pd.DataFrame) -> list[int]:
    """Return the places of the policies that are held against draws, best in the first aim first.

    They are on the front of what was judged, and spread evenly along it where they are many; where
    none meets the limits, on that of all.
    """
    turned = aims.oriented(values)
    found = aims.front(values)
    found = found if found.any() else on_front(turned)
    places = found.nonzero()[0]
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
