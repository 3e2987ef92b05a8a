"""Find the lines of keys in a TOML text, and refuse what would keep a TOML reader busy.

``tomllib`` gives no positions, takes seconds for a dotted key of many parts, and fails by recursion
on deep nesting. This module reads only as much of TOML as it takes to know where each key stands:
headers, dotted keys, and where values end. Keys inside inline tables have the line of their parent.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_CHARACTERS = 5_000_000
"""Longest text that is read: that of a scenario of some ten thousand ties."""

MAX_NESTING = 50
"""Deepest nesting of brackets in a value."""

MAX_PARTS = 20
"""Most parts of a dotted key."""

MAX_CLASHES = 1000
"""Most second definitions that are told of one text."""

Path = tuple[str, ...]

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r]++|\#[^\n]*+)
  | (?P<newline>\n)
  | (?P<text>
        \"{3}(?:[^"\\]++|\\.|"{1,2}(?!"))*+(?:"{3,5})?
      | '{3}(?:[^']++|'{1,2}(?!'))*+(?:'{3,5})?
      | "(?:[^"\\\n]++|\\[^\n])*+"?
      | '[^'\n]*+'?
    )
  | (?P<mark>[\[\]{}=,.])
  | (?P<word>[^\s"'\#\[\]{}=,.]++)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


_STAR = re.compile(r"(?<![^.])[ \t]*\*[ \t]*(?=\.|$)")


@dataclass(frozen=True)
class Definition:
    """A place where a key or a table is defined."""

    path: Path
    line: int
    header: bool


@dataclass
class Lines:
    """Where the keys of one TOML text stand."""

    definitions: list[Definition] = field(default_factory=list)
    _defined: dict[Path, int] = field(default_factory=dict)
    _implied: dict[Path, int] = field(default_factory=dict)

    def add(self, definition: Definition) -> None:
        """Note a definition; a table is implied by the first key that passes through it."""
        self.definitions.append(definition)
        self._defined.setdefault(definition.path, definition.line)
        for length in range(len(definition.path) - 1, 0, -1):
            if definition.path[:length] in self._implied:
                break
            self._implied[definition.path[:length]] = definition.line

    def of(self, path: Sequence[str]) -> int | None:
        """Return the line of ``path``, or of the nearest table around it that has one."""
        for length in range(len(path), 0, -1):
            known = tuple(path[:length])
            line = self._defined.get(known) or self._implied.get(known)
            if line is not None:
                return line
        return None

    def clashes(self) -> list[tuple[Definition, int]]:
        """Return second definitions of a key or table, with the line of the first."""
        found: list[tuple[Definition, int]] = []
        keys: dict[Path, int] = {}
        tables: dict[Path, int] = {}
        for definition in self.definitions:
            if len(found) == MAX_CLASHES:
                break
            path = definition.path
            first = _first(definition, keys, tables)
            if first is not None:
                found.append((definition, first))
            (tables if definition.header else keys).setdefault(path, definition.line)
            if not definition.header:
                for length in range(len(path) - 1, 0, -1):
                    tables.setdefault(path[:length], definition.line)
        return found


def _first(definition: Definition, keys: dict[Path, int], tables: dict[Path, int]) -> int | None:
    """Return the line of an earlier definition that forbids ``definition``, if there is one."""
    path = definition.path
    for length in range(len(path), 0, -1):
        if path[:length] in keys:
            return keys[path[:length]]
    return tables.get(path)


class RefusedError(Exception):
    """A text that is not worth parsing: kind of fault, line and reason."""

    def __init__(self, kind: str, line: int | None, message: str) -> None:
        """Keep the three."""
        super().__init__(message)
        self.kind = kind
        self.line = line
        self.message = message


def locate(text: str) -> Lines:
    """Return where the keys of ``text`` stand, or raise :class:`RefusedError`.

    Never fails on text that is not TOML: what it cannot read it passes over, and the TOML reader
    reports it.
    """
    if len(text) > MAX_CHARACTERS:
        raise RefusedError("too_large", None, f"longer than {MAX_CHARACTERS:,} characters")
    return _Scanner().scan(text)


@dataclass
class _Scanner:
    """Walk over the tokens of a text, statement by statement."""

    lines: Lines = field(default_factory=Lines)
    line: int = 1
    table: Path = ()
    in_value: bool = False
    statement: list[str] = field(default_factory=list)
    statement_line: int = 1
    nesting: int = 0
    dots: int = 0

    def scan(self, text: str) -> Lines:
        for match in _TOKEN.finditer(text):
            piece = match.group()
            kind = match.lastgroup
            if kind == "newline":
                self._end_line()
            elif kind != "space":
                self._count(piece, kind == "mark")
                if self.in_value:
                    self._value(piece, kind == "mark")
                else:
                    self._key(piece, kind == "mark")
            self.line += piece.count("\n")
        self._end_line()
        return self.lines

    def _count(self, piece: str, mark: bool) -> None:
        """Refuse dotted keys of too many parts, wherever they stand."""
        if not mark:
            return
        self.dots = self.dots + 1 if piece == "." else 0
        if self.dots >= MAX_PARTS:
            message = f"a dotted key has more than {MAX_PARTS} parts"
            raise RefusedError("too_deep", self.line, message)

    def _value(self, piece: str, mark: bool) -> None:
        if not mark:
            return
        if piece in "[{":
            self.nesting += 1
        elif piece in "]}":
            self.nesting = max(0, self.nesting - 1)
        if self.nesting > MAX_NESTING:
            message = f"brackets are nested more than {MAX_NESTING} deep"
            raise RefusedError("too_deep", self.line, message)

    def _key(self, piece: str, mark: bool) -> None:
        if not self.statement:
            self.statement_line = self.line
        if mark and piece == "=":
            self._define("".join(self.statement))
            self.in_value = True
        else:
            self.statement.append(piece)

    def _define(self, key: str) -> None:
        path = key_path(key)
        if path is not None:
            self.lines.add(Definition(self.table + path, self.statement_line, header=False))

    def _end_line(self) -> None:
        if self.nesting:
            return
        text = "".join(self.statement)
        if not self.in_value and text.startswith("["):
            self._header(text)
        self.in_value = False
        self.statement = []
        self.dots = 0

    def _header(self, text: str) -> None:
        array = text.startswith("[[")
        path = key_path(text.strip("[]"))
        if path is None:
            return
        self.table = path
        if not array:
            self.lines.add(Definition(path, self.statement_line, header=True))


def key_path(key: str) -> Path | None:
    """Return the parts of a TOML key, normalised (NFC), or None if ``key`` is not one."""
    if key.count(".") > MAX_PARTS * 10 or "\n" in key:
        return None
    if re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", key):
        return tuple(key.split("."))
    try:
        nested: Any = tomllib.loads(f"{key} = 0")
    except ValueError:
        return None
    path: list[str] = []
    while isinstance(nested, dict) and len(nested) == 1:
        part, nested = next(iter(nested.items()))
        path.append(unicodedata.normalize("NFC", part))
    return tuple(path) if nested == 0 else None


@lru_cache(maxsize=4_000)  # the same keys are asked for again and again
def starred_path(key: str) -> Path | None:
    """Return the parts of a dotted key in which a bare star may stand for any id, or None."""
    return key_path(_STAR.sub('"*"', key))
