"""An agent-based model of paradiplomacy: the foreign relations of cities.

This is the one door for users in Python. ``run``, ``sweep``, ``drivers`` and ``matching`` make
results, ``merge`` puts parts of them together, ``load`` reads them, ``replay`` steps through a run
of them, ``analyse``, ``plot`` and ``report`` tell what they say, ``explore`` lets one look for
oneself, ``diff`` tells how far two lie apart, ``export`` hands them on, ``status``, ``verify`` and
``reproduce`` look after them, each as the command of that name does; ``estimate`` tells what a
sweep would take. ``load_scenario`` and ``load_design`` give what is run, and ``import_ties`` makes
a scenario from tables of one's own. ``as_ema_model``, ``as_salib_problem`` and ``as_objective``
hand a design to other tools, ``evaluate`` runs rows of it, and ``as_ema_outcomes`` hands on
results.
``ParadiplomacyModel`` is the world itself, its agents are ``CentralGovernment``, ``CityGovernment``
and ``NGO``.

Nothing is imported before it is asked for. No module of the project comes in through this door, but
results for the model that :meth:`~paradiplomacy_results.reading.Results.model` opens.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from paradiplomacy.version import __version__

if TYPE_CHECKING:
    from typing import Any

    from paradiplomacy.engines.agents import NGO, CentralGovernment, CityGovernment
    from paradiplomacy_analysis.ema_outcomes import as_ema_outcomes
    from paradiplomacy_analysis.verbs import analyse, diff, explore, plot, report
    from paradiplomacy_experiments.adapters.ema import as_ema_model
    from paradiplomacy_experiments.adapters.evaluating import evaluate
    from paradiplomacy_experiments.adapters.optuna_objective import as_objective
    from paradiplomacy_experiments.adapters.salib_problem import as_salib_problem
    from paradiplomacy_experiments.configuration.scenario import load_scenario
    from paradiplomacy_experiments.design.loading import load_design
    from paradiplomacy_experiments.growth.merging import merge
    from paradiplomacy_experiments.importing import import_ties
    from paradiplomacy_experiments.inspection.integrity import verify
    from paradiplomacy_experiments.inspection.reproduction import reproduce
    from paradiplomacy_experiments.inspection.status import status
    from paradiplomacy_experiments.matching import matching
    from paradiplomacy_experiments.model import ParadiplomacyModel
    from paradiplomacy_experiments.replaying import replay
    from paradiplomacy_experiments.searching.verb import search
    from paradiplomacy_experiments.verbs import drivers, estimate, run, sweep
    from paradiplomacy_results.exporting.verb import export
    from paradiplomacy_results.reading import load

__all__ = [
    "NGO",
    "CentralGovernment",
    "CityGovernment",
    "ParadiplomacyModel",
    "__version__",
    "analyse",
    "as_ema_model",
    "as_ema_outcomes",
    "as_objective",
    "as_salib_problem",
    "diff",
    "drivers",
    "estimate",
    "evaluate",
    "explore",
    "export",
    "import_ties",
    "load",
    "load_design",
    "load_scenario",
    "matching",
    "merge",
    "plot",
    "replay",
    "report",
    "reproduce",
    "run",
    "search",
    "status",
    "sweep",
    "verify",
]

_HOME = {
    "NGO": "paradiplomacy.engines.agents",
    "CentralGovernment": "paradiplomacy.engines.agents",
    "CityGovernment": "paradiplomacy.engines.agents",
    "ParadiplomacyModel": "paradiplomacy_experiments.model",
    "analyse": "paradiplomacy_analysis.verbs",
    "as_ema_model": "paradiplomacy_experiments.adapters.ema",
    "as_ema_outcomes": "paradiplomacy_analysis.ema_outcomes",
    "as_objective": "paradiplomacy_experiments.adapters.optuna_objective",
    "as_salib_problem": "paradiplomacy_experiments.adapters.salib_problem",
    "diff": "paradiplomacy_analysis.verbs",
    "drivers": "paradiplomacy_experiments.verbs",
    "estimate": "paradiplomacy_experiments.verbs",
    "evaluate": "paradiplomacy_experiments.adapters.evaluating",
    "explore": "paradiplomacy_analysis.verbs",
    "export": "paradiplomacy_results.exporting.verb",
    "import_ties": "paradiplomacy_experiments.importing",
    "load": "paradiplomacy_results.reading",
    "load_design": "paradiplomacy_experiments.design.loading",
    "load_scenario": "paradiplomacy_experiments.configuration.scenario",
    "matching": "paradiplomacy_experiments.matching",
    "merge": "paradiplomacy_experiments.growth.merging",
    "plot": "paradiplomacy_analysis.verbs",
    "replay": "paradiplomacy_experiments.replaying",
    "report": "paradiplomacy_analysis.verbs",
    "reproduce": "paradiplomacy_experiments.inspection.reproduction",
    "run": "paradiplomacy_experiments.verbs",
    "search": "paradiplomacy_experiments.searching.verb",
    "status": "paradiplomacy_experiments.inspection.status",
    "sweep": "paradiplomacy_experiments.verbs",
    "verify": "paradiplomacy_experiments.inspection.integrity",
}

if not TYPE_CHECKING:  # so that a type checker finds a misspelt name

    def __getattr__(name: str) -> Any:
        """Import a name of the door when it is asked for, and say which was meant by another."""
        if name in _HOME:
            return getattr(import_module(_HOME[name]), name)
        import difflib

        in_small_letters = {known.lower(): known for known in __all__}
        similar = difflib.get_close_matches(name.lower(), in_small_letters, n=1)
        hint = f"; did you mean {in_small_letters[similar[0]]!r}?" if similar else ""
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}")


def __dir__() -> list[str]:
    """List the names of the door."""
    return sorted(__all__)
