"""A process that compiles parts: reads what to compile, a line each, and says a line for each done.

Run as ``python -m paradiplomacy.engines.compilation.worker FOLDER``; the binaries come to FOLDER.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from paradiplomacy.custom.declarations import State
from paradiplomacy.custom.files import CustomFile
from paradiplomacy.engines.compilation.binaries import Cache
from paradiplomacy.engines.compilation.parts import BUILT_IN, Part, custom_parts

MOST_TOLD = 600
"""Letters that are told of an error."""


def asked(line: str) -> Part:
    """Return the part that a line asks for: by its key, of a custom file also by text and states.

    Raises ``LookupError`` where there is none.
    """
    told: dict[str, Any] = json.loads(line)
    parts = BUILT_IN
    if told["file"] is not None:
        states = tuple(State(**each) for each in told["states"])
        parts = custom_parts(CustomFile(**told["file"]), states)
    found = {part.key: part for part in parts}.get(told["key"])
    if found is None:
        raise LookupError("the sources of the model have changed meanwhile; begin again")
    return found


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
