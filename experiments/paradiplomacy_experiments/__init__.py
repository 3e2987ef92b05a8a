"""Experiments with the model: scenarios, designs, runners and stores of results.

From Python, in a script or a notebook: ``load_scenario``, and ``run``, which shows what came of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
    from paradiplomacy_experiments.notebook import FinishedRun, run

__all__ = ["FinishedRun", "Scenario", "load_scenario", "run"]

_HOME = {
    "FinishedRun": "notebook",
    "Scenario": "configuration.scenario",
    "load_scenario": "configuration.scenario",
    "run": "notebook",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: the command must start at once."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
