"""The page on tables of one's own: what it says to type works, and gives what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.importing import import_ties
from tests.support.fake_engine import FakeEngine, use
from tests.support.pages import ROOT, Page, Reader, assert_all_worked

if TYPE_CHECKING:
    from pathlib import Path

PAGE = Page(ROOT / "experiments" / "YOUR_TABLES.md")


def test_what_it_links_to_exists() -> None:
    assert [path for path in PAGE.links if not path.is_file()] == []


def test_its_scenario_has_the_lines_that_it_shows(tmp_path: Path) -> None:
    PAGE.write_tables(tmp_path)
    path = tmp_path / "ties.toml"
    import_ties(tmp_path / "ties.csv", path)
    (shown,) = [piece.text for piece in PAGE.pieces if piece.kind == "toml"]
    assert shown in path.read_text("utf-8")


@pytest.mark.slow
def test_it_works_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(), monkeypatch)
    PAGE.write_tables(tmp_path)
    reader = Reader(tmp_path, monkeypatch, {"'cities.*.capacity=0.5'": ["--no-figures"]})
    reader.read(PAGE)
    assert_all_worked(reader)
    told = reader.printed
    assert "countries 3, cities 6, partnerships 4, ngos 0" in told
    assert "countries 3, cities 6, partnerships 4, ngos 1" in told
    assert "trust.png" in told
