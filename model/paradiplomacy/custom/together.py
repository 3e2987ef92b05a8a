"""All that a user adds to the model: files, and which of their indicators are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.custom.files import Files, executed, offences
from paradiplomacy.custom.mechanisms import functions_of
from paradiplomacy.indicators import INDICATORS, Indicator, in_order

if TYPE_CHECKING:
    from types import ModuleType

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.custom.declarations import State
    from paradiplomacy.custom.mechanisms import Function


@dataclass(frozen=True)
class Custom:
    """Custom files by name, and the file of each indicator that is recorded.

    All runs of an experiment share it. State that any of the files declares is part of every
    record of its table.
    """

    files: Files = field(default_factory=dict)
    recorded: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def states(self) -> tuple[State, ...]:
        """Return the states that the files declare, each once."""
        declared = (each for file in self.files.values() for each in file.declared.states)
        return tuple(dict.fromkeys(declared))

    @cached_property
    def declared(self) -> dict[str, Indicator]:
        """Return what is declared of each recorded indicator; its function is not known yet."""
        recorded = sorted(self.recorded.items())
        return {name: self.files[file].declared.indicators[name] for name, file in recorded}

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Return all indicators by name, the recorded ones of a level behind the built-in ones."""
        return in_order(INDICATORS | self.declared)

    @cached_property
    def offences(self) -> tuple[str, ...]:
        """Say what keeps the files from being compiled; nothing where all of them can be."""
        return tuple(
            f"{file.name}, {each}"
            for file in self.files.values()
            for each in offences(file, self.states)
        )

    def __or__(self, other: Custom) -> Custom:
        """Return what both add."""
        return Custom({**self.files, **other.files}, {**self.recorded, **other.recorded})

    def __getstate__(self) -> dict[str, Any]:
        """Be sent to other processes without what was read off the files."""
        return {"files": self.files, "recorded": self.recorded}


@dataclass(frozen=True)
class Loaded:
    """What executed files give: functions of mechanisms by process, and all indicators by name.

    ``agents`` are the modules with the agents of a table.
    """

    mechanisms: dict[str, list[Function]]
    indicators: dict[str, Indicator]
    agents: dict[str, ModuleType]


def loaded(custom: Custom, config: WorldConfig) -> Loaded:
    """Execute each file of ``custom`` once, anew; what their code raises goes on.

    Runs thus share nothing that functions remember.
    """
    modules = {name: executed(file) for name, file in custom.files.items()}
    mechanisms = {
        process: functions_of(modules[choice], process)
        for process in REGISTRY
        if (choice := getattr(config.mechanisms, process)) in modules
    }
    agents = {
        table: modules[choice]
        for table, choice in dict(config.classes).items()
        if choice in modules
    }
    states = {each.name for each in custom.states}
    indicators = {
        name: each
        if name in states or name not in custom.recorded
        else replace(each, measure=getattr(modules[custom.recorded[name]], name))
        for name, each in custom.indicators.items()
    }
    return Loaded(mechanisms, indicators, agents)
