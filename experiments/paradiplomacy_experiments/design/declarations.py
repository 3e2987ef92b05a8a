"""The keys of a design file: type, bounds, default and one phrase each, declared once.

Validation, the schema for editors and ``paradiplomacy explain design`` are made from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from paradiplomacy.parameters.declare import REQUIRED, Section, group, table
from paradiplomacy_experiments.design.limits import MAX_REPLICATES, MAX_SEED
from paradiplomacy_results.reached import CELLS
from paradiplomacy_results.requested import REQUESTED

Combination = Literal["each", "each and all", "all combinations", "one at a time"]
Change = Literal["set", "times", "plus"]
Kind = Literal["grid", "zip", "table", "draws", "lhs", "sobol", "saltelli", "morris"]
Spread = Literal["normal", "lognormal", "triangular", "beta"]
Pick = Literal["in order", "with replacement", "without replacement"]
Events = Literal["all", "first", "none"]
Algorithm = Literal["front", "extremes", "spread"]


def _key(default: Any, phrase: str, **bounds: Any) -> Any:
    return Field(default, description=phrase, **bounds)


class Until(Section):
    """When replicates are enough: when an interval is narrow."""

    indicator: str = _key(REQUIRED, "indicator whose 95 % interval has to be narrow at every point")
    half_width: float = _key(REQUIRED, "half width at which it is narrow, in its unit", gt=0.0)
    first: int = _key(
        50, "replicates at the first checkpoint; each later one has twice as many", ge=2, le=100_000
    )
    max: int = _key(REQUIRED, "replicates at the last checkpoint", ge=2, le=MAX_REPLICATES)


class Header(Section):
    """What a design is about and how often each of its points is run."""

    title: str = _key(REQUIRED, "title for readers", min_length=1, max_length=200)
    question: str = _key(REQUIRED, "what the design is to answer", min_length=1, max_length=500)
    scenario: str = _key(REQUIRED, "scenario that it starts from: shipped, or in its own folder")
    replicates: int | None = _key(
        None,
        "runs of each point; 100 where neither this nor until is given",
        ge=1,
        le=MAX_REPLICATES,
    )
    until: Until | None = _key(None, "run each point until an interval is narrow")
    seed: int = _key(1, "seed of all random numbers of the runs", ge=0, le=MAX_SEED)
    combine: Combination = _key(
        "each and all",
        "which sets of levers are pulled, beside none; one at a time: each against its own off,"
        " all others as the scenario has them",
    )
    together: list[list[str]] = Field(
        default_factory=list, description="further sets of levers that are pulled, by their names"
    )


class Alternative(Section):
    """One level of a factor, or a lever, by all that it changes."""

    scenario: str | None = _key(None, "scenario that takes the place of the design's")
    extends: list[str] = Field(
        default_factory=list, description="scenarios that are laid over the design's"
    )
    set: dict[str, Any] = Field(
        default_factory=dict, description="values by dotted key, in which * stands for every id"
    )


class Lever(Alternative):
    """A measure that can be taken, singly and with others."""

    state: str | None = _key(None, "indicator of what the lever is named for, which it has to move")
    off: dict[str, Any] = Field(
        default_factory=dict, description="values by dotted key where the lever is not pulled"
    )


class FactorSection(Section):
    """A factor: a key with levels or a range, or named alternatives."""

    key: str | None = _key(None, "dotted key of a scenario; * stands for every id there")
    keys: list[str] = Field(default_factory=list, description="keys that share the level")
    levels: Any = _key(None, "list of values, or a table of values by name")
    weights: Any = _key(
        None,
        "how often each level is drawn, beside the others: a list where the levels are one, else a"
        " table by their names",
    )
    low: float | None = _key(None, "lower end of a range, or where a distribution is cut off")
    high: float | None = _key(None, "upper end of a range, or where a distribution is cut off")
    distribution: Spread | None = _key(
        None,
        "how values are spread: normal (mean, sd), lognormal (median, sd_log), triangular (low,"
        " mode, high) or beta (low, high, alpha, beta); evenly from low to high where not given",
    )
    mean: float | None = _key(None, "mean of a normal distribution, before it is cut off")
    sd: float | None = _key(
        None, "standard deviation of a normal distribution, before it is cut off", gt=0.0
    )
    median: float | None = _key(
        None, "median of a lognormal distribution, before it is cut off", gt=0.0
    )
    sd_log: float | None = _key(
        None,
        "standard deviation of the natural logarithm of what is lognormal, before it is cut off",
        gt=0.0,
    )
    mode: float | None = _key(None, "most likely value of a triangular distribution")
    alpha: float | None = _key(None, "first shape of a beta distribution from low to high", gt=0.0)
    beta: float | None = _key(None, "second shape of a beta distribution from low to high", gt=0.0)
    steps: int | None = _key(
        None,
        "equally spaced levels of the range, for a grid; of a distribution, the medians of so many"
        " equally likely slices",
        ge=2,
        le=10_000,
    )
    group: str | None = _key(
        None, "group of factors that saltelli or morris moves together, with indices of its own"
    )
    log: bool = _key(default=False, phrase="whether the range is even on a logarithmic scale")
    change: Change = _key(
        "set", "whether the level is the value, or multiplies or is added to the scenario's"
    )
    alternatives: dict[str, Alternative] = table("levels by name, each with all that it changes")
    scenarios: list[str] = Field(
        default_factory=list, description="scenarios that take the place of the design's"
    )


class Sampler(Section):
    """How points are chosen among the levels and ranges of the factors."""

    kind: Kind = _key(
        "grid",
        "grid: all combinations; zip: levels side by side; table: listed points; draws: all levels "
        "of other factors over the same listed draws; lhs, sobol: spread over the ranges; "
        "saltelli, morris: for indices of sensitivity",
    )
    points: int | None = _key(
        None, "points of sobol and of each block of lhs; draws that are taken, all by default", ge=1
    )
    blocks: int = _key(
        1, "Latin hypercubes of so many points, one after the other", ge=1, le=1_000_000
    )
    base: int | None = _key(None, "base sample of saltelli, a power of two", ge=2)
    second_order: bool = _key(default=False, phrase="whether saltelli gives pairs of factors too")
    trajectories: int | None = _key(None, "trajectories of morris", ge=2)
    grid_levels: int = _key(4, "levels of each factor on a trajectory, even", ge=2, le=100)
    seed: int = _key(1, "seed of the sample", ge=0, le=2**32 - 1)
    file: str | None = _key(None, "CSV file of a table or of draws, a column for each factor")
    decimal: Literal[".", ","] | None = _key(
        None, "decimal mark of the file, where its numbers can be read in two ways"
    )
    pick: Pick = _key("in order", "which of the draws of the file are taken")
    rows: list[dict[str, Any]] = Field(
        default_factory=list,
        description="points of a table, each with a level for each factor; or draws, all taken",
    )


class KeptRows(Section):
    """What is kept of a table on request, which this asks for; all where nothing is chosen."""

    columns: list[str] | None = _key(
        None,
        "columns that are kept, any number of a record among them; the usual if not given",
    )
    ids: list[str] | None = _key(
        None, "ids whose rows are kept; of papers and programmes those of partnerships"
    )


class KeptMoments(KeptRows):
    """What is kept of a table on request that has rows on the way of a run."""

    every: int | None = _key(
        None, "months between two rows, of which the last is of the last month; 12 where not given",
        ge=1, le=6000,
    )  # fmt: skip


class Keep(Section):
    """What is kept of each run."""

    tables: list[str] = Field(
        default_factory=lambda: ["runs", "series", "partnerships"],
        description="tables that are written; runs always is; cities, ngos, papers and programmes"
        " on request",
    )
    indicators: list[str] | None = _key(None, "indicators that are kept; all where not given")
    series: list[str] | None = _key(
        None, "indicators that are kept month by month; those of indicators where not given"
    )
    series_every: int | None = _key(
        None, "months between two rows of a series; 12 where not given", ge=1, le=1200
    )
    events: Events | None = _key(
        None, "whose events are recorded; those of each point's first run where events are kept"
    )
    cities: KeptMoments | None = _key(None, "what is kept of cities on the way")
    ngos: KeptMoments | None = _key(None, "what is kept of organisations on the way")
    papers: KeptRows | None = _key(None, "what is kept of the papers of partnerships")
    programmes: KeptRows | None = _key(None, "what is kept of the programmes of partnerships")

    def rows_of(self, table: str) -> KeptRows | None:
        """Return what is chosen of a table on request, None where nothing is."""
        kept: KeptRows | None = getattr(self, table, None)
        return kept

    @property
    def all_tables(self) -> list[str]:
        """Return the tables that are asked for, by name or by what is chosen of them."""
        chosen = [table for table in REQUESTED if self.rows_of(table) is not None]
        return list(dict.fromkeys([*self.tables, *chosen]))


class Analysis(Section):
    """What is looked at in the results; it changes no run."""

    success: str | None = _key(
        None, 'what counts as success: "trust >= 0.6 and continuity >= 0.7"', max_length=500
    )
    outcomes: list[str] = Field(
        default_factory=list,
        description="indicators to look at; the headline ones where not given",
    )


class Search(Section):
    """What a search is after, and how far it goes; `sweep` takes no notice of it."""

    maximise: list[str] = Field(
        default_factory=list,
        description="what there is to be more of: indicators, or criteria in quotes, of which the"
        " share of runs that meet them counts",
    )
    minimise: list[str] = Field(
        default_factory=list, description="what there is to be less of, given in the same ways"
    )
    limits: list[str] = Field(
        default_factory=list,
        description='what the means of a point have to meet: "cost_city <= 400"',
    )
    each: list[str] = Field(
        default_factory=list,
        description="factors that are no levers of the one who seeks: there is a search for each"
        " combination of their levels",
    )
    algorithm: Algorithm = _key(
        "front",
        "front: points that no other beats in every aim, by NSGA-II; extremes: the most and the"
        " least of one outcome; spread: all combinations of the outcomes of over, by MAP-Elites",
    )
    over: list[str] = Field(
        default_factory=list,
        description="outcomes whose combinations are to be reached, two or more, given as in"
        " maximise; for spread",
    )
    cells: int = _key(CELLS, "parts of each outcome of over", ge=2, le=100)
    population: int = _key(48, "points of a generation, for each search", ge=4, le=10_000)
    generations: int = _key(20, "generations, the first of which is drawn", ge=1, le=10_000)
    seed: int = _key(1, "seed of the search itself", ge=0, le=2**32 - 1)
    judged: int = _key(
        200, "replicates of what was found, with luck that had no part in the search", ge=2,
        le=MAX_REPLICATES,
    )  # fmt: skip
    evaluated: list[int] = Field(
        default_factory=list,
        description="points that each generation was the first to ask for, as the search notes"
        " them in its results",
    )
    plain: list[int] = Field(
        default_factory=list,
        description="points that nothing guided, counted from 0, as the search notes them too",
    )


class Robust(Section):
    """How what was found is held against worlds that are not known well."""

    draws: int = _key(64, "draws of the worlds", ge=2, le=100_000)
    replicates: int = _key(10, "runs of each policy in each draw", ge=1, le=MAX_REPLICATES)
    of: str = _key(
        "prior",
        "what is drawn from: prior, or the folder of a matching, relative to the file of the"
        " design, of which the draws are taken that the record leaves",
    )
    matching: str | None = _key(
        None, "hash of the contents of the last wave of the matching, as the search notes it"
    )
    drawn: list[str] = Field(
        default_factory=list, description="factors that were drawn, as the search notes them"
    )


def is_of_design(path: Sequence[str]) -> bool:
    """Tell whether a dotted key belongs to a design; one that a scenario has too does not."""
    from paradiplomacy.configuration.world_config import WorldConfig  # takes long to load

    return path[0] in DesignFile.model_fields and path[0] not in WorldConfig.model_fields


class DesignFile(Section):
    """A design of experiments."""

    design: Header = Field(REQUIRED, description="what it is about")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="values of the scenario at all points, by dotted key"
    )
    factors: dict[str, FactorSection] = table("what varies from point to point")
    levers: dict[str, Lever] = table("measures that can be taken singly and together")
    sampler: Sampler = group(Sampler, "how points are chosen")
    keep: Keep = group(Keep, "what is kept of each run")
    analysis: Analysis = group(Analysis, "what is looked at in the results")
    search: Search | None = _key(None, "what a search among the points is after")
    robust: Robust | None = _key(None, "what is found by a search is held against")
