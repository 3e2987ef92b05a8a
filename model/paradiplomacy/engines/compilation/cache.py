"""Where compiled code is kept, and when it is stale.

Numba looks only at the file of the kernel to see whether a cached binary is stale; a changed rule
in another file would run as it was. So the cache folder is named by a hash of every source of the
model and of the versions that shape the code.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
from pathlib import Path

import llvmlite.binding
import numba
import numpy as np

from paradiplomacy.sources import sources_hash

CACHE_VARIABLE = "PARADIPLOMACY_CACHE"
"""Environment variable that names another folder for compiled code."""


def binary_key() -> str:
    """Return a hash of all sources of the model and of what else shapes its compiled code."""
    processor = f"{llvmlite.binding.get_host_cpu_name()} {platform.machine()}"
    versions = f"{sys.version_info[:2]} {numba.__version__} {np.__version__} {processor}"
    return hashlib.sha256(f"{sources_hash()} {versions}".encode()).hexdigest()[:16]


def cache_root() -> Path:
    """Return the folder for caches; one of the user's own under the temporary folder at need."""
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen)
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        root = Path(base) / "paradiplomacy"
        root.mkdir(parents=True, exist_ok=True)
        if os.access(root, os.W_OK):
            return root
    except (OSError, RuntimeError):
        pass  # no home, or none that takes files
    return Path(tempfile.gettempdir()) / f"paradiplomacy-{os.getuid()}"


def cache_folder() -> Path:
    """Return the folder that holds the binaries of exactly these sources."""
    return cache_root() / binary_key()
