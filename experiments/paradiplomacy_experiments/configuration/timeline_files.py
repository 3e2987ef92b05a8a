"""Timelines in CSV files: one row for each month or year, one column for each key.

A column ``city``, ``country``, ``ngo``, ``partnership`` or ``sector`` has the ids of whose the
values are; the other columns are called like keys of theirs (``budget``, ``leader.drive``).
Without such a column they are called like whole keys (``gate.patience``). What is read takes the
place of the entry that names the file, so that everything else sees the values alone, each at its
line of the CSV file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.layers import Leaf, Origin, Table, merged

if TYPE_CHECKING:
    from pathlib import Path

TIMELINES = "timelines"


def is_timeline_file(path: tuple[str, ...]) -> bool:
    """Tell whether a key names the file of a timeline."""
    return len(path) == 3 and path[0] == TIMELINES and path[2] == "file"


def with_timeline_files(
    layer: Table, folder: Path, *, over: bool = False
) -> tuple[Table, list[Fault]]:
    """Return ``layer`` with what the files of its timelines say, and what is wrong with these.

    Files are sought in ``folder``. What they say lies under what the layer itself says of the same
    keys, or ``over`` it; of each key it is all that holds.
    """
    timelines = layer.entries.get(TIMELINES)
    if not isinstance(timelines, Table):
        return layer, []
    named = {
        name: entry
        for name, entry in timelines.entries.items()
        if isinstance(entry, Table) and _file(entry) is not None
    }
    if not named:
        return layer, []
    faults: list[Fault] = []
    read = Table({}, timelines.origin)
    for name, entry in named.items():
        try:
            read = merged(read, _read(name, entry, folder))
        except ConfigError as error:
            faults += error.faults
    rest = {name: entry for name, entry in timelines.entries.items() if name not in named}
    stated = replace(timelines, entries=rest)
    whole = merged(stated, read) if over else merged(read, stated)
    return replace(layer, entries={**layer.entries, TIMELINES: whole}), faults


def _file(entry: Table) -> Leaf | None:
    leaf = entry.entries.get("file")
    return leaf if isinstance(leaf, Leaf) and isinstance(leaf.value, str) else None


def _read(name: str, entry: Table, folder: Path) -> Table:
    """Return the timelines in the file of an entry; raise :class:`ConfigError`."""
    # Only here: lists of scenarios need neither the model's declarations nor a reader of CSV files.
    from paradiplomacy_experiments.configuration.csv_tables import read_csv
    from paradiplomacy_experiments.configuration.timeline_rows import Reader

    leaf = _file(entry)
    assert leaf is not None  # noqa: S101 - for the type checker
    if "values" in entry.entries:
        message = "give either 'values' or a 'file' that has them"
        key = dotted((TIMELINES, name, "values"))
        where = (leaf.origin.file_name, leaf.origin.line)
        raise ConfigError([Fault("bad_event", key, message, *where)])
    reader = Reader(read_csv(folder, leaf.value, leaf.origin), leaf.origin)
    reader.read()
    if reader.faults:
        raise ConfigError(sorted(reader.faults, key=lambda fault: fault.line or 0))
    between = {each: node for each, node in entry.entries.items() if each == "between"}
    return Table(
        {
            key: Table({"values": Table(values, _first(values), replaces=True), **between},
                       _first(values))
            for key, values in reader.found.items()
        },
        leaf.origin,
    )  # fmt: skip


def _first(values: dict[str, Table | Leaf]) -> Origin:
    """Return where the first of some values stands."""
    return next(iter(values.values())).origin
