"""What the page is about at a moment, and the same as the query of its address."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, printable
from paradiplomacy_experiments.configuration.keys import pattern_path
from paradiplomacy_experiments.configuration.overrides import read_overrides
from paradiplomacy_experiments.configuration.toml_lines import starred_path
from paradiplomacy_experiments.configuration.toml_text import toml_value
from paradiplomacy_experiments.design.limits import MAX_SEED

if TYPE_CHECKING:
    from collections.abc import Iterator

BASELINE, VARIANT = SIDES = ("baseline", "variant")
"""What is compared; controls change one of the two."""

MOST_LETTERS = 20_000
"""Longest query that is read."""

MOST_CHANGES = 300
"""Changes of values of one side that are read."""

_LARGEST = {"months": 12_000, "seed": MAX_SEED, "run": 100_000, "month": 12_000}
_LEAST = {"months": 1}


@dataclass(frozen=True)
class Changes:
    """Changes of values in their order, each a dotted key and its value as TOML has it."""

    pairs: tuple[tuple[str, str], ...] = ()

    def texts(self) -> list[str]:
        """Return them as the option ``--set`` takes them."""
        return [f"{key}={value}" for key, value in self.pairs]

    def value(self, key: str) -> str | None:
        """Return the value at a key, None where it is not changed."""
        return dict(self.pairs).get(key)

    def under(self, key: str) -> Changes:
        """Return the changes of a key and of all below it."""
        return Changes(tuple(pair for pair in self.pairs if covers(key, pair[0])))

    def without(self, key: str) -> Changes:
        """Return all but those of a key, and of what lies below it."""
        return Changes(tuple(pair for pair in self.pairs if not covers(key, pair[0])))

    def with_value(self, key: str, value: str) -> Changes:
        """Return them with ``value`` at ``key``, as the last word on it and on all below it."""
        return Changes((*self.without(key).pairs, (key, value)))


@dataclass(frozen=True)
class Choice:
    """The state of a page: everything else on it follows from this.

    The variant has the changes of the baseline, and its own after them. ``months`` is None for the
    length of the scenario, ``tie`` "" for its first partnership; ``run`` and ``month`` are what is
    shown of one history; ``editing`` is the side whose values the controls change.
    """

    scenario: str
    baseline: Changes = field(default=Changes())
    variant: Changes = field(default=Changes())
    months: int | None = None
    seed: int = 1
    tie: str = ""
    run: int = 0
    month: int = 0
    editing: str = VARIANT

    def changes(self, side: str) -> Changes:
        """Return all changes of a side against the scenario."""
        if side == BASELINE:
            return self.baseline
        own = self.variant
        kept = [
            pair
            for pair in self.baseline.pairs
            if not any(covers(k, pair[0]) for k, _ in own.pairs)
        ]
        return Changes((*kept, *own.pairs))

    def own(self, side: str) -> Changes:
        """Return the changes that stand on one side alone."""
        return self.baseline if side == BASELINE else self.variant

    def with_own(self, side: str, changes: Changes) -> Choice:
        """Return the choice with other changes on one side."""
        if side == BASELINE:
            return replace(self, baseline=changes)
        return replace(self, variant=changes)

    @property
    def computed(self) -> tuple[Any, ...]:
        """Return what of it decides the numbers."""
        return self.scenario, self.baseline, self.variant, self.months, self.seed

    def query(self) -> str:
        """Return the query of the address: only what is not as it is where nothing is said."""
        return urlencode(list(self._pairs()))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        yield "scenario", self.scenario
        for text in self.baseline.texts():
            yield "base", text
        for text in self.variant.texts():
            yield "set", text
        for each in fields(self)[3:]:
            value = getattr(self, each.name)
            if value != each.default:
                yield each.name, str(value)


def covers(pattern: str, key: str) -> bool:
    """Tell whether a key is ``pattern``, lies below it, or is one that its stars stand for."""
    of, path = starred_path(pattern), starred_path(key)
    if of is None or path is None:
        return pattern == key
    return len(path) >= len(of) and all(
        part in ("*", one) for part, one in zip(of, path, strict=False)
    )


def read_query(query: str, scenario: str) -> tuple[Choice, list[Fault]]:
    """Return the choice that a query says, and what is wrong with it.

    What is wrong is left out, so that there always is a choice; ``scenario`` is that of a query
    which names none.
    """
    if len(query) > MOST_LETTERS:
        message = f"the address is longer than {MOST_LETTERS:,} letters"
        return Choice(scenario), [Fault("too_large", "address", message)]
    faults: list[Fault] = []
    said: dict[str, Any] = {}
    texts: dict[str, list[str]] = {"base": [], "set": []}
    for name, value in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
        if name in texts:
            texts[name].append(value)
        elif name in said:
            faults.append(Fault("duplicate_key", printable(name), "is given twice in the address"))
        elif name in _NAMES:
            _read(name, value, said, faults)
        else:
            message = "is nothing that an address says"
            faults.append(Fault("unknown_key", printable(name), message, allowed=tuple(_NAMES)))
    changes = {name: read_changes(each, faults) for name, each in texts.items()}
    choice = Choice(said.pop("scenario", scenario), changes["base"], changes["set"], **said)
    return choice, faults


_NAMES = ("scenario", *(each.name for each in fields(Choice)[3:]))


def _read(name: str, value: str, said: dict[str, Any], faults: list[Fault]) -> None:
    """Put what an address says of a name into ``said``, or what is wrong with it into faults."""
    if name in _LARGEST:
        low, high = _LEAST.get(name, 0), _LARGEST[name]
        if value.isascii() and value.isdigit() and len(value) < 20 and low <= int(value) <= high:
            said[name] = int(value)
        else:
            message = f"must be a whole number from {low:,} to {high:,}"
            faults.append(Fault("out_of_bounds", name, message))
    elif name == "editing" and value not in SIDES:
        faults.append(Fault("not_a_choice", name, "is no side", allowed=SIDES))
    else:
        said[name] = value


def read_changes(texts: list[str], faults: list[Fault]) -> Changes:
    """Return the changes that texts ``KEY=VALUE`` say; what is none goes to ``faults``."""
    if len(texts) > MOST_CHANGES:
        faults.append(Fault("too_large", "address", f"more than {MOST_CHANGES} changes of a side"))
        return Changes()
    found = Changes()
    for text in texts:
        settings, wrong = read_overrides([text])
        faults += wrong
        for path, value in settings:
            found = found.with_value(pattern_path(path), toml_value(value))
    return found


def refusal(error: ConfigError) -> list[str]:
    """Return the lines that tell what is wrong, without the word for how a caller gives values."""
    return str(error).splitlines()
