"""What tests of the page share: its folder, a desk whose runs take no time, and a server."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis import report
from paradiplomacy_app import pictures
from paradiplomacy_app.pictures import Shown
from paradiplomacy_app.runs import Desk
from paradiplomacy_app.serving import served
from tests.support.drawn import COARSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    Serving = Callable[..., AbstractContextManager[str]]

STAGES = (3, 6)

ONE_STAGE = STAGES[:1]
"""Where nothing hangs on there being more runs later."""


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
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no figure drawn, where the page is asked for other things."""
    nothing = Shown("", "", {}, "this is about other things")
    monkeypatch.setattr(pictures, "drawn", lambda *_: nothing)
    monkeypatch.setattr(pictures, "history", lambda *_: nothing)


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have figures drawn with few dots, where nobody looks at them."""
    monkeypatch.setattr(report, "DPI", COARSE)


@pytest.fixture
def serving(folder: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Serving:
    """Return what serves a page for a while, and gives its address."""
    # Shiny has one lock in a process, of the first loop in which it was waited for; servers of
    # tests have a loop each.
    monkeypatch.setattr("shiny.reactive._core._reactive_environment._lock", None)

    @contextlib.contextmanager
    def serve(
        scenario: str = "baubau-seoul", *, stages: Sequence[int] = ONE_STAGE
    ) -> Iterator[str]:
        with served(scenario, stages=stages, desk=desk, tell=lambda _: None) as (page, server):
            thread = threading.Thread(target=server.run)
            thread.start()
            try:
                yield page.address
            finally:
                page.stop()
                thread.join()

    return serve
