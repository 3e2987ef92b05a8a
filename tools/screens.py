"""Pictures of pages in a browser, for the README: ``python -m tools.screens``.

They need chromium, playwright of the extra ``test``, and the extra ``app``. A picture is made of
runs that are made anew, so that it shows what this version writes.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import paradiplomacy
from paradiplomacy_app.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator

ANALYSIS = Path(__file__).parents[1] / "analysis"

EXPLORE = ANALYSIS / "explore.png"

APP = ANALYSIS / "app.png"

PICTURES = (EXPLORE, APP)

OFFICE = "&set=cities.baubau.unit%3Dtrue"
"""What the picture of the live page asks: an office for Baubau."""

STAGES = (20, 100)

READY = '#status p[data-ready="true"]'
"""The element of the live page that is there once all runs are."""

PATIENCE = 600_000
"""Milliseconds that runs may take on a busy machine."""

MOST_BYTES = 300_000
"""Largest picture that a page of documentation shows."""

SIZE = {"width": 1400, "height": 1000}

COLOURS = 128
"""Colours of a picture: pages have few, and letters keep their edges."""


def explore_page(folder: Path) -> Path:
    """Write the page of a small sweep into ``folder``; return its path."""
    out = folder / "autonomy-capacity"
    paradiplomacy.sweep("autonomy-capacity", {"design.replicates": 30}, out=out)
    return paradiplomacy.explore(out, out=folder / "explore.html").path


@contextlib.contextmanager
def live_page() -> Iterator[str]:
    """Serve the live page for a while; give its address with an office for Baubau."""
    with served(stages=STAGES, tell=lambda _: None) as (page, server):
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield page.address + OFFICE
        finally:
            page.stop()
            thread.join()


def picture_of(address: str, path: Path, below: str, ready: str = "body") -> None:
    """Draw a page from the element ``below`` down, at the size of a desk's window.

    First waits for the element ``ready``. Raises ``ValueError`` where the picture is larger than
    :data:`MOST_BYTES`.
    """
    from PIL import Image
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=SIZE)
        page.goto(address)
        page.wait_for_selector(ready, state="attached", timeout=PATIENCE)
        page.locator(below).evaluate("element => element.scrollIntoView()")
        page.screenshot(path=path)
        browser.close()
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path} has more than {MOST_BYTES:,} bytes")


def refresh() -> list[str]:
    """Draw the pictures anew; return the names of those that changed."""
    before = {path: path.read_bytes() if path.is_file() else b"" for path in PICTURES}
    with tempfile.TemporaryDirectory() as folder:
        picture_of(explore_page(Path(folder)).as_uri(), EXPLORE, "#look")
    with live_page() as address:
        picture_of(address, APP, "h1", READY)
    return [path.name for path, old in before.items() if path.read_bytes() != old]


if __name__ == "__main__":
    print(*refresh(), sep="\n")
