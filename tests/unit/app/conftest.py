"""What tests of the page share: its folder, a desk whose runs take no time, and a server."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_app.runs import Desk
from paradiplomacy_app.serving import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

STAGES = (3, 6)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, which is the current one."""
    home = tmp_path / "working"
    home.mkdir()
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk that is closed at the end."""
    made = Desk(tmp_path, threads=2)
    yield made
    made.close()


@pytest.fixture
def serving(
    folder: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AbstractContextManager[str]]:
    """Return what serves a page for a while, and gives its address."""
    # Shiny has one lock in a process, of the first loop in which it was waited for; servers of
    # tests have a loop each.
    monkeypatch.setattr("shiny.reactive._core._reactive_environment._lock", None)

    @contextlib.contextmanager
    def serve(scenario: str = "baubau-seoul") -> Iterator[str]:
        with served(scenario, stages=STAGES, desk=desk, tell=lambda _: None) as (page, server):
            thread = threading.Thread(target=server.run)
            thread.start()
            try:
                yield page.address
            finally:
                page.stop()
                thread.join()

    return serve
