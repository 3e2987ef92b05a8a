"""A process that compiles parts: reads what to compile, a line each, and says a line for each done.

Run as ``python -m paradiplomacy.engines.compilation.worker FOLDER``; the binaries come to FOLDER.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from paradiplomacy.engines.compilation.binaries import Cache
from paradiplomacy.engines.compilation.parts import BUILT_IN, Part, custom_steps
from paradiplomacy.engines.custom import CustomFile

MOST_TOLD = 600
"""Letters that are told of an error."""


def asked(line: str) -> Part:
    """Return the part that a line asks for: by its key, of a custom file also by text and process.

    Raises ``LookupError`` where there is none.
    """
    told: dict[str, Any] = json.loads(line)
    parts = BUILT_IN
    if told["file"] is not None:
        parts = custom_steps(CustomFile(**told["file"]), told["process"])
    return {part.key: part for part in parts}[told["key"]]


def main() -> None:
    """Compile what standard input asks for, until it ends."""
    from paradiplomacy.engines.compilation.compiler import compiled

    cache = Cache(Path(sys.argv[1]))
    for line in sys.stdin:
        try:
            part = asked(line)
            cache.write(compiled(part))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told to who asks
            sys.exit(f"{type(error).__name__}: {str(error)[:MOST_TOLD]}")
        sys.stdout.write(part.key + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
