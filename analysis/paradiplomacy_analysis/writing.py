"""Write findings beside the results: a CSV file for each table, and a JSON document for each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from paradiplomacy_results import formulas
from paradiplomacy_results.disk import inner_folder, write_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

FOLDER = "analysis"
"""Folder of findings within a result directory."""


def write_findings(findings: Sequence[Finding], results: Results) -> list[Path]:
    """Write findings into the folder ``analysis`` of the result directory; return the paths.

    Each document says which configuration and contents it is of. All are written, or none: see
    :func:`~paradiplomacy_results.disk.write_files` for what is raised.
    """
    manifest = results.manifest
    of = {"config_sha256": manifest.config_sha256, "contents": manifest.contents}
    files = {}
    for finding in findings:
        for name, table in finding.tables.items():
            stem = finding.method if name == finding.method else f"{finding.method}-{name}"
            files[f"{stem}.csv"] = csv_of(table)
        files[f"{finding.method}.json"] = json_of({**finding.as_json(), "of": of})
    folder = inner_folder(results.directory, FOLDER)
    write_files(folder, files)
    return [folder / name for name in files]


def csv_of(table: pd.DataFrame) -> bytes:
    """Return a table as the bytes of a CSV file in which no text is a formula."""
    return inert(table).to_csv(index=False, lineterminator="\n").encode()


def json_of(document: Any) -> bytes:
    """Return plain data as the bytes of a JSON file."""
    return json.dumps(document, indent=1, allow_nan=False).encode() + b"\n"


def inert(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which no text is a formula to a spreadsheet: a quote stands before it."""
    texts = table.select_dtypes(exclude="number").columns
    return table.assign(**{name: table[name].map(formulas.inert) for name in texts})
