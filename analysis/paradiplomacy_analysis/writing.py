"""Write findings beside the results: a CSV file for each table, and a JSON document for each."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from paradiplomacy_results import formulas
from paradiplomacy_results.disk import inner_folder, write_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.labelled import Labelled

FOLDER = "analysis"
"""Folder of findings within a result directory."""

_MAX_STEM = 100


def write_findings(
    findings: Sequence[Finding], several: Sequence[Labelled], home: Path
) -> list[Path]:
    """Write findings into the folder ``analysis`` of the folder ``home``; return the paths.

    Each document says which configuration and contents it is of; what is of one of ``several``
    directories has its label in the names of files. All are written, or none: see
    :func:`~paradiplomacy_results.disk.write_files` for what is raised.
    """
    files = {}
    for finding in findings:
        ending = f"-of-{file_stem(finding.label)}" if finding.label and len(several) > 1 else ""
        for name, table in finding.tables.items():
            stem = finding.method if name == finding.method else f"{finding.method}-{name}"
            files[f"{stem}{ending}.csv"] = csv_of(table)
        document = {**finding.as_json(), "of": _origin(finding, several)}
        files[f"{finding.method}{ending}.json"] = json_of(document)
    folder = inner_folder(home, FOLDER)
    write_files(folder, files)
    return [folder / name for name in files]


def _origin(finding: Finding, several: Sequence[Labelled]) -> Any:
    """Return what a finding is of: one directory, or of a comparison each by its label."""
    of = {
        each.label: {
            "config_sha256": each.results.manifest.config_sha256,
            "contents": each.results.manifest.contents,
        }
        for each in several
    }
    return of if len(several) > 1 and not finding.label else of[finding.label]


def file_stem(identifier: str) -> str:
    """Return a file name for any id: the id, unsafe characters as %XX, never a path."""
    stem = quote(identifier, safe="")
    if len(stem) <= _MAX_STEM:
        return stem
    return f"{stem[:_MAX_STEM]}-{hashlib.sha256(identifier.encode()).hexdigest()[:8]}"


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
