"""Make anew what is made from the code: ``make refresh``, or ``make refresh WHAT="odd schemas"``.

Read the difference before you commit it. A baseline or a neutral value that changed is a result
that changed, and wants its line in CHANGELOG.md; a picture that changed wants to be looked at.
What is made from results is not here: that is ``make validity``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MADE = {
    "schemas": ("tools.schemas", "JSON Schemas for editors"),
    "neutral": ("tools.neutral", "values of the neutral variants, measured (some minutes)"),
    "odd": ("tools.odd.page", "tables of model/ODD.md"),
    "door": ("tools.door", "tables of experiments/PYTHON.md"),
    "command": ("tools.command", "tables of experiments/COMMAND.md"),
    "baseline": ("tools.baseline", "the exact baseline of the regression test"),
    "pictures": ("tools.pictures", "pictures of all figures for the regression test"),
}
"""What can be made, in the order in which one rests on the other: its module, and what it is."""

IN_PARTS = ("pictures",)
"""Of what one part can be made alone, named behind a slash, as in ``pictures/forest``."""


def main(names: Sequence[str]) -> None:
    """Make what is named, by default all, and tell what changed."""
    unknown = [name for name in names if not _is_known(name)]
    if unknown:
        sys.exit(f"nothing is called {', '.join(unknown)}; there are {', '.join(MADE)}")
    for name in names or MADE:
        whole, _, part = name.partition("/")
        module, what = MADE[whole]
        print(f"{name}: {what}", flush=True)
        try:
            changed = import_module(module).refresh(*filter(None, [part]))
        except LookupError as error:
            sys.exit(f"{name}: {error}")
        print(f"  changed: {', '.join(changed) or 'nothing'}", flush=True)


def _is_known(name: str) -> bool:
    whole, slash, part = name.partition("/")
    return whole in MADE and (not slash or (whole in IN_PARTS and part != ""))


if __name__ == "__main__":
    main(sys.argv[1:])
