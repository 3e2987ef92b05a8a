"""Take the picture of the live page, ``analysis/app.png``: an office for Baubau.

``python -m tools.screen_of_app``; it needs the extras ``app`` and ``test``, and chromium.
"""

from __future__ import annotations

import threading
from pathlib import Path

from PIL import Image

from paradiplomacy_app.serving import served
from tests.support.browser import opened

PICTURE = Path(__file__).parents[1] / "analysis" / "app.png"

OFFICE = "&set=cities.baubau.unit%3Dtrue"

SIZE = {"width": 1280, "height": 860}

COLOURS = 128
"""Colours of the picture: enough for text and figures, and small."""

STAGES = (20, 100)

PATIENCE = 600_000
"""Milliseconds that runs may take on a busy machine."""


def main() -> None:
    """Serve the page, wait for the last stage, and take the picture."""
    with served(stages=STAGES, tell=lambda _: None) as (page, server):
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            with opened(page.address + OFFICE, viewport=SIZE) as window:
                window.wait_for_selector(
                    '#status p[data-ready="true"]', state="attached", timeout=PATIENCE
                )
                window.screenshot(path=PICTURE)
        finally:
            page.stop()
            thread.join()
    with Image.open(PICTURE) as image:
        image.convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
