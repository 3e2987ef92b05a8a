"""Designs of what a search evaluates: the design that is searched, with listed points."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.indicators import INDICATORS
from paradiplomacy_experiments.configuration.composition import start
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.overrides import with_overrides
from paradiplomacy_experiments.configuration.reading import Document, read
from paradiplomacy_experiments.design import DESIGNS
from paradiplomacy_experiments.design.factors import ONE_AT_A_TIME
from paradiplomacy_experiments.design.limits import Size
from paradiplomacy_experiments.design.loading import Checked, Design, load_design
from paradiplomacy_experiments.searching.algorithms import Problem
from paradiplomacy_experiments.searching.space import base_of, groups_of, key, pulled_in, space_of
from paradiplomacy_results.aims import Aim, Aims, aims_of
from paradiplomacy_results.layout import LEVERS, RUNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_experiments.configuration.overrides import Overrides
    from paradiplomacy_experiments.design.declarations import Search
    from paradiplomacy_experiments.searching.space import Row


MOST_POLICIES = 8
"""Policies of each search that are held against draws of the worlds, beside its base."""

ANY = 2**62
"""Runs that are not counted here: they are, of the whole search, before it begins."""

HEADS = ("design.", "search.")
"""Beginnings of keys on which neither levels nor points hang."""


@dataclass(frozen=True)
class Searched:
    """A design that is searched: where it is, and what is changed in it.

    Its file is read once, so that it may be edited while the search goes on.
    """

    source: str | Path
    overrides: Overrides = ()
    _sound: set[Any] = field(default_factory=set, compare=False)
    """Keys of the rows that were checked."""

    @cached_property
    def _document(self) -> Document:
        source = start(self.source, DESIGNS)
        return read(source.path, source.label)

    @property
    def folder(self) -> Path:
        """Return the folder in which relative paths begin: the working one, for what ships."""
        source = start(self.source, DESIGNS)
        return Path() if source.shipped else source.path.parent

    def with_overrides(self, overrides: Overrides) -> Searched:
        """Return the same design under other overrides; its file is not read again."""
        made = replace(self, overrides=overrides, _sound=set())
        vars(made)["_document"] = self._document
        return made

    @cached_property
    def design(self) -> Design:
        """Return the design as one that lists points, of which it has none that counts.

        Raises :class:`ConfigError` with every fault, also where it has no table ``[search]``.
        """
        bare = load_design(self.source, self.overrides, max_runs=ANY, document=self._document)
        if bare.file.search is None:
            message = "is absent: what is there to be more of, what to be less of?"
            hint = 'such as maximise = ["trust"], minimise = ["cost"]'
            raise ConfigError([Fault("missing_key", "search", f"{message} {hint}", bare.name)])
        return bare

    @property
    def settings(self) -> Search:
        """Return what the search is after."""
        found = self.design.file.search
        assert found is not None  # noqa: S101 - refused above
        return found

    @cached_property
    def aims(self) -> Aims:
        """Return aims and limits."""
        return aims_of(self.settings.model_dump(), self.design.layout.measured(RUNS))

    @cached_property
    def problem(self) -> Problem:
        """Return what each of the searches is given."""
        space = space_of(self.design, self.settings.each)
        base = base_of(self.design, space)
        bounds = tuple(bounds_of(aim) for aim in self.aims.over)
        return Problem(space, self.aims, base, self.settings, bounds)

    @cached_property
    def groups(self) -> list[Row]:
        """Return the levels of the factors of ``each`` that each of the searches is made at."""
        return groups_of(self.design, self.settings.each)

    @property
    def bases(self) -> list[Row]:
        """Return the points with which gains are compared, one for each search."""
        return [group | self.problem.base for group in self.groups]

    def of(self, rows: Sequence[Row], **settings: Any) -> Design:
        """Return the design of some points; ``settings`` are further values by dotted key.

        Raises :class:`ConfigError` for points that make no world. Levels are checked once, and so
        is every row, unless ``settings`` touch them.
        """
        keys = [*map(key, rows)]
        if not all(name.startswith(HEADS) for name in settings):
            return self._of(rows, settings)
        new = [number for number, each in enumerate(keys) if each not in self._sound]
        made = self._of(rows, settings, Checked(self._with_levels, new))
        self._sound.update(keys)
        return made

    @cached_property
    def _with_levels(self) -> Design:
        """Return the design of the bases, all of whose levels are checked."""
        return self._of(self.bases, {})

    def _of(
        self, rows: Sequence[Row], settings: dict[str, Any], checked: Checked | None = None
    ) -> Design:
        listed = with_overrides(self.overrides, _listed(self.design, rows) | settings)
        made = load_design(
            self.source,
            listed,
            max_runs=ANY,
            levers=_levers(self.design),
            document=self._document,
            checked=checked,
        )
        return replace(made, notices=())


def bounds_of(aim: Aim) -> tuple[float, float]:
    """Return the declared bounds of an outcome; those of a share for a criterion."""
    if aim.met is not None:
        return 0.0, 1.0
    return INDICATORS[aim.text].low, INDICATORS[aim.text].high


def size_of(searched: Searched) -> Size:
    """Return how much a search asks for at most, the runs that judge what is found among it."""
    settings, one = searched.settings, searched.design.size
    points = len(searched.groups) * (1 + settings.population * settings.generations)
    judging = len(searched.groups) * (1 + settings.population) * settings.judged
    if (over := searched.design.file.robust) is not None:
        policies = len(searched.groups) * (1 + min(settings.population, MOST_POLICIES))
        judging += policies * over.draws * over.replicates
    return Size(points + -(-judging // one.replicates), one.replicates, one.cells)


def _listed(design: Design, rows: Sequence[Row]) -> dict[str, Any]:
    """Return the values of a design by which it lists ``rows``."""
    file = design.file
    own = {name: dict.fromkeys(("weights", "group")) for name in file.factors}
    values: dict[str, Any] = {
        f"factors.{name}.{key}": None
        for name, keys in own.items()
        for key in keys
        if getattr(file.factors[name], key) is not None
    }
    values["sampler"] = {"kind": "table", "rows": [dict(row) for row in rows]}
    if file.levers:
        sets = dict.fromkeys(tuple(pulled_in(row[LEVERS])) for row in rows)
        values["design.combine"] = "each"
        values["design.together"] = [list(names) for names in sets if len(names) > 1]
    return values


def _levers(design: Design) -> dict[str, Any] | None:
    """Return the levers as a search pulls them; None where they stay as the design has them.

    Where each is held against its own off, those that are not pulled are as the scenario has them;
    else they are off.
    """
    if design.file.design.combine != ONE_AT_A_TIME:
        return None
    levers = design.file.levers.items()
    return {name: each.model_dump(exclude_defaults=True, exclude={"off"}) for name, each in levers}
