"""The page of documentation names what is there, and the numbers that come out."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis.wording import cell
from paradiplomacy_app.differences import compared
from paradiplomacy_app.levers import levers
from paradiplomacy_app.page import FIGURES, FOLDS, page
from paradiplomacy_app.runs import STAGES, Asked, Desk
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tests.support.pages import ROOT, Page

if TYPE_CHECKING:
    from pathlib import Path

PAGE = Page(ROOT / "experiments" / "APP.md")


def test_what_the_page_links_to_is_there() -> None:
    assert [path for path in PAGE.links if not path.is_file()] == []
    picture = ROOT / "analysis" / "app.png"
    assert 10_000 < picture.stat().st_size < 300_000
    for name in ("README.md", "experiments/APP.md"):
        assert "analysis/app.png" in (ROOT / name).read_text("utf-8")


def test_what_the_page_names_is_on_the_page_that_it_is_about() -> None:
    whole = str(page())
    for heading, _ in FOLDS.values():
        assert f"| {heading} |" in PAGE.text
        assert heading in whole
    for words in (FIGURES["carriers"], "One run as a history", "Take it with you"):
        assert f"*{words}*" in PAGE.text
        assert words in whole
    assert f"under *{levers()['unit'].label}*" in PAGE.text
    assert ", then ".join(map(str, STAGES)) in PAGE.text


@pytest.mark.slow
@pytest.mark.compiled
def test_the_numbers_of_the_page_come_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        sides = [load_scenario("baubau-seoul", each) for each in ({}, {"cities.baubau.unit": True})]
        waiting = [desk.ask(Asked(each, 1), 100, threading.Event()) for each in sides]
        baseline, variant = (each.result().results for each in waiting)
        rows = {row.name: row for row in compared(baseline, variant).rows}
    finally:
        desk.close()
    for name in ("trust_government", "continuity", "cost_total"):
        row = rows[name]
        assert f"from {cell(row.baseline)} to {cell(row.variant)}" in " ".join(PAGE.text.split())
