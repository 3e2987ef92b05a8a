"""The patterns that the model is held against, as declared before any calibration.

:data:`PATTERNS` is read from ``declared.toml`` beside this file, whose head says what kinds and
verdicts mean. What a statistic is and where its threshold lies is said there and nowhere else.
"""

from __future__ import annotations

import math
import tomllib
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kind = Literal["verification", "fitted", "predicted"]
Verdict = Literal["pass", "inconclusive", "fail"]

VERDICTS: tuple[Verdict, ...] = ("pass", "inconclusive", "fail")
"""From best to worst."""

_CONDITIONS = ("at_least", "at_most", "above", "below", "exactly", "includes")

_WORDS = {
    "at_least": "at least {:g}",
    "at_most": "at most {:g}",
    "above": "above {:g}",
    "below": "below {:g}",
    "exactly": "exactly {:g}",
    "includes": "interval holds {:g}",
}


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Declared):
    """One statistic of a pattern and what is claimed of it: one of six conditions.

    ``unless_unclear`` makes an interval that reaches the claimed side enough;
    ``as_first_proposed`` marks a threshold that is shown and does not count.
    """

    statistic: str = Field(min_length=1)
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    exactly: float | None = None
    includes: float | None = None
    unless_unclear: bool = False
    as_first_proposed: bool = False
    predicted: bool = False

    @model_validator(mode="after")
    def _has_one_condition(self) -> Part:
        given = [name for name in _CONDITIONS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"{self.statistic}: one condition of {', '.join(_CONDITIONS)}")
        if self.unless_unclear and given[0] in ("exactly", "includes"):
            raise ValueError(f"{self.statistic}: unless_unclear needs a side")
        return self

    @property
    def condition(self) -> str:
        """Return the name of its condition."""
        return next(name for name in _CONDITIONS if getattr(self, name) is not None)

    @property
    def threshold(self) -> float:
        """Return the number of its condition."""
        return float(getattr(self, self.condition))

    @property
    def text(self) -> str:
        """Say what is claimed."""
        first = " (as first proposed; does not count)" if self.as_first_proposed else ""
        unclear = ", or not told from it" if self.unless_unclear else ""
        return f"{self.statistic}: {_WORDS[self.condition].format(self.threshold)}{unclear}{first}"

    def verdict(self, low: float, high: float) -> Verdict:
        """Judge an interval of the statistic; an exact number has equal bounds.

        An undefined one is inconclusive.
        """
        if math.isnan(low) or math.isnan(high):
            return "inconclusive"
        threshold = self.threshold
        if self.condition == "exactly":
            return "pass" if low == high == threshold else "fail"
        if self.condition == "includes":
            return "pass" if low <= threshold <= high else "fail"
        if self.condition in ("at_least", "above"):
            worst, best = low - threshold, high - threshold
        else:
            worst, best = threshold - high, threshold - low
        strict = self.condition in ("above", "below")
        holds, reaches = (worst > 0.0, best > 0.0) if strict else (worst >= 0.0, best >= 0.0)
        if holds or (self.unless_unclear and reaches):
            return "pass"
        return "inconclusive" if reaches else "fail"

    def holds(self, value: float) -> bool:
        """Tell whether a number meets the condition, whatever its interval."""
        return self.verdict(value, value) == "pass"


class Pattern(_Declared):
    """A pattern: what is claimed, how it is tested, and of which kind the test is."""

    id: str
    claim: str = Field(min_length=1)
    kind: Kind
    note: str = ""
    evidence: tuple[str, ...]
    test: str = Field(min_length=1)
    parts: tuple[Part, ...] = Field(min_length=1)

    @property
    def counting(self) -> tuple[Part, ...]:
        """Return the parts that its verdict comes from."""
        return tuple(part for part in self.parts if not part.as_first_proposed)


def worst(verdicts: list[Verdict]) -> Verdict:
    """Return the worst of some verdicts: that of a pattern from those of its parts."""
    return max(verdicts, key=VERDICTS.index)


def _declared() -> dict[str, Pattern]:
    text = (resources.files(__name__) / "declared.toml").read_text(encoding="utf-8")
    return {name: Pattern(id=name, **entry) for name, entry in tomllib.loads(text).items()}


PATTERNS: dict[str, Pattern] = _declared()
"""Every pattern by its id, F01 to F24 and the negative controls N1 to N4."""
