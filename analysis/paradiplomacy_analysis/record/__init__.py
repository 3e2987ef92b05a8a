"""The dated record of the cases, and where it lies in what the model says of them.

:data:`RECORD` is read from ``record.toml`` beside this file, whose head says what is in it.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any, Literal

from pydantic import Field, model_validator

from paradiplomacy_analysis.matching.claims import Claim, Declared, Term
from paradiplomacy_analysis.matching.targets import TARGETS

Role = Literal["test", "input", "context"]


class Fact(Declared):
    """A dated fact of a case: what happened when, and what it claims of a run, if anything.

    ``begins`` and ``ends`` are calendar months.
    """

    id: str
    case: str
    begins: str = Field(alias="from", pattern=r"^\d{4}-\d{2}$")
    ends: str = Field(alias="to", pattern=r"^\d{4}-\d{2}$")
    what: str = Field(min_length=1)
    role: Role = "test"
    target: str | None = None
    terms: tuple[Term, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_tested_or_not(self) -> Fact:
        tested = bool(self.target) + bool(self.terms)
        if tested != (self.role == "test"):
            raise ValueError(f"{self.id}: a target or terms if and only if it is a test")
        if self.target is not None and self.target not in TARGETS:
            raise ValueError(f"{self.id}: {self.target} is no target of the calibration")
        return self

    @property
    def claim(self) -> Claim:
        """Return what it claims of a run."""
        if self.target is not None:
            return TARGETS[self.target]
        bounds: dict[str, Any] = {"at_least": self.at_least, "at_most": self.at_most}
        return Claim(claim=self.what, terms=self.terms, **bounds)


def _declared() -> dict[str, Fact]:
    text = (resources.files(__package__) / "record.toml").read_text(encoding="utf-8")
    return {name: Fact(id=name, **entry) for name, entry in tomllib.loads(text).items()}


RECORD: dict[str, Fact] = _declared()
"""Every fact by its id, case by case."""


def facts_of(case: str) -> list[Fact]:
    """Return the facts of a case in the order of their beginnings."""
    return sorted((fact for fact in RECORD.values() if fact.case == case), key=lambda f: f.begins)
