"""Pictures of pages in a browser, for the README: ``python -m tools.screens``.

They need chromium, and playwright of the extra ``test``. A picture is made of results that are made
anew, so that it shows what this version writes.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import paradiplomacy

ANALYSIS = Path(__file__).parents[1] / "analysis"

EXPLORE = ANALYSIS / "explore.png"

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


def picture_of(address: str, path: Path, below: str) -> None:
    """Draw a page from the element ``below`` down, at the size of a desk's window.

    Raises ``ValueError`` where the picture is larger than :data:`MOST_BYTES`.
    """
    from PIL import Image
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=SIZE)
        page.goto(address)
        page.locator(below).evaluate("element => element.scrollIntoView()")
        page.screenshot(path=path)
        browser.close()
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path} has more than {MOST_BYTES:,} bytes")


def refresh() -> list[str]:
    """Draw the pictures anew; return the names of those that changed."""
    before = EXPLORE.read_bytes() if EXPLORE.is_file() else b""
    with tempfile.TemporaryDirectory() as folder:
        picture_of(explore_page(Path(folder)).as_uri(), EXPLORE, "#look")
    return [EXPLORE.name] if EXPLORE.read_bytes() != before else []


if __name__ == "__main__":
    print(*refresh(), sep="\n")
