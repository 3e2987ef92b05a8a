"""The live page in a browser: what is done to it, and when it shows what comes of that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.support.browser import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

SHORT = "&months=24"
"""What an address ends in whose runs are short."""


def settle(page: Page) -> None:
    """Wait until the page shows all that will come of its choice."""
    until(
        page,
        """() => { const told = document.querySelector("#status p")?.dataset;
            return told?.ready === "true" && +told.turn >= +(document.body.dataset.turn ?? 1); }""",
    )


def answered(page: Page) -> None:
    """Wait until numbers of its choice are there, though not all of them, nor all pictures."""
    until(
        page,
        """() => { const told = document.querySelector("#status p")?.dataset;
            const of = id => document.querySelector(`${id} > [data-of-turn]`)?.dataset.ofTurn;
            return told && +told.turn >= +(document.body.dataset.turn ?? 1)
                && of("#answer") === told.turn && of("#take") === told.turn; }""",
    )


def did(page: Page, act: Callable[[], object]) -> str:
    """Do something that changes the address, and return its query, once controls show it.

    They are written anew then: what would be entered meanwhile goes with those that were there.
    """
    before = page.url
    page.locator("#case > select").evaluate("element => { element.dataset.before = 'true'; }")
    act()
    page.wait_for_url(lambda url: url != before, wait_until="commit", timeout=PATIENCE)
    page.locator("#case > [data-before]").wait_for(state="detached", timeout=PATIENCE)
    return urlsplit(page.url).query


def fold(page: Page, words: str) -> Locator:
    """Open what stands behind a line, and return it."""
    line = page.locator("> summary", has_text=re.compile(f"^{re.escape(words)}"))
    found = page.locator("details", has=line).last
    found.wait_for(state="attached", timeout=PATIENCE)
    found.evaluate("fold => { if (!fold.open) fold.querySelector('summary').click(); }")
    return found


def row(within: Locator, label: str) -> Locator:
    return within.get_by_label(label, exact=True).first
