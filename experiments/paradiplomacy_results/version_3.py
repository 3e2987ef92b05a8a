"""Facts about version 3 of the layout, whose manifests declare no indicators.

There they are declared by the metadata of each column; which of them are of ties follows from the
tables that have them.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from paradiplomacy_results.declared import Column, column_of
from paradiplomacy_results.disk import inside, opened
from paradiplomacy_results.errors import ResultsError
from paradiplomacy_results.layout import HISTORIES, PARTNERSHIPS, RUNS, SERIES
from paradiplomacy_results.parquet import footer_of

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_VERSION = 3

DORMANT_AFTER = 12

HEADLINES = (
    "trust",
    "trust_government",
    "trust_society",
    "continuity",
    "continuity_g2g",
    "continuity_ngo",
    "delivered",
    "delivered_g2g",
    "realised_ratio",
    "effectiveness",
    "ceremonial_share",
    "dormant_share",
    "ngo_led_share",
    "mou_share",
    "approval_months",
    "lost_opportunities",
    "misalignment",
    "cost",
    "norm_adoption",
)


def missing_keys(directory: Path) -> dict[str, Any]:
    """Return the keys of a manifest that those of version 3 lack, read off the files."""
    columns = {table: _indicators(directory, table) for table in (RUNS, SERIES, *_OF_TIES)}
    of_ties = {name for table in _OF_TIES for name in columns[table]}
    declared = {name: each for found in columns.values() for name, each in found.items()}
    plain = {
        name: declared[name].model_dump(mode="json", exclude_defaults=True)
        | {
            "level": "partnership" if name in of_ties else "world",
            "headline": name in HEADLINES,
        }
        for name in _in_order([list(found) for found in columns.values()])
    }
    return {"indicators": plain, "constants": {"dormant_after": DORMANT_AFTER}}


_OF_TIES = (PARTNERSHIPS, HISTORIES)


def _indicators(directory: Path, table: str) -> dict[str, Column]:
    """Return the columns with a unit in the first file of a table that can be read, in order."""
    for path in sorted((directory / table).glob("part-*.parquet")):
        try:
            with opened(inside(directory, f"{table}/{path.name}")) as file:
                schema = footer_of(file).schema.to_arrow_schema()
            found = {field.name: column_of(field) for field in schema}
        except (OSError, ValueError, ResultsError, pa.ArrowException):
            continue  # verification says so
        return {name: each for name, each in found.items() if each.unit}
    return {}


def _in_order(columns: list[list[str]]) -> list[str]:
    """Return all names in one order that agrees with that of each list."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for names in columns:
        for name in names:
            sorter.add(name)
        for one, following in pairwise(names):
            sorter.add(following, one)
    try:
        return list(sorter.static_order())
    except CycleError:
        return list(dict.fromkeys(name for names in columns for name in names))
