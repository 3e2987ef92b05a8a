"""The page on Python, ``experiments/PYTHON.md``, as the code has it.

Made are the arguments of each verb, and the columns of each table on request.

Refresh it with ``make refresh WHAT=door``.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import paradiplomacy
from paradiplomacy_cli.options import described
from paradiplomacy_results.requested import REQUESTED
from tools.odd.markdown import code, table
from tools.writing import THE_CODE, filled, write_changed

PAGE = Path(__file__).parents[1] / "experiments" / "PYTHON.md"
VERBS = (
    *("import_ties", "run", "sweep", "merge", "drivers", "matching", "search", "replay"),
    *("analyse", "plot", "report", "explore", "diff", "export", "reproduce"),
)


def arguments(verb: str) -> str:
    """Return a table of the arguments of a verb: name, default, what it is."""
    function = getattr(paradiplomacy, verb)
    texts = described(function)
    rows = [
        (code(name), _default(parameter), texts[name].replace("``", "`"))
        for name, parameter in inspect.signature(function).parameters.items()
    ]
    return table(("argument", "default", "what it is"), rows)


def _default(parameter: inspect.Parameter) -> str:
    if parameter.default is inspect.Parameter.empty:
        return ""
    return code(repr(parameter.default))


def columns(name: str) -> str:
    """Return a table of the columns of a table on request: name, unit, what it is."""
    rows = [
        (
            code(column),
            each.unit,
            each.formula + (f"; null: {each.null}" if each.null else ""),
        )
        for column, each in REQUESTED[name].declared.items()
    ]
    return table(("column", "unit", "what it is"), rows)


def made(section: str) -> str:
    """Return what stands in a section of the page."""
    return columns(section) if section in REQUESTED else arguments(section)


def refreshed(page: str) -> str:
    """Return the page with every table as the code has it."""
    return filled(page, THE_CODE, made)


def refresh() -> list[str]:
    """Write the page anew; return its name if it changed."""
    return write_changed({PAGE: refreshed(PAGE.read_text("utf-8"))})
