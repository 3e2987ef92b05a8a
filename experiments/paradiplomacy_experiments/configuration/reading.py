"""Read one TOML file: only a regular file, only so large, with faults that name lines."""

from __future__ import annotations

import os
import re
import stat
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.toml_lines import (
    MAX_CHARACTERS,
    Lines,
    RefusedError,
    locate,
)

_POSITION = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_LONG_NUMBER = re.compile(r"[0-9][0-9_]{4000}")
_CLASH_WORDS = ("overwrite", "twice", "mutate", "Duplicate")


@dataclass(frozen=True)
class Document:
    """One file as read: how it is called in messages, its tables, where its keys stand."""

    label: str
    path: Path | None
    table: dict[str, Any]
    lines: Lines


def read(path: Path, label: str | None = None) -> Document:
    """Read the TOML file at ``path``, called ``label`` in messages; raise :class:`ConfigError`."""
    name = str(path) if label is None else label
    return parsed(text_of(path, name), name, path)


def parsed(text: str, label: str, path: Path | None = None) -> Document:
    """Read a TOML text, its names and texts normalised (NFC).

    Raises :class:`ConfigError` with every duplicate, or the syntax error.
    """
    try:
        lines = _located(text)
    except RefusedError as refused:
        raise _error(refused.kind, refused.message, label, refused.line) from None
    try:
        table = _loaded(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_toml_faults(str(error), label, text, lines)) from None
    except ValueError:  # the one that is no TOMLDecodeError: Python refuses to read long numbers
        long_number = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, long_number.start()) + 1 if long_number else None
        raise _error("out_of_bounds", "a number of too many digits", label, line) from None
    doubles: list[tuple[str, ...]] = []
    normal = _normalised(table, (), doubles)
    if doubles:
        raise ConfigError(_doubled(doubles, label, lines))
    return Document(label, path, normal, lines)


# A design reads the same few files for each of its points. What is returned is never changed:
# names and texts are normalised into tables of their own.
_located = lru_cache(maxsize=64)(locate)
_loaded = lru_cache(maxsize=64)(tomllib.loads)


def _normalised(value: Any, path: tuple[str, ...], doubles: list[tuple[str, ...]]) -> Any:
    """Normalise all names and texts; note the paths of names that become the same."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_normalised(item, path, doubles) for item in value]
    if not isinstance(value, dict):
        return value
    table: dict[str, Any] = {}
    for raw, item in value.items():
        name = unicodedata.normalize("NFC", raw)
        here = (*path, name)
        if name in table:
            doubles.append(here)
        table[name] = _normalised(item, here, doubles)
    return table


def _doubled(doubles: list[tuple[str, ...]], label: str, lines: Lines) -> list[Fault]:
    """Report names that are the same once normalised, where it is known with both lines."""
    known = {second.path: (second.line, first) for second, first in lines.clashes()}
    faults = []
    for path in doubles:
        line, first = known.get(path, (lines.of(path), None))
        where = "" if first is None else f", first in line {first}"
        message = f"given twice{where} (the same after Unicode normalising)"
        faults.append(Fault("duplicate_key", dotted(path), message, label, line))
    return faults


def real(path: Path) -> Path:
    """Return the path with links followed; unlike ``Path.resolve`` it bears links in a circle."""
    return Path(os.path.realpath(path))


def _error(kind: str, message: str, label: str, line: int | None = None) -> ConfigError:
    return ConfigError([Fault(kind, "", message, label, line)])


def text_of(path: Path, label: str, limit: int = MAX_CHARACTERS) -> str:
    """Return the text of a regular file; raise :class:`ConfigError` where it is not UTF-8."""
    data = bytes_of(path, label, limit)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error("encoding", "is not UTF-8 text", label, line) from None


def bytes_of(path: Path, label: str, limit: int) -> bytes:
    """Return what a regular file holds, without ever waiting for one that is not.

    Raises :class:`ConfigError` for any other, and for more than ``limit`` bytes.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _error("path_refused", "is not a regular file", label)
        descriptor = os.open(path, os.O_RDONLY | _WITHOUT_WAITING)
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise _error("not_found", "there is no such file", label) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _error("unreadable", f"cannot be read: {reason}", label) from None
    if len(data) > limit:
        raise _error("too_large", f"is larger than {limit:,} bytes", label)
    return data


def _toml_faults(message: str, label: str, text: str, lines: Lines) -> list[Fault]:
    """Turn the TOML reader's only message into faults: clashes with both their lines."""
    found = _POSITION.search(message)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    reason = _POSITION.sub("", message)
    faults = [
        Fault(
            "duplicate_key",
            dotted(definition.path),
            f"given twice, first in line {first}",
            label,
            definition.line,
        )
        for definition, first in lines.clashes()
    ]
    is_clash = any(word in reason for word in _CLASH_WORDS)
    if is_clash and not faults:
        faults.append(Fault("duplicate_key", "", reason, label, line))
    elif not is_clash:
        faults.append(Fault("syntax", "", reason[:1].lower() + reason[1:], label, line))
    return faults
