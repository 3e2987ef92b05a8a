"""What stands beside the tables of an export: what each column is, and where it all comes from.

``columns.csv`` is for people and for any program, ``datapackage.json`` for those that read data
packages (Frictionless Data, with their table schema), ``provenance.json`` says what it is of.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from typing import TYPE_CHECKING, Any

from paradiplomacy_results.exporting.folder import ORIGIN
from paradiplomacy_results.formulas import inert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from paradiplomacy_results.declared import DeclaredColumn
    from paradiplomacy_results.exporting.origin import Origin
    from paradiplomacy_results.exporting.sheets import Sheet

COLUMNS = "columns.csv"
PACKAGE = "datapackage.json"

HEADER = ("table", "column", "kind", "unit", "formula", "low", "high", "summary", "missing")
"""What is said of a column."""

_TYPES = {"whole": "integer", "number": "number", "truth": "boolean", "text": "string"}
"""Types of a table schema by kind."""


def label(column: DeclaredColumn, most: int | None = None, before: str = "") -> str:
    """Return what a column is, with its unit, in at most so many letters; ``before`` begins it."""
    unit = f" [{column.unit}]" if column.unit and column.unit != "1" else ""
    text = f"{before}{column.formula}"
    if most is not None and len(text) + len(unit) > most:
        text = f"{text[: max(0, most - len(unit) - 1)].rstrip()}…"
    return f"{text}{unit}"[:most]


def rows_of(sheets: Sequence[Sheet]) -> list[tuple[str | float | None, ...]]:
    """Return a row for each column of each table, as the :data:`HEADER` says."""
    return [
        (
            sheet.name, name, each.kind, each.unit, each.formula, _bound(each.low),
            _bound(each.high), each.summary, each.null,
        )
        for sheet in sheets
        for name, each in sheet.columns.items()
    ]  # fmt: skip


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None


def write_beside(
    folder: Path,
    sheets: Sequence[Sheet],
    origin: Origin,
    files: Mapping[str, str],
    options: Mapping[str, Any],
    *,
    package: bool = False,
) -> None:
    """Write the codebook and the origin of tables into ``folder``, and a ``package`` if asked.

    ``files`` gives the file of each table, ``options`` what was asked for.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([HEADER, *([inert(cell) for cell in row] for row in rows_of(sheets))])
    (folder / COLUMNS).write_text(text.getvalue(), "utf-8", newline="")
    if package:
        _write_json(folder / PACKAGE, _package(sheets, origin, files))
    told = {**origin.facts, "export": dict(options), "files": dict(files)}
    if origin.warning:
        told["warning"] = origin.warning
    _write_json(folder / ORIGIN, told)


def _write_json(path: Path, document: Any) -> None:
    text = json.dumps(document, indent=1, allow_nan=False, ensure_ascii=False)
    path.write_text(f"{text}\n", "utf-8", newline="")


def _package(sheets: Sequence[Sheet], origin: Origin, files: Mapping[str, str]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9._-]+", "-", origin.name.lower()).strip("-") or "results",
        "title": origin.title,
        "description": origin.line,
        "resources": [_resource(sheet, files[sheet.name]) for sheet in sheets],
    }


def _resource(sheet: Sheet, path: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": sheet.name,
        "description": sheet.about,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(name, column) for name, column in sheet.columns.items()],
            "missingValues": [""],
        },
    }


def _field(name: str, column: DeclaredColumn) -> dict[str, Any]:
    field = {"name": inert(name), "type": _TYPES[column.kind], "description": label(column)}
    if column.unit:
        field["unit"] = column.unit
    if column.kind in ("whole", "number"):
        bounds = {"minimum": column.low, "maximum": column.high}
        finite = {key: bound for key, bound in bounds.items() if math.isfinite(bound)}
        if finite:
            field["constraints"] = finite
    return field
