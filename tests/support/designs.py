"""Small designs for tests: a text, or a file made of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_experiments.design.loading import Design, load_design

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_experiments.design.factors import Label

HEAD = """
[design]
title = "A design"
question = "What comes of it?"
scenario = "baubau-seoul"
replicates = 4

[settings]
"scenario.months" = 12
"""

FORGETTING = """
[factors.forgetting]
key = "trust.forgetting"
levels = [0.9, 0.95, 0.99]
"""

TWO = """
[factors.forgetting]
key = "trust.forgetting"
low = 0.8
high = 0.99

[factors.people]
key = "cities.*.participation"
low = 0.0
high = 1.0
"""
"""Two factors with ranges."""


def written(folder: Path, text: str = FORGETTING, head: str = HEAD) -> Path:
    """Write a design and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "design.toml"
    path.write_text(head + text, encoding="utf-8")
    return path


def made(folder: Path, text: str = FORGETTING, *overrides: str, head: str = HEAD) -> Design:
    """Write a design and load it."""
    return load_design(written(folder, text, head), overrides)


def levels(design: Design) -> list[dict[str, Label]]:
    """Return the levels of all points."""
    return [design.points.levels(number) for number in range(len(design.points))]
