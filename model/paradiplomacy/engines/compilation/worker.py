"""A process that compiles parts: reads names of parts, a line each, and says a line for each done.

Run as ``python -m paradiplomacy.engines.compilation.worker FOLDER``; the binaries come to FOLDER.
"""

from __future__ import annotations

import sys
from pathlib import Path

from paradiplomacy.engines.compilation.binaries import Cache
from paradiplomacy.engines.compilation.parts import BUILT_IN


def main() -> None:
    """Compile what standard input names, until it ends."""
    from paradiplomacy.engines.compilation.compiler import compiled

    cache = Cache(Path(sys.argv[1]))
    parts = {part.key: part for part in BUILT_IN}
    for line in sys.stdin:
        cache.write(compiled(parts[line.strip()]))
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
