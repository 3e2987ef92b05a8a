"""What a definition rests on is read off its sources: what matters changes a hash, words do not."""

from __future__ import annotations

import re

import pytest

from tools import reached
from tools.reached import WHOLE, hash_of

MAIN = '''\
"""A module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planted import other
from planted.other import doubled as twice

if TYPE_CHECKING:
    from planted.unread import Type

FACTOR = 3
TABLE = {"one": other.single}


def made(x: Type) -> float:
    """Return a number."""
    # A comment.
    return twice(x) * FACTOR


def looked_up(name: str) -> float:
    return TABLE[name](1)


def read() -> str:
    return "numbers.toml"


def apart(x: int) -> int:
    return x - 1
'''
OTHER = """\
STEP = 1


def doubled(x):
    return 2 * x + STEP


def single(x):
    return x


def unused(x):
    return x
"""


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Plant a package; return a function that writes one of its files and a hash of a name."""
    folder = tmp_path / "planted"
    folder.mkdir()
    monkeypatch.setattr(reached, "SOURCES", (tmp_path,))

    def hashed(name, main=MAIN, other=OTHER, data="a = 1\n"):
        for cached in (reached._module, reached._places, reached._said):
            cached.cache_clear()
        (folder / "__init__.py").write_text("", "utf-8")
        (folder / "main.py").write_text(main, "utf-8")
        (folder / "other.py").write_text(other, "utf-8")
        (folder / "numbers.toml").write_text(data, "utf-8")
        return hash_of([("planted.main", name)], ["planted"])

    yield hashed
    for cached in (reached._module, reached._places, reached._said):
        cached.cache_clear()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("made", "FACTOR = 3", "FACTOR = 4"),
        ("made", "twice(x) * FACTOR", "FACTOR * twice(x)"),
        ("read", '"numbers.toml"', '"number.toml"'),
        (WHOLE, "x - 1", "x - 2"),
    ],
)
def test_what_it_says_or_names_changes_the_hash(name, old, new, sources):
    assert sources(name) != sources(name, MAIN.replace(old, new))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("made", "2 * x", "3 * x"),
        ("made", "STEP = 1", "STEP = 2"),
        ("looked_up", "return x\n", "return 0\n"),
    ],
)
def test_what_it_names_elsewhere_changes_the_hash(name, old, new, sources):
    """Also what it finds in a table of functions."""
    assert sources(name) != sources(name, other=OTHER.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Return a number", "Give a number"),
        ("# A comment.", "# Another."),
        ("A module", "The module"),
        ("x: Type", "x: int"),
        ("x - 1", "x - 2"),
        ("    return twice", "\n    return twice"),
    ],
)
def test_words_types_and_what_it_does_not_name_leave_the_hash(old, new, sources):
    assert MAIN.replace(old, new) != MAIN
    assert sources("made") == sources("made", MAIN.replace(old, new))


def test_data_beside_it_counts_by_what_it_says(sources):
    assert sources("read") != sources("read", data="a = 2\n")
    assert sources("read") == sources("read", data="# Why.\na = 1\n")
    assert sources("made") == sources("made", data="a = 2\n")


def test_a_name_that_does_not_exist_is_refused(sources):
    with pytest.raises(LookupError, match=re.escape("planted.main has no nothing")):
        sources("nothing")
