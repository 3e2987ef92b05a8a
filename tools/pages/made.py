"""What is made of results: sections of pages and pictures, and the file of their stamps.

A section is a function that returns Markdown, a picture one that returns a figure and the results
whose metadata it bears; a decorator names the sets of runs that each is made of. Which analysis it
rests on is read off the function.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tools.pages.sets import ROOT, SETS
from tools.pages.stamps import DIGITS, Stamp, stamp_of
from tools.writing import RESULTS, sections_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

LOCK = ROOT / "model" / "validity" / "made.toml"
"""The stamps of all that is made, as it was when it was made."""

HEAD = """\
# What each section and picture of the pages was made from: `make validity` writes this file, and
# `make test` fails where a stamp is no longer that of the sources. `design`, `model` and `measure`
# are hashes (tools/pages/stamps.py), `text` one of what was made, `seconds` what that took
# beside its runs.
"""

_Function = TypeVar("_Function", bound="Callable[..., Any]")


@dataclass(frozen=True)
class Made:
    """Something that a function makes of the results of ``sets``; ``file`` is that of a picture."""

    name: str
    make: Callable[..., Any]
    sets: tuple[str, ...]
    file: Path | None = None

    @property
    def stamp(self) -> Stamp:
        """Return the stamp that it would get today."""
        return stamp_of(self.make, self.sets)


SECTIONS: dict[str, Made] = {}
"""Every section by its name."""

PICTURES: dict[str, Made] = {}
"""Every picture by its name."""


def section(name: str, *sets: str) -> Callable[[_Function], _Function]:
    """Register a function as the maker of a section from the results of some sets."""

    def register(make: _Function) -> _Function:
        SECTIONS[name] = Made(name, make, sets)
        return make

    return register


def picture(file: str, *sets: str) -> Callable[[_Function], _Function]:
    """Register a function as the maker of a picture, at a path within the project."""

    def register(make: _Function) -> _Function:
        path = ROOT / file
        PICTURES[path.stem] = Made(path.stem, make, sets, path)
        return make

    return register


@dataclass(frozen=True)
class Stale:
    """Something that is not what would be made today, and why."""

    what: str
    name: str
    why: str

    def __str__(self) -> str:
        """Say what is stale, why, and how to make it anew."""
        return f'{self.what} {self.name} is stale ({self.why}): make validity WHAT="{self.name}"'


def stale(page: Path | None = None) -> list[Stale]:
    """List what is stale on a page; without one, on all, pictures included."""
    from tools.pages import PAGES

    pages = PAGES if page is None else (page,)
    texts = {path: path.read_text("utf-8") for path in pages}
    bodies = {name: body for text in texts.values() for name, body in sections_of(text, RESULTS)}
    locked = read_lock()
    found = [
        Stale("section", name, why)
        for name, body in bodies.items()
        if (why := _why(SECTIONS[name], locked["sections"].get(name), body.encode()))
    ]
    return found + [
        Stale("picture", name, why)
        for name, each in PICTURES.items()
        if each.file and any(each.file.name in text for text in texts.values())
        if (why := _why(each, locked["pictures"].get(name), _bytes(each.file)))
    ]


def _why(made: Made, entry: Mapping[str, Any] | None, content: bytes) -> str:
    """Say why something is stale; nothing where it is not."""
    if entry is None:
        return "it was never made"
    then = Stamp(entry["design"], entry["model"], entry["measure"])
    changed = made.stamp.changed(then)
    if changed:
        return f"changed since {entry['made']}: {', '.join(changed)}"
    return "" if entry["text"] == text_hash(content) else "it was changed by hand"


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def text_hash(content: bytes) -> str:
    """Return a short hash of what was made."""
    return hashlib.sha256(content).hexdigest()[:DIGITS]


def read_lock() -> dict[str, dict[str, Any]]:
    """Return the entries of the file of stamps, by kind and name."""
    text = LOCK.read_text("utf-8") if LOCK.is_file() else ""
    return {"sections": {}, "pictures": {}, "runs": {}} | tomllib.loads(text)


def write_lock(entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the file of stamps; what is no longer declared is left out."""
    known: dict[str, Iterable[str]] = {"sections": SECTIONS, "pictures": PICTURES, "runs": SETS}
    lines = [HEAD]
    for kind, names in known.items():
        for name in names:
            if name in entries[kind]:
                lines.append(f"[{kind}.{name}]")
                lines += [_line(key, value) for key, value in entries[kind][name].items()]
                lines.append("")
    LOCK.write_text("\n".join(lines), "utf-8")


def _line(key: str, value: Any) -> str:
    return f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"


def chosen(names: Iterable[str]) -> list[Made]:
    """Return the sections and pictures of some names; raise ``LookupError`` for one of none."""
    found = []
    for name in names:
        mine = [kind[name] for kind in (SECTIONS, PICTURES) if name in kind]
        if not mine:
            known = ", ".join(sorted({*SECTIONS, *PICTURES}))
            raise LookupError(f"nothing is called {name}; there are {known}")
        found += mine
    return found
