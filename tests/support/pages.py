"""Pages that tell a reader what to type: take them apart, and do what they say."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shlex
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.telling import EXTRAS
from tests.support.command_line import call
from tests.support.once import in_a_hurry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from paradiplomacy_analysis.finding import Finding
    from tests.support.once import Shelf

ROOT = Path(__file__).parents[2]

_PIECE = re.compile(
    r"^```(?P<language>\w+)\n(?P<block>.*?)^```$"
    r"|^    (?P<line>\S[^\n]*)$"
    r"|`(?P<inline>(?:paradiplomacy|pip install) [^`]+)`",
    re.MULTILINE | re.DOTALL,
)
_PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b")
_EXTRA = re.compile(r"\.\[(\w+)\]")
_FILE_NAME = re.compile(r"# ([\w-]+\.\w+)\n")

_CSV_FILE = re.compile(r"`([\w-]+\.csv)`[^`]*?\n\n```csv\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """What a reader does: a line to type, or a block in a language, often to save as a file.

    ``kind`` is "command" for a line of its own, "inline" for one that stands in the prose, else the
    language.
    """

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
            elif found["inline"]:
                yield Piece("inline", " ".join(found["inline"].split()))
            else:
                name = _FILE_NAME.match(found["block"])
                yield Piece(found["language"], found["block"], name[1] if name else "")

    @cached_property
    def prose(self) -> str:
        """Return the text between the pieces, each paragraph as one line."""
        text = _PIECE.sub(
            lambda found: f"`{found['inline']}`" if found["inline"] else "", self.text
        )
        return re.sub(r"(?<=\S)\n(?=[^\s|])", " ", text)

    @property
    def quotes(self) -> list[str]:
        """List the lines that the page quotes from what was printed, each as one line."""
        blocks = "\n".join(re.findall(r"^>(.*)$", self.text, re.MULTILINE)).split("\n\n")
        return [" ".join(block.split()) for block in blocks if block.strip()]

    def commands(self, program: str = "paradiplomacy") -> list[str]:
        """List the lines that call a program."""
        lines = [piece.text for piece in self.pieces if piece.kind == "command"]
        return [line for line in lines if line.split()[0] == program]

    @cached_property
    def files(self) -> dict[str, str]:
        """Give the files that the reader writes, by name."""
        return {piece.name: piece.text for piece in self.pieces if piece.name}

    def write_tables(self, folder: Path) -> None:
        """Save the tables that the page shows, each by the name that stands before it."""
        for name, text in _CSV_FILE.findall(self.text):
            (folder / name).write_text(text, "utf-8")

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
class Deed:
    """What a reader did, and what came of it."""

    piece: Piece
    outcome: Outcome


@dataclass
class Reader:
    """Sits in a folder with a bare installation and does what pages say, from top to bottom.

    The libraries of an extra are hidden until a page has it installed. ``shorter`` names options
    that take time out of a command, by the word that a line holds, and ``fewer`` what a snippet of
    Python says instead; lines of a ``shelf`` are typed once for all readers.
    """

    folder: Path
    patch: pytest.MonkeyPatch
    shorter: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fewer: Mapping[str, str] = field(default_factory=dict)
    shelf: Shelf | None = None
    deeds: list[Deed] = field(default_factory=list)
    _findings: dict[Any, Finding] = field(default_factory=dict)
    _hidden: pytest.MonkeyPatch = field(default_factory=pytest.MonkeyPatch)

    def read(self, page: Page) -> None:
        """Do all that a page says. Ends with every library in place."""
        self.patch.chdir(self.folder)
        self.patch.syspath_prepend(self.folder)
        self._hide()
        try:
            with pytest.MonkeyPatch.context() as patch:
                in_a_hurry(patch, self._findings)
                for piece in page.pieces:
                    if piece.name:
                        (self.folder / piece.name).write_text(piece.text, "utf-8")
                    elif (outcome := self._done(piece)) is not None:
                        self.deeds.append(Deed(piece, outcome))
        finally:
            self._hidden.undo()

    def _done(self, piece: Piece) -> Outcome | None:
        if piece.kind == "python":
            return run_snippet(self._briefly(piece.text))
        if piece.text.startswith("pip install") and _EXTRA.search(piece.text):
            self._hidden.undo()
        if piece.text.startswith("python "):
            return run_script(piece.text)
        if not piece.text.startswith("paradiplomacy ") or _PLACEHOLDER.search(_bare(piece.text)):
            return None
        if self.shelf is not None and piece.text in self.shelf.lines:
            return self.shelf.type_in(piece.text, self.folder, self.patch, self._typed)
        return self._typed(piece.text)

    def options(self, line: str) -> list[str]:
        """Return what is added to a line."""
        return [word for key, words in self.shorter.items() if key in line for word in words]

    def _briefly(self, code: str) -> str:
        for words, instead in self.fewer.items():
            code = code.replace(words, instead)
        return code

    def _typed(self, line: str) -> Outcome:
        return type_in(line, *self.options(line))

    def _hide(self) -> None:
        for name in [*sys.modules, *EXTRAS]:
            if name.partition(".")[0] in EXTRAS:
                self._hidden.setitem(sys.modules, name, None)

    @property
    def printed(self) -> str:
        """All that was printed, as one line."""
        return " ".join(" ".join(deed.outcome.stdout for deed in self.deeds).split())


def _bare(line: str) -> str:
    """Return a line without its comment."""
    return line.partition(" # ")[0]


def assert_all_worked(reader: Reader) -> None:
    """Assert that every line printed something and ended as it should."""
    for line, outcome in ((deed.piece.text, deed.outcome) for deed in reader.deeds):
        differs = line.startswith("paradiplomacy diff ")
        assert outcome.exit_code == (exit_codes.DIFFERS if differs else exit_codes.OK), (
            line,
            outcome.stderr,
        )
        assert outcome.stdout, line


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
