"""What makes a function a rule of the model, and a set of rules a mechanism.

A *rule* is a plain function of the world and of entity indices, written in the small dialect in
which interpreted and compiled code give the same bits (checked by
``tests/architecture/test_dialect.py``). The Mesa engine calls it as it stands; the compiled engine
compiles the very same function. This module knows neither engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

_Function = TypeVar("_Function", bound=Callable[..., object])

RULES: list[Callable[..., object]] = []
"""Every rule, in order of definition; the compiled engine compiles what stands here."""


def rule(function: _Function) -> _Function:
    """Mark a function as a rule of the model and return it unchanged."""
    RULES.append(function)
    return function


@dataclass(frozen=True)
class Variant:
    """One form of a mechanism: its name in a config, the rule in words, its source."""

    name: str
    summary: str
    source: str


@dataclass(frozen=True)
class Mechanism:
    """A process and the variants among which a scenario chooses.

    The code of a variant, by which rules choose, is its place in ``variants``; the first is the
    default.
    """

    process: str
    summary: str
    variants: tuple[Variant, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """List the variants' names, the default first."""
        return tuple(variant.name for variant in self.variants)

    @property
    def default(self) -> str:
        """Name the variant that runs where a scenario says nothing."""
        return self.variants[0].name

    def code(self, name: str) -> int:
        """Return the integer by which rules know the variant ``name``."""
        if name not in self.names:
            known = ", ".join(self.names)
            raise ValueError(f"{name!r} is no built-in variant of {self.process} ({known})")
        return self.names.index(name)
