"""Turn the declared factors and levers of a design into factors, with every fault in its line."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from paradiplomacy_experiments.configuration.faults import Fault, dotted
from paradiplomacy_experiments.configuration.layers import ANNOTATION_KEYS, Origin
from paradiplomacy_experiments.configuration.toml_lines import starred_path
from paradiplomacy_experiments.design.declarations import (
    Alternative,
    Change,
    DesignFile,
    FactorSection,
)
from paradiplomacy_experiments.design.factors import (
    NUMBER,
    WHOLE,
    Factor,
    Label,
    Level,
    Lever,
    Range,
    Setting,
    kind_of,
    pulled,
)
from paradiplomacy_experiments.design.points import is_whole
from paradiplomacy_experiments.design.reading_distributions import (
    OWNERS,
    spread_of,
    told_of_distribution,
    weights_of,
)
from paradiplomacy_results.layout import LEVERS, RESERVED

Path = tuple[str | int, ...]
Locate = Callable[[Path], Origin]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


@dataclass
class FactorReader:
    """Read the factors of a design; ``faults`` collects what is wrong with them.

    ``rows`` are the points of a table, whose values are the levels of factors that have none.
    """

    locate: Locate
    rows: Sequence[Mapping[str, Any]] = ()
    faults: list[Fault] = field(default_factory=list)

    def factors(self, file: DesignFile) -> tuple[Factor, ...]:
        """Return the factors in order, those of levers last, without the ones that are no good."""
        names = [*file.factors, *([LEVERS] if file.levers else [])]
        for name in names:
            self._check_name(name, ("factors", name))
        if len(set(names)) < len(names):
            self._refuse(("factors", LEVERS), "its name is that of the levers together")
        found = [
            self._grouped(self._factor(name, section), section, names)
            for name, section in file.factors.items()
        ]
        if file.levers:
            found.append(self._levers(file))
        return tuple(factor for factor in found if factor is not None)

    def _grouped(
        self, factor: Factor | None, section: FactorSection, names: Sequence[str]
    ) -> Factor | None:
        """Return a factor with its group and the weights of its levels."""
        if factor is None:
            return None
        path = ("factors", factor.name)
        if section.group is not None:
            self._check_name(section.group, (*path, "group"))
            if section.group in names:
                self._refuse((*path, "group"), f"{section.group!r} is a factor itself", "bad_id")
        weights: tuple[float, ...] = ()
        if section.weights is not None and factor.range is not None:
            self._refuse((*path, "weights"), "go with levels; a range has a distribution")
        elif section.weights is not None and section.steps is not None:
            self._refuse((*path, "weights"), "go with levels that are listed")
        else:
            try:
                weights = weights_of(section, [level.label for level in factor.levels])
            except ValueError as error:
                self._refuse((*path, "weights"), str(error))
        return replace(factor, group=section.group, weights=weights)

    def _refuse(self, path: Path, message: str, kind: str = "bad_factor") -> None:
        origin = self.locate(path)
        self.faults.append(Fault(kind, dotted(path), message, origin.file_name, origin.line))

    def _check_name(self, name: str, path: Path) -> None:
        if not _NAME.fullmatch(name):
            self._refuse(path, "a factor's name has letters, digits and _ only", "bad_id")
        elif name in RESERVED:
            message = f"is the name of another column of the results; what about {name}_level?"
            self._refuse(path, message, "bad_id")

    def _factor(self, name: str, section: FactorSection) -> Factor | None:
        path = ("factors", name)
        kinds = {
            "key or keys": bool(section.key or section.keys),
            "alternatives": bool(section.alternatives),
            "scenarios": bool(section.scenarios),
        }
        if sum(kinds.values()) != 1:
            self._refuse(path, f"needs one of: {', '.join(kinds)}")
            return None
        if kinds["key or keys"]:
            return self._keyed(name, section)
        for option in ("levels", "low", "high", "steps", "distribution", *OWNERS):
            if getattr(section, option) is not None:
                self._refuse((*path, option), "goes with a key, not with named levels")
        if section.scenarios:
            levels = [Level(scenario, scenario=scenario) for scenario in section.scenarios]
            return self._leveled(name, levels, (*path, "scenarios"))
        alternatives = section.alternatives.items()
        levels = [
            self._alternative(label, one, (*path, "alternatives", label))
            for label, one in alternatives
        ]
        return self._leveled(name, levels, (*path, "alternatives"))

    def _levers(self, file: DesignFile) -> Factor | None:
        levers: dict[str, Lever] = {}
        for name, lever in file.levers.items():
            path = ("levers", name)
            if not _NAME.fullmatch(name):
                self._refuse(path, "a lever's name has letters, digits and _ only", "bad_id")
            if lever.scenario is not None:
                self._refuse((*path, "scenario"), "a lever takes no other scenario")
            off = self.settings(lever.off, (*path, "off"))
            levers[name] = Lever(self._alternative(name, lever, path), off)
        together = [names for names in file.design.together if self._is_set(names, levers)]
        return self._leveled(LEVERS, pulled(levers, file.design.combine, together), ("levers",))

    def _is_set(self, names: Sequence[str], levers: Mapping[str, Lever]) -> bool:
        """Tell whether some names are those of two levers or more, each named once."""
        path = ("design", "together")
        unknown = [name for name in names if name not in levers]
        if unknown:
            self._refuse(path, f"{unknown[0]!r} is no lever of this design", "not_a_choice")
        elif len(names) < 2 or len(set(names)) < len(names):
            self._refuse(path, f"{names} is no set of two levers or more")
        return not unknown and 2 <= len(names) == len(set(names))

    def _alternative(self, label: str, one: Alternative, path: Path) -> Level:
        settings = self.settings(one.set, (*path, "set"))
        return Level(label, settings, one.scenario, tuple(one.extends))

    def settings(self, table: Mapping[str, Any], path: Path) -> tuple[Setting, ...]:
        """Return what a table of dotted keys sets."""
        found = (self._setting(key, value, (*path, key), "set") for key, value in table.items())
        return tuple(setting for setting in found if setting is not None)

    def _setting(self, key: str, value: Any, path: Path, change: Change) -> Setting | None:
        parts = starred_path(key)
        if parts is None or parts[0] == "extends":
            self._refuse(path, f"{key!r} is no dotted key of a scenario", "bad_format")
            return None
        return Setting(parts, value, self.locate(path), change)

    def _keyed(self, name: str, section: FactorSection) -> Factor | None:
        path = ("factors", name)
        if len(set(section.keys)) < len(section.keys):
            self._refuse((*path, "keys"), "names a key twice", "duplicate_entry")
        if section.key and section.keys:
            self._refuse(path, "has both key and keys; one is enough")
        where: Path = (*path, "key" if section.key else "keys")
        keys = [section.key] if section.key else section.keys
        read = [self._setting(key, None, where, section.change) for key in keys]
        settings = tuple(setting for setting in read if setting is not None)
        if len(settings) < len(keys):
            return None
        whole = section.change == "set" and is_whole(settings[0].path)
        told = list(told_of_distribution(section))
        for key, message in told:
            self._refuse((*path, key), message)
        ranged = any(each is not None for each in (section.low, section.high, section.distribution))
        if section.levels is not None and ranged:
            self._refuse(path, "has both levels and a range; one is enough")
            return None
        if told:
            return None
        if section.levels is not None:
            labels = _labelled(section.levels)
            if labels is None:
                message = "must be a list of values, or a table of values by name"
                self._refuse((*path, "levels"), message, "wrong_type")
                return None
            return self._leveled(name, _levels(settings, labels), (*path, "levels"))
        if ranged:
            return self._ranged(name, section, settings, whole=whole)
        values = dict.fromkeys(row[name] for row in self.rows if _is_plain(row.get(name)))
        if values:
            return self._leveled(name, _levels(settings, [(one, one) for one in values]), path)
        column = "a column among those listed, " if self.rows else ""
        self._refuse(path, f"needs {column}levels, or low and high")
        return None

    def _ranged(
        self, name: str, section: FactorSection, settings: tuple[Setting, ...], *, whole: bool
    ) -> Factor | None:
        path = ("factors", name)
        spread = spread_of(section)
        low, high = (section.low, section.high) if spread is None else (spread.low, spread.high)
        if low is None or high is None or low >= high:
            self._refuse(path, "a range needs low and high, and low must be less")
            return None
        if section.log and low <= 0.0:
            self._refuse((*path, "low"), "a logarithmic range begins above 0", "out_of_bounds")
            return None
        ends = [end for end in (low, high) if math.isfinite(end)]
        if whole and (section.log or not all(end.is_integer() for end in ends)):
            self._refuse(path, "a range of whole numbers has whole ends, and is not logarithmic")
            return None
        full = Range(low, high, section.log, whole, settings, spread)
        if section.steps is None:
            return Factor(name, WHOLE if whole else NUMBER, range=full)
        values = spaced(full, section.steps)
        if len(set(values)) < len(values):
            what = "more steps than there are whole numbers in the range"
            self._refuse((*path, "steps"), what if spread is None else "two of them are the same")
            return None
        return self._leveled(name, [full.level(value) for value in values], path)

    def _leveled(self, name: str, levels: Sequence[Level], path: Path) -> Factor | None:
        labels = [level.label for level in levels]
        if not labels:
            self._refuse(path, "has no levels", "empty")
            return None
        if len(set(map(str, labels))) < len(labels):
            self._refuse(path, "has a level twice", "duplicate_entry")
            return None
        return Factor(name, kind_of(labels), tuple(levels))


def _is_plain(value: Any) -> bool:
    return isinstance(value, bool | int | float | str)


def _labelled(levels: Any) -> list[tuple[Label, Any]] | None:
    """Return label and value of each level, or None where they are not given as they must be."""
    if isinstance(levels, dict):
        return list(levels.items())
    if isinstance(levels, list):
        bare = [one.get("value") if _annotated(one) else one for one in levels]
        if all(_is_plain(label) for label in bare):
            return list(zip(bare, levels, strict=True))
    return None


def _annotated(value: Any) -> bool:
    return isinstance(value, dict) and "value" in value and set(value) <= set(ANNOTATION_KEYS)


def _levels(settings: Sequence[Setting], labels: Sequence[tuple[Label, Any]]) -> list[Level]:
    return [
        Level(
            label,
            tuple(Setting(each.path, value, each.origin, each.change) for each in settings),
        )
        for label, value in labels
    ]


def spaced(full: Range, steps: int) -> list[int | float]:
    """Return equally spaced values of a range, both ends among them.

    Of a distribution the medians of equally likely slices: each stands for an equal share of it.
    """
    if full.distribution is not None:
        return [full.at((step + 0.5) / steps) for step in range(steps)]
    places = [step / (steps - 1) for step in range(steps)]
    if not full.whole:
        return [full.at(place) for place in places]
    return [math.floor(full.low + place * (full.high - full.low) + 0.5) for place in places]
