"""Hold an open file, so that other processes can tell that somebody works with it.

The system lets go of what a process holds when that process dies, however it dies.
"""

from __future__ import annotations

import fcntl


def hold(descriptor: int, *, shared: bool = False) -> bool:
    """Hold an open file until it is closed; tell whether that could be had.

    Nobody else can then hold it, or ``shared``, nobody else but in the same way. It never waits.
    Raises ``OSError`` where the file system knows no such thing.
    """
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
