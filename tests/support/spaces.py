"""Spaces of a planted world, and what tests of views ask of a figure of one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis.figures.style import DEFAULT_SIZE
from paradiplomacy_analysis.figures.views import VIEWS
from paradiplomacy_analysis.statistics import choosing, importance_measures
from paradiplomacy_analysis.statistics.boxes import Box, boxes
from paradiplomacy_analysis.statistics.remembered import remembered
from tests.support.designs import HEAD
from tests.support.drawn import texts
from tests.support.planted import RANGES, planted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.figure import Figure

    from paradiplomacy_analysis import Results

SPREAD = '\n[sampler]\nkind = "lhs"\npoints = {}\n[analysis]\nsuccess = "trust >= {}"\n'

HOSTILE = "</script> [/foo] $\\\\frac{"
"""A name that was chosen to break things, in letters of the font, as in a basic string of TOML."""

MIXED = f"""
[factors.forgetting]
key = "trust.forgetting"
low = 0.8
high = 0.99

[factors.money]
key = "cities.baubau.budget"
low = 1.0
high = 1000.0
log = true

[factors.patience]
key = "gate.patience"
levels = {{ a_very_long_name_of_a_level = 36, short = 48, "{HOSTILE}" = 60 }}
"""

MANY = "".join(
    f'\n[factors.number_{k:02}]\nkey = "partnerships.*.cultural_distance"\nlow = 0.1\nhigh = 0.9\n'
    if k < 1
    else f'\n[factors.number_{k:02}]\nkey = "{key}"\nlow = 0.25\nhigh = 0.8\n'
    for k, key in enumerate(
        (
            "",
            *(f"cities.{city}.{what}" for city in ("baubau", "seoul")
              for what in ("capacity", "identity_salience", "participation", "dissemination",
                           "monitoring", "coordination_effort", "leader.drive")),
            "leadership.re_election",
        )
    )
)  # fmt: skip
"""Sixteen factors that do nothing in the planted world."""


TWO = RANGES.split("[factors.unit]", maxsplit=1)[0]

SPACES: dict[str, tuple[str, dict[str, float]]] = {
    "two": (TWO + SPREAD.format(120, 11), {}),
    "three": (RANGES + SPREAD.format(240, 11), {}),
    "mixed": (MIXED + SPREAD.format(160, 11), {}),
    "many": (TWO + MANY + SPREAD.format(200, 11), {}),
    "noise": (RANGES + SPREAD.format(160, 0.6), {"effect": 0.0, "noise": 1.0}),
}
"""Spaces with 2 to 18 factors, and one in which nothing matters."""


@contextmanager
def boxes_found_once() -> Iterator[remembered[..., list[Box]]]:
    """Have the same boxes found once for whoever asks; yield what can forget them."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        once = remembered(boxes)
        monkeypatch.setattr("paradiplomacy_analysis.statistics.discovery.boxes", once)
        yield once


@contextmanager
def few_trees() -> Iterator[None]:
    """Have factors ranked by few trees and few draws of points, for tests of what is drawn.

    How surely trees tell factors from chance has tests of its own.
    """
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(importance_measures, "TREES", 50)
        monkeypatch.setattr(choosing, "DRAWS", 5)
        yield
    choosing.scored.forget()


class Spaces(dict[str, "Results"]):
    """Results of spaces and their views, each made when it is asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.views: dict[tuple[str, str, str], Figure] = {}

    def __missing__(self, name: str) -> Results:
        text, engine = SPACES[name]
        head = HEAD.replace("replicates = 4", "replicates = 2")
        with pytest.MonkeyPatch.context() as monkeypatch:
            self[name] = planted(self.folder / name, monkeypatch, text, head, **engine)
        return self[name]

    def view(self, name: str, space: str, size: str = DEFAULT_SIZE) -> Figure:
        """Return a view of a space, drawn once: whoever changes it draws one of its own."""
        if (name, space, size) not in self.views:
            self.views[name, space, size] = drawn(name, self[space], size=size)
        return self.views[name, space, size]


def drawn(name: str, results: Results, **settings: str) -> Figure:
    return VIEWS[name].draw(results, **settings)


def title(figure: Figure) -> str:
    return " ".join(figure.get_suptitle().split())


def written(figure: Figure) -> str:
    return " ".join(" ".join(texts(figure)).split())
