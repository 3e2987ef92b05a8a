"""The sources of the model, by one hash: what tells results and binaries of other rules apart."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


@cache
def sources_hash() -> str:
    """Return a hash of all sources of the model, read once in a process."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()
