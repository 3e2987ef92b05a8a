"""The page on Python, ``experiments/PYTHON.md``: the arguments of each verb, made from the code.

Refresh it with ``make odd``, or ``PYTHONPATH=model:experiments:analysis:. python -m tools.door``.

A table stands between ``<!-- made from the code: VERB -->`` and ``<!-- end -->``; all else on the
page is written by hand.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import paradiplomacy
from paradiplomacy_cli.options import described
from tools.odd.markdown import code, table

PAGE = Path(__file__).parents[1] / "experiments" / "PYTHON.md"
VERBS = ("run", "sweep", "analyse", "plot", "report")
SECTION = re.compile(
    r"^(<!-- made from the code: (\w+) -->\n)(.*?)^(<!-- end -->)", re.DOTALL | re.MULTILINE
)


def arguments(verb: str) -> str:
    """Return a table of the arguments of a verb: name, default, what it is."""
    function = getattr(paradiplomacy, verb)
    told = described(function)
    rows = [
        (code(name), _default(parameter), told[name].replace("``", "`"))
        for name, parameter in inspect.signature(function).parameters.items()
    ]
    return table(("argument", "default", "what it is"), rows)


def _default(parameter: inspect.Parameter) -> str:
    if parameter.default is inspect.Parameter.empty:
        return ""
    return code(repr(parameter.default))


def refreshed(page: str) -> str:
    """Return the page with every table as the code has it."""
    return SECTION.sub(lambda found: f"{found[1]}\n{arguments(found[2])}\n\n{found[4]}", page)


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text("utf-8")), "utf-8")
