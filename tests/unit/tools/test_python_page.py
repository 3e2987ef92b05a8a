"""The page on Python shows the arguments as they are, and what it says to type works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import paradiplomacy
from paradiplomacy_results.requested import REQUESTED
from tests.support.fake_engine import FakeEngine, use
from tests.support.pages import ROOT, Page, Reader, assert_all_worked
from tools import door
from tools.writing import THE_CODE, sections_of

if TYPE_CHECKING:
    from pathlib import Path

PAGE = Page(ROOT / "experiments" / "PYTHON.md")

FEWER = {
    "matching(refocus, draws=256,": "matching(refocus, draws=32,",
}
"""What is done instead of what takes long; no number that is told of it."""


def test_its_tables_are_those_of_the_code() -> None:
    assert door.refreshed(PAGE.text) == PAGE.text
    assert [name for name, _ in sections_of(PAGE.text, THE_CODE)] == [
        *door.VERBS,
        *REQUESTED,
    ]


def test_it_speaks_of_every_name_of_the_door() -> None:
    for name in set(dir(paradiplomacy)) - {"__version__"}:
        assert f"`{name}`" in PAGE.text, name


def test_what_it_links_to_exists() -> None:
    assert [path for path in PAGE.links if not path.is_file()] == []


@pytest.mark.slow
def test_it_works_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(), monkeypatch)
    assert all(words in PAGE.text for words in FEWER)
    reader = Reader(tmp_path, monkeypatch, fewer=FEWER)
    reader.read(PAGE)
    assert_all_worked(reader)
    told = reader.printed
    assert "baubau-seoul: 20 runs of" in told
    assert "autonomy-capacity: 25 points, 125 runs of" in told
    assert "heatmap-column.png" in told
    assert "report.html" in told
    assert "<Replay of run 3: " in told
    (by_class,) = [deed for deed in reader.deeds if "class Reluctant" in deed.piece.text]
    usual, reluctant = map(float, by_class.outcome.stdout.split())
    assert reluctant < usual
