"""What a notebook shows of figures that were drawn into files."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_PICTURES = {".png": "image/png", ".svg": "image/svg+xml"}
"""What a browser shows as a picture, by the ending of its file."""


class Drawn(list["Path"]):
    """The paths of figures that were drawn; a notebook shows the figures themselves.

    ``left_out`` says of each figure that was not drawn why.
    """

    def __init__(self, paths: Iterable[Path] = (), left_out: Sequence[str] = ()) -> None:
        """Keep the paths, and what was left out."""
        super().__init__(paths)
        self.left_out = tuple(left_out)

    def _repr_html_(self) -> str:
        """Return each figure as a picture, in which nothing is executed; of a PDF the path."""
        pictures = "".join(f"<p>{_picture(path)}</p>" for path in self)
        return pictures + "".join(f"<p>left out: {escape(each)}</p>" for each in self.left_out)


def _picture(path: Path) -> str:
    name = escape(str(path))
    if path.suffix not in _PICTURES:
        return name
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    source = f"data:{_PICTURES[path.suffix]};base64,{data}"
    return f'<img alt="{name}" src="{source}" style="max-width: 100%">'
