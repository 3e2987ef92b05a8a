"""The patterns that the model is held against, as declared before any calibration.

:data:`PATTERNS` is read from ``declared.toml`` beside this file, whose head says what kinds and
verdicts mean. What a statistic is and where its threshold lies is said there and nowhere else.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Literal

from pydantic import Field

from paradiplomacy_analysis.patterns.parts import VERDICTS, Declared, Part, Verdict, worst

__all__ = ["PATTERNS", "VERDICTS", "Kind", "Part", "Pattern", "Reading", "Verdict", "worst"]

Kind = Literal["verification", "fitted", "predicted"]

Reading = Literal["every file", "memoranda"]
"""What one gate lets pass: all foreign cooperation of a city, or its memoranda alone."""


class Pattern(Declared):
    """A pattern: what is claimed, how it is tested, and of which kind the test is.

    ``moved`` is the manipulation check: what must have moved, or been there, for the parts to test
    the claim at all. Its parts are judged like any other. ``gate`` is the reading of one gate that
    the claim speaks of, none where it does not speak of the gate.
    """

    id: str
    claim: str = Field(min_length=1)
    kind: Kind
    note: str = ""
    gate: Reading | None = None
    evidence: tuple[str, ...]
    test: str = Field(min_length=1)
    moved: tuple[Part, ...] = Field(min_length=1)
    parts: tuple[Part, ...] = Field(min_length=1)

    @property
    def judged(self) -> tuple[Part, ...]:
        """Return the parts that its verdict comes from."""
        return tuple(part for part in self.parts if part.standing == "judged")


def _declared() -> dict[str, Pattern]:
    text = (resources.files(__name__) / "declared.toml").read_text(encoding="utf-8")
    return {name: Pattern(id=name, **entry) for name, entry in tomllib.loads(text).items()}


PATTERNS: dict[str, Pattern] = _declared()
"""Every pattern by its id, F01 to F30 and the negative controls N1 to N4."""
