"""What ships, made small, for tests of what is said and drawn of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis import load
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.execution.runner import run_design

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis import Results
    from paradiplomacy_experiments.configuration.scenario import Scenario

SHORT = ("design.replicates=4", "scenario.months=36")

DRAWS = 64
"""Draws of a prior: fewer than a history matching takes, unless it is told so."""

SMALL: dict[str, tuple[str, ...]] = {
    "autonomy-capacity": SHORT,
    "budget": SHORT,
    "centre": SHORT,
    "discovery": ("sampler.points=200",),
    "drivers": SHORT,
    "gate-stages": SHORT,
    "levers": SHORT,
    "morris": ("sampler.trajectories=6", "design.replicates=2", "scenario.months=36"),
    "participation": SHORT,
    "path-of-baubau": ("sampler.points=40", "design.replicates=10"),
    "poor-city": SHORT,
    "prior": (f"sampler.points={DRAWS}", "design.replicates=5"),
    "reform-year": SHORT,
    "regime-dyads": SHORT,
    "rich-city": SHORT,
    "sobol": ("sampler.base=8", "design.replicates=2", "scenario.months=36"),
    "theories": SHORT,
}
"""Settings that make each design small, and leave it every factor with all its levels."""


SMALL_WORLD = ("synthetic.countries=12", "synthetic.cities=200", "synthetic.partnerships=150")
"""A synthetic world of more ties than are followed, and of few cities."""


def small_scenario(name: str) -> Scenario:
    """Return a shipped scenario; of the one that is drawn, a small drawing."""
    return load_scenario(name, SMALL_WORLD if name == "world" else ())


def small(name: str, folder: Path, settings: tuple[str, ...] = ()) -> Results:
    """Run a shipped design with few runs, or with settings of one's own; return its results."""
    design = load_design(name, settings or SMALL[name])
    run_design(design, out=folder / name, engine="compiled", workers=1)
    return load(folder / name)
