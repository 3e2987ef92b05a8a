"""Compose the scenarios that a design names: its own, and those that its levels bring in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from paradiplomacy_experiments.configuration.composition import Composer, Named, Source
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.layers import Table
from paradiplomacy_experiments.design.declarations import DesignFile
from paradiplomacy_experiments.design.points import Composition
from paradiplomacy_experiments.design.reading_factors import Locate


@dataclass(frozen=True)
class Composed:
    """The layer of a composition, the folder of its custom files, and the files that it names."""

    layer: Table
    folder: Path
    named: Mapping[str, Named] = field(default_factory=dict)


Compose = Callable[[Composition], Composed]
"""Give what a composition is made of."""


@dataclass(frozen=True)
class Compositions:
    """Compose the scenarios that a design names from their files."""

    source: Source
    folder: Path
    locate: Locate
    file: DesignFile

    def compose(self, composition: Composition) -> Composed:
        """Lay scenarios over one another; raise :class:`ConfigError` with every fault."""
        composer = Composer()
        for name in (composition.scenario, *composition.extends):
            path = self._where(name)
            line = self.locate(path).line
            composer.extend(name, self.source, line, ".".join(path))
        if composer.faults:
            raise ConfigError(composer.faults)
        return Composed(composer.layer, self.folder, composer.named)

    def _where(self, name: str) -> tuple[str, ...]:
        """Return the key of the design under which a scenario is named."""
        for factor, section in self.file.factors.items():
            if name in section.scenarios:
                return ("factors", factor, "scenarios")
            for label, one in section.alternatives.items():
                if name in (one.scenario, *one.extends):
                    return ("factors", factor, "alternatives", label)
        for lever, one in self.file.levers.items():
            if name in one.extends:
                return ("levers", lever, "extends")
        return ("design", "scenario")
