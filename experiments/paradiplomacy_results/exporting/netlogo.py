"""NetLogo: a table of BehaviorSpace, which whoever analyses NetLogo experiments knows how to read.

Six lines of header, then ``[run number]``, the factors, ``[step]`` and the reporters, every cell in
quotes, as BehaviorSpace 2.0 (NetLogo 6.4 and later) writes it. Its other layout, the spreadsheet,
has a column for each reporter of each run, more than a sheet has for any sweep, and is not written.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.exporting.csv_files import write_rows
from paradiplomacy_results.layout import RUNS, SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_results.exporting.origin import Origin
    from paradiplomacy_results.exporting.sheets import Sheet

TABLES = (SERIES, RUNS)
"""What can be a table of BehaviorSpace: reporters of a world by step, or at the end of a run."""

RUN_NUMBER, STEP = "[run number]", "[step]"

_NO_REPORTERS = ("run", "point", "replicate", "month", "status", "error")


def check(sheets: Sequence[Sheet]) -> None:
    """Raise :class:`UnfitError` where a table has no reporters of the world."""
    odd = [sheet.name for sheet in sheets if sheet.name not in TABLES]
    if odd:
        raise UnfitError(
            f"a table of BehaviorSpace holds reporters of the world by run and step: {SERIES}, or "
            f"{RUNS}; {', '.join(odd)} cannot be one"
        )


def write(folder: Path, sheets: Sequence[Sheet], origin: Origin) -> dict[str, str]:
    """Write a file for each of ``sheets``, piece by piece; return their names by table."""
    months = origin.facts["months"]
    when = datetime.fromisoformat(origin.when).strftime("%m/%d/%Y %H:%M:%S:000 %z")
    for sheet in sheets:
        others = (*_NO_REPORTERS, *sheet.factors)
        reporters = [name for name in sheet.columns if name not in others]
        with (folder / f"{sheet.name}.csv").open("xb") as file:
            for line in (
                [f"BehaviorSpace results ({origin.facts['exported_by']})", "Table version 2.0"],
                [f"{origin.facts['scenario']}.toml"],
                [f"{origin.name}: {origin.title}"],
                [when],
                ["min-pxcor", "max-pxcor", "min-pycor", "max-pycor"],
                ["0", "0", "0", "0"],
                [RUN_NUMBER, *sheet.factors, STEP, *reporters],
            ):
                cells = [pa.array([" ".join(cell.split())]) for cell in line]
                write_rows(file, cells, quoted=True, truths=("false", "true"))
            for piece in sheet.pieces():
                step = piece["month"] if sheet.name == SERIES else pa.array([months] * len(piece))
                cells = [
                    pc.add(piece["run"], 1),
                    *(piece[name] for name in sheet.factors),
                    step,
                    *(piece[name] for name in reporters),
                ]
                write_rows(file, cells, quoted=True, truths=("false", "true"))
    return {sheet.name: f"{sheet.name}.csv" for sheet in sheets}
