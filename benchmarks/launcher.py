"""Run the command given as arguments; print its wall time and peak resident memory as JSON.

A process counts the memory of the one that started it into its peak, up to the moment at which it
becomes another program. So what is measured is started from here, where that memory is small.
"""

from __future__ import annotations

import json
import os
import sys
import time

UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in which the system counts a peak."""


def main() -> None:
    """Run the command, and fail as it fails."""
    start = time.perf_counter()
    silence = os.open(os.devnull, os.O_WRONLY)
    pid = os.posix_spawn(
        sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, silence, 1)]
    )
    _, status, usage = os.wait4(pid, 0)
    took = time.perf_counter() - start
    print(json.dumps({"seconds": took, "bytes": usage.ru_maxrss * UNIT}))
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
