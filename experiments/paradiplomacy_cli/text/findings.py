"""Write findings as text for people."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.methods import leading
from paradiplomacy_analysis.wording import cell
from paradiplomacy_cli.text.columns import fitted, text_width
from paradiplomacy_experiments.configuration.faults import printable, shortened
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.labelled import Labelled

MAX_ROWS = 12
"""Rows of a table that are written out; the files have all."""

MAX_CELL = 40


def report(findings: Sequence[Finding], question: str = "", width: int | None = None) -> str:
    """Return the text of findings: what each says, why to doubt it, the head of each table.

    Before all stands the ``question`` of the whole, the answer, and the gravest doubt about it.
    """
    width = width or text_width()
    parts = [_answered(question, leading(findings), width)] if question else []
    parts += [_lines(finding, width) for finding in findings]
    return "\n\n".join("\n".join(part) for part in parts if part)


def shares(several: Sequence[Labelled], width: int | None = None) -> str:
    """Return, of which share of an experiment findings are, a line each; "" where of all."""
    told = [
        ": ".join(filter(None, [each.label, each.results.note]))
        for each in several
        if each.results.note
    ]
    lines = [
        line for text in told for line in textwrap.wrap(printable(text), width or text_width())
    ]
    return "\n".join([*lines, "", ""]) if lines else ""


def _answered(question: str, finding: Finding | None, width: int) -> list[str]:
    if finding is None:
        return []
    lines = textwrap.wrap(printable(question), width)
    lines += textwrap.wrap(printable(finding.answer), width)
    doubt = finding.doubts[0] if finding.doubts else "none"
    return lines + textwrap.wrap(printable(f"doubt: {doubt}"), width)


def _lines(finding: Finding, width: int) -> list[str]:
    lines = [printable(f"{finding.name}: {finding.question}")]
    for text in finding.sentences:
        lines += _wrapped(text, width)
    lines += ["", "doubts:" if finding.doubts else "doubts: none"]
    for text in finding.doubts:
        lines += _wrapped(text, width)
    for name, table in finding.tables.items():
        more = len(table) - MAX_ROWS
        lines += [
            "",
            f"{name}, {many(len(table), 'row')}" + (f", the first {MAX_ROWS}:" * (more > 0)),
        ]
        lines += _table(table.head(MAX_ROWS), width)
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(printable(text), width, initial_indent="- ", subsequent_indent="  ")


def _table(table: pd.DataFrame, width: int) -> list[str]:
    header = tuple(str(name) for name in table.columns)
    rows = [tuple(map(_cell, row.values())) for row in records(table)]
    return fitted([header, *rows], width)


def _cell(value: Any) -> str:
    return printable(shortened(cell(value), MAX_CELL))
