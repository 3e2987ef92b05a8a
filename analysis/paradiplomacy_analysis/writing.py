"""Write findings beside the results: a CSV file for each table, and a JSON document for each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

FOLDER = "analysis"
"""Folder of findings within a result directory."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet read a text as a formula."""


def write_findings(findings: Sequence[Finding], results: Results) -> list[Path]:
    """Write findings into the folder ``analysis`` of the result directory; return the paths.

    Each document says which configuration and contents it is of. Raises ``OSError`` where the
    folder cannot be written.
    """
    folder = results.directory / FOLDER
    manifest = results.manifest
    of = {"config_sha256": manifest.config_sha256, "contents": manifest.contents}
    folder.mkdir(exist_ok=True)
    written = []
    for finding in findings:
        for name, table in finding.tables.items():
            stem = finding.method if name == finding.method else f"{finding.method}-{name}"
            written.append(folder / f"{stem}.csv")
            inert(table).to_csv(written[-1], index=False, lineterminator="\n")
        written.append(folder / f"{finding.method}.json")
        document = json.dumps({**finding.as_json(), "of": of}, indent=1, allow_nan=False)
        written[-1].write_text(document + "\n", encoding="utf-8")
    return written


def inert(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which no text is a formula to a spreadsheet: a quote stands before it."""
    texts = table.select_dtypes(exclude="number").columns
    return table.assign(**{name: table[name].map(_inert) for name in texts})


def _inert(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
