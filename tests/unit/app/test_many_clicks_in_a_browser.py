"""Hundreds of clicks, as fast as they come, leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from paradiplomacy_app import pictures
from paradiplomacy_app.following import Follower
from paradiplomacy_app.pictures import Shown
from paradiplomacy_app.runs import MOST_KEPT
from tests.support.browser import browser, needs_browser
from tests.support.fake_engine import FakeEngine, use
from tests.support.live_page import SHORT, answered, did, fold, row, settle
from tests.unit.app.conftest import STAGES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.app.conftest import Serving

pytestmark = [needs_browser, pytest.mark.slow]

CLICKS = 200

DRAWN = ("carriers", "papers")
"""Figures that are drawn: one of each side, and one of both."""

MOST_GROWTH = 100_000_000
"""Bytes that the process may grow by: figures and tables of what is kept."""


@pytest.fixture
def few_drawn(coarse: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a figure of each kind drawn, in place of all of them."""
    draw = pictures.drawn

    def drawn(name: str, *sides: Any) -> Shown:
        return draw(name, *sides) if name in DRAWN else Shown(name, "", {}, "two are enough")

    monkeypatch.setattr(pictures, "drawn", drawn)


@pytest.mark.usefixtures("few_drawn")
def test_many_clicks_and_closed_pages_are_forgotten(
    serving: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    with serving(stages=STAGES) as address, browser() as context:
        for _ in range(2):
            closed = context.new_page()
            closed.goto(address + SHORT)
            answered(closed)
            closed.close()
        page = context.new_page()
        page.goto(address + SHORT)
        settle(page)
        office = row(fold(page, "An office"), "Baubau")
        did(page, office.check)
        answered(page)
        before = psutil.Process().memory_info().rss
        page.evaluate(
            """async clicks => {
                for (let click = 0; click < clicks; click += 1) {
                    document.querySelector('[data-do="set"][data-key="cities.baubau.unit"]').click();
                    await new Promise(resolve => setTimeout(resolve));
                }
            }""",
            CLICKS,
        )
        money = row(fold(page, "Budget"), "Baubau")
        money.fill("49")
        money.press("Tab")
        page.wait_for_function("() => location.search.includes('budget%3D49')", timeout=240_000)
        settle(page)
        assert psutil.Process().memory_info().rss - before < MOST_GROWTH
        gc.collect()
        held = Counter(map(type, gc.get_objects()))
        assert held[Follower] == 1
        assert held[asyncio.Task] < 100
        (home,) = tmp_path.glob("paradiplomacy-app-*")
        assert len(list(home.iterdir())) <= MOST_KEPT + 8
        page.close()
