"""Where cities stand in a picture of their network, by country."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Point = tuple[float, float]
    Pair = tuple[str, str]

_SWEEPS = 8
"""How often the two columns are put in order after each other."""

_GAP = 0.6
"""Room between countries on the circle, in cities."""


@dataclass(frozen=True)
class Layout:
    """The point of each city, and which way its name is written from there.

    ``outward`` is a direction of length 1. ``columns`` tells whether two countries face each other,
    and ``rows`` how many cities the longer column has.
    """

    points: dict[str, Point]
    outward: dict[str, Point]
    columns: bool
    rows: int = 0


def laid_out(country_of: Mapping[str, str], pairs: Sequence[Pair]) -> Layout:
    """Put two countries in columns, their cities ordered by partners, and others on a circle."""
    countries: dict[str, list[str]] = {}
    for city, country in country_of.items():
        countries.setdefault(country, []).append(city)
    if len(countries) == 2:
        left, right = countries.values()
        return _columns(left, right, pairs)
    return _circle(list(countries.values()))


def _columns(left: list[str], right: list[str], pairs: Sequence[Pair]) -> Layout:
    """Order each column by the mean place of partners in the other (Sugiyama et al. 1981)."""
    partners: dict[str, list[str]] = {city: [] for city in (*left, *right)}
    for one, other in pairs:
        partners[one].append(other)
        partners[other].append(one)
    for _ in range(_SWEEPS):
        right = _by_partners(right, left, partners)
        left = _by_partners(left, right, partners)
    points = {city: (0.0, y) for city, y in zip(left, _heights(len(left)), strict=True)}
    points |= {city: (1.0, y) for city, y in zip(right, _heights(len(right)), strict=True)}
    outward = {city: (-1.0 if x == 0.0 else 1.0, 0.0) for city, (x, _) in points.items()}
    return Layout(points, outward, columns=True, rows=max(len(left), len(right)))


def _by_partners(
    cities: list[str], others: list[str], partners: Mapping[str, list[str]]
) -> list[str]:
    """Return ``cities`` by the mean place of their partners among ``others``; the rest is last."""
    place = {city: k / max(len(others) - 1, 1) for k, city in enumerate(others)}

    def mean(city: str) -> float:
        places = [place[partner] for partner in partners[city] if partner in place]
        return sum(places) / len(places) if places else math.inf

    return sorted(cities, key=mean)


def _heights(count: int) -> list[float]:
    """Return heights from top to bottom, in the middle of equal parts of the column."""
    return [1.0 - (k + 0.5) / count for k in range(count)]


def _circle(countries: list[list[str]]) -> Layout:
    gaps = _GAP * len(countries) if len(countries) > 1 else 0.0
    step = 2.0 * math.pi / max(sum(map(len, countries)) + gaps, 1.0)
    angle = math.pi / 2.0
    points: dict[str, Point] = {}
    for cities in countries:
        for city in cities:
            points[city] = (math.cos(angle), math.sin(angle))
            angle -= step
        angle -= step * _GAP
    return Layout(points, dict(points), columns=False)
