"""The verb ``export``: tables of results as files of other programs, in a folder of their own."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy_results.disk import inside
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.exporting.folder import FOLDER, refuse_what_stands, whole_folder
from paradiplomacy_results.layout import RUNS, SERIES, TABLES
from paradiplomacy_results.names import check_names
from paradiplomacy_results.share import refuse_incomplete
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_results.exporting.sheets import Sheet
    from paradiplomacy_results.reading import Results

FORMATS = {
    "csv": "csv_files",
    "xlsx": "xlsx",
    "stata": "stata",
    "feather": "feather",
    "netlogo": "netlogo",
}
"""The module of each format."""

SHAPES = ("wide", "long")
"""A column for each indicator, as tables are kept; or a row for each value."""

_ENDINGS = (".csv", ".xlsx", ".dta", ".feather", ".zip")


@dataclass(frozen=True)
class Exported:
    """What was written: the ``folder`` and the ``files`` of tables in it, by table.

    ``warning`` says that runs are missing, where they are.
    """

    folder: Path
    files: dict[str, Path]
    warning: str = ""


def export(
    results: Results | str | Path,
    to: str = "csv",
    *,
    tables: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    shape: str = "wide",
    out: str | Path | None = None,
    overwrite: bool = False,
    partial: bool = False,
    bom: bool = False,
) -> Exported:
    """Write tables of results as files of another program, with their units and their origin.

    Args:
        results: A result directory, or what ``load`` gave.
        to: Format of the files: ``csv``, ``xlsx``, ``stata``, ``feather`` or ``netlogo``.
        tables: Tables to write; by default all that are there, and for NetLogo the series.
        outcomes: Indicators to write; by default all that were kept.
        shape: A column for each indicator (``wide``), or a row for each value (``long``).
        out: Folder of the export; by default ``export/FORMAT`` in the result directory.
        overwrite: Replace the export that is in the folder.
        partial: Write what is there where runs are missing, with their share in every export.
        bom: Begin CSV files with a byte order mark, without which Excel reads no letters but
            English ones.

    Raises:
        ResultsError: The results cannot be read, do not fit the format, or nothing can be written;
            each kind is a class of its own.
    """
    from paradiplomacy_results.exporting.codebook import write_beside
    from paradiplomacy_results.exporting.origin import origin_of
    from paradiplomacy_results.reading import Results, load

    check_names("format", [to], FORMATS)
    check_names("shape", [shape], SHAPES)
    check_names("table", tables, TABLES)
    _check_options(to, shape, bom=bom)
    opened = results if isinstance(results, Results) else load(results, partial=partial)
    check_names("outcome", outcomes, opened.indicators)
    if not partial:
        refuse_incomplete(opened)
    origin = origin_of(opened)
    chosen = _chosen(opened, to, shape, tables)
    sheets = _sheets(opened, chosen, shape, outcomes)
    format_of = import_module(f"paradiplomacy_results.exporting.{FORMATS[to]}")
    format_of.check(sheets)
    target = _target(opened, to, shape, out)
    refuse_what_stands(target, overwrite=overwrite)
    with whole_folder(target, overwrite=overwrite) as folder:
        settings = {"bom": bom} if to == "csv" else {}
        files = format_of.write(folder, sheets, origin, **settings)
        asked = {"to": to, "shape": shape, "tables": chosen, "outcomes": list(outcomes)}
        write_beside(folder, sheets, origin, files, asked, package=to == "csv")
    written = {table: target / name for table, name in files.items()}
    return Exported(target, written, origin.warning)


def _check_options(to: str, shape: str, *, bom: bool) -> None:
    if to == "netlogo" and shape != "wide":
        raise UnfitError("a table of BehaviorSpace has a column for each reporter: it is wide")
    if bom and to != "csv":
        raise UnfitError(f"{argument('bom', True)} is for csv, not for {to}")


def _chosen(results: Results, to: str, shape: str, tables: Sequence[str]) -> list[str]:
    """Return the tables to write, in order; refuse those that are not there or cannot be long."""
    from paradiplomacy_results.exporting.sheets import MEASURED

    for table in tables:
        if not results.has(table):
            results.read(table)  # says how to have it
    there = [table for table in TABLES if results.has(table) and (not tables or table in tables)]
    if to == "netlogo" and not tables:
        return [SERIES] if SERIES in there else [RUNS]
    if shape == "wide":
        return there
    flat = [table for table in there if table not in MEASURED]
    if tables and flat:
        raise UnfitError(
            f"{', '.join(flat)} cannot be long: that is for tables of indicators, "
            f"{', '.join(MEASURED)}"
        )
    return [table for table in there if table in MEASURED]


def _sheets(
    results: Results, tables: Sequence[str], shape: str, outcomes: Sequence[str]
) -> list[Sheet]:
    from paradiplomacy_results.exporting import sheets
    from paradiplomacy_results.exporting.keys import Keys

    keys = Keys(results)
    made = {"wide": sheets.wide, "long": sheets.long}[shape]
    return [made(results, table, outcomes, keys) for table in tables]


def _target(results: Results, to: str, shape: str, out: str | Path | None) -> Path:
    if out is None:
        name = to if shape == "wide" else f"{to}-{shape}"
        return inside(results.directory, f"{FOLDER}/{name}")
    if Path(out).suffix.lower() in _ENDINGS:
        raise UnfitError(f"{out} is called like a file; {argument('out', 'DIR')} names a folder")
    return Path(out)
