"""Pages that tell a reader what to type: take them apart, and do what they say."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shlex
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from tests.support.command_line import call

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

_PIECE = re.compile(
    r"^```(?P<language>\w+)\n(?P<block>.*?)^```$|^    (?P<line>\S[^\n]*)$", re.MULTILINE | re.DOTALL
)
_FILE_NAME = re.compile(r"# ([\w-]+\.\w+)\n")


@dataclass(frozen=True)
class Piece:
    """A line to type (``kind`` is "command"), or a block in a language, often to save as a file."""

    kind: str
    text: str
    name: str = ""


@dataclass(frozen=True)
class Page:
    """A page in Markdown: lines to type are indented, a block's first line may name its file."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def pieces(self) -> list[Piece]:
        """List all that stands out of the prose, in order."""
        return list(self._pieces())

    def _pieces(self) -> Iterator[Piece]:
        for found in _PIECE.finditer(self.text):
            if found["line"]:
                yield Piece("command", found["line"])
            else:
                name = _FILE_NAME.match(found["block"])
                yield Piece(found["language"], found["block"], name[1] if name else "")

    @cached_property
    def prose(self) -> str:
        """Return the text between the pieces, each paragraph as one line."""
        return re.sub(r"(?<=\S)\n(?=[^\s|])", " ", _PIECE.sub("", self.text))

    def commands(self, program: str = "paradiplomacy") -> list[str]:
        """List the lines that call a program."""
        lines = [piece.text for piece in self.pieces if piece.kind == "command"]
        return [line for line in lines if line.split()[0] == program]

    @cached_property
    def files(self) -> dict[str, str]:
        """Give the files that the reader writes, by name."""
        return {piece.name: piece.text for piece in self.pieces if piece.name}

    @cached_property
    def snippets(self) -> list[str]:
        """List the Python that goes into no file."""
        return [piece.text for piece in self.pieces if piece.kind == "python" and not piece.name]

    @cached_property
    def links(self) -> list[Path]:
        """List the files of the project that the page links to."""
        targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", self.text)
        return [self.path.parent / target for target in targets]


@dataclass(frozen=True)
class Outcome:
    """What came of a line: its exit code, and all that it printed to each stream."""

    exit_code: int
    stdout: str
    stderr: str = ""


def type_in(line: str, *options: str) -> Outcome:
    """Do in this process what a shell does with a line that calls our command.

    Knows comments, ``> FILE`` and ``| grep WORD``; ``options`` are added to those in the line.
    """
    words = shlex.split(line, comments=True)
    target = word = None
    if ">" in words:
        words, target = words[:-2], words[-1]
    if "|" in words:
        words, word = words[:-3], words[-1]
    result = call(*words[1:], *options)
    printed = result.stdout
    if word is not None:
        printed = "".join(row for row in printed.splitlines(keepends=True) if word in row)
    if target is not None:
        Path(target).write_text(printed, "utf-8")
    return Outcome(result.exit_code, printed, result.stderr)


def run_script(line: str) -> Outcome:
    """Do in this process what ``python FILE ARGUMENTS`` does."""
    arguments = shlex.split(line, comments=True)[1:]
    with contextlib.redirect_stdout(io.StringIO()) as printed, patch.object(sys, "argv", arguments):
        runpy.run_path(arguments[0], run_name="__main__")
    return Outcome(0, printed.getvalue())


def run_snippet(code: str) -> Outcome:
    """Run Python that a reader types."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "page", "exec"), {"__name__": "reader"})
    return Outcome(0, printed.getvalue())
