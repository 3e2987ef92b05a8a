"""A browser that opens our pages, and finds fault with any that asks the network or complains."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

NARROW, WIDE = 390, 1400
"""Widths of a telephone and of a desk, in pixels."""

HEIGHT = 900

PATIENCE = 120_000
"""Milliseconds after which a page that is not ready never will be."""

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome")
                 if (path := shutil.which(name))), None)  # fmt: skip

needs_browser = pytest.mark.skipif(
    CHROMIUM is None or importlib.util.find_spec("playwright") is None,
    reason="needs chromium, and playwright of the extra test",
)

OURS = ("about", "blob", "data", "file")
"""Schemes of addresses that ask nobody; any other has to be of this machine."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


_running: list[Browser] = []


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser, unless one is there: who asks meanwhile gets the same."""
    from playwright.sync_api import sync_playwright

    if _running:
        yield _running[0]
        return
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        _running.append(started)
        try:
            yield started
        finally:
            _running.clear()
            started.close()


@pytest.fixture(scope="module")
def one_browser() -> Iterator[None]:
    """Let all tests of a file share a browser; each has windows of its own, and no cookies."""
    with chromium():
        yield


@contextlib.contextmanager
def browser(width: int = WIDE, **options: Any) -> Iterator[BrowserContext]:
    """Give a browser's window of some width, which is closed at the end.

    Fails, at the end, on any request to another machine, and on any error that a page tells its
    console or raises. ``options`` are those of Playwright's ``new_context``.
    """
    faults: list[str] = []
    with chromium() as started:
        size = {"width": width, "height": HEIGHT}
        context = started.new_context(**{"viewport": size, **options})
        _watch(context, faults)
        try:
            yield context
        finally:
            context.close()
    assert not faults, "\n".join(faults)


@contextlib.contextmanager
def opened(path: Path | str, width: int = WIDE, **options: Any) -> Iterator[Page]:
    """Open a file, or an address, in a browser as :func:`browser` gives it."""
    with browser(width, **options) as context:
        page = context.new_page()
        page.goto(path.resolve().as_uri() if isinstance(path, Path) else path)
        yield page


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window; 0 where nothing sticks out."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def resized(page: Page, width: int) -> None:
    """Make the window of a page so wide, and wait until it has drawn what it shows anew."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate(
        "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
    )


def _watch(context: BrowserContext, faults: list[str]) -> None:
    def of_page(page: Page) -> None:
        page.on("websocket", lambda socket: _check(socket.url, faults))

    context.on("request", lambda request: _check(request.url, faults))
    context.on("page", of_page)
    context.on("weberror", lambda error: faults.append(f"error: {error.error}"))
    context.on(
        "console",
        lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None,
    )


def _check(address: str, faults: list[str]) -> None:
    parts = urlsplit(address)
    if parts.scheme not in OURS and parts.hostname not in LOOPBACK:
        faults.append(f"asked for {address}")


def until(page: Page, script: str, arg: Any = None) -> None:
    """Wait until something holds on the page, which is looked at now and then: frames are dear."""
    page.wait_for_function(script, arg=arg, timeout=PATIENCE, polling=100)
