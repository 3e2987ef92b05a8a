"""Hundreds of clicks, as fast as they come, leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

import psutil
import pytest

from paradiplomacy_app.following import Follower
from paradiplomacy_app.runs import MOST_KEPT
from tests.support.browser import browser, needs_browser
from tests.support.fake_engine import FakeEngine, use
from tests.unit.app.test_in_a_browser import SHORT, answered, did, fold, row, settle

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.app.test_in_a_browser import Serving

pytestmark = [needs_browser, pytest.mark.slow]

CLICKS = 300

MOST_GROWTH = 100_000_000
"""Bytes that the process may grow by: figures and tables of what is kept."""


def held(kind: type) -> int:
    gc.collect()
    return sum(type(each) is kind for each in gc.get_objects())


def test_many_clicks_and_closed_pages_are_forgotten(
    serving: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    with serving() as address, browser() as context:
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
        assert held(Follower) == 1
        assert held(asyncio.Task) < 100
        (home,) = tmp_path.glob("paradiplomacy-app-*")
        assert len(list(home.iterdir())) <= MOST_KEPT + 8
        page.close()
