"""The runs that the pages report: sets of results, each of a design and of what it is run under.

Sets do not overlap. The scorecard at the defaults is a set of its own, and what stands beside it
(frozen mechanisms, unknowns, draws) holds only what differs, since all variants of a design share
their random numbers and a run does not know which others there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis import load
from paradiplomacy_analysis.matching.method import surviving
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.patterns.measures import MEASURES, designs_for
from paradiplomacy_experiments import patterns
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design import DESIGNS
from paradiplomacy_experiments.design.declarations import Keep
from paradiplomacy_experiments.design.loading import design_of, load_design
from paradiplomacy_results.layout import TABLES

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.loading import Design

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "results" / "validity"

DRAWS = 50
"""Draws over which shares are taken, of the prior and of what the record leaves of it."""

REPLICATES_OF_A_DRAW = 20
"""Replicates of each world under each draw."""

CASES = "indonesia-korea"
"""The scenario in which all cases are."""

Variants = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class RunSet:
    """Runs of some designs of a ``shelf``; of one without a shelf, those of a plain scenario.

    ``settings`` change every design. ``variants`` are what each is run under, and ``depends`` names
    the set from whose results they are read. ``beside`` says beside which set's scorecard its own
    is told.
    """

    name: str
    designs: tuple[str, ...]
    shelf: Path | None = DESIGNS
    settings: tuple[str, ...] = ()
    replicates: int = 0
    variants: Callable[[], Variants] | None = None
    depends: str = ""
    beside: str = ""

    @property
    def scored(self) -> bool:
        """Tell whether its runs are held against patterns."""
        return self.shelf == patterns.FOLDER

    def folder(self, design: str) -> Path:
        """Return the folder of the results of one of its designs."""
        return FOLDER / self.name / design if len(self.designs) > 1 else FOLDER / self.name

    def scores(self, design: str) -> Path:
        """Return the file of what the patterns of a design measure in them."""
        return FOLDER / self.name / f"{design}.csv"

    def design(self, name: str) -> Design:
        """Load one of its designs."""
        if self.shelf is None:
            keep = Keep(tables=list(TABLES))
            return design_of(load_scenario(name), replicates=self.replicates, seed=1, keep=keep)
        variants = self.variants() if self.variants else None
        if self.scored:
            return patterns.pattern_design(name, self.settings, variants)
        return load_design(name, self.settings)


def _without_default(variants: Variants) -> Variants:
    return {name: values for name, values in variants.items() if name != patterns.DEFAULT}


def ablations() -> Variants:
    """Return each mechanism neutral, and each rival."""
    return _without_default(patterns.ablations())


def unknowns() -> Variants:
    """Return what nobody knows, each unknown low and high."""
    return _without_default(patterns.unknowns())


def draws() -> Variants:
    """Return the draws over which shares are taken, each once."""
    every = sorted({*first_draws(), *calibrated_draws()})
    return _without_default(patterns.draws_of_prior(every))


def first_draws() -> Sequence[int]:
    """Return the first draws of the prior, by number."""
    return range(DRAWS)


@cache
def calibrated_draws() -> Sequence[int]:
    """Return the first of those that the record leaves, by number; needs the results ``prior``."""
    return surviving(load(FOLDER / "prior"))[:DRAWS]


def patterns_of(design: str) -> list[str]:
    """Return the patterns that are measured in the runs of a design."""
    return [name for name in PATTERNS if MEASURES[name].design == design]


def _of_patterns(name: str, *settings: str, **others: Any) -> RunSet:
    designs = tuple(designs_for(list(PATTERNS)))
    return RunSet(name, designs, patterns.FOLDER, settings, **others)


_SETS = (
    RunSet("prior", ("prior",)),
    _of_patterns("default"),
    _of_patterns("ablation", variants=ablations, beside="default"),
    _of_patterns("unknowns", variants=unknowns, beside="default"),
    _of_patterns(
        "draws", f"design.replicates={REPLICATES_OF_A_DRAW}", variants=draws, depends="prior"
    ),
    _of_patterns("seed-2", "design.seed=2"),
    RunSet("discovery", ("discovery",)),
    RunSet("discovery-seed-2", ("discovery",), settings=("design.seed=2",)),
    RunSet("levers", ("levers",)),
    RunSet("reform-year", ("reform-year",)),
    RunSet("regime-dyads", ("regime-dyads",)),
    RunSet("cases", (CASES,), shelf=None, replicates=500),
    RunSet("first", (CASES,), shelf=None, replicates=200),
)

SETS: dict[str, RunSet] = {each.name: each for each in _SETS}
"""Every set by its name, in the order in which they are begun: the long ones first."""
