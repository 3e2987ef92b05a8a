"""Load a design: read its file, build its factors, compose its scenarios, check what it makes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from paradiplomacy.custom.together import Custom
from paradiplomacy_experiments.configuration.composition import start
from paradiplomacy_experiments.configuration.faults import (
    ConfigError,
    Fault,
    distinct,
    dotted,
)
from paradiplomacy_experiments.configuration.layers import DEFAULT, Origin, Table
from paradiplomacy_experiments.configuration.overrides import (
    OVERRIDE,
    Overrides,
    read_overrides,
)
from paradiplomacy_experiments.configuration.reading import read
from paradiplomacy_experiments.configuration.scenario import Scenario, checked
from paradiplomacy_experiments.configuration.validation import validate
from paradiplomacy_experiments.design import DESIGNS
from paradiplomacy_experiments.design.checking import Checker
from paradiplomacy_experiments.design.collisions import (
    alike,
    are_rounded,
    overwriting,
    overwritten,
)
from paradiplomacy_experiments.design.composing import Compose, Composed, Compositions
from paradiplomacy_experiments.design.counting import count_points, count_sets
from paradiplomacy_experiments.design.declarations import DesignFile, Header, Keep, is_of_design
from paradiplomacy_experiments.design.factors import Factor, Label, Setting
from paradiplomacy_experiments.design.kept import faults_of, laid_out, notices_of
from paradiplomacy_experiments.design.limits import (
    MOST_COMPOSITIONS,
    MOST_LEVER_SETS,
    MOST_POINTS_CHECKED,
    MOST_RUNS,
    RefusedError,
    Size,
)
from paradiplomacy_experiments.design.overriding import flat, misspelt, with_value, without
from paradiplomacy_experiments.design.points import Base, Composition, Points, applied
from paradiplomacy_experiments.design.reading_factors import FactorReader, Locate
from paradiplomacy_experiments.design.replication import Replication, replication_of
from paradiplomacy_experiments.design.resolving import cut_off
from paradiplomacy_experiments.design.sampling import Grid
from paradiplomacy_experiments.design.searched import with_sampler
from paradiplomacy_experiments.design.tables import Listing, sample_of, with_rows
from paradiplomacy_results.declared import declarations_of
from paradiplomacy_results.layout import RUNS, TABLES, VARIANT, Layout

ELSEWHERE = ("title", "question", "seed", "replicates")
"""Keys of the head of a design that a manifest tells in entries of their own."""


@dataclass(frozen=True, repr=False)
class Design:
    """A checked design: what its file says, and its points."""

    name: str
    file: DesignFile
    points: Points
    notices: tuple[str, ...] = ()
    """What is no fault and yet hardly meant, such as a lever that changes nothing."""

    def __repr__(self) -> str:
        """Return name and title, the number of points, and of replicates at most."""
        size = f"{self.size.points:,} points, {self.size.replicates:,} replicates"
        return f"<Design {self.name!r}: {self.file.design.title}; {size}>"

    @property
    def base(self) -> Scenario:
        """Return the scenario that it starts from, with its settings, before any factor acts."""
        return self.points.bases[self.points.base].scenario

    @property
    def custom(self) -> Custom:
        """Return what its custom files add."""
        return self.points.custom

    @property
    def replication(self) -> Replication:
        """Return how many replicates each point gets."""
        return replication_of(self.file.design)

    @property
    def layout(self) -> Layout:
        """Return the tables and columns of its results."""
        keep = self.file.keep
        own = declarations_of(self.custom.declared)
        every = tuple(self.custom.indicators)
        indicators = every if keep.indicators is None else tuple(keep.indicators)
        return Layout(
            own=own,
            factors={factor.name: factor.kind for factor in self.points.factors},
            tables=tuple(table for table in TABLES if table in (RUNS, *keep.all_tables)),
            **laid_out(keep, self.custom.states),
            indicators=indicators,
            series=indicators if keep.series is None else tuple(keep.series),
        )

    @property
    def size(self) -> Size:
        """Return how much it asks for at most."""
        return _size(len(self.points), self.file, self.base)

    def with_tables(self, tables: Sequence[str]) -> Design:
        """Return the design that also keeps these tables."""
        kept = self.file.keep.tables
        keep = self.file.keep.model_copy(update={"tables": list(dict.fromkeys([*kept, *tables]))})
        return replace(self, file=self.file.model_copy(update={"keep": keep}))

    def as_json(self) -> dict[str, Any]:
        """Return, as plain data, what the points are made from that no other entry tells."""
        variants = [
            {
                "scenario": key.scenario,
                "extends": list(key.extends),
                "config": base.scenario.resolved(),
            }
            for key, base in self.points.bases.items()
            if key != self.points.base
        ]
        what = self.file.model_dump(
            mode="json",
            exclude_defaults=True,
            exclude={"design": set(ELSEWHERE), "keep": True, "analysis": True},
        )
        return {**what, "variants": variants, "sample_sha256": self.points.sample.sha256}


def design_of(scenario: Scenario, *, replicates: int, seed: int, keep: Keep) -> Design:
    """Return the design of one point that a plain run of ``scenario`` is."""
    title, question = scenario.config.scenario.title, scenario.config.scenario.question
    header = Header(
        title=title or scenario.name,
        question=question or title or scenario.name,
        scenario=scenario.name,
        replicates=replicates,
        seed=seed,
    )
    base = Composition(scenario.name)
    bases = {base: Base(Table({}, DEFAULT), scenario, Path())}
    points = Points((), Grid(()), base, bases, scenario.custom)
    return Design(scenario.name, DesignFile(design=header, keep=keep), points)


def load_design(
    name_or_path: str | Path,
    overrides: Overrides = (),
    *,
    max_runs: int = MOST_RUNS,
    variants: Mapping[str, Mapping[str, Any]] | None = None,
    levers: Mapping[str, Any] | None = None,
    shelf: Path = DESIGNS,
) -> Design:
    """Load a shipped design by name, or any by path; apply overrides in order.

    Names are looked up in ``shelf``, by default that of the designs that answer questions.

    An override of a key of the design itself (``sampler.points=64``) changes the design, any other
    the scenario at all points. ``variants``, each a table of values by dotted key, become the
    levels of a first factor :data:`VARIANT`; where the design's own factors set the same, they have
    the last word. ``levers`` take the place of those of the file. Raises :class:`ConfigError` with
    every fault that is found, and :class:`RefusedError` for more than ``max_runs`` runs.
    """
    source = start(name_or_path, shelf)
    document = read(source.path, source.label)
    table: dict[str, Any] = dict(document.table)
    overridden: list[tuple[str, ...]] = []
    settings, faults = read_overrides(overrides)
    for key, value in settings:
        if unknown := misspelt(key):
            faults.append(unknown)
            continue
        path = key if is_of_design(key) else ("settings", flat(key))
        if path[0] == "settings":
            table = without(table, path)  # what is set again is set last
        table = with_value(table, path, value)
        overridden.append(path)

    if variants:
        first = {VARIANT: {"alternatives": {name: {"set": v} for name, v in variants.items()}}}
        table["factors"] = first | table.get("factors", {})

    if levers is not None:
        table["levers"] = dict(levers)
        overridden.append(("levers",))

    table = with_sampler(table)

    def locate(path: tuple[str | int, ...]) -> Origin:
        if any(path[: len(each)] == each for each in overridden):
            return OVERRIDE
        return Origin("file", source.label, document.lines.of([str(part) for part in path]))

    file, found = validate(DesignFile, table, locate)
    if file is None or faults:
        raise ConfigError([*faults, *found])
    folder = Path() if source.shipped else source.path.parent
    file, listing, told = with_rows(file, source.path.parent, locate)
    file, cut = cut_off(file)
    name = Path(name_or_path).stem
    compositions = Compositions(source, folder, locate, file)
    design = built(name, file, locate, compositions.compose, max_runs, listing)
    return replace(design, notices=(*told, *cut, *design.notices))


def _size(points: int, file: DesignFile, base: Scenario) -> Size:
    config = base.config
    cells = config.scenario.months * (len(config.partnerships) + len(config.cities))
    return Size(points, replication_of(file.design).most, cells)


def built(
    name: str,
    file: DesignFile,
    locate: Locate,
    compose: Compose,
    max_runs: int,
    listing: Listing,
) -> Design:
    """Return the design that ``file`` declares, everything about it checked.

    Faults of the rows that it lists are told where ``listing`` has them.
    """
    reader = FactorReader(locate, file.sampler.rows)
    sets = count_sets(len(file.levers), file.design.combine)
    # Sets too many to be listed are refused below; the levers themselves are checked even so.
    factors = reader.factors(file if sets <= MOST_LEVER_SETS else _pulled_singly(file))
    settings = reader.settings(file.settings, ("settings",))
    base = Composition(file.design.scenario)
    bases, unfit = _bases(base, factors, settings, compose)
    custom = reduce(or_, (each.scenario.custom for each in bases.values()), Custom())
    checker = Checker(file, factors, locate, custom.declared)
    faults = [*reader.faults, *checker.faults(), *unfit]
    if base in bases:
        faults += overwritten(settings, factors, bases[base].layer, VARIANT)
    points = Points(factors, Grid(()), base, bases)
    if not faults:
        _size(count_points(file), file, bases[base].scenario).refuse_above(max_runs)
        if sets > MOST_LEVER_SETS:
            raise RefusedError(f"the levers make more than {MOST_LEVER_SETS:,} sets")
    added, found, notices = _checked_levels(points, locate)
    custom |= added
    worlds = [each.scenario.config for each in bases.values()]
    faults += [*found, *faults_of(file.keep, worlds, custom.states, locate)]
    if faults:
        raise ConfigError(distinct(faults))
    points = replace(points, sample=sample_of(file.sampler, factors, listing), custom=custom)
    if len(points) <= MOST_POINTS_CHECKED and len(factors) > 1:
        _check_points(points)
    notices += tuple(overwriting(factors, bases[base].layer, VARIANT))
    notices += tuple(notices_of(file.keep, bases[base].scenario.config.scenario.months))
    return Design(name, file, points, notices)


def _pulled_singly(file: DesignFile) -> DesignFile:
    header = file.design.model_copy(update={"combine": "each"})
    return file.model_copy(update={"design": header})


def _bases(
    base: Composition,
    factors: Sequence[Factor],
    settings: Sequence[Setting],
    compose: Compose,
) -> tuple[dict[Composition, Base], list[Fault]]:
    """Compose what the levels of all factors ask for, with the design's settings over each."""
    composing = [
        list({(level.scenario, level.extends): level for level in factor.levels}.values())
        for factor in factors
        if any(level.scenario or level.extends for level in factor.levels)
    ]
    combined = itertools.product(*composing)
    alone = (base.with_levels([level]) for levels in composing for level in levels)
    together = (base.with_levels(levels) for levels in combined)
    named = dict.fromkeys([base, *alone, *itertools.islice(together, MOST_COMPOSITIONS)])
    if len(named) > MOST_COMPOSITIONS:
        raise RefusedError(
            f"the levels ask for more than {MOST_COMPOSITIONS} different sets of scenarios"
        )
    bases: dict[Composition, Base] = {}
    faults: list[Fault] = []
    for composition in named:
        try:
            bare = compose(composition)
        except ConfigError as error:
            faults += error.faults
            continue
        # Where a setting is wrong, what is there without it stays in force, so that levels can be
        # checked too. A world that a setting makes small is never drawn in full.
        for over in (settings, ()):
            try:
                changed = applied(bare.layer, over, bare.folder)
                bases[composition] = _base(composition, replace(bare, layer=changed))
                break
            except ConfigError as error:
                faults += error.faults
    return bases, faults


def _base(composition: Composition, made: Composed) -> Base:
    scenario = checked(composition.scenario, made.layer, made.folder, named=made.named)
    return Base(made.layer, scenario, made.folder)


def _checked_levels(points: Points, locate: Locate) -> tuple[Custom, list[Fault], tuple[str, ...]]:
    """Check each level alone, and each end of a range.

    Return what the custom files of all levels add, everything that is wrong with any level, and
    which levels make the same world.
    """
    custom = Custom()
    faults: list[Fault] = []
    notices: list[str] = []
    for factor in points.factors:
        worlds: dict[Label, str] = {}
        for level in factor.extremes()[:MOST_POINTS_CHECKED]:
            if points.base.with_levels([level]) not in points.bases:
                continue  # its scenarios cannot be composed, which has been told
            try:
                made = points.check([level])
            except ConfigError as error:
                faults += error.faults
            else:
                custom |= made.custom
                worlds[level.label] = made.config.model_dump_json()
        same = list(alike(factor, worlds))
        if are_rounded(factor):
            key = ("factors", factor.name)
            where = locate(key)
            told = (f"{each}: whole numbers are rounded" for each in same)
            faults += [
                Fault("bad_factor", dotted(key), each, where.file_name, where.line) for each in told
            ]
        else:
            notices += [f"{dotted((factor.name,))}: {each}" for each in same]
    return custom, faults, tuple(notices)


def _check_points(points: Points) -> None:
    faults: list[Fault] = []
    for number in range(len(points)):
        try:
            points.check_point(number)
        except ConfigError as error:
            faults += error.faults
    if faults:
        raise ConfigError(distinct(faults))
