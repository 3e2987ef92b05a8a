"""The page on the command, ``experiments/COMMAND.md``: commands, examples and exit codes.

Refresh it with ``make refresh WHAT=command``.
"""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.reference import COMMANDS
from tools.odd.markdown import code, table
from tools.writing import THE_CODE, filled, write_changed

PAGE = Path(__file__).parents[1] / "experiments" / "COMMAND.md"


def commands() -> str:
    """Return a table of the commands, each with its line and where to read on."""
    rows = [(code(name), entry.line, _link(entry.page)) for name, entry in COMMANDS.items()]
    return table(("command", "what it does", "more"), rows)


def examples() -> str:
    """Return the examples of all commands, as a block of lines to type."""
    return "\n".join(f"    {line}" for entry in COMMANDS.values() for line in entry.examples)


def codes() -> str:
    """Return a table of the exit codes, each with the text that stands below it in the code."""
    body = ast.parse(Path(exit_codes.__file__).read_text("utf-8")).body
    rows = []
    for one, text in pairwise(body):
        match one, text:
            case (
                ast.Assign(targets=[ast.Name()], value=ast.Constant(value=int() as number)),
                ast.Expr(value=ast.Constant(value=str() as meaning)),
            ):
                rows.append((str(number), meaning))
    return table(("exit code", "meaning"), rows)


def _link(page: str) -> str:
    path = Path(page)
    target = path.name if path.parent.name == PAGE.parent.name else f"../{page}"
    return f"[{path.name}]({target})"


SECTIONS = {"commands": commands, "examples": examples, "exit codes": codes}
"""What is made, by the name of its section."""


def refreshed(page: str) -> str:
    """Return the page with every section as the code has it."""
    return filled(page, THE_CODE, lambda name: SECTIONS[name]())


def refresh() -> list[str]:
    """Write the page anew; return its name if it changed."""
    return write_changed({PAGE: refreshed(PAGE.read_text("utf-8"))})
