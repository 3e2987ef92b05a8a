"""One statistic of a pattern: what is claimed of it, and how its interval is judged and read.

A verdict rests on the 95 % interval of an effect and on nothing else. A threshold is passed where
the whole interval lies on the claimed side. That two things are alike is claimed by bounds
(``within``), which a wide interval does not meet: two one-sided tests at 2.5 % each (Schuirmann
1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657-680). That an effect is absent is
claimed as one below the smallest that would be of interest (Lakens 2017, Social Psychological and
Personality Science 8:355-362), so that noise never passes for absence.
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Verdict = Literal["pass", "inconclusive", "not tested", "fail"]

VERDICTS: tuple[Verdict, ...] = ("pass", "inconclusive", "not tested", "fail")
"""From best to worst."""

Standing = Literal["judged", "first", "beside"]
"""Whether a part makes the verdict, is as first declared and since mended, or is only shown."""

RISING, FALLING = ("at_least", "above"), ("at_most", "below")
_CONDITIONS = (*RISING, *FALLING, "exactly", "within")

CHANCE = 0.025
"""Rate at which an interval lies wholly on the wrong side of the truth, on each side."""


class Declared(BaseModel):
    """What is read from ``declared.toml``: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(Declared):
    """One statistic of a pattern and what is claimed of it: one of six conditions.

    ``smallest`` is how far beyond the threshold an effect must lie to be of interest, ``because``
    why, or why the bounds of ``within`` are what they are. ``mended`` says what was wrong with the
    measure as first declared, which stands beside it as ``first``.
    """

    statistic: str = Field(min_length=1)
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    exactly: float | None = None
    within: tuple[float, float] | None = None
    smallest: float | None = Field(default=None, gt=0.0)
    because: str = ""
    standing: Standing = "judged"
    mended: str = ""
    predicted: bool = False

    @model_validator(mode="after")
    def _is_one_claim(self) -> Part:
        given = [name for name in _CONDITIONS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"{self.statistic}: one condition of {', '.join(_CONDITIONS)}")
        if self.within is not None and self.within[0] >= self.within[1]:
            raise ValueError(f"{self.statistic}: within goes from low to high")
        if self.smallest is not None and given[0] in ("exactly", "within"):
            raise ValueError(f"{self.statistic}: smallest needs a side")
        if (self.smallest is not None or self.within is not None) and not self.because:
            raise ValueError(f"{self.statistic}: because says why that size")
        if self.mended and self.standing == "first":
            raise ValueError(f"{self.statistic}: what stands first is not mended")
        return self

    @property
    def condition(self) -> str:
        """Return the name of its condition."""
        return next(name for name in _CONDITIONS if getattr(self, name) is not None)

    @property
    def threshold(self) -> float:
        """Return the number of its condition; of bounds the lower."""
        return self.within[0] if self.within is not None else float(getattr(self, self.condition))

    @property
    def threshold_high(self) -> float:
        """Return the upper bound, NaN where there is one threshold only."""
        return self.within[1] if self.within is not None else math.nan

    @property
    def claimed(self) -> str:
        """Say what is claimed of the statistic."""
        if self.within is not None:
            return "within {:g} to {:g}".format(*self.within)
        return f"{self.condition.replace('_', ' ')} {self.threshold:g}"

    @property
    def text(self) -> str:
        """Say what is claimed, of what, and what of it counts."""
        small = f" (smallest effect of interest {self.smallest:g})" if self.smallest else ""
        apart = {
            "judged": "",
            "first": " (as first declared; scored beside)",
            "beside": " (shown beside; does not count)",
        }[self.standing]
        return f"{self.statistic}: {self.claimed}{small}{apart}"

    def verdict(self, low: float, high: float) -> Verdict:
        """Judge an interval of the statistic; an exact number has equal bounds.

        An undefined one is inconclusive.
        """
        if math.isnan(low) or math.isnan(high):
            return "inconclusive"
        if self.condition == "exactly":
            return "pass" if low == high == self.threshold else "fail"
        if self.within is not None:
            least, most = self.within
            if least <= low and high <= most:
                return "pass"
            return "fail" if high < least or low > most else "inconclusive"
        worst, best = self._beyond(low, high)
        strict = self.condition in ("above", "below")
        holds, reaches = (worst > 0.0, best > 0.0) if strict else (worst >= 0.0, best >= 0.0)
        return "pass" if holds else "inconclusive" if reaches else "fail"

    def reading(self, low: float, high: float) -> str:
        """Say what an interval tells: that the claim holds, is refuted, or cannot be told."""
        found = self.verdict(low, high)
        if math.isnan(low) or math.isnan(high):
            return "not told: undefined"
        if self.condition in ("exactly", "within"):
            return {"pass": "holds", "fail": "refuted"}.get(found, "not told: too few runs")
        worst, best = self._beyond(low, high)
        if found == "fail":
            return "refuted"
        if self.smallest is None:
            return "holds" if found == "pass" else "not told: too few runs"
        if best < self.smallest:
            size = f"smaller than {self.smallest:g}, the smallest effect of interest"
            return f"holds, but {size}" if found == "pass" else f"refuted: {size}"
        if found == "pass":
            return "holds, and is of interest" if worst >= self.smallest else "holds, size not told"
        return "not told: too few runs"

    def _beyond(self, low: float, high: float) -> tuple[float, float]:
        """Return how far the worse and the better end lie beyond the threshold."""
        if self.condition in RISING:
            return low - self.threshold, high - self.threshold
        return self.threshold - high, self.threshold - low


def worst(verdicts: list[Verdict]) -> Verdict:
    """Return the worst of some verdicts: that of a pattern from those of its parts."""
    return max(verdicts, key=VERDICTS.index)
