"""Tables for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def html_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return texts as an HTML table; whatever they hold is shown as it is."""
    cells = [[f"<td>{escape(text)}</td>" for text in row] for row in rows]
    titles = "".join(f"<th>{escape(text)}</th>" for text in head)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
