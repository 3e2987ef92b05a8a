"""List the values of a scenario, each with where it comes from and what supports it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.configuration.faults import dotted
from paradiplomacy_experiments.configuration.keys import declarations, declared_path

if TYPE_CHECKING:
    from paradiplomacy_experiments.configuration.layers import Origin
    from paradiplomacy_experiments.configuration.scenario import Scenario


@dataclass(frozen=True)
class Value:
    """One value of a scenario; ``source`` is what the declaration of its key cites."""

    path: tuple[str, ...]
    value: Any
    origin: Origin
    source: str | None

    @property
    def key(self) -> str:
        """Write the path as a dotted key."""
        return dotted(self.path)

    def support(self) -> str:
        """Say in one line what supports the value: its annotation, or the declared source."""
        parts = [" ".join(self.origin.evidence)]
        if self.origin.assumption is not None:
            parts.append(f"assumption: {self.origin.assumption}")
        if self.origin.source == "default" and self.source is not None:
            parts.append(self.source)
        return "; ".join(part for part in parts if part)

    def as_json(self) -> dict[str, Any]:
        """Return plain data for a JSON document."""
        return {
            "key": self.key,
            "value": self.value,
            "origin": self.origin.where(),
            "evidence": list(self.origin.evidence),
            "assumption": self.origin.assumption,
            "source": self.source,
        }


def values(scenario: Scenario) -> list[Value]:
    """Return every value of the scenario, defaults included, in the order of the configuration."""
    return list(_values(scenario, scenario.resolved(), ()))


def _values(
    scenario: Scenario, tables: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[Value]:
    for name, value in tables.items():
        here = (*path, name)
        if isinstance(value, Mapping):
            yield from _values(scenario, value, here)
        else:
            declared = declared_path(here)
            source = declarations()[declared].source if declared is not None else None
            yield Value(here, value, scenario.origin(dotted(here)), source)
