"""Recipes of a page: take them apart, and follow them in a copy of the project.

A recipe is a heading with blocks below it. The line before a block says where its text goes::

    **`path/of/file.py`**, new:
    **`path/of/file.py`**, at the end:
    **`path/of/file.py`**, below `text`:      also: above `text`, in place of `text`

``text`` stands in one line of the file. In Python the place is the whole of what begins on that
line, a statement or an entry of a list; elsewhere, and within a docstring, it is the line. Blocks
in ``sh`` hold what to type.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

_PLACE = (
    r"^\*\*`(?P<path>[^`]+)`\*\*, "
    r"(?P<where>new|at the end|below|above|in place of)(?: `(?P<anchor>[^`]+)`)?:\n\n"
)
_EDIT = re.compile(_PLACE + r"```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```\w+\n.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(?P<level>#+) (?P<name>.+)$", re.MULTILINE)

SOURCE_ROOTS = ("model", "experiments", "analysis", "")


class MisfitError(Exception):
    """Tells that a block does not fit the file to which it goes."""


@dataclass(frozen=True)
class Edit:
    """A block, and where its text goes."""

    path: str
    where: str
    anchor: str
    text: str

    def apply(self, root: Path) -> None:
        """Change the file below ``root``."""
        path = root / self.path
        if (self.where == "new") == path.exists():
            raise MisfitError(f"{self.path} is there already, or is not there to be changed")
        if self.where == "new":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text, "utf-8")
            return
        lines = path.read_text("utf-8").splitlines(keepends=True)
        first, last = self._place(lines)
        path.write_text("".join([*lines[:first], self.text, *lines[last:]]), "utf-8")

    def _place(self, lines: list[str]) -> tuple[int, int]:
        """Return the first line that the text replaces, and the first that stays behind it."""
        if self.where == "at the end":
            return len(lines), len(lines)
        found = [number for number, line in enumerate(lines) if self.anchor in line]
        if len(found) != 1:
            raise MisfitError(f"{self.path}: {self.anchor!r} stands in {len(found)} lines")
        first, last = found[0], found[0] + 1
        if self.path.endswith(".py"):
            last = max(last, _end(lines, first))
        return {"below": (last, last), "above": (first, first)}.get(self.where, (first, last))


def _end(lines: list[str], first: int) -> int:
    """Return the number of the line behind all that begins on the line ``first``."""
    nodes = ast.walk(ast.parse("".join(lines)))
    ends = [node.end_lineno for node in nodes if getattr(node, "lineno", 0) == first + 1]
    return max((end for end in ends if end is not None), default=0)


@dataclass(frozen=True)
class Recipe:
    """A heading of a page and what stands below it."""

    name: str
    text: str
    edits: list[Edit] = field(default_factory=list)

    @cached_property
    def commands(self) -> list[str]:
        """List the lines to type."""
        blocks = "".join(_SHELL.findall(self.text)).replace("\\\n", " ")
        return [line for line in blocks.splitlines() if line.strip()]

    @property
    def touched(self) -> set[str]:
        """Name the files that change."""
        return {edit.path for edit in self.edits}

    @property
    def blocks(self) -> int:
        """Count all blocks, those without a place among them."""
        return len(_BLOCK.findall(self.text))

    @property
    def shells(self) -> int:
        """Count the blocks of lines to type."""
        return len(_SHELL.findall(self.text))


def recipes(page: str) -> dict[str, Recipe]:
    """Return the recipes of a page by their headings: those of level three."""
    blocks = [match.span() for match in _BLOCK.finditer(page)]
    headings = [
        match
        for match in _HEADING.finditer(page)
        if not any(first < match.start() < last for first, last in blocks)
    ]
    ends = [*(heading.start() for heading in headings[1:]), len(page)]
    found = {}
    for heading, end in zip(headings, ends, strict=True):
        name, text = heading["name"], page[heading.end() : end]
        if heading["level"] != "###":
            continue
        edits = [
            Edit(match["path"], match["where"], match["anchor"] or "", match["text"])
            for match in _EDIT.finditer(text)
        ]
        found[name] = Recipe(name, text, edits)
    return found


def as_python(line: str) -> list[str]:
    """Return the call of this Python that does what a line does for a reader."""
    program, *words = shlex.split(line)
    if program == "make" and words[0] == "refresh":
        what = words[1].removeprefix("WHAT=").split() if words[1:] else []
        return [sys.executable, "-m", "tools.refresh", *what]
    if program == "paradiplomacy":
        return [sys.executable, "-m", "paradiplomacy_cli", *words]
    if program == "python":
        return [sys.executable, *words]
    raise MisfitError(f"nobody knows how to type {line!r}")


def type_in(line: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of a recipe in the copy at ``root``, with the packages of the copy."""
    roots = os.pathsep.join(str(root / source) for source in SOURCE_ROOTS)
    return subprocess.run(
        as_python(line),
        cwd=root,
        env=os.environ | {"PYTHONPATH": roots, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
