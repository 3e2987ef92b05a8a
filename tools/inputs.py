"""What the inputs of the cases rest on: not on what comes later, nor on what they are held against.

``model/exceptions.toml`` lists where that is not so, and why. ``model/ODD.md`` shows the list.
"""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, TypeAdapter

from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_experiments.configuration.composition import SHIPPED
from paradiplomacy_experiments.configuration.evidence import evidence
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.configuration.values import values
from paradiplomacy_results.record import Record
from tools.odd.markdown import code, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy_experiments.configuration.scenario import Scenario

FILE = Path(__file__).parents[1] / "model" / "exceptions.toml"

COUNTRIES = "base-indonesia-korea"
"""The file on which every case is built."""

OF_CASES = ("F12", "F14", "F17")
"""The patterns that speak of a case by name, and so hold its runs against what came of it."""

Because = Literal["later", "held against"]
WORDS: dict[Because, str] = {
    "later": "speaks of a later time",
    "held against": "the case is held against it",
}


class Reliance(NamedTuple):
    """An input that rests on a row on which it should not, by itself or by a pattern of keys."""

    key: str
    row: str
    because: Because


class Exempt(BaseModel):
    """One entry of the file: keys (a star stands for any), rows, and why they may stand."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    keys: list[str]
    rows: list[str]
    because: Because
    reason: str

    def covers(self, found: Reliance) -> bool:
        """Say whether this is about what was found."""
        return (
            found.because == self.because
            and found.row in self.rows
            and any(fnmatch(found.key, key) for key in self.keys)
        )

    def single(self) -> list[Exempt]:
        """Return one entry for each key and row, so that none is idle unseen."""
        return [
            self.model_copy(update={"keys": [key], "rows": [row]})
            for key in self.keys
            for row in self.rows
        ]


@cache
def exceptions() -> tuple[Exempt, ...]:
    """Return the entries of the file, in its order."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    return tuple(TypeAdapter(list[Exempt]).validate_python(table["exception"]))


@cache
def cases() -> tuple[str, ...]:
    """Name the scenarios of real places: all that are built on the two countries.

    Stylised worlds count months from a year that stands for none, so that dates say nothing there.
    """
    files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in SHIPPED.glob("*.toml")}

    def under(name: str) -> set[str]:
        return {name}.union(*map(under, files[name].get("extends", [])))

    built = [name for name in sorted(files) if COUNTRIES in under(name)]
    return tuple(name for name in built if not name.startswith("base-"))


@cache
def record() -> Record:
    """Return the record of the cases, as the world with all of them has it."""
    return load_scenario("indonesia-korea").record or Record()


@cache
def of_targets() -> frozenset[str]:
    """Return the rows that the targets of the calibration rest on."""
    return frozenset(name for target in record().targets.values() for name in target.sources)


@cache
def held_against() -> frozenset[str]:
    """Return the rows that a target, a fact of the record or a pattern holds the cases against."""
    return frozenset(
        name
        for sources in (
            of_targets(),
            *(fact.sources for fact in record().facts.values() if fact.role == "test"),
            *(PATTERNS[name].evidence for name in OF_CASES),
        )
        for name in sources
    )


def reliances(scenario: Scenario) -> Iterator[Reliance]:
    """Yield each input of a scenario that rests on a later row, or on one it is held against."""
    presets = {country.regime.preset for country in scenario.config.countries.values()}
    for value in values(scenario):
        if value.path[0] == "regimes" and value.path[1] not in presets:
            continue
        for name in value.origin.evidence:
            if evidence()[name].is_later_than(entry(scenario, value.path)):
                yield Reliance(value.key, name, "later")
            if name in held_against():
                yield Reliance(value.key, name, "held against")


def entry(scenario: Scenario, path: tuple[str, ...]) -> str:
    """Return the month in which what stands at ``path`` enters: mostly that of the start.

    A tie that is younger than the start enters when it is founded, and with the first of its ties a
    city or an organisation that has no older one. An event enters in its month.
    """
    config = scenario.config
    start = config.scenario.start
    if path[0] == "events":
        return config.events[path[1]].month or start
    if path[0] == "cities":
        ties = [tie for tie in config.partnerships.values() if path[1] in tie.cities]
    elif path[0] == "ngos":
        ties = [config.partnerships[tie] for tie in config.ngos[path[1]].partnerships]
    else:
        ties = [config.partnerships[path[1]]] if path[0] == "partnerships" else []
    return max(start, min((tie.founded or start for tie in ties), default=start))


def section() -> str:
    """Return a table of the exceptions."""
    rows = [
        (
            ", ".join(map(code, each.keys)),
            ", ".join(each.rows),
            ", ".join(dict.fromkeys(evidence()[name].time for name in each.rows)),
            WORDS[each.because],
            each.reason,
        )
        for each in exceptions()
    ]
    return table(("input", "row", "of which time", "why it is an exception", "reason"), rows)
