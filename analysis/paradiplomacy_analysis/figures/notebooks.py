"""What a notebook shows: figures as pictures, whether they are given or were drawn into files."""

from __future__ import annotations

import base64
import sys
from html import escape
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from paradiplomacy_analysis.figures.saving import rendered

if TYPE_CHECKING:
    from pathlib import Path

_PICTURES = {".png": "image/png", ".svg": "image/svg+xml"}
"""What a browser shows as a picture, by the ending of its file."""


class Drawn(list["Path"]):
    """The paths of figures that were drawn; a notebook shows the figures themselves."""

    def _repr_html_(self) -> str:
        """Return each figure as a picture, in which nothing is executed; of a PDF the path."""
        return "".join(f"<p>{_picture(path)}</p>" for path in self)


def _picture(path: Path) -> str:
    name = escape(str(path))
    if path.suffix not in _PICTURES:
        return name
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    source = f"data:{_PICTURES[path.suffix]};base64,{data}"
    return f'<img alt="{name}" src="{source}" style="max-width: 100%">'


def show_figures() -> None:
    """Have the notebook in which this runs, if it is one, show figures that a cell ends with.

    IPython does so once pyplot is imported, which nothing here does. What the user has chosen for
    figures stays.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return
    formatter = shell.display_formatter.formatters["image/png"]
    if Figure not in formatter.type_printers:
        formatter.for_type(Figure, image)
