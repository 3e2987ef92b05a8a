"""Which process compiles which part, so that few rules are compiled by more than one of them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paradiplomacy.engines.compilation.parts import Part


class Shared:
    """Parts that wait for one of some processes, each of which keeps the rules it has compiled."""

    def __init__(self, parts: Sequence[Part], processes: int) -> None:
        self._waiting = list(parts)
        self._known: list[set[Callable[..., object]]] = [set() for _ in range(processes)]
        self._lock = threading.Lock()

    def take(self, process: int) -> Part | None:
        """Return the part that a process should compile next, or None where none waits.

        It is the one by which this process is ahead most: what others would have to compile for it,
        less what this one has to; the longest of equal ones. A part of which nothing is known
        goes first.
        """
        with self._lock:
            if not self._waiting:
                return None
            others = [known for k, known in enumerate(self._known) if k != process]

            def rank(part: Part) -> tuple[bool, int, int]:
                mine = _new(part, self._known[process])
                least = min((_new(part, known) for known in others), default=mine)
                return not part.sizes, least - mine, mine

            part = max(self._waiting, key=rank)
            self._waiting.remove(part)
            self._known[process] |= part.sizes.keys()
            return part

    def drop(self) -> None:
        """Let no part wait any longer."""
        with self._lock:
            self._waiting.clear()


def _new(part: Part, known: set[Callable[..., object]]) -> int:
    """Return the size of what a part needs and a process does not have."""
    return sum(size for function, size in part.sizes.items() if function not in known)
