"""A design as other tools take one: EMA workbench, SALib, Optuna.

All of them ask :func:`~.evaluating.evaluate`, whose numbers are those of a sweep, to the bit.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paradiplomacy_experiments.adapters.ema import as_ema_model
    from paradiplomacy_experiments.adapters.evaluating import evaluate
    from paradiplomacy_experiments.adapters.optuna_objective import as_objective
    from paradiplomacy_experiments.adapters.salib_problem import as_salib_problem

__all__ = ["as_ema_model", "as_objective", "as_salib_problem", "evaluate"]

_HOME = {
    "as_ema_model": "ema",
    "as_objective": "optuna_objective",
    "as_salib_problem": "salib_problem",
    "evaluate": "evaluating",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: each needs a library of its own."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
