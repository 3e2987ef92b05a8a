"""The record that a scenario names: read, checked, and fitted to the partnerships of its world.

A case is the partnership that joins two cities of its names, in countries of its names, whatever id
it has: a record of other cities is never held against a partnership that is only called alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from paradiplomacy.configuration.names import closest
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.layers import Origin
from paradiplomacy_experiments.configuration.reading import Document, read
from paradiplomacy_experiments.configuration.validation import validate
from paradiplomacy_results.record import Bounded, Case, Fact, FactsFile, Record, Target, TargetsFile

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_experiments.configuration.composition import Named

One = TypeVar("One", Fact, Target)

FILES = {"record": FactsFile, "targets": TargetsFile}
"""What a file holds by the key that names it in a scenario."""


def record_of(
    named: Mapping[str, Named], config: WorldConfig, indicators: Collection[str]
) -> Record | None:
    """Return what a scenario's world is held against; None where it names nothing that fits.

    ``named`` are the files by key and ``indicators`` those of a partnership. Cases that this world
    lacks are left out, where a file is named by a scenario that this one extends. Raises
    :class:`ConfigError` with every fault of the files.
    """
    readers = [_Reader.of(key, each) for key, each in sorted(named.items())]
    faults = [fault for reader in readers for fault in reader.faults(config, indicators)]
    parts = {reader.key: reader for reader in readers}
    if not faults:
        faults += _joint_faults(parts)
    if faults:
        raise ConfigError(faults)
    record = _fitted(parts, config)
    return record if record.cases else None


@dataclass(frozen=True)
class _Reader:
    """One file: what it declares, and how its places are told."""

    key: str
    named: Named
    document: Document
    file: FactsFile | TargetsFile | None
    misfits: tuple[Fault, ...]

    @classmethod
    def of(cls, key: str, named: Named) -> _Reader:
        document = read(named.source.path, named.source.label)

        def locate(path: tuple[str | int, ...]) -> Origin:
            return Origin("file", document.label, document.lines.of([str(part) for part in path]))

        kind: Any = FILES[key]
        file, misfits = validate(kind, document.table, locate)
        return cls(key, named, document, file, tuple(misfits))

    @property
    def cases(self) -> Mapping[str, Case]:
        return self.file.cases if self.file is not None else {}

    @property
    def facts(self) -> Mapping[str, Fact]:
        return self.file.facts if isinstance(self.file, FactsFile) else {}

    @property
    def targets(self) -> Mapping[str, Target]:
        return self.file.targets if isinstance(self.file, TargetsFile) else {}

    def fault(
        self, kind: str, path: Sequence[str], message: str, word: str = "", known: Any = ()
    ) -> Fault:
        line = self.document.lines.of(list(path))
        near = closest(word, list(known)) if word else None
        return Fault(kind, dotted(path), message, self.document.label, line, near, tuple(known))

    def faults(self, config: WorldConfig, indicators: Collection[str]) -> Iterator[Fault]:
        """Yield what is wrong with the file by itself, and beside the world."""
        yield from self.misfits
        for name, case in self.cases.items():
            if self.named.own and partnership_of(case, config) is None:
                joined = [" and ".join(_places(tie, config)) for tie in config.partnerships]
                places = map(", ".join, zip(case.cities, case.countries, strict=True))
                wanted = " and ".join(places)
                message = f"no partnership of the scenario joins {wanted}"
                yield self.fault("dangling_reference", ("cases", name), message, wanted, joined)
        for name, fact in self.facts.items():
            path = ("facts", name)
            yield from self._known_case(fact.case, (*path, "case"))
            yield from self._fact(fact, path)
            yield from self._terms(fact, path, indicators, fact.case)
        for name, target in self.targets.items():
            path = ("targets", name)
            if not target.terms:
                yield self.fault("empty", path, "needs terms: what is added up")
            elif target.bounds != 1:
                yield self.fault("bad_format", path, "needs one bound, at_least or at_most")
            yield from self._terms(target, path, indicators)

    def _known_case(self, case: str, path: Sequence[str]) -> Iterator[Fault]:
        if self.file is not None and case not in self.cases:
            message = f"{case!r} is none of the cases of this file"
            yield self.fault("dangling_reference", path, message, case, self.cases)

    def _fact(self, fact: Fact, path: tuple[str, ...]) -> Iterator[Fault]:
        if fact.ends < fact.begins:
            yield self.fault("out_of_bounds", (*path, "ends"), "ends before it begins")
        tested = (fact.target is not None) + bool(fact.terms)
        if tested != (fact.role == "test"):
            message = "has a target or terms if, and only if, its role is test"
            yield self.fault("bad_format", path, message)
        elif fact.bounds != bool(fact.terms):
            message = "needs one bound, at_least or at_most, where it has terms, and else none"
            yield self.fault("bad_format", path, message)

    def _terms(
        self, one: Bounded, path: tuple[str, ...], indicators: Collection[str], case: str = ""
    ) -> Iterator[Fault]:
        for term in one.terms:
            where = (*path, "terms")
            if case and term.case != case:
                yield self.fault("bad_format", where, f"a fact of {case!r} is about it alone")
            elif not case:
                yield from self._known_case(term.case, where)
            if term.indicator not in indicators:
                message = f"{term.indicator!r} is no indicator of a partnership"
                yield self.fault("not_a_choice", where, message, term.indicator, sorted(indicators))
            if term.since is not None and term.at is not None and term.since >= term.at:
                message = f"since {term.since} is not before at {term.at}"
                yield self.fault("out_of_bounds", where, message)


def _joint_faults(parts: Mapping[str, _Reader]) -> Iterator[Fault]:
    """Yield what does not fit together in facts and targets."""
    facts, targets = parts.get("record"), parts.get("targets")
    if facts is not None:
        known = targets.targets if targets is not None else {}
        for name, fact in facts.facts.items():
            if fact.target is not None and fact.target not in known:
                message = f"{fact.target!r} is no target that the scenario names"
                yield facts.fault(
                    "dangling_reference", ("facts", name, "target"), message, fact.target, known
                )
    if targets is None:
        return
    cases = [case for reader in parts.values() for case in reader.cases.values()]
    predicted = {_names(case) for case in cases if case.predicted}
    for name, target in targets.targets.items():
        for term in target.terms:
            if _names(targets.cases[term.case]) in predicted:
                message = f"{term.case!r} is predicted, and can be in no target"
                yield targets.fault("bad_format", ("targets", name), message)


def _fitted(parts: Mapping[str, _Reader], config: WorldConfig) -> Record:
    """Return facts and targets of the partnerships that are there, by the ids of these."""
    cases: dict[str, Case] = {}
    facts: dict[str, Fact] = {}
    targets: dict[str, Target] = {}
    for reader in parts.values():
        ids = {
            name: found
            for name, case in reader.cases.items()
            if (found := partnership_of(case, config)) is not None
        }
        for name, found in ids.items():
            case = reader.cases[name]
            known = cases.get(found, case)
            predicted = case.predicted or known.predicted
            cases[found] = case.model_copy(update={"predicted": predicted})
        targets |= {
            name: _with_ids(target, ids)
            for name, target in reader.targets.items()
            if all(term.case in ids for term in target.terms)
        }
        facts |= {
            name: _with_ids(fact, ids).model_copy(update={"case": ids[fact.case]})
            for name, fact in reader.facts.items()
            if fact.case in ids
        }
    kept = {name: fact for name, fact in facts.items() if fact.target in (None, *targets)}
    files = {key: reader.document.label for key, reader in parts.items()}
    return Record(files=files, cases=cases, facts=kept, targets=targets)


def _with_ids(one: One, ids: Mapping[str, str]) -> One:
    terms = tuple(term.model_copy(update={"case": ids[term.case]}) for term in one.terms)
    return one.model_copy(update={"terms": terms})


def partnership_of(case: Case, config: WorldConfig) -> str | None:
    """Return the id of the partnership of the two cities that a case names; None where none."""
    return _pairs(config).get(_names(case))


Names = frozenset[tuple[str, str]]
"""Names of two cities, each with that of its country, as they are compared."""


def _names(case: Case) -> Names:
    pairs = zip(case.cities, case.countries, strict=True)
    return frozenset((_plain(city), _plain(country)) for city, country in pairs)


def _pairs(config: WorldConfig) -> dict[Names, str]:
    found: dict[Names, str] = {}
    for name, tie in config.partnerships.items():
        cities = [config.cities[city] for city in tie.cities]
        names = ((each.name, config.countries[each.country].name) for each in cities)
        found[frozenset((_plain(city), _plain(country)) for city, country in names)] = name
    return found


def _places(partnership: str, config: WorldConfig) -> list[str]:
    """Name the two cities of a partnership, each with its country."""
    cities = (config.cities[city] for city in config.partnerships[partnership].cities)
    return [f"{each.name}, {config.countries[each.country].name}" for each in cities]


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
