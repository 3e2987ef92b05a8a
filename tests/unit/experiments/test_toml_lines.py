"""The locator must name the line of every key, and refuse what would keep a reader busy."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy_experiments.configuration.toml_lines import (
    MAX_CHARACTERS,
    MAX_NESTING,
    MAX_PARTS,
    RefusedError,
    key_path,
    locate,
)
from paradiplomacy_experiments.configuration.toml_text import toml_text
from tests.support.scenario_files import at_once

EXAMPLE = '''\
# a = 0
top = 1
"quoted.key" = { inner = 1, other = { deep = 2 } }

[table] # [not.a.table]
text = """
[inside.a.text]
key = 1 ""\\" still inside
"""
literal = \'\'\'
[also.inside]
\'\'\'
list = [
  "one", # ]
  [1, 2],
  { key = 1 },
]
a . b."c d" = 3

  [ table . sub ]
escaped\\u0021 = 0
last = "= ["
['literal.header']
x = 1
[[array]]
y = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted.key",), 3),
        (("quoted.key", "other", "deep"), 3),
        (("table",), 5),
        (("table", "text"), 6),
        (("table", "literal"), 10),
        (("table", "list"), 13),
        (("table", "list", "key"), 13),
        (("table", "a", "b", "c d"), 18),
        (("table", "a"), 18),
        (("table", "sub"), 20),
        (("table", "sub", "last"), 22),
        (("literal.header", "x"), 24),
        (("array", "y"), 26),
        (("inside",), None),
        (("also",), None),
        (("a",), None),
    ],
)
def test_keys_have_the_line_of_their_definition(path: tuple[str, ...], line: int | None) -> None:
    assert locate(EXAMPLE).of(path) == line
    assert locate(EXAMPLE.replace("\n", "\r\n")).of(path) == line


def test_a_key_that_stands_nowhere_has_the_line_of_the_table_around_it() -> None:
    assert locate(EXAMPLE).of(("table", "sub", "absent")) == 20
    assert locate(EXAMPLE).of(("absent",)) is None


@pytest.mark.parametrize(
    ("text", "clashes"),
    [
        ("a = 1\nb = 2\na = 3\n", [("a", 3, 1)]),
        ("[a]\n[b]\n[a]\n", [("a", 3, 1)]),
        ("a = 1\n[a]\n", [("a", 2, 1)]),
        ("a.b = 1\n[a]\n", [("a", 2, 1)]),
        ("a = {}\n[a.b]\n", [("a.b", 2, 1)]),
        ("a.b = 1\na.b = 2\n", [("a.b", 2, 1)]),
        ("a.b = 1\na.c = 2\n[d.e]\n[d]\n[[f]]\n[[f]]\nx = 1\n", []),
    ],
)
def test_clashes_name_both_lines(text: str, clashes: list[tuple[str, int, int]]) -> None:
    found = [(".".join(one.path), one.line, first) for one, first in locate(text).clashes()]
    assert found == clashes
    if clashes:
        with pytest.raises(tomllib.TOMLDecodeError):
            tomllib.loads(text)


NAMES = st.text(min_size=1, max_size=5)
VALUES = st.one_of(
    st.text(max_size=20), st.booleans(), st.integers(-9, 9), st.lists(st.text(max_size=9))
)
TABLES = st.recursive(
    st.dictionaries(NAMES, VALUES, max_size=3),
    lambda inner: st.dictionaries(NAMES, st.one_of(VALUES, inner), max_size=3),
    max_leaves=8,
)


def leaf_paths(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from leaf_paths(value, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_every_written_key_is_found_on_a_line_that_defines_it(table: dict[str, Any]) -> None:
    text = toml_text(table)
    assert tomllib.loads(text) == table
    lines = locate(text)
    rows = text.split("\n")
    for path in leaf_paths(table):
        line = lines.of(path)
        assert line is not None
        assert path[-1] in tomllib.loads(rows[line - 1])


TOML_PIECES = ["[", "]", "{", "}", "=", ".", ",", '"', '"""', "'", "'''", "\\", "\n", "#", "a", " "]


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(TOML_PIECES), max_size=60).map("".join))
def test_text_that_is_not_toml_is_passed_over(text: str) -> None:
    locate(text)


def refusal(text: str) -> RefusedError:
    """Return how ``text`` is refused, and make sure that it is at once."""
    with at_once(), pytest.raises(RefusedError) as raised:
        locate(text)
    return raised.value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = " + "[" * 100_000, 2),
        ("a = " + "{a=" * 100_000, 1),
        ("\n" + ".".join("a" * 20_000) + " = 1", 2),
        ("\n[" + ".".join("a" * 20_000) + "]", 2),
        ("a = {" + ".".join("a" * 20_000) + " = 1}", 1),
        ("a = [\n{" + " . ".join(["'a'"] * 20_000) + " = 1}]", 2),
    ],
    ids=["lists", "tables", "key", "header", "inline key", "inline key in a list"],
)
def test_deep_texts_are_refused_at_once(text: str, line: int) -> None:
    refused = refusal(text)
    assert (refused.kind, refused.line) == ("too_deep", line)


def test_long_texts_are_refused() -> None:
    assert refusal("#" * (MAX_CHARACTERS + 1)).kind == "too_large"


def test_what_lies_within_the_limits_is_not_refused() -> None:
    locate("a = " + "[" * MAX_NESTING + "]" * MAX_NESTING)
    locate(".".join("a" * MAX_PARTS) + " = 1.5")


@pytest.mark.slow
@pytest.mark.parametrize("quote", ['"', '"""', "'", "'''", '"\\', '"""\\', '""'])
def test_unclosed_texts_cost_no_more_than_closed_ones(quote: str) -> None:
    with at_once(20.0):
        locate(f"a = {quote}" + 'x\\"' * 200_000)
        locate(f"a = {quote}\n" * 50_000)


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("a", ("a",)),
        ("a.b-c._1", ("a", "b-c", "_1")),
        ('a."b.c"', ("a", "b.c")),
        ("'서울' . x", ("서울", "x")),
        ("", None),
        ("a..b", None),
        ("a b", None),
        ("a = 1 #", None),
        ("a\nb", None),
    ],
)
def test_dotted_keys_are_read_as_toml_reads_them(key: str, path: tuple[str, ...] | None) -> None:
    assert key_path(key) == path
