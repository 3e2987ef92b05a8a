"""What the page on designs tells a reader to type works, in that order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments import drivers
from paradiplomacy_experiments.design.declarations import (
    Alternative,
    Analysis,
    FactorSection,
    Header,
    Keep,
    Sampler,
    Until,
)
from paradiplomacy_results.layout import EFFECTS, TABLES
from tests.support.pages import ROOT, Page, Reader, assert_all_worked

if TYPE_CHECKING:
    from pathlib import Path

PAGE = Page(ROOT / "experiments" / "DESIGNS.md")

SHORTER = {
    "paradiplomacy drivers": ["--draws", "2", "--replicates", "2", "--set", "scenario.months=60"],
}
"""Options for commands that the page mentions and that take minutes."""

TWO_WORLDS = ("baubau-seoul", "mixed")
"""Of the worlds in which the page asks what drives trust: one with a single tie and one of many."""


@pytest.mark.compiled
@pytest.mark.slow
def test_the_page_works_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    PAGE.write_tables(tmp_path)
    monkeypatch.setattr(drivers, "WORLDS", TWO_WORLDS)
    reader = Reader(tmp_path, monkeypatch, shorter=SHORTER)
    reader.read(PAGE)
    assert_all_worked(reader)
    (table,) = [deed.outcome.stdout for deed in reader.deeds if deed.piece.kind == "python"]
    assert len(table.splitlines()) == 8


@pytest.mark.parametrize("world", drivers.WORLDS)
def test_drivers_can_be_asked_for_in_every_world(world: str) -> None:
    assert drivers.driver_design(world, EFFECTS, draws=2, replicates=2).points


def test_every_key_of_a_design_is_spoken_of() -> None:
    left_to_explain = {"title", "grid_levels"}
    for section in (Header, Until, FactorSection, Alternative, Sampler, Keep, Analysis):
        for name in section.model_fields:
            assert re.search(rf"\b{name}\b", PAGE.text) or name in left_to_explain, name
    for kind in Sampler.model_json_schema()["properties"]["kind"]["enum"]:
        assert f"| `{kind}` |" in PAGE.text
    assert all(f"`{table}`" in PAGE.text for table in TABLES)
