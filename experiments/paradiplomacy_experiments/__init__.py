"""Experiments with the model: scenarios, designs, runners and stores of results.

Users take ``load_scenario``, ``load_design``, ``run`` and ``sweep`` from :mod:`paradiplomacy`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
    from paradiplomacy_experiments.design.loading import load_design
    from paradiplomacy_experiments.finished import FinishedRun, FinishedSweep
    from paradiplomacy_experiments.growth.merging import merge
    from paradiplomacy_experiments.importing import import_ties
    from paradiplomacy_experiments.verbs import run, sweep

__all__ = [
    "FinishedRun",
    "FinishedSweep",
    "Scenario",
    "import_ties",
    "load_design",
    "load_scenario",
    "merge",
    "run",
    "sweep",
]

_HOME = {
    "FinishedRun": "finished",
    "FinishedSweep": "finished",
    "Scenario": "configuration.scenario",
    "import_ties": "importing",
    "load_design": "design.loading",
    "load_scenario": "configuration.scenario",
    "merge": "growth.merging",
    "run": "verbs",
    "sweep": "verbs",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: the command must start at once."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
