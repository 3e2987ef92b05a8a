"""The runs that the pages report: sets of results, each of a design and of what it is run under.

The scorecard at the defaults has the replicates that each pattern declares. Frozen mechanisms and
unknowns have the least of them, and the default beside them has as many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.matching.method import left_in
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.patterns.measures import MEASURES, designs_for
from paradiplomacy_experiments import drivers, patterns
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design import DESIGNS
from paradiplomacy_experiments.design.declarations import Keep
from paradiplomacy_experiments.design.loading import design_of, load_design
from paradiplomacy_experiments.design.stored import design_from
from paradiplomacy_results.layout import DRIVER_PARTS, TABLES
from paradiplomacy_results.manifest import MANIFEST
from paradiplomacy_results.waves import wave_name

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.loading import Design

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "results" / "validity"

DRAWS = 32
"""Draws over which shares are taken, of the prior and of what the record leaves of it."""

LEAST = "design.replicates=60"
"""Replicates of what is run under many variants: as many as every pattern declares at least. The
default among the variants has as many, so that what is compared differs in the variant alone."""

REPLICATES_OF_A_DRAW = 20
"""Replicates of each world under each draw."""

DRAWS_OF_DRIVERS, REPLICATES_OF_DRIVERS = 64, 100
"""What the command ``drivers`` takes by default."""

MATCHING = "matching"
"""The set of the waves of the history matching."""

CASES = "indonesia-korea"
"""The scenario in which all cases are."""

POLICIES = ("poor-city", "rich-city", "centre")
"""Designs that search for policies, and hold them against draws of the prior."""

Variants = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class RunSet:
    """Runs of some designs of a ``shelf``; of one without a shelf, those of a plain scenario.

    ``settings`` change every design. ``variants`` are what each is run under, and ``depends`` names
    the set from whose results they are read. The design of the drivers is one in several worlds and
    parts, ``WORLD/PART`` each. ``waves`` are of a history matching, the first of them the design.
    ``searched`` are designs whose points a search chooses.
    """

    name: str
    designs: tuple[str, ...]
    shelf: Path | None = DESIGNS
    settings: tuple[str, ...] = ()
    replicates: int = 0
    variants: Callable[[], Variants] | None = None
    depends: str = ""
    waves: bool = False
    searched: bool = False

    @property
    def scored(self) -> bool:
        """Tell whether its runs are held against patterns."""
        return self.shelf == patterns.FOLDER

    def folder(self, design: str) -> Path:
        """Return the folder of the results of one of its designs."""
        return FOLDER / self.name / design if len(self.designs) > 1 else FOLDER / self.name

    def manifest(self, design: str) -> Path:
        """Return the manifest of the results of one of its designs, of waves that of the first."""
        folder = self.folder(design)
        return (folder / wave_name(1) if self.waves else folder) / MANIFEST

    def file(self, design: str) -> str:
        """Return the name of the file of one of its designs."""
        return drivers.NAME if self.name == drivers.NAME else design

    def scores(self, design: str) -> Path:
        """Return the file of what the patterns of a design measure in them."""
        return FOLDER / self.name / f"{design}.csv"

    def design(self, name: str) -> Design:
        """Load one of its designs."""
        if self.shelf is None:
            keep = Keep(tables=list(TABLES))
            return design_of(load_scenario(name), replicates=self.replicates, seed=1, keep=keep)
        if self.name == drivers.NAME:
            world, part = name.split("/")
            return drivers.driver_design(world, part, DRAWS_OF_DRIVERS, REPLICATES_OF_DRIVERS)
        variants = self.variants() if self.variants else None
        if self.scored:
            return patterns.pattern_design(name, self.settings, variants)
        return load_design(name, self.settings)


def _without_default(variants: Variants) -> Variants:
    return {name: values for name, values in variants.items() if name != patterns.DEFAULT}


def draws() -> Variants:
    """Return the draws over which shares are taken: of the prior, and of what the record leaves."""
    return {**first_draws(), **calibrated_draws()}


def first_draws() -> Variants:
    """Return the first draws of the prior."""
    return _without_default(patterns.draws_of_prior(range(DRAWS)))


@cache
def calibrated_draws() -> Variants:
    """Return the first draws of the last wave that the record leaves; needs the set of waves."""
    results, left = left_in(FOLDER / MATCHING)
    return _without_default(patterns.draws_of_prior(left[:DRAWS], design_from(results.manifest)))


def patterns_of(design: str) -> list[str]:
    """Return the patterns that are measured in the runs of a design."""
    return [name for name in PATTERNS if MEASURES[name].design == design]


def _of_patterns(name: str, *settings: str, **others: Any) -> RunSet:
    designs = tuple(designs_for(list(PATTERNS)))
    return RunSet(name, designs, patterns.FOLDER, settings, **others)


_SETS = (
    RunSet(MATCHING, ("prior",), waves=True),
    _of_patterns("default"),
    _of_patterns("ablation", LEAST, variants=patterns.ablations),
    _of_patterns("unknowns", LEAST, variants=patterns.unknowns),
    _of_patterns(
        "draws", f"design.replicates={REPLICATES_OF_A_DRAW}", variants=draws, depends=MATCHING
    ),
    _of_patterns("seed-2", "design.seed=2"),
    RunSet(drivers.NAME, tuple(f"{w}/{p}" for w in drivers.WORLDS for p in DRIVER_PARTS)),
    RunSet("discovery", ("discovery",)),
    RunSet("discovery-seed-2", ("discovery",), settings=("design.seed=2",)),
    RunSet("levers", ("levers",)),
    RunSet("reform-year", ("reform-year",)),
    RunSet("regime-dyads", ("regime-dyads",)),
    *(RunSet(name, (name,), searched=True) for name in POLICIES),
    RunSet("cases", (CASES,), shelf=None, replicates=500),
    RunSet("first", (CASES,), shelf=None, replicates=200),
)

SETS: dict[str, RunSet] = {each.name: each for each in _SETS}
"""Every set by its name, in the order in which they are begun: the long ones first."""
