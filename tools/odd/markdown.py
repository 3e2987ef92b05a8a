"""Markdown from declarations: tables, docstrings, bounds."""

from __future__ import annotations

import inspect
import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ROLE = re.compile(r":[a-z]+:`~?([\w.]+)`")
_LEADS = ("Rule in words.", "Equations.", "Sources.")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; a bar within a cell is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def code(text: str) -> str:
    """Write ``text`` as code; nothing where it is empty."""
    return f"`{text}`" if text else ""


def codes(names: Iterable[str]) -> str:
    """List names as code, separated by commas."""
    return ", ".join(code(name) for name in names)


def folded(summary: str, body: str) -> str:
    """Hide ``body`` under a line that opens it."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def prose(docstring: str) -> str:
    """Turn a docstring into Markdown: roles into code, literal blocks into fenced ones."""
    paragraphs: list[str] = []
    for block in re.split(r"\n{2,}", inspect.cleandoc(docstring)):
        if block.startswith("    "):
            paragraphs.append(f"```text\n{inspect.cleandoc(block)}\n```")
            continue
        text = _ROLE.sub(lambda found: code(found[1].rpartition(".")[2]), block)
        text = re.sub(r"::$", ":", text.replace("``", "`"))
        for lead in _LEADS:
            text = re.sub(rf"(^|\. ){re.escape(lead)}", rf"\1**{lead}**", text)
        paragraphs.append(text)
    return "\n\n".join(paragraphs)


def first_line(function: Any) -> str:
    """Return the first line of a function's docstring, as Markdown."""
    return prose((function.__doc__ or "").partition("\n")[0])


def number(value: float) -> str:
    """Write a number as short as it is exact."""
    return f"{value:.15g}"


def interval(low: float, high: float) -> str:
    """Write bounds; nothing where there are none."""
    if math.isfinite(low) and math.isfinite(high):
        return f"{number(low)} to {number(high)}"
    if math.isfinite(low):
        return f"at least {number(low)}"
    return f"at most {number(high)}" if math.isfinite(high) else ""


def schema_bounds(node: Mapping[str, Any]) -> str:
    """Write the bounds that a JSON schema gives a value, or each entry of a list."""
    if "items" in node:
        inner = schema_bounds(node["items"])
        return f"each {inner}" if inner else ""
    if "exclusiveMinimum" in node:
        return f"above {number(node['exclusiveMinimum'])}, at most {number(node['maximum'])}"
    return interval(node.get("minimum", -math.inf), node.get("maximum", math.inf))


def default(node: Mapping[str, Any]) -> str:
    """Write the default that a JSON schema gives a value."""
    if "default" not in node:
        return ""
    value = node["default"]
    if isinstance(value, list):
        return ", ".join(default({"default": part}) for part in value)
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return number(value) if isinstance(value, int | float) else str(value)
