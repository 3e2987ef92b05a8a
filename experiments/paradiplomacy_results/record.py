"""The record of some partnerships: dated facts and targets that runs are held against.

Both are claims about a run: a number read off the histories of partnerships, and a bound on it. A
claim is an order or a dated fact, never a size (E11). They decide nothing in a run; a result
directory carries those of its scenario along, so that it can be held against them anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from paradiplomacy_results.declared import Listed, Part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Role = Literal["test", "input", "context"]

MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"


class Case(Part):
    """What a case is about: the names of its two cities, and of their countries in that order."""

    cities: Listed[str] = Field(
        min_length=2, max_length=2, description="names of its two cities, as the scenario has them"
    )
    countries: Listed[str] = Field(
        min_length=2, max_length=2, description="names of their countries, in the same order"
    )
    predicted: bool = Field(
        default=False, description="whether it is kept out of the targets, to be predicted"
    )


class Term(Part):
    """An indicator of a case at the end of a year, or its change since that of another."""

    case: str = Field(description="the case whose history it is read off")
    indicator: str = Field(description="indicator of a partnership")
    at: int | None = Field(None, description="calendar year at whose end; the last where not given")
    since: int | None = Field(None, description="year since whose end the change is meant")
    sign: int = Field(1, ge=-1, le=1, description="1, or -1 where it is taken off")


class Bounded(Part):
    """A sum of terms, and the bound on it that is claimed; one bound where there are terms."""

    terms: Listed[Term] = Field((), description="what is added up")
    at_least: float | None = Field(
        None, allow_inf_nan=False, description="bound below which the claim does not hold"
    )
    at_most: float | None = Field(
        None, allow_inf_nan=False, description="bound above which the claim does not hold"
    )

    @property
    def bounds(self) -> int:
        """Return how many bounds are given."""
        return (self.at_least is not None) + (self.at_most is not None)

    @property
    def side(self) -> float:
        """Return 1 where the number is to be large, -1 where it is to be small."""
        return 1.0 if self.at_most is None else -1.0

    @property
    def bound(self) -> float:
        """Return the number of its bound."""
        return next(each for each in (self.at_least, self.at_most) if each is not None)

    def met(self, numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which numbers meet the bound."""
        meets: NDArray[np.bool_] = self.side * (numbers - self.bound) >= 0.0
        return meets


class Target(Bounded):
    """A claim that draws of a prior are matched with, its sources, and how sure the record is."""

    claim: str = Field(min_length=1, description="the claim in words")
    tolerance: float = Field(
        gt=0.0,
        allow_inf_nan=False,
        description="standard deviation of the record's own error, in the number's unit",
    )
    sources: Listed[str] = Field(min_length=1, description="where it is known from")


class Fact(Bounded):
    """A dated fact of a case: what happened when, and what it claims of a run, if anything."""

    case: str = Field(description="the case that it is about")
    begins: str = Field(pattern=MONTH, description="calendar month in which it begins")
    ends: str = Field(pattern=MONTH, description="calendar month in which it ends")
    what: str = Field(min_length=1, description="what happened, in words")
    role: Role = Field(
        "test",
        description="test; input, where the scenario states it; context, which tests nothing",
    )
    target: str | None = Field(None, description="target whose claim it is, in place of terms")
    sources: Listed[str] = Field(min_length=1, description="where it is known from")


class FactsFile(Part):
    """A file that ``record`` names in a scenario: cases, and dated facts of them."""

    cases: dict[str, Case] = Field(min_length=1, description="the cases by a name of your own")
    facts: dict[str, Fact] = Field(min_length=1, description="dated facts")


class TargetsFile(Part):
    """A file that ``targets`` names in a scenario: cases, and targets about them."""

    cases: dict[str, Case] = Field(min_length=1, description="the cases by a name of your own")
    targets: dict[str, Target] = Field(min_length=1, description="targets")


class Record(Part):
    """What results are held against; cases go by the ids of their partnerships.

    ``files`` says where facts and targets come from, as messages call it.
    """

    files: dict[str, str] = Field(default_factory=dict)
    cases: dict[str, Case] = Field(default_factory=dict)
    facts: dict[str, Fact] = Field(default_factory=dict)
    targets: dict[str, Target] = Field(default_factory=dict)

    def claim_of(self, fact: str) -> Bounded:
        """Return what a fact claims of a run: what its target does, or its own terms."""
        one = self.facts[fact]
        return one if one.target is None else self.targets[one.target]

    def facts_of(self, case: str) -> dict[str, Fact]:
        """Return the facts of a case, in the order of their beginnings."""
        mine = [(name, fact) for name, fact in self.facts.items() if fact.case == case]
        return dict(sorted(mine, key=lambda pair: pair[1].begins))
