"""The model as Mesa's users know one: made by name, stepped, collected, run in batches."""

from __future__ import annotations

import math
import random
from copy import copy
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import mesa
import numpy as np

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.state.actors import NGO, City, Country
from paradiplomacy.state.fields import specs
from paradiplomacy_experiments.configuration.overrides import Overrides, with_overrides
from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
from paradiplomacy_experiments.design.limits import MAX_SEED, OptionsError, check_ranges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy.custom.mechanisms import Functions
    from paradiplomacy.custom.together import Custom
    from paradiplomacy_results.reading import Results

MOST_AGENTS = 1_000
"""Agents of a world above which their state is collected only where reporters are given."""

_PLUMBING = ("index", "key")
"""Units of fields that say where something stands, and nothing about the agent."""


class ParadiplomacyModel(WorldModel):
    """One run of a scenario, as a Mesa model whose agents are cities, centres and NGOs.

    It is stepped month by month until ``running`` is false, or run by ``run_model``;
    ``mesa.batch_run`` and ``SolaraViz`` take its class and any of these arguments.

    Args:
        scenario: Name of a scenario that ships, path of a file, what ``load_scenario`` gave, or a
            configuration. Or a scenario of Mesa 4: its field ``scenario`` is one of these, its
            other fields are overrides by dotted key, and it brings ``rng``.
        overrides: Changes of values, as ``["gate.patience=24"]`` or ``{"gate.patience": 24}``.
        rng: What NumPy makes a generator of. A whole number is the seed of
            :func:`paradiplomacy.run`; from anything else such a seed is drawn. Without ``rng`` and
            ``seed`` every model has another luck; ``model.seed`` tells which.
        seed: The same in the word of Mesa 3, where it may also be a float or a text.
        replicate: Number of the run among those of its seed.
        classes: Agent classes instead of those of the tables ``countries``, ``cities``, ``ngos``.
        mechanisms: Custom functions by process; see :class:`WorldModel`.
        model_reporters: What the ``datacollector`` collects after each month, as Mesa defines it;
            by default every indicator over the world, by name.
        agent_reporters: The same of agents; by default all that their state tells, undefined where
            an agent has no such field, and in a world of more than 1,000 agents nothing.
        agenttype_reporters: The same of agents of a class.
        tables: Tables of the ``datacollector``.
        kwargs: Overrides one by one, as ``batch_run`` gives them for parameters like
            ``{"gate.patience": [12, 24]}``.

    Raises:
        ConfigError: The scenario is not sound; with every fault.
        OptionsError: Arguments do not go together, or cannot have such a value.
        RuntimeError: A step past the last month.
    """

    def __init__(
        self,
        scenario: Scenario | WorldConfig | str | Path,
        overrides: Overrides = (),
        *,
        rng: Any = None,
        seed: float | str | None = None,
        replicate: int = 0,
        classes: Mapping[str, type[Any]] | None = None,
        mechanisms: Mapping[str, Functions] | None = None,
        model_reporters: Mapping[str, Any] | Literal["indicators"] | None = "indicators",
        agent_reporters: Mapping[str, Any] | Literal["state"] | None = "state",
        agenttype_reporters: Mapping[type[Any], Mapping[str, Any]] | None = None,
        tables: Mapping[str, list[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        if hasattr(scenario, "initial_rng_state"):
            if rng is not None or seed is not None:
                raise OptionsError("a scenario of Mesa brings its own rng: give none beside it")
            scenario, fields, rng = _of_mesa(scenario)
            overrides = with_overrides(fields, overrides)
        config, custom = _configured(scenario, with_overrides(overrides, kwargs))
        super().__init__(
            config,
            seed=_seed_of(rng, seed),
            replicate=replicate,
            classes=classes,
            mechanisms=mechanisms,
            custom=custom,
        )
        if model_reporters == "indicators":
            model_reporters = {name: [self.indicator, [name]] for name in self.indicators}
        if agent_reporters == "state":
            agent_reporters = STATE if len(self.agents) <= MOST_AGENTS else None
        self.datacollector = mesa.DataCollector(
            model_reporters, agent_reporters, agenttype_reporters, tables
        )

    @classmethod
    def of_run(
        cls,
        results: Results,
        run: int,
        *,
        files: Path | None = None,
        anyway: bool = False,
        **settings: Any,
    ) -> Self:
        """Open run ``run`` of some results before its first month: each step is as it was.

        ``files`` is the folder of its custom files, by default that of what was run. ``settings``
        are reporters, as above. Raises :class:`~paradiplomacy_results.errors.OtherModelError` where
        files, sources or versions are others, unless ``anyway``.
        """
        from paradiplomacy_experiments.inspection.stored_run import stored_run

        one = stored_run(results, run, files=files, anyway=anyway)
        return cls(one.scenario, rng=one.seed, replicate=one.replicate, **settings)

    def step(self) -> None:
        """Let one month pass, and collect what the reporters tell at its end."""
        super().step()
        self.datacollector.collect(self)


def _of_mesa(scenario: Any) -> tuple[Any, dict[str, Any], np.random.Generator]:
    """Return the scenario that one of Mesa 4 names, its other fields, and its luck."""
    fields = dict(scenario)
    if "scenario" not in fields:
        raise OptionsError("a scenario of Mesa names the one to change in a field: scenario")
    # One generator is shared by all models of a scenario; that of a copy begins anew.
    return fields.pop("scenario"), fields, copy(scenario).rng


def _configured(scenario: Any, overrides: Overrides) -> tuple[WorldConfig, Custom | None]:
    """Return the configuration that is meant, and the custom files that go with it."""
    if isinstance(scenario, str | Path):
        scenario = load_scenario(scenario, overrides)
    elif overrides:
        raise OptionsError(
            "overrides, and keys among the arguments, are for a scenario by name or path; what is "
            "loaded takes them in load_scenario"
        )
    if isinstance(scenario, Scenario):
        return scenario.config, scenario.custom
    if isinstance(scenario, WorldConfig):
        return scenario, None
    raise OptionsError(
        "a scenario is a name, a path, what load_scenario gave or its configuration, and no "
        f"{type(scenario).__name__}; to batch_run, give a configuration in a list"
    )


def _seed_of(rng: Any, seed: float | str | None) -> int:
    """Return the number that keys the draws of the world."""
    if rng is not None and seed is not None:
        raise OptionsError("you have to pass either rng or seed, not both")
    given: Any = rng if seed is None else seed
    if seed is not None and isinstance(given, float | str):
        return random.Random(given).randrange(MAX_SEED)  # noqa: S311 - as Mesa does
    if not isinstance(given, int | np.integer):
        return int(np.random.default_rng(given).integers(MAX_SEED))
    check_ranges(seed=int(given))
    return int(given)


def _field(agent: Any, name: str) -> Any:
    return getattr(agent, name, math.nan)


def _told() -> list[str]:
    """Return the fields of agents that are single numbers, and tell of more than a place."""
    found = {
        name: None
        for record in (Country, City, NGO)
        for name, spec in specs(record).items()
        if not spec.size and spec.unit not in _PLUMBING
    }
    return list(found)


STATE: dict[str, Any] = {name: partial(_field, name=name) for name in ("name", *_told())}
"""Reporters of the agents: the fields of their state, by name."""
