"""What becomes of the outcomes: the variant held against the baseline, in words and numbers.

Pairs, means and intervals are those of
:func:`~paradiplomacy_analysis.comparison.comparison`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.comparison import METHOD, comparison
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.labelled import Labelled
from paradiplomacy_analysis.wording import cell, number, phrase, sentence_case
from paradiplomacy_app.choice import BASELINE, VARIANT
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_results.reading import Results

COST = "cost_total"

MAIN = ("trust_government", "trust_society", "continuity", "delivered", "approval_months", COST)
"""Outcomes that are told in a sentence each."""


@dataclass(frozen=True)
class Difference:
    """An outcome on both sides: means, difference and interval, over so many pairs of runs.

    ``formula`` says what the outcome is. What is not defined is None.
    """

    name: str
    unit: str
    formula: str
    baseline: float | None
    variant: float | None
    difference: float | None
    low: float | None
    high: float | None
    pairs: int

    @property
    def label(self) -> str:
        """Return what a reader calls it."""
        return sentence_case(phrase(self.name))

    @property
    def interval(self) -> str:
        """Return the interval in brackets, or what stands in its place."""
        if self.low is None or self.high is None:
            return "no interval"
        return f"[{signed(self.low)}, {signed(self.high)}]"

    @property
    def sure(self) -> bool:
        """Tell whether the interval leaves 0 out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    @property
    def same(self) -> bool:
        """Tell whether both sides are alike in all pairs."""
        return self.difference == 0.0 and self.low == self.high == 0.0

    @property
    def clause(self) -> str:
        """Return what becomes of the outcome, as in "raises trust from 0.2 to 0.3"."""
        way = "raises" if (self.difference or 0.0) > 0 else "lowers"
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{way} {phrase(self.name)} from {cell(self.baseline)} to {cell(self.variant)}{unit}"

    def __str__(self) -> str:
        """Return the outcome in a sentence."""
        unit = "" if self.unit == "1" else f" {self.unit}"
        means = f"{cell(self.baseline)} → {cell(self.variant)}{unit}"
        if self.difference is None:
            return f"{self.label}: {means}"
        if self.same:
            return f"{self.label}: {cell(self.baseline)}{unit}, the same in all pairs"
        told = "" if self.sure else "; not told from none"
        return f"{self.label}: {means}, {signed(self.difference)} {self.interval}{told}"


@dataclass(frozen=True)
class Compared:
    """All outcomes, the pairs of runs that they are of, and why to doubt them."""

    rows: Sequence[Difference]
    pairs: int
    doubts: Sequence[str]

    @property
    def main(self) -> Sequence[Difference]:
        """Return the outcomes that are told in a sentence each, in their order."""
        by_name = {row.name: row for row in self.rows}
        return [by_name[name] for name in MAIN if name in by_name]

    @property
    def headline(self) -> str:
        """Say in a sentence what the variant changes first of all, and at which cost."""
        if self.rows and all(row.same for row in self.rows):
            return "The variant changes nothing: all outcomes are the same in all pairs of runs."
        if not self.pairs:
            return "Nothing can be compared: of no pair did both runs come to their end."
        sure = [row for row in self.main if row.sure]
        if not sure:
            return f"No main outcome is told from none, of {many(self.pairs, 'pair')} of runs."
        told = [row.clause for row in (*sure[:1], *(row for row in sure[1:] if row.name == COST))]
        return f"The variant {', and '.join(told)}, of {many(self.pairs, 'pair')} of runs."


def signed(value: float) -> str:
    """Return a number with its sign."""
    return number(value) if value == 0.0 else f"{'+' if value > 0 else '−'}{number(abs(value))}"


def compared(baseline: Results, variant: Results) -> Compared:
    """Hold the runs of the variant against those of the baseline, replicate by replicate."""
    finding = comparison([Labelled(BASELINE, baseline), Labelled(VARIANT, variant)])
    rows = [
        _difference(row, baseline) for row in records(finding.tables[METHOD])
    ] if METHOD in finding.tables else []  # fmt: skip
    pairs = max((row.pairs for row in rows), default=0)
    return Compared(rows, pairs, finding.doubts)


def _difference(row: dict[str, Any], results: Results) -> Difference:
    return Difference(
        name=row["outcome"],
        unit=row["unit"],
        formula=results.columns[row["outcome"]].formula,
        baseline=row["base_mean"],
        variant=row["mean"],
        difference=row["difference"],
        low=row["low"],
        high=row["high"],
        pairs=row["n"],
    )
