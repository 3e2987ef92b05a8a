"""Stamps: hashes over what makes a section, a picture and the runs beneath them.

A stamp has three parts, so that a stale section says why it is stale. *design*: the files of the
designs, the scenarios that they name and what they are run under. *model*: the rules, how a world
is built, the defaults of all parameters, and the indicators that a design keeps. *measure*: what
the function of the section reaches in the analysis, data beside it included. None of them needs
the results, or more than a second or two.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from paradiplomacy.indicators import INDICATORS, with_inputs
from paradiplomacy_experiments.configuration.composition import Composer, start
from paradiplomacy_experiments.configuration.keys import declarations
from paradiplomacy_experiments.configuration.layers import plain
from paradiplomacy_experiments.design import DESIGNS
from paradiplomacy_experiments.patterns import PRIOR
from tools.pages.sets import DRAWS, SETS
from tools.reached import WHOLE, hash_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from tools.pages.sets import RunSet

DIGITS = 8
"""Digits of a hash that a stamp shows."""

RULES = (
    ("paradiplomacy.schedule", "MONTH"),
    ("paradiplomacy.schedule", "begin"),
    ("paradiplomacy.processes.gate.conclusion", "close_books"),
    ("paradiplomacy.initialisation.build", "build_world"),
    ("paradiplomacy.configuration.synthetic", "populate"),
    ("paradiplomacy.engines.results", WHOLE),
    ("paradiplomacy.engines.summing", WHOLE),
)
"""Where the numbers of a run come from, whatever is measured: the month, the world at its start."""

COMBINING = ("paradiplomacy.indicators.derived", WHOLE)
SAMPLING = ("paradiplomacy_experiments.design.sampling", WHOLE)
DRIVERS = ("paradiplomacy_experiments.drivers", "driver_design")
SCORES = ("paradiplomacy_analysis.patterns.scorecard", "score")
SURVIVING = ("paradiplomacy_analysis.matching.method", "left_in")
REFOCUS = ("paradiplomacy_analysis.matching.refocusing", "refocus")
WAVES = ("paradiplomacy_experiments.matching", "wave_design")
SEARCH = ("paradiplomacy_experiments.searching.verb", "search")
SEARCHING = "paradiplomacy_experiments.searching"

MODEL = ("paradiplomacy",)
MEASURE = ("paradiplomacy_analysis", "tools")
MACHINERY = tuple(f"tools.pages.{name}" for name in ("made", "running", "runs", "sets", "stamps"))
"""Modules that bring results to a section and change no number in it."""


@dataclass(frozen=True)
class Stamp:
    """What something is made from; equal stamps, equal numbers."""

    design: str
    model: str
    measure: str = ""

    def changed(self, other: Stamp) -> tuple[str, ...]:
        """Return the names of the parts in which another differs."""
        names = (each.name for each in fields(self))
        return tuple(name for name in names if getattr(self, name) != getattr(other, name))

    def as_dict(self) -> dict[str, str]:
        """Return its parts by name, those that are there."""
        return {name: value for name, value in asdict(self).items() if value}


def digest(told: Any) -> str:
    """Return a short hash of plain data."""
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def stamp_of_runs(chosen: RunSet, design: str) -> Stamp:
    """Return the stamp of the runs of one design of a set."""
    table = {"design": {"scenario": design}}
    if chosen.shelf:
        table = _table(chosen.shelf, chosen.file(design))
    scenarios = {*_scenarios(table), *([design.split("/", maxsplit=1)[0]] if "/" in design else [])}
    told = {
        "file": _without_words(table),
        "part": [design, hash_of([DRIVERS], (DRIVERS[0],))] if "/" in design else [],
        "scenarios": {name: _scenario(name) for name in sorted(scenarios)},
        "settings": [*chosen.settings, chosen.replicates],
        "variants": _variants(chosen.name),
        **({"searched": _searched()} if chosen.searched else {}),
    }
    return Stamp(digest([told, _sampling()]), digest([_rules(), _defaults(), _kept(table)]))


@cache
def stamp_of_set(name: str) -> Stamp:
    """Return the stamp of all runs of a set, and of the scores that are taken of them."""
    chosen = SETS[name]
    every = [stamp_of_runs(chosen, design) for design in chosen.designs]
    designs, models = ([getattr(one, part) for one in every] for part in ("design", "model"))
    measure = measured([SCORES]) if chosen.scored else ""
    return Stamp(digest(designs), digest(models), measure)


def stamp_of(make: Callable[..., Any], sets: Iterable[str]) -> Stamp:
    """Return the stamp of what a function makes of the results of some sets."""
    every = [stamp_of_set(name) for name in sets]
    designs, models, scores = (
        [getattr(one, part) for one in every] for part in ("design", "model", "measure")
    )
    reach = measured([(make.__module__, make.__name__)])
    return Stamp(digest(designs), digest(models), digest([scores, reach]))


def measured(roots: Iterable[tuple[str, str]]) -> str:
    """Return a short hash of what some functions reach in the analysis and in the pages."""
    return hash_of(roots, MEASURE, MACHINERY)[:DIGITS]


def _table(shelf: Path, design: str) -> dict[str, Any]:
    return tomllib.loads((shelf / f"{design}.toml").read_text("utf-8"))


def _without_words(table: dict[str, Any]) -> dict[str, Any]:
    """Return the table of a design, or of a scenario, without what only readers look at."""
    return {
        section: {key: each for key, each in value.items() if key not in ("title", "question")}
        if section in ("design", "scenario") and isinstance(value, dict)
        else value
        for section, value in table.items()
    }


def _scenarios(table: Any) -> Iterator[str]:
    """Yield the scenarios that a design names, in its head, its factors or its levers."""
    if not isinstance(table, dict):
        return
    for key, value in table.items():
        if key == "scenario" and isinstance(value, str):
            yield value
        elif key in ("extends", "scenarios") and isinstance(value, list):
            yield from value
        else:
            yield from _scenarios(value)


@cache
def _scenario(name: str) -> dict[str, Any]:
    """Return what a scenario says, composed, without defaults, evidence and words for readers."""
    composer = Composer()
    composer.add(start(name))
    return _without_words(plain(composer.layer))


@cache
def _variants(name: str) -> Any:
    """Return what a set is run under; where that is read from results, what makes it."""
    chosen = SETS[name]
    if chosen.waves:
        return [measured([REFOCUS]), hash_of([WAVES], (WAVES[0],))]
    if chosen.depends:
        return [stamp_of_set(chosen.depends).as_dict(), measured([SURVIVING]), DRAWS]
    return chosen.variants() if chosen.variants else None


@cache
def _searched() -> list[Any]:
    """Return what decides what a search finds, and the draws against which that is held."""
    return [hash_of([SEARCH], (SEARCHING,)), _without_words(_table(DESIGNS, PRIOR))]


@cache
def _rules() -> str:
    return hash_of(RULES, MODEL)


@cache
def _sampling() -> str:
    return hash_of([SAMPLING], (SAMPLING[0],))


@cache
def _defaults() -> str:
    return digest({each.key: each.default for each in declarations().values()})


def _kept(table: dict[str, Any]) -> str:
    """Return a hash of the rules of the indicators that a design keeps."""
    keep = table.get("keep", {})
    names = keep.get("indicators", list(INDICATORS))
    return _measures(tuple(sorted({*names, *keep.get("series", ())})))


@cache
def _measures(names: tuple[str, ...]) -> str:
    measured = [INDICATORS[name] for name in sorted(with_inputs(names))]
    rules = [(each.measure.__module__, each.measure.__name__) for each in measured]
    summed = {each.name: (each.summary, each.of) for each in measured}
    return digest([hash_of([*rules, COMBINING], MODEL), summed])
