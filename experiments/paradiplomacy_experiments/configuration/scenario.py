"""Load a scenario: read its files, lay them over one another, check the whole, keep the origins."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.custom_choices import BUILT_IN
from paradiplomacy.configuration.synthetic import DRAWN
from paradiplomacy.custom.together import Custom
from paradiplomacy.indicators import PARTNERSHIP
from paradiplomacy.parameters import Parameters
from paradiplomacy_experiments.configuration.composition import Composer, start
from paradiplomacy_experiments.configuration.custom_files import custom_files
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.layers import (
    DEFAULT,
    Origin,
    Table,
    leaves,
    origin_of,
    plain,
)
from paradiplomacy_experiments.configuration.overrides import Overrides
from paradiplomacy_experiments.configuration.stars import overridden
from paradiplomacy_experiments.configuration.timeline_files import with_timeline_files
from paradiplomacy_experiments.configuration.validation import validated, with_synthetic
from paradiplomacy_experiments.html_text import html_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_experiments.configuration.composition import Named
    from paradiplomacy_results.record import Record


@dataclass(frozen=True, repr=False)
class Scenario:
    """A checked scenario: its configuration, and where each value comes from."""

    name: str
    config: WorldConfig
    layer: Table
    """What the files and overrides say, composed, each value with its origin."""
    raw: dict[str, Any]
    """The same without annotations."""
    custom: Custom = field(default_factory=Custom)
    """Custom files, as they were when the scenario was loaded."""
    record: Record | None = None
    """What its partnerships are held against, where it names that."""

    def entities(self) -> dict[str, int]:
        """Return the number of entries in each table of entities, drawn ones included."""
        return {table: len(getattr(self.config, table)) for table in DRAWN}

    def resolved(self) -> dict[str, Any]:
        """Return the whole configuration as plain tables, defaults included.

        Read as a scenario of its own it gives the same configuration; what a synthetic world draws
        is not listed, since it is drawn again. A country's regime stays as it is written: filling
        in defaults there would override its preset with them.
        """
        listed = {
            name: {entry: getattr(self.config, name)[entry] for entry in self.raw.get(name, {})}
            for name in DRAWN
        }
        tables = self.config.model_copy(update=listed).model_dump(exclude_none=True)
        # So that adding these tables to the model changed no hash.
        for added in ("timelines", "indicators"):
            if not tables[added]:
                del tables[added]
        if set(tables["classes"].values()) == {BUILT_IN}:
            del tables["classes"]
        for table in ("countries", "events"):
            for name, entry in tables[table].items():
                if "regime" in entry:
                    entry["regime"] = self.raw[table][name]["regime"]
        world_first = sorted(tables, key=lambda name: name in Parameters.model_fields)
        return {name: tables[name] for name in ["scenario", *world_first]}

    def __repr__(self) -> str:
        """Return name and title, and how much there is of what."""
        return f"<Scenario {self.name!r}: {self.config.scenario.title}; {self.config.counted}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: title, question, and the partnerships with their cities."""
        header = self.config.scenario
        cities = self.config.cities
        rows = [
            (tie.name, *(cities[city].name for city in tie.cities), tie.founded or "at the start")
            for tie in self.config.partnerships.values()
        ]
        until = f"{header.months} months from {header.start}"
        return (
            f"<p><b>{escape(header.title)}</b> ({escape(self.name)}), {until}<br>"
            f"{escape(header.question)}</p>"
            + html_table(("partnership", "first city", "second city", "founded"), rows)
        )

    def origin(self, key: str) -> Origin:
        """Return where the value at ``key`` comes from."""
        return self._origins.get(key, DEFAULT)

    @cached_property
    def _origins(self) -> Mapping[str, Origin]:
        """Return the origin of each value that is given, by dotted key."""
        return {dotted(path): leaf.origin for path, leaf in leaves(self.layer)}


def load_scenario(name_or_path: str | Path, overrides: Overrides = ()) -> Scenario:
    """Load a shipped scenario by name, or any by path; apply overrides in order.

    They are texts like ``gate.patience=24``, or a mapping of such keys to values; a star stands for
    each id in its place, as in ``cities.*.capacity=0.5``. Custom files are sought in the folder of
    the scenario, for one that ships in the current folder. Raises :class:`ConfigError` with every
    fault of the files and overrides together.
    """
    composer = Composer()
    source = start(name_or_path)
    composer.add(source)
    layer, faults = overridden(composer.layer, overrides)
    name = Path(name_or_path).stem
    folder = Path() if source.shipped else source.path.parent
    layer, unread = with_timeline_files(layer, folder, over=True)
    faults = [*composer.faults, *faults, *unread]
    return checked(name, layer, folder, faults, whole=composer.whole, named=composer.named)


def checked(
    name: str,
    layer: Table,
    folder: Path,
    faults: Sequence[Fault] = (),
    *,
    whole: bool = True,
    named: Mapping[str, Named] | None = None,
) -> Scenario:
    """Return the scenario that a composed ``layer`` makes.

    ``folder`` is where custom files are, ``faults`` what is known to be wrong already;
    ``whole`` is false where a layer could not be read; ``named`` are the files of its record.
    Raises :class:`ConfigError` with these faults and all that are found.
    """
    config: WorldConfig | None = None
    raw = plain(layer)
    locate = partial(origin_of, layer)
    custom, misfits = custom_files(raw, folder, locate)
    full, found = with_synthetic(raw, locate)
    if not found:
        config, found = validated(full, locate, whole=whole)
    found = _first_per_key([*faults, *misfits], found)
    if found or config is None:
        raise ConfigError(found)
    record = _record(named, config, custom) if named else None
    return Scenario(name, config, layer, raw, custom, record)


def _record(named: Mapping[str, Named], config: WorldConfig, custom: Custom) -> Record | None:
    # Only here: most scenarios of a design name no record of their own.
    from paradiplomacy_experiments.configuration.records import record_of

    of_ties = [name for name, one in custom.indicators.items() if one.level == PARTNERSHIP]
    return record_of(named, config, of_ties)


def _first_per_key(earlier: list[Fault], later: list[Fault]) -> list[Fault]:
    """Join two lists of faults, leaving out later words on a key that already has one."""
    known = {fault.key for fault in earlier if fault.key}
    return earlier + [fault for fault in later if fault.key not in known]
