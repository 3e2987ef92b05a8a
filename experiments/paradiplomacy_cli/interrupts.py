"""Stop in good order: once to finish what is at work, twice to stop at once."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_SHOW_CURSOR = b"\x1b[?25h"


@dataclass
class Stop:
    """The request to stop, and the signal that made it."""

    event: threading.Event = field(default_factory=threading.Event)
    signal: int = 0

    @property
    def exit_code(self) -> int:
        """Return the exit code that shells expect after the signal."""
        return 128 + self.signal


@contextlib.contextmanager
def stopping_in_order() -> Iterator[Stop]:
    """Turn the first Ctrl-C or SIGTERM into a request to stop, and let the second end the process.

    Ending at once is safe: files are written whole or not at all, and the system frees the lock.
    """
    stop = Stop()

    def handle(number: int, _frame: FrameType | None) -> None:
        if stop.event.is_set():
            _tell(_SHOW_CURSOR if sys.stderr is not None and sys.stderr.isatty() else b"")
            os._exit(128 + number)
        stop.signal = number
        stop.event.set()
        _tell(b"\nstopping when the runs at work are done; once more to stop at once\n")

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(text: bytes) -> None:
    """Write straight to stderr: the buffered stream may be in use where the signal struck."""
    with contextlib.suppress(OSError):
        os.write(2, text)
