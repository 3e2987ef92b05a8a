"""Where results come from: versions, processor, system, sources and their state in git."""

from __future__ import annotations

import functools
import importlib.metadata
import platform
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from paradiplomacy import version
from paradiplomacy_results.manifest import GitState, Processor

LIBRARIES = ("numpy", "numba", "mesa", "pydantic", "pyarrow")
"""Libraries whose versions are recorded."""

GIT_SECONDS = 5.0
"""Patience with git, in seconds."""


def versions() -> dict[str, str | None]:
    """Return the versions of the package, of Python and of the libraries that shape results."""
    found: dict[str, str | None] = {
        "paradiplomacy": version.__version__,
        "python": platform.python_version(),
    }
    return found | {name: _version(name) for name in LIBRARIES}


@functools.cache  # to find out, a whole file of metadata is read as a message
def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def processor() -> Processor:
    """Return the kind of processor and its features, which decide the last bits of results."""
    config: Any = np.show_config(mode="dicts")
    extensions = config.get("SIMD Extensions", {})
    features = [*extensions.get("baseline", []), *extensions.get("found", [])]
    return Processor(machine=platform.machine(), features=tuple(sorted(set(features))))


def system() -> dict[str, str]:
    """Return the operating system and the C library."""
    library = " ".join(platform.libc_ver()).strip()
    return {"system": platform.system(), "release": platform.release(), "libc": library}


def git_state() -> GitState | None:
    """Return the commit of the sources and whether they differ from it; None outside a checkout."""
    tracked = _git("ls-files", "--error-unmatch", "__init__.py")
    commit = _git("rev-parse", "HEAD")
    if tracked is None or commit is None:
        return None
    return GitState(commit=commit, changed=bool(_git("status", "--porcelain", ".")))


def _git(*arguments: str) -> str | None:
    command = ["git", "-C", str(_model_folder()), *arguments]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=GIT_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


def _model_folder() -> Path:
    return Path(version.__file__).parent
