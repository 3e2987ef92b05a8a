"""What the page on results that grow tells a reader to type works, in that order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy_results.manifest import read_manifest
from tests.support.fake_engine import FakeEngine, use
from tests.support.pages import ROOT, Page, Reader, assert_all_worked

if TYPE_CHECKING:
    from pathlib import Path

PAGE = Page(ROOT / "experiments" / "GROWING.md")

SMALL = "factors.budget_times.levels=[0.0,1.0]"

SHORTER = {
    "paradiplomacy run": ["--no-figures"],
    "paradiplomacy sweep": ["--set", SMALL],
}
"""Options for commands: a third of the points, and no pictures, of which nothing is told."""

FEWER = {'["design.': f'["{SMALL}", "design.'}
"""The same in Python."""


@pytest.mark.slow
def test_the_page_works_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(), monkeypatch)
    reader = Reader(tmp_path, monkeypatch, SHORTER, fewer=FEWER)
    reader.read(PAGE)
    assert_all_worked(reader)
    (printed,) = [each.outcome.stdout for each in reader.deeds if each.piece.kind == "python"]
    points = read_manifest(tmp_path / "results" / "growing").points
    assert printed.split() == [str(2 * points), "of", str(6 * points)]
    kept = next(each for each in reader.deeds if "--dry-run" in each.piece.text).outcome.stdout
    assert f"{10 * points} runs that are there" in kept
    grown = read_manifest(tmp_path / "results" / "growing")
    assert grown.runs == 20 * points


def test_every_file_that_the_page_links_to_is_there() -> None:
    assert all(link.exists() for link in PAGE.links)
