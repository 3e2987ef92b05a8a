"""Hold an open file, so that other processes can tell that somebody works with it.

The system lets go of what a process holds when that process dies, however it dies.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

fcntl: Any
msvcrt: Any
try:
    fcntl, msvcrt = importlib.import_module("fcntl"), None
except ModuleNotFoundError:  # Windows
    fcntl, msvcrt = None, importlib.import_module("msvcrt")

FAR = 2**30
"""Place of the byte that is held on Windows, where nobody else may read what is held."""


def hold(descriptor: int, *, shared: bool = False) -> bool:
    """Hold an open file until it is closed; tell whether that could be had.

    Nobody else can then hold it, or ``shared``, nobody else but in the same way (on Windows, nobody
    else). It never waits. Raises ``OSError`` where the file system knows no such thing.
    """
    if fcntl is None:
        return _hold_a_byte(descriptor)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_abandoned(descriptor: int) -> bool:
    """Tell whether nobody holds an open file any more, and close it.

    Where nothing can be held nobody knows whether its writer lives: then it counts as held.
    """
    try:
        return hold(descriptor)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _hold_a_byte(descriptor: int) -> bool:
    here = os.lseek(descriptor, 0, os.SEEK_CUR)
    try:
        os.lseek(descriptor, FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    finally:
        os.lseek(descriptor, here, os.SEEK_SET)
    return True
